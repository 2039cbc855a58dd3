"""Query: what a QuerySet asks, frozen, with the values kept apart.

A Query names models, columns and conditions; it knows no connection. Conditions are nodes of the tree already; their
Params index the tuple of values the QuerySet carries beside its Query. A Query is made by a `Draft` and never changes
afterwards, so QuerySets share it freely, and what is derived from it (its refinements, its statements) is remembered
on it.
"""

from __future__ import annotations

from typing import Any

from django.db.models.plan.memo import Table
from django.db.query.node import Node
from django.utils.record import Record


class Source(Record):
    """One table of a query under its label, and how it hangs on the source called `parent`."""

    label: str
    table: str
    parent: str | None = None
    join_field: Any = None
    columns: tuple[tuple[str, str], ...] = ()  # (column of the parent, column of this source)
    kinds: tuple[tuple[str, str], ...] = ()  # their types where those differ, as the keys of generic relations do
    extra: Node | None = None  # a further condition of the join
    nullable: bool = False  # may be without a row: its own join may find none, or one before it
    gap: bool = False  # its own join may find none
    enforced: bool = False  # the database guarantees that a reference which is not NULL has a row
    many: bool = False  # may match several rows of the parent
    filtered: Any = None  # the name of the FilteredRelation it serves


class Annotation(Record):
    """A named expression of the query: the resolved expression and its node."""

    expression: Any
    node: Node


class Selection(Record):
    """Rows instead of instances: which names, in which order. `names` None means: all fields and annotations."""

    names: tuple[str, ...]
    # ("field" | "annotation" | "extra", what) for each column.
    columns: tuple[tuple[str, Any], ...]


class Combination(Record):
    """UNION and friends: the parts (query, index of its first value) in order."""

    operator: str
    all: bool
    parts: tuple[tuple[Query, int], ...]


class Locking(Record):
    """select_for_update() as asked."""

    nowait: bool = False
    skip_locked: bool = False
    no_key: bool = False
    of: tuple[str, ...] = ()


# Every attribute of a Query and its value in the query that asks for all rows of a model.
DEFAULTS: dict[str, Any] = {
    "where": (),
    "annotations": {},
    "shown": None,  # annotation names that are selected; None: all
    "selection": None,
    "order": (),
    "default_order": True,
    "reversed": False,
    "extra_order": (),
    "group": None,  # None | True (by the model) | tuple of nodes
    "distinct": False,
    "distinct_fields": (),
    "limit": None,  # index of the value
    "offset": None,
    "single": False,  # sliced to one row
    "sticky": frozenset(),  # labels whose joins to many rows the next filter may use
    "related": False,  # False | True | nested dict of names
    "mask": (frozenset(), True),  # (names, deferred?)
    "filtered": {},
    "extra": {},  # name -> Raw of extra(select=)
    "extra_tables": (),
    "locking": None,
    "combination": None,
    "empty": False,
    "pinned": frozenset(),  # Pins: the databases that inner querysets insist on
    "max_depth": 5,
    "summary": {},  # of aggregate(): name -> (expression, node)
    "assignments": {},  # of update(): model -> ((column, node), ...)
}


class Query:
    """A frozen question about `model`. See `DEFAULTS` for what it holds."""

    #: The memo leads here from the model, so that whoever asks the same again gets this very Query.
    shared = False

    def __init__(self, model: Any, sources: dict[str, Source], **state: Any) -> None:
        self.__dict__.update(DEFAULTS)
        self.__dict__.update(state)
        self.__dict__["model"] = model
        self.__dict__["sources"] = sources
        self.__dict__["steps"] = Table()
        self.__dict__["derived"] = Table()

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"A Query is frozen; {name!r} cannot be set. Refine the QuerySet instead.")

    def __getstate__(self) -> dict[str, Any]:
        # What was derived can be derived again.
        return {**self.__dict__, "steps": Table(), "derived": Table(), "shared": False}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def but(self, **changes: Any) -> Query:
        """Return a copy with `changes`; nothing derived is carried over."""
        state = {name: self.__dict__[name] for name in DEFAULTS}
        state.update(changes)
        sources = state.pop("sources", self.sources)
        return Query(state.pop("model", self.model), sources, **state)

    @property
    def base_label(self) -> str:
        """The label of the model's own table."""
        return next(iter(self.sources))

    @property
    def is_sliced(self) -> bool:
        return self.limit is not None or self.offset is not None

    @property
    def is_ordered(self) -> bool:
        """Tell whether the rows come in an order: asked for, or the model's own."""
        if self.extra_order or self.order or self.empty:
            return True
        return bool(self.default_order and self.model._meta.ordering and self.group is None)


# First letters of nested labels: a statement that nests nothing gets U0, U1, ...; the one around it V0, ...
LETTERS = "UVWXYZABCDEFGHIJKLMNOPQRS"


def root_query(model: Any, label: str | None = None) -> Query:
    """Return the query for all rows of `model`, its table under `label` (its own name by default)."""
    table = model._meta.db_table
    label = label or table
    return Query(model, {label: Source(label, table)})
