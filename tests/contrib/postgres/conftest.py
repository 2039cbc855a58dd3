"""A database of our own with the extensions there are; each test runs in a transaction that is undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.db import connections, transaction
from django.test.utils import modify_settings
from tests import servers

NAME = f"multidb_contrib_{os.getpid()}"
EXTENSIONS = ("hstore", "citext", "pg_trgm", "unaccent", "btree_gin", "btree_gist", "bloom")


def pytest_ignore_collect(collection_path: Any) -> bool | None:
    # Without a driver these modules cannot be imported.
    return None if _has_driver() else True


def _has_driver() -> bool:
    try:
        from django.db.backends.postgresql import psycopg_any  # noqa: F401  (optional driver)
    except Exception:
        return False
    return True


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The name of a database with the tables and extensions."""
    reason = servers.missing("postgresql")
    if reason is not None:
        pytest.skip(reason)
    _on_server(f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME} TEMPLATE template0")
    try:
        _fill()
        yield NAME
    finally:
        _on_server(f"DROP DATABASE {NAME} WITH (FORCE)")


def _on_server(*statements: str) -> None:
    connections.register("contrib_server", servers.config("postgresql", "postgres"))
    try:
        with connections["contrib_server"].cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
    finally:
        connections.unregister("contrib_server")


def _fill() -> None:
    from tests.contrib.postgres import models

    connections.register("contrib_fill", servers.config("postgresql", NAME))
    connection = connections["contrib_fill"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_available_extensions")
            available = {name for (name,) in cursor.fetchall()}
            for name in EXTENSIONS:
                if name in available:
                    cursor.execute(f'CREATE EXTENSION "{name}"')
        with connection.schema_editor() as editor:
            for model in (*models.PLAIN, *([models.Tagged] if "hstore" in available else [])):
                editor.create_model(model)
    finally:
        connections.unregister("contrib_fill")


@pytest.fixture(scope="session", autouse=True)
def installed_app() -> Iterator[None]:
    """The app is installed for these tests alone."""
    with modify_settings(INSTALLED_APPS={"append": "django.contrib.postgres"}):
        yield


@pytest.fixture(params=[False, True], ids=["written", "sent_apart"])
def pg(request: Any, database: str) -> Iterator[str]:
    """The alias of the database, for each way of sending values; what the test does is undone."""
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    if request.param and not is_psycopg3:
        pytest.skip("this driver always writes values into statements")
    alias = f"contrib_{request.param:d}"
    options = {"server_side_binding": request.param}
    connections.register(alias, {**servers.config("postgresql", database), "OPTIONS": options})
    try:
        with transaction.atomic(using=alias):
            yield alias
            transaction.set_rollback(True, using=alias)
    finally:
        connections[alias].close()
        connections.unregister(alias)


@pytest.fixture
def alone(database: str) -> Iterator[str]:
    """The alias of the database outside of transactions; the test cleans up itself."""
    connections.register("contrib_alone", servers.config("postgresql", database))
    yield "contrib_alone"
    connections["contrib_alone"].close()
    connections.unregister("contrib_alone")


@pytest.fixture
def needs(pg: str) -> Callable[..., None]:
    """Skip the test where the server lacks an extension."""

    def check(*extensions: str) -> None:
        with connections[pg].cursor() as cursor:
            cursor.execute("SELECT extname FROM pg_extension")
            missing = set(extensions) - {name for (name,) in cursor.fetchall()}
        if missing:
            pytest.skip(f"the server has no extension {', '.join(sorted(missing))}; apt install postgresql-contrib")

    return check
