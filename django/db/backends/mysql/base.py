"""The connection to MySQL or MariaDB, on mysqlclient or PyMySQL."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID
from weakref import WeakSet

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.direct import DirectMethods
from django.db.backends.mysql import conversion, server
from django.db.backends.mysql.client import DatabaseClient
from django.db.backends.mysql.compiler import SQLCompiler
from django.db.backends.mysql.constraints import broken_references
from django.db.backends.mysql.creation import DatabaseCreation
from django.db.backends.mysql.datatypes import (
    DATA_TYPES,
    DATA_TYPES_SUFFIX,
    DATA_TYPES_WITH_UUID,
    LIMITED_DATA_TYPES,
)
from django.db.backends.mysql.drivers import Database, driver
from django.db.backends.mysql.failures import MISSING_TABLE, UNKNOWN_DATABASE, ErrorWrapper, number_of
from django.db.backends.mysql.features import DatabaseFeatures
from django.db.backends.mysql.introspection import DatabaseIntrospection
from django.db.backends.mysql.operations import DatabaseOperations
from django.db.backends.mysql.schema import DatabaseSchemaEditor
from django.db.backends.mysql.streams import Cursor, Stream, keep_rests
from django.db.backends.mysql.validation import DatabaseValidation
from django.db.errors import Error, IntegrityError, OperationalError
from django.utils.asyncio import async_unsafe
from django.utils.functional import cached_property

ISOLATION_LEVELS = ("read uncommitted", "read committed", "repeatable read", "serializable")

#: Key of the configuration to the driver's parameter.
_PARAMETERS = {"USER": "user", "NAME": "database", "PASSWORD": "password", "HOST": "host", "PORT": "port"}

#: Written into statements as they are; everything else goes as a parameter.
_OFFSET_OF_UTC = "+00:00"


class DatabaseWrapper(DirectMethods, BaseDatabaseWrapper):
    """A connection to a MySQL or MariaDB database."""

    vendor = "mysql"
    Database = Database
    data_types_suffix = DATA_TYPES_SUFFIX
    _limited_data_types = LIMITED_DATA_TYPES
    SchemaEditorClass = DatabaseSchemaEditor
    client_class = DatabaseClient
    compiler_class = SQLCompiler
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures
    introspection_class = DatabaseIntrospection
    ops_class = DatabaseOperations
    validation_class = DatabaseValidation

    #: For lookups that write their own SQL.
    operators: ClassVar[dict[str, str]] = {
        "exact": "= %s",
        "iexact": "LIKE %s",
        "contains": "LIKE BINARY %s",
        "icontains": "LIKE %s",
        "gt": "> %s",
        "gte": ">= %s",
        "lt": "< %s",
        "lte": "<= %s",
        "startswith": "LIKE BINARY %s",
        "endswith": "LIKE BINARY %s",
        "istartswith": "LIKE %s",
        "iendswith": "LIKE %s",
    }
    pattern_esc = r"REPLACE(REPLACE(REPLACE({}, '\\', '\\\\'), '%%', '\%%'), '_', '\_')"
    pattern_ops: ClassVar[dict[str, str]] = {
        "contains": "LIKE BINARY CONCAT('%%', {}, '%%')",
        "icontains": "LIKE CONCAT('%%', {}, '%%')",
        "startswith": "LIKE BINARY CONCAT({}, '%%')",
        "istartswith": "LIKE CONCAT({}, '%%')",
        "endswith": "LIKE BINARY CONCAT('%%', {})",
        "iendswith": "LIKE CONCAT('%%', {})",
    }
    isolation_levels: ClassVar[set[str]] = set(ISOLATION_LEVELS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrap_database_errors = ErrorWrapper(self)
        self.isolation_level: str | None = None
        #: Streams that still fetch from the server.
        self._streams: WeakSet[Stream] = WeakSet()

    # --- what the server is -------------------------------------------------------------------------------------------

    @cached_property
    def mysql_server_data(self) -> dict[str, Any]:
        """What the server says of itself; see `server`. Connects for it, and stays connected."""
        try:
            self.ensure_connection()
        except OperationalError as error:
            if number_of(error) != UNKNOWN_DATABASE:
                raise
            # It is about to be made: the server can be asked without it.
            with self._nodb_cursor() as cursor:
                cursor.execute(server.QUESTION)
                return server.facts(cursor.fetchone())
        # Asked while the connection was made, unless it is the test's own.
        known: dict[str, Any] | None = self.__dict__.get("mysql_server_data")
        return self._ask_server() if known is None else known

    def _ask_server(self) -> dict[str, Any]:
        # A bare cursor: nobody looks on, nothing is logged.
        with self.wrap_database_errors, self._free().cursor() as cursor:
            cursor.execute(server.QUESTION)
            return server.facts(cursor.fetchone())

    @property
    def mysql_server_info(self) -> str:
        """The version as the server writes it."""
        return str(self.mysql_server_data["version"])

    @cached_property
    def mysql_version(self) -> tuple[int, ...]:
        """The version as numbers: (10, 11, 19)."""
        return server.version_of(self.mysql_server_info)

    @cached_property
    def mysql_is_mariadb(self) -> bool:
        """Whether the server is MariaDB."""
        return "mariadb" in self.mysql_server_info.lower()

    @cached_property
    def sql_mode(self) -> set[str]:
        """The modes of the session."""
        mode = self.mysql_server_data["sql_mode"]
        return set(mode.split(",") if mode else ())

    @cached_property
    def tells_case_apart(self) -> bool:
        """Whether texts of this database differ by capital letters, unless a column's own collation says otherwise."""
        return str(self.mysql_server_data["collation"] or "").endswith(("_bin", "_cs"))

    @property
    def undoes_all_after_lock_wait(self) -> bool:
        """Whether the server undoes the transaction when a lock was waited for in vain, not the statement only."""
        try:
            # A bare cursor: nobody looks on, nothing is logged. Asked when that has happened, which is seldom.
            with self._free().cursor() as cursor:
                cursor.execute(server.UNDOES_ALL)
                row = cursor.fetchone()
        except self.Database.Error:
            # Nobody knows what is left of the transaction.
            return True
        return row is not None and str(row[1]).upper() in ("ON", "1")

    @cached_property
    def display_name(self) -> str:
        """MySQL or MariaDB."""
        return "MariaDB" if self.mysql_is_mariadb else "MySQL"

    @cached_property
    def data_types(self) -> dict[str, Any]:
        """Column types: MariaDB 10.7 has one for UUIDs."""
        return DATA_TYPES_WITH_UUID if self.features.has_native_uuid_field else DATA_TYPES

    @cached_property
    def data_type_check_constraints(self) -> dict[str, str]:
        """Checks that belong to a type: MariaDB's JSON is a text."""
        return {"JSONField": "JSON_VALID(%(qn_column)s)"} if self.mysql_is_mariadb else {}

    def get_database_version(self) -> tuple[int, ...]:
        """Return the server's version: (10, 11, 19)."""
        return self.mysql_version

    def engine_traits(self) -> tuple[Any, ...]:
        """Return all that the SQL depends on: also whose server it is, how it reads SQL, and which zones it knows."""
        return (
            *super().engine_traits(),
            self.mysql_is_mariadb,
            self.mysql_version,
            self.tells_case_apart,
            frozenset(self.sql_mode),
            # Where it knows none, a statement that names one is refused, and not compiled at all.
            self.features.has_zoneinfo_database,
        )

    # --- connecting ---------------------------------------------------------------------------------------------------

    def get_connection_params(self) -> dict[str, Any]:
        """Return the driver's parameters; what is empty is left to the driver or its option file."""
        settings_dict = self.settings_dict
        params: dict[str, Any] = {"conv": self._conversions(), "charset": "utf8mb4", "binary_prefix": True}
        for key, parameter in _PARAMETERS.items():
            if settings_dict[key]:
                params[parameter] = settings_dict[key]
        if "port" in params:
            params["port"] = self._checked_port(params["port"])
        if str(params.get("host", "")).startswith("/"):
            params["unix_socket"] = params.pop("host")
        options = dict(settings_dict["OPTIONS"])
        self.isolation_level = self._checked_level(options.pop("isolation_level", "read committed"))
        # UPDATE counts the rows it found, not those that became different.
        params["client_flag"] = driver.CLIENT.FOUND_ROWS | options.pop("client_flag", 0)
        params.update(options)
        return params

    def _conversions(self) -> dict[Any, Any]:
        """What the driver reads and writes: times of day, which it takes for durations; moments in our zone."""
        conversions = dict(driver.conversions)
        kinds = driver.FIELD_TYPE
        read = conversions[kinds.TIME]

        def read_time(value: Any) -> Any:
            span = read(value)
            is_time = getattr(span, "days", -1) == 0
            return (datetime.min + span).time() if is_time else span

        def write_moment(value: Any, *rest: Any) -> str:
            return f"'{conversion.naive_in_zone(value, self)}'"

        conversions[kinds.TIME] = read_time
        for kind in (kinds.DATETIME, kinds.TIMESTAMP):
            conversions[kind] = conversion.parser(datetime.fromisoformat, conversions[kind])
        conversions[kinds.DATE] = conversion.parser(date.fromisoformat, conversions[kinds.DATE])
        conversions[datetime] = write_moment
        conversions[time] = lambda value, *rest: f"'{value}'"
        conversions[UUID] = lambda value, *rest: f"'{value if self.features.has_native_uuid_field else value.hex}'"
        return conversions

    def _checked_level(self, level: Any) -> str | None:
        if not level:
            return None
        if not isinstance(level, str) or level.lower() not in ISOLATION_LEVELS:
            allowed = ", ".join(f"'{each}'" for each in sorted(ISOLATION_LEVELS))
            raise ImproperlyConfigured(
                f"Invalid transaction isolation level {level!r} specified.\nUse one of {allowed}, or None."
            )
        return level.lower()

    def _checked_port(self, port: Any) -> int:
        try:
            return int(port)
        except (TypeError, ValueError):
            raise ImproperlyConfigured(
                f"PORT of the database {self.alias!r} is {port!r}: write a number, or a path as HOST for a socket."
            ) from None

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection."""
        self._streams = WeakSet()
        connection = driver.connect(conn_params)
        self._direct = driver.direct(connection, self._streams)
        return connection

    def init_connection_state(self) -> None:
        """Ask who is there, and give the session its isolation level, its zone and its sense of NULL."""
        if "mysql_server_data" not in self.__dict__:
            self.__dict__["mysql_server_data"] = self._ask_server()
        super().init_connection_state()
        with self.cursor() as cursor:
            if self.isolation_level:
                cursor.execute(f"SET SESSION TRANSACTION ISOLATION LEVEL {self.isolation_level.upper()}")
            changes = self._session_changes()
            if changes:
                cursor.execute(f"SET {', '.join(changes)}")

    def _session_changes(self) -> list[str]:
        changes = []
        if self.features.is_sql_auto_is_null_enabled:
            # Otherwise `id IS NULL` finds the row inserted last.
            changes.append("SQL_AUTO_IS_NULL = 0")
        command = str(self.settings_dict["OPTIONS"].get("init_command", "")).lower()
        if self.timezone is not None and self.timezone_name == "UTC" and "time_zone" not in command:
            changes.append(f"time_zone = '{_OFFSET_OF_UTC}'")
        return changes

    # --- cursors ------------------------------------------------------------------------------------------------------

    def _free(self) -> Any:
        """Return the driver's connection, free for another statement."""
        if self._streams:
            with self.wrap_database_errors:
                keep_rests(self._streams)
        return self.connection

    @async_unsafe
    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor."""
        return Cursor(self._free().cursor(), self._streams)

    def plain_cursor(self) -> Any:
        """Return the driver's own cursor; assumes there is a connection."""
        return self._free().cursor() if self._streams else self.connection.cursor()

    @async_unsafe
    def chunked_cursor(self) -> Any:
        """Return a cursor that fetches rows as they are read, unless that was forbidden."""
        if self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return self.cursor()
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(Stream(self._free().cursor(driver.StreamCursor), self._streams))

    def _close(self) -> None:
        # The drivers complain about a connection that is closed already, which is what was wanted.
        with suppress(Error):
            super()._close()

    def is_usable(self) -> bool:
        """Tell whether the server answers."""
        if self.connection is None:
            return False
        try:
            return bool(driver.is_alive(self._free()))
        except Exception:
            return False

    def is_missing_table(self, error: BaseException) -> bool:
        """Tell whether the driver's error says that a table is not there."""
        return number_of(error) == MISSING_TABLE

    # --- transactions -------------------------------------------------------------------------------------------------

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors:
            self._free().autocommit(autocommit)

    def _commit(self) -> None:
        if self.connection is not None:
            self._free()
        super()._commit()

    def _rollback(self) -> None:
        if self.connection is not None:
            self._free()
        super()._rollback()

    # --- references ---------------------------------------------------------------------------------------------------

    def disable_constraint_checking(self) -> bool:
        """Stop checking references."""
        with self.cursor() as cursor:
            cursor.execute("SET foreign_key_checks=0")
        return True

    def enable_constraint_checking(self) -> None:
        """Check references again, even inside a transaction that is broken."""
        was_broken, self.needs_rollback = self.needs_rollback, False
        try:
            with self.cursor() as cursor:
                cursor.execute("SET foreign_key_checks=1")
        finally:
            self.needs_rollback = was_broken

    def check_constraints(self, table_names: Iterable[str] | None = None) -> None:
        """Check the references of these tables, or all.

        Raises:
            IntegrityError: a row refers to one that is not there.
        """
        with self.cursor() as cursor:
            for message in broken_references(self, cursor, table_names):
                raise IntegrityError(message)
