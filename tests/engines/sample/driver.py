"""DuckDB's driver as a DB-API driver: a cursor that shares its connection's transaction, and autocommit to switch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import duckdb

from django.db.backends.base.cursors import HeldRows

#: The module, with the one name of the DB-API that it lacks.
Database = SimpleNamespace(**{**vars(duckdb), "Binary": bytes})


class Connection:
    """A connection whose transactions begin by themselves while autocommit is off."""

    def __init__(self, path: str) -> None:
        self.raw = duckdb.connect(path)
        self.close = self.raw.close
        self.held = False

    def set_autocommit(self, value: bool) -> None:
        if self.held is value:
            self.held = not value
            self.raw.commit() if value else self.raw.begin()

    def commit(self) -> None:
        if self.held:
            self.raw.commit()
            self.raw.begin()

    def rollback(self) -> None:
        if self.held:
            self.raw.rollback()
            self.raw.begin()

    def cursor(self) -> Cursor:
        return Cursor(self.raw)


class Cursor(HeldRows):
    """DuckDB's own cursors are connections of their own; this one holds its rows instead."""

    def __init__(self, raw: Any) -> None:
        self.raw: Any = raw
        self.description: Any = None
        self.rowcount = -1

    def execute(self, sql: str, params: Any = None) -> Cursor:
        if self.raw is None:
            raise duckdb.ProgrammingError("The cursor is closed.")
        self.raw.execute(sql, params)
        self.rowcount = self.raw.rowcount
        # What only changes rows answers with their number.
        self.description = self.raw.description if self.rowcount < 0 else None
        self.rows = iter(self.raw.fetchall() if self.description else ())
        return self

    def executemany(self, sql: str, param_list: Any) -> None:
        for params in param_list:
            self.execute(sql, params)

    def close(self) -> None:
        self.raw = None
