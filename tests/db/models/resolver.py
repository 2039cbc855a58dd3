"""A stand-in for a query: its names are the columns of one table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lowering import lower_condition
from django.db.query import expressions as nodes


def named(field: Any, name: str) -> Any:
    """Return the field as if it stood in a model under that name."""
    field.set_attributes_from_name(name)
    return field


class Condition:
    """A resolved condition."""

    conditional = True
    contains_aggregate = False
    opaque = False

    def __init__(self, node: Any) -> None:
        self.node = node

    def lower(self) -> Any:
        return self.node


class Names:
    """Resolves names to columns of `t`, and `name=value` to equality."""

    annotations: dict[str, Any] = {}

    def __init__(self) -> None:
        fields = {
            "name": models.CharField(max_length=20),
            "number": models.IntegerField(),
            "count": models.PositiveIntegerField(),
            "price": models.DecimalField(max_digits=8, decimal_places=2),
            "ratio": models.FloatField(),
            "flag": models.BooleanField(),
            "day": models.DateField(),
            "moment": models.DateTimeField(),
            "hour": models.TimeField(),
            "span": models.DurationField(),
            "data": models.JSONField(),
            "key": models.UUIDField(),
        }
        self.fields = {name: named(field, name) for name, field in fields.items()}

    def resolve_ref(self, name: str, allow_joins: bool = True, reuse: Any = None, summarize: bool = False) -> Any:
        if name not in self.fields:
            raise FieldError(f"Cannot resolve keyword {name!r} into field.")
        return Col("t", self.fields[name])

    def resolve_condition(self, q: Any, **kwargs: Any) -> Condition:
        parts = []
        for child in q.children:
            if isinstance(child, tuple):
                column = self.resolve_ref(child[0])
                parts.append(lower_condition(column.get_lookup("exact")(column, child[1])))
            else:
                parts.append(lower_condition(child.resolve_expression(self)))
        return Condition(nodes.All(tuple(parts)) if len(parts) != 1 else parts[0])


def column(name: str) -> nodes.Column:
    """Return the node a name resolves to."""
    field = Names().fields[name]
    return nodes.Column("t", name, field.kind)


def resolved(expression: Any, **kwargs: Any) -> Any:
    """Return the expression resolved against the names."""
    return expression.resolve_expression(Names(), **kwargs)


def lookup(name: str, lookup_name: str, value: Any) -> Any:
    """Return the lookup that a name's type has, with a value on its right side."""
    left = Names().resolve_ref(name)
    return left.get_lookup(lookup_name)(left, value)
