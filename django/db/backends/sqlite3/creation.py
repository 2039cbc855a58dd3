"""Test databases of SQLite: in memory unless the settings name a file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from typing import Any

from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.errors import NotSupportedError


class DatabaseCreation(BaseDatabaseCreation):
    """Creates test databases as files, or in memory where every thread sees the same."""

    @staticmethod
    def is_in_memory_db(database_name: Any) -> bool:
        """Tell whether a name stands for a database in memory."""
        return isinstance(database_name, str) and (database_name == ":memory:" or "mode=memory" in database_name)

    def _get_test_db_name(self) -> str:
        name = self.connection.settings_dict["TEST"].get("NAME") or ":memory:"
        if name == ":memory:":
            # A name of its own and a shared cache: the connections of other threads then see the same tables.
            return f"file:memorydb_{self.connection.alias}?mode=memory&cache=shared"
        return str(name)

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = self._get_test_db_name()
        if not keepdb and not self.is_in_memory_db(name) and os.access(name, os.F_OK):
            if verbosity >= 1:
                self.log(f"Destroying old test database for alias {self._get_database_display_str(verbosity, name)}...")
            self._ask_to_destroy(name, autoclobber)
            self._remove(name)
        return name

    def _remove(self, name: str) -> None:
        try:
            os.remove(name)
        except OSError as error:
            self.log(f"Got an error deleting the old test database: {error}")
            sys.exit(2)

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        if not test_database_name:
            return
        if self.is_in_memory_db(test_database_name):
            # `close()` spares it, because it would be gone; that is what is wanted here.
            self.connection.abandon()
        elif os.path.exists(test_database_name):
            os.remove(test_database_name)

    def get_test_db_clone_settings(self, suffix: Any) -> dict[str, Any]:
        """Return the configuration of a copy of the test database.

        Raises:
            NotSupportedError: processes are started in a way that leaves a database in memory behind.
        """
        settings_dict = self.connection.settings_dict
        name, method = settings_dict["NAME"], _start_method()
        if not self.is_in_memory_db(name):
            root, extension = os.path.splitext(name)
            return {**settings_dict, "NAME": f"{root}_{suffix}{extension}"}
        if method == "fork":
            # The new process has a copy of all memory, the database included.
            return dict(settings_dict)
        if method == "spawn":
            return {**settings_dict, "NAME": f"{self.connection.alias}_{suffix}.sqlite3"}
        raise NotSupportedError(f"Cloning with start method {method!r} is not supported.")

    def _clone_test_db(self, suffix: Any, verbosity: int, keepdb: bool = False) -> None:
        source = self.connection.settings_dict["NAME"]
        target = self.get_test_db_clone_settings(suffix)["NAME"]
        if self.is_in_memory_db(source):
            if _start_method() == "spawn":
                self._copy_into(target)
        elif not (keepdb and os.access(target, os.F_OK)):
            try:
                shutil.copy(source, target)
            except OSError as error:
                self.log(f"Got an error cloning the test database: {error}")
                sys.exit(2)

    def _copy_into(self, path: str) -> None:
        """Write a database in memory to a file, where a new process can read it."""
        if os.path.exists(path):
            os.remove(path)
        self.connection.ensure_connection()
        copy = sqlite3.connect(path)
        try:
            self.connection.connection.backup(copy)
        finally:
            copy.close()

    def setup_worker_connection(self, worker_id: Any) -> None:
        """Make the connection of a test process use its own copy."""
        settings_dict = self.get_test_db_clone_settings(worker_id)
        if not self.is_in_memory_db(self.connection.settings_dict["NAME"]):
            super().setup_worker_connection(worker_id)
        elif _start_method() == "spawn":
            alias = self.connection.alias
            self.connection.settings_dict.update(settings_dict)
            self.connection.settings_dict["NAME"] = f"file:memorydb_{alias}?mode=memory&cache=shared"
            self.connection.connect()
            source = sqlite3.connect(settings_dict["NAME"])
            try:
                source.backup(self.connection.connection)
            finally:
                source.close()
            os.remove(settings_dict["NAME"])

    def test_db_signature(self) -> tuple[Any, ...]:
        """Return what tells two test databases apart; those in memory differ by alias."""
        name = self._get_test_db_name()
        return (self.connection.settings_dict["NAME"], self.connection.alias if self.is_in_memory_db(name) else name)


def _start_method() -> str:
    import multiprocessing  # cost: only parallel tests need it

    return multiprocessing.get_start_method()
