"""Which expressions are LOBs: columns of CLOB, NCLOB or BLOB, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tests.db.backends.oracle.linter.tree import Group, Items, find, split
from tests.db.backends.oracle.linter.vocabulary import KEEPS_LARGE, LARGE_TYPES, MAKES_LARGE

#: Label of a table to the names of its LOB columns.
Scope: TypeAlias = "Mapping[str, frozenset[str]]"


def is_large(items: Items, scope: Scope) -> bool:
    """Tell whether a value is a LOB."""
    if not items:
        return False
    if find(items, "||") >= 0:
        return any(is_large(part, scope) for part in split(items, "||"))
    first, last = items[0], items[-1]
    if isinstance(last, Group):
        return _is_large_group(items, last, scope)
    if len(items) == 3 and items[1].word == ".":
        return last.name in scope.get(first.name, ())
    if len(items) == 1 and first.kind == "name":
        return any(first.name in columns for columns in scope.values())
    return False


def _is_large_group(items: Items, group: Group, scope: Scope) -> bool:
    if group.is_case and len(items) == 1:
        return _is_large_case(group, scope)
    if len(items) == 1:
        return not group.is_query and is_large(group.items, scope)
    name = items[-2].word
    if len(items) != 2:
        return False
    if name == "CAST":
        return group.items[find(group.items, "AS") + 1].word in LARGE_TYPES
    if name in KEEPS_LARGE:
        return any(is_large(part, scope) for part in split(group.items, ","))
    return name in MAKES_LARGE


def _is_large_case(group: Group, scope: Scope) -> bool:
    results = [part for part in split(group.items, "THEN")[1:]]
    return any(
        is_large(piece, scope) for part in results for piece in (split(part, "WHEN", "ELSE")[0], _behind_else(part))
    )


def _behind_else(items: Items) -> Items:
    at = find(items, "ELSE")
    return items[at + 1 :] if at >= 0 else ()
