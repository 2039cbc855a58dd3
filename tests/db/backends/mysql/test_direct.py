"""Statements that go without a cursor do and give what a cursor would."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from django.db.backends.mysql.drivers import Database, driver
from django.db.errors import IntegrityError

pytestmark = pytest.mark.engine("mysql")

VALUES = (
    0,
    -(2**63),
    2**64 - 1,
    True,
    False,
    None,
    1.5,
    1e300,
    Decimal("-0.10"),
    Decimal("1E+3"),
    "it's 100% \\ é \N{GRINNING FACE}",
    b"\x00'\\\xff",
    datetime(2020, 2, 29, 23, 30, 15, 250001),
    date(2020, 2, 29),
    timedelta(hours=1),
)


@pytest.fixture
def direct(connection: Any) -> Any:
    connection.ensure_connection()
    if connection._direct is None:
        pytest.skip("PyMySQL has cursors only")
    return connection


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_written_and_read_as_by_a_cursor(direct: Any, value: Any) -> None:
    with direct.cursor() as cursor:
        cursor.execute("SELECT %s AS found, '100%%'", [value])
        expected = cursor.fetchall()
    assert direct.fetch_plain("SELECT %s AS found, '100%%'", [value]) == expected


@pytest.mark.parametrize("text", ["2020-02-29", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("cast", ["DATE", "DATETIME", "DATETIME(2)", "DATETIME(6)"])
def test_moments_are_read_as_the_driver_reads_them(direct: Any, text: str, cast: str) -> None:
    plain = Database.connect(**{**direct.get_connection_params(), "conv": driver.conversions})
    sql = f"SELECT CAST('{text} 12:30:15.25' AS {cast})"
    with plain.cursor() as cursor:
        cursor.execute(sql)
        expected = cursor.fetchall()
    plain.close()
    assert tuple(direct.fetch_plain(sql, None)) == tuple(expected)
    assert type(direct.fetch_plain(sql, None)[0][0]) is type(expected[0][0])


@pytest.mark.parametrize("cast", ["DATE", "DATETIME"])
def test_days_that_are_none_are_none(direct: Any, cast: str) -> None:
    with direct.cursor() as cursor:
        cursor.execute("SET sql_mode = ''")
    assert direct.fetch_plain(f"SELECT CAST('0000-00-00' AS {cast})", None)[0] == (None,)


def test_a_statement_without_parameters_is_sent_as_it_is(direct: Any) -> None:
    assert tuple(direct.fetch_plain("SELECT '100%'", None)) == (("100%",),)


def test_changes_tell_how_many_rows_and_the_last_number(direct: Any) -> None:
    with direct.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE numbered (id int AUTO_INCREMENT PRIMARY KEY, n int UNIQUE)")
    outcome = direct.execute_plain("INSERT INTO numbered (n) VALUES (%s), (%s)", (1, 2))
    assert (outcome.rowcount, outcome.lastrowid) == (2, 1)
    outcome = direct.execute_plain("UPDATE numbered SET n = n WHERE n <= %s", (2,))
    # Rows that were found count, also if nothing became different.
    assert outcome.rowcount == 2
    with pytest.raises(IntegrityError), direct.wrap_database_errors:
        direct.execute_plain("INSERT INTO numbered (n) VALUES (%s)", (1,))
    assert tuple(direct.fetch_plain("SELECT n FROM numbered ORDER BY n", None)) == ((1,), (2,))


def test_further_results_are_thrown_away(direct: Any) -> None:
    assert tuple(direct.fetch_plain("SELECT 1; SELECT 2", None)) == ((1,),)
    assert tuple(direct.fetch_plain("SELECT 3", None)) == ((3,),)


def test_a_stream_is_fetched_before_another_statement_is_sent(direct: Any) -> None:
    with direct.chunked_cursor() as cursor:
        cursor.execute("SELECT seq FROM seq_1_to_3" if direct.mysql_is_mariadb else "SELECT 1 UNION SELECT 2")
        first = cursor.fetchone()
        assert tuple(direct.fetch_plain("SELECT 7", None)) == ((7,),)
        assert direct.execute_plain("DO 1", None).rowcount == 0
        assert (first, cursor.fetchone()) == ((1,), (2,))


def test_cursors_of_ones_own_are_asked(connect: Any) -> None:
    asked = []

    class Asking(Database.cursors.Cursor):  # type: ignore[misc,name-defined]
        def execute(self, query: Any, args: Any = None) -> Any:
            asked.append(query)
            return super().execute(query, args)

    connection = connect(OPTIONS={"cursorclass": Asking})
    connection.ensure_connection()
    connection.fetch_plain("SELECT 1", None)
    assert "SELECT 1" in asked


def test_conversions_of_ones_own_are_used(connect: Any) -> None:
    known = {**driver.conversions, int: lambda value, *rest: str(value + 1)}
    connection = connect(OPTIONS={"conv": known})
    connection.ensure_connection()
    assert tuple(connection.fetch_plain("SELECT %s", (1,))) == ((2,),)


def test_a_connection_put_in_its_place_is_asked(direct: Any) -> None:
    class Seeing:
        def __init__(self, connection: Any) -> None:
            self.connection, self.cursors = connection, 0

        def cursor(self) -> Any:
            self.cursors += 1
            return self.connection.cursor()

    own = direct.connection
    direct.connection = seeing = Seeing(own)
    try:
        assert tuple(direct.fetch_plain("SELECT 1", None)) == ((1,),)
    finally:
        direct.connection = own
    assert seeing.cursors == 1
