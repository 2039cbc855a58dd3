"""Sessions: modes, isolation, zone, streams, errors, and what the server says of itself."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.mysql import server
from django.db.errors import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.db.transaction import atomic

pytestmark = pytest.mark.engine("mysql")

Connect = Callable[..., Any]


def ask(connection: Any, sql: str, params: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def isolation(connection: Any) -> str:
    name = "tx_isolation" if connection.mysql_is_mariadb and connection.mysql_version < (11, 1) else ""
    return str(ask(connection, f"SELECT @@{name or 'transaction_isolation'}")).lower().replace("-", " ")


def test_transactions_see_what_is_committed_unless_another_level_is_wanted(connect: Connect) -> None:
    assert isolation(connect()) == "read committed"
    assert isolation(connect(OPTIONS={"isolation_level": "Serializable"})) == "serializable"
    assert isolation(connect(OPTIONS={"isolation_level": None})) == "repeatable read"
    assert isolation(connect(OPTIONS={"isolation_level": ""})) == "repeatable read"


@pytest.mark.parametrize("level", ["chaos", 3, ["serializable"], "serializable; DROP TABLE book"])
def test_a_level_that_is_none_is_refused_before_anything_is_sent(connect: Connect, level: Any) -> None:
    connection = connect(OPTIONS={"isolation_level": level})
    with pytest.raises(ImproperlyConfigured) as caught:
        connection.ensure_connection()
    assert str(caught.value).startswith(f"Invalid transaction isolation level {level!r} specified.\nUse one of 'read ")
    assert connection.connection is None


def test_a_port_that_is_none_is_refused_before_anything_is_sent(connect: Connect) -> None:
    with pytest.raises(ImproperlyConfigured, match="PORT of the database 'mysql0' is 'three': write a number"):
        connect(PORT="three").ensure_connection()


def test_what_a_serializable_transaction_has_read_nobody_changes(book: Any, connect: Connect) -> None:
    reader = connect(OPTIONS={"isolation_level": "serializable"})
    with book.cursor() as cursor:
        cursor.execute("INSERT INTO book (id, n) VALUES (1, 1)")
        cursor.execute("SET innodb_lock_wait_timeout = 0")
        with atomic(using=reader.alias):
            assert ask(reader, "SELECT n FROM book WHERE id = 1") == 1
            with pytest.raises(OperationalError) as caught:
                cursor.execute("UPDATE book SET n = 2")
            assert caught.value.args[0] == 1205
        cursor.execute("UPDATE book SET n = 2")
    assert ask(reader, "SELECT n FROM book") == 2


# --- options of the driver --------------------------------------------------------------------------------------------


def test_an_option_file_says_where_the_server_is(connect: Connect, server: str, tmp_path: Path) -> None:
    usual = connect().settings_dict
    path = tmp_path / "my.cnf"
    path.write_text(
        f"[client]\nhost={usual['HOST']}\nport={usual['PORT']}\nuser={usual['USER']}\n"
        f"password={usual['PASSWORD']}\ndatabase={server}\n"
    )
    connection = connect(NAME="", USER="", PASSWORD="", HOST="", PORT="", OPTIONS={"read_default_file": str(path)})
    assert ask(connection, "SELECT DATABASE()") == server


def test_modes_come_from_the_option_or_the_first_command_and_lax_ones_are_warned_of(connect: Connect) -> None:
    strict = connect(OPTIONS={"sql_mode": "STRICT_ALL_TABLES"})
    assert (ask(strict, "SELECT @@sql_mode"), strict.validation.check()) == ("STRICT_ALL_TABLES", [])
    lax = connect(OPTIONS={"init_command": "SET sql_mode = 'ANSI_QUOTES'"})
    (warning,) = lax.validation.check()
    assert (warning.id, lax.alias in warning.msg) == ("mysql.W002", True)
    assert ask(lax, "SELECT @@sql_mode") == "ANSI_QUOTES"


def test_texts_travel_in_the_character_set_asked_for(connect: Connect) -> None:
    latin = connect(OPTIONS={"charset": "latin1"})
    assert ask(latin, "SELECT @@character_set_client") == "latin1"
    assert ask(latin, "SELECT %s", ["é"]) == "é"


def test_the_session_is_in_the_zone_of_its_values_unless_a_command_of_ours_says_more(connect: Connect) -> None:
    assert ask(connect(), "SELECT @@session.time_zone") == "+00:00"
    command = {"init_command": "SET time_zone = '+03:00'"}
    assert ask(connect(OPTIONS=command), "SELECT @@session.time_zone") == "+03:00"


def test_null_finds_no_row_that_was_inserted_last(connect: Connect) -> None:
    connection = connect(OPTIONS={"init_command": "SET sql_auto_is_null = 1"})
    assert ask(connection, "SELECT @@sql_auto_is_null") == 0


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("5.5.5-10.11.6-MariaDB-0+deb12u1", (10, 11, 6)),
        ("10.6.16-MariaDB-log", (10, 6, 16)),
        ("8.0.36-0ubuntu0.22.04.1", (8, 0, 36)),
        ("8.4.0", (8, 4, 0)),
    ],
)
def test_versions_are_read_for_both_servers(text: str, version: tuple[int, ...]) -> None:
    assert server.version_of(text) == version


def test_a_version_that_is_none_is_refused() -> None:
    with pytest.raises(Exception, match="Unable to determine MySQL version from version string 'mango'"):
        server.version_of("mango")


def test_asking_the_server_who_it_is_costs_no_second_connection(connection: Any) -> None:
    assert connection.mysql_version >= (8,)
    kept = connection.connection
    assert connection.display_name in ("MariaDB", "MySQL")
    assert connection.connection is kept is not None


def test_raw_cursors_keep_microseconds_and_zones(connection: Any) -> None:
    moment = datetime(2020, 2, 29, 23, 30, 15, 250001, tzinfo=UTC)
    assert ask(connection, "SELECT CAST(%s AS DATETIME(6))", [moment]) == moment.replace(tzinfo=None)
    assert ask(connection, "SELECT CAST(%s AS TIME(6))", [time(1, 2, 3, 4)]) == time(1, 2, 3, 4)
    assert ask(connection, "SELECT CAST('-01:00:00' AS TIME)").days == -1
    key = UUID(int=1)
    assert str(ask(connection, "SELECT %s", [key])) == (
        str(key) if connection.features.has_native_uuid_field else key.hex
    )


def test_text_comes_with_all_of_unicode(connection: Any) -> None:
    assert ask(connection, "SELECT %s", ["é😀\\'\""]) == "é😀\\'\""


# --- streams ----------------------------------------------------------------------------------------------------------


def numbers(count: int) -> str:
    return f"WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) SELECT n FROM n"


def test_chunks_are_fetched_as_they_are_read(connection: Any) -> None:
    with connection.chunked_cursor() as cursor:
        cursor.execute(numbers(500))
        assert [row[0] for row in cursor.fetchmany(2)] == [1, 2]
        assert len(connection._streams) == 1
        assert len(cursor.fetchall()) == 498
    assert len(connection._streams) == 0


def test_another_statement_in_between_makes_a_stream_keep_its_rest(connection: Any) -> None:
    with connection.chunked_cursor() as one, connection.chunked_cursor() as two:
        one.execute(numbers(5))
        assert one.fetchone() == (1,)
        two.execute(numbers(3))
        assert two.fetchone() == (1,)
        assert ask(connection, "SELECT 7") == 7
        assert [row[0] for row in one.fetchmany(2)] == [2, 3]
        assert [row[0] for row in one] == [4, 5]
        assert [row[0] for row in two.fetchall()] == [2, 3]
        assert one.fetchone() is None


def test_a_stream_that_fails_tells_who_reads_it_and_not_who_is_next(connection: Any, connect: Connect) -> None:
    session = ask(connection, "SELECT CONNECTION_ID()")
    with connection.chunked_cursor() as cursor:
        # Too much to be on its way already.
        cursor.execute(numbers(500).replace("SELECT n FROM", "SELECT n, REPEAT('x', 40000) FROM"))
        assert cursor.fetchone()[0] == 1
        ask(connect(), "SELECT 1")
        with connect().cursor() as other:
            other.execute(f"KILL QUERY {session}")
        assert ask(connection, "SELECT 7") == 7
        with pytest.raises(OperationalError) as caught:
            cursor.fetchone()
        assert caught.value.args[0] == 1317
    assert connection.is_usable()


def test_a_commit_in_between_does_not_lose_rows(connection: Any) -> None:
    connection.set_autocommit(False)
    with connection.chunked_cursor() as cursor:
        cursor.execute(numbers(3))
        cursor.fetchone()
        connection.commit()
        assert len(cursor.fetchall()) == 2
    connection.set_autocommit(True)


def test_streams_can_be_forbidden(connect: Connect) -> None:
    connection = connect(DISABLE_SERVER_SIDE_CURSORS=True)
    with connection.chunked_cursor() as cursor:
        cursor.execute(numbers(3))
        assert len(connection._streams) == 0


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("INSERT INTO book (id, title) VALUES (1, 'a'), (1, 'b')", IntegrityError),
        ("INSERT INTO book (id) VALUES ('x')", DataError),
        ("INSERT INTO book (title) VALUES (REPEAT('x', 51))", DataError),
        ("INSERT INTO book (price) VALUES (123456)", DataError),
        ("UPDATE book SET big = big - 2 WHERE id = 1", IntegrityError),
        ("SELECT * FROM nowhere", ProgrammingError),
        ("SELEC 1", ProgrammingError),
        ("SELECT nothing FROM book", OperationalError),
    ],
)
def test_errors_are_of_the_kind_that_says_what_is_wrong(book: Any, sql: str, kind: type[Exception]) -> None:
    with book.cursor() as cursor:
        cursor.execute("INSERT INTO book (id, big) VALUES (1, 1)")
        with pytest.raises(kind) as caught:
            cursor.execute("DELETE FROM book" if "VALUES (1, 'a')" in sql else "SELECT 1")
            cursor.execute(sql)
    assert type(caught.value) is kind
    assert caught.value.alias == book.alias
    assert isinstance(caught.value.__cause__, book.Database.Error)


def test_a_check_and_a_missing_value_break_integrity(book: Any) -> None:
    with book.cursor() as cursor:
        cursor.execute("CREATE TABLE strict_one (n integer NOT NULL, CHECK (n > 0))")
        try:
            for value in (None, -1):
                with pytest.raises(IntegrityError):
                    cursor.execute("INSERT INTO strict_one (n) VALUES (%s)", [value])
        finally:
            cursor.execute("DROP TABLE strict_one")


def test_a_lock_that_is_not_given_up_is_an_operational_error_and_the_session_goes_on(
    book: Any, connect: Connect
) -> None:
    other = connect(OPTIONS={"init_command": "SET innodb_lock_wait_timeout = 1"})
    with book.cursor() as cursor:
        cursor.execute("INSERT INTO book (id, n) VALUES (1, 1)")
    book.set_autocommit(False)
    with book.cursor() as cursor:
        cursor.execute("UPDATE book SET n = 2 WHERE id = 1")
    with other.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute("UPDATE book SET n = 3 WHERE id = 1")
    assert caught.value.args[0] == 1205
    book.rollback()
    book.set_autocommit(True)
    assert ask(other, "SELECT n FROM book") == 1


def test_one_of_two_that_wait_for_each_other_gets_an_operational_error(book: Any, connect: Connect) -> None:
    with book.cursor() as cursor:
        cursor.execute("INSERT INTO book (id, n) VALUES (1, 1), (2, 1)")
    errors: list[Any] = []
    both = threading.Barrier(2, timeout=20)

    def change(connection: Any, first: int, second: int) -> None:
        connection.set_autocommit(False)
        try:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE book SET n = 2 WHERE id = %s", [first])
                both.wait()
                cursor.execute("UPDATE book SET n = 2 WHERE id = %s", [second])
        except OperationalError as error:
            errors.append(error.args[0])
        finally:
            connection.rollback()
            connection.set_autocommit(True)

    other = connect()
    other.ensure_connection()
    other.inc_thread_sharing()
    thread = threading.Thread(target=change, args=(other, 2, 1))
    thread.start()
    change(book, 1, 2)
    thread.join(20)
    other.dec_thread_sharing()
    assert errors == [1213]
    assert ask(book, "SELECT SUM(n) FROM book") == 2


def test_a_connection_that_was_killed_is_not_usable(connect: Connect) -> None:
    connection, killer = connect(), connect()
    number = ask(connection, "SELECT CONNECTION_ID()")
    assert connection.is_usable()
    with killer.cursor() as cursor:
        cursor.execute(f"KILL {number}")
    assert not connection.is_usable()
    with pytest.raises((InterfaceError, OperationalError)):
        ask(connection, "SELECT 1")
    connection.close_if_unusable_or_obsolete()
    assert ask(connection, "SELECT 1") == 1


def test_a_stream_that_was_killed_says_so_and_the_next_unit_of_work_connects_anew(connect: Connect) -> None:
    connection, killer = connect(), connect()
    with killer.cursor() as cursor:
        cursor.execute("CREATE TABLE many AS SELECT seq AS n, REPEAT('x', 200) AS filling FROM seq_1_to_100000")
    try:
        number = ask(connection, "SELECT CONNECTION_ID()")
        with pytest.raises(OperationalError) as caught, connection.chunked_cursor() as stream:
            stream.execute("SELECT * FROM many")
            stream.fetchmany(2)
            with killer.cursor() as cursor:
                cursor.execute(f"KILL {number}")
            stream.fetchall()
        assert caught.value.alias == connection.alias
        connection.close_if_unusable_or_obsolete()
        assert ask(connection, "SELECT 1") == 1
    finally:
        with killer.cursor() as cursor:
            cursor.execute("DROP TABLE many")


def test_a_transaction_whose_connection_was_killed_is_not_continued_on_another(connect: Connect) -> None:
    connection, killer = connect(), connect()
    with pytest.raises((InterfaceError, OperationalError)), atomic(using=connection.alias):
        number = ask(connection, "SELECT CONNECTION_ID()")
        with killer.cursor() as cursor:
            cursor.execute(f"KILL {number}")
        try:
            ask(connection, "SELECT 1")
        except OperationalError:
            ask(connection, "SELECT 2")
    assert ask(connection, "SELECT 3") == 3


# --- drivers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", ["MySQLdb", "MySQLdb pymysql"])
def test_without_mysqlclient_pymysql_is_taken_and_without_both_one_is_asked_for(names: str) -> None:
    blocked = "".join(f"sys.modules[{name!r}] = None; " for name in names.split())
    code = f"import sys; {blocked}from django.db.backends.mysql.drivers import Database; print(Database.__name__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    if "pymysql" in names:
        assert "Did you install mysqlclient?" in ran.stderr
    else:
        assert ran.stdout.strip() == "pymysql", ran.stderr


def test_a_missing_database_does_not_keep_the_server_from_being_asked(connect: Connect) -> None:
    connection = connect(NAME="multidb_that_is_not_there")
    assert connection.mysql_version >= (8,)
    with pytest.raises(OperationalError, match="Unknown database"):
        connection.ensure_connection()


def test_the_password_is_in_no_error(connect: Connect) -> None:
    connection = connect(USER="nobody_of_that_name", PASSWORD="s3cret-of-mine")
    with pytest.raises(OperationalError) as caught:
        connection.ensure_connection()
    assert "s3cret-of-mine" not in f"{caught.value!r} {connection!r}"
