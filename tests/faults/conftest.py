"""A server that may be killed, and connections to a database of ours on it.

Each test runs on each engine whose server the tests can start (`own_servers`); `engines` holds the engine's words.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from django.apps import apps
from django.db.connections import connections
from tests import servers
from tests.faults.engines import WORDS, Words
from tests.own_servers import OWN, NoServer, OwnServer

NAME = "multidb_faults"
#: The models whose tables there are, those that are referred to first.
MODELS = ("Author", "Profile", "Publisher", "Category", "Book", "Review")


#: A table with columns that do not take everything.
STRICT = "CREATE TABLE strict_things (n smallint NOT NULL CHECK (n > 0), word varchar(3))"


class SQLiteFiles(OwnServer):
    """A directory of databases: as near as SQLite comes to a server. There is nobody to kill."""

    engine = "sqlite3"
    url = ""

    def open(self) -> Self:
        """Make the directory."""
        self.directory = Path(tempfile.mkdtemp(prefix="multidb-sqlite-"))
        self.keeper = None
        return self

    def answers(self) -> bool:
        """Files are always there."""
        return True

    def place_of(self, database: str) -> str:
        """Return the path of a database."""
        return str(self.directory / database)


SERVERS: dict[str, type[OwnServer]] = {**OWN, "sqlite": SQLiteFiles}


def models() -> list[Any]:
    """Return the models; they cannot be loaded before the apps."""
    return [apps.get_model("testapp", name) for name in MODELS]


class Fallible:
    """A server, and the connections of one test to it."""

    def __init__(self, server: OwnServer, words: Words) -> None:
        self.server = server
        self.words = words
        self.aliases: list[str] = []

    def config(self, name: str = NAME, **more: Any) -> dict[str, Any]:
        """Return the configuration of a database on the server."""
        config = servers.config_at(self.server.url, self.server.engine, self.server.place_of(name))
        return {**config, **more, "OPTIONS": {**config["OPTIONS"], **more.get("OPTIONS", {})}}

    def connect(self, **more: Any) -> Any:
        """Return a new connection, opened."""
        alias = f"fault{len(self.aliases)}"
        connections.register(alias, self.config(**more))
        self.aliases.append(alias)
        connections[alias].ensure_connection()
        return connections[alias]

    def restart(self) -> None:
        """Kill the server and start it again: every session is lost."""
        self.server.kill()
        self.server.start()

    def close(self) -> None:
        """Forget the connections."""
        for alias in self.aliases:
            connections[alias].close()
            connections.unregister(alias)
        self.aliases.clear()

    def run(self, name: str, *statements: str) -> None:
        """Run statements in a database of the server."""
        connections.register("faults", self.config(name))
        try:
            with connections["faults"].cursor() as cursor:
                for sql in statements:
                    cursor.execute(sql)
        finally:
            connections["faults"].close()
            connections.unregister("faults")


@pytest.fixture(scope="session")
def opened() -> Iterator[dict[str, OwnServer]]:
    """The servers of the tests of faults alone, by engine: others would be hurt by what is done to them."""
    found: dict[str, OwnServer] = {}
    yield found
    for server in found.values():
        server.close()


@pytest.fixture(params=sorted(OWN))
def own_server(request: pytest.FixtureRequest, opened: dict[str, OwnServer]) -> OwnServer:
    """A server with a database that has the tables of the library."""
    return open_server(request.param, opened)


def open_server(engine: str, opened: dict[str, OwnServer]) -> OwnServer:
    """Return the server of an engine, opened unless it is among those; skip the test where it cannot be."""
    if engine not in opened:
        opened[engine] = opened_or_skipped(engine, SERVERS[engine])
    if not opened[engine].answers():
        opened[engine].start()
    return opened[engine]


def opened_or_skipped(engine: str, kind: type[OwnServer]) -> OwnServer:
    """Return a new server with our database on it; skip the test where it cannot be started."""
    if os.environ.get(f"TEST_{engine.upper()}") == "off":
        pytest.skip(f"no {engine} server: TEST_{engine.upper()} is off")
    try:
        server = kind().open()
    except NoServer as error:
        if servers.required(engine):
            pytest.fail(f"REQUIRE_ENGINES lists {engine}, but there is no server: {error}", pytrace=False)
        pytest.skip(f"no {engine} server: {error}")
    prepare(server)
    return server


def words_of(server: OwnServer) -> Words:
    """Return the words of a server's engine."""
    return WORDS[server.engine.removesuffix("3")]


def prepare(server: OwnServer) -> None:
    """Make the database and its tables."""
    words = words_of(server)
    fallible = Fallible(server, words)
    if words.maintenance:
        fallible.run(words.maintenance, f"CREATE DATABASE {NAME}")
    fallible.run(NAME, STRICT)
    with fallible.connect().schema_editor() as editor:
        for model in models():
            editor.create_model(model)
    fallible.close()


@pytest.fixture
def fallible(own_server: OwnServer) -> Iterator[Fallible]:
    """The server, empty of rows."""
    fallible = Fallible(own_server, words_of(own_server))
    connection = fallible.connect()
    for model in reversed(models()):
        model.objects.using(connection.alias).all().delete()
    fallible.close()
    yield fallible
    fallible.close()


@pytest.fixture
def in_thread() -> Iterator[Callable[[Callable[[], Any]], threading.Thread]]:
    """Run functions in threads, which are waited for at the end."""
    started: list[threading.Thread] = []

    def start(deed: Callable[[], Any]) -> threading.Thread:
        thread = threading.Thread(target=deed)
        thread.start()
        started.append(thread)
        return thread

    yield start
    for thread in started:
        thread.join(30)
        assert not thread.is_alive()
