"""From the user's expressions to the nodes of the tree.

`lower` gives the node of something used as a value, `lower_condition` that of something used as a condition. A class
that writes SQL of its own (`as_sql`, `as_<vendor>`) is opaque: it goes into the tree as it is and is called later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.memo.slots import Slot
from django.db.query.expressions import (
    All,
    Any_,
    Between,
    Compare,
    CompareBeyond,
    Condition,
    Everything,
    Exists,
    IsNull,
    Literal,
    Match,
    Members,
    Not,
    Nothing,
    Null,
    OddOf,
    Opaque,
    Truth,
)
from django.db.query.node import Node

#: Nodes that are conditions rather than values.
CONDITIONS = frozenset(
    {
        *(All, Any_, Between, Compare, CompareBeyond, Everything, Exists, IsNull, Match, Members, Not, Nothing),
        *(OddOf, Truth),
    }
)

_RELATIONS = ("ForeignKey", "OneToOneField")


def lower(expression: Any) -> Node:
    """Return the node of `expression` used as a value: an expression, a node, or a plain value."""
    node = _node(expression)
    if type(node) in CONDITIONS or (type(node) is Opaque and _is_lookup(expression)):
        return Condition(node)
    return node


def lower_condition(expression: Any) -> Node:
    """Return the node of `expression` used as a condition."""
    node = _node(expression)
    if type(node) in CONDITIONS:
        return node
    if type(node) is Condition:
        return node.condition
    if type(node) is Opaque and _is_lookup(expression):
        return node
    return Truth(node)


def lower_all(expressions: Iterable[Any]) -> tuple[Node, ...]:
    """Return the nodes of several values."""
    return tuple([lower(expression) for expression in expressions])


def lower_plain(value: Any, field: Any = None) -> Node:
    """Return the node of a caller's value, a Slot or the value itself, that is compared with or stored in `field`."""
    kind = kind_of_field(field)
    if type(value) is Slot:
        return value.param(field, kind)
    return Literal(value, field, kind)


def kind_of_field(field: Any) -> str:
    """Return the engine-neutral type name of a field; of a relation, that of the column it points at."""
    if field is None:
        return ""
    kind = getattr(field, "kind", None)
    if kind is None:
        kind = field.get_internal_type()
    while kind in _RELATIONS:
        field = field.target_field
        kind = field.kind
    return str(kind or "")


def plain_field(field: Any) -> Any:
    """Return the field whose type the values of `field` have: a reference or a computed column has another's."""
    while getattr(field, "is_relation", False) and field.get_internal_type() in _RELATIONS:
        field = field.target_field
    return field.output_field if getattr(field, "generated", False) else field


def kind_of(expression: Any) -> str:
    """Return the engine-neutral type name of what `expression` gives, "" when that is unknown."""
    try:
        return kind_of_field(getattr(expression, "_output_field_or_none", None))
    except FieldError:
        # Parts of different types: whoever needs the type gets the error.
        return ""


def _node(expression: Any) -> Node:
    if isinstance(expression, Node):
        return expression
    if getattr(expression, "opaque", None) is False:
        return expression.lower()
    if hasattr(expression, "as_sql"):
        return Opaque(expression, kind_of(expression))
    return Null() if expression is None else lower_plain(expression)


def is_expression(value: Any) -> bool:
    """Say whether `value` has a node of its own, as opposed to a caller's plain value or a Slot."""
    return hasattr(value, "as_sql") or isinstance(value, Node) or getattr(value, "opaque", None) is False


def _is_lookup(expression: Any) -> bool:
    return getattr(expression, "is_lookup", False)
