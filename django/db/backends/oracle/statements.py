"""Statements in Oracle's SQL: rows cut off by OFFSET and FETCH, no VALUES of several rows, RETURNING INTO binds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.oracle.binds import Output as OutputBind
from django.db.backends.oracle.conditions import SHORT, Conditions, is_large, is_text, own_name, without_order
from django.db.backends.oracle.datatypes import TYPED_VALUES
from django.db.backends.oracle.grouping import grouped_outside, has_subquery
from django.db.query import expressions as nodes
from django.db.query.expressions import Keyword
from django.db.query.sources import Derived
from django.db.query.statements import Compound, Conflict, Insert, Select
from django.db.query.walk import transform

_BY_DEFAULT = Keyword("DEFAULT")
_VALUES = (nodes.Param, nodes.Literal)

#: What the rows of a MERGE are called.
_NEW_ROWS = "new_rows"


class Statements(Conditions):
    """Visitors of statements."""

    # --- select -----------------------------------------------------------------------------------------------------

    def visit_select(self, node: Select) -> str:
        self.refuse_lock_of_some_rows(node)
        if node.group or node.distinct:
            node = self.without_large_objects(node)
        if any(map(has_subquery, node.group)):
            node = grouped_outside(node)
        if node.limit is not None or node.offset is not None:
            node = with_distinct_names(node)
        before = self.denied, self.compares_outputs
        self.denied, self.compares_outputs = False, bool(node.group or node.distinct)
        try:
            return super().visit_select(node)
        finally:
            self.denied, self.compares_outputs = before

    def refuse_lock_of_some_rows(self, node: Select) -> None:
        """Refuse a lock where Oracle cannot tell which rows are meant.

        Raises:
            NotSupportedError: rows are cut off.
        """
        if node.lock is not None and (node.limit is not None or node.offset is not None):
            self.unsupported("LIMIT/OFFSET is not supported with select_for_update on this database backend.")

    def without_large_objects(self, node: Select) -> Select:
        """Return a SELECT that groups and compares no large objects but what they hold, as short texts."""
        large = [item for item in node.group if is_large(item)]
        if node.distinct:
            large += [output.expression for output in node.columns if is_large(output.expression)]
        return self.with_short_texts(node, large) if large else node

    def with_short_texts(self, node: Select, large: Sequence[Any]) -> Select:
        """Return a SELECT with these values as short texts wherever they stand."""
        shorter = {value: self.as_short(value) for value in large}

        def replaced(item: Any) -> Any:
            return None if item is None else transform(item, lambda inner: shorter.get(inner, inner))

        columns = tuple(
            output.but(expression=replaced(output.expression), name=output.name or own_name(output))
            for output in node.columns
        )
        group, order = tuple(map(replaced, node.group)), tuple(map(replaced, node.order))
        return node.but(columns=columns, group=group, having=replaced(node.having), order=order)

    def visit_order(self, node: nodes.Order) -> str:
        nulls = node.nulls
        if not nulls and is_text(node.expression):
            # The empty text comes first, and it is NULL.
            nulls = "last" if node.descending else "first"
        return super().visit_order(node.but(expression=self.as_short(node.expression), nulls=nulls))

    def visit_derived(self, node: Derived) -> str:
        statement = node.statement
        return super().visit_derived(node.but(statement=with_distinct_names(statement)))

    def bounds(self, node: Select | Compound) -> str:
        parts = []
        if node.offset is not None:
            parts.append(f"OFFSET {self.visit(node.offset)} ROWS")
        if node.limit is not None:
            parts.append(f"FETCH FIRST {self.visit(node.limit)} ROWS ONLY")
        return " ".join(parts)

    def visit_scalar(self, node: nodes.Scalar) -> str:
        return super().visit_scalar(node.but(select=without_order(node.select)))

    # --- compound ---------------------------------------------------------------------------------------------------

    def visit_compound(self, node: Compound) -> str:
        if node.operator not in self.combine_words:
            self.unsupported(f"{node.operator} is not a way to combine queries.")
        if node.operator != "UNION ALL":
            node = self.with_short_outputs(node)
        node = node.but(parts=tuple(map(_with_national_texts, node.parts)))
        parts = [self.part(part, first=number == 0) for number, part in enumerate(node.parts)]
        operator = "MINUS" if node.operator == "EXCEPT" else node.operator
        text = f" {operator} ".join(parts)
        return " ".join([part for part in (text, self.order(node.order), self.bounds(node)) if part])

    def part(self, node: Any, *, first: bool) -> str:
        if node.limit is not None or node.offset is not None or node.order:
            # Only a statement of its own may sort and cut.
            return f"SELECT * FROM ({self.visit(with_distinct_names(node))})"
        return f"({self.visit(node)})" if isinstance(node, Compound) else self.visit(node)

    # --- insert -----------------------------------------------------------------------------------------------------

    def visit_insert(self, node: Insert) -> str:
        if node.conflict is not None:
            return self.merge(node, node.conflict)
        if not node.columns:
            node = self.with_default_column(node)
        columns = ", ".join(map(self.quote_name, node.columns))
        source = f"VALUES {self.rows(node)}" if len(node.rows) == 1 else self.selected_rows(node)
        parts = [f"INSERT INTO {self.quote_name(node.table)} ({columns})", source]
        if len(node.rows) == 1:
            parts.append(self.returning(node.returning, node.table, node.returning_kinds))
        return " ".join([part for part in parts if part])

    def with_default_column(self, node: Insert) -> Insert:
        """Return the INSERT of rows of defaults with a column named: there is no form without.

        Raises:
            NotSupportedError: none is known.
        """
        column = node.default_column or (node.returning[0] if node.returning else "")
        if not column:
            self.unsupported(f"A row of defaults for {node.table!r} needs a column that can be named.")
        return node.but(columns=(column,), rows=tuple((_BY_DEFAULT,) for _ in node.rows))

    def merge(self, node: Insert, conflict: Conflict) -> str:
        """Return the MERGE that inserts rows, or updates those that are there by the columns that tell.

        Raises:
            NotSupportedError: rows that clash are to be passed over: by which columns is not known.
        """
        if conflict.action != "update" or not conflict.target:
            self.unsupported("Oracle cannot ignore conflicting rows in an INSERT.")
        quote = self.quote_name
        table, new = quote(node.table), quote(_NEW_ROWS)
        columns = list(map(quote, node.columns))
        kinds = [_kind_of_column(node, place) for place in range(len(columns))]
        first, *further = [list(map(self.selected_value, row, kinds)) for row in node.rows]
        named = [f"{text} {name}" for text, name in zip(first, columns, strict=True)]
        rows = [", ".join(named), *[", ".join(row) for row in further]]
        selected = " UNION ALL ".join(f"SELECT {row} FROM DUAL" for row in rows)
        same = " AND ".join(f"{table}.{name} = {new}.{name}" for name in map(quote, conflict.target))
        changes = ", ".join(f"{name} = {new}.{name}" for name in map(quote, conflict.update))
        return (
            f"MERGE INTO {table} USING ({selected}) {new} ON ({same}) WHEN MATCHED THEN UPDATE SET {changes} "
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(columns)}) VALUES ({', '.join(f'{new}.{c}' for c in columns)})"
        )

    def selected_rows(self, node: Insert) -> str:
        """Return several rows as the union of queries: VALUES has one only."""
        kinds = [_kind_of_column(node, place) for place in range(len(node.columns))]
        rows = [f"SELECT {', '.join(map(self.selected_value, row, kinds))} FROM DUAL" for row in node.rows]
        return f"SELECT * FROM ({' UNION ALL '.join(rows)})"

    def selected_value(self, item: Any, kind: str) -> str:
        """Return one value of a row that is selected: its type must be told, and DEFAULT is not known there."""
        if item == _BY_DEFAULT:
            return "NULL"
        if isinstance(item, nodes.Call) and item.name == "database_default" and item.args:
            item = item.args[0]
        form = TYPED_VALUES.get(kind)
        text = self.placed(item)
        return text if form is None else form.replace("%s", text)

    def returning(self, columns: tuple[str, ...], table: str, kinds: Sequence[str] = ()) -> str:
        if not columns or not self.features.can_return_columns_from_insert:
            return ""
        names = ", ".join(map(self.quote_name, columns))
        outputs = [OutputBind(kinds[place] if place < len(kinds) else "") for place in range(len(columns))]
        self.params.extend(outputs)
        return f"RETURNING {names} INTO {', '.join(['%s'] * len(outputs))}"


def _with_national_texts(part: Any) -> Any:
    """Return a part of a combination with bare texts in the character set of columns: the server mixes no two."""
    if not isinstance(part, Select) or not any(_is_bare_text(output.expression) for output in part.columns):
        return part
    columns = tuple(
        output.but(expression=nodes.Cast(output.expression, SHORT, "CharField"))
        if _is_bare_text(output.expression)
        else output
        for output in part.columns
    )
    return part.but(columns=columns)


def _is_bare_text(node: Any) -> bool:
    return isinstance(node, _VALUES) and is_text(node)


def _kind_of_column(node: Insert, place: int) -> str:
    """Return the kind of the field whose values stand at a place in the rows; "" where no value tells."""
    return next((row[place].kind for row in node.rows if isinstance(row[place], _VALUES) and row[place].kind), "")  # type: ignore[attr-defined]


def with_distinct_names(node: Any) -> Any:
    """Return a SELECT whose outputs have different names, as one that is cut, or selected from, must have."""
    if not isinstance(node, Select):
        return node
    seen: set[str] = set()
    columns = []
    for place, output in enumerate(node.columns, 1):
        name = output.name or own_name(output)
        if not isinstance(output.expression, nodes.Star):
            if not name or name.upper() in seen:
                name = f"COL{place}"
                output = output.but(name=name)
            seen.add(name.upper())
        columns.append(output)
    return node.but(columns=tuple(columns))
