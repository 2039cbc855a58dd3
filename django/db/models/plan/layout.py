"""What the columns of a read mean: the contract between the planner and those who turn rows into objects."""

from __future__ import annotations

from typing import Any, NamedTuple


class RelatedLayout(NamedTuple):
    """The columns of an object that select_related() brings along."""

    model: Any
    fields: tuple[Any, ...]  # the loaded fields, one per column
    start: int  # position of the first column
    field: Any  # the relation: a field, or the reverse side of a one-to-one
    reverse: bool  # the relation is followed from its target to its owner
    children: tuple[RelatedLayout, ...]
    filtered: str | None = None  # the FilteredRelation's name it is stored under


class InstanceLayout(NamedTuple):
    """Rows that become instances of `model`; its columns come first."""

    model: Any
    fields: tuple[Any, ...]
    annotations: tuple[tuple[str, Any, int], ...]  # (name, expression, position)
    related: tuple[RelatedLayout, ...]


class RowLayout(NamedTuple):
    """Rows that stay rows: (name, expression) of each column; expression None: nothing to convert."""

    columns: tuple[tuple[str, Any], ...]


class Reading(NamedTuple):
    """A statement and what its columns mean. `hidden` columns at the end serve the statement only."""

    statement: Any
    layout: Any
    hidden: int = 0
