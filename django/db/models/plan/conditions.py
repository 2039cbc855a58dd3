"""Resolved: a condition that is nodes already, where expressions expect an expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.expressions.base import Expression
from django.db.models.fields import BooleanField
from django.db.query import expressions as e
from django.db.query.move import moved
from django.db.query.node import Node
from django.db.query.sources import Derived, Table
from django.db.query.statements import Compound, Select
from django.db.query.walk import transform, walk


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
        return plain_parts(self.node) if self.contains_aggregate else [self]


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


def plain_parts(node: Node, known: frozenset[Node] = frozenset()) -> list[Node]:
    """Return the columns of `node` that stand outside aggregates, and outside of what the rows are grouped by."""
    if node in known:
        return []
    if isinstance(node, e.Column):
        return [node] if node.label else []
    if isinstance(node, e.Aggregate | e.Param | e.Literal | e.Keyword):
        return []
    if isinstance(node, e.Scalar | e.Exists):
        return outer_columns(node)
    if isinstance(node, e.Members) and isinstance(node.right, Select | Compound):
        return [*plain_parts(node.left, known), *outer_columns(node.right)]
    if isinstance(node, e.Raw):
        return [node]
    return [part for child in node.children() for part in plain_parts(child, known)]


def outer_columns(node: Node) -> list[Node]:
    """Return the columns in nested statements that belong to the statement around them."""
    own = {item.label for item in walk(node) if isinstance(item, Table | Derived)}
    return [item for item in walk(node) if isinstance(item, e.Column) and item.label and item.label not in own]


def lifted(value: Any, change: Callable[[Node], Node]) -> Any:
    """Return `value` with `change` applied to what belongs to its own statement, from the outside in.

    What `change` gives another node for is not looked into; of nested statements only the columns that belong to the
    statement around them are changed.
    """
    if type(value) is tuple:
        return tuple(lifted(item, change) for item in value)
    if not isinstance(value, Node):
        return value
    if isinstance(value, Select | Compound):
        outer = outer_columns(value)
        return transform(value, lambda node: change(node) if node in outer else node)
    found = change(value)
    if found is not value:
        return found
    changes = {key: new for key, part in value.__dict__.items() if (new := lifted(part, change)) is not part}
    return value.but(**changes) if changes else value


def all_of(nodes: Any) -> Node:
    """Return the one condition that says all of `nodes`."""
    items = tuple(nodes)
    return items[0] if len(items) == 1 else e.All(items)
