"""What the configuration makes of sessions: service, password file, zone, role, level, pool, prepared statements."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.psycopg_any import IsolationLevel, is_psycopg3
from django.db.backends.utils import CursorWrapper
from django.db.errors import DataError, IntegrityError
from tests.testapp.models import Author

pytestmark = pytest.mark.engine("postgresql")

Connect = Callable[..., Any]
needs_psycopg3 = pytest.mark.skipif(not is_psycopg3, reason="psycopg2 cannot")


def ask(connection: Any, sql: str, params: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


@pytest.fixture
def authors(connection: Any) -> Any:
    """The authors in the database of a connection, five of them."""
    with connection.schema_editor() as editor:
        editor.create_model(Author)
    Author.objects.using(connection.alias).bulk_create([Author(name=name) for name in "aabbc"])
    yield Author.objects.using(connection.alias)
    connection.close()
    with connection.schema_editor() as editor:
        editor.delete_model(Author)


# --- where to ---------------------------------------------------------------------------------------------------------


def test_a_service_says_where_the_server_is(
    connect: Connect, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = connect().settings_dict
    services = tmp_path / "services"
    services.write_text(
        f"[ours]\nhost={usual['HOST']}\nport={usual['PORT']}\ndbname={server}\nuser={usual['USER']}\n"
        "application_name=served\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    connection = connect(NAME="", USER="", HOST="", PORT="", OPTIONS={"service": "ours"})
    assert ask(connection, "SELECT current_database()") == server
    assert ask(connection, "SHOW application_name") == "served"
    # The maintenance database is another one than the service's.
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == ("postgres",)


def test_a_password_comes_from_a_file(connect: Connect, server: str, tmp_path: Path) -> None:
    usual = connect().settings_dict
    passwords = tmp_path / "passwords"
    passwords.write_text(f"{usual['HOST']}:{usual['PORT']}:{server}:{usual['USER']}:from the file\n")
    passwords.chmod(0o600)
    connection = connect(OPTIONS={"passfile": str(passwords)})
    connection.ensure_connection()
    if is_psycopg3:
        assert connection.connection.info.password == "from the file"
    assert "from the file" not in repr(connection)


# --- zones ------------------------------------------------------------------------------------------------------------


def test_a_session_has_the_zone_of_its_configuration(connect: Connect) -> None:
    tokyo, utc = connect(TIME_ZONE="Asia/Tokyo"), connect()
    assert (ask(tokyo, "SHOW TimeZone"), ask(utc, "SHOW TimeZone")) == ("Asia/Tokyo", "UTC")
    moment = "SELECT '2020-01-01 12:00+00'::timestamptz"
    assert ask(tokyo, moment) == datetime(2020, 1, 1, 21, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert ask(utc, moment) == datetime(2020, 1, 1, 12, tzinfo=UTC)


# --- roles and levels -------------------------------------------------------------------------------------------------


def test_a_role_is_assumed_again_on_a_new_connection(connect: Connect) -> None:
    connection = connect(OPTIONS={"assume_role": "pg_monitor"})
    for _ in range(2):
        assert ask(connection, "SELECT current_user") == "pg_monitor"
        connection.close()


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        (IsolationLevel.READ_COMMITTED, "read committed"),
        (IsolationLevel.REPEATABLE_READ, "repeatable read"),
        (IsolationLevel.SERIALIZABLE, "serializable"),
    ],
)
def test_transactions_are_of_the_level_asked_for(connect: Connect, level: Any, shown: str) -> None:
    connection = connect(OPTIONS={"isolation_level": level})
    with transaction.atomic(using=connection.alias):
        assert ask(connection, "SHOW transaction_isolation") == shown


@pytest.mark.parametrize("level", ["serializable", 17, [IsolationLevel.SERIALIZABLE]])
def test_a_level_that_is_none_is_refused_before_anything_is_sent(connect: Connect, level: Any) -> None:
    connection = connect(OPTIONS={"isolation_level": level})
    with pytest.raises(ImproperlyConfigured, match="Invalid transaction isolation level"):
        connection.ensure_connection()
    assert connection.connection is None


# --- cursors on the server --------------------------------------------------------------------------------------------


def test_a_cursor_outlives_its_statement_outside_of_a_transaction(connection: Any, authors: Any) -> None:
    rows = authors.order_by("pk").iterator(chunk_size=2)
    assert next(rows).name == "a"
    (held,) = open_cursors(connection)
    assert held == (True,)
    # Each statement is a transaction of its own here.
    authors.filter(name="b").update(name="changed")
    assert [author.name for author in rows] == ["a", "b", "b", "c"]
    assert open_cursors(connection) == []


def test_a_cursor_in_a_transaction_is_not_held(connection: Any, authors: Any) -> None:
    with transaction.atomic(using=connection.alias):
        rows = authors.iterator(chunk_size=2)
        next(rows)
        assert open_cursors(connection) == [(False,)]
        rows.close()
        assert open_cursors(connection) == []


def test_two_cursors_are_read_in_turns(connection: Any, authors: Any) -> None:
    first, second = authors.order_by("pk").iterator(chunk_size=1), authors.order_by("-pk").iterator(chunk_size=1)
    pairs = [(one.name, other.name) for one, other in zip(first, second, strict=True)]
    assert pairs == [("a", "c"), ("a", "b"), ("b", "b"), ("b", "a"), ("c", "a")]


def open_cursors(connection: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_holdable FROM pg_cursors WHERE name LIKE %s", ["_django_curs_%"])
        return list(cursor.fetchall())


def test_rows_are_distinct_by_some_columns(connection: Any, authors: Any) -> None:
    firsts = authors.order_by("name", "-pk").distinct("name")
    assert [(author.name, author.pk) for author in firsts] == [("a", 2), ("b", 4), ("c", 5)]
    assert firsts.count() == 3


# --- bulk loads -------------------------------------------------------------------------------------------------------


def test_rows_are_copied_in_and_out(connection: Any, authors: Any) -> None:
    table = Author._meta.db_table
    with connection.cursor() as cursor, connection.wrap_database_errors:
        copy_in(cursor, f"COPY {table} (id, name) FROM STDIN", "101\tcopied\n102\tthis too\n")
    assert authors.filter(pk__gt=100).count() == 2
    with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor, connection.wrap_database_errors:
        copy_in(cursor, f"COPY {table} (id, name) FROM STDIN", "101\tagain\n")
    assert caught.value.alias == connection.alias
    assert authors.count() == 7


def copy_in(cursor: CursorWrapper, sql: str, text: str) -> None:
    if is_psycopg3:
        with cursor.copy(sql) as copy:
            copy.write(text)
    else:
        from io import StringIO

        cursor.copy_expert(sql, StringIO(text))


# --- prepared statements ----------------------------------------------------------------------------------------------


def prepared(connection: Any) -> int:
    return int(ask(connection, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%testapp_author%%'"))


@needs_psycopg3
@pytest.mark.parametrize(
    ("config", "kept"),
    [
        ({"OPTIONS": {"server_side_binding": True}}, True),
        ({"OPTIONS": {"server_side_binding": True, "prepare_threshold": None}}, False),
        ({"OPTIONS": {"server_side_binding": True}, "DISABLE_SERVER_SIDE_CURSORS": True}, False),
        ({"OPTIONS": {"server_side_binding": False}}, False),
    ],
)
def test_the_server_keeps_statements_that_are_run_often(
    connect: Connect, authors: Any, config: dict[str, Any], kept: bool
) -> None:
    connection = connect(**config)
    for number in range(1, 9):
        list(Author.objects.using(connection.alias).filter(pk=number))
    assert (prepared(connection) > 0) is kept


@needs_psycopg3
def test_a_changed_table_does_not_spoil_prepared_statements(connect: Connect, authors: Any) -> None:
    connection = connect(OPTIONS={"server_side_binding": True})
    objects = Author.objects.using(connection.alias)
    for _ in range(8):
        assert objects.filter(name="a").count() == 2
        assert objects.get(name="c").name == "c"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE testapp_author ALTER name TYPE text, ADD more integer")
    assert objects.get(name="c").name == "c"
    assert objects.filter(name="a").count() == 2


@needs_psycopg3
def test_a_statement_that_fails_is_prepared_again_afterwards(connect: Connect, authors: Any) -> None:
    connection = connect(OPTIONS={"server_side_binding": True})
    objects = Author.objects.using(connection.alias)
    for _ in range(8):
        with pytest.raises(DataError), transaction.atomic(using=connection.alias):
            objects.create(name="x" * 1000)
        objects.create(name="y")
    assert objects.filter(name="y").count() == 8


# --- pools ------------------------------------------------------------------------------------------------------------


@needs_psycopg3
def test_a_pool_gives_each_session_its_role_and_zone(connect: Connect) -> None:
    connection = connect(OPTIONS={"pool": {"min_size": 1, "max_size": 2}, "assume_role": "pg_monitor"})
    for _ in range(2):
        assert ask(connection, "SELECT current_user") == "pg_monitor"
        assert ask(connection, "SHOW TimeZone") == "UTC"
        connection.close()


@needs_psycopg3
def test_a_pool_checks_connections_where_checks_are_wanted(connect: Connect) -> None:
    connection = connect(OPTIONS={"pool": {"min_size": 1, "max_size": 1}}, CONN_HEALTH_CHECKS=True)
    first = ask(connection, "SELECT pg_backend_pid()")
    connection.close()
    ask(connect(), "SELECT pg_terminate_backend(%s)", [first])
    assert ask(connection, "SELECT pg_backend_pid()") != first


@needs_psycopg3
def test_a_pool_that_is_used_up_is_an_error(connect: Connect) -> None:
    from psycopg_pool import PoolTimeout

    from django.db.errors import OperationalError

    connection = connect(OPTIONS={"pool": {"min_size": 1, "max_size": 1, "timeout": 0.1}})
    taken = connection.pool
    taken.open()
    other = taken.getconn()
    try:
        with pytest.raises(OperationalError) as caught:
            connection.ensure_connection()
        assert isinstance(caught.value.__cause__, PoolTimeout)
    finally:
        taken.putconn(other)


@needs_psycopg3
@pytest.mark.parametrize(
    ("pool", "why"),
    [
        ("yes", "neither True nor a dictionary"),
        (1, "neither True nor a dictionary"),
        ([("max_size", 1)], "neither True nor a dictionary"),
        ({"min_size": 5, "max_size": 2}, "refused: max_size must be greater or equal than min_size"),
        ({"largest": 2}, "refused: .*unexpected keyword argument 'largest'"),
    ],
)
def test_a_pool_that_is_none_is_refused(connect: Connect, pool: Any, why: str) -> None:
    connection = connect(OPTIONS={"pool": pool}, PASSWORD="of-nobody")
    with pytest.raises(ImproperlyConfigured, match=rf"^OPTIONS\['pool'\] of the database 'pg0' is {why}") as caught:
        connection.ensure_connection()
    assert "of-nobody" not in str(caught.value)


@needs_psycopg3
@pytest.mark.parametrize("age", [10, None])
def test_connections_of_a_pool_are_not_kept_as_well(connect: Connect, age: int | None) -> None:
    with pytest.raises(ImproperlyConfigured, match="Pooling doesn't support persistent connections"):
        connect(OPTIONS={"pool": True}, CONN_MAX_AGE=age).ensure_connection()


@needs_psycopg3
def test_threads_that_come_at_once_share_a_pool(connect: Connect) -> None:
    config = connect(OPTIONS={"pool": {"min_size": 0, "max_size": 2}}).settings_dict
    wrappers = [DatabaseWrapper(config, "pg0") for _ in range(8)]
    begin = threading.Barrier(8)
    found: list[Any] = []

    def ask_for_it(wrapper: Any) -> None:
        begin.wait(20)
        found.append(wrapper.pool)

    threads = [threading.Thread(target=ask_for_it, args=(wrapper,)) for wrapper in wrappers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 8
    assert {id(pool) for pool in found} == {id(DatabaseWrapper._connection_pools["pg0"])}


def test_psycopg2_has_no_pool(connect: Connect) -> None:
    if is_psycopg3:
        pytest.skip("is about psycopg2")
    with pytest.raises(ImproperlyConfigured, match="Database pooling requires psycopg >= 3"):
        connect(OPTIONS={"pool": True}).ensure_connection()
