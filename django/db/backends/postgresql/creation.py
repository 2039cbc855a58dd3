"""Test databases of PostgreSQL: made from a template, copied by the server."""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.psycopg_any import errors


class DatabaseCreation(BaseDatabaseCreation):
    """Creates, copies and destroys test databases on the server."""

    def _quote_name(self, name: str) -> str:
        return str(self.connection.ops.quote_name(name))

    def _get_database_create_suffix(self, encoding: str | None = None, template: str | None = None) -> str:
        suffix = ""
        if encoding:
            suffix += f" ENCODING '{encoding}'"
        if template:
            suffix += f" TEMPLATE {self._quote_name(template)}"
        return f"WITH{suffix}" if suffix else ""

    def sql_table_creation_suffix(self) -> str:
        """Return what follows CREATE DATABASE.

        Raises:
            ImproperlyConfigured: a collation is asked for, which a database gets from its template here.
        """
        test = self.connection.settings_dict["TEST"]
        if test.get("COLLATION") is not None:
            raise ImproperlyConfigured(
                "PostgreSQL does not support collation setting at database creation time."
            )
        return self._get_database_create_suffix(encoding=test.get("CHARSET"), template=test.get("TEMPLATE"))

    def _database_exists(self, cursor: Any, database_name: str) -> bool:
        cursor.execute("SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s", [database_name.strip('"')])
        return cursor.fetchone() is not None

    def _execute_create_test_db(self, cursor: Any, parameters: dict[str, str], keepdb: bool = False) -> None:
        try:
            if keepdb and self._database_exists(cursor, parameters["dbname"]):
                return
            super()._execute_create_test_db(cursor, parameters, keepdb)
        except Exception as error:
            cause = error.__cause__
            if not isinstance(cause, errors.DuplicateDatabase):
                # Nothing that destroying an old database could mend.
                self.log(f"Got an error creating the test database: {error}")
                sys.exit(2)
            if not keepdb:
                raise

    def _clone_test_db(self, suffix: Any, verbosity: int, keepdb: bool = False) -> None:
        # The server copies a database only while nobody uses it.
        self.connection.close()
        self.connection.close_pool()
        source = self.connection.settings_dict["NAME"]
        target = self.get_test_db_clone_settings(suffix)["NAME"]
        parameters = {
            "dbname": self._quote_name(target),
            "suffix": self._get_database_create_suffix(template=source),
        }
        with self._nodb_cursor() as cursor:
            try:
                self._execute_create_test_db(cursor, parameters, keepdb)
            except Exception:
                if verbosity >= 1:
                    shown = self._get_database_display_str(verbosity, target)
                    self.log(f"Destroying old test database for alias {shown}...")
                try:
                    cursor.execute(f"DROP DATABASE {parameters['dbname']}")
                    self._execute_create_test_db(cursor, parameters, keepdb)
                except Exception as error:
                    self.log(f"Got an error cloning the test database: {error}")
                    sys.exit(2)

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        self.connection.close_pool()
        super()._destroy_test_db(test_database_name, verbosity)
