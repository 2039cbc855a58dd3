"""Make any plain value usable as a dictionary key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def make_hashable(value: Any) -> Any:
    """Return ``value`` if it can be hashed, else a tuple that stands for it.

    Dictionaries become pairs in sorted order of keys, other iterables tuples in their own order.

    Raises:
        TypeError: the value is neither hashable nor iterable.
    """
    if isinstance(value, dict):
        return tuple(sorted(((key, make_hashable(item)) for key, item in value.items()), key=_pair_key))
    try:
        hash(value)
    except TypeError:
        if isinstance(value, Iterable):
            return tuple(make_hashable(item) for item in value)
        raise
    return value


def _pair_key(pair: tuple[Any, Any]) -> Any:
    """Keys alone decide the order: values need not be comparable."""
    return pair[0]
