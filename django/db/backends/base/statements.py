"""Statements: SELECT, compound selects, INSERT, UPDATE and DELETE as SQL."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.collector import Collector
from django.db.errors import DatabaseError
from django.db.query import statements as nodes
from django.db.query.expressions import Exists, Keyword, Literal, Param, Scalar
from django.db.query.node import Node
from django.db.query.sources import CROSS, Derived, Join, Table
from django.db.query.walk import walk

#: How queries are combined to the word for it in the names of feature flags.
_COMBINATIONS = {"UNION": "union", "UNION ALL": "union", "INTERSECT": "intersection", "EXCEPT": "difference"}


def _holds_query(node: Node) -> bool:
    return any(isinstance(part, Scalar | Exists) for part in walk(node))


class Statements(Collector):
    """Visitors of statements and of the sources rows come from."""

    combine_words: ClassVar[frozenset[str]] = frozenset({"UNION", "UNION ALL", "INTERSECT", "EXCEPT"})

    # --- select -----------------------------------------------------------------------------------------------------

    def visit_select(self, node: nodes.Select) -> str:
        parts = [self.comment(node.comment) + "SELECT" + self.distinct(node), self.visited(node.columns)]
        parts.append(self.sources(node))
        early = self.features.for_update_after_from
        if early:
            parts.append(self.lock(node.lock))
        if node.where is not None:
            parts.append(f"WHERE {self.visit(node.where)}")
        if node.group:
            parts.append(f"GROUP BY {self.grouped(node)}")
        if node.having is not None:
            parts.append(f"HAVING {self.visit(node.having)}")
        parts += [self.order(node.order), self.bounds(node), "" if early else self.lock(node.lock)]
        return " ".join([part for part in parts if part])

    def grouped(self, node: nodes.Select) -> str:
        """Return what stands behind GROUP BY."""
        if not self.features.supports_subqueries_in_group_by and any(map(_holds_query, node.group)):
            self.unsupported("Grouping by a subquery is not supported on this database backend.")
        return self.visited(node.group)

    def comment(self, text: str) -> str:
        """Return a comment to stand before the statement; it cannot be ended from inside."""
        if not text:
            return ""
        harmless = text.replace("*/", "* /").replace("/*", "/ *").replace("%", "%%").replace("\0", "")
        return f"/* {harmless} */ "

    def distinct(self, node: nodes.Select) -> str:
        """Return DISTINCT, or DISTINCT ON, or nothing."""
        if node.distinct_on:
            if not self.features.can_distinct_on_fields:
                self.unsupported("DISTINCT ON fields is not supported by this database backend")
            return f" DISTINCT ON ({self.visited(node.distinct_on)})"
        return " DISTINCT" if node.distinct else ""

    def visit_output(self, node: nodes.Output) -> str:
        text = self.visit(node.expression)
        return f"{text} AS {self.quote_name(node.name)}" if node.name else text

    def sources(self, node: nodes.Select) -> str:
        """Return FROM and the joins."""
        if node.source is None:
            return self.features.bare_select_suffix.strip()
        return " ".join([f"FROM {self.visit(node.source)}", *[self.visit(join) for join in node.joins]])

    def visit_table(self, node: Table) -> str:
        quote = self.quote_name
        return quote(node.name) if node.label == node.name else f"{quote(node.name)} {quote(node.label)}"

    def visit_derived(self, node: Derived) -> str:
        return f"({self.visit(node.statement)}) {self.quote_name(node.label)}"

    def visit_join(self, node: Join) -> str:
        text = f"{node.kind} {self.visit(node.source)}"
        if node.kind == CROSS and node.on is None:
            return text
        return f"{text} ON ({self.visit(node.on) if node.on is not None else '1 = 1'})"

    def order(self, order: tuple[Any, ...]) -> str:
        """Return ORDER BY, or nothing."""
        return f"ORDER BY {self.visited(order)}" if order else ""

    def bounds(self, node: nodes.Select | nodes.Compound) -> str:
        """Return LIMIT and OFFSET."""
        parts = []
        if node.limit is not None:
            parts.append(f"LIMIT {self.visit(node.limit)}")
        elif node.offset is not None and self.ops.no_limit_value() is not None:
            parts.append(f"LIMIT {self.ops.no_limit_value()}")
        if node.offset is not None:
            parts.append(f"OFFSET {self.visit(node.offset)}")
        return " ".join(parts)

    def lock(self, node: nodes.Lock | None) -> str:
        """Return FOR UPDATE; an engine without row locks ignores it, one with them refuses what it cannot do."""
        features = self.features
        if node is None or not features.has_select_for_update:
            return ""
        wanted = (
            (node.nowait, features.has_select_for_update_nowait, "NOWAIT"),
            (node.skip_locked, features.has_select_for_update_skip_locked, "SKIP LOCKED"),
            (node.of, features.has_select_for_update_of, "FOR UPDATE OF"),
            (node.no_key, features.has_select_for_no_key_update, "FOR NO KEY UPDATE"),
        )
        for asked, offered, name in wanted:
            if asked and not offered:
                self.unsupported(f"{name} is not supported on this database backend.")
        return self.ops.for_update_sql(
            nowait=node.nowait,
            skip_locked=node.skip_locked,
            of=tuple(self.locked(item) for item in node.of),
            no_key=node.no_key,
        )

    def locked(self, item: tuple[str, str]) -> str:
        """Return what stands behind OF for one (label, column) pair."""
        label, column = item
        quote = self.quote_name
        return f"{quote(label)}.{quote(column)}" if self.features.select_for_update_of_column else quote(label)

    # --- compound ---------------------------------------------------------------------------------------------------

    def visit_compound(self, node: nodes.Compound) -> str:
        if node.operator not in self.combine_words:
            self.unsupported(f"{node.operator} is not a way to combine queries.")
        word = _COMBINATIONS[node.operator]
        if not getattr(self.features, f"supports_select_{word}"):
            self.unsupported(f"{word} is not supported on this database backend.")
        parts = [self.part(part, first=number == 0) for number, part in enumerate(node.parts)]
        text = f" {node.operator} ".join(parts)
        return " ".join([part for part in (text, self.order(node.order), self.bounds(node)) if part])

    def part(self, node: Any, *, first: bool) -> str:
        """Return one part of a compound; brackets, or a SELECT around it, where it is compound or cut itself."""
        ordered = bool(node.order)
        cut = node.limit is not None or node.offset is not None
        if (ordered or cut) and not self.features.supports_slicing_ordering_in_compound:
            what = "LIMIT/OFFSET" if cut else "ORDER BY"
            raise DatabaseError(f"{what} not allowed in subqueries of compound statements.")
        text = self.visit(node)
        if isinstance(node, nodes.Compound) and not self.features.supports_parentheses_in_compound:
            return f"SELECT * FROM ({text})"
        bracketed = self.features.supports_parentheses_in_compound
        if isinstance(node, nodes.Compound) or ordered or cut:
            return f"({text})" if bracketed else f"SELECT * FROM ({text})"
        return f"({text})" if bracketed and self.features.supports_slicing_ordering_in_compound else text

    # --- insert -----------------------------------------------------------------------------------------------------

    def visit_insert(self, node: nodes.Insert) -> str:
        columns = ", ".join(map(self.quote_name, node.columns))
        parts = [self.insert_into(node), self.quote_name(node.table)]
        parts.append(f"({columns}) {self.row_source(node)}" if node.columns else self.default_row(node))
        if node.conflict is not None:
            parts.append(self.conflict(node.conflict))
        parts.append(self.returning(node.returning, node.table))
        return " ".join([part for part in parts if part])

    def row_source(self, node: nodes.Insert) -> str:
        """Return what gives the rows to insert; lists, one for each column, are rows of any number."""
        row = node.rows[0]
        if all(isinstance(item, Param) and item.many for item in row):
            self.repeated = "(" + ", ".join([self.placed(item.but(many=False)) for item in row]) + ")"
            return f"VALUES {self.repeated}"
        return f"VALUES {self.rows(node)}"

    def insert_into(self, node: nodes.Insert) -> str:
        """Return the words before the table."""
        return "INSERT INTO"

    def default_row(self, node: nodes.Insert) -> str:
        """Return what stands for a row of defaults."""
        if len(node.rows) > 1:
            self.unsupported("Several rows without any column cannot be inserted in one statement.")
        return "DEFAULT VALUES"

    def rows(self, node: nodes.Insert) -> str:
        """Return the VALUES list; rows of nothing but parameters, the usual case, are written without visiting each."""
        texts = []
        for row in node.rows:
            if all(type(item) is Param or type(item) is Literal for item in row):
                self.params.extend(row)
                texts.append(self.value_row(row))
            else:
                texts.append("(" + ", ".join([self.inserted(item) for item in row]) + ")")
        return ", ".join(texts)

    def value_row(self, row: tuple[Any, ...]) -> str:
        """Return the placeholders of a row of nothing but parameters, which have been taken already."""
        return "(" + ", ".join(["%s"] * len(row)) + ")"

    def inserted(self, item: Any) -> str:
        """Return one value of an INSERT."""
        if type(item) is Keyword and item.text == "DEFAULT":
            return self.default_keyword()
        return self.placed(item)

    def placed(self, node: Any) -> str:
        """Return a value written straight into a column."""
        return self.visit(node)

    def default_keyword(self) -> str:
        """Return what stands for the default value of a column in VALUES."""
        return "DEFAULT"

    def conflict(self, node: nodes.Conflict) -> str:
        """Return the clause that says what happens on a clash."""
        quote = self.quote_name
        target = f"({', '.join(map(quote, node.target))}) " if node.target else ""
        if node.action == "ignore":
            return f"ON CONFLICT {target}DO NOTHING"
        changes = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in node.update)
        return f"ON CONFLICT {target}DO UPDATE SET {changes}"

    def returning(self, columns: tuple[str, ...], table: str) -> str:
        """Return the RETURNING clause."""
        if not columns:
            return ""
        quote = self.quote_name
        return "RETURNING " + ", ".join(f"{quote(table)}.{quote(name)}" for name in columns)

    # --- update, delete ---------------------------------------------------------------------------------------------

    def visit_update(self, node: nodes.Update) -> str:
        quote = self.quote_name
        changes = ", ".join([f"{quote(name)} = {self.assigned(value)}" for name, value in node.assignments])
        parts = [f"UPDATE {quote(node.table)} SET {changes}"]
        if node.where is not None:
            parts.append(f"WHERE {self.visit(node.where)}")
        parts += [self.update_order(node), self.returning(node.returning, node.table)]
        return " ".join([part for part in parts if part])

    def assigned(self, value: Any) -> str:
        """Return one new value of an UPDATE."""
        return self.inserted(value)

    def update_order(self, node: nodes.Update) -> str:
        """Return the order in which rows are changed, on engines that let it be said."""
        return ""

    def visit_delete(self, node: nodes.Delete) -> str:
        text = f"DELETE FROM {self.quote_name(node.table)}"
        return text if node.where is None else f"{text} WHERE {self.visit(node.where)}"
