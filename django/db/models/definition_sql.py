"""Conditions and expressions that stand in definitions, of indexes and constraints.

No values travel beside a definition, so they are written into the text; columns carry no table's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.expressions.base import Expression
from django.db.models.expressions.functions import ExpressionList
from django.db.models.lowering import lower, lower_condition
from django.db.models.plan.draft import Draft
from django.db.query.expressions import All, Any_, Collate, Column, OddOf, OperatorClass, Order


def condition_sql(model: Any, schema_editor: Any, condition: Any) -> str | None:
    """Return the text of a Q or conditional expression over the model's columns; None for None."""
    if condition is None:
        return None
    resolved = Draft(model, bare=True).resolve_condition(condition, allow_joins=False)
    node = lower_condition(resolved)
    text = schema_editor.connection.compiler().inline(node)
    return f"({text})" if isinstance(node, All | Any_ | OddOf) else text


def index_expressions(model: Any, expressions: Iterable[Any]) -> Any:
    """Return the expressions of an index as one resolved list, as the schema editor takes it; None for none."""
    draft = Draft(model, bare=True)
    items = [IndexExpression(expression.resolve_expression(draft, allow_joins=False)) for expression in expressions]
    return ExpressionList(*items) if items else None


def columns_of(model: Any, names: Iterable[str]) -> list[str]:
    """Return the columns of the fields with these names."""
    return [model._meta.get_field(name).column for name in names]


class IndexExpression(Expression):
    """One item of an index: what is no plain column stands in parentheses; collation, class and direction behind it."""

    def __init__(self, expression: Any) -> None:
        super().__init__(output_field=getattr(expression, "_output_field_or_none", None))
        self.expression = expression

    def get_source_expressions(self) -> list[Any]:
        """Return the expression."""
        return [self.expression]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        """Take another expression."""
        (self.expression,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the text of the item."""
        # Whichever way these are nested, SQL wants them in this order.
        collation = operator_class = order = ""
        node: Any = lower(self.expression)
        while isinstance(node, Order | Collate | OperatorClass):
            if isinstance(node, Order):
                order = " DESC" if node.descending else ""
                order += f" NULLS {node.nulls.upper()}" if node.nulls else ""
            elif isinstance(node, Collate):
                collation = f" COLLATE {compiler.quote_name(node.collation)}"
            elif connection.features.supports_operator_classes:
                operator_class = f" {node.name}"
            node = node.expression
        sql, params = compiler.compile_node(node)
        written = sql if isinstance(node, Column) else f"({sql})"
        return f"{written}{collation}{operator_class}{order}", params
