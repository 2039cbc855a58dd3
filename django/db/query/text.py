"""Text: a tree as people read it, for repr() and error messages. Never sent to a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.query import expressions as e
from django.db.query import sources as s
from django.db.query import statements as st
from django.db.query.node import Node

LONGEST_VALUE = 60


def text(node: Any, values: Sequence[Any] | None = None) -> str:
    """Return the tree in the words of standard SQL.

    Args:
        node: any node.
        values: the values its Params point at; without them, or where they are too few, a Param shows as `?index`.
    """
    return _Reader(values).read(node)


class _Reader:
    """Writes nodes for people; holds the values that are shown in place of Params."""

    def __init__(self, values: Sequence[Any] | None) -> None:
        self.values = values

    def read(self, node: Any) -> str:
        writer = _WRITERS.get(type(node))
        return repr(node) if writer is None else writer(self, node)

    def listed(self, items: Iterable[Any], joiner: str = ", ") -> str:
        return joiner.join([self.read(item) for item in items])

    # --- leaves -----------------------------------------------------------------------------------------------------

    def column(self, node: e.Column) -> str:
        return f"{node.label}.{node.name}" if node.label else node.name

    def param(self, node: e.Param) -> str:
        if self.values is None or node.index >= len(self.values):
            return f"?{node.index}"
        value = self.values[node.index]
        if node.many:
            return ", ".join(map(shown, value))
        return shown(value if node.item is None else value[node.item])

    def call(self, node: e.Call) -> str:
        extra = "".join(f", {name}={value!r}" for name, value in node.options)
        return f"{node.name.upper()}({self.listed(node.args)}{extra})"

    def aggregate(self, node: e.Aggregate) -> str:
        distinct = "DISTINCT " if node.distinct else ""
        order = f" ORDER BY {self.listed(node.order)}" if node.order else ""
        where = f" FILTER (WHERE {self.read(node.where)})" if node.where is not None else ""
        return f"{node.name}({distinct}{self.listed(node.args)}{order}){where}"

    def over(self, node: e.Over) -> str:
        parts = []
        if node.partition:
            parts.append(f"PARTITION BY {self.listed(node.partition)}")
        if node.order:
            parts.append(f"ORDER BY {self.listed(node.order)}")
        if node.frame is not None:
            parts.append(f"{node.frame.unit} {node.frame.start} TO {node.frame.end}")
        return f"{self.read(node.expression)} OVER ({' '.join(parts)})"

    def subscript(self, node: e.Subscript) -> str:
        last = "" if node.last is None else str(node.last)
        place = f"{node.first}:{last}" if node.is_slice else str(node.first)
        return f"{self.read(node.expression)}[{place}]"

    def case(self, node: e.Case) -> str:
        whens = [f"WHEN {self.read(condition)} THEN {self.read(value)}" for condition, value in node.whens]
        return f"CASE {' '.join(whens)} ELSE {self.read(node.default)} END"

    def order(self, node: e.Order) -> str:
        nulls = f" NULLS {node.nulls.upper()}" if node.nulls else ""
        return f"{self.read(node.expression)} {'DESC' if node.descending else 'ASC'}{nulls}"

    # --- conditions -------------------------------------------------------------------------------------------------

    def logic(self, items: Sequence[Any], word: str, empty: str) -> str:
        texts = [f"({self.read(i)})" if isinstance(i, e.All | e.Any_ | e.OddOf) else self.read(i) for i in items]
        return f" {word} ".join(texts) or empty

    def members(self, node: e.Members) -> str:
        right = self.listed(node.right) if isinstance(node.right, tuple) else self.read(node.right)
        return f"{self.read(node.left)} IN ({right})"

    def between(self, node: e.Between) -> str:
        return f"{self.read(node.left)} BETWEEN {self.read(node.low)} AND {self.read(node.high)}"

    # --- sources and statements -------------------------------------------------------------------------------------

    def table(self, node: s.Table) -> str:
        return node.name if node.label == node.name else f"{node.name} {node.label}"

    def join(self, node: s.Join) -> str:
        on = "" if node.on is None else f" ON {self.read(node.on)}"
        return f"{node.kind} {self.read(node.source)}{on}"

    def output(self, node: st.Output) -> str:
        return f"{self.read(node.expression)} AS {node.name}" if node.name else self.read(node.expression)

    def select(self, node: st.Select) -> str:
        distinct = " DISTINCT" if node.distinct else ""
        if node.distinct_on:
            distinct = f" DISTINCT ON ({self.listed(node.distinct_on)})"
        parts = [f"SELECT{distinct} {self.listed(node.columns)}"]
        if node.source is not None:
            parts.append(f"FROM {self.read(node.source)}")
        parts += [self.read(join) for join in node.joins]
        parts += self.tail(("WHERE", node.where), ("GROUP BY", node.group), ("HAVING", node.having))
        parts += self.tail(("ORDER BY", node.order), ("LIMIT", node.limit), ("OFFSET", node.offset))
        if node.lock is not None:
            parts.append("FOR UPDATE")
        return " ".join(parts)

    def tail(self, *clauses: tuple[str, Any]) -> list[str]:
        """Return the clauses that say something."""
        return [
            f"{word} {self.listed(part) if isinstance(part, tuple) else self.read(part)}"
            for word, part in clauses
            if part is not None and part != ()
        ]

    def compound(self, node: st.Compound) -> str:
        parts = f" {node.operator} ".join(f"({self.read(part)})" for part in node.parts)
        return " ".join([parts, *self.tail(("ORDER BY", node.order), ("LIMIT", node.limit), ("OFFSET", node.offset))])

    def insert(self, node: st.Insert) -> str:
        rows = ", ".join(f"({self.listed(row)})" for row in node.rows)
        back = f" RETURNING {', '.join(node.returning)}" if node.returning else ""
        return f"INSERT INTO {node.table} ({', '.join(node.columns)}) VALUES {rows}{back}"

    def update(self, node: st.Update) -> str:
        changes = ", ".join(f"{name} = {self.read(value)}" for name, value in node.assignments)
        return " ".join([f"UPDATE {node.table} SET {changes}", *self.tail(("WHERE", node.where))])

    def delete(self, node: st.Delete) -> str:
        return " ".join([f"DELETE FROM {node.table}", *self.tail(("WHERE", node.where))])


def shown(value: Any) -> str:
    """Return a value as SQL would have it, shortened."""
    if value is None:
        return "NULL"
    if isinstance(value, int | float):
        return str(value).upper()
    written = str(value)
    if len(written) > LONGEST_VALUE:
        written = written[: LONGEST_VALUE - 3] + "..."
    doubled = written.replace("'", "''")
    return f"'{doubled}'"


_WRITERS: dict[type[Node], Callable[[_Reader, Any], str]] = {
    e.Column: _Reader.column,
    e.Param: _Reader.param,
    e.Literal: lambda reader, node: shown(node.value),
    e.Null: lambda reader, node: "NULL",
    e.Star: lambda reader, node: f"{node.label}.*" if node.label else "*",
    e.Keyword: lambda reader, node: node.text,
    e.Raw: lambda reader, node: f"({node.sql})",
    e.Opaque: lambda reader, node: repr(node.expression),
    e.Call: _Reader.call,
    e.Aggregate: _Reader.aggregate,
    e.Over: _Reader.over,
    e.Binary: lambda reader, node: f"({reader.read(node.left)} {node.operator[:1]} {reader.read(node.right)})",
    e.Infix: lambda reader, node: f"({reader.read(node.left)} {node.operator} {reader.read(node.right)})",
    e.Prefix: lambda reader, node: f"{node.operator} {reader.read(node.expression)}",
    e.Subscript: _Reader.subscript,
    e.Case: _Reader.case,
    e.Cast: lambda reader, node: f"CAST({reader.read(node.expression)} AS {node.kind or '?'})",
    e.Collate: lambda reader, node: f"{reader.read(node.expression)} COLLATE {node.collation}",
    e.OperatorClass: lambda reader, node: f"{reader.read(node.expression)} {node.name}",
    e.Row: lambda reader, node: f"({reader.listed(node.items)})",
    e.Scalar: lambda reader, node: f"({reader.read(node.select)})",
    e.Order: _Reader.order,
    e.Everything: lambda reader, node: "TRUE",
    e.Nothing: lambda reader, node: "FALSE",
    e.All: lambda reader, node: reader.logic(node.items, "AND", "TRUE"),
    e.Any_: lambda reader, node: reader.logic(node.items, "OR", "FALSE"),
    e.OddOf: lambda reader, node: reader.logic(node.items, "XOR", "FALSE"),
    e.Not: lambda reader, node: f"NOT ({reader.read(node.item)})",
    e.Compare: lambda reader, node: f"{reader.read(node.left)} {node.operator} {reader.read(node.right)}",
    e.CompareBeyond: lambda reader, node: f"{reader.read(node.left)} {node.operator} {reader.read(node.right)}",
    e.Match: lambda reader, node: f"{reader.read(node.left)} {node.lookup.upper()} {reader.read(node.right)}",
    e.Members: _Reader.members,
    e.Between: _Reader.between,
    e.IsNull: lambda reader, node: f"{reader.read(node.expression)} IS {'NOT ' if node.negated else ''}NULL",
    e.Exists: lambda reader, node: f"EXISTS ({reader.read(node.select)})",
    e.Truth: lambda reader, node: reader.read(node.expression),
    e.Condition: lambda reader, node: f"({reader.read(node.condition)})",
    s.Table: _Reader.table,
    s.Derived: lambda reader, node: f"({reader.read(node.statement)}) {node.label}",
    s.Join: _Reader.join,
    st.Output: _Reader.output,
    st.Select: _Reader.select,
    st.Compound: _Reader.compound,
    st.Insert: _Reader.insert,
    st.Update: _Reader.update,
    st.Delete: _Reader.delete,
}
