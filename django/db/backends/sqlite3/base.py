"""The SQLite connection, on Python's own `sqlite3`.

The driver is kept in autocommit mode, and transactions are begun by statements of ours: what it would do by itself
(begin before some statements and not before others) cannot be relied upon.
"""

from __future__ import annotations

import sqlite3 as Database
import warnings
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import tee
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import constraints
from django.db.backends.sqlite3.compiler import SQLCompiler
from django.db.backends.sqlite3.datatypes import DATA_TYPES, DATA_TYPES_SUFFIX, TYPE_CHECKS
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.backends.sqlite3.operations import DatabaseOperations
from django.db.errors import IntegrityError
from django.utils.asyncio import async_unsafe
from django.utils.late import Late, LateClass
from django.utils.regex_helper import _lazy_re_compile

TRANSACTION_MODES = frozenset({"DEFERRED", "EXCLUSIVE", "IMMEDIATE"})

_PLACEHOLDER = _lazy_re_compile(r"(?<!%)%s")

#: Needed when a connection is opened, not when models are set up.
_functions = Late("django.db.backends.sqlite3._functions")


# The driver is told once for the whole process. What programs pass to raw cursors:
Database.register_adapter(Decimal, str)
Database.register_adapter(date, date.isoformat)
Database.register_adapter(datetime, lambda moment: moment.isoformat(" "))
# What raw cursors give back, where the option `detect_types` asks for it:
Database.register_converter("bool", lambda text: text == b"1")
Database.register_converter("date", lambda text: date.fromisoformat(text.decode()[:10]))
Database.register_converter("datetime", lambda text: datetime.fromisoformat(text.decode()))
Database.register_converter("timestamp", lambda text: datetime.fromisoformat(text.decode()))
Database.register_converter("time", lambda text: time.fromisoformat(text.decode()))


class SQLiteCursorWrapper(Database.Cursor):
    """A cursor that takes `%s` and `%(name)s` placeholders; a statement without parameters is sent as it is."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each item."""
        peekable, param_list = tee(iter(param_list))
        first = next(peekable, None)
        if first is None:
            return None
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), param_list)

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Return the statement with the placeholders SQLite has."""
        if param_names is None:
            return _PLACEHOLDER.sub("?", query).replace("%%", "%")
        return query % {name: f":{name}" for name in param_names}


class DatabaseWrapper(BaseDatabaseWrapper):
    """A connection to an SQLite database."""

    vendor = "sqlite"
    display_name = "SQLite"
    Database = Database
    data_types = DATA_TYPES
    data_types_suffix = DATA_TYPES_SUFFIX
    data_type_check_constraints = TYPE_CHECKS
    # Most programs never change or read definitions.
    SchemaEditorClass = LateClass("django.db.backends.sqlite3.schema.DatabaseSchemaEditor")
    client_class = LateClass("django.db.backends.sqlite3.client.DatabaseClient")
    compiler_class = SQLCompiler
    creation_class = LateClass("django.db.backends.sqlite3.creation.DatabaseCreation")
    features_class = DatabaseFeatures
    introspection_class = LateClass("django.db.backends.sqlite3.introspection.DatabaseIntrospection")
    ops_class = DatabaseOperations

    begins_by_statement = True
    transaction_mode: str | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """Return the arguments of `sqlite3.connect`, and `init_command`."""
        settings_dict = self.settings_dict
        if not settings_dict["NAME"]:
            raise ImproperlyConfigured(
                "settings.DATABASES is improperly configured. Please supply the NAME value."
            )
        params: dict[str, Any] = {"database": str(settings_dict["NAME"]), **settings_dict["OPTIONS"]}
        if params.get("check_same_thread"):
            warnings.warn(
                "The `check_same_thread` option was provided and set to True. It will be overridden with False. Use "
                "the `DatabaseWrapper.allow_thread_sharing` property instead for controlling thread shareability.",
                RuntimeWarning,
                stacklevel=2,
            )
        params.update(check_same_thread=False, uri=True)
        self.transaction_mode = self._checked_mode(params.pop("transaction_mode", None))
        return params

    def _checked_mode(self, mode: str | None) -> str | None:
        if mode is None:
            return None
        if mode.upper() not in TRANSACTION_MODES:
            allowed = ", ".join(map(repr, sorted(TRANSACTION_MODES)))
            raise ImproperlyConfigured(
                f"settings.DATABASES[{self.alias!r}]['OPTIONS']['transaction_mode'] is improperly configured to "
                f"'{mode}'. Use one of {allowed}, or None."
            )
        return mode.upper()

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the database; references are checked in it."""
        init_command = conn_params.pop("init_command", None)
        connection = Database.connect(**conn_params)
        _functions.register(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        # Renaming a table must rewrite the references to it; old libraries were built the other way.
        connection.execute("PRAGMA legacy_alter_table = OFF")
        if init_command:
            connection.executescript(init_command)
        return connection

    def execute_plain(self, sql: str, params: Any) -> Any:
        """Return a cursor that has run a statement; one that failed holds nothing."""
        return self.connection.execute(sql, params)

    def write_plain(self, sql: str, params: Any) -> int:
        """Return how many rows a statement has touched."""
        return self.connection.execute(sql, params).rowcount

    def insert_plain(self, sql: str, params: Any, tree: Any) -> Any:
        """Return the key that an INSERT has made."""
        return self.connection.execute(sql, params).lastrowid

    def fetch_plain(self, sql: str, params: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a statement; a cursor that has given all of them holds nothing and need not be closed."""
        return self.connection.execute(sql, params).fetchall()

    def get_database_version(self) -> tuple[int, ...]:
        """Return the version of the SQLite library."""
        return Database.sqlite_version_info

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that takes `%s`."""
        return self.connection.cursor(factory=SQLiteCursorWrapper)

    @async_unsafe
    def close(self) -> None:
        """Close, except that a database in memory, which would be gone, stays open."""
        self.validate_thread_sharing()
        if not self.is_in_memory_db():
            super().close()
        else:
            self.run_on_commit = []

    def is_in_memory_db(self) -> bool:
        """Tell whether the database lives in memory."""
        return bool(self.creation.is_in_memory_db(self.settings_dict["NAME"]))

    def is_missing_table(self, error: BaseException) -> bool:
        """Tell whether the driver's error says that a table is not there."""
        return str(error).startswith("no such table")

    def is_usable(self) -> bool:
        """Tell whether the connection answers: there is no server, but it may have been closed."""
        try:
            self.connection.execute("SELECT 1")
        except Database.Error:
            return False
        return True

    # --- transactions -------------------------------------------------------------------------------------------------

    def _set_autocommit(self, autocommit: bool) -> None:
        if autocommit and self.connection.isolation_level is None:
            return
        with self.wrap_database_errors:
            # "" lets the driver begin transactions, as somebody wants who switched autocommit off by hand.
            self.connection.isolation_level = None if autocommit else ""

    def _start_transaction_under_autocommit(self) -> None:
        self._say(f"BEGIN {self.transaction_mode}" if self.transaction_mode else "BEGIN")

    def _say(self, sql: str) -> None:
        if self.is_watched():
            super()._say(sql)
            return
        with self.wrap_database_errors:
            self.connection.execute(sql)

    def _savepoint_allowed(self) -> bool:
        # In the driver's own transactions savepoints are not reliable; in ours they are.
        return self.in_atomic_block

    def _savepoint(self, sid: str) -> None:
        if not self.connection.in_transaction:
            # Autocommit was switched off by hand and the driver has not begun yet: releasing would then commit.
            self._start_transaction_under_autocommit()
        super()._savepoint(sid)

    # --- references ---------------------------------------------------------------------------------------------------

    def disable_constraint_checking(self) -> bool:
        """Stop checking references, which works outside of transactions only; tell whether it worked."""
        with self.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            return not cursor.execute("PRAGMA foreign_keys").fetchone()[0]

    def enable_constraint_checking(self) -> None:
        """Check references again."""
        with self.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = ON")

    def check_constraints(self, table_names: Iterable[str] | None = None) -> None:
        """Check the references of these tables, or all.

        Raises:
            IntegrityError: a row refers to one that is not there.
        """
        with self.cursor() as cursor:
            for message in constraints.broken_references(self, cursor, table_names):
                raise IntegrityError(message)
