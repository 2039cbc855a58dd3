"""Databases for the tests of connections, transactions and execution: files, so that both sides are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.db.connections import connections


@pytest.fixture
def register(tmp_path: Any) -> Iterator[Callable[..., Any]]:
    """Register SQLite files as aliases for one test; returns the connection."""
    added: list[str] = []

    def add(alias: str, **config: Any) -> Any:
        connections.register(alias, {"ENGINE": "sqlite3", "NAME": str(tmp_path / f"{alias}.db"), **config})
        added.append(alias)
        return connections[alias]

    yield add
    for alias in reversed(added):
        if alias in connections:
            connections.unregister(alias)


@pytest.fixture
def pair(register: Callable[..., Any]) -> tuple[Any, Any]:
    """Two databases, `left` and `right`, each with a table of notes."""
    members = register("left"), register("right")
    for connection in members:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE note (id integer PRIMARY KEY, text varchar(20) UNIQUE)")
    return members


@pytest.fixture
def notes() -> Callable[[Any], list[str]]:
    """Return what notes a database holds, seen through a connection of its own."""
    import sqlite3

    def read(connection: Any) -> list[str]:
        other = sqlite3.connect(connection.settings_dict["NAME"])
        try:
            return [text for (text,) in other.execute("SELECT text FROM note ORDER BY id")]
        finally:
            other.close()

    return read


def write(connection: Any, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO note (text) VALUES (%s)", [text])
