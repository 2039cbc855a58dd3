"""psycopg 3 as this engine uses it; `driver2` offers the same names for psycopg2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import cache
from typing import Any

import psycopg as Database
from psycopg import IsolationLevel, errors, sql
from psycopg.abc import AdaptContext
from psycopg.adapt import AdaptersMap
from psycopg.client_cursor import ClientCursorMixin
from psycopg.rows import tuple_row
from psycopg.types import TypeInfo
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.hstore import register_hstore as register_hstore_of_driver
from psycopg.types.json import Jsonb
from psycopg.types.range import DateRange, NumericRange, Range
from psycopg.types.range import TimestampRange as DateTimeRange
from psycopg.types.range import TimestamptzRange as DateTimeTZRange
from psycopg.types.string import TextLoader

from django.utils.version import get_version_tuple

try:
    from django.db.backends.postgresql.direct import Direct
except ImportError:
    # The short way needs parts of the driver that another version of it may not have; cursors do as well.
    Direct = None  # type: ignore[assignment, misc]

is_psycopg3 = True

#: A rejected NUL character, as (error, message).
NUL_REFUSED: tuple[type[Exception], str] = (
    Database.DataError,
    "PostgreSQL text fields cannot contain NUL (0x00) bytes",
)


class NaiveLoader(TimestamptzLoader):
    """Reads points in time without their zone, for projects that use none."""

    def load(self, data: Any) -> Any:
        """Return the local time, which is what the server writes before the offset."""
        try:
            moment = datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            # Written in another style, or beyond what the language knows: the driver can tell.
            moment = super().load(data)
        return moment.replace(tzinfo=None)


@cache
def adapters(naive: bool) -> AdaptersMap:
    """Return how values are read: JSON as its text, since fields have decoders of their own; addresses as text."""
    made = AdaptersMap(Database.adapters)
    for name in ("jsonb", "inet", "cidr"):
        made.register_loader(name, TextLoader)
    if naive:
        made.register_loader("timestamptz", NaiveLoader)
    return made


class Calling:
    """The part of a cursor that calls procedures."""

    connection: Any
    execute: Callable[..., Any]

    def callproc(self, name: str, args: Any = None) -> Any:
        """Call a function of the database by its name; its result is fetched from this cursor."""
        placeholders = sql.SQL(", ").join([sql.Placeholder()] * len(args or ()))
        statement = sql.SQL("SELECT * FROM {}({})").format(sql.Identifier(name), placeholders)
        self.execute(statement, args or None)
        return args


class ServerBindingCursor(Calling, Database.Cursor[Any]):
    """Sends values apart from the statement, which the server may keep prepared."""


class Cursor(Calling, Database.ClientCursor[Any]):
    """Writes values into the statement."""


class NamedCursor(Calling, ClientCursorMixin, Database.ServerCursor[Any]):  # type: ignore[type-arg]
    """A cursor that lives on the server; values are written into the statement."""


class ServerBindingNamedCursor(Calling, Database.ServerCursor[Any]):
    """A cursor that lives on the server; values are sent apart."""


def setup(connection: Any, server_side_binding: bool) -> None:
    """Give a new connection our cursors, unless the project has given it one of its own."""
    if connection.cursor_factory is Database.Cursor:
        connection.cursor_factory = ServerBindingCursor if server_side_binding else Cursor
    connection.server_cursor_factory = ServerBindingNamedCursor if server_side_binding else NamedCursor


def connect(params: dict[str, Any], server_side_binding: bool) -> Any:
    """Open a connection."""
    connection = Database.connect(**params)
    setup(connection, server_side_binding)
    return connection


def direct(connection: Any) -> Direct | None:
    """Return what sends statements without a cursor; None where values go apart, or cursors are of somebody's own."""
    if Direct is None or type(connection) is not Database.Connection or connection.cursor_factory is not Cursor:
        return None
    return Direct(connection) if connection.row_factory is tuple_row else None


def read_zone(connection: Any, zone: tzinfo | None) -> None:
    """Say how points in time are read from now on; None: without a zone.

    The session's own zone, which the driver knows, is the one that is given.
    """
    loader = NaiveLoader if zone is None else TimestamptzLoader
    connection.adapters.register_loader("timestamptz", loader)


def with_adapters(params: dict[str, Any], naive: bool) -> dict[str, Any]:
    """Return connection parameters that make the driver read values in our way."""
    return {"context": _Context(adapters(naive)), **params}


class _Context:
    """What the driver takes adapters from."""

    connection = None

    def __init__(self, known: AdaptersMap) -> None:
        self.adapters = known


def isolation(value: Any) -> Any:
    """Return an isolation level of the driver.

    Raises:
        ValueError: there is no such level.
    """
    return IsolationLevel(value)


def server_version(connection: Any) -> int:
    """Return the server's version, 150004 for 15.4."""
    return int(connection.info.server_version)


def session_zone(connection: Any) -> str | None:
    """Return the name of the session's time zone, which the server tells unasked."""
    name: str | None = connection.info.parameter_status("TimeZone")
    return name


def version() -> tuple[int, ...]:
    """Return the driver's version: (3, 2, 1)."""
    return get_version_tuple(Database.__version__.split(" ", 1)[0])


def literal(value: Any, connection: AdaptContext | None = None) -> str:
    """Return a value as SQL, with its type where that is in doubt."""
    return sql.quote(value, connection).lstrip()


def written(cursor: Any, text: Any, params: Any) -> str:
    """Return a statement with its values in it."""
    shown: str = Database.ClientCursor(cursor.connection).mogrify(text, params)
    return shown


def address(value: str) -> Any:
    """Return a network address as the driver takes it."""
    return _Address(value)


class _Address(str):
    """An address, told from text so that it is sent with its type."""

    __slots__ = ()


class _AddressDumper(Database.types.string.StrDumper):
    oid = Database.adapters.types["inet"].oid


Database.adapters.register_dumper(_Address, _AddressDumper)


def register_hstore(connection: Any, oid: int, array_oid: int) -> None:
    """Let values of the type hstore be read as dictionaries on a connection."""
    register_hstore_of_driver(TypeInfo("hstore", oid, array_oid), connection)


def register_citext(connection: Any, oid: int, array_oid: int) -> None:
    """Let arrays of the type citext be read as lists on a connection."""
    TypeInfo("citext", oid, array_oid).register(connection)


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
    "adapters",
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
