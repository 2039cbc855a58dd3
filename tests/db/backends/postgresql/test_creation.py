"""Test databases on the server: made, copied with their rows, destroyed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from django.core.exceptions import ImproperlyConfigured

pytestmark = pytest.mark.engine("postgresql")

NAME = f"test_multidb_made_{os.getpid()}"


def databases(connection: Any) -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", [NAME + "%"])
        return [name for (name,) in cursor.fetchall()]


def test_a_database_is_made_copied_and_destroyed(connect: Callable[..., Any]) -> None:
    connection = connect(TEST={"NAME": NAME, "CHARSET": "UTF8", "TEMPLATE": "template0"})
    creation = connection.creation
    creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], NAME
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE t AS SELECT 5 AS n")
        creation.clone_test_db("1", verbosity=0)
        creation.clone_test_db("1", verbosity=0)
        assert databases(connection) == [NAME, f"{NAME}_1"]
        copy = connect(NAME=f"{NAME}_1")
        with copy.cursor() as cursor:
            cursor.execute("SELECT n FROM t")
            assert cursor.fetchall() == [(5,)]
        copy.close()
        creation._create_test_db(verbosity=0, autoclobber=True, keepdb=True)
    finally:
        creation.destroy_test_db(verbosity=0, suffix="1")
        creation.destroy_test_db(usual, verbosity=0)
    assert databases(connection) == []


def test_a_collation_is_refused(connect: Callable[..., Any]) -> None:
    with pytest.raises(ImproperlyConfigured, match="does not support collation setting at database creation"):
        connect(TEST={"COLLATION": "C"}).creation.sql_table_creation_suffix()
