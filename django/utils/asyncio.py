"""Keep blocking code out of a running event loop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import SynchronousOnlyOperation

DEFAULT_MESSAGE = "You cannot call this from an async context - use a thread or sync_to_async."
_loaded = sys.modules


def in_running_loop() -> bool:
    """Tell whether this thread runs an event loop right now.

    Where asyncio was never imported there is no loop; nothing is imported to find out.
    """
    events = _loaded.get("asyncio.events")
    return events is not None and events._get_running_loop() is not None


def async_unsafe(message: Any = DEFAULT_MESSAGE) -> Any:
    """Decorate a blocking function: called inside a running event loop it raises.

    Use it bare or with the message of the error. The environment variable ``DJANGO_ALLOW_ASYNC_UNSAFE`` allows it.

    Raises:
        SynchronousOnlyOperation: from the decorated function.
    """
    if callable(message):
        return _guarded(message, DEFAULT_MESSAGE)
    return lambda func: _guarded(func, message)


def _guarded(func: Callable[..., Any], message: str) -> Callable[..., Any]:
    loaded = _loaded

    @wraps(func)
    def inner(*args: Any, **kwargs: Any) -> Any:
        # in_running_loop(), written out: this stands in front of every statement.
        events = loaded.get("asyncio.events")
        if events is not None and events._get_running_loop() is not None:
            if not os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE"):
                raise SynchronousOnlyOperation(message)
        return func(*args, **kwargs)

    return inner


def twin(name: str, **marks: Any) -> Callable[..., Any]:
    """Return the coroutine method that runs the method called `name` in a thread.

    Args:
        name: of the method; the twin's is `a` and that name.
        marks: attributes the twin gets (`alters_data=True`).
    """

    async def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

        return await sync_to_async(getattr(self, name))(*args, **kwargs)

    run.__name__ = run.__qualname__ = f"a{name}"
    run.__doc__ = f"Do what `{name}()` does, from asynchronous code."
    run.__dict__.update(marks)
    return run
