"""One object that is a context manager, a decorator of functions and a decorator of test classes.

Subclasses say what ``enable()`` and ``disable()`` do; everything in the test tools that changes something for a while
and puts it back is one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any
from unittest import TestCase

__all__ = ["TestContextDecorator"]


class TestContextDecorator:
    """Change something for the time of a block, a function, or each test of a class.

    Args:
        attr_name: on a decorated class, the attribute of the test that gets what ``enable()`` returned.
        kwarg_name: on a decorated function, the keyword argument that gets it.
    """

    __test__ = False  # the name starts like a test class, and pytest would ask

    def __init__(self, attr_name: str | None = None, kwarg_name: str | None = None) -> None:
        self.attr_name = attr_name
        self.kwarg_name = kwarg_name

    def enable(self) -> Any:
        """Make the change. What is returned is handed to the block, test or function."""
        raise NotImplementedError(f"{type(self).__name__} must say what enable() does.")

    def disable(self) -> None:
        """Take the change back."""
        raise NotImplementedError(f"{type(self).__name__} must say what disable() does.")

    def __enter__(self) -> Any:
        return self.enable()

    def __exit__(self, *exc_info: object) -> None:
        self.disable()

    def __call__(self, decorated: Any) -> Any:
        if isinstance(decorated, type):
            return self.decorate_class(decorated)
        if callable(decorated):
            return self.decorate_callable(decorated)
        raise TypeError(f"Cannot decorate object of type {type(decorated)}")

    def decorate_class(self, cls: type) -> type:
        """Enable before each ``setUp()``, disable after the test's own cleanups."""
        if not issubclass(cls, TestCase):
            raise TypeError("Can only decorate subclasses of unittest.TestCase")
        own_set_up = cls.setUp

        @wraps(own_set_up)
        def setUp(test: TestCase) -> None:
            given = self.enable()
            test.addCleanup(self.disable)
            if self.attr_name:
                setattr(test, self.attr_name, given)
            own_set_up(test)

        cls.setUp = setUp  # type: ignore[method-assign]
        return cls

    def decorate_callable(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Enable around each call; a coroutine function stays one."""
        if iscoroutinefunction(func):

            @wraps(func)
            async def inside(*args: Any, **kwargs: Any) -> Any:
                with self as given:
                    return await func(*args, **self._with_given(kwargs, given))

        else:

            @wraps(func)
            def inside(*args: Any, **kwargs: Any) -> Any:
                with self as given:
                    return func(*args, **self._with_given(kwargs, given))

        return inside

    def _with_given(self, kwargs: dict[str, Any], given: Any) -> dict[str, Any]:
        return {**kwargs, self.kwarg_name: given} if self.kwarg_name else kwargs
