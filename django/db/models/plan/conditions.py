"""Resolved: a condition that is nodes already, where expressions expect an expression."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions.base import Expression
from django.db.models.fields import BooleanField
from django.db.query import expressions as e
from django.db.query.move import moved
from django.db.query.node import Node
from django.db.query.walk import walk


class Resolved(Expression):
    """A resolved condition: what `Q.resolve_expression` gives."""

    keyable = False

    def __init__(self, node: Node) -> None:
        super().__init__(output_field=BooleanField())
        self.node = node

    @property
    def contains_aggregate(self) -> bool:
        return has_aggregate(self.node)

    @property
    def contains_over_clause(self) -> bool:
        return has_window(self.node)

    @property
    def contains_column_references(self) -> bool:
        return any(isinstance(node, e.Column) for node in walk(self.node))

    def lower(self) -> Node:
        """Return the node."""
        return self.node

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Resolved:
        """Return itself: there is nothing left to resolve."""
        return self

    def copy(self) -> Resolved:
        return self

    def relabeled_clone(self, change_map: dict[str, str]) -> Resolved:
        return Resolved(moved(self.node, labels=change_map))

    def get_group_by_cols(self) -> list[Any]:
        return [self]


def has_aggregate(node: Node) -> bool:
    """Tell whether the node aggregates rows of its own statement."""
    return _has(node, e.Aggregate, e.Over)


def has_window(node: Node) -> bool:
    """Tell whether the node looks at a window of its own statement's rows."""
    return _has(node, e.Over, ())


def _has(node: Node, wanted: Any, outside: Any) -> bool:
    """Tell whether a node of the `wanted` class stands in `node`, outside nested statements and `outside` nodes."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, wanted):
            return True
        if isinstance(current, e.Scalar | e.Exists):
            continue
        if isinstance(current, e.Members):
            stack.append(current.left)
            continue
        if isinstance(current, e.Opaque) and _opaque_has(current.expression, wanted):
            return True
        if outside and isinstance(current, outside):
            continue
        stack.extend(current.children())
    return False


def _opaque_has(expression: Any, wanted: Any) -> bool:
    name = "contains_over_clause" if wanted is e.Over else "contains_aggregate"
    return bool(getattr(expression, name, False))


def all_of(nodes: Any) -> Node:
    """Return the one condition that says all of `nodes`."""
    items = tuple(nodes)
    return items[0] if len(items) == 1 else e.All(items)
