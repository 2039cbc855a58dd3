"""Streams: cursors that fetch rows from the server as they are read.

A connection of this protocol can do nothing else before all rows of a stream have been fetched. So a stream whose
connection is wanted for another statement fetches what is left and keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from weakref import WeakSet


def keep_rests(open_streams: WeakSet[Stream]) -> None:
    """Make all streams of a connection fetch what is left."""
    for stream in list(open_streams):
        stream.keep_rest()


class Cursor:
    """A driver's cursor that takes turns with streams.

    What it does not define itself is the cursor's.

    Args:
        cursor: the driver's cursor.
        open_streams: those of the connection that have not fetched everything.
    """

    def __init__(self, cursor: Any, open_streams: WeakSet[Stream]) -> None:
        self.cursor = cursor
        self._open_streams = open_streams

    def execute(self, query: str, args: Any = None) -> Any:
        """Run one statement; without parameters it is sent as it is."""
        keep_rests(self._open_streams)
        return self.cursor.execute(query, args)

    def executemany(self, query: str, args: Any) -> Any:
        """Run one statement for each item."""
        keep_rests(self._open_streams)
        return self.cursor.executemany(query, args)

    def callproc(self, name: str, args: Any = ()) -> Any:
        """Call a stored procedure."""
        keep_rests(self._open_streams)
        return self.cursor.callproc(name, args)

    def close(self) -> None:
        """Close the cursor; drivers look for further results then."""
        keep_rests(self._open_streams)
        self.cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.cursor)


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
        #: Why fetching has failed.
        self._failure: BaseException | None = None
        #: Of the rows, as the driver tells it.
        self.description: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement."""
        keep_rests(self._open_streams)
        self._kept = self._failure = None
        result = self.cursor.execute(sql, params)
        self.description = self.cursor.description
        self._open_streams.add(self)
        return result

    def keep_rest(self) -> None:
        """Fetch what is left, so that the connection is free. A failure is for who reads on, not for who is next."""
        self._open_streams.discard(self)
        with suppress(Exception):
            self._kept = list(self._fetched(self.cursor.fetchall))
        # Later, while another stream is open, the driver could not close it.
        self.close()

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""
        if self._kept is None:
            return self._fetched(self.cursor.fetchone)
        return self._kept.pop(0) if self._kept else None

    def fetchmany(self, size: int | None = None) -> Any:
        """Return the next rows, at most `size`."""
        size = size or self.cursor.arraysize
        if self._kept is None:
            return self._fetched(self.cursor.fetchmany, size)
        rows, self._kept = self._kept[:size], self._kept[size:]
        return rows

    def fetchall(self) -> Any:
        """Return all rows that are left."""
        if self._kept is None:
            return self._fetched(self.cursor.fetchall)
        rows, self._kept = self._kept, []
        return rows

    def __iter__(self) -> Any:
        while (row := self.fetchone()) is not None:
            yield row

    def _fetched(self, fetch: Callable[..., Any], *args: Any) -> Any:
        if self._failure is not None:
            raise self._failure
        try:
            return fetch(*args)
        except BaseException as error:
            self._failure = error
            raise

    def close(self) -> None:
        """Close the cursor; what is left is fetched and thrown away."""
        self._open_streams.discard(self)
        try:
            self.cursor.close()
        except Exception:
            # The error that broke it was told, and PyMySQL trips over the lost connection in ways of its own.
            if self._failure is None:
                raise
