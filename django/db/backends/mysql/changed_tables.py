"""UPDATE and DELETE that read the table they change, for servers that forbid it (error 1093).

Such a server lets a statement read that table inside of a derived table only, and from there nothing outside of it can
be seen. So a query that depends on the row to be changed moves into one as a whole, with the keys of rows it chooses.
"""

from __future__ import annotations

from typing import Any

from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.db.query.sources import Derived, Join, Table
from django.db.query.statements import Compound, Delete, Output, Select, Update
from django.db.query.walk import walk

#: Keeps the optimizer from merging a derived table into the statement around it.
ALL_ROWS = nodes.Keyword(str(2**64 - 1))

#: The derived table's label.
LABEL = "u"


def around(statement: Node) -> Select:
    """Return a query for all that another one gives."""
    return Select((Output(nodes.Star()),), Derived(statement, LABEL))


def reads(statement: Node, table: str) -> bool:
    """Tell whether a statement reads a table."""
    return any(isinstance(item, Table) and item.name == table for item in walk(statement))


def depends(value: Any, table: str) -> bool:
    """Tell whether a value or condition has a query that reads a table and depends on the row that is changed in it."""
    return isinstance(value, Node) and any(
        isinstance(item, Select | Compound) and reads(item, table) and _looks_out(item, table) for item in walk(value)
    )


def _looks_out(query: Node, table: str) -> bool:
    return any(isinstance(item, nodes.Column) and item.label == table for item in walk(query))


def chosen_by_key(node: Any) -> Any:
    """Return an Update or Delete that finds its rows by a list of keys, if its condition depends on them."""
    if not node.key or not depends(node.where, node.table):
        return node
    keys = _keys(node)
    columns = tuple(Output(key) for key in keys)
    rows = Select(columns, Table(node.table, node.table), where=node.where, limit=ALL_ROWS)
    return node.but(where=nodes.Members(keys[0] if len(keys) == 1 else nodes.Row(keys), rows))


def joined(node: Update) -> tuple[Join, tuple[tuple[str, Node], ...]]:
    """Return a table of keys and new values to join an Update's own with, and its assignments from there."""
    keys, columns, conditions, assignments = _keys(node), [], [], []
    for number, key in enumerate(keys):
        columns.append(Output(key, f"key{number}"))
        conditions.append(nodes.Compare("=", key, nodes.Column(LABEL, f"key{number}")))
    for number, (name, value) in enumerate(node.assignments):
        if not isinstance(value, nodes.Param | nodes.Literal | nodes.Null):
            columns.append(Output(value, f"value{number}"))
            value = nodes.Column(LABEL, f"value{number}")
        assignments.append((name, value))
    rows = Select(tuple(columns), Table(node.table, node.table), where=node.where, limit=ALL_ROWS)
    on = conditions[0] if len(conditions) == 1 else nodes.All(tuple(conditions))
    return Join("INNER JOIN", Derived(rows, LABEL), on), tuple(assignments)


def _keys(node: Update | Delete) -> tuple[nodes.Column, ...]:
    return tuple(nodes.Column(node.table, name) for name in node.key)
