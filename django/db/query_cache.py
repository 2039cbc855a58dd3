"""The memory of worked-out queries, as programs see it: how full it is, its size, and how to go without."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.db.models.plan.memo import MemoInfo, memo

__all__ = ["MemoInfo", "clear", "configure", "disabled", "info"]


def info() -> MemoInfo:
    """Return (hits, misses, size, limit, forgotten) of this process.

    Returns:
        How many refining calls were found worked out and how many were not, how many entries are held and how many may
        be, and how often all were dropped.
    """
    return memo.info()


def clear() -> None:
    """Drop everything that was worked out; what is needed again is worked out again."""
    memo.forget()


def configure(*, limit: int | None) -> None:
    """Set how many entries may be held: 0 for none, None for what QUERY_CACHE_SIZE says. What is held is dropped.

    Raises:
        ValueError: the limit is negative or no integer.
    """
    memo.configure(limit)


def disabled() -> AbstractContextManager[None]:
    """Return a context manager inside which every query is worked out anew, in all threads; meant for tests."""
    return memo.disabled()
