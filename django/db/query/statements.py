"""Whole statements. Values stay apart: a statement is run together with the tuple its Params index."""

from __future__ import annotations

from django.db.query.expressions import Order
from django.db.query.node import Node
from django.db.query.sources import Join


class Output(Node):
    """One column of a SELECT: the expression and, if it needs one, its name in the result."""

    expression: Node
    name: str = ""


class Lock(Node):
    """FOR UPDATE: `of` holds (label, key column) of the tables whose rows are locked; empty locks all."""

    nowait: bool = False
    skip_locked: bool = False
    no_key: bool = False
    of: tuple[tuple[str, str], ...] = ()


class Select(Node):
    """One SELECT. `limit` and `offset` are nodes (Param or Keyword) or None; `distinct_on` are expressions."""

    columns: tuple[Output, ...]
    source: Node | None = None
    joins: tuple[Join, ...] = ()
    where: Node | None = None
    group: tuple[Node, ...] = ()
    having: Node | None = None
    order: tuple[Order, ...] = ()
    limit: Node | None = None
    offset: Node | None = None
    distinct: bool = False
    distinct_on: tuple[Node, ...] = ()
    lock: Lock | None = None
    comment: str = ""


class Compound(Node):
    """`UNION`, `UNION ALL`, `INTERSECT` or `EXCEPT` of statements; order items are positions or output names."""

    operator: str
    parts: tuple[Node, ...]
    order: tuple[Order, ...] = ()
    limit: Node | None = None
    offset: Node | None = None


class Conflict(Node):
    """What INSERT does on a clash: `action` is "ignore" or "update" (`update` = columns taken from the new row)."""

    action: str
    target: tuple[str, ...] = ()
    update: tuple[str, ...] = ()


class Insert(Node):
    """INSERT of rows of nodes (Param, Literal, Keyword("DEFAULT"), expressions), one node per column.

    No columns at all means a row of defaults; `default_column` is one that may be named with DEFAULT, on engines which
    must name one. One row of Params of `many` values stands for as many rows as there are values, on engines that take
    lists (`inserts_lists`). `returning` are column names wanted back, one row per inserted row, `returning_kinds` their
    kinds. `key` is the numbered column whose value in the only row is asked of the cursor afterwards.
    """

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Node, ...], ...]
    returning: tuple[str, ...] = ()
    conflict: Conflict | None = None
    returning_kinds: tuple[str, ...] = ()
    default_column: str = ""
    key: str = ""


class Update(Node):
    """UPDATE one table; columns in `assignments` and `where` refer to it by the table's own name as label.

    `key` are the columns of its primary key, for engines that must find rows apart from changing them.
    """

    table: str
    assignments: tuple[tuple[str, Node], ...]
    where: Node | None = None
    order: tuple[Order, ...] = ()
    returning: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


class Delete(Node):
    """DELETE from one table; `where` refers to it by the table's own name as label, `key` as in `Update`."""

    table: str
    where: Node | None = None
    key: tuple[str, ...] = ()
