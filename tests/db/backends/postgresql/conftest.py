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
    reason = servers.missing("postgresql")
    if reason is not None:
        pytest.skip(reason)
    on_server(f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}")
    yield NAME
    on_server(f"DROP DATABASE {NAME} WITH (FORCE)")


def on_server(*statements: str) -> None:
    # The alias is gone again before other tests look at what there is.
    connections.register("pg_server", servers.config("postgresql", "postgres"))
    try:
        with connections["pg_server"].cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
    finally:
        connections.unregister("pg_server")


@pytest.fixture
def connect(server: str) -> Iterator[Callable[..., Any]]:
    """Make connections to that database with settings of the test's own."""
    made: list[str] = []

    def make(**config: Any) -> Any:
        alias = f"pg{len(made)}"
        connections.register(alias, {**servers.config("postgresql", server), **config})
        made.append(alias)
        return connections[alias]

    yield make
    for alias in made:
        connection = connections[alias]
        connection.close()
        connection.close_pool()
        connections.unregister(alias)


@pytest.fixture(params=[False, True], ids=["written", "sent_apart"])
def connection(request: Any, connect: Callable[..., Any]) -> Any:
    """A connection for each way of sending values."""
    return connect(OPTIONS={"server_side_binding": request.param})


@pytest.fixture
def book(connection: Any) -> Iterator[Any]:
    """A connection with a table of books, dropped again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE book (id serial PRIMARY KEY, title varchar(50), price numeric(6, 2), day date, "
            "at timestamptz, took interval, doc jsonb, home inet, key uuid, n integer, blob bytea, yes boolean)"
        )
    yield connection
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE book")
