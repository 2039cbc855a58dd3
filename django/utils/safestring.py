"""Texts marked as safe to stand in HTML as they are."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.utils.functional import keep_lazy


class SafeData:
    """Base of what needs no escaping."""

    __slots__ = ()

    def __html__(self) -> Any:
        """Return itself: other libraries ask for HTML by this name."""
        return self


class SafeString(str, SafeData):
    """A text that needs no escaping; with another safe text added it stays one."""

    __slots__ = ()

    def __add__(self, rhs: str) -> str:
        joined = super().__add__(rhs)
        return SafeString(joined) if isinstance(rhs, SafeData) else joined

    def __str__(self) -> str:
        return self


SafeText = SafeString


@keep_lazy(SafeString)
def _mark(text: Any) -> SafeString:
    return SafeString(text)


def mark_safe(s: Any) -> Any:
    """Return a text as safe; decorating a function, mark what it returns."""
    if hasattr(s, "__html__"):
        return s
    if callable(s):

        @wraps(s)
        def marked(*args: Any, **kwargs: Any) -> Any:
            return mark_safe(s(*args, **kwargs))

        return marked
    return _mark(s)
