"""Evaluate: conditions and small expressions over plain rows, in Python, with SQL's three-valued logic.

Made for what is left of a query when an engine knows no SQL, or when rows of several databases are at hand: columns,
values, comparisons, membership, text matches, arithmetic and logic. Everything else is refused. True, False and None
(unknown) are the truth values; a WHERE keeps a row when its condition `is True`.

Texts are compared by their characters and case; `contains`, `startswith` and `endswith` tell cases apart, their `i...`
sisters do not.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.errors import NotSupportedError
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.db.query.text import text

Plain = Mapping[tuple[str, str], Any]
"""One row: values by (label, column name)."""


def evaluate(node: Node, row: Plain, values: Sequence[Any] = ()) -> Any:
    """Return the value, or the truth value, of `node` for one row.

    Args:
        node: a condition or a value.
        row: values by (label, column name).
        values: what the node's Params point at.

    Raises:
        NotSupportedError: a node which only a database can work out.
        KeyError: the row has no such column.
    """
    worker = _WORKERS.get(type(node))
    if worker is None:
        raise NotSupportedError(f"Only a database can work out {type(node).__name__}: {text(node, values)}")
    return worker(node, row, values)


def matching(node: Node | None, rows: Iterable[Plain], values: Sequence[Any] = ()) -> Iterable[Plain]:
    """Yield the rows for which the condition holds; no condition holds for all."""
    return (row for row in rows if node is None or evaluate(node, row, values) is True)


def _column(node: nodes.Column, row: Plain, values: Sequence[Any]) -> Any:
    return row[node.label, node.name]


def _param(node: nodes.Param, row: Plain, values: Sequence[Any]) -> Any:
    value = values[node.index]
    return value if node.item is None else value[node.item]


# --- logic ------------------------------------------------------------------------------------------------------------


def _all(node: nodes.All, row: Plain, values: Sequence[Any]) -> bool | None:
    result: bool | None = True
    for item in node.items:
        truth = _truth(evaluate(item, row, values))
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def _any(node: nodes.Any_, row: Plain, values: Sequence[Any]) -> bool | None:
    result: bool | None = False
    for item in node.items:
        truth = _truth(evaluate(item, row, values))
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def _odd(node: nodes.OddOf, row: Plain, values: Sequence[Any]) -> bool:
    """Count what holds; what is unknown does not count."""
    return sum(_truth(evaluate(item, row, values)) is True for item in node.items) % 2 == 1


def _not(node: nodes.Not, row: Plain, values: Sequence[Any]) -> bool | None:
    truth = _truth(evaluate(node.item, row, values))
    return None if truth is None else not truth


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)


# --- comparisons ------------------------------------------------------------------------------------------------------

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(node: nodes.Compare, row: Plain, values: Sequence[Any]) -> bool | None:
    left, right = evaluate(node.left, row, values), evaluate(node.right, row, values)
    if left is None or right is None:
        return None
    return _COMPARISONS[node.operator](left, right)


def _between(node: nodes.Between, row: Plain, values: Sequence[Any]) -> bool | None:
    at_least = nodes.Compare(">=", node.left, node.low)
    return _all(nodes.All((at_least, nodes.Compare("<=", node.left, node.high))), row, values)


def _is_null(node: nodes.IsNull, row: Plain, values: Sequence[Any]) -> bool:
    return (evaluate(node.expression, row, values) is None) != node.negated


def _members(node: nodes.Members, row: Plain, values: Sequence[Any]) -> bool | None:
    if isinstance(node.right, tuple):
        items = [evaluate(item, row, values) for item in node.right]
    elif isinstance(node.right, nodes.Param):
        items = list(values[node.right.index])
    else:
        raise NotSupportedError(f"Only a database can work out membership in a query: {text(node, values)}")
    if not items:
        return False
    left = evaluate(node.left, row, values)
    if left is None:
        return None
    if left in items:
        return True
    return None if None in items else False


def _match(node: nodes.Match, row: Plain, values: Sequence[Any]) -> bool | None:
    left, right = evaluate(node.left, row, values), evaluate(node.right, row, values)
    if left is None or right is None:
        return None
    left, right = str(left), str(right)
    if node.lookup in ("regex", "iregex"):
        return re.search(right, left, re.IGNORECASE if node.lookup == "iregex" else 0) is not None
    lookup = node.lookup
    if lookup.startswith("i"):
        left, right, lookup = left.lower(), right.lower(), lookup[1:]
    return _TEXTS[lookup](left, right)


_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "exact": operator.eq,
    "contains": operator.contains,
    "startswith": str.startswith,
    "endswith": str.endswith,
}

# --- arithmetic -------------------------------------------------------------------------------------------------------


def _divide(left: Any, right: Any) -> Any:
    """Divide as SQL does: whole numbers give a whole number, cut towards zero; nothing is divided by zero."""
    if right == 0:
        return None
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        return quotient if (left < 0) == (right < 0) else -quotient
    return left / right


def _remainder(left: Any, right: Any) -> Any:
    """Return what is left over; it has the sign of `left`."""
    if right == 0:
        return None
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "%%": _remainder,
    "%": _remainder,
    "^": operator.pow,
    "&": operator.and_,
    "|": operator.or_,
    "#": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}


def _binary(node: nodes.Binary, row: Plain, values: Sequence[Any]) -> Any:
    left, right = evaluate(node.left, row, values), evaluate(node.right, row, values)
    if left is None or right is None:
        return None
    return _ARITHMETIC[node.operator](left, right)


_WORKERS: dict[type[Node], Callable[[Any, Plain, Sequence[Any]], Any]] = {
    nodes.Column: _column,
    nodes.Param: _param,
    nodes.Literal: lambda node, row, values: node.value,
    nodes.Null: lambda node, row, values: None,
    nodes.Everything: lambda node, row, values: True,
    nodes.Nothing: lambda node, row, values: False,
    nodes.All: _all,
    nodes.Any_: _any,
    nodes.OddOf: _odd,
    nodes.Not: _not,
    nodes.Compare: _compare,
    nodes.CompareBeyond: _compare,
    nodes.Between: _between,
    nodes.IsNull: _is_null,
    nodes.Members: _members,
    nodes.Match: _match,
    nodes.Binary: _binary,
    nodes.Truth: lambda node, row, values: _truth(evaluate(node.expression, row, values)),
    nodes.Condition: lambda node, row, values: evaluate(node.condition, row, values),
}
