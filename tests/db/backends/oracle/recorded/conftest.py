"""Connections of the engine to a server that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("oracledb", reason="oracledb is not installed: pip install oracledb")

from django.db.backends.base import base as base_wrapper  # noqa: E402
from django.db.backends.oracle import driver  # noqa: E402
from django.db.connections import connections  # noqa: E402
from tests.db.backends.oracle.recorded.server import Server  # noqa: E402

CONFIG = {
    "ENGINE": "django.db.backends.oracle",
    "NAME": "db.example.com:1521/library",
    "USER": "reader",
    "PASSWORD": "s3cret",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """The stand-in, in the place of the driver."""
    server = Server()
    monkeypatch.setattr(driver, "connect", server.connect)
    monkeypatch.setattr(base_wrapper, "_checked_versions", set())
    return server


@pytest.fixture
def connect(server: Server) -> Iterator[Callable[..., Any]]:
    """Make connections with settings of the test's own."""
    made: list[str] = []

    def make(**config: Any) -> Any:
        alias = f"oracle{len(made)}"
        connections.register(alias, {**CONFIG, **config})
        made.append(alias)
        return connections[alias]

    yield make
    for alias in made:
        connection = connections[alias]
        connection.close()
        connection.close_pool()
        connections.unregister(alias)


@pytest.fixture
def connection(connect: Callable[..., Any]) -> Any:
    """A connection."""
    return connect()
