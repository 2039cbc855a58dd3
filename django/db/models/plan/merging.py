"""Several questions made one: combinations (UNION and friends) and merged conditions (`|`, `&`, `^`)."""

from __future__ import annotations

from typing import Any

from django.db.models.plan.conditions import all_of
from django.db.models.plan.query import DEFAULTS, Combination, Source
from django.db.query import expressions as e
from django.db.query.move import moved
from django.db.query.node import Node


def combine(draft: Any, operator: str, keep_all: bool, *others: Any) -> None:
    """Make the query a combination of itself and others."""
    parts = [(draft.query, 0), *(other.placed_in(draft) for other in others)]
    table = draft.opts.db_table
    draft.sources = {table: Source(table, table)}
    draft.changes = {
        **DEFAULTS,
        "combination": Combination(operator, keep_all, tuple(parts)),
        "selection": draft.query.selection,
        "shown": draft.query.shown,
        "annotations": draft.query.annotations,
        "mask": draft.query.mask,
        "default_order": False,
        "pinned": draft.pinned,
    }


def merge(draft: Any, connector: str, other: Any) -> None:
    """Join the conditions of another query on the same model to this one's: AND, OR or XOR."""
    query, first = other.placed_in(draft)
    labels = _adopt(draft, query, reuse=connector != "AND")
    own = draft.where
    theirs = tuple(moved(node, labels=labels, shift=first) for node in query.where)
    if connector == "AND":
        draft.set(where=(*own, *theirs))
    elif not own or not theirs:
        draft.set(where=() if connector == "OR" else _odd(own, theirs))
    else:
        kind = e.Any_ if connector == "OR" else e.OddOf
        draft.set(where=(kind((all_of(own), all_of(theirs))),))
    if query.order or query.extra_order:
        order_items = tuple(moved(i, labels=labels, shift=first) if isinstance(i, Node) else i for i in query.order)
        draft.set(order=order_items, extra_order=query.extra_order, default_order=query.default_order)
    for name, raw in query.extra.items():
        draft.set(extra={**draft.extra, name: raw})
    draft.set(extra_tables=tuple(dict.fromkeys((*draft.extra_tables, *query.extra_tables))))


def _odd(own: tuple[Node, ...], theirs: tuple[Node, ...]) -> tuple[Node, ...]:
    return (e.OddOf((all_of(own) if own else e.Everything(), all_of(theirs) if theirs else e.Everything())),)


def _adopt(draft: Any, query: Any, *, reuse: bool) -> dict[str, str]:
    """Take over the sources of another query on the same model; return its labels in this one."""
    labels = {query.base_label: draft.base_label}
    for source in list(query.sources.values())[1:]:
        parent = labels[source.parent]
        found = next(
            (
                mine.label
                for mine in draft.sources.values()
                if mine.parent == parent
                and mine.join_field == source.join_field
                and mine.table == source.table
                and mine.filtered == source.filtered
                and (reuse or not source.many)
                and mine.label not in labels.values()
            ),
            None,
        )
        if found is None:
            found = draft.free_label(source.table)
            draft.sources[found] = source._replace(label=found, parent=parent)
        labels[source.label] = found
    for label in labels.values():
        source = draft.sources[label]
        if source.extra is not None:
            draft.sources[label] = source._replace(extra=moved(source.extra, labels=labels))
    return labels
