"""Paths become joins: which source stands at the end of a path, reusing one that is there where that is right."""

from __future__ import annotations

from typing import Any

from django.db.models.lowering import kind_of_field, lower_condition
from django.db.models.plan.paths import Path, trimmed
from django.db.models.plan.query import Source
from django.db.query.expressions import All
from django.db.query.node import Node


def connect(
    draft: Any, path: Path, reuse: set[str] | None = None, *, start: str | None = None, trim: bool = True
) -> Any:
    """Make sure the sources along `path` are in the draft.

    Args:
        draft: the Draft that gets the joins.
        path: where to go.
        reuse: labels of the sources for many rows that may serve again (it grows); None: all may.
        start: the label to start from; the model's own table when None.
        trim: leave out a last join whose target column stands on the near side already.

    Returns:
        (label, target fields at that label).
    """
    infos, targets = trimmed(path) if trim else (path.infos, path.targets)
    label = start or draft.base_label
    for info in infos:
        label = join(draft, label, info, reuse)
    return label, targets


def join(draft: Any, parent: str, info: Any, reuse: set[str] | None) -> str:
    """Return the label of the source that `info` leads to from `parent`, joining it unless it is there."""
    filtered = info.filtered_relation.alias if info.filtered_relation else None
    for source in reversed(draft.sources.values()):
        if (
            source.parent == parent
            and source.join_field == info.join_field
            and source.filtered == filtered
            and source.table == info.to_opts.db_table
            and (not info.m2m or reuse is None or source.label in reuse)
        ):
            if reuse is not None:
                reuse.add(source.label)
            return source.label
    return _add(draft, parent, info, reuse, filtered)


def _add(draft: Any, parent: str, info: Any, reuse: set[str] | None, filtered: str | None) -> str:
    table = info.to_opts.db_table
    label = filtered if filtered and filtered not in draft.sources else draft.free_label(table)
    near = draft.sources[parent]
    gap = not info.direct or bool(info.join_field.null)
    restriction = info.join_field.get_extra_restriction(label, parent)
    joining = tuple(info.join_field.get_joining_fields())
    kinds = tuple((kind_of_field(lhs), kind_of_field(rhs)) for lhs, rhs in joining)
    draft.sources[label] = Source(
        label=label,
        table=table,
        parent=parent,
        join_field=info.join_field,
        columns=tuple((lhs.column, rhs.column) for lhs, rhs in joining),
        kinds=() if all(lhs == rhs for lhs, rhs in kinds) else kinds,
        extra=_condition(restriction),
        nullable=near.nullable or gap,
        gap=gap,
        enforced=bool(info.direct and getattr(info.join_field, "db_constraint", False) and filtered is None),
        many=info.m2m,
        filtered=filtered,
    )
    if reuse is not None:
        reuse.add(label)
    if filtered:
        _filter_source(draft, label, info.filtered_relation)
    return label


def _condition(restriction: Any) -> Node | None:
    return None if restriction is None else lower_condition(restriction)


def _filter_source(draft: Any, label: str, filtered: Any) -> None:
    """Put the FilteredRelation's own condition on the join of `label`."""
    node = draft.relation_condition(filtered, label)
    source = draft.sources.pop(label)
    parts = tuple(part for part in (source.extra, node) if part is not None)
    # Behind the sources that its condition speaks of, before those that hang on it.
    behind = {name: draft.sources.pop(name) for name in _descendants(draft.sources, label)}
    draft.sources[label] = source._replace(extra=parts[0] if len(parts) == 1 else All(parts))
    draft.sources.update(behind)


def _descendants(sources: dict[str, Source], label: str) -> list[str]:
    """Return the labels of the sources that hang on `label`, parents first."""
    found = [label]
    for source in sources.values():
        if source.parent in found:
            found.append(source.label)
    return found[1:]
