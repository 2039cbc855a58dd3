"""psycopg2 as this engine uses it; `driver3` offers the same names for psycopg 3."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

import psycopg2 as Database
from psycopg2 import errors, extensions, extras, sql
from psycopg2.extras import DateRange, DateTimeRange, DateTimeTZRange, NumericRange, Range

from django.utils.version import get_version_tuple

is_psycopg3 = False

#: A rejected NUL character, as (error, message).
NUL_REFUSED: tuple[type[Exception], str] = (ValueError, "A string literal cannot contain NUL (0x00) characters.")

_LEVELS = {
    extensions.ISOLATION_LEVEL_READ_COMMITTED,
    extensions.ISOLATION_LEVEL_READ_UNCOMMITTED,
    extensions.ISOLATION_LEVEL_REPEATABLE_READ,
    extensions.ISOLATION_LEVEL_SERIALIZABLE,
}


class IsolationLevel:
    """The names psycopg 3 has for the levels of psycopg2."""

    READ_COMMITTED = extensions.ISOLATION_LEVEL_READ_COMMITTED
    READ_UNCOMMITTED = extensions.ISOLATION_LEVEL_READ_UNCOMMITTED
    REPEATABLE_READ = extensions.ISOLATION_LEVEL_REPEATABLE_READ
    SERIALIZABLE = extensions.ISOLATION_LEVEL_SERIALIZABLE


class Jsonb(extras.Json):
    """A document, written with its type."""

    def __init__(self, obj: Any, dumps: Any = None) -> None:
        super().__init__(obj, dumps)

    @property
    def obj(self) -> Any:
        """The document."""
        return self.adapted

    def getquoted(self) -> bytes:
        """Return the literal."""
        return bytes(super().getquoted()) + b"::jsonb"


class Connection(extensions.connection):
    """A connection that knows the zone of its points in time."""

    #: None: they are read without a zone.
    zone: tzinfo | None = None


class Cursor(extensions.cursor):
    """A cursor that reads points in time in the zone of its connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.connection.zone
        self.tzinfo_factory = None if zone is None else lambda offset: zone


#: Arrays of addresses, which the driver would leave as their text.
_ADDRESSES = extensions.new_array_type((1041, 651), "ADDRESSES", extensions.UNICODE)


def _as_bytes(text: Any, cursor: Any) -> bytes | None:
    view = Database.BINARY(text, cursor)
    return None if view is None else bytes(view)


#: Binary values as bytes, as every other driver gives them.
_BYTES = extensions.new_type((17,), "BYTES", _as_bytes)


def setup(connection: Any, server_side_binding: bool) -> None:
    """Give a new connection our cursors; this driver always writes values into the statement."""
    if connection.cursor_factory is None:
        connection.cursor_factory = Cursor
    extras.register_uuid(conn_or_curs=connection)
    extensions.register_type(_ADDRESSES, connection)
    extensions.register_type(_BYTES, connection)
    # Fields have decoders of their own.
    extras.register_default_jsonb(conn_or_curs=connection, loads=_unread)


def _unread(text: str) -> str:
    return text


def connect(params: dict[str, Any], server_side_binding: bool) -> Any:
    """Open a connection."""
    connection = Database.connect(**params, connection_factory=Connection)
    setup(connection, server_side_binding)
    return connection


def direct(connection: Any) -> None:
    """Return what sends statements without a cursor: this driver has cursors only, and they are quick."""
    return None


def read_zone(connection: Any, zone: tzinfo | None) -> None:
    """Say how points in time are read from now on; None: without a zone."""
    connection.zone = zone


def with_adapters(params: dict[str, Any], naive: bool) -> dict[str, Any]:
    """Return connection parameters; this driver learns how to read values later, and prepares nothing."""
    return {name: value for name, value in params.items() if name != "prepare_threshold"}


def isolation(value: Any) -> Any:
    """Return an isolation level of the driver.

    Raises:
        ValueError: there is no such level.
    """
    if value not in _LEVELS:
        raise ValueError(value)
    return value


def server_version(connection: Any) -> int:
    """Return the server's version, 150004 for 15.4."""
    return int(connection.server_version)


def session_zone(connection: Any) -> str | None:
    """Return the name of the session's time zone, which the server tells unasked."""
    name: str | None = connection.get_parameter_status("TimeZone")
    return name


def version() -> tuple[int, ...]:
    """Return the driver's version: (2, 9, 9)."""
    return get_version_tuple(Database.__version__.split(" ", 1)[0])


def literal(value: Any, connection: Any = None) -> str:
    """Return a value as SQL, with its type where that is in doubt."""
    adapted = extensions.adapt(value)
    if hasattr(adapted, "encoding"):
        adapted.encoding = "utf8"
    if connection is not None and hasattr(adapted, "prepare"):
        adapted.prepare(connection)
    return str(adapted.getquoted().decode().lstrip())


def written(cursor: Any, text: Any, params: Any) -> str:
    """Return a statement with its values in it."""
    return str(cursor.mogrify(text, params).decode())


def address(value: str) -> Any:
    """Return a network address as the driver takes it."""
    return _Address(value)


class _Address(extras.Inet):
    """An address, written with its type."""



def register_hstore(connection: Any, oid: int, array_oid: int) -> None:
    """Let values of the type hstore be read as dictionaries on a connection."""
    extras.register_hstore(connection, oid=oid, array_oid=array_oid)


def register_citext(connection: Any, oid: int, array_oid: int) -> None:
    """Let arrays of the type citext be read as lists on a connection."""
    arrays = extensions.new_array_type((array_oid,), "citext[]", extensions.UNICODE)
    extensions.register_type(arrays, connection)


__all__ = [
    "NUL_REFUSED",
    "Database",
    "DateRange",
    "DateTimeRange",
    "DateTimeTZRange",
    "IsolationLevel",
    "Jsonb",
    "NumericRange",
    "Range",
    "address",
    "connect",
    "direct",
    "errors",
    "is_psycopg3",
    "isolation",
    "literal",
    "read_zone",
    "register_citext",
    "register_hstore",
    "server_version",
    "session_zone",
    "setup",
    "sql",
    "version",
    "with_adapters",
    "written",
]
