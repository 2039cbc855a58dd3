"""The FROM clause: the sources of a query with the kind of each join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models.plan.query import Source
from django.db.query import expressions as e
from django.db.query.node import Node
from django.db.query.nulls import Labels, required_labels
from django.db.query.sources import INNER, LEFT, Join, Table


def tables(sources: Mapping[str, Source], conditions: Iterable[Node]) -> tuple[Table, tuple[Join, ...]]:
    """Return the first table and the joins behind it.

    A join that may find no row is an outer one, unless `conditions` can't hold without a row there.

    Args:
        sources: label to Source, parents before children.
        conditions: what must hold for every row of the statement.
    """
    inner = _inner_labels(sources, required_labels(conditions))
    first, *others = sources.values()
    joins = tuple(
        Join(INNER if source.label in inner else LEFT, Table(source.table, source.label), _on(source))
        for source in others
    )
    return Table(first.table, first.label), joins


def _inner_labels(sources: Mapping[str, Source], required: Labels) -> set[str]:
    """Return the labels whose row is certain: joined without a gap, or demanded, or on the way to one demanded."""
    inner: set[str] = set()
    for label in required:
        current = label if isinstance(label, str) else None
        while current is not None and current in sources:
            inner.add(current)
            current = sources[current].parent
    for source in sources.values():
        if not source.nullable:
            inner.add(source.label)
        elif source.parent in inner and (not source.gap or _refers(source, required)):
            inner.add(source.label)
    return inner


def _refers(source: Source, required: Labels) -> bool:
    """Tell whether the row before is known to refer to a row here: its reference is not NULL, and enforced."""
    return source.enforced and all((source.parent, near) in required for near, _ in source.columns)


def _on(source: Source) -> Node:
    parent = source.parent or ""
    kinds = source.kinds or (("", ""),) * len(source.columns)
    items: list[Node] = [
        e.Compare("=", e.Column(parent, near, near_kind), e.Column(source.label, far, far_kind))
        for (near, far), (near_kind, far_kind) in zip(source.columns, kinds, strict=True)
    ]
    if source.extra is not None:
        items.append(source.extra)
    return items[0] if len(items) == 1 else e.All(tuple(items))
