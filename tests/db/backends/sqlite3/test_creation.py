"""Test databases of SQLite: named, told apart, copied and destroyed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest


def test_a_test_database_lives_in_memory_under_the_aliass_name(register: Callable[..., Any]) -> None:
    creation = register("shop").creation
    assert creation._get_test_db_name() == "file:memorydb_shop?mode=memory&cache=shared"
    assert creation.test_db_signature()[1] == "shop"


def test_a_named_test_database_is_a_file(register: Callable[..., Any]) -> None:
    creation = register("shop", TEST={"NAME": "shop_test.db"}).creation
    assert creation._get_test_db_name() == "shop_test.db"
    assert creation.get_test_db_clone_settings(2)["NAME"].endswith("shop_2.db")


def test_a_mirror_uses_the_others_database(register: Callable[..., Any]) -> None:
    main, near = register("main"), register("near", REPLICA_OF="main")
    near.settings_dict["NAME"] = "elsewhere"
    near.creation.set_as_test_mirror(main.settings_dict)
    assert near.settings_dict["NAME"] == main.settings_dict["NAME"]


def test_a_file_is_copied_and_destroyed(register: Callable[..., Any]) -> None:
    connection = register("shop")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE x (y integer)")
    connection.creation.clone_test_db(1, verbosity=0)
    copy = connection.creation.get_test_db_clone_settings(1)["NAME"]
    assert os.path.exists(copy)
    connection.creation.destroy_test_db(verbosity=0, suffix=1)
    assert not os.path.exists(copy) and os.path.exists(connection.settings_dict["NAME"])


def test_a_destroyed_database_in_memory_is_gone(register: Callable[..., Any]) -> None:
    connection = register("shop", NAME="file:gone?mode=memory&cache=shared")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE x (y integer)")
    connection.close()
    assert connection.introspection.table_names() == ["x"]
    connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    assert connection.introspection.table_names() == []


@pytest.mark.parametrize(
    ("name", "in_memory"), [(":memory:", True), ("file:x?mode=memory", True), ("x.db", False), (None, False)]
)
def test_databases_in_memory_are_known_by_name(register: Callable[..., Any], name: Any, in_memory: bool) -> None:
    assert register("shop").creation.is_in_memory_db(name) is in_memory
