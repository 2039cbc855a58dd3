"""Streams: cursors that fetch rows from the server as they are read.

A connection of this protocol can do nothing else before all rows of a stream have been fetched. So a stream whose
connection is wanted for another statement fetches what is left and keeps it.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakSet


class Stream:
    """A driver's streaming cursor that can be made to fetch the rest.

    What it does not define itself is the cursor's.

    Args:
        cursor: the driver's cursor.
        open_streams: those of the connection that have not fetched everything.
    """

    def __init__(self, cursor: Any, open_streams: WeakSet[Stream]) -> None:
        self.cursor = cursor
        self._open_streams = open_streams
        #: Rows fetched for later; None while they are still fetched from the server.
        self._kept: list[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement."""
        self._kept = None
        result = self.cursor.execute(sql, params)
        self._open_streams.add(self)
        return result

    def keep_rest(self) -> None:
        """Fetch what is left, so that the connection is free."""
        self._open_streams.discard(self)
        self._kept = list(self.cursor.fetchall())

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""
        if self._kept is None:
            return self.cursor.fetchone()
        return self._kept.pop(0) if self._kept else None

    def fetchmany(self, size: int | None = None) -> Any:
        """Return the next rows, at most `size`."""
        if self._kept is None:
            return self.cursor.fetchmany(size)
        rows, self._kept = self._kept[:size], self._kept[size:]
        return rows

    def fetchall(self) -> Any:
        """Return all rows that are left."""
        if self._kept is None:
            return self.cursor.fetchall()
        rows, self._kept = self._kept, []
        return rows

    def __iter__(self) -> Any:
        while (row := self.fetchone()) is not None:
            yield row

    def close(self) -> None:
        """Close the cursor; what is left is fetched and thrown away."""
        self._open_streams.discard(self)
        self.cursor.close()
