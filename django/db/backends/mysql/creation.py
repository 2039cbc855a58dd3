"""Test databases of MySQL and MariaDB: made on the server, copied by the programs that dump and load them."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.mysql.client import DatabaseClient, installed_name
from django.db.errors import DatabaseError

#: The server's number for "can't create database, it exists".
_DATABASE_EXISTS = 1007


class DatabaseCreation(BaseDatabaseCreation):
    """Creates, copies and destroys test databases on the server."""

    def sql_table_creation_suffix(self) -> str:
        """Return what follows CREATE DATABASE: character set and collation of TEST."""
        test = self.connection.settings_dict["TEST"]
        words = (("CHARSET", "CHARACTER SET"), ("COLLATION", "COLLATE"))
        return " ".join(f"{word} {test[key]}" for key, word in words if test.get(key))

    def _execute_create_test_db(self, cursor: Any, parameters: dict[str, str], keepdb: bool = False) -> None:
        try:
            super()._execute_create_test_db(cursor, parameters, keepdb)
        except DatabaseError as error:
            if error.args[:1] != (_DATABASE_EXISTS,):
                # Nothing that destroying an old database could mend.
                self.log(f"Got an error creating the test database: {error}")
                sys.exit(2)
            raise

    def _clone_test_db(self, suffix: Any, verbosity: int, keepdb: bool = False) -> None:
        source = self.connection.settings_dict["NAME"]
        target = self.get_test_db_clone_settings(suffix)["NAME"]
        parameters = {
            "dbname": str(self.connection.ops.quote_name(target)),
            "suffix": self.sql_table_creation_suffix(),
        }
        with self._nodb_cursor() as cursor:
            try:
                self._execute_create_test_db(cursor, parameters, keepdb)
            except DatabaseError:
                if keepdb:
                    return
                if verbosity >= 1:
                    shown = self._get_database_display_str(verbosity, target)
                    self.log(f"Destroying old test database for alias {shown}...")
                cursor.execute(f"DROP DATABASE {parameters['dbname']}")
                self._execute_create_test_db(cursor, parameters, keepdb)
        self._clone_db(source, target)

    def _clone_db(self, source_database_name: str, target_database_name: str) -> None:
        """Copy what is in one database into another: a dump that is read while it is written."""
        import subprocess  # cost: only tests in several processes copy databases

        settings_dict = self.connection.settings_dict
        (program, *dumping), env = DatabaseClient.settings_to_cmd_args_env(
            {**settings_dict, "NAME": source_database_name}, []
        )
        dumping = [installed_name("mysqldump"), *dumping[:-1], "--routines", "--events", source_database_name]
        loading = [installed_name(program), *dumping[1:-3], target_database_name]
        surroundings = None if env is None else {**os.environ, **env}
        with subprocess.Popen(dumping, stdout=subprocess.PIPE, env=surroundings) as dump:
            load = subprocess.Popen(loading, stdin=dump.stdout, stdout=subprocess.DEVNULL, env=surroundings)
            if dump.stdout is not None:
                # The loader has it; the dump must see it close when the loader is gone.
                dump.stdout.close()
            load.wait()
        for process, words in ((dump, dumping), (load, loading)):
            if process.returncode:
                self.log(f"Got an error cloning the test database: {words[0]} ended with {process.returncode}.")
                sys.exit(2)
