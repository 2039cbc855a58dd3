"""DDL that waits: statements which know the tables and columns they name, so that a later rename reaches them.

A reference changes when what it names is renamed; a schema editor does that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.query.expressions import Raw

Quote = Callable[[str], str]


class Reference:
    """Something in a statement that names a table, a column or an index."""

    def references_table(self, table: str) -> bool:
        """Tell whether it names the table."""
        return False

    def references_column(self, table: str, column: str) -> bool:
        """Tell whether it names the column."""
        return False

    def references_index(self, table: str, index: str) -> bool:
        """Tell whether it names the index."""
        return False

    def rename_table_references(self, old_table: str, new_table: str) -> None:
        """Follow a table's new name."""

    def rename_column_references(self, table: str, old_column: str, new_column: str) -> None:
        """Follow a column's new name."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self)!r}>"

    def __str__(self) -> str:
        raise NotImplementedError("A reference must say what stands in the statement.")


class Table(Reference):
    """A table's name."""

    def __init__(self, table: str, quote_name: Quote) -> None:
        self.table = table
        self.quote_name = quote_name

    def references_table(self, table: str) -> bool:
        """Tell whether it is this table."""
        return self.table == table

    def references_index(self, table: str, index: str) -> bool:
        """Tell whether it is this table, and so its index."""
        return self.references_table(table) and str(self) == self.quote_name(index)

    def rename_table_references(self, old_table: str, new_table: str) -> None:
        """Follow a table's new name."""
        if self.table == old_table:
            self.table = new_table

    def __str__(self) -> str:
        return self.quote_name(self.table)


class TableColumns(Table):
    """Columns of one table."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = list(columns)

    def references_column(self, table: str, column: str) -> bool:
        """Tell whether the column is among them."""
        return self.table == table and column in self.columns

    def rename_column_references(self, table: str, old_column: str, new_column: str) -> None:
        """Follow a column's new name."""
        if self.table == table:
            self.columns = [new_column if column == old_column else column for column in self.columns]


class Columns(TableColumns):
    """A list of columns, each perhaps followed by its order."""

    def __init__(
        self, table: str, columns: Sequence[str], quote_name: Quote, col_suffixes: Sequence[str] = ()
    ) -> None:
        super().__init__(table, columns)
        self.quote_name = quote_name
        self.col_suffixes = col_suffixes

    def __str__(self) -> str:
        return ", ".join(self._written(column, _at(self.col_suffixes, n)) for n, column in enumerate(self.columns))

    def _written(self, column: str, *additions: str) -> str:
        return " ".join(part for part in (self.quote_name(column), *additions) if part)


class IndexColumns(Columns):
    """A list of columns with their operator classes and orders."""

    def __init__(
        self,
        table: str,
        columns: Sequence[str],
        quote_name: Quote,
        col_suffixes: Sequence[str] = (),
        opclasses: Sequence[str] = (),
    ) -> None:
        super().__init__(table, columns, quote_name, col_suffixes)
        self.opclasses = opclasses

    def __str__(self) -> str:
        return ", ".join(
            self._written(column, _at(self.opclasses, n), _at(self.col_suffixes, n))
            for n, column in enumerate(self.columns)
        )


def _at(items: Sequence[str], position: int) -> str:
    return items[position] if position < len(items) else ""


class IndexName(TableColumns):
    """A name made of a table and columns."""

    def __init__(
        self, table: str, columns: Sequence[str], suffix: str, create_index_name: Callable[..., str]
    ) -> None:
        super().__init__(table, columns)
        self.suffix = suffix
        self.create_index_name = create_index_name

    def __str__(self) -> str:
        return self.create_index_name(self.table, self.columns, self.suffix)


class ForeignKeyName(TableColumns):
    """A name made of the table and columns that refer, and those referred to."""

    def __init__(
        self,
        from_table: str,
        from_columns: Sequence[str],
        to_table: str,
        to_columns: Sequence[str],
        suffix_template: str,
        create_fk_name: Callable[..., str],
    ) -> None:
        super().__init__(from_table, from_columns)
        self.to_reference = TableColumns(to_table, to_columns)
        self.suffix_template = suffix_template
        self.create_fk_name = create_fk_name

    def references_table(self, table: str) -> bool:
        """Tell whether it is one of both tables."""
        return super().references_table(table) or self.to_reference.references_table(table)

    def references_column(self, table: str, column: str) -> bool:
        """Tell whether it is a column of either side."""
        return super().references_column(table, column) or self.to_reference.references_column(table, column)

    def rename_table_references(self, old_table: str, new_table: str) -> None:
        """Follow a table's new name."""
        super().rename_table_references(old_table, new_table)
        self.to_reference.rename_table_references(old_table, new_table)

    def rename_column_references(self, table: str, old_column: str, new_column: str) -> None:
        """Follow a column's new name."""
        super().rename_column_references(table, old_column, new_column)
        self.to_reference.rename_column_references(table, old_column, new_column)

    def __str__(self) -> str:
        suffix = self.suffix_template % {
            "to_table": self.to_reference.table,
            "to_column": self.to_reference.columns[0],
        }
        return self.create_fk_name(self.table, self.columns, suffix)


class Expressions(TableColumns):
    """Expressions over columns, with the columns they name; written anew after a rename.

    Args:
        table: the table.
        expressions: a resolved expression (or list of them), a node, or SQL text.
        compiler: what compiles them.
        quote_value: writes a value as a literal.
    """

    def __init__(self, table: str, expressions: Any, compiler: Any, quote_value: Callable[[Any], str]) -> None:
        self.expressions = expressions
        self.compiler = compiler.inlining()
        self.quote_value = quote_value
        super().__init__(table, list(dict.fromkeys(_columns_in(expressions))))

    def rename_table_references(self, old_table: str, new_table: str) -> None:
        """Follow a table's new name."""
        if self.table == old_table:
            self.expressions = self.expressions.relabeled_clone({old_table: new_table})
        super().rename_table_references(old_table, new_table)

    def rename_column_references(self, table: str, old_column: str, new_column: str) -> None:
        """Follow a column's new name."""
        if self.table == table:
            self.expressions = _with_column(self.expressions, old_column, new_column)
        super().rename_column_references(table, old_column, new_column)

    def __str__(self) -> str:
        sql, params = self.compiler.compile(self.expressions)
        return str(self.compiler.inline(Raw(sql, tuple(params), parenthesised=False)))


class WrittenExpressions(TableColumns):
    """Expressions that are SQL text already, and the columns whose quoted names stand in it."""

    def __init__(self, table: str, texts: Sequence[str], columns: Sequence[str], quote_name: Quote) -> None:
        self.text = ", ".join(texts)
        self.quote_name = quote_name
        super().__init__(table, [column for column in columns if quote_name(column) in self.text])

    def rename_column_references(self, table: str, old_column: str, new_column: str) -> None:
        """Follow a column's new name."""
        if self.references_column(table, old_column):
            self.text = self.text.replace(self.quote_name(old_column), self.quote_name(new_column))
        super().rename_column_references(table, old_column, new_column)

    def __str__(self) -> str:
        return self.text


def _columns_in(expression: Any) -> Iterable[str]:
    target = getattr(expression, "target", None)
    if target is not None:
        yield target.column
    for source in _sources(expression):
        yield from _columns_in(source)


def _sources(expression: Any) -> list[Any]:
    ask = getattr(expression, "get_source_expressions", None)
    return [source for source in ask() if source is not None] if ask else []


def _with_column(expression: Any, old: str, new: str) -> Any:
    """A copy in which references to one column are to another."""
    from copy import copy  # cost: a rename of a column inside an index is rare

    duplicate = copy(expression)
    target = getattr(duplicate, "target", None)
    if target is not None and target.column == old:
        duplicate.target = copy(target)
        duplicate.target.column = new
    sources = _sources(duplicate)
    if sources:
        duplicate.set_source_expressions([_with_column(source, old, new) for source in sources])
    return duplicate


class Statement(Reference):
    """A template and its parts, references and texts."""

    def __init__(self, template: str, **parts: Any) -> None:
        self.template = template
        self.parts = parts

    def _references(self) -> list[Any]:
        return [part for part in self.parts.values() if hasattr(part, "references_table")]

    def references_table(self, table: str) -> bool:
        """Tell whether a part names the table."""
        return any(part.references_table(table) for part in self._references())

    def references_column(self, table: str, column: str) -> bool:
        """Tell whether a part names the column."""
        return any(part.references_column(table, column) for part in self._references())

    def references_index(self, table: str, index: str) -> bool:
        """Tell whether a part names the index."""
        return any(part.references_index(table, index) for part in self._references())

    def rename_table_references(self, old_table: str, new_table: str) -> None:
        """Follow a table's new name."""
        for part in self._references():
            part.rename_table_references(old_table, new_table)

    def rename_column_references(self, table: str, old_column: str, new_column: str) -> None:
        """Follow a column's new name."""
        for part in self._references():
            part.rename_column_references(table, old_column, new_column)

    def __str__(self) -> str:
        return self.template % self.parts
