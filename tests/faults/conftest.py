"""A server that may be killed, and connections to a database of ours on it.

Each test runs on each engine whose server the tests can start (`own_servers`); `engines` holds the engine's words.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.apps import apps
from django.db.connections import connections
from tests import servers
from tests.faults.engines import WORDS, Words
from tests.own_servers import OWN, NoServer, OwnServer

NAME = "multidb_faults"
#: The models whose tables there are, those that are referred to first.
MODELS = ("Author", "Profile", "Publisher", "Category", "Book", "Review")


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
        config = servers.config_at(self.server.url, self.server.engine, name)
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


@pytest.fixture(scope="session", params=sorted(WORDS))
def own_server(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    """A server of the tests of faults alone: others would be hurt by what is done to it."""
    engine: str = request.param
    if os.environ.get(f"TEST_{engine.upper()}") == "off":
        pytest.skip(f"no {engine} server: TEST_{engine.upper()} is off")
    try:
        server = OWN[engine]().open()
    except NoServer as error:
        if servers.required(engine):
            pytest.fail(f"REQUIRE_ENGINES lists {engine}, but there is no server: {error}", pytrace=False)
        pytest.skip(f"no {engine} server: {error}")
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def prepared(own_server: OwnServer) -> Iterator[OwnServer]:
    """The server with a database that has the tables of the library."""
    words = WORDS[own_server.engine]
    fallible = Fallible(own_server, words)
    fallible.run(words.maintenance, f"CREATE DATABASE {NAME}")
    with fallible.connect().schema_editor() as editor:
        for model in models():
            editor.create_model(model)
    fallible.close()
    yield own_server


@pytest.fixture
def fallible(prepared: OwnServer) -> Iterator[Fallible]:
    """The server, empty of rows."""
    fallible = Fallible(prepared, WORDS[prepared.engine])
    if not prepared.answers():
        prepared.start()
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
