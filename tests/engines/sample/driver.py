"""DuckDB's driver as a DB-API driver: a cursor that shares its connection's transaction, and autocommit to switch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import duckdb

#: The module, with the one name of the DB-API that it lacks.
Database = SimpleNamespace(**{**vars(duckdb), "Binary": bytes})


class Connection:
    """A connection whose transactions begin by themselves while autocommit is off."""

    def __init__(self, path: str) -> None:
        self.raw = duckdb.connect(path)
        self._autocommit = True

    @property
    def autocommit(self) -> bool:
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        if value is not self._autocommit:
            self._autocommit = value
            self.raw.commit() if value else self.raw.begin()

    def commit(self) -> None:
        self._end(self.raw.commit)

    def rollback(self) -> None:
        self._end(self.raw.rollback)

    def _end(self, deed: Any) -> None:
        if not self._autocommit:
            deed()
            self.raw.begin()

    def cursor(self) -> Cursor:
        return Cursor(self.raw)

    def close(self) -> None:
        self.raw.close()


class Cursor:
    """DuckDB's own cursors are connections of their own; this one holds its rows instead."""

    arraysize = 1

    def __init__(self, raw: Any) -> None:
        self.raw: Any = raw
        self.rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1

    def execute(self, sql: str, params: Any = None) -> Cursor:
        if self.raw is None:
            raise duckdb.InterfaceError("The cursor is closed.")
        self.raw.execute(sql, params)
        self.rowcount = self.raw.rowcount
        # What only changes rows answers with their number.
        changed = self.rowcount >= 0 or not self.raw.description
        self.description = None if changed else self.raw.description
        self.rows = [] if changed else self.raw.fetchall()
        return self

    def executemany(self, sql: str, param_list: Any) -> None:
        for params in param_list:
            self.execute(sql, params)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        size = size or self.arraysize
        taken, self.rows = self.rows[:size], self.rows[size:]
        return taken

    def fetchone(self) -> Any:
        return next(iter(self.fetchmany(1)), None)

    def fetchall(self) -> list[Any]:
        return self.fetchmany(len(self.rows)) if self.rows else []

    def __iter__(self) -> Any:
        return iter(self.fetchall())

    def close(self) -> None:
        self.raw = None
