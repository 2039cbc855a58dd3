"""Listed: what `in` is given as a range, a view of a dictionary or an iterator is put into a list.

Lists are known by the types of their items, so that their queries are remembered. A list is also what the query keeps
when the dictionary changes later, or the iterator has come to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView, ValuesView
from typing import Any

from django.db.models.conditions import Q

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def with_lists(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments | None:
    """Return the arguments of a condition with lists in them; None if they need no change."""
    new_args = [_with_lists(condition) if isinstance(condition, Q) else condition for condition in args]
    new_kwargs = {name: _listed(name, value) for name, value in kwargs.items()}
    if all(map(_same, new_args, args)) and all(map(_same, new_kwargs.values(), kwargs.values())):
        return None
    return tuple(new_args), new_kwargs


def _with_lists(condition: Q) -> Q:
    children = [_child(child) for child in condition.children]
    if all(map(_same, children, condition.children)):
        return condition
    return condition.create(children, condition.connector, condition.negated)


def _child(child: Any) -> Any:
    if isinstance(child, Q):
        return _with_lists(child)
    if child.__class__ is not tuple:
        return child
    name, value = child
    listed = _listed(name, value)
    return child if listed is value else (name, listed)


def _listed(name: str, value: Any) -> Any:
    found = name.endswith("__in") and isinstance(value, range | Iterator | KeysView | ValuesView)
    return list(value) if found else value


def _same(one: Any, other: Any) -> bool:
    return one is other
