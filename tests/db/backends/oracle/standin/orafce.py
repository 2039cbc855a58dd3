"""Sessions of PostgreSQL with the extension orafce, through psycopg; each user has a database of its own."""

from __future__ import annotations

import atexit
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import oracledb
import psycopg
from psycopg import sql as psycopg_sql

from tests import servers
from tests.db.backends.oracle.standin import problems
from tests.db.backends.oracle.standin.orafce_sql import OrafceRewriter
from tests.db.backends.oracle.standin.session import Column, Result, Variable

#: What is made in each database: functions and operators that orafce lacks, and the data dictionary.
FURNITURE = Path(__file__).with_name("orafce.sql").read_text(encoding="utf-8")

#: Where names are looked for: orafce's before PostgreSQL's own.
PATH = "SET search_path = public, standin, oracle, pg_catalog"

#: PostgreSQL's code of an error to Oracle's number.
CODES = {
    "21000": 1427,
    "22001": 12899,
    "22003": 1438,
    "22007": 1861,
    "22008": 1861,
    "22012": 1476,
    "22P02": 1722,
    "23502": 1400,
    "23503": 2291,
    "23505": 1,
    "23514": 2290,
    "3B001": 1086,
    "40001": 8177,
    "40P01": 60,
    "42701": 957,
    "42703": 904,
    "42803": 979,
    "42883": 904,
    "42P01": 942,
    "42P07": 955,
    "55P03": 54,
}

#: In the names of databases: processes do not get in each other's way.
_PROCESS = os.getpid()

# PostgreSQL's numbers of types.
_BOOLEAN, _BYTES, _TEXT, _INTERVAL, _NUMERIC = 16, 17, 25, 1186, 1700
_WHOLE, _FLOATS, _TIMES = (20, 21, 23), (700, 701), (1082, 1114, 1184)
_ZONE = re.compile(r"TIME_ZONE = ('[^']*')")
_DEFINITION = re.compile(r"\s*(CREATE|ALTER|DROP|TRUNCATE|COMMENT) ", re.IGNORECASE)
_OF_TRANSACTIONS = re.compile(r"\s*(SAVEPOINT|ROLLBACK) ", re.IGNORECASE)
_RESET = re.compile(r'MAX\("([^"]+)"\).*?FROM "([^"]+)"', re.DOTALL)


def connect(user: str) -> OrafceSession:
    """Open a session; the user's database is made for the first."""
    name = _database(user)
    try:
        return OrafceSession(_opened(name))
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise problems.error(12541, str(error)) from error
    _administer("CREATE DATABASE {}", name)
    # Also where the tests end before they drop the user.
    atexit.register(_drop_at_exit, user)
    try:
        with _opened(name) as connection:
            connection.execute(FURNITURE)  # type: ignore[arg-type]
        return OrafceSession(_opened(name))
    except psycopg.Error as error:
        drop(user)
        raise problems.error(12541, str(error)) from error


def drop(user: str) -> None:
    """Drop a user's database."""
    _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", _database(user))


def _drop_at_exit(user: str) -> None:
    # A process that was forked leaves that to its parent.
    if os.getpid() == _PROCESS:
        drop(user)


def _database(user: str) -> str:
    return f"orafce_{user.lower()}_{_PROCESS}"


def _opened(database: str) -> psycopg.Connection[Any]:
    url = urlsplit(str(servers.place("postgresql")))
    return psycopg.connect(
        host=url.hostname or "",
        port=url.port or 5432,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        dbname=database,
        cursor_factory=psycopg.ClientCursor,
        options="-c timezone=UTC -c synchronous_commit=off",
    )


def _administer(statement: str, name: str) -> None:
    with _opened("postgres") as connection:
        connection.autocommit = True
        connection.execute(psycopg_sql.SQL(statement).format(psycopg_sql.Identifier(name)))  # type: ignore[arg-type]


@lru_cache(maxsize=2048)
def rewritten(sql: str, types: tuple[tuple[str, type], ...]) -> str:
    """Return a statement for PostgreSQL.

    Args:
        types: name and type of each value.
    """
    return OrafceRewriter(dict(types)).statement(sql)


class OrafceSession:
    """One connection of psycopg. It is never in psycopg's autocommit: commits are ours."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._autocommit = False
        #: Whether there is the savepoint that statements are undone to.
        self._is_held = False
        self._plainly(PATH)
        connection.commit()

    def set_autocommit(self, autocommit: bool) -> None:
        self._autocommit = autocommit

    def commit(self) -> None:
        try:
            self._is_held = False
            self.connection.commit()
        except psycopg.Error as error:
            found = translated(error, "COMMIT")
            raise problems.error(2091, f"transaction rolled back; {found}") from error

    def rollback(self) -> None:
        self._is_held = False
        self.connection.rollback()

    def close(self) -> None:
        self.connection.close()

    def run(self, sql: str, binds: Mapping[str, Any]) -> Result:
        """Run a statement of Oracle's; one that fails leaves the transaction as it was."""
        start = sql.lstrip().upper()
        if start.startswith("ALTER SESSION"):
            return self._set_zone(sql)
        if start.startswith(("BEGIN", "DECLARE")):
            return self._reset(sql)
        # The empty text is NULL.
        given = {name: value for name, value in binds.items() if not isinstance(value, Variable)}
        values = {name: None if value == "" else value for name, value in given.items()}
        text = rewritten(sql, tuple([(name, type(value)) for name, value in values.items()]))
        if _DEFINITION.match(sql):
            self.commit()
            result = self._kept(text, values)
            self.commit()
        elif _OF_TRANSACTIONS.match(sql):
            if self._is_held:
                self._plainly("RELEASE SAVEPOINT standin_statement")
            self._is_held = False
            result = self._run(text, values)
        else:
            result = self._kept(text, values)
        if self._autocommit:
            self.commit()
        return result

    def _set_zone(self, sql: str) -> Result:
        zone = _ZONE.search(sql)
        if zone is not None:
            self._plainly(f"SET TIME ZONE {zone[1]}")
            self.connection.commit()
        return Result([], iter(()), 0)

    def _reset(self, sql: str) -> Result:
        """The one program the engine sends: a sequence moved behind the highest number."""
        found = _RESET.search(sql)
        if found is None:
            raise problems.cannot("PL/SQL")
        column, table = found[1], found[2]
        sequence = f"""pg_get_serial_sequence('"{table}"', '{column}')"""
        self._plainly(f'SELECT setval({sequence}, COALESCE(MAX("{column}"), 0) + 1, false) FROM "{table}"')
        if self._autocommit:
            self.commit()
        return Result([], iter(()), 0)

    def _kept(self, text: str, values: Mapping[str, Any]) -> Result:
        """Run a statement that is undone alone if it fails."""
        if self._autocommit:
            try:
                return self._run(text, values)
            except Exception:
                self.rollback()
                raise
        release = "RELEASE SAVEPOINT standin_statement; " if self._is_held else ""
        self._plainly(f"{release}SAVEPOINT standin_statement")
        self._is_held = True
        try:
            return self._run(text, values)
        except Exception:
            self._plainly("ROLLBACK TO SAVEPOINT standin_statement")
            raise

    def _plainly(self, sql: str) -> None:
        self.connection.execute(sql)  # type: ignore[arg-type]

    def _run(self, text: str, values: Mapping[str, Any]) -> Result:
        try:
            cursor = self.connection.execute(text, values)  # type: ignore[arg-type]
        except psycopg.Error as error:
            raise translated(error, text) from error
        if cursor.description is None:
            return Result([], iter(()), max(cursor.rowcount, 0))
        columns = [_column(cursor, place) for place in range(len(cursor.description))]
        return Result(columns, iter([tuple(map(_value, row)) for row in cursor.fetchall()]), 0)


def translated(error: psycopg.Error, sql: str) -> Exception:
    """Return PostgreSQL's error as Oracle's."""
    code = error.sqlstate or ""
    message = str(error).partition("\n")[0]
    number = CODES.get(code, 900)
    if number == 2291 and message.startswith("update or delete"):
        number = 2292
    return problems.error(number, f"{message} (PostgreSQL {code}) in: {sql}")


def _column(cursor: psycopg.Cursor[Any], place: int) -> Column:
    assert cursor.description is not None
    assert cursor.pgresult is not None
    described = cursor.description[place]
    kind, is_stored = described.type_code, cursor.pgresult.ftable(place) != 0
    name = described.name.upper() if described.name.islower() else described.name
    if kind == _BOOLEAN:
        raise problems.refused("a boolean stands in the result (ORA-00923)")
    if kind in _WHOLE:
        return Column(name, oracledb.DB_TYPE_NUMBER, *((19, 0) if is_stored else (0, -127)))
    if kind == _NUMERIC:
        size = (described.precision, described.scale) if described.precision else (0, -127)
        return Column(name, oracledb.DB_TYPE_NUMBER, *size)
    if kind in _FLOATS:
        return Column(name, oracledb.DB_TYPE_NUMBER, *((126, -127) if is_stored else (0, -127)))
    if kind in _TIMES:
        return Column(name, oracledb.DB_TYPE_TIMESTAMP)
    if kind == _INTERVAL:
        return Column(name, oracledb.DB_TYPE_INTERVAL_DS)
    if kind == _BYTES:
        return Column(name, oracledb.DB_TYPE_BLOB)
    return Column(name, oracledb.DB_TYPE_NCLOB if kind == _TEXT and is_stored else oracledb.DB_TYPE_NVARCHAR)


def _value(value: Any) -> Any:
    """Return a value as `Result` wants it: numbers as Decimals, NULL for the empty text."""
    if value == "":
        return None
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, int) else value
