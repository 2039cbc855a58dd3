"""Where the databases of a run are, and filling them through the plain driver."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from bench import tables

ALIASES = ("default", "other", "third", "fourth")
#: Engine to where its server is; `BENCH_POSTGRESQL` and `BENCH_MYSQL` say otherwise.
SERVERS = {"postgresql": "postgresql://postgres@127.0.0.1:5432", "mysql": "mysql://root@127.0.0.1:3306"}
#: Engine to the modules of its drivers.
DRIVERS = {"postgresql": ("psycopg2", "psycopg"), "mysql": ("MySQLdb", "pymysql")}


class Place:
    """One database of a run.

    Args:
        engine: sqlite, postgresql or mysql.
        alias: one of ALIASES.
        folder: where SQLite's files are.
    """

    def __init__(self, engine: str, alias: str, folder: str) -> None:
        self.engine = engine
        self.alias = alias
        # Runs beside each other have databases of their own.
        self.name = f"orm_benchmark_{crc32(folder.encode()):08x}_{alias}"
        if engine == "sqlite":
            self.name = str(Path(folder, f"{alias}.sqlite3"))
            return
        url = urlsplit(os.environ.get(f"BENCH_{engine.upper()}") or SERVERS[engine])
        self.host, self.port = url.hostname or "127.0.0.1", url.port or 0
        self.user, self.password = url.username or "", url.password or ""

    def connect(self, driver: str = "", name: str | None = None) -> Any:
        """Return a plain connection.

        Args:
            driver: module of the driver; the usual one if empty.
            name: another database of the same server.
        """
        name = self.name if name is None else name
        if self.engine == "sqlite":
            connection = import_module("sqlite3").connect(name, isolation_level=None)
            # As a program would that cares for its time: the same for every peer.
            connection.execute("PRAGMA foreign_keys = ON")
            return connection
        module = import_module(driver or _installed(*DRIVERS[self.engine]))
        if self.engine == "postgresql":
            return module.connect(
                dbname=name, user=self.user, password=self.password or None, host=self.host, port=self.port
            )
        return module.connect(
            database=name,
            user=self.user,
            password=self.password,
            host=self.host,
            port=self.port,
            charset="utf8mb4",
            autocommit=True,
        )


def _installed(*modules: str) -> str:
    """Return the first module that is there."""
    for module in modules:
        if find_spec(module) is not None:
            return module
    raise ImportError(f"None of these drivers is installed: {', '.join(modules)}.")


def places(engine: str, folder: str) -> dict[str, Place]:
    """Return the four databases of a run."""
    return {alias: Place(engine, alias, folder) for alias in ALIASES}


def create(engine: str, folder: str) -> None:
    """Make the four databases anew and fill them."""
    for place in places(engine, folder).values():
        _drop_and_create(place)
        connection = place.connect()
        if engine == "sqlite":
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN")
        cursor = connection.cursor()
        for sql in tables.definitions(engine):
            cursor.execute(sql)
        for table, columns in tables.TABLES.items():
            _fill(engine, cursor, table, tuple(columns))
        if engine == "postgresql":
            for table in tables.TABLES:
                top = f'(SELECT COALESCE(MAX(id), 0) + 1 FROM "{table}")'
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {top}, false)")
        connection.commit()
        cursor.execute("ANALYZE" if engine != "mysql" else "ANALYZE TABLE book, author, review")
        if engine == "mysql":
            cursor.fetchall()
        connection.commit()
        connection.close()


def drop(engine: str, folder: str) -> None:
    """Remove the four databases."""
    for place in places(engine, folder).values():
        if engine == "sqlite":
            for ending in ("", "-wal", "-shm"):
                Path(place.name + ending).unlink(missing_ok=True)
        else:
            _on_server(place, f"DROP DATABASE IF EXISTS {tables.quoted(engine, place.name)}")


def _drop_and_create(place: Place) -> None:
    if place.engine == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(place.name + ending).unlink(missing_ok=True)
        return
    name = tables.quoted(place.engine, place.name)
    _on_server(place, f"DROP DATABASE IF EXISTS {name}")
    _on_server(place, f"CREATE DATABASE {name}" + (" CHARACTER SET utf8mb4" if place.engine == "mysql" else ""))


def _on_server(place: Place, sql: str) -> None:
    connection = place.connect(name="postgres" if place.engine == "postgresql" else "mysql")
    if place.engine == "postgresql":
        connection.autocommit = True
    connection.cursor().execute(sql)
    connection.close()


def _fill(engine: str, cursor: Any, table: str, columns: tuple[str, ...]) -> None:
    rows = [tuple(map(_stored, row)) if engine == "sqlite" else row for row in tables.rows(table)]
    if rows:
        names = ", ".join(tables.quoted(engine, column) for column in columns)
        marks = ", ".join(["?" if engine == "sqlite" else "%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {tables.quoted(engine, table)} ({names}) VALUES ({marks})", rows)


def _stored(value: Any) -> Any:
    """Return a value as SQLite keeps it: moments as text, money as a number."""
    if hasattr(value, "isoformat"):
        return value.isoformat(" ", "microseconds")
    return float(value) if value.__class__.__name__ == "Decimal" else value


class Workshop:
    """Puts rows in place before a measurement and clears them after it, beside the peer and not in its time."""

    def __init__(self, place: Place) -> None:
        self.engine = place.engine
        self.connection = place.connect()
        if place.engine == "postgresql":
            self.connection.autocommit = True

    def prepare(self, entries: int = 0, folders: int = 0) -> None:
        """Leave exactly this many rows in the tables that are written, with keys from 1."""
        cursor = self.connection.cursor()
        for table in tables.WRITTEN:
            self._empty(cursor, table)
        fields = ["id", *tables.entry(0)]
        self._insert(cursor, "entry", fields, [(n, *tables.entry(n).values()) for n in range(1, entries + 1)])
        self._insert(cursor, "folder", ["id", "name"], [(n, f"Folder {n}") for n in range(1, folders + 1)])
        children = range(3 * folders)
        self._insert(cursor, "page", ["folder_id", "text"], [(n // 3 + 1, f"Page {n}") for n in children])
        self._insert(cursor, "stamp", ["folder_id", "number"], [(n // 3 + 1, n) for n in children])
        if self.engine == "postgresql":
            for table, top in (("entry", entries), ("folder", folders)):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {top + 1}, false)")

    def _empty(self, cursor: Any, table: str) -> None:
        name = tables.quoted(self.engine, table)
        if self.engine == "postgresql":
            cursor.execute(f"TRUNCATE {name} RESTART IDENTITY")
        elif self.engine == "mysql":
            cursor.execute(f"TRUNCATE {name}")
        else:
            cursor.execute(f"DELETE FROM {name}")
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])

    def _insert(self, cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        if self.engine == "sqlite":
            rows = [tuple(map(_stored, row)) for row in rows]
            cursor.execute("BEGIN")
        marks = ", ".join(["?" if self.engine == "sqlite" else "%s"] * len(columns))
        names = ", ".join(tables.quoted(self.engine, column) for column in columns)
        cursor.executemany(f"INSERT INTO {tables.quoted(self.engine, table)} ({names}) VALUES ({marks})", rows)
        if self.engine == "sqlite":
            cursor.execute("COMMIT")
