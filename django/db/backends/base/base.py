"""BaseDatabaseWrapper: one connection to one database, and the handle to everything its engine can do.

An engine's own `base` module subclasses it as `DatabaseWrapper`. Changes with every use; belongs to the thread that
made it unless sharing was allowed.
"""

from __future__ import annotations

import copy
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends import utils as cursors
from django.db.backends.base.plain import PlainMethods
from django.db.backends.base.sharing import SharingMethods
from django.db.backends.base.traits import TraitMethods
from django.db.backends.base.transacting import TransactionMethods
from django.db.backends.signals import connection_created
from django.db.errors import DatabaseErrorWrapper, NotSupportedError
from django.db.names import DEFAULT_DB_ALIAS
from django.utils.asyncio import async_unsafe
from django.utils.functional import cached_property
from django.utils.late import LateClass
from django.utils.masking import is_url_with_password

#: Starts names of databases that are only used to create or drop others.
NO_DB_ALIAS = "__no_db__"


class BaseDatabaseWrapper(PlainMethods, SharingMethods, TraitMethods, TransactionMethods):
    """One connection to one database.

    Args:
        settings_dict: its configuration, an entry of DATABASES.
        alias: its alias.
    """

    #: Field kind to column type; to what follows it; to the condition of its CHECK.
    data_types: ClassVar[dict[str, Any]] = {}
    data_types_suffix: ClassVar[dict[str, str]] = {}
    data_type_check_constraints: ClassVar[dict[str, str]] = {}
    vendor = "unknown"
    display_name = "unknown"
    #: The driver's module.
    Database: Any = None
    SchemaEditorClass: Any = None
    client_class: Any = None
    creation_class: Any = None
    features_class: Any = None
    introspection_class: Any = None
    ops_class: Any = None
    compiler_class: Any = None
    validation_class: Any = LateClass("django.db.backends.base.validation.BaseDatabaseValidation")
    #: How many logged queries are kept.
    queries_limit = 9000

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        self.settings_dict = settings_dict
        self.alias = alias
        #: The driver's connection; None while there is none.
        self.connection: Any = None
        self.queries_log: deque[dict[str, str]] = deque(maxlen=self.queries_limit)
        self.force_debug_cursor = False
        self.execute_wrappers: list[Callable[..., Any]] = []
        #: Statements must take the long way: it belongs to a task, or perhaps to another thread.
        self.guarded: bool | str = START_UP if apps_are_loading() else False
        self.read_only = bool(settings_dict.get("READ_ONLY") or settings_dict.get("REPLICA_OF"))
        self.errors_occurred = False
        self.close_at: float | None = None
        self.health_check_enabled = False
        self.health_check_done = False
        self.wrap_database_errors = DatabaseErrorWrapper(self)
        self._begin_sharing()
        self._forget_transaction()
        self.features = self.features_class(self)
        self.ops = self.ops_class(self)

    @cached_property
    def introspection(self) -> Any:
        """What asks the database for its tables."""
        return self.introspection_class(self)

    @cached_property
    def creation(self) -> Any:
        """What creates and destroys test databases."""
        return self.creation_class(self)

    @cached_property
    def client(self) -> Any:
        """What starts the engine's command line program."""
        return self.client_class(self)

    @cached_property
    def validation(self) -> Any:
        """What checks the server and fields against it."""
        return self.validation_class(self)

    def __repr__(self) -> str:
        return f"<{type(self).__qualname__} vendor={self.vendor!r} alias={self.alias!r}>"

    # --- what the database is like ------------------------------------------------------------------------------------

    def get_database_version(self) -> tuple[int, ...]:
        """Return the version of the server as numbers."""
        raise NotImplementedError(
            "subclasses of BaseDatabaseWrapper may require a get_database_version() method."
        )

    def check_database_version_supported(self) -> None:
        """Refuse a server that is too old.

        Raises:
            NotSupportedError: it is older than `features.minimum_database_version`.
        """
        minimum = self.features.minimum_database_version
        if minimum is not None and self.get_database_version() < minimum:
            wanted, found = (".".join(map(str, version)) for version in (minimum, self.get_database_version()))
            raise NotSupportedError(f"{self.display_name} {wanted} or later is required (found {found}).")

    def prepare_database(self) -> None:
        """Hook: what must be in a database before it is migrated, an extension for one."""

    def compiler(self) -> Any:
        """Return a compiler that writes statements for this database; cheap to make."""
        return self.compiler_class(self)

    # --- connecting ---------------------------------------------------------------------------------------------------

    def get_connection_params(self) -> dict[str, Any]:
        """Return the arguments of `get_new_connection`."""
        raise NotImplementedError("subclasses of BaseDatabaseWrapper may require a get_connection_params() method")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection of the driver."""
        raise NotImplementedError("subclasses of BaseDatabaseWrapper may require a get_new_connection() method")

    def init_connection_state(self) -> None:
        """Make a new connection ready: its version is checked once per alias."""
        if self.alias not in _checked_versions:
            self.check_database_version_supported()
            _checked_versions.add(self.alias)

    @async_unsafe
    def connect(self) -> None:
        """Connect, assuming there is no connection."""
        self.check_settings()
        self._forget_transaction()
        self.health_check_enabled = self.settings_dict["CONN_HEALTH_CHECKS"]
        self.health_check_done = True
        self.errors_occurred = False
        max_age = self.settings_dict["CONN_MAX_AGE"]
        self.close_at = None if max_age is None else time.monotonic() + max_age
        self.connection = self.get_new_connection(self.get_connection_params())
        self.set_autocommit(self.settings_dict["AUTOCOMMIT"])
        self.init_connection_state()
        connection_created.send(sender=type(self), connection=self)
        self.run_on_commit = []

    def check_settings(self) -> None:
        """Refuse settings that cannot go together.

        Raises:
            ImproperlyConfigured: a time zone of the database, in a project that uses none; a URL with a password in it,
                which belongs to no single key.
        """
        for key in ("NAME", "HOST", "PORT"):
            if is_url_with_password(self.settings_dict[key]):
                # A server or driver would quote it in an error.
                raise ImproperlyConfigured(
                    f"{key} of the database {self.alias!r} is a URL with a password. Write its parts into USER, "
                    f"PASSWORD, HOST, PORT and NAME, or let django.utils.database_url.parse() read it."
                )
        if self.settings_dict["TIME_ZONE"] is not None and not settings.USE_TZ:
            raise ImproperlyConfigured(
                f"Connection '{self.alias}' cannot set TIME_ZONE because USE_TZ is False."
            )

    @async_unsafe
    def ensure_connection(self) -> None:
        """Connect unless there is a connection."""
        if self.connection is None:
            self.validate_can_connect()
            with self.wrap_database_errors:
                self.connect()

    @async_unsafe
    def close(self) -> None:
        """Close the connection. Inside an atomic block the block is broken from here on."""
        self.validate_thread_sharing()
        self._shut()

    def abandon(self) -> None:
        """Close the connection on behalf of a thread or task that does not use it any more."""
        self._shut()

    def _shut(self) -> None:
        self.run_on_commit = []
        self.dirty = False
        if self.closed_in_transaction or self.connection is None:
            return
        try:
            self._close()
        finally:
            if self.in_atomic_block:
                self.closed_in_transaction = True
                self.needs_rollback = True
            else:
                self.connection = None

    def _close(self) -> None:
        if self.connection is not None:
            with self.wrap_database_errors:
                self.connection.close()

    def close_pool(self) -> None:
        """Close the pool of connections, where the engine has one."""

    # --- keeping ------------------------------------------------------------------------------------------------------

    def is_missing_table(self, error: BaseException) -> bool:
        """Tell whether the driver's error says that a table is not there; an engine that can tell overrides this."""
        return False

    def is_usable(self) -> bool:
        """Tell whether the connection works; never raises, assumes there is one."""
        raise NotImplementedError("subclasses of BaseDatabaseWrapper may require an is_usable() method")

    def close_if_health_check_failed(self) -> None:
        """Close a connection that stopped working, if health checks are on and none was made since it was last idle."""
        if self.connection is None or self.health_check_done:
            return
        if self.health_check_enabled and not self.is_usable():
            self.close()
        self.health_check_done = True

    def close_if_unusable_or_obsolete(self) -> None:
        """Close the connection if errors hurt it, it is too old, or its autocommit mode was left changed."""
        if self.connection is None or self.in_atomic_block:
            return
        self.health_check_done = False
        if self.get_autocommit() != self.settings_dict["AUTOCOMMIT"]:
            self.close()
        elif self.errors_occurred and not self.is_usable():
            self.close()
        else:
            # A connection found usable just now needs no other check in the next unit of work.
            self.health_check_done = self.errors_occurred
            self.errors_occurred = False
            if self.close_at is not None and time.monotonic() >= self.close_at:
                self.close()

    # --- cursors ------------------------------------------------------------------------------------------------------

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor of the driver that takes `%s` placeholders; `name` asks for one that lives on the server."""
        raise NotImplementedError("subclasses of BaseDatabaseWrapper may require a create_cursor() method")

    @async_unsafe
    def cursor(self) -> Any:
        """Return a cursor; connect if there is no connection."""
        return self._cursor()

    @async_unsafe
    def chunked_cursor(self) -> Any:
        """Return a cursor that does not fetch everything at once, where the engine has such."""
        return self.cursor()

    def is_watched(self) -> bool:
        """Tell whether statements must go over a user's cursor: somebody looks on, or something is to be done."""
        return bool(
            self.guarded
            or self.execute_wrappers
            or self.needs_rollback
            or self.connection is None
            or not self.health_check_done
            or self.queries_logged
            or self.in_initialisation
            or "cursor" in self.__dict__
        )

    def _cursor(self, name: str | None = None) -> Any:
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(self.create_cursor(name))

    def _prepare_cursor(self, cursor: Any) -> Any:
        self.validate_thread_sharing()
        return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)

    def make_cursor(self, cursor: Any) -> Any:
        """Return the driver's cursor wrapped for users."""
        return cursors.CursorWrapper(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> Any:
        """Return the driver's cursor wrapped for users, logging."""
        return cursors.CursorDebugWrapper(cursor, self)

    @property
    def queries_logged(self) -> bool:
        """Whether statements are logged: in DEBUG, or because a test wants it."""
        return self.force_debug_cursor or bool(settings.DEBUG)

    @property
    def queries(self) -> list[dict[str, str]]:
        """The logged statements: `sql` and `time`, seconds as text."""
        if len(self.queries_log) == self.queries_log.maxlen:
            warnings.warn(
                f"Limit for query logging exceeded, only the last {self.queries_log.maxlen} queries will be returned.",
                stacklevel=2,
            )
        return list(self.queries_log)

    @contextmanager
    def execute_wrapper(self, wrapper: Callable[..., Any]) -> Iterator[None]:
        """Call `wrapper(execute, sql, params, many, context)` around every statement run inside the block."""
        self.execute_wrappers.append(wrapper)
        try:
            yield
        finally:
            self.execute_wrappers.pop()

    @property
    def in_initialisation(self) -> bool:
        """Whether the program's apps are just being loaded, too early to use a database."""
        return apps_are_loading()

    # --- services -----------------------------------------------------------------------------------------------------

    def schema_editor(self, *args: Any, **kwargs: Any) -> Any:
        """Return a new schema editor; use it in a `with` block."""
        if self.SchemaEditorClass is None:
            raise NotImplementedError("The SchemaEditorClass attribute of this database wrapper is still None")
        return self.SchemaEditorClass(self, *args, **kwargs)

    @contextmanager
    def constraint_checks_disabled(self) -> Iterator[None]:
        """Let rows with broken references in inside the block, where the engine can."""
        disabled = self.disable_constraint_checking()
        try:
            yield
        finally:
            if disabled:
                self.enable_constraint_checking()

    def disable_constraint_checking(self) -> bool:
        """Stop checking references; tell whether that has to be undone."""
        return False

    def enable_constraint_checking(self) -> None:
        """Check references again."""

    def check_constraints(self, table_names: Any = None) -> None:
        """Check the references of these tables, or all.

        Raises:
            IntegrityError: a row refers to one that is not there.
        """

    @contextmanager
    def temporary_connection(self) -> Iterator[Any]:
        """Give a cursor; a connection that was opened for it is closed again."""
        must_close = self.connection is None
        try:
            with self.cursor() as cursor:
                yield cursor
        finally:
            if must_close:
                self.close()

    @contextmanager
    def _nodb_cursor(self) -> Iterator[Any]:
        """Give a cursor that is connected to the server but to none of our databases."""
        connection = type(self)({**self.settings_dict, "NAME": None}, alias=NO_DB_ALIAS)
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def copy(self, alias: str | None = None) -> Self:
        """Return a new, unconnected wrapper with a copy of the configuration."""
        settings_dict = copy.deepcopy(self.settings_dict)
        return type(self)(settings_dict, self.alias if alias is None else alias)


#: Aliases whose server was found to be new enough.
_checked_versions: set[str] = set()


# Why a connection is guarded that was made while `django.setup()` was under way; it ends with that.
START_UP = "start-up"


def apps_are_loading() -> bool:
    """Tell whether `django.setup()` is under way; other applications in place of the first ones are loaded later."""
    return apps.loading and not apps.ready and not apps.stored_app_configs
