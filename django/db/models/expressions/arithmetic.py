"""Arithmetic: CombinedExpression, and its two kinds for moments and durations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db.models.expressions import makers
from django.db.models.expressions.arithmetic_types import combined_type
from django.db.models.expressions.base import Expression
from django.db.models.fields.dates import DurationField
from django.db.models.lowering import kind_of, lower, plain_field
from django.db.query.expressions import Binary
from django.db.query.node import Node

_MOMENTS = frozenset({"DateField", "DateTimeField", "TimeField"})


class CombinedExpression(Expression):
    """Two expressions joined by an operator."""

    def __init__(self, lhs: Any, connector: str, rhs: Any, output_field: Any = None) -> None:
        super().__init__(output_field=output_field)
        self.connector = connector
        self.lhs, self.rhs = lhs, rhs

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self}>"

    def __str__(self) -> str:
        return f"{self.lhs} {self.connector} {self.rhs}"

    def get_source_expressions(self) -> list[Any]:
        return [self.lhs, self.rhs]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        self.lhs, self.rhs = exprs

    def _resolve_output_field(self) -> Any:
        # One field at a time: an error in the type of an operand is its own.
        left, right = plain_field(self.lhs._output_field_or_none), plain_field(self.rhs._output_field_or_none)
        result = combined_type(self.connector, type(left), type(right))
        if result is not None:
            return result()
        if left is None or right is None:
            return None
        raise FieldError(
            f"Cannot infer type of {self.connector!r} expression involving these types: "
            f"{left.__class__.__name__}, {right.__class__.__name__}. You must set output_field."
        )

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        resolved = super().resolve_expression(query, allow_joins, reuse, summarize, for_save)
        if type(self) not in (CombinedExpression, DurationExpression):
            return resolved
        kind = _temporal_class(resolved)
        if kind is None:
            return resolved
        if kind is TemporalSubtraction:
            temporal = TemporalSubtraction(resolved.lhs, resolved.rhs)
        else:
            given = self.__dict__.get("output_field")
            temporal = DurationExpression(resolved.lhs, resolved.connector, resolved.rhs, output_field=given)
        temporal.is_summary = summarize
        return temporal

    @property
    def allowed_default(self) -> bool:
        return self.lhs.allowed_default and self.rhs.allowed_default

    def lower(self) -> Node:
        return Binary(
            self.connector, lower(self.lhs), lower(self.rhs), kind_of(self), kind_of(self.lhs), kind_of(self.rhs)
        )


class DurationExpression(CombinedExpression):
    """A moment plus or minus a duration; engines that have no durations do it in their own way."""


class TemporalSubtraction(CombinedExpression):
    """The duration between two moments of one kind."""

    output_field = DurationField()

    def __init__(self, lhs: Any, rhs: Any) -> None:
        super().__init__(lhs, self.SUB, rhs)


def _temporal_class(expression: CombinedExpression) -> type[CombinedExpression] | None:
    """Return the class a resolved expression must have, now that the types of its operands are known."""
    left, right = _kind(expression.lhs), _kind(expression.rhs)
    if "DurationField" in (left, right) and left != right:
        return DurationExpression
    if expression.connector == expression.SUB and left == right and left in _MOMENTS:
        return TemporalSubtraction
    return None


def _kind(expression: Any) -> str:
    try:
        return kind_of(expression)
    except (AttributeError, FieldError):
        # A reference to an outer query, or operands that clash: whoever asks for the type gets the error.
        return ""


makers.combined = CombinedExpression
