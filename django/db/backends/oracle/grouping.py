"""GROUP BY of a value that is a query: Oracle takes columns and plain expressions there, so it is made a column first.

`SELECT (SELECT ...) x, COUNT(*) FROM t GROUP BY (SELECT ...)` becomes
`SELECT q.x, COUNT(*) FROM (SELECT t.a, (SELECT ...) x FROM t) q GROUP BY q.x`.
"""

from __future__ import annotations

from typing import Any

from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.db.query.sources import Derived
from django.db.query.statements import Output, Select
from django.db.query.walk import transform, walk

_LABEL = "grouped"


def has_subquery(node: Node) -> bool:
    """Tell whether a value holds a query."""
    return any(isinstance(item, nodes.Scalar | nodes.Exists) for item in walk(node))


def grouped_outside(node: Select) -> Select:
    """Return a SELECT that groups the rows of another one, in which every value grouped by is a column."""
    labels = {source.label for source in (node.source, *[join.source for join in node.joins]) if source is not None}  # type: ignore[attr-defined]
    inner: dict[Any, nodes.Column] = {}

    def column_for(value: Any) -> nodes.Column:
        if value not in inner:
            inner[value] = nodes.Column(_LABEL, f"C{len(inner) + 1}", getattr(value, "kind", ""))
        return inner[value]

    queries = {value: column_for(value) for value in node.group if has_subquery(value)}

    def outside(item: Any) -> Any:
        if item is None:
            return None
        return transform(
            transform(item, lambda part: queries.get(part, part)),
            lambda part: column_for(part) if isinstance(part, nodes.Column) and part.label in labels else part,
        )

    columns = tuple(output.but(expression=outside(output.expression)) for output in node.columns)
    group, order = tuple(map(outside, node.group)), tuple(map(outside, node.order))
    having = outside(node.having)
    selected = tuple(Output(value, column.name) for value, column in inner.items())
    rows = Select(selected, node.source, node.joins, node.where)
    return node.but(
        columns=columns,
        source=Derived(rows, _LABEL),
        joins=(),
        where=None,
        group=group,
        having=having,
        order=order,
    )
