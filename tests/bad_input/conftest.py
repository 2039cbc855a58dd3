"""What the tests of bad input share: a claim on the error and on the statements that were sent before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from django.db import connections


@contextmanager
def logged(connection: Any) -> Iterator[Any]:
    """Give the list of the statements sent in the block; opens no connection, which a test may be forbidden to do."""
    before, connection.force_debug_cursor = connection.force_debug_cursor, True
    sent, start = [], len(connection.queries_log)
    try:
        yield sent
    finally:
        connection.force_debug_cursor = before
        sent += list(connection.queries_log)[start:]


@pytest.fixture
def refused() -> Callable[..., Any]:
    """Give a context manager that claims which error its block raises, and that no statement was sent to any alias.

    ``with refused(FieldError, "the whole message"): ...``; a message that ends in "…" is the beginning only.
    """

    @contextmanager
    def claim(kind: type[BaseException], message: str, *, sent: int = 0) -> Iterator[None]:
        with ExitStack() as stack:
            captured = {alias: stack.enter_context(logged(connections[alias])) for alias in list(connections)}
            with pytest.raises(kind) as raised:
                yield
        assert type(raised.value) is kind
        if message.endswith("…"):
            assert str(raised.value).startswith(message[:-1])
        else:
            assert str(raised.value) == message
        statements = {alias: [each["sql"] for each in queries] for alias, queries in captured.items()}
        assert sum(map(len, statements.values())) == sent, statements

    return claim


@pytest.fixture
def register(tmp_path: Any) -> Iterator[Callable[..., Any]]:
    """Register an alias for one test: a new SQLite file, unless the configuration says otherwise."""
    added: list[str] = []

    def add(alias: str, **config: Any) -> Any:
        if "REPLICA_OF" not in config:
            config = {"ENGINE": "sqlite3", "NAME": str(tmp_path / f"{alias}.db"), **config}
        connections.register(alias, config)
        added.append(alias)
        return connections[alias]

    yield add
    for alias in reversed(added):
        connections.unregister(alias)


@pytest.fixture
def library(register: Callable[..., Any]) -> str:
    """A file with the tables of the library, one author and one book, as alias "library"."""
    from django.apps import apps  # this file is read before the apps are there

    connection = register("library")
    config = apps.get_app_config("testapp")
    with connection.schema_editor() as editor:
        for model in config.get_models():
            editor.create_model(model)
    author = config.get_model("Author").objects.using("library").create(pk=1, name="Ann")
    config.get_model("Book").objects.using("library").create(pk=1, title="One", author=author)
    return "library"
