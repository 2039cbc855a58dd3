"""SQL texts of conditions and expressions that stand in definitions: of indexes and constraints. No values travel beside
them, so these are written into the text; columns carry no table's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.lowering import lower, lower_condition
from django.db.models.plan.draft import Draft
from django.db.query.expressions import Collate, Column, Order
from django.db.query.node import Node


def condition_sql(model: Any, schema_editor: Any, condition: Any) -> str | None:
    """Return the text of a Q or conditional expression over the model's columns; None for None."""
    if condition is None:
        return None
    resolved = Draft(model, bare=True).resolve_condition(condition, allow_joins=False)
    return _inline(schema_editor, lower_condition(resolved))


def index_expressions_sql(model: Any, schema_editor: Any, expressions: Iterable[Any]) -> list[str] | None:
    """Return the texts of an index's expressions, in order; None if it has none."""
    draft = Draft(model, bare=True)
    nodes = [lower(expression.resolve_expression(draft, allow_joins=False)) for expression in expressions]
    return [_item(schema_editor, node) for node in nodes] or None


def columns_of(model: Any, names: Iterable[str]) -> list[str]:
    """Return the columns of the fields with these names."""
    return [model._meta.get_field(name).column for name in names]


def _item(schema_editor: Any, node: Node) -> str:
    """The text of one item: what is no plain column stands in parentheses, collation and direction behind it."""
    suffix = ""
    if isinstance(node, Order):
        suffix = " DESC" if node.descending else ""
        suffix += f" NULLS {node.nulls.upper()}" if node.nulls else ""
        node = node.expression
    if isinstance(node, Collate):
        suffix = f" COLLATE {schema_editor.quote_name(node.collation)}{suffix}"
        node = node.expression
    text = _inline(schema_editor, node)
    return f"{text}{suffix}" if isinstance(node, Column) else f"({text}){suffix}"


def _inline(schema_editor: Any, node: Node) -> str:
    return schema_editor.connection.compiler().inline(node)
