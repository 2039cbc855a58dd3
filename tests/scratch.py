"""Databases for one test module: made on an engine's server, or in a file, and gone afterwards.

Also the models that ``inspectdb`` prints, as classes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from django.core.management import call_command
from django.db import connections, models
from tests import servers

#: For `pytest.mark.parametrize` and fixtures: each engine, skipped where it has no server.
ENGINES = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.engine("postgresql")),
    pytest.param("mysql", marks=pytest.mark.engine("mysql")),
]


@contextmanager
def database(engine: str, alias: str, folder: Path) -> Iterator[str]:
    """Register an alias for a new, empty database.

    Args:
        engine: "sqlite", or one that has a server.
        alias: the alias; the database's name is made of it.
        folder: where a file may be put.
    """
    if engine == "sqlite":
        connections.register(alias, {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / f"{alias}.sqlite")})
        try:
            yield alias
        finally:
            connections.unregister(alias)
        return
    connections.register(alias, servers.config(engine, f"multidb_{alias}_{os.getpid()}"))
    connection = connections[alias]
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    on_server(connection, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    try:
        yield alias
    finally:
        connection.close()
        on_server(connection, f"DROP DATABASE {name}")
        connections.unregister(alias)


def on_server(connection: Any, *statements: str) -> None:
    """Run statements while no database is in use."""
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run(alias: str, script: str) -> None:
    """Run statements that end in a semicolon and a line's end."""
    with connections[alias].cursor() as cursor:
        for statement in script.split(";\n"):
            if statement.strip():
                cursor.execute(statement)


def inspected(alias: str, *tables: str, **options: Any) -> str:
    """Return what ``inspectdb`` prints."""
    out = StringIO()
    call_command("inspectdb", *tables, database=alias, stdout=out, **options)
    return out.getvalue()


def imported(source: str, module: str = "tests.testapp.models") -> dict[str, type[models.Model]]:
    """Return the models of a printed module by name; to be called where apps are isolated."""
    names: dict[str, Any] = {"__name__": module}
    exec(compile(source, "<inspectdb>", "exec"), names)
    return {name: value for name, value in names.items() if isinstance(value, type) and issubclass(value, models.Model)}
