"""The short way of mysqlclient: statements sent over the connection itself, without a cursor.

A cursor of mysqlclient describes every result, column by column, and our loaders know the columns; it writes numbers
by way of a table of functions, and ours are usually plain numbers and texts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.backends.base.direct import Direct as BaseDirect
from django.db.backends.base.direct import Outcome

#: Type of a value to what writes it as the driver does; asked for only where the driver's own conversion is in force.
WRITERS: dict[Any, Any] = {
    int: b"%d".__mod__,
    bool: lambda value: b"1" if value else b"0",
    Decimal: lambda value: format(value, "f").encode(),
    type(None): lambda value: b"NULL",
}


class Direct(BaseDirect):
    """Sends statements over a connection of mysqlclient.

    Args:
        connection: the driver's connection.
        conversions: the driver's usual ones, by which `WRITERS` may stand for those of the connection.
        open_streams: streams of the connection that have not fetched everything.
    """

    def __init__(self, connection: Any, conversions: Any, open_streams: Any) -> None:
        super().__init__(connection)
        self._streams = open_streams
        self._literal = connection.literal
        usual = connection.encoders
        self._writers = {cls: write for cls, write in WRITERS.items() if usual.get(cls) is conversions[cls]}

    def is_free(self) -> Any:
        """Tell whether no stream has to be fetched first."""
        return not self._streams

    def fetch(self, sql: str, params: Any) -> Any:
        """Run a statement and return its rows."""
        connection = self.connection
        connection.query(self._text(sql, params))
        result = connection.store_result()
        rows = () if result is None else result.fetch_row(0)
        while connection.next_result() == 0:
            connection.discard_result()
        return rows

    def execute(self, sql: str, params: Any) -> Outcome:
        """Run a statement and return what came of it."""
        connection = self.connection
        connection.query(self._text(sql, params))
        result = connection.store_result()
        rows = () if result is None else result.fetch_row(0)
        outcome = Outcome(rows, connection.affected_rows(), connection.insert_id())
        while connection.next_result() == 0:
            connection.discard_result()
        return outcome

    def write(self, sql: str, params: Any) -> int:
        """Run a statement and return how many rows it touched."""
        connection = self.connection
        connection.query(self._text(sql, params))
        if connection.field_count():
            connection.discard_result()
        count: int = connection.affected_rows()
        while connection.next_result() == 0:
            connection.discard_result()
        return count

    def _text(self, sql: str, params: Any) -> bytes:
        text = sql.encode(self.connection.encoding)
        if params is None:
            return text
        literal, writers = self._literal, self._writers
        return text % tuple([writers.get(value.__class__, literal)(value) for value in params])
