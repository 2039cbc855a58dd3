"""The databases of the suite: the engine's own, and the reference that the same rows are put into.

A module that runs the suite gives one fixture, `engine_settings`; the others are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from django.db import connections, transaction
from django.test.captures import CaptureQueriesContext
from django.test.compliance import contents, library
from django.test.compliance.hostile_strings import Guarded

ALIAS = "compliance"
REFERENCE = "compliance_reference"

#: What every other engine is compared with.
REFERENCE_SETTINGS = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


@pytest.fixture(scope="module")
def engine_settings() -> dict[str, Any]:
    """The configuration of the engine, as an entry of DATABASES; each module that runs the suite gives its own."""
    raise NotImplementedError(
        "Define a fixture `engine_settings` (scope='module') that returns an entry of DATABASES, below the line that "
        "imports the suite."
    )


@pytest.fixture(scope="module")
def database(engine_settings: dict[str, Any]) -> Iterator[str]:
    """The alias of a test database of the engine, with the tables of the suite; destroyed at the end."""
    with registered(ALIAS, engine_settings):
        yield ALIAS


@pytest.fixture(scope="module")
def reference() -> Iterator[str]:
    """The alias of the reference, with the same tables and the library's rows."""
    with registered(REFERENCE, REFERENCE_SETTINGS):
        contents.fill(REFERENCE)
        yield REFERENCE


@contextmanager
def registered(alias: str, config: dict[str, Any]) -> Iterator[str]:
    """Configure an alias, make its test database and the tables; take all of it away again."""
    connections.register(alias, config)
    connection = connections[alias]
    usual = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with connection.schema_editor() as editor:
            for model in library.tables(connection):
                editor.create_model(model)
        yield alias
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)
        connections.unregister(alias)


@pytest.fixture
def connection(database: str) -> Iterator[Any]:
    """The connection to the engine's database; what the test writes is undone."""
    found = connections[database]
    if found.features.supports_transactions:
        with transaction.atomic(using=database):
            yield found
            transaction.set_rollback(True, using=database)
    else:
        yield found
        empty(found)


@pytest.fixture
def committing(database: str) -> Iterator[Any]:
    """The connection to the engine's database, outside of any transaction; its tables are emptied at the end."""
    found = connections[database]
    yield found
    if found.in_atomic_block:  # a test that failed may leave one behind
        found.close()
        found._forget_transaction()
        found.connection = None
    empty(found)


@pytest.fixture
def features(database: str) -> Any:
    """What the engine says it can do."""
    return connections[database].features


@pytest.fixture
def rows(connection: Any) -> Any:
    """The connection to the engine's database, with the library's rows in it."""
    contents.fill(connection.alias)
    return connection


def empty(connection: Any) -> None:
    """Delete all rows of the suite's tables."""
    tables = [model._meta.db_table for model in library.tables(connection)]
    tables += [field.m2m_db_table() for field in library.Book._meta.local_many_to_many]
    style = None
    statements = connection.ops.sql_flush(style, tables, reset_sequences=False, allow_cascade=False)
    connection.ops.execute_sql_flush(statements)


@pytest.fixture
def sent(database: str) -> Callable[[], Any]:
    """Give a context manager that captures the statements sent to the engine: ``with sent() as queries: ...``."""
    return lambda: CaptureQueriesContext(connections[database])


@contextmanager
def table_of(connection: Any, *models: Any) -> Iterator[None]:
    """Make the tables of models for a block, and drop them again."""
    made = []
    try:
        for model in models:
            with connection.schema_editor() as editor:
                editor.create_model(model)
            made.append(model)
        yield
    finally:
        for model in reversed(made):
            with connection.schema_editor() as editor:
                editor.delete_model(model)


@pytest.fixture
def of(connection: Any) -> Callable[[Any], Any]:
    """Give the objects of a model in the engine's database: ``of(Book).filter(...)``."""
    return lambda model: model.objects.using(connection.alias)


@pytest.fixture
def row(of: Any) -> Any:
    """The one row of `Kinds` that functions are tried on, as a query."""
    made = of(library.Kinds).create(**contents.KINDS)
    return of(library.Kinds).filter(pk=made.pk)


@pytest.fixture
def names(committing: Any) -> Any:
    """The names that are there, when called; and how to add one."""

    class Names:
        objects = library.Author.objects.using(committing.alias)

        def add(self, name: str) -> None:
            self.objects.create(name=name)

        def __call__(self) -> list[str]:
            return sorted(self.objects.values_list("name", flat=True))

    return Names()


@pytest.fixture
def own(committing: Any) -> Iterator[Any]:
    """A connection of the test's own to the same database, not opened yet."""
    found = committing.copy(committing.alias)
    yield found
    found.in_atomic_block = False
    found.abandon()


@pytest.fixture
def guarded(committing: Any, sent: Any) -> Guarded:
    """Tries hostile strings; the canary is in place."""
    return Guarded(committing, sent)
