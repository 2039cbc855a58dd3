"""Statements of MySQL and MariaDB: changes of a table that is read at once, clashes, rows given back."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.calls import Calls
from django.db.backends.base.conditions import Conditions
from django.db.backends.base.statements import Statements as BaseStatements
from django.db.backends.mysql.changed_tables import ALL_ROWS, around, chosen_by_key, depends, joined, reads
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.db.query.sources import Derived
from django.db.query.statements import Compound, Delete, Insert, Output, Select, Update
from django.db.query.walk import walk


class Statements(Calls, Conditions, BaseStatements):
    """Visitors of statements, where they differ from the standard."""

    #: The table that is changed and may therefore not be read by the queries inside; empty where it may be.
    changed = ""

    # --- select -----------------------------------------------------------------------------------------------------

    def visit_compound(self, node: Compound) -> str:
        if not any(item.nulls for item in node.order):
            return super().visit_compound(node)
        # Where NULL stands takes a condition, and of a position there is none.
        inner = named_apart(node.but(order=(), limit=None, offset=None))
        names = [output.name for output in outputs_of(inner)]
        order = tuple(item.but(expression=_by_name(item.expression, names)) for item in node.order)
        outer = Select((Output(nodes.Star("u")),), Derived(inner, "u"), order=order)
        return self.visit(outer.but(limit=node.limit, offset=node.offset))

    def visit_derived(self, node: Derived) -> str:
        names = [_name_of(output) for output in outputs_of(node.statement)]
        if len(set(names)) < len(names):
            # The columns of a table need names of their own.
            node = node.but(statement=named_apart(node.statement))
        return super().visit_derived(node)

    def visit_select(self, node: Select) -> str:
        if node.group:
            # A bare number would be a position; whatever is constant makes no groups.
            group = tuple(item for item in node.group if not isinstance(item, nodes.Param | nodes.Literal))
            node = node.but(group=group or (nodes.Null(),))
        return super().visit_select(node)

    def visit_order(self, node: nodes.Order) -> str:
        if isinstance(node.expression, nodes.Param | nodes.Literal):
            # A bare number would be a position.
            return f"CAST({self.visit(node.expression)} AS CHAR) {'DESC' if node.descending else 'ASC'}"
        return super().visit_order(node)

    def subquery(self, statement: Any) -> str:
        """Return a nested statement in brackets; one that is cut needs another one around it."""
        part = self.readable_part(statement)
        # What a derived table reads by the way is nobody's business.
        return self._changing("" if part is not statement else self.changed, lambda: f"({self.visit(part)})")

    def readable_part(self, statement: Any) -> Any:
        """Return a nested statement as one that may read the table that is being changed."""
        if not self.changed or not reads(statement, self.changed):
            return statement
        if isinstance(statement, Select) and statement.limit is None:
            statement = statement.but(limit=ALL_ROWS)
        return around(statement)

    def visit_members(self, node: nodes.Members) -> str:
        right: Any = node.right
        cut = isinstance(right, Select | Compound) and (right.limit is not None or right.offset is not None)
        if cut and not (self.changed and reads(right, self.changed)):
            # The server takes no LIMIT right behind IN.
            node = node.but(right=around(right))
        return super().visit_members(node)

    def visit_scalar(self, node: nodes.Scalar) -> str:
        part = self.readable_part(node.select)
        if part is node.select:
            return super().visit_scalar(node)
        return self._changing("", lambda: super(Statements, self).visit_scalar(node.but(select=part)))

    # --- insert -----------------------------------------------------------------------------------------------------

    def insert_into(self, node: Insert) -> str:
        ignores = node.conflict is not None and node.conflict.action == "ignore"
        return "INSERT IGNORE INTO" if ignores else "INSERT INTO"

    def conflict(self, node: Any) -> str:
        return "" if node.action == "ignore" else self.ops.on_duplicate(node.update)

    def default_row(self, node: Insert) -> str:
        return f"() VALUES {', '.join(['()'] * len(node.rows))}"

    def returning(self, columns: tuple[str, ...], table: str) -> str:
        return super().returning(columns, table) if self.features.can_return_columns_from_insert else ""

    # --- update, delete ---------------------------------------------------------------------------------------------

    def visit_update(self, node: Update) -> str:
        table = self._forbidden(node.table)
        assignments, is_circular = in_safe_order(node)
        is_refused = is_circular and not self.features.has_simultaneous_assignment
        if node.key and (is_refused or any(table and depends(value, table) for _, value in assignments)):
            return self._joined_update(node)
        if is_refused:
            self.unsupported(
                f"{self.connection.display_name} assigns one column after the other, so columns of "
                f"{node.table!r} cannot take values from each other in one UPDATE.",
                "Change them in two steps.",
            )
        node = node.but(assignments=assignments)
        if table:
            node = chosen_by_key(node)
        text = self._changing(table, lambda: super(Statements, self).visit_update(node))
        if is_circular:
            mode = "CONCAT(@@sql_mode, ',SIMULTANEOUS_ASSIGNMENT')"
            return f"SET STATEMENT sql_mode = {mode} FOR {text}"
        return text

    def _joined_update(self, node: Update) -> str:
        """All new values are computed before the first is assigned. The server lets no order be said here."""
        join, assignments = joined(node)
        table = self.quote_name(node.table)
        start = f"UPDATE {table} {self.visit(join)}"
        changes = [f"{table}.{self.quote_name(name)} = {self.assigned(value)}" for name, value in assignments]
        return f"{start} SET {', '.join(changes)}"

    def update_order(self, node: Update) -> str:
        return self.order(node.order)

    def visit_delete(self, node: Delete) -> str:
        table = self._forbidden(node.table)
        if table:
            node = chosen_by_key(node)
        return self._changing(table, lambda: super(Statements, self).visit_delete(node))

    def _forbidden(self, table: str) -> str:
        return "" if self.features.can_read_changed_table else table

    def _changing(self, table: str, write: Any) -> str:
        before, self.changed = self.changed, table
        try:
            return str(write())
        finally:
            self.changed = before


def outputs_of(statement: Any) -> tuple[Output, ...]:
    """Return the columns of a query; those of a compound are named by its first part."""
    while isinstance(statement, Compound):
        statement = statement.parts[0]
    return tuple(statement.columns)


def named_apart(statement: Any) -> Any:
    """Return a query whose columns all have names, no two the same."""
    if isinstance(statement, Compound):
        return statement.but(parts=(named_apart(statement.parts[0]), *statement.parts[1:]))
    columns: list[Output] = []
    taken: set[str] = set()
    for place, output in enumerate(statement.columns, 1):
        name = _name_of(output)
        if not name or name in taken:
            name = f"{name or 'column'}_{place}"
        taken.add(name)
        columns.append(output.but(name=name))
    return statement.but(columns=tuple(columns))


def _name_of(output: Output) -> str:
    return output.name or str(getattr(output.expression, "name", "") or "")


def _by_name(expression: Node, names: list[str]) -> Node:
    """Return the column that an item of ORDER BY names by its position."""
    if isinstance(expression, nodes.Keyword) and expression.text.isdigit():
        return nodes.Column("u", names[int(expression.text) - 1])
    return expression


def in_safe_order(node: Update) -> tuple[tuple[tuple[str, Any], ...], bool]:
    """Return assignments so that none reads a column that was assigned before, and whether there is no such order."""
    left = list(node.assignments)
    names = {name for name, _ in left}
    needs = {name: (_columns_read(value, node.table) & names) - {name} for name, value in left}
    if not any(needs.values()):
        return node.assignments, False
    ordered: list[tuple[str, Any]] = []
    while left:
        # A column may be assigned as soon as nobody waits to read it.
        free = [item for item in left if not any(item[0] in needs[name] for name, _ in left if name != item[0])]
        if not free:
            return node.assignments, True
        ordered += free
        left = [item for item in left if item not in free]
    return tuple(ordered), False


def _columns_read(value: Any, table: str) -> set[str]:
    if not isinstance(value, Node):
        return set()
    return {item.name for item in walk(value) if isinstance(item, nodes.Column) and item.label in ("", table)}
