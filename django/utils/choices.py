"""The choices of a field in every form a program may write them: pairs, mappings, enumerations, callables, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice, zip_longest
from typing import Any

from django.utils.functional import Promise

__all__ = [
    "BaseChoiceIterator",
    "BlankChoiceIterator",
    "CallableChoiceIterator",
    "flatten_choices",
    "normalize_choices",
]

_MISSING = object()


class BaseChoiceIterator:
    """Base of choices that are computed each time somebody looks; a subclass gives ``__iter__``."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError("BaseChoiceIterator subclasses must implement __iter__().")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Iterable):
            return super().__eq__(other)
        return all(mine == theirs for mine, theirs in zip_longest(self, other, fillvalue=_MISSING))

    __hash__ = None  # type: ignore[assignment]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice) or index < 0:
            return list(self)[index]
        for item in islice(self, index, index + 1):
            return item
        raise IndexError("index out of range")


class BlankChoiceIterator(BaseChoiceIterator):
    """Choices with a blank one in front, unless they hold a blank one themselves."""

    def __init__(self, choices: Any, blank_choice: Iterable[Any]) -> None:
        self.choices = choices
        self.blank_choice = blank_choice

    def __iter__(self) -> Iterator[Any]:
        choices = list(self.choices)
        has_blank = any(value in ("", None) for value, _ in flatten_choices(choices))
        yield from choices if has_blank else chain(self.blank_choice, choices)


class CallableChoiceIterator(BaseChoiceIterator):
    """Choices that a function returns, asked each time."""

    def __init__(self, func: Callable[[], Any]) -> None:
        self.func = func

    def __iter__(self) -> Iterator[Any]:
        yield from normalize_choices(self.func())


def flatten_choices(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield ``(value, label)`` pairs, those inside groups too."""
    for value_or_group, label_or_nested in choices or ():
        if isinstance(label_or_nested, list | tuple):
            yield from label_or_nested
        else:
            yield value_or_group, label_or_nested


def normalize_choices(value: Any, *, depth: int = 0) -> Any:
    """Return choices as a list of pairs, nested for groups, or as something lazy with the same contents.

    A callable stays uncalled, a lazy one stays lazy, and what cannot be choices is returned unchanged for the checks to
    complain about.

    Args:
        value: pairs, a mapping, an enumeration with ``choices``, a callable, or groups of these.
        depth: 0 for choices, 1 for what stands inside a group.
    """
    if isinstance(value, BaseChoiceIterator | Promise | bytes | str):
        return value
    if isinstance(value, type) and hasattr(value, "choices"):
        value = value.choices
    if isinstance(value, Mapping):
        pairs: Any = value.items()
    elif callable(value):
        # Inside a group nothing else would call it.
        return normalize_choices(value(), depth=depth) if depth else CallableChoiceIterator(value)
    elif isinstance(value, Iterator) and depth == 0:
        pairs = list(value)
    else:
        pairs = value
    try:
        return _pairs(pairs, depth)
    except (TypeError, ValueError):
        return value if pairs is not value and isinstance(value, Mapping) else pairs


def _pairs(value: Any, depth: int) -> Any:
    """The pairs, with what follows a group's name normalized in turn; unchanged below the depth of groups."""
    if depth > 1:
        return value
    return [_pair(item, depth) for item in value]


def _pair(item: Any, depth: int) -> tuple[Any, Any]:
    if isinstance(item, str | bytes):
        raise TypeError("A text of two letters is no pair.")
    key, label = item
    return key, label if isinstance(label, str) else _group(label, depth)


def _group(value: Any, depth: int) -> Any:
    return value if depth else normalize_choices(value, depth=depth + 1)
