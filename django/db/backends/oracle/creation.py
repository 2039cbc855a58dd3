"""Test databases of Oracle: a user with tablespaces of its own in the same database, made by the usual user."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.db.backends.base.creation import TEST_DATABASE_PREFIX, BaseDatabaseCreation
from django.db.backends.oracle.failures import number_of
from django.db.errors import DatabaseError
from django.utils.crypto import get_random_string

#: A name (of a user or tablespace) is in use; a user is not there; a tablespace is not there.
_USED_NAMES = frozenset({1920, 1543})
_NO_USER, _NO_TABLESPACE = 1918, 959

#: What a test user must be allowed, and what is of use if the usual user can pass it on.
_PRIVILEGES = ("CREATE SESSION", "CREATE TABLE", "CREATE SEQUENCE", "CREATE PROCEDURE", "CREATE TRIGGER")
_FURTHER_PRIVILEGES = ("CREATE VIEW", "CREATE MATERIALIZED VIEW")

_PASSWORD_LENGTH = 30


class DatabaseCreation(BaseDatabaseCreation):
    """Creates and destroys test users and their tablespaces.

    The connection logs in as the test user in between; the usual one is remembered in the settings.
    """

    # --- names --------------------------------------------------------------------------------------------------------

    def _test_setting(self, key: str, default: Any = None) -> Any:
        value = self.connection.settings_dict["TEST"].get(key)
        return default if value is None else value

    def _get_test_db_name(self) -> str:
        """The test user lives in the same database."""
        name: str = self.connection.settings_dict["NAME"]
        return name

    def _test_user(self) -> str:
        settings_dict = self.connection.settings_dict
        usual = settings_dict.get("SAVED_USER", settings_dict["USER"])
        return str(self._test_setting("USER") or f"{TEST_DATABASE_PREFIX}{usual}")

    def _test_password(self) -> str:
        """The password of the test user; one made up is remembered for the run."""
        password = self._test_setting("PASSWORD")
        if password is None:
            # Some servers want passwords to begin with a letter.
            password = "T" + get_random_string(length=_PASSWORD_LENGTH - 1)
            self.connection.settings_dict["TEST"]["PASSWORD"] = password
        return str(password)

    def _tablespace(self) -> str:
        return str(self._test_setting("TBLSPACE") or self._test_user())

    def _temporary_tablespace(self) -> str:
        return str(self._test_setting("TBLSPACE_TMP") or f"{self._test_user()}_temp")

    def parameters(self) -> dict[str, str]:
        """Return what the statements need: names as identifiers, file names and sizes."""
        quote = self.connection.ops.quote_name
        space, temporary = self._tablespace(), self._temporary_tablespace()
        return {
            "user": quote(self._test_user()),
            "password": self._test_password().replace('"', ""),
            "tablespace": quote(space),
            "temporary": quote(temporary),
            "datafile": self._test_setting("DATAFILE", f"{space}.dbf"),
            "datafile_tmp": self._test_setting("DATAFILE_TMP", f"{temporary}.dbf"),
            "maxsize": self._test_setting("DATAFILE_MAXSIZE", "500M"),
            "maxsize_tmp": self._test_setting("DATAFILE_TMP_MAXSIZE", "500M"),
            "size": self._test_setting("DATAFILE_SIZE", "50M"),
            "size_tmp": self._test_setting("DATAFILE_TMP_SIZE", "50M"),
            "extsize": self._test_setting("DATAFILE_EXTSIZE", "25M"),
            "extsize_tmp": self._test_setting("DATAFILE_TMP_EXTSIZE", "25M"),
        }

    def _creates_tablespaces(self) -> bool:
        return bool(self._test_setting("CREATE_DB", True))

    def _creates_user(self) -> bool:
        return bool(self._test_setting("CREATE_USER", True))

    def test_db_signature(self) -> tuple[Any, ...]:
        """Return what tells two test databases apart: the user, for the database is the usual one."""
        settings_dict = self.connection.settings_dict
        return (
            settings_dict["HOST"],
            settings_dict["PORT"],
            settings_dict["ENGINE"],
            settings_dict["NAME"],
            self._test_user(),
        )

    def set_as_test_mirror(self, primary_settings_dict: dict[str, Any]) -> None:
        """Make the connection use another alias's test user."""
        self.connection.settings_dict["USER"] = primary_settings_dict["USER"]
        self.connection.settings_dict["PASSWORD"] = primary_settings_dict["PASSWORD"]

    # --- creating -----------------------------------------------------------------------------------------------------

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        with self._usual_user().cursor() as cursor:
            if self._creates_tablespaces():
                self._make(cursor, self.tablespace_sql(), self._drop_tablespaces, "tablespace", autoclobber, keepdb)
            if self._creates_user():
                self._make(cursor, self.user_sql(), self._drop_user, "user", autoclobber, keepdb)
                self._grant(cursor, keepdb)
        # Only its wrapper is needed again, to destroy what was made.
        self._usual_user().close()
        self._log_in_as_test_user()
        return self._get_test_db_name()

    def _make(
        self, cursor: Any, statements: list[str], drop: Any, what: str, autoclobber: bool, keepdb: bool
    ) -> None:
        """Run the statements that make something; if it is there, use it, or make it anew."""
        try:
            self._run(cursor, statements)
        except DatabaseError as error:
            if number_of(error.__cause__ or error) not in _USED_NAMES:
                self.log(f"Got an error creating the test {what}: {error}")
                sys.exit(2)
            if keepdb:
                return
            self.log(f"Got an error creating the test {what}: {error}")
            self._ask_to_destroy(self._test_user(), autoclobber)
            try:
                drop(cursor)
                self._run(cursor, statements)
            except DatabaseError as second:
                self.log(f"Got an error recreating the test {what}: {second}")
                sys.exit(2)

    def tablespace_sql(self) -> list[str]:
        """Return the statements that create both tablespaces."""
        managed = self._test_setting("ORACLE_MANAGED_FILES", False)
        names = self.parameters()
        statements = []
        for words, name, suffix in (
            ("TABLESPACE {} DATAFILE", names["tablespace"], ""),
            ("TEMPORARY TABLESPACE {} TEMPFILE", names["temporary"], "_tmp"),
        ):
            file = "" if managed else f" {self.connection.ops.text_literal(names[f'datafile{suffix}'])}"
            statements.append(
                f"CREATE {words.format(name)}{file} SIZE {names[f'size{suffix}']}"
                + ("" if managed else " REUSE")
                + f" AUTOEXTEND ON NEXT {names[f'extsize{suffix}']} MAXSIZE {names[f'maxsize{suffix}']}"
            )
        return statements

    def user_sql(self) -> list[str]:
        """Return the statement that creates the test user."""
        return [
            'CREATE USER {user} IDENTIFIED BY "{password}" DEFAULT TABLESPACE {tablespace} '
            "TEMPORARY TABLESPACE {temporary} QUOTA UNLIMITED ON {tablespace}".format(**self.parameters())
        ]

    def _grant(self, cursor: Any, keepdb: bool) -> None:
        names = self.parameters()
        if keepdb:
            # Left over from a run whose password may have been made up.
            self._run(cursor, ['ALTER USER {user} IDENTIFIED BY "{password}"'.format(**names)])
        self._run(cursor, [f"GRANT {', '.join(_PRIVILEGES)} TO {names['user']}"])
        for privilege in _FURTHER_PRIVILEGES:
            try:
                self._run(cursor, [f"GRANT {privilege} TO {names['user']}"])
            except DatabaseError as error:
                self.log(f"The test user has no privilege to {privilege}: {error}")

    def _run(self, cursor: Any, statements: list[str]) -> None:
        """Run statements past all that looks on: passwords stand in them."""
        with self.connection.wrap_database_errors:
            for sql in statements:
                cursor.cursor.execute(sql)

    # --- logging in ---------------------------------------------------------------------------------------------------

    def _log_in_as_test_user(self) -> None:
        settings_dict = self.connection.settings_dict
        settings_dict.setdefault("SAVED_USER", settings_dict["USER"])
        settings_dict.setdefault("SAVED_PASSWORD", settings_dict["PASSWORD"])
        self._log_in(self._test_user(), self._test_password())

    def _log_in(self, user: str, password: str) -> None:
        self.connection.close_pool()
        changes = {"USER": user, "PASSWORD": password}
        self.connection.settings_dict.update(changes)
        # Programs look these up in the settings, too.
        written = settings.DATABASES.get(self.connection.alias)
        if isinstance(written, dict):
            written.update(changes)

    def _usual_user(self) -> Any:
        """Return a connection of the usual user, who makes and destroys the other one."""
        settings_dict = self.connection.settings_dict
        options = {key: value for key, value in settings_dict["OPTIONS"].items() if key != "pool"}
        usual = {
            **settings_dict,
            "USER": settings_dict.get("SAVED_USER", settings_dict["USER"]),
            "PASSWORD": settings_dict.get("SAVED_PASSWORD", settings_dict["PASSWORD"]),
            "OPTIONS": options,
        }
        return type(self.connection)(usual, alias=self.connection.alias)

    # --- destroying ---------------------------------------------------------------------------------------------------

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        usual = self._usual_user()
        settings_dict = self.connection.settings_dict
        self._log_in(settings_dict.pop("SAVED_USER", settings_dict["USER"]), usual.settings_dict["PASSWORD"])
        settings_dict.pop("SAVED_PASSWORD", None)
        try:
            with usual.cursor() as cursor:
                if self._creates_user():
                    self._drop_user(cursor)
                if self._creates_tablespaces():
                    self._drop_tablespaces(cursor)
        finally:
            usual.close()

    def _drop_user(self, cursor: Any) -> None:
        self._drop(cursor, f"DROP USER {self.parameters()['user']} CASCADE", _NO_USER)

    def _drop_tablespaces(self, cursor: Any) -> None:
        names = self.parameters()
        for name in (names["tablespace"], names["temporary"]):
            sql = f"DROP TABLESPACE {name} INCLUDING CONTENTS AND DATAFILES CASCADE CONSTRAINTS"
            self._drop(cursor, sql, _NO_TABLESPACE)

    def _drop(self, cursor: Any, sql: str, missing: int) -> None:
        """Drop something; what is not there need not be."""
        try:
            cursor.execute(sql)
        except DatabaseError as error:
            if number_of(error.__cause__ or error) != missing:
                raise
