"""mysqlclient as this engine uses it; `driver_pymysql` offers the same names for PyMySQL."""

from __future__ import annotations

from typing import Any

import MySQLdb as Database
from MySQLdb.connections import Connection
from MySQLdb.constants import CLIENT, FIELD_TYPE
from MySQLdb.converters import conversions
from MySQLdb.cursors import Cursor
from MySQLdb.cursors import SSCursor as StreamCursor

from django.db.backends.mysql.direct import Direct

if Database.__name__ != "MySQLdb":
    raise ImportError("What is installed as MySQLdb is PyMySQL: it is taken by its own name.")

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


def connect(params: dict[str, Any]) -> Any:
    """Open a connection."""
    return Database.connect(**params)


def direct(connection: Any, open_streams: Any) -> Direct | None:
    """Return what sends statements without a cursor; None where somebody put a connection or cursors of his own."""
    if type(connection) is not Connection or connection.cursorclass is not Cursor:
        return None
    return Direct(connection, conversions, open_streams)


def is_alive(connection: Any) -> bool:
    """Tell whether the server answers."""
    try:
        connection.ping()
    except Database.Error:
        return False
    return True


def written(cursor: Any) -> str | None:
    """Return the statement a cursor ran last, its values in it."""
    text = getattr(cursor, "_executed", None)
    return None if text is None else bytes(text).decode(errors="replace")
