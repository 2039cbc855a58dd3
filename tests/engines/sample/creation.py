"""Test databases: files that are removed again."""

from __future__ import annotations

import os

from django.db.backends.base.creation import BaseDatabaseCreation


class DatabaseCreation(BaseDatabaseCreation):
    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = self._get_test_db_name()
        if not keepdb:
            self._destroy_test_db(name, verbosity)
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        if os.path.exists(test_database_name):
            os.remove(test_database_name)
