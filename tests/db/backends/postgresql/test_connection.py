"""Sessions: zone, role, isolation, pool, cursors on the server, errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql.client import DatabaseClient
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.db.errors import DataError, IntegrityError, OperationalError, ProgrammingError
from django.test.utils import override_settings
from tests import servers

pytestmark = pytest.mark.engine("postgresql")

Connect = Callable[..., Any]


def ask(connection: Any, sql: str, params: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def test_points_in_time_are_aware_unless_the_project_uses_no_zones(connection: Any) -> None:
    moment = "SELECT '2020-01-01 12:00:00+00'::timestamptz"
    assert ask(connection, moment) == datetime(2020, 1, 1, 12, tzinfo=UTC)
    with override_settings(USE_TZ=False, TIME_ZONE="Asia/Tokyo"):
        assert ask(connection, moment) == datetime(2020, 1, 1, 21)
    assert ask(connection, moment).tzinfo is UTC


def test_a_role_is_assumed_and_its_name_is_no_sql(connect: Connect) -> None:
    assert ask(connect(OPTIONS={"assume_role": "pg_monitor"}), "SELECT current_user") == "pg_monitor"
    with pytest.raises((DataError, ProgrammingError)):
        connect(OPTIONS={"assume_role": "x; DROP ROLE pg_monitor"}).ensure_connection()


def test_the_isolation_level_is_set(connect: Connect) -> None:
    from django.db.backends.postgresql.psycopg_any import IsolationLevel

    connection = connect(OPTIONS={"isolation_level": IsolationLevel.SERIALIZABLE})
    connection.set_autocommit(False)
    assert ask(connection, "SHOW transaction_isolation") == "serializable"
    connection.rollback()
    with pytest.raises(ImproperlyConfigured, match="Invalid transaction isolation level 17"):
        connect(OPTIONS={"isolation_level": 17}).ensure_connection()


@pytest.mark.skipif(not is_psycopg3, reason="psycopg2 has no pool")
def test_a_connection_goes_back_to_its_pool(connect: Connect) -> None:
    connection = connect(OPTIONS={"pool": {"min_size": 1, "max_size": 1}})
    first = ask(connection, "SELECT pg_backend_pid()")
    connection.close()
    assert connection.connection is None
    assert ask(connection, "SELECT pg_backend_pid()") == first
    connection.close_pool()
    with pytest.raises(ImproperlyConfigured, match="Pooling doesn't support persistent connections"):
        connect(OPTIONS={"pool": True}, CONN_MAX_AGE=10).ensure_connection()


def test_chunks_come_from_a_cursor_on_the_server(connection: Any) -> None:
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT generate_series(1, %s::int)", [5])
        assert cursor.fetchmany(2) == [(1,), (2,)]
        assert ask(connection, "SELECT count(*) FROM pg_cursors WHERE name LIKE %s", ["_django_curs_%"]) == 1
        assert len(cursor.fetchall()) == 3


def test_server_side_cursors_can_be_forbidden(connect: Connect) -> None:
    with connect(DISABLE_SERVER_SIDE_CURSORS=True).chunked_cursor() as cursor:
        cursor.execute("SELECT 1")
        assert getattr(cursor.cursor, "name", None) is None


def test_errors_are_ours_and_name_the_alias(connection: Any) -> None:
    for sql, kind in (
        ("SELEC 1", ProgrammingError),
        ("SELECT 1 / 0", DataError),
        ("CREATE TEMP TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (1), (1)", IntegrityError),
    ):
        with pytest.raises(kind) as caught:
            ask(connection, sql)
        assert (caught.value.alias, connection.is_usable()) == (connection.alias, True)  # type: ignore[attr-defined]
        assert isinstance(caught.value.__cause__, connection.Database.Error)


def test_a_lost_connection_is_replaced(connect: Connect) -> None:
    connection, other = connect(CONN_HEALTH_CHECKS=True), connect()
    ask(other, "SELECT pg_terminate_backend(%s)", [ask(connection, "SELECT pg_backend_pid()")])
    with pytest.raises(OperationalError):
        ask(connection, "SELECT 1")
    connection.close_if_unusable_or_obsolete()
    assert ask(connection, "SELECT 1") == 1


def test_names_are_checked_before_connecting(connect: Connect) -> None:
    with pytest.raises(ImproperlyConfigured, match="longer than PostgreSQL's limit of 63"):
        connect(NAME="a" * 64).ensure_connection()
    with pytest.raises(ImproperlyConfigured, match="supply the NAME or OPTIONS"):
        connect(NAME="").ensure_connection()
    assert "dbname" not in connect(NAME="", OPTIONS={"service": "s"}).get_connection_params()


def test_logged_statements_hold_their_values(connection: Any) -> None:
    connection.force_debug_cursor = True
    ask(connection, "SELECT %s::text", ["it's"])
    assert connection.queries[-1]["sql"] == "SELECT 'it''s'::text"


def test_psql_gets_secrets_through_its_environment() -> None:
    given = {"NAME": "db", "USER": "u", "HOST": "h", "PORT": 1, "PASSWORD": "p", "OPTIONS": {"passfile": "f"}}
    args, env = DatabaseClient.settings_to_cmd_args_env(given, ["-c", "x"])
    assert args == ["psql", "-U", "u", "-h", "h", "-p", "1", "-c", "x", "db"]
    assert env == {"PGPASSWORD": "p", "PGPASSFILE": "f"}


_WITH_PSYCOPG2 = """
import sys
sys.modules["psycopg"] = None
from django.conf import settings
settings.configure(USE_TZ=True)
import django
django.setup()
from django.db import connections
connections.register("pg", {config!r})
with connections["pg"].cursor() as cursor:
    cursor.execute("SELECT now(), %s::jsonb, '10.0.0.1'::inet, gen_random_uuid()", ['[1]'])
    print([type(value).__name__ for value in cursor.fetchone()], type(cursor.cursor).__module__)
with connections["pg"].chunked_cursor() as cursor:
    cursor.execute("SELECT generate_series(1, 3)")
    print(cursor.fetchmany(2))
"""


def test_psycopg2_serves_as_well(server: str) -> None:
    pytest.importorskip("psycopg2")
    program = _WITH_PSYCOPG2.format(config=servers.config("postgresql", server))
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.stdout.splitlines() == [
        "['datetime', 'str', 'str', 'UUID'] django.db.backends.postgresql.driver2",
        "[(1,), (2,)]",
    ], result.stderr


@pytest.mark.parametrize(
    "moment", ["2020-02-29 23:30:15.25", "2020-02-29 23:30", "0001-01-02 00:00", "9999-12-30 00:00"]
)
def test_naive_points_in_time_are_those_of_the_session(connect: Connect, moment: str) -> None:
    with override_settings(USE_TZ=False, TIME_ZONE="Asia/Kathmandu"):
        assert ask(connect(), f"SELECT '{moment}'::timestamptz") == datetime.fromisoformat(moment)


@pytest.mark.parametrize("zones", [True, False])
def test_points_in_time_that_are_none_are_refused_or_the_last_one(connect: Connect, zones: bool) -> None:
    endless = "SELECT 'infinity'::timestamptz"
    with override_settings(USE_TZ=zones):
        connection = connect()
        if is_psycopg3:
            with pytest.raises(DataError):
                ask(connection, endless)
        else:
            # The driver's own way, by which programs write it as well.
            assert ask(connection, endless).replace(tzinfo=None) == datetime.max
