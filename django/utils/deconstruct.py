"""Objects that can tell how to make them again, so that migrations can write them down."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

_NOT_FOUND = (
    "Could not find object {name} in {module}.\n"
    "Please note that you cannot serialize things like inner classes. Please move the object into the main module body "
    "to use migrations.\nFor more information, see "
    "https://docs.djangoproject.com/en/5.2/topics/migrations/#serializing-values"
)


def deconstructible(*classes: type, path: str | None = None) -> Any:
    """Class decorator that remembers the arguments of the constructor and adds ``deconstruct()``.

    Args:
        classes: the class, when used without parentheses.
        path: the dotted path to write instead of where the class is defined.
    """

    def decorate(cls: type) -> type:
        cls.__new__ = staticmethod(_remembering_new(cls))  # type: ignore[method-assign]
        cls.deconstruct = _deconstruct_method(cls, path)  # type: ignore[attr-defined]
        return cls

    return decorate(*classes) if classes else decorate


def _remembering_new(cls: Any) -> Callable[..., Any]:
    def __new__(klass: type, *args: Any, **kwargs: Any) -> Any:
        instance = super(cls, klass).__new__(klass)
        instance._constructor_args = (args, kwargs)
        return instance

    return __new__


def _deconstruct_method(cls: type, path: str | None) -> Callable[[Any], tuple[str, tuple[Any, ...], dict[str, Any]]]:
    def deconstruct(self: Any) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return the dotted path of the class and the arguments it was made with.

        Raises:
            ValueError: the class cannot be imported by that path.
        """
        args, kwargs = self._constructor_args
        if path is not None and type(self) is cls:
            _require_importable(*_split(path))
            return path, args, kwargs
        module, name = type(self).__module__, type(self).__qualname__
        _require_importable(module, name)
        return f"{module}.{name}", args, kwargs

    return deconstruct


def _split(path: str) -> tuple[str, str]:
    module, _, name = path.rpartition(".")
    return module, name


def _require_importable(module: str, name: str) -> None:
    if not hasattr(import_module(module), name):
        raise ValueError(_NOT_FOUND.format(name=name, module=module))
