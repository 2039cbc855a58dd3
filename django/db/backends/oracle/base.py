"""The Oracle connection, on python-oracledb."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.oracle import driver
from django.db.backends.oracle.client import DatabaseClient
from django.db.backends.oracle.compiler import SQLCompiler
from django.db.backends.oracle.creation import DatabaseCreation
from django.db.backends.oracle.cursors import Cursor, FormatCursor
from django.db.backends.oracle.datatypes import DATA_TYPES, TYPE_CHECKS
from django.db.backends.oracle.failures import MISSING_TABLE, ErrorWrapper, number_of
from django.db.backends.oracle.features import DatabaseFeatures
from django.db.backends.oracle.introspection import DatabaseIntrospection
from django.db.backends.oracle.numbers import output_type_handler
from django.db.backends.oracle.operations import DatabaseOperations
from django.db.backends.oracle.pools import PoolMethods
from django.db.backends.oracle.schema import DatabaseSchemaEditor
from django.db.backends.oracle.validation import DatabaseValidation
from django.utils.asyncio import async_unsafe

#: The version that is counted with until a server has told its own: the oldest served.
OLDEST_VERSION = (19, 0)

#: Options that are ours rather than the driver's.
_OWN_OPTIONS = ("max_name_length", "pool", "threaded", "use_returning_into")

_PATTERNS = "LIKE %s ESCAPE '\\'"
_UPPER_PATTERNS = "LIKE UPPER(%s) ESCAPE '\\'"


class DatabaseWrapper(PoolMethods, BaseDatabaseWrapper):
    """A connection to an Oracle database."""

    vendor = "oracle"
    display_name = "Oracle"
    Database = driver.Database
    data_types = DATA_TYPES
    data_type_check_constraints = TYPE_CHECKS
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
        "iexact": "= UPPER(%s)",
        "contains": _PATTERNS,
        "icontains": _UPPER_PATTERNS,
        "gt": "> %s",
        "gte": ">= %s",
        "lt": "< %s",
        "lte": "<= %s",
        "startswith": _PATTERNS,
        "endswith": _PATTERNS,
        "istartswith": _UPPER_PATTERNS,
        "iendswith": _UPPER_PATTERNS,
    }
    pattern_esc = r"REPLACE(REPLACE(REPLACE({}, '\', '\\'), '%%', '\%%'), '_', '\_')"
    pattern_ops: ClassVar[dict[str, str]] = {
        "contains": r"LIKE '%%' || {} || '%%' ESCAPE '\'",
        "icontains": r"LIKE '%%' || UPPER({}) || '%%' ESCAPE '\'",
        "startswith": r"LIKE {} || '%%' ESCAPE '\'",
        "istartswith": r"LIKE UPPER({}) || '%%' ESCAPE '\'",
        "endswith": r"LIKE '%%' || {} ESCAPE '\'",
        "iendswith": r"LIKE '%%' || UPPER({}) ESCAPE '\'",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrap_database_errors = ErrorWrapper(self)

    # --- connecting ---------------------------------------------------------------------------------------------------

    def dsn(self) -> str:
        """Return the address: of HOST, PORT and a SID, or NAME alone, which then is a full address or a TNS name.

        Raises:
            ImproperlyConfigured: there is no NAME.
        """
        settings_dict = self.settings_dict
        name, host, port = settings_dict["NAME"], settings_dict["HOST"], settings_dict["PORT"]
        if not name:
            raise ImproperlyConfigured(
                "settings.DATABASES is improperly configured. Please supply the NAME value: a SID beside HOST and "
                "PORT, or without these a full address (host:port/service) or a name of tnsnames.ora."
            )
        if not (str(host or "").strip() or str(port or "").strip()):
            return str(name)
        return driver.dsn_of(str(host).strip() or "localhost", int(port or 1521), str(name))

    def get_connection_params(self) -> dict[str, Any]:
        """Return the driver's parameters."""
        settings_dict = self.settings_dict
        params = {key: value for key, value in settings_dict["OPTIONS"].items() if key not in _OWN_OPTIONS}
        for key, parameter in (("USER", "user"), ("PASSWORD", "password")):
            if settings_dict[key]:
                params[parameter] = settings_dict[key]
        params["dsn"] = self.dsn()
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection, or take one from the pool."""
        return self.pool.acquire() if self.is_pool else driver.connect(conn_params)

    def init_connection_state(self) -> None:
        """Give the session its time zone and the forms of dates and numbers that the statements count with."""
        self.connection.outputtypehandler = output_type_handler
        super().init_connection_state()
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(self.ops.session_sql())
        if not self.get_autocommit():
            self.connection.commit()

    # --- version ------------------------------------------------------------------------------------------------------

    @property
    def server_version(self) -> tuple[int, ...]:
        """The server's version; while there is no connection the oldest that is served. Never connects."""
        if self.connection is None:
            known: tuple[int, ...] = self.__dict__.get("_oracle_version", OLDEST_VERSION)
            return known
        return self.oracle_version

    @property
    def oracle_version(self) -> tuple[int, ...]:
        """The server's version: (19, 21, 0, 0, 0); connects for it."""
        known = self.__dict__.get("_oracle_version")
        if known is None:
            if self.connection is None:
                with self.temporary_connection() as cursor:
                    known = _numbers(cursor.connection.version)
            else:
                known = _numbers(self.connection.version)
            self.__dict__["_oracle_version"] = known
        return known

    def get_database_version(self) -> tuple[int, ...]:
        """Return the server's version."""
        return self.oracle_version

    def engine_traits(self) -> tuple[Any, ...]:
        """Return all that the SQL depends on: also how long names are, and what an INSERT gives back."""
        return (
            *super().engine_traits(),
            self.ops.max_name_length(),
            self.features.can_return_columns_from_insert,
        )

    # --- cursors ------------------------------------------------------------------------------------------------------

    @async_unsafe
    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that takes `%s`."""
        return FormatCursor(self.connection.cursor())

    def plain_cursor(self) -> Any:
        """Return a cursor for statements with named binds; assumes there is a connection."""
        return Cursor(self.connection.cursor())

    def is_usable(self) -> bool:
        """Tell whether the server answers."""
        if self.connection is None:
            return False
        try:
            self.connection.ping()
        except self.Database.Error:
            return False
        return True

    def is_missing_table(self, error: BaseException) -> bool:
        """Tell whether the driver's error says that a table is not there."""
        return number_of(error) == MISSING_TABLE

    # --- transactions -------------------------------------------------------------------------------------------------

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors:
            self.connection.autocommit = autocommit

    def _savepoint_commit(self, sid: str) -> None:
        """Savepoints cannot be released; they are gone with their transaction."""

    def check_constraints(self, table_names: Iterable[str] | None = None) -> None:
        """Check the references now that would be checked at the end of the transaction.

        Raises:
            IntegrityError: a row refers to one that is not there.
        """
        with self.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in str(version).split("."))
