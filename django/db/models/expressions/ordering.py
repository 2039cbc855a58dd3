"""OrderBy: an expression with a direction."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import makers
from django.db.models.expressions.base import Expression
from django.db.models.lowering import lower
from django.db.query.expressions import Order
from django.db.query.node import Node


class OrderBy(Expression):
    """Ascending or descending, NULLs where the engine puts them, first, or last."""

    public_path = "django.db.models.OrderBy"
    template = "%(expression)s %(ordering)s"
    conditional = False
    constraint_validation_compatible = False
    allows_composite_expressions = True

    def __init__(
        self, expression: Any, descending: bool = False, nulls_first: bool | None = None, nulls_last: bool | None = None
    ) -> None:
        if nulls_first and nulls_last:
            raise ValueError("nulls_first and nulls_last are mutually exclusive")
        if nulls_first is False or nulls_last is False:
            raise ValueError("nulls_first and nulls_last values must be True or None.")
        if not hasattr(expression, "resolve_expression"):
            raise ValueError("expression must be an expression type")
        self.nulls_first, self.nulls_last = nulls_first, nulls_last
        self.descending = descending
        self.expression = expression

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self.expression}, descending={self.descending})"

    def set_source_expressions(self, exprs: list[Any]) -> None:
        self.expression = exprs[0]

    def get_source_expressions(self) -> list[Any]:
        return [self.expression]

    def lower(self) -> Node:
        nulls = "first" if self.nulls_first else "last" if self.nulls_last else ""
        return Order(lower(self.expression), self.descending, nulls)

    def as_sql(self, compiler: Any, connection: Any, template: str | None = None, **extra: Any) -> tuple[str, Any]:
        """Return SQL and parameters.

        Args:
            template: with `%(expression)s` and `%(ordering)s`; the engine's own ordering of NULLs is then left out.
            extra: further names for the template.
        """
        if template is None and self.template == OrderBy.template:
            return compiler.compile_node(self.lower())
        sql, params = compiler.compile(self.expression)
        names = {"expression": sql, "ordering": "DESC" if self.descending else "ASC", **extra}
        template = template or self.template
        return (template % names).rstrip(), list(params) * template.count("%(expression)s")

    def get_group_by_cols(self) -> list[Any]:
        return [column for source in self.get_source_expressions() for column in source.get_group_by_cols()]

    def reverse_ordering(self) -> OrderBy:
        """Turn the direction round, in place, NULLs to the other end."""
        self.descending = not self.descending
        self.nulls_first, self.nulls_last = self.nulls_last, self.nulls_first
        return self

    def asc(self, **kwargs: Any) -> None:
        self.descending = False

    def desc(self, **kwargs: Any) -> None:
        self.descending = True


makers.order = OrderBy
