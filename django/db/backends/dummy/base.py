"""The connection to a database that is not configured; every use says so."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.client import BaseDatabaseClient
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.dummy.features import DummyDatabaseFeatures


def complain(*args: Any, **kwargs: Any) -> NoReturn:
    """Say that the database is not configured.

    Raises:
        ImproperlyConfigured: always.
    """
    raise ImproperlyConfigured(
        "settings.DATABASES is improperly configured. Please supply the ENGINE value. Check settings documentation for "
        "more details."
    )


def ignore(*args: Any, **kwargs: Any) -> None:
    """Do nothing: there is nothing to close or to undo."""


class DatabaseOperations(BaseDatabaseOperations):
    """Operations of no database."""

    quote_name = complain


class DatabaseClient(BaseDatabaseClient):
    """The program of no database."""

    runshell = complain


class DatabaseCreation(BaseDatabaseCreation):
    """Test databases of no database: none is made, none destroyed."""

    create_test_db = ignore  # type: ignore[assignment]
    destroy_test_db = ignore
    serialize_db_to_string = ignore  # type: ignore[assignment]


class DatabaseIntrospection(BaseDatabaseIntrospection):
    """The tables of no database."""

    get_table_list = complain
    get_table_description = complain
    get_relations = complain
    get_constraints = complain
    get_sequences = complain


class DatabaseWrapper(BaseDatabaseWrapper):
    """The connection that cannot be made."""

    class _Driver:
        """Stands for a driver: nothing ever raises these."""

        class Error(Exception):
            """No driver, no error."""

    Database = _Driver
    client_class = DatabaseClient
    creation_class = DatabaseCreation
    features_class = DummyDatabaseFeatures
    introspection_class = DatabaseIntrospection
    ops_class = DatabaseOperations

    ensure_connection = complain
    _commit = complain
    _rollback = ignore
    _close = ignore
    _savepoint = ignore
    _savepoint_commit = complain
    _savepoint_rollback = ignore
    _set_autocommit = complain
    compiler = complain
    schema_editor = complain

    def is_usable(self) -> bool:
        """Say that it always works: there is nothing to reconnect."""
        return True
