"""Cursors over drivers that lack something: other placeholders than `%s`, or rows that come all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.backends.statement import join_placeholders, split_placeholders


class HeldRows:
    """The fetching half of a DB-API cursor whose driver gives all rows at once; `rows` is an iterator over them."""

    rows: Iterator[Any] = iter(())

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""
        return next(self.rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Return the next rows, at most `size`."""
        return list(islice(self.rows, size))

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return list(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return self.rows


class PlaceholderCursor:
    """A DB-API cursor whose statements are written with `%s`; what it does not define itself is the driver's.

    Args:
        cursor: the driver's cursor.
        paramstyle: what the driver takes, "qmark" or "numeric".
    """

    def __init__(self, cursor: Any, paramstyle: str) -> None:
        self.cursor = cursor
        self.paramstyle = paramstyle

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.cursor)

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement; without parameters the text is sent as it is."""
        if params is None:
            return self.cursor.execute(sql)
        if isinstance(params, Mapping):
            sql, params = positional(sql, params)
        return self.cursor.execute(self._written(sql), list(params))

    def executemany(self, sql: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each item."""
        items = [list(params) for params in param_list]
        return self.cursor.executemany(self._written(sql), items) if items else None

    def _written(self, sql: str) -> str:
        return join_placeholders(split_placeholders(sql), self.paramstyle)


def positional(sql: str, params: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return a statement with `%(name)s` placeholders as one with `%s`, and the values in their order."""
    used: list[str] = []

    class Names(dict[str, str]):
        def __missing__(self, name: str) -> str:
            used.append(name)
            return "%s"

    text = sql.replace("%%", "%%%%") % Names()
    return text, [params[name] for name in used]
