"""Direct: the short way of engines whose driver can send a statement without a cursor, for less."""

from __future__ import annotations

from typing import Any


class Outcome:
    """What a statement has led to; answers like a cursor that has fetched everything.

    Args:
        rows: the rows it gave.
        rowcount: how many rows it touched.
        lastrowid: the number it gave to the last row, where the engine tells.
    """

    __slots__ = ("lastrowid", "rowcount", "rows")

    def __init__(self, rows: Any, rowcount: int, lastrowid: int | None = None) -> None:
        self.rows = rows
        self.rowcount = rowcount
        self.lastrowid = lastrowid

    def fetchall(self) -> Any:
        """Return all rows."""
        return self.rows

    def close(self) -> None:
        """Do nothing: everything has been fetched."""


class Direct:
    """Sends statements over one connection of a driver. Placeholders are `%s`; without parameters it is sent as it is.

    Args:
        connection: the driver's connection.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def is_free(self) -> Any:
        """Tell whether the connection can take a statement right now; else a cursor knows what is to be done."""
        return True

    def fetch(self, sql: str, params: Any) -> Any:
        """Run a statement and return its rows."""
        raise NotImplementedError

    def execute(self, sql: str, params: Any) -> Outcome:
        """Run a statement and return what came of it."""
        raise NotImplementedError

    def write(self, sql: str, params: Any) -> int:
        """Run a statement and return how many rows it touched."""
        return self.execute(sql, params).rowcount


class DirectMethods:
    """The part of a connection that sends statements directly where it can."""

    connection: Any
    #: What sends statements over the driver's connection; None where that cannot be.
    _direct: Direct | None = None

    def execute_plain(self, sql: str, params: Any) -> Any:
        """Return what answers like a cursor that has run a statement; assumes there is a connection."""
        direct = self._direct
        # The connection may have been exchanged for one that wants to see its cursors.
        if direct is None or direct.connection is not self.connection or not direct.is_free():
            return super().execute_plain(sql, params)  # type: ignore[misc]
        return direct.execute(sql, params)

    def write_plain(self, sql: str, params: Any) -> int:
        """Return how many rows a statement has touched; assumes there is a connection."""
        direct = self._direct
        if direct is None or direct.connection is not self.connection or not direct.is_free():
            return super().write_plain(sql, params)  # type: ignore[misc]
        return direct.write(sql, params)

    def fetch_plain(self, sql: str, params: Any) -> Any:
        """Return all rows of a statement; assumes there is a connection."""
        direct = self._direct
        if direct is None or direct.connection is not self.connection or not direct.is_free():
            return super().fetch_plain(sql, params)  # type: ignore[misc]
        return direct.fetch(sql, params)
