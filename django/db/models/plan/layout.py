"""What the columns of a read mean: the contract between the planner and those who turn rows into objects."""

from __future__ import annotations

from typing import Any

from django.db.query.expressions import Column, Param
from django.db.query.node import Node
from django.db.query.sources import Derived
from django.db.query.statements import Compound, Output, Select
from django.utils.record import Record


class RelatedLayout(Record):
    """The columns of an object that select_related() brings along."""

    model: Any
    fields: tuple[Any, ...]  # the loaded fields, one per column
    start: int  # position of the first column
    field: Any  # the relation: a field, or the reverse side of a one-to-one
    back: Any  # the relation as the object sees it, where that leads to one object only
    children: tuple[RelatedLayout, ...]
    filtered: str | None = None  # the FilteredRelation's name it is stored under


class InstanceLayout(Record):
    """Rows that become instances of `model`; its columns come first."""

    model: Any
    fields: tuple[Any, ...]
    annotations: tuple[tuple[str, Any, int], ...]  # (name, expression, position)
    related: tuple[RelatedLayout, ...]


class RowLayout(Record):
    """Rows that stay rows: (name, expression) of each column; expression None: nothing to convert."""

    columns: tuple[tuple[str, Any], ...]


class Reading(Record):
    """A statement and what its columns mean. `hidden` columns at the end serve the statement only."""

    statement: Any
    layout: Any
    hidden: int = 0


def without_hidden(reading: Reading) -> Node:
    """Return the statement without its hidden columns, for places where the number of columns matters."""
    if not reading.hidden:
        return reading.statement
    statement = reading.statement
    if isinstance(statement, Compound):
        first = _named(statement.parts[0])
        named, inner = first.columns, Derived(statement.but(parts=(first, *statement.parts[1:])), "visible")
    else:
        statement = _named(statement)
        named, inner = statement.columns, Derived(statement, "visible")
    shown = named[: len(named) - reading.hidden]
    return Select(tuple(Output(Column("visible", output.name), output.name) for output in shown), inner)


def limit_node(index: int | None) -> Node | None:
    """Return the node for a limit or offset kept at `index` of the values."""
    return None if index is None else Param(index, None, "IntegerField")


def _named(statement: Any) -> Any:
    """Return the SELECT with a name for each of its columns."""
    return statement.but(
        columns=tuple(output.but(name=f"col{position}") for position, output in enumerate(statement.columns, 1))
    )
