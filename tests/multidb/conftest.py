"""Three databases in files with the tables of the library, and what a program beside ours sees in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.db import connections

ALIASES = ("a", "b", "c")


@pytest.fixture
def register(tmp_path: Any) -> Iterator[Callable[..., Any]]:
    """Register a new file as an alias for one test, with the library's tables."""
    from django.apps import apps  # this file is read before the apps are there

    added: list[str] = []

    def add(alias: str) -> str:
        options = {"init_command": "PRAGMA synchronous=OFF"}  # nobody pulls the plug
        connections.register(alias, {"ENGINE": "sqlite3", "NAME": str(tmp_path / f"{alias}.db"), "OPTIONS": options})
        added.append(alias)
        with connections[alias].schema_editor() as editor:
            for model in apps.get_app_config("testapp").get_models():
                editor.create_model(model)
        return alias

    yield add
    for alias in reversed(added):
        connections.unregister(alias)


@pytest.fixture
def three(register: Callable[..., Any]) -> tuple[str, ...]:
    """The aliases a, b and c."""
    return tuple(map(register, ALIASES))


@pytest.fixture
def seen() -> Callable[..., list[Any]]:
    """Return what a program beside ours sees in an alias's file: only what is committed."""

    def look(alias: str, sql: str = "SELECT name FROM testapp_author ORDER BY id") -> list[Any]:
        beside = sqlite3.connect(connections[alias].settings_dict["NAME"])
        try:
            rows = beside.execute(sql).fetchall()
        finally:
            beside.close()
        return [row[0] if len(row) == 1 else row for row in rows]

    return look
