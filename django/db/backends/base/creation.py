"""BaseDatabaseCreation: test databases made, copied, filled and destroyed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.base import test_contents
from django.utils.module_loading import import_string

#: What the name of a test database starts with if the settings give it none.
TEST_DATABASE_PREFIX = "test_"

#: The command that makes tables. Commands are the topmost floor, so it is found by name when a test database is made.
CALL_COMMAND = "django.core.management.call_command"


class BaseDatabaseCreation:
    """Creates and destroys the test database of one connection.

    Args:
        connection: the connection; its settings name the test database after `create_test_db`.
    """

    destruction_prompt = (
        "Type 'yes' if you would like to try deleting the test database '{name}', or 'no' to cancel: "
    )

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def log(self, message: str) -> None:
        """Tell the user what is done."""
        sys.stderr.write(f"{message}{os.linesep}")

    # --- the whole way ------------------------------------------------------------------------------------------------

    def create_test_db(
        self, verbosity: int = 1, autoclobber: bool = False, serialize: bool = True, keepdb: bool = False
    ) -> str:
        """Create the test database with all tables and make the connection use it.

        Args:
            verbosity: 0 says nothing, 2 names the database.
            autoclobber: destroy one that is left over without asking.
            serialize: keep the rows that migrations put in, to have them again after a flush.
            keepdb: use one that is there.

        Returns:
            The name of the test database.
        """
        name = self._get_test_db_name()
        if verbosity >= 1:
            deed = "Using existing" if keepdb else "Creating"
            self.log(f"{deed} test database for alias {self._get_database_display_str(verbosity, name)}...")
        self._create_test_db(verbosity=verbosity, autoclobber=autoclobber, keepdb=keepdb)
        self.connection.close()
        self._use_database(name)
        with self.writable(), self._migrations_as_wanted():
            import_string(CALL_COMMAND)(
                "migrate",
                verbosity=max(verbosity - 1, 0),
                interactive=False,
                database=self.connection.alias,
                run_syncdb=True,
            )
        if serialize:
            self.connection._test_serialized_contents = self.serialize_db_to_string()
        self.connection.ensure_connection()
        if os.environ.get("RUNNING_DJANGOS_TEST_SUITE") == "true":
            self.mark_expected_failures_and_skips()
        return name

    def _use_database(self, name: str) -> None:
        self.connection.settings_dict["NAME"] = name
        # Programs look the name up in the settings, too.
        written = settings.DATABASES.get(self.connection.alias)
        if isinstance(written, dict):
            written["NAME"] = name

    @contextmanager
    def writable(self) -> Iterator[None]:
        """A database that is not to be written to must still get its tables when it is a test's."""
        read_only, self.connection.read_only = self.connection.read_only, False
        try:
            yield
        finally:
            self.connection.read_only = read_only

    @contextmanager
    def _migrations_as_wanted(self) -> Iterator[None]:
        if self.connection.settings_dict["TEST"].get("MIGRATE", True):
            yield
            return
        before = settings.MIGRATION_MODULES
        settings.MIGRATION_MODULES = {app_config.label: None for app_config in apps.get_app_configs()}
        try:
            yield
        finally:
            settings.MIGRATION_MODULES = before

    def clone_test_db(self, suffix: Any, verbosity: int = 1, autoclobber: bool = False, keepdb: bool = False) -> None:
        """Copy the test database for one of several test processes.

        Args:
            suffix: tells the copy from others.
            verbosity, autoclobber, keepdb: as in `create_test_db`.
        """
        source = self.connection.settings_dict["NAME"]
        if verbosity >= 1:
            deed = "Using existing clone" if keepdb else "Cloning test database"
            self.log(f"{deed} for alias {self._get_database_display_str(verbosity, source)}...")
        self._clone_test_db(suffix, verbosity, keepdb)

    def destroy_test_db(
        self, old_database_name: str | None = None, verbosity: int = 1, keepdb: bool = False, suffix: Any = None
    ) -> None:
        """Destroy the test database, or a copy of it, and use the usual one again.

        Args:
            old_database_name: the usual database; None: go on with the test database's name.
            verbosity: 0 says nothing, 2 names the database.
            keepdb: leave it where it is.
            suffix: of the copy to destroy.
        """
        self.connection.close()
        if suffix is None:
            name = self.connection.settings_dict["NAME"]
        else:
            name = self.get_test_db_clone_settings(suffix)["NAME"]
        if verbosity >= 1:
            deed = "Preserving" if keepdb else "Destroying"
            self.log(f"{deed} test database for alias {self._get_database_display_str(verbosity, name)}...")
        if not keepdb:
            self._destroy_test_db(name, verbosity)
        if old_database_name is not None:
            self._use_database(old_database_name)

    # --- names --------------------------------------------------------------------------------------------------------

    def _get_test_db_name(self) -> str:
        settings_dict = self.connection.settings_dict
        name: str = settings_dict["TEST"].get("NAME") or f"{TEST_DATABASE_PREFIX}{settings_dict['NAME']}"
        return name

    def _get_database_display_str(self, verbosity: int, database_name: Any) -> str:
        return f"'{self.connection.alias}'" + (f" ('{database_name}')" if verbosity >= 2 else "")

    def get_test_db_clone_settings(self, suffix: Any) -> dict[str, Any]:
        """Return the configuration of a copy of the test database."""
        settings_dict = self.connection.settings_dict
        return {**settings_dict, "NAME": f"{settings_dict['NAME']}_{suffix}"}

    def test_db_signature(self) -> tuple[Any, ...]:
        """Return what tells two test databases apart: aliases with the same one share it."""
        settings_dict = self.connection.settings_dict
        return (settings_dict["HOST"], settings_dict["PORT"], settings_dict["ENGINE"], self._get_test_db_name())

    def set_as_test_mirror(self, primary_settings_dict: dict[str, Any]) -> None:
        """Make the connection use another alias's test database."""
        self.connection.settings_dict["NAME"] = primary_settings_dict["NAME"]

    # --- the parts that engines do their own way ----------------------------------------------------------------------

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = self._get_test_db_name()
        parameters = {"dbname": self.connection.ops.quote_name(name), "suffix": self.sql_table_creation_suffix()}
        with self._nodb_cursor() as cursor:
            try:
                self._execute_create_test_db(cursor, parameters, keepdb)
            except Exception as error:
                if keepdb:
                    return name
                self.log(f"Got an error creating the test database: {error}")
                self._ask_to_destroy(name, autoclobber)
                if verbosity >= 1:
                    shown = self._get_database_display_str(verbosity, name)
                    self.log(f"Destroying old test database for alias {shown}...")
                cursor.execute(f"DROP DATABASE {parameters['dbname']}")
                self._execute_create_test_db(cursor, parameters, keepdb)
        return name

    def _execute_create_test_db(self, cursor: Any, parameters: dict[str, str], keepdb: bool = False) -> None:
        cursor.execute("CREATE DATABASE {dbname} {suffix}".format(**parameters))

    def _nodb_cursor(self) -> Any:
        return self.connection._nodb_cursor()

    def _ask_to_destroy(self, name: str, autoclobber: bool) -> None:
        if not autoclobber and input(self.destruction_prompt.format(name=name)) != "yes":
            self.log("Tests cancelled.")
            sys.exit(1)

    def _clone_test_db(self, suffix: Any, verbosity: int, keepdb: bool = False) -> None:
        raise NotImplementedError(
            "The database backend doesn't support cloning databases. Disable the option to run tests in parallel "
            "processes."
        )

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)}")

    def sql_table_creation_suffix(self) -> str:
        """Return what follows CREATE DATABASE, its character set for one."""
        return ""

    def setup_worker_connection(self, worker_id: Any) -> None:
        """Make the connection of a test process use its own copy."""
        settings_dict = self.get_test_db_clone_settings(str(worker_id))
        # The dictionary stays the same object: the handler and the settings hold it as well.
        self.connection.settings_dict.update(settings_dict)
        self.connection.close()

    # --- rows, and marks on tests -------------------------------------------------------------------------------------

    def serialize_db_to_string(self) -> str:
        """Return the rows of all apps with migrations, as JSON."""
        return test_contents.serialized(self.connection)

    def deserialize_db_from_string(self, data: str) -> None:
        """Put rows in that `serialize_db_to_string` returned."""
        test_contents.load(self.connection, data)

    def mark_expected_failures_and_skips(self) -> None:
        """Mark the tests that `features` lists as failing on, or of no use for, this engine."""
        from unittest import expectedFailure, skip  # cost: only the reference's own suite wants it

        for name in self.connection.features.django_test_expected_failures:
            _replace_test(name, expectedFailure)
        for reason, names in self.connection.features.django_test_skips.items():
            for name in names:
                _replace_test(name, skip(reason))


def _replace_test(name: str, decorator: Any) -> None:
    """Decorate a test class, function or method, if the app it belongs to is part of this run."""
    owner_path, _, attribute = name.rpartition(".")
    package = name.partition(".")[0]
    if package not in settings.INSTALLED_APPS:
        return
    try:
        owner = import_string(owner_path)
    except ImportError:
        owner = __import__(owner_path, fromlist=[attribute])
    setattr(owner, attribute, decorator(getattr(owner, attribute)))
