"""Connections to a database of our own on the server, made once and dropped at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.db.connections import connections
from tests import servers

NAME = f"multidb_engine_{os.getpid()}"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The name of the database."""
    reason = servers.missing("mysql")
    if reason is not None:
        pytest.skip(reason)
    on_server(f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}")
    yield NAME
    on_server(f"DROP DATABASE {NAME}")


def on_server(*statements: str) -> None:
    # The alias is gone again before other tests look at what there is.
    connections.register("mysql_server", {**servers.config("mysql", ""), "NAME": None})
    try:
        with connections["mysql_server"].cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
    finally:
        connections["mysql_server"].close()
        connections.unregister("mysql_server")


@pytest.fixture
def connect(server: str) -> Iterator[Callable[..., Any]]:
    """Make connections to that database with settings of the test's own."""
    made: list[str] = []

    def make(**config: Any) -> Any:
        alias = f"mysql{len(made)}"
        connections.register(alias, {**servers.config("mysql", server), **config})
        made.append(alias)
        return connections[alias]

    yield make
    for alias in made:
        connections[alias].close()
        connections.unregister(alias)


@pytest.fixture
def connection(connect: Callable[..., Any]) -> Any:
    """A connection with settings as they usually are."""
    return connect()


@pytest.fixture
def book(connection: Any) -> Iterator[Any]:
    """A connection with a table of books, dropped again."""
    types = connection.data_types
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE book (id integer AUTO_INCREMENT PRIMARY KEY, title varchar(50) UNIQUE, price numeric(6, 2), "
            f"day date, at datetime(6), clock time(6), took bigint, doc json, `key` {types['UUIDField']}, n integer, "
            "`blob` longblob, yes bool, big bigint unsigned)"
        )
    yield connection
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE book")
