"""The PostgreSQL connection, on psycopg 3 or psycopg2."""

from __future__ import annotations

import itertools
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from django.db.backends.base.direct import DirectMethods
from django.db.backends.engines import engine_path
from django.db.backends.postgresql.client import DatabaseClient
from django.db.backends.postgresql.compiler import SQLCompiler
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.datatypes import DATA_TYPES, DATA_TYPES_SUFFIX, TYPE_CHECKS
from django.db.backends.postgresql.features import DatabaseFeatures
from django.db.backends.postgresql.introspection import DatabaseIntrospection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.postgresql.pools import PoolMethods
from django.db.backends.postgresql.psycopg_any import Cursor as Cursor
from django.db.backends.postgresql.psycopg_any import Database as Database
from django.db.backends.postgresql.psycopg_any import ServerBindingCursor as ServerBindingCursor
from django.db.backends.postgresql.psycopg_any import driver, errors, sql
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.errors import DatabaseError
from django.utils.asyncio import async_unsafe
from django.utils.functional import cached_property

#: Asks for the driver's version: (3, 2, 1).
psycopg_version = driver.version

#: The database every server has.
MAINTENANCE = "postgres"

#: After how many runs of a statement the server keeps it prepared, where its values are sent apart: the driver's own.
PREPARE_THRESHOLD = 5

#: Key of the configuration to the driver's parameter.
_PARAMETERS = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}

#: Options that are ours rather than the driver's.
_OWN_OPTIONS = ("assume_role", "isolation_level", "pool", "server_side_binding")


class DatabaseWrapper(PoolMethods, DirectMethods, BaseDatabaseWrapper):
    """A connection to a PostgreSQL database."""

    vendor = "postgresql"
    display_name = "PostgreSQL"
    Database = Database
    data_types = DATA_TYPES
    data_types_suffix = DATA_TYPES_SUFFIX
    data_type_check_constraints = TYPE_CHECKS
    SchemaEditorClass = DatabaseSchemaEditor
    client_class = DatabaseClient
    compiler_class = SQLCompiler
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures
    introspection_class = DatabaseIntrospection
    ops_class = DatabaseOperations

    #: For lookups that write their own SQL.
    operators: ClassVar[dict[str, str]] = {
        "exact": "= %s",
        "iexact": "= UPPER(%s)",
        "contains": "LIKE %s",
        "icontains": "LIKE UPPER(%s)",
        "regex": "~ %s",
        "iregex": "~* %s",
        "gt": "> %s",
        "gte": ">= %s",
        "lt": "< %s",
        "lte": "<= %s",
        "startswith": "LIKE %s",
        "endswith": "LIKE %s",
        "istartswith": "LIKE UPPER(%s)",
        "iendswith": "LIKE UPPER(%s)",
    }
    pattern_esc = r"REPLACE(REPLACE(REPLACE({}, E'\\', E'\\\\'), E'%%', E'\\%%'), E'_', E'\\_')"
    pattern_ops: ClassVar[dict[str, str]] = {
        "contains": "LIKE '%%' || {} || '%%'",
        "icontains": "LIKE '%%' || UPPER({}) || '%%'",
        "startswith": "LIKE {} || '%%'",
        "istartswith": "LIKE UPPER({}) || '%%'",
        "endswith": "LIKE '%%' || {}",
        "iendswith": "LIKE '%%' || UPPER({})",
    }

    _names_of_cursors = itertools.count(1)

    # --- connecting ---------------------------------------------------------------------------------------------------

    def get_connection_params(self) -> dict[str, Any]:
        """Return the driver's parameters; what is empty is left to the driver, a service or the environment."""
        settings_dict = self.settings_dict
        options = settings_dict["OPTIONS"]
        name = settings_dict["NAME"]
        self._check_name(name, options)
        params: dict[str, Any] = {}
        if name:
            params["dbname"] = name
        elif name is None:
            # Used where no database of ours must be connected to; a service would name one.
            options = {key: value for key, value in options.items() if key != "service"}
            params["dbname"] = MAINTENANCE
        params.update({key: value for key, value in options.items() if key not in _OWN_OPTIONS})
        for key, parameter in _PARAMETERS.items():
            if settings_dict[key]:
                params[parameter] = settings_dict[key]
        params["client_encoding"] = "UTF8"
        if "prepare_threshold" not in params:
            params["prepare_threshold"] = self._prepare_threshold()
        return dict(driver.with_adapters(params, naive=self.timezone is None))

    def _prepare_threshold(self) -> int | None:
        """Return after how many runs a statement is prepared on the server, unless the options say so; None: never."""
        # Only there is something to prepare. Behind a pooler of transactions another session gets the next one.
        pays = self.features.uses_server_side_binding and not self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
        return PREPARE_THRESHOLD if pays else None

    def _check_name(self, name: Any, options: dict[str, Any]) -> None:
        if name == "" and not options.get("service"):
            raise ImproperlyConfigured(
                "settings.DATABASES is improperly configured. Please supply the NAME or OPTIONS['service'] value."
            )
        longest = self.ops.max_name_length()
        if len(name or "") > longest:
            raise ImproperlyConfigured(
                f"The database name '{name}' ({len(name)} characters) is longer than PostgreSQL's limit of {longest} "
                f"characters. Supply a shorter NAME in settings.DATABASES."
            )

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection, or take one from the pool."""
        level = self._isolation_level()
        binding = self.features.uses_server_side_binding
        connection = self._from_pool() if self.pool else driver.connect(conn_params, binding)
        if level is not None:
            connection.isolation_level = level
        self._direct = driver.direct(connection)
        return connection

    def _isolation_level(self) -> Any:
        wanted = self.settings_dict["OPTIONS"].get("isolation_level")
        if wanted is None:
            return None
        try:
            return driver.isolation(wanted)
        except (TypeError, ValueError) as error:
            raise ImproperlyConfigured(
                f"Invalid transaction isolation level {wanted} specified. Use one of the psycopg.IsolationLevel "
                f"values."
            ) from error

    def init_connection_state(self) -> None:
        """Give the session its time zone and its role."""
        super().init_connection_state()
        changed = self.ensure_timezone()
        changed = self.ensure_role() or changed
        if changed and not self.autocommit:
            self.connection.commit()

    def ensure_timezone(self) -> bool:
        """Make the session's time zone right; tell whether something had to be changed."""
        if self.connection is None:
            return False
        driver.read_zone(self.connection, self.timezone)
        wanted = self.timezone_name if settings.USE_TZ or settings.TIME_ZONE else None
        if wanted is None or driver.session_zone(self.connection) == wanted:
            return False
        with self.connection.cursor() as cursor:
            cursor.execute(self.ops.set_time_zone_sql(), [wanted])
        return True

    def ensure_role(self) -> bool:
        """Take the role of the option `assume_role`; tell whether there is one."""
        role = self.settings_dict["OPTIONS"].get("assume_role")
        if self.connection is None or not role:
            return False
        with self.connection.cursor() as cursor:
            cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        return True

    def engine_traits(self) -> tuple[Any, ...]:
        """Return all that the SQL depends on: also how values are sent."""
        return (*super().engine_traits(), self.features.uses_server_side_binding)

    # --- cursors ------------------------------------------------------------------------------------------------------

    @async_unsafe
    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor; one with a name lives on the server, outside of a transaction with hold."""
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)

    @async_unsafe
    def chunked_cursor(self) -> Any:
        """Return a cursor that lives on the server, unless that was forbidden."""
        if self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return self.cursor()
        return self._cursor(name=f"_django_curs_{threading.get_ident()}_{next(self._names_of_cursors)}")

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors:
            self.connection.autocommit = autocommit

    def is_missing_table(self, error: BaseException) -> bool:
        """Tell whether the driver's error says that a table is not there."""
        return isinstance(error, errors.UndefinedTable)

    def is_usable(self) -> bool:
        """Tell whether the server answers."""
        if self.connection is None:
            return False
        try:
            # A bare cursor: nobody looks on, nothing is logged.
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except self.Database.Error:
            return False
        return True

    @contextmanager
    def _nodb_cursor(self) -> Iterator[Any]:
        """Give a cursor in the maintenance database, or where that cannot be entered, in one of the project's."""
        cursor = None
        try:
            with super()._nodb_cursor() as cursor:
                yield cursor
        except (self.Database.DatabaseError, DatabaseError):
            if cursor is not None:
                raise
            warnings.warn(
                "Normally Django will use a connection to the 'postgres' database to avoid running initialization "
                "queries against the production database when it's not needed (for example, when running tests). "
                "Django was unable to create a connection to the 'postgres' database and will use the first "
                "PostgreSQL database instead.",
                RuntimeWarning,
                stacklevel=4,
            )
            substitute = self._substitute()
            try:
                with substitute.cursor() as cursor:
                    yield cursor
            finally:
                substitute.close()

    def _substitute(self) -> Any:
        """Return a connection to the first PostgreSQL database of the project that is not the maintenance one."""
        for alias, written in settings.DATABASES.items():
            config = self.settings_dict if alias == self.alias else written
            name = config.get("NAME")
            if name not in ("", None, MAINTENANCE) and engine_path(config["ENGINE"]) == self.settings_dict["ENGINE"]:
                return type(self)({**self.settings_dict, **config, "NAME": name}, alias=NO_DB_ALIAS)
        raise ImproperlyConfigured("No database of this server can be connected to.")

    # --- references and version ---------------------------------------------------------------------------------------

    def check_constraints(self, table_names: Iterable[str] | None = None) -> None:
        """Check the references now that would be checked at the end of the transaction.

        Raises:
            IntegrityError: a row refers to one that is not there.
        """
        with self.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @cached_property
    def pg_version(self) -> int:
        """The server's version, 150004 for 15.4; connects for it."""
        with self.temporary_connection():
            return int(driver.server_version(self.connection))

    def get_database_version(self) -> tuple[int, ...]:
        """Return the server's version: (15, 4)."""
        return divmod(self.pg_version, 10000)
