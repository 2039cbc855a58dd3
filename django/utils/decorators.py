"""Decorators of methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, update_wrapper, wraps
from typing import Any


class classonlymethod(classmethod):  # type: ignore[type-arg]
    """A class method that cannot be called on an instance."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is not None:
            raise AttributeError("This method is available only on the class, not on instances.")
        return super().__get__(instance, cls)


def method_decorator(decorator: Any, name: str = "") -> Callable[[Any], Any]:
    """Turn a decorator of functions, or several, into one of methods.

    Args:
        decorator: the decorator; of several the first is the outermost.
        name: decorating a class, the name of the method meant.
    """
    decorators = list(decorator) if isinstance(decorator, Iterable) else [decorator]

    def decorate(target: Any) -> Any:
        if not isinstance(target, type):
            return _decorated(decorators, target)
        method = _method_of(target, name)
        setattr(target, name, _decorated(decorators, method))
        return target

    update_wrapper(decorate, decorator, assigned=("__doc__",), updated=())
    decorate.__name__ = f"method_decorator({getattr(decorator, '__name__', type(decorator).__name__)})"
    return decorate


def _method_of(cls: type, name: str) -> Any:
    if not name or not hasattr(cls, name):
        raise ValueError(
            f"The keyword argument `name` must be the name of a method of the decorated class: {cls}. "
            f"Got '{name}' instead."
        )
    method = getattr(cls, name)
    if not callable(method):
        raise TypeError(f"Cannot decorate '{name}' as it isn't a callable attribute of {cls} ({method}).")
    return method


def _decorated(decorators: list[Any], method: Any) -> Any:
    def bound_and_decorated(self: Any) -> Any:
        # Each decorator sees a function without ``self`` that still carries the attributes of the method.
        function: Any = wraps(method)(partial(method.__get__(self, type(self))))
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        return bound_and_decorated(self)(*args, **kwargs)

    async def async_wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        return await bound_and_decorated(self)(*args, **kwargs)

    chosen = async_wrapper if getattr(getattr(method, "__code__", None), "co_flags", 0) & 0x80 else wrapper
    for decorator in decorators:
        # Attributes a decorator sets are to be seen on the method too.
        update_wrapper(chosen, decorator(lambda *args, **kwargs: None), assigned=())
    return update_wrapper(chosen, method)
