"""PyMySQL as this engine uses it; `driver_mysqlclient` offers the same names for mysqlclient."""

from __future__ import annotations

from typing import Any

import pymysql as Database
from pymysql.constants import CLIENT, FIELD_TYPE
from pymysql.converters import conversions
from pymysql.cursors import SSCursor

__all__ = [
    "CLIENT",
    "FIELD_TYPE",
    "Database",
    "StreamCursor",
    "connect",
    "conversions",
    "direct",
    "is_alive",
    "written",
]


class StreamCursor(SSCursor):
    """The driver's streaming cursor, which can also be closed when its connection is lost."""

    def close(self) -> None:
        """Close it; what is left is fetched and thrown away, if there is somebody to fetch it from."""
        if self.connection is not None and not self.connection.open and self._result is not None:
            self._result.unbuffered_active = False
        super().close()

    __del__ = close


def connect(params: dict[str, Any]) -> Any:
    """Open a connection."""
    return Database.connect(**params)


def direct(connection: Any, open_streams: Any) -> None:
    """Return what sends statements without a cursor: with this driver there is nothing to gain."""
    return None


def is_alive(connection: Any) -> bool:
    """Tell whether the server answers; a connection that is lost is not made anew behind our back."""
    try:
        connection.ping(reconnect=False)
    except Database.Error:
        return False
    return True


def written(cursor: Any) -> str | None:
    """Return the statement a cursor ran last, its values in it."""
    text: str | None = getattr(cursor, "_executed", None)
    return text
