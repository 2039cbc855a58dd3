"""Statements that go without a cursor do and give what a cursor would."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from django.db.backends.postgresql.psycopg_any import Database, is_psycopg3
from django.db.errors import DataError, IntegrityError

pytestmark = [
    pytest.mark.engine("postgresql"),
    pytest.mark.skipif(not is_psycopg3, reason="psycopg2 has cursors only"),
]

VALUES = (
    0,
    -(2**63),
    10**40,
    True,
    None,
    1.5,
    float("inf"),
    Decimal("-0.10"),
    "it's 100% \\ é \N{GRINNING FACE}",
    b"\x00'\\\xff",
    datetime(2020, 2, 29, 23, 30, 15, 250001, tzinfo=UTC),
    date(2020, 2, 29),
    time(23, 30),
    timedelta(hours=1),
    UUID(int=7),
    [1, 2, None],
)


@pytest.fixture
def direct(connect: Any) -> Any:
    connection = connect()
    connection.ensure_connection()
    assert connection._direct is not None
    return connection


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_written_and_read_as_by_a_cursor(direct: Any, value: Any) -> None:
    with direct.cursor() as cursor:
        cursor.execute("SELECT %s AS found, '100%%', -%s", [value, 3])
        expected = cursor.fetchall()
    assert direct.fetch_plain("SELECT %s AS found, '100%%', -%s", [value, 3]) == expected


def test_a_statement_without_parameters_is_sent_as_it_is(direct: Any) -> None:
    assert direct.fetch_plain("SELECT '100%'", None) == [("100%",)]


def test_changes_tell_how_many_rows(direct: Any) -> None:
    assert direct.execute_plain("CREATE TEMPORARY TABLE numbered (n int UNIQUE)", None).rowcount == -1
    outcome = direct.execute_plain("INSERT INTO numbered VALUES (%s), (%s)", (1, 2))
    assert (outcome.rowcount, outcome.fetchall()) == (2, [])
    outcome = direct.execute_plain("UPDATE numbered SET n = n + 10 RETURNING n", None)
    assert (outcome.rowcount, outcome.fetchall()) == (2, [(11,), (12,)])


def test_errors_are_those_of_a_cursor(direct: Any) -> None:
    direct.execute_plain("CREATE TEMPORARY TABLE single (n int CONSTRAINT only_one UNIQUE)", None)
    direct.execute_plain("INSERT INTO single VALUES (1)", None)
    with pytest.raises(IntegrityError) as caught, direct.wrap_database_errors:
        direct.execute_plain("INSERT INTO single VALUES (1)", None)
    cause = caught.value.__cause__
    assert isinstance(cause, Database.errors.UniqueViolation)
    assert (cause.sqlstate, cause.diag.constraint_name) == ("23505", "only_one")
    with pytest.raises(DataError), direct.wrap_database_errors:
        direct.fetch_plain("SELECT %s", ["a\x00b"])
    with pytest.raises(Database.errors.SyntaxError):
        direct.fetch_plain("SELECT 1; SELEKT 2", None)
    assert direct.fetch_plain("SELECT 3", None) == [(3,)]


def test_of_several_results_the_first_is_given(direct: Any) -> None:
    assert direct.fetch_plain("SELECT 1; SELECT 2", None) == [(1,)]


def test_a_transaction_is_begun_by_the_first_statement(direct: Any) -> None:
    direct.set_autocommit(False)
    try:
        before = direct.fetch_plain("SELECT pg_current_xact_id()::text", None)
        assert direct.fetch_plain("SELECT pg_current_xact_id()::text", None) == before
    finally:
        direct.rollback()
        direct.set_autocommit(True)
    assert direct.fetch_plain("SELECT pg_current_xact_id()::text", None) != before


def test_a_pipeline_takes_statements(direct: Any) -> None:
    with direct.connection.pipeline():
        assert direct.fetch_plain("SELECT 1", None) == [(1,)]


def test_notifications_reach_those_who_wait(direct: Any) -> None:
    heard: list[str] = []
    direct.connection.add_notify_handler(lambda notification: heard.append(notification.payload))
    direct.execute_plain("LISTEN news", None)
    direct.execute_plain("NOTIFY news, 'one'", None)
    assert heard == ["one"]


def test_types_learned_later_are_read(direct: Any) -> None:
    assert direct.fetch_plain("SELECT 1::int4", None) == [(1,)]
    direct.connection.adapters.register_loader("int4", Database.types.string.TextLoader)
    assert direct.fetch_plain("SELECT 1::int4", None) == [("1",)]


def test_threads_take_turns(direct: Any) -> None:
    found: list[Any] = []

    def ask(number: int) -> None:
        found.extend(direct.fetch_plain("SELECT %s, pg_sleep(0.02)::text", [number]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row[0] for row in found) == [0, 1, 2, 3]


def test_a_closed_connection_is_refused_as_by_a_cursor(direct: Any) -> None:
    direct.connection.close()
    with pytest.raises(Database.OperationalError, match="closed"):
        direct.fetch_plain("SELECT 1", None)


def test_cursors_of_ones_own_are_asked(connect: Any) -> None:
    asked = []

    class Asking(Database.ClientCursor[Any]):  # type: ignore[misc,name-defined]
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            asked.append(query)
            return super().execute(query, *args, **kwargs)

    connection = connect(OPTIONS={"cursor_factory": Asking})
    connection.ensure_connection()
    connection.fetch_plain("SELECT 1", None)
    assert "SELECT 1" in asked


def test_values_that_are_sent_apart_need_a_cursor(connect: Any) -> None:
    connection = connect(OPTIONS={"server_side_binding": True})
    connection.ensure_connection()
    assert connection._direct is None
    assert connection.fetch_plain("SELECT %s::int", (1,)) == [(1,)]
