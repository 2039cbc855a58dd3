"""Which driver is taken, and what its own errors are."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import oracledb
import pytest

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.oracle import driver
from django.db.backends.oracle.failures import cause_of, number_of
from tests.db.backends.oracle.recorded.server import error


def test_python_oracledb_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cx_Oracle", ModuleType("cx_Oracle"))
    assert oracledb is driver.installed()


def test_cx_oracle_is_taken_where_it_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ModuleType("cx_Oracle")
    monkeypatch.setitem(sys.modules, "oracledb", None)
    monkeypatch.setitem(sys.modules, "cx_Oracle", other)
    assert other is driver.installed()


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oracledb", None)
    monkeypatch.setitem(sys.modules, "cx_Oracle", None)
    with pytest.raises(ImproperlyConfigured, match="pip install oracledb"):
        driver.installed()


def test_pools_need_python_oracledb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "is_oracledb", False)
    with pytest.raises(ImproperlyConfigured, match="Pooling requires the driver oracledb"):
        driver.create_pool({})


def test_a_pool_of_the_driver_takes_our_parameters(connect: Any) -> None:
    connection = connect(OPTIONS={"pool": {"min": 0, "max": 2}})
    pool = connection.pool
    assert (0, 2, "db.example.com:1521/library") == (pool.min, pool.max, pool.dsn)
    connection.close_pool()


@pytest.mark.parametrize(
    ("found", "number"),
    [
        (error(942), 942),
        (oracledb.DatabaseError("ORA-00942: table or view does not exist"), 942),
        (oracledb.OperationalError("DPY-6005: cannot connect to database"), None),
        (oracledb.DatabaseError(), None),
        (KeyError("x"), None),
    ],
)
def test_numbers_of_errors(found: BaseException, number: int | None) -> None:
    assert number == number_of(found)


def test_what_broke_a_commit_is_its_cause() -> None:
    assert 1 == cause_of(error(2091, message="transaction rolled back\nORA-00001: unique constraint violated"))
    assert 2091 == cause_of(error(2091))


def test_a_server_that_is_not_there_is_an_operational_error(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    # The driver itself, in its thin mode, finds nobody.
    monkeypatch.setattr(driver, "connect", lambda params: oracledb.connect(**params))
    with pytest.raises(OperationalError) as caught:
        connect(NAME="127.0.0.1:1/nothing").ensure_connection()
    assert "s3cret" not in str(caught.value)
