"""Who looks on when a server is used: wrappers, logs, guards; also when it refuses or is gone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from django.db import DatabaseError, IntegrityError, OperationalError, connections
from django.test.utils import CaptureQueriesContext
from tests.faults.conftest import Fallible
from tests.testapp.models import Author


def test_wrappers_are_around_every_statement_and_see_its_error(fallible: Fallible) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    author = authors.create(name="a")
    seen: list[Any] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        try:
            result = execute(sql, params, many, context)
        except DatabaseError as error:
            seen.append((context["connection"].alias, type(error)))
            raise
        seen.append((context["connection"].alias, sql.partition(" ")[0]))
        return result

    with connection.execute_wrapper(note):
        list(authors.all())
        with pytest.raises(IntegrityError):
            authors.create(pk=author.pk, name="b")
        list(authors.iterator(chunk_size=1))
    list(authors.all())
    name = connection.alias
    assert seen == [(name, "SELECT"), (name, IntegrityError), (name, "SELECT")]


def test_a_wrapper_may_keep_a_statement_from_the_server(fallible: Fallible) -> None:
    connection = fallible.connect()
    fallible.server.kill()

    def block(*args: Any) -> Any:
        raise PermissionError("no statements here")

    with connection.execute_wrapper(block), pytest.raises(PermissionError, match="no statements here"):
        Author.objects.using(connection.alias).count()


def test_statements_are_logged_with_their_alias_also_those_that_fail(
    fallible: Fallible, caplog: pytest.LogCaptureFixture
) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    author = authors.create(name="it's")
    with caplog.at_level(logging.DEBUG, "django.db.backends"), CaptureQueriesContext(connection) as captured:
        list(authors.filter(name="it's"))
        with pytest.raises(IntegrityError):
            authors.create(pk=author.pk, name="b")
    records = [record for record in caplog.records if record.name == "django.db.backends"]
    assert [record.alias for record in records] == [connection.alias] * 2  # type: ignore[attr-defined]
    assert [record.sql.partition(" ")[0] for record in records] == ["SELECT", "INSERT"]  # type: ignore[attr-defined]
    assert all(f"alias={connection.alias}" in record.getMessage() for record in records)
    assert len(captured) == 2
    assert "it" in captured.captured_queries[0]["sql"]


def test_no_password_is_in_what_is_said_about_a_server_that_is_away(fallible: Fallible) -> None:
    connection = fallible.connect()
    fallible.server.kill()
    connection.close()
    connection.settings_dict["PASSWORD"] = "open sesame"
    with pytest.raises(OperationalError) as caught:
        connection.ensure_connection()
    told = [str(caught.value), repr(caught.value), repr(connection), *getattr(caught.value, "__notes__", ())]
    assert not any("sesame" in text for text in told)


def test_a_connection_is_its_threads_own(fallible: Fallible, in_thread: Callable[..., threading.Thread]) -> None:
    connection = fallible.connect()
    caught: list[BaseException] = []

    def use() -> None:
        try:
            connection.cursor()
        except DatabaseError as error:
            caught.append(error)

    in_thread(use).join(10)
    assert "created in a thread" in str(caught[0])
    assert connection.alias in str(caught[0])
    connection.inc_thread_sharing()
    try:
        in_thread(use).join(10)
    finally:
        connection.dec_thread_sharing()
    assert len(caught) == 1


def test_each_thread_has_a_session_of_its_own(fallible: Fallible, in_thread: Callable[..., threading.Thread]) -> None:
    connection = fallible.connect()
    numbers: list[Any] = []

    def note() -> None:
        with connections[connection.alias].cursor() as cursor:
            cursor.execute(fallible.words.session)
            numbers.append(cursor.fetchone()[0])
        connections[connection.alias].close()

    in_thread(note).join(10)
    with connection.cursor() as cursor:
        cursor.execute(fallible.words.session)
        numbers.append(cursor.fetchone()[0])
    assert len(set(numbers)) == 2
