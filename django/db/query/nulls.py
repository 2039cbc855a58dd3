"""Null rejection: which sources must have matched for a condition to hold.

An outer join may become an inner one when the condition above it cannot be true for a row whose columns of that source
are all NULL. Two sets answer that for every condition: what must not be NULL lest it can't be true, and what must not
be NULL lest it can't be false. NOT swaps them. The sets hold labels (some column of that source) and columns.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.query import expressions as e
from django.db.query.node import Node

# Labels, and (label, column) pairs.
Labels = frozenset[str | tuple[str, str]]
NONE: Labels = frozenset()

_STRICT_CALLS = frozenset({"lower", "upper", "length", "extract", "trunc", "trim", "ltrim", "rtrim", "abs"})


def required_labels(conditions: Iterable[Node]) -> Labels:
    """Return the labels that must have matched, and the columns that must not be NULL, for all `conditions` to hold."""
    return _union(_sets(condition)[0] for condition in conditions)


def _sets(node: Node) -> tuple[Labels, Labels]:
    """Return (labels that keep it from being true, labels that keep it from being false) when NULL."""
    if isinstance(node, e.All):
        pairs = [_sets(item) for item in node.items]
        return _union(p[0] for p in pairs), _intersection([p[1] for p in pairs])
    if isinstance(node, e.Any_):
        pairs = [_sets(item) for item in node.items]
        return _intersection([p[0] for p in pairs]), _union(p[1] for p in pairs)
    if isinstance(node, e.Not):
        true, false = _sets(node.item)
        return false, true
    if isinstance(node, e.IsNull):
        labels = strict_labels(node.expression)
        return (labels, NONE) if node.negated else (NONE, labels)
    return _leaf_sets(node)


def _leaf_sets(node: Node) -> tuple[Labels, Labels]:
    if isinstance(node, e.Compare | e.Match):
        labels = strict_labels(node.left) | strict_labels(node.right)
        # (NULL, 1) = (2, 2) is false, not unknown.
        return labels, NONE if isinstance(node.left, e.Row) else labels
    if isinstance(node, e.Between):
        return strict_labels(node.left), NONE
    if isinstance(node, e.Members):
        # NULL IN (empty set) is false, so only a list, which is never empty, keeps it from being false.
        labels = strict_labels(node.left)
        return labels, labels if not isinstance(node.right, Node) or isinstance(node.right, e.Param) else NONE
    if isinstance(node, e.Truth):
        labels = strict_labels(node.expression)
        return labels, labels
    return NONE, NONE


def strict_labels(node: Node) -> Labels:
    """Return the labels whose being NULL makes the value NULL."""
    if isinstance(node, e.Column):
        return frozenset((node.label, (node.label, node.name)))
    if isinstance(node, e.Binary):
        return strict_labels(node.left) | strict_labels(node.right)
    if isinstance(node, e.Infix) and node.kind == "BooleanField":
        # Operators that compare know nothing about NULL; those that join may take it for nothing.
        return strict_labels(node.left) | strict_labels(node.right)
    if isinstance(node, e.Collate | e.Cast | e.Subscript):
        return strict_labels(node.expression)
    if isinstance(node, e.Call) and node.name in _STRICT_CALLS:
        return _union(strict_labels(arg) for arg in node.args)
    if isinstance(node, e.Row):
        return _union(strict_labels(item) for item in node.items)
    return NONE


def _union(sets: Iterable[Labels]) -> Labels:
    result: set[str | tuple[str, str]] = set()
    for labels in sets:
        result |= labels
    return frozenset(result)


def _intersection(sets: list[Labels]) -> Labels:
    return frozenset.intersection(*sets) if sets else NONE
