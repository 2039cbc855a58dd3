"""The connection: addresses, parameters, sessions, transactions, errors, pools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oracledb
import pytest

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, NotSupportedError, OperationalError, ProgrammingError, transaction
from django.db.backends.oracle import driver
from django.db.errors import DataError, IntegrityError
from tests.db.backends.oracle.recorded.server import error
from tests.testapp.models import Author

Connect = Callable[..., Any]


# --- address and parameters -------------------------------------------------------------------------------------------


def test_a_name_alone_is_the_address(connect: Connect) -> None:
    params = connect(NAME="localhost:1521/orclpdb1").get_connection_params()
    assert {"user": "reader", "password": "s3cret", "dsn": "localhost:1521/orclpdb1"} == params


def test_host_and_port_make_an_address_of_a_sid(connect: Connect) -> None:
    dsn = connect(NAME="xe", HOST="db", PORT="1522").get_connection_params()["dsn"]
    assert "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1522))(CONNECT_DATA=(SID=xe)))" == dsn


def test_a_host_has_the_usual_port(connect: Connect) -> None:
    assert "(PORT=1521)" in connect(NAME="xe", HOST="db").dsn()


def test_a_missing_name_is_refused(connect: Connect) -> None:
    with pytest.raises(ImproperlyConfigured, match="Please supply the NAME value"):
        connect(NAME="").get_connection_params()


def test_options_go_to_the_driver_but_for_our_own(connect: Connect) -> None:
    options = {"threaded": True, "use_returning_into": False, "pool": False, "stmtcachesize": 50}
    params = connect(OPTIONS=options).get_connection_params()
    assert 50 == params["stmtcachesize"]
    assert not params.keys() & {"threaded", "use_returning_into", "pool"}


def test_no_password_stands_in_a_repr(connection: Any) -> None:
    assert "s3cret" not in repr(connection)


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_compiling_opens_no_connection(connection: Any, server: Any) -> None:
    str(Author.objects.using(connection.alias).filter(name="x").query)
    assert [] == server.params


def test_a_new_session_gets_its_zone_and_its_forms(connection: Any, server: Any) -> None:
    connection.ensure_connection()
    (sent,) = server.sent
    assert sent.sql.startswith("ALTER SESSION SET NLS_TERRITORY = 'AMERICA'")
    assert sent.sql.endswith("TIME_ZONE = 'UTC'")


def test_the_zone_of_a_session_is_that_of_the_database(connect: Connect, server: Any) -> None:
    connect(TIME_ZONE="Europe/Paris").ensure_connection()
    assert server.last.sql.endswith("TIME_ZONE = 'Europe/Paris'")


def test_a_hostile_zone_cannot_leave_its_quotes(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.__dict__, "timezone_name", "UTC' CURRENT_SCHEMA = x--")
    assert connection.ops.session_sql().endswith("TIME_ZONE = 'UTC'' CURRENT_SCHEMA = x--'")


def test_the_oldest_version_is_counted_with_until_the_server_tells(connection: Any, server: Any) -> None:
    server.version = "21.3.0.0.0"
    assert not connection.features.supports_primitives_in_json_field
    connection.ensure_connection()
    assert connection.features.supports_primitives_in_json_field
    connection.close()
    assert (21, 3, 0, 0, 0) == connection.server_version


def test_an_old_server_is_refused(connection: Any, server: Any) -> None:
    server.version = "18.4.0.0.0"
    with pytest.raises(NotSupportedError, match=r"Oracle 19 or later is required \(found 18.4.0.0.0\)"):
        connection.ensure_connection()


def test_a_connection_is_asked_whether_it_lives(connection: Any, server: Any) -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    server.connections[0].ping_error = error(3113)
    assert not connection.is_usable()


def test_a_connection_that_is_gone_can_be_closed(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise oracledb.InterfaceError("DPY-1001: not connected to database")

    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "close", gone)
    connection.close()
    assert connection.connection is None


def test_statements_are_logged_with_their_values(connection: Any, server: Any) -> None:
    server.plant("^INSERT", returned=[(7,)])
    connection.force_debug_cursor = True
    Author(name="it's", age=3).save(using=connection.alias)
    logged = connection.queries[-1]["sql"]
    assert "VALUES ('it''s', 3) RETURNING" in logged


def test_numbers_are_fetched_exactly(connection: Any, server: Any) -> None:
    connection.ensure_connection()
    handler = server.connections[0].outputtypehandler
    cursor = server.connections[0].cursor()

    class Column:
        def __init__(self, kind: Any, precision: int, scale: int) -> None:
            self.type_code, self.precision, self.scale = kind, precision, scale

    number = oracledb.DB_TYPE_NUMBER
    assert handler(cursor, Column(number, 11, 0)) is None
    assert handler(cursor, Column(number, 126, -127)) is None
    computed = handler(cursor, Column(number, 0, -127))
    assert [7, "7.5"] == [computed.options["outconverter"]("7"), str(computed.options["outconverter"]("7.5"))]
    assert "Decimal" == handler(cursor, Column(number, 8, 2)).kind.__name__
    assert oracledb.DB_TYPE_LONG_RAW is handler(cursor, Column(oracledb.DB_TYPE_BLOB, 0, 0)).kind
    assert oracledb.DB_TYPE_LONG_NVARCHAR is handler(cursor, Column(oracledb.DB_TYPE_NCLOB, 0, 0)).kind


# --- transactions -----------------------------------------------------------------------------------------------------


def test_a_block_commits_by_the_driver(connection: Any, server: Any) -> None:
    with transaction.atomic(using=connection.alias):
        connection.cursor().execute("DELETE FROM t")
    assert ["autocommit False", "commit", "autocommit True"] == [
        event for event in server.events if event != "cursor closed"
    ][-3:]


def test_an_inner_block_is_a_savepoint_that_is_never_released(connection: Any, server: Any) -> None:
    with transaction.atomic(using=connection.alias), transaction.atomic(using=connection.alias):
        pass
    (savepoint,) = server.texts
    assert savepoint.startswith('SAVEPOINT "S')


def test_an_inner_block_that_fails_goes_back_to_its_savepoint(connection: Any, server: Any) -> None:
    with transaction.atomic(using=connection.alias):
        with pytest.raises(KeyError), transaction.atomic(using=connection.alias):
            raise KeyError
    assert ["SAVEPOINT", "ROLLBACK"] == [text.split()[0] for text in server.texts]
    assert server.texts[1].startswith("ROLLBACK TO SAVEPOINT")


def test_deferred_references_can_be_checked_before_the_end(connection: Any, server: Any) -> None:
    connection.check_constraints()
    assert ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"] == server.texts


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "raised", "expected"),
    [
        (1, oracledb.IntegrityError, IntegrityError),
        (1400, oracledb.DatabaseError, IntegrityError),
        (2290, oracledb.DatabaseError, IntegrityError),
        (2291, oracledb.DatabaseError, IntegrityError),
        (2292, oracledb.DatabaseError, IntegrityError),
        (12899, oracledb.DatabaseError, DataError),
        (1438, oracledb.IntegrityError, DataError),
        (1722, oracledb.DatabaseError, DataError),
        (54, oracledb.DatabaseError, OperationalError),
        (60, oracledb.DatabaseError, OperationalError),
        (8177, oracledb.DatabaseError, OperationalError),
        (3113, oracledb.DatabaseError, OperationalError),
        (12541, oracledb.DatabaseError, OperationalError),
        (904, oracledb.DatabaseError, ProgrammingError),
        (942, oracledb.DatabaseError, ProgrammingError),
        (2014, oracledb.DatabaseError, NotSupportedError),
        (4711, oracledb.DatabaseError, DatabaseError),
        (4711, oracledb.OperationalError, OperationalError),
    ],
)
def test_errors_are_of_the_class_their_number_says(
    connection: Any, server: Any, number: int, raised: Any, expected: Any
) -> None:
    server.plant("SELECT", error=error(number, raised))
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM DUAL")
    assert expected is type(caught.value)
    assert raised is type(caught.value.__cause__)
    assert connection.alias == caught.value.alias


def test_errors_on_the_short_way_are_the_same(connection: Any, server: Any) -> None:
    connection.ensure_connection()
    server.plant("SELECT", error=error(12899))
    with pytest.raises(DataError):
        list(Author.objects.using(connection.alias))


def test_a_missing_table_is_told_of(connection: Any, server: Any) -> None:
    server.plant("SELECT", error=error(942))
    with pytest.raises(ProgrammingError) as caught:
        list(Author.objects.using(connection.alias))
    assert any("has no such table" in note for note in caught.value.__notes__)


def test_a_commit_that_breaks_a_reference_says_so(connection: Any, server: Any) -> None:
    message = "transaction rolled back\nORA-02291: integrity constraint (X.Y) violated - parent key not found"
    with pytest.raises(IntegrityError), transaction.atomic(using=connection.alias):
        server.connections[0].commit_error = error(2091, message=message)


def test_errors_that_are_not_the_drivers_pass(connection: Any) -> None:
    with pytest.raises(KeyError), connection.wrap_database_errors:
        raise KeyError


# --- pools ------------------------------------------------------------------------------------------------------------


class Pool:
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        self.server, self.params, self.closed = server, params, False
        self.released: list[Any] = []

    def acquire(self) -> Any:
        return self.server.connect(self.params)

    def release(self, connection: Any) -> None:
        self.released.append(connection)

    def close(self, force: bool = False) -> None:
        self.closed = force


@pytest.fixture
def pools(server: Any, monkeypatch: pytest.MonkeyPatch) -> list[Pool]:
    made: list[Pool] = []

    def create(params: dict[str, Any]) -> Pool:
        made.append(Pool(server, params))
        return made[-1]

    monkeypatch.setattr(driver, "create_pool", create)
    return made


def test_connections_come_from_a_pool_and_go_back(connect: Connect, server: Any, pools: list[Pool]) -> None:
    connection = connect(OPTIONS={"pool": {"min": 1, "max": 4}})
    connection.ensure_connection()
    assert {"min": 1, "max": 4, "user": "reader"}.items() <= pools[0].params.items()
    connection.close()
    assert server.connections == pools[0].released
    assert not server.connections[0].is_closed
    connection.ensure_connection()
    assert 1 == len(pools)


def test_closing_the_pool_closes_it(connect: Connect, pools: list[Pool]) -> None:
    connection = connect(OPTIONS={"pool": True})
    connection.ensure_connection()
    connection.close()
    connection.close_pool()
    assert pools[0].closed
    connection.ensure_connection()
    assert 2 == len(pools)


def test_a_pool_and_persistent_connections_exclude_each_other(connect: Connect, pools: list[Pool]) -> None:
    connection = connect(OPTIONS={"pool": True}, CONN_MAX_AGE=10)
    with pytest.raises(ImproperlyConfigured, match="Pooling doesn't support persistent connections."):
        connection.ensure_connection()


def test_every_connection_of_a_pool_is_made_ready(connect: Connect, server: Any, pools: list[Pool]) -> None:
    connection = connect(OPTIONS={"pool": True})
    connection.ensure_connection()
    connection.close()
    connection.ensure_connection()
    assert 2 == sum(each.sql.startswith("ALTER SESSION") for each in server.sent)


# --- procedures -------------------------------------------------------------------------------------------------------


def test_a_procedure_is_called_with_positions_and_names(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.callproc("p", [1], {"x": 2})
    assert ("p", ([1], {"x": 2})) == server.last[:2]
