"""The finish: a Query becomes a statement and the meaning of its columns.

Everything that only reading needs is joined here: parents' tables, related objects, the order. Conditions are split
into WHERE (single rows), HAVING (groups) and what must wait until windows are computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.lowering import lower
from django.db.models.plan import columns as select_columns
from django.db.models.plan import compound, joins, locks, order, paths
from django.db.models.plan.conditions import all_of, has_aggregate, has_window, lifted, plain_parts
from django.db.models.plan.draft import Draft
from django.db.models.plan.layout import Reading, limit_node
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Query
from django.db.models.plan.tables import tables
from django.db.query import expressions as e
from django.db.query.fold import fold
from django.db.query.node import Node
from django.db.query.sources import CROSS, Derived, Join, Table
from django.db.query.statements import Output, Select


def reading(query: Query) -> Reading:
    """Return the statement that reads what `query` asks, remembered on the query."""
    return query.derived.get("reading") or memo.once(query.derived, "reading", _reading, query)


def _reading(query: Query) -> Reading:
    draft = Draft(query)
    if query.combination is not None:
        return compound.combined(draft, reading)
    outputs, layout, keys = select_columns.select_list(draft)
    statement, hidden = finish(draft, outputs, keys, layout)
    return Reading(fold(statement), layout, hidden)


def finish(draft: Draft, outputs: list[Output], keys: list[Node], layout: Any) -> tuple[Select, int]:
    """Return (statement, number of hidden columns) that reads `outputs` of the draft, which `layout` explains."""
    where, having, late = split_conditions(draft.where)
    keys = [key for key in keys if not has_aggregate(key)]
    items = [] if draft.group is not None and order.is_ordered_by_model(draft) else order.order_items(draft)
    distinct_on = _distinct_on(draft)
    group = _group(draft, keys, having + late, items)
    outputs, hidden = list(outputs), 0
    if draft.distinct and not distinct_on and not late:
        hidden = _add_order_columns(outputs, items)
    locked = locks.lock(draft, layout)
    source, others = tables(draft.sources, where)
    if draft.extra_tables:
        others += tuple(Join(CROSS, Table(name, name)) for name in draft.extra_tables if name not in draft.sources)
    statement = Select(
        tuple(outputs),
        source,
        others,
        all_of(where) if where else None,
        group,
        all_of(having) if having else None,
        tuple(items),
        limit_node(draft.limit),
        limit_node(draft.offset),
        bool(draft.distinct) and not distinct_on,
        distinct_on,
        locked,
    )
    if draft.empty:
        statement = statement.but(where=e.Nothing())
    return (_qualified(statement, late), hidden) if late else (statement, hidden)


def split_conditions(conditions: Iterable[Node]) -> tuple[list[Node], list[Node], list[Node]]:
    """Return the conditions on rows, on groups, and on windows."""
    rows: list[Node] = []
    groups: list[Node] = []
    windows: list[Node] = []
    for condition in conditions:
        if isinstance(condition, e.All):
            parts = split_conditions(condition.items)
            rows += parts[0]
            groups += parts[1]
            windows += parts[2]
        elif has_window(condition):
            windows.append(condition)
        elif has_aggregate(condition):
            groups.append(condition)
        else:
            rows.append(condition)
    return rows, groups, windows


# --- groups -----------------------------------------------------------------------------------------------------------


def _group(draft: Draft, keys: list[Node], having: list[Node], items: list[e.Order]) -> tuple[Node, ...]:
    if draft.group is None:
        return ()
    wanted = list(draft.group) if draft.group is not True else []
    if draft.group is True and draft.selection is not None:
        wanted += model_key(draft)
    wanted += keys
    known = frozenset(wanted)
    if not order.is_ordered_by_model(draft):
        for item in items:
            wanted += plain_parts(item.expression, known)
    for condition in having:
        wanted += plain_parts(condition, known)
    unique: list[Node] = []
    for item in wanted:
        for node in item.items if isinstance(item, e.Row) else (item,):
            if node not in unique:
                unique.append(node)
    return tuple(unique)


def model_key(draft: Draft) -> list[Node]:
    """Return the columns of the model's own table: rows of the model are grouped by them.

    The primary key decides them all, but not every engine knows that.
    """
    opts = draft.opts.concrete_model._meta
    return [
        e.Column(draft.base_label, field.column, field.kind) for field in opts.local_concrete_fields if field.column
    ]


# --- details ----------------------------------------------------------------------------------------------------------


def _add_order_columns(outputs: list[Output], items: list[e.Order]) -> int:
    """SELECT DISTINCT can order by selected columns only: select the others too. Return how many were added."""
    present = [output.expression for output in outputs]
    added = 0
    for item in items:
        expression = item.expression
        named = isinstance(expression, e.Column) and not expression.label
        if not named and expression not in present and not isinstance(expression, e.Param | e.Keyword):
            outputs.append(Output(expression))
            added += 1
    return added


def _distinct_on(draft: Draft) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for name in draft.distinct_fields:
        annotation, rest = draft.find_annotation(name.split("__"))
        if annotation is not None and not rest:
            # By the name it is ordered by.
            nodes.append(order.of_annotation(draft, annotation, rest))
            continue
        path = paths.find_path(name.split("__"), draft.opts, filtered=draft.filtered_path)
        label, targets = joins.connect(draft, path, None)
        nodes.append(lower(draft.column_under(label, targets, path)))
    return tuple(nodes)


# --- conditions on windows --------------------------------------------------------------------------------------------


def _qualified(statement: Select, late: list[Node]) -> Select:
    """Compute the windows in an inner statement and put the conditions on them around it."""
    names: list[Output] = []

    def named(node: Node) -> Node:
        for output in names:
            if output.expression == node:
                return e.Column("qualify", output.name)
        names.append(Output(node, f"qual{len(names)}"))
        return e.Column("qualify", names[-1].name)

    def outside(node: Node) -> Node:
        own = isinstance(node, e.Over | e.Aggregate | e.Column | e.Scalar | e.Exists)
        return named(node) if own and not (isinstance(node, e.Column) and not node.label) else node

    conditions = [lifted(condition, outside) for condition in late]
    order_items = tuple(item.but(expression=lifted(item.expression, outside)) for item in statement.order)
    inner_outputs = tuple(
        output if output.name else output.but(name=f"col{position}")
        for position, output in enumerate(statement.columns)
    )
    inner = statement.but(
        columns=(*inner_outputs, *names), order=(), limit=None, offset=None, distinct=False, lock=None
    )
    return Select(
        columns=tuple(Output(e.Column("qualify", output.name), output.name) for output in inner_outputs),
        source=Derived(inner, "qualify"),
        where=all_of(conditions),
        order=order_items,
        limit=statement.limit,
        offset=statement.offset,
        distinct=statement.distinct,
    )

