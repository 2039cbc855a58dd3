"""aggregate() and count(): one row over all rows of a query."""

from __future__ import annotations

from typing import Any

from django.db.errors import NotSupportedError
from django.db.models.lowering import lower
from django.db.models.plan.conditions import all_of, has_aggregate, lifted
from django.db.models.plan.draft import Draft
from django.db.models.plan.layout import Reading, RowLayout
from django.db.models.plan.memo import memo
from django.db.models.plan.select import reading, split_conditions
from django.db.models.plan.tables import tables
from django.db.query import expressions as e
from django.db.query.fold import fold
from django.db.query.node import Node
from django.db.query.sources import CROSS, Derived, Join, Table
from django.db.query.statements import Compound, Output, Select
from django.db.query.walk import transform, walk

INNER = "subquery"


def summarise(draft: Draft, names: tuple[str, ...], *expressions: Any) -> None:
    """Replace what the query reads by aggregates over all of its rows."""
    found: dict[str, tuple[Any, Node]] = {}
    draft.set(summary=found)
    for name, expression in zip(names, expressions, strict=True):
        resolved = expression.resolve_expression(draft, allow_joins=True, reuse=None, summarize=True)
        if not resolved.contains_aggregate:
            raise TypeError(
                f"{name} is not an aggregate expression. aggregate() takes Count(), Sum() and their kin; values of "
                "each row are for annotate()."
            )
        found = {**found, name: (resolved, lower(resolved))}
        draft.set(summary=found)


def summary_reading(query: Any) -> Reading:
    """Return the one-row reading of a query that was summarised, remembered on it."""
    return memo.once(query.derived, "summary", _summary_reading, query)


def _summary_reading(query: Any) -> Reading:
    draft = Draft(query)
    layout = RowLayout(tuple((name, resolved) for name, (resolved, _) in query.summary.items()))
    outputs = [Output(node) for _, node in query.summary.values()]
    where, having, late = split_conditions(draft.where)
    if needs_inner_statement(query) or having or late or _refers_to_statement(query, outputs):
        return Reading(_around(query, outputs), layout)
    plain = {name: annotation.node for name, annotation in query.annotations.items()}
    outputs = [output.but(expression=_filled(output.expression, plain)) for output in outputs]
    source, others = tables(draft.sources, where)
    others += tuple(Join(CROSS, Table(name, name)) for name in query.extra_tables if name not in draft.sources)
    condition = all_of(where) if where else None
    if query.empty:
        condition = e.Nothing()
    return Reading(fold(Select(tuple(outputs), source, others, condition)), layout)


def needs_inner_statement(query: Any) -> bool:
    """Tell whether the rows must be made by a statement of their own before they can be aggregated."""
    return bool(
        query.group is not None
        or query.is_sliced
        or query.distinct
        or query.combination is not None
        or any(has_aggregate(annotation.node) for annotation in query.annotations.values())
    )


def _filled(node: Node, annotations: dict[str, Node]) -> Node:
    """Put the annotations' nodes where they are referred to by name."""

    def change(item: Node) -> Node:
        if isinstance(item, e.Column) and not item.label and item.name in annotations:
            return annotations[item.name]
        return item

    return transform(node, change)


def _around(query: Any, outputs: list[Output]) -> Select:
    """Return the aggregates over the statement that makes the rows."""
    inner = reading(_without_order(query)).statement
    columns: list[Output] = []
    first = inner.parts[0] if isinstance(inner, Compound) else inner
    if isinstance(first, Select) and (first is not inner or _shapes_rows(inner)):
        columns = [
            output if output.name else output.but(name=f"col{position}")
            for position, output in enumerate(first.columns, 1)
        ]

    def shown_outside(node: Node) -> Node:
        if not isinstance(node, e.Column):
            return node
        if first is not inner and all(node not in (output.expression, e.Column("", output.name)) for output in columns):
            raise NotSupportedError(
                f"Combined rows do not have the column {node.name!r}, so that it cannot be aggregated; select it in "
                "every part."
            )
        if not node.label:
            _show(node.name, query, columns)
            return e.Column(INNER, node.name, node.kind)
        for output in columns:
            if output.expression == node:
                return e.Column(INNER, output.name, node.kind)
        columns.append(Output(node, f"col{len(columns) + 1}"))
        return e.Column(INNER, columns[-1].name, node.kind)

    shown = len(columns)
    found = tuple(output.but(expression=lifted(output.expression, shown_outside)) for output in outputs)
    if isinstance(inner, Select):
        if isinstance(inner.source, Derived):
            inner, columns[shown:] = _passed_through(inner, inner.source, columns[shown:])
        columns = columns or [Output(e.Keyword("1"), "col1")]
        inner = inner.but(columns=tuple(columns), group=_grouped(inner, columns), lock=None)
    elif isinstance(inner, Compound) and columns:
        inner = inner.but(parts=(first.but(columns=tuple(columns)), *inner.parts[1:]))
    return Select(found, Derived(inner, INNER))


def _passed_through(inner: Select, source: Derived, added: list[Output]) -> tuple[Select, list[Output]]:
    """Let the statement within `inner` select the columns that were added to it; return (inner, the columns)."""
    rows = source.statement
    assert isinstance(rows, Select)
    deeper = list(rows.columns)
    for position, output in enumerate(added):
        if all(output.name != other.name for other in deeper):
            added[position] = output.but(expression=e.Column(source.label, output.name))
            deeper.append(output)
    rows = rows.but(columns=tuple(deeper), group=_grouped(rows, deeper))
    return inner.but(source=source.but(statement=rows)), added


def _shapes_rows(inner: Select) -> bool:
    """Tell whether which rows there are depends on all selected columns; else only those needed are selected."""
    return bool(inner.distinct or inner.distinct_on or inner.order or isinstance(inner.source, Derived))


def _refers_to_statement(query: Any, outputs: list[Output]) -> bool:
    """Tell whether an aggregate goes over an annotation that nests a statement or looks at a window."""
    names = {
        item.name
        for output in outputs
        for item in walk(output.expression)
        if isinstance(item, e.Column) and not item.label
    }
    return any(
        isinstance(item, e.Scalar | e.Exists | e.Over)
        for name in names & query.annotations.keys()
        for item in walk(query.annotations[name].node)
    )


def _show(name: str, query: Any, columns: list[Output]) -> None:
    """Select an annotation that an aggregate refers to although the query does not show it."""
    if all(output.name != name for output in columns):
        columns.append(Output(query.annotations[name].node, name))


def _grouped(inner: Select, columns: list[Output]) -> tuple[Node, ...]:
    """Group by the plain columns that were added to a grouped statement, too."""
    if not inner.group:
        return ()
    added = [output.expression for output in columns if isinstance(output.expression, e.Column)]
    return inner.group + tuple(node for node in added if node not in inner.group)


def _without_order(query: Any) -> Any:
    if query.is_sliced or query.distinct_fields:
        return query.but(related=False)
    return query.but(order=(), default_order=False, extra_order=(), related=False)


def default_row(query: Any) -> dict[str, Any] | None:
    """Return the answer when no row can match; None if only the database knows it."""
    values = {}
    for name, (resolved, _) in query.summary.items():
        value = getattr(resolved, "empty_result_set_value", None)
        if value is NotImplemented:
            return None
        values[name] = value
    return values


def asked_all_the_same(statement: Node) -> Node:
    """Return a statement that is known to have no rows in a form that can be sent."""
    never = e.Compare("=", e.Keyword("0"), e.Keyword("1"))
    return transform(statement, lambda node: never if isinstance(node, e.Nothing) else node)
