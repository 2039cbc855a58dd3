"""The plain way: statements in the driver's paramstyle over the driver's own cursor, nobody looking on."""

from __future__ import annotations

from typing import Any


class PlainMethods:
    """The part of a connection that runs statements without wrapping the driver's cursor."""

    connection: Any
    ops: Any

    def plain_cursor(self) -> Any:
        """Return the driver's own cursor for statements in the driver's paramstyle; assumes there is a connection."""
        return self.connection.cursor()

    def execute_plain(self, sql: str, params: Any) -> Any:
        """Return a cursor that has run a statement in the driver's paramstyle; assumes there is a connection.

        Raises:
            Exception: the driver's own errors.
        """
        cursor = self.plain_cursor()
        try:
            cursor.execute(sql, params)
        except BaseException:
            cursor.close()
            raise
        return cursor

    def write_plain(self, sql: str, params: Any) -> int:
        """Return how many rows a statement has touched; as `execute_plain`."""
        cursor = self.execute_plain(sql, params)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def insert_plain(self, sql: str, params: Any, tree: Any) -> Any:
        """Return the key that the INSERT `tree` of one row has made; as `execute_plain`."""
        cursor = self.execute_plain(sql, params)
        key = self.ops.last_insert_id(cursor, tree.table, tree.key)
        cursor.close()
        return key

    def fetch_plain(self, sql: str, params: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a statement in the driver's paramstyle; assumes there is a connection.

        Raises:
            Exception: the driver's own errors.
        """
        cursor = self.plain_cursor()
        try:
            cursor.execute(sql, params)
            return cursor.fetchall()
        finally:
            cursor.close()
