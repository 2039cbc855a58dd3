"""RowsStatement: an INSERT of any number of rows, compiled once; its values are one list for each column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db.backends.statement import (
    Bound,
    Statement,
    binder_of,
    column_binder,
    join_placeholders,
    split_placeholders,
)

#: Texts that are kept, one for each number of rows met.
NUMBERS_KEPT = 16


class RowsStatement(Statement):
    """A statement with one row of placeholders, which is written as often as there are rows.

    Args:
        sql: text with `%s` placeholders and the row once.
        params: one Param for each placeholder of the row, indexing the list of its column.
        connection: any connection of the engine.
        row: the text of the row within `sql`.
        returns_rows: it yields rows.
    """

    __slots__ = ("_texts", "row")

    def __init__(self, sql: str, params: Sequence[Any], connection: Any, *, row: str, returns_rows: bool) -> None:
        self.row = row
        self._texts: dict[int, str] = {}
        super().__init__(sql, params, connection, returns_rows=returns_rows)

    def _plan(self, pieces: list[str], connection: Any) -> Any:
        binders = [column_binder(binder_of(param, connection)) for param in self.params]

        def bind(lists: Sequence[Any], connection: Any) -> Bound:
            columns = [
                column if binder is None else binder(column, connection)
                for binder, column in zip(binders, lists, strict=True)
            ]
            number = len(lists[0])
            return self._texts.get(number) or self._text(number), list(chain.from_iterable(zip(*columns, strict=True)))

        return bind

    def _text(self, number: int) -> str:
        """Return the driver's text for so many rows."""
        if len(self._texts) >= NUMBERS_KEPT:
            self._texts.clear()
        text = self._texts[number] = self._written(number)
        return text

    def _written(self, number: int) -> str:
        if self._paramstyle not in ("qmark", "format", "pyformat"):
            return join_placeholders(split_placeholders(self.of_rows(number)), self._paramstyle)
        # Every row reads the same, so one is enough to look through.
        before, row, after = (
            join_placeholders(split_placeholders(part), self._paramstyle) for part in self.sql.partition(self.row)
        )
        return before + ", ".join([row] * number) + after

    def of_rows(self, number: int) -> str:
        """Return the text with `%s` placeholders for so many rows."""
        before, _, after = self.sql.partition(self.row)
        return before + ", ".join([self.row] * number) + after

    def written_out(self, values: Sequence[Any], connection: Any) -> tuple[str, Any]:
        """Return the text with `%s` placeholders for these rows, and its parameters."""
        return self.of_rows(len(values[0])), self.bind(values, connection)[1]
