"""Faults, each provoked on a database of one engine: the rows of the table in ``docs/connections.rst``.

A fault is a public method that leaves with the error its `victim` suffers. Its docstring is what the table calls it. An
engine where a fault cannot be has no such method.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from tests.faults.conftest import Fallible
from tests.testapp.models import Author, Book, Publisher


def run(connection: Any, sql: str, params: Any = None) -> Any:
    """Run a statement; return its first value, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


@contextmanager
def beside(deed: Callable[[], Any]) -> Iterator[None]:
    """Run a function in another thread, which is waited for."""
    thread = threading.Thread(target=deed)
    thread.start()
    try:
        yield
    finally:
        thread.join(30)
        assert not thread.is_alive()


def wait_until(true: Callable[[], Any]) -> None:
    """Ask again and again until it is true."""
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


class Refusals:
    """What every engine may refuse."""

    #: The faults after which the connection is of no use.
    losses: frozenset[str] = frozenset()

    def __init__(self, place: Fallible) -> None:
        self.place = place
        self.victim = place.connect(CONN_MAX_AGE=None)

    def authors(self, connection: Any = None) -> Any:
        """Return the authors as the victim sees them, or another."""
        return Author.objects.using((connection or self.victim).alias)

    def unique(self) -> None:
        """A value twice that must be unique"""
        Publisher.objects.using(self.victim.alias).bulk_create([Publisher(name="x"), Publisher(name="x")])

    def reference(self) -> None:
        """A reference to nothing"""
        with transaction.atomic(using=self.victim.alias):
            Book.objects.using(self.victim.alias).create(title="t", author_id=12345)

    def null(self) -> None:
        """NULL where none may be"""
        self.authors().create(name=None)

    def check(self) -> None:
        """A check that fails"""
        run(self.victim, "INSERT INTO strict_things (n) VALUES (%s)", [-1])

    def missing(self) -> None:
        """A table that is not there"""
        run(self.victim, "SELECT * FROM nowhere")

    def syntax(self) -> None:
        """A statement that is none"""
        run(self.victim, "SELEC 1")

    def locked(self) -> None:
        """A lock waited for in vain"""
        run(self.victim, self.place.words.impatient)
        self.authors().create(name="a")
        holder = self.place.connect()
        with transaction.atomic(using=holder.alias):
            self.authors(holder).update(name="held")
            self.authors().update(name="waited")

    def overtaken(self) -> None:
        """A row that another transaction changed since"""
        other = self.victim
        name = other.settings_dict["NAME"]
        self.victim = self.place.connect(NAME=name, CONN_MAX_AGE=None, **self.place.words.snapshot())
        self.authors().create(name="a")
        with transaction.atomic(using=self.victim.alias):
            author = self.authors().get()
            self.authors(other).update(name="b")
            author.save()


class ServerFaults(Refusals):
    """What servers may refuse, and what may become of them."""

    losses = frozenset({"ended_meanwhile", "ended", "killed", "away"})

    def too_large(self) -> None:
        """A number too large for its column"""
        run(self.victim, "INSERT INTO strict_things (n) VALUES (%s)", [40_000])

    def too_long(self) -> None:
        """A text too long for its column"""
        run(self.victim, "INSERT INTO strict_things (n, word) VALUES (1, %s)", ["four"])

    def deadlock(self) -> None:
        """Transactions that wait for each other"""
        first, *others = (self.authors().create(name=name).pk for name in "abcdef")
        other, watcher = self.place.connect(), self.place.connect()
        run(other, self.place.words.stubborn)
        has_first = threading.Event()

        def cross() -> None:
            has_first.wait(20)
            run(other, "UPDATE testapp_author SET age = 1 WHERE id = %s", [first])
            other.rollback()

        other.inc_thread_sharing()
        other.set_autocommit(False)
        # Where the server chooses, it refuses who has changed less.
        self.authors(other).filter(pk__in=others).update(age=1)
        with beside(cross), transaction.atomic(using=self.victim.alias):
            self.authors().filter(pk=first).update(age=2)
            has_first.set()
            wait_until(lambda: run(watcher, self.place.words.waiting))
            self._last_step(others[0])

    def _last_step(self, key: int) -> None:
        self.authors().filter(pk=key).update(age=2)

    def too_slow(self) -> None:
        """A statement that ran too long"""
        run(self.victim, self.place.words.hurried)
        run(self.victim, self.place.words.wait)

    def cancelled(self) -> None:
        """A statement that somebody cancelled"""
        self._interrupt(self.place.words.cancel)

    def ended_meanwhile(self) -> None:
        """A session that somebody ended, at work"""
        self._interrupt(self.place.words.end)

    def _interrupt(self, sql: str) -> None:
        session, other = run(self.victim, self.place.words.session), self.place.connect()
        other.inc_thread_sharing()

        def stop() -> None:
            wait_until(lambda: run(other, self.place.words.at_work, [session]))
            run(other, sql, [session])

        with beside(stop):
            run(self.victim, self.place.words.wait)

    def ended(self) -> None:
        """A session that somebody ended, idle"""
        session, other = run(self.victim, self.place.words.session), self.place.connect()
        run(other, self.place.words.end, [session])
        wait_until(lambda: not run(other, self.place.words.alive, [session]))
        run(self.victim, "SELECT 1")

    def killed(self) -> None:
        """A server that crashed and is back"""
        self.place.restart()
        run(self.victim, "SELECT 1")

    def away(self) -> None:
        """A server that is away"""
        self.victim.close()
        self.place.server.kill()
        try:
            run(self.victim, "SELECT 1")
        finally:
            self.place.server.start()


class PostgreSQLFaults(ServerFaults):
    """Those of PostgreSQL."""

    def read_only(self) -> None:
        """A write where only reading is allowed"""
        run(self.victim, "SET default_transaction_read_only = on")
        try:
            self.authors().create(name="a")
        finally:
            run(self.victim, "RESET default_transaction_read_only")


class MySQLFaults(ServerFaults):
    """Those of MySQL and MariaDB."""

    def read_only(self) -> None:
        """A write where only reading is allowed"""
        other, user = self.victim, "'reader'@'127.0.0.1'"
        for sql in (f"CREATE OR REPLACE USER {user}", f"GRANT ALL ON *.* TO {user}"):
            run(other, sql)
        # Who has this right may write all the same.
        run(other, f"REVOKE SUPER, READ_ONLY ADMIN ON *.* FROM {user}")
        run(other, "SET GLOBAL read_only = ON")
        self.victim = self.place.connect(USER="reader", CONN_MAX_AGE=None)
        try:
            self.authors().create(name="a")
        finally:
            run(other, "SET GLOBAL read_only = OFF")


class SQLiteFaults(Refusals):
    """Those of SQLite, whose server is a file."""

    losses = frozenset({"away", "removed", "corrupt", "no_database"})

    def _open_copy(self, name: str, change: Callable[[bytearray], Any] = bytes) -> Path:
        """Make a changed copy of the database the victim's; return its path."""
        copy = self.place.server.directory / name
        content = bytearray(Path(self.place.config()["NAME"]).read_bytes())
        change(content)
        copy.write_bytes(content)
        self.victim = self.place.connect(NAME=str(copy), CONN_MAX_AGE=None)
        return copy

    def overtaken(self) -> None:
        """A row that another transaction changed since"""
        # A copy: the file would stay as this makes it.
        self._open_copy("snapshots")
        super().overtaken()

    def deadlock(self) -> None:
        """Transactions that wait for each other"""
        self.authors().create(name="a")
        other = self.place.connect()
        with transaction.atomic(using=self.victim.alias), transaction.atomic(using=other.alias):
            self.authors().get()
            self.authors(other).update(age=1)
            # Not waited for: the other one could never commit.
            self.authors().update(age=2)

    def cancelled(self) -> None:
        """A statement that somebody cancelled"""
        self.victim.connection.create_function("stop", 0, self.victim.connection.interrupt)
        run(self.victim, "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT stop() FROM n")

    def away(self) -> None:
        """A server that is away"""
        self.victim.close()
        self.victim.settings_dict["NAME"] = str(self.place.server.directory / "nowhere" / "file")
        try:
            run(self.victim, "SELECT 1")
        finally:
            self.victim.settings_dict["NAME"] = self.place.config()["NAME"]

    def read_only(self) -> None:
        """A write where only reading is allowed"""
        self.victim = self.place.connect(NAME=f"file:{self.place.config()['NAME']}?mode=ro")
        self.authors().create(name="a")

    def full(self) -> None:
        """No room left"""
        # Pages that were given back would be used again.
        run(self.victim, "VACUUM")
        run(self.victim, f"PRAGMA max_page_count = {run(self.victim, 'PRAGMA page_count')}")
        try:
            self.authors().create(name="a" * 100_000)
        finally:
            run(self.victim, "PRAGMA max_page_count = 1000000")

    def _spoil(self, change: Callable[[bytearray], Any]) -> None:
        copy = self._open_copy("spoilt", change)
        try:
            self.authors().count()
        finally:
            copy.write_bytes(b"")

    def no_database(self) -> None:
        """A file that is no database"""
        self._spoil(lambda content: content.__setitem__(slice(0, 100), b"x" * 100))

    def corrupt(self) -> None:
        """A file that is damaged"""
        self._spoil(lambda content: content.__setitem__(slice(4096, None), b"\xff" * (len(content) - 4096)))

    def removed(self) -> None:
        """A file that was removed while it was open"""
        copy = self._open_copy("removed")
        self.authors().count()
        copy.unlink()
        self.authors().create(name="a")


#: Engine to its faults, and to what the table calls the engine.
FAULTS: dict[str, tuple[type[Refusals], str]] = {
    "postgresql": (PostgreSQLFaults, "PostgreSQL"),
    "mysql": (MySQLFaults, "MySQL, MariaDB"),
    "sqlite": (SQLiteFaults, "SQLite"),
}


def names(engine: str) -> list[str]:
    """Return the names of an engine's faults."""
    helpers = {"authors", "losses"}
    return [name for name in dir(FAULTS[engine][0]) if not name.startswith("_") and name not in helpers]
