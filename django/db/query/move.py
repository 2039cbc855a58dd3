"""Move a statement into another one: rename its labels, shift its Params, fill in its Outer names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.query.expressions import Column, Opaque, Outer, Param, Star
from django.db.query.node import Node
from django.db.query.sources import Derived, Table
from django.db.query.statements import Lock
from django.db.query.walk import transform


def moved(
    node: Node,
    *,
    labels: Mapping[str, str] | None = None,
    shift: int = 0,
    outer: Callable[[Any], Node] | None = None,
) -> Node:
    """Return `node` as it must read inside another statement.

    Args:
        labels: old label to new label.
        shift: added to the index of every Param.
        outer: answers the node for the name of an Outer; None leaves Outer nodes as they are.
    """
    labels = labels or {}

    def change(item: Node) -> Node:
        if isinstance(item, Column | Star):
            new = labels.get(item.label)
            return item if new is None else item.but(label=new)
        if isinstance(item, Param):
            return item.but(index=item.index + shift) if shift else item
        if isinstance(item, Table | Derived):
            new = labels.get(item.label)
            return item if new is None else item.but(label=new)
        if isinstance(item, Opaque):
            return _moved_opaque(item, labels, shift)
        if isinstance(item, Outer) and outer is not None:
            return outer(item.name)
        if isinstance(item, Lock) and item.of:
            return item.but(of=tuple((labels.get(label, label), column) for label, column in item.of))
        return item

    return transform(node, change)


def _moved_opaque(item: Opaque, labels: Mapping[str, str], shift: int) -> Opaque:
    expression = item.expression
    if labels and hasattr(expression, "relabeled_clone"):
        expression = expression.relabeled_clone(dict(labels))
    return item.but(expression=expression, shift=item.shift + shift)
