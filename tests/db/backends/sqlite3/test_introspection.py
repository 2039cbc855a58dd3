"""What SQLite's own questions do not tell is read from the definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django.db import DatabaseError
from django.db.backends.sqlite3.definitions import Constraint, read_definition

TABLE = """
CREATE TABLE "odd table" (
    id integer PRIMARY KEY AUTOINCREMENT,  -- CHECK (not, a constraint)
    "name" varchar(30) COLLATE nocase NOT NULL UNIQUE CHECK ("name" != ') UNIQUE ('),
    [data] text CHECK (JSON_VALID("data") OR data IS NULL),
    price decimal(8, 2) DEFAULT (1 + (2)),
    twice integer GENERATED ALWAYS AS (id * 2) VIRTUAL,
    CONSTRAINT "both" UNIQUE (name, `price`),
    CONSTRAINT ok CHECK (price BETWEEN 0 AND "id")
)
"""


def test_constraints_are_read_with_names_and_columns() -> None:
    assert read_definition(TABLE).constraints == [
        Constraint("unique", "", ("name",)),
        Constraint("check", "", ("name",), condition="\"name\" != ') UNIQUE ('"),
        Constraint("check", "", ("data",), is_json=True, condition='JSON_VALID("data") OR data IS NULL'),
        Constraint("unique", "both", ("name", "price"), condition="name, `price`"),
        Constraint("check", "ok", ("price", "id"), condition='price BETWEEN 0 AND "id"'),
    ]


def test_generated_columns_are_read() -> None:
    sql = "CREATE TABLE t (n int, a int AS (n * 2) STORED, b AS (length('a)')), c int GENERATED ALWAYS AS (n)) STRICT"
    assert read_definition(sql).generated == {"a": ("n * 2", True), "b": ("length('a)')", False), "c": ("n", False)}


@pytest.mark.parametrize(
    ("ending", "expected"), [("", True), (" WITHOUT ROWID", False), (" STRICT, without rowid", False)]
)
def test_tables_without_row_numbers_are_told(ending: str, expected: bool) -> None:
    definition = read_definition(f"CREATE TABLE t (a integer CHECK (a > 1), PRIMARY KEY (a)){ending}")
    assert definition.has_row_numbers is expected


def test_collations_and_json_columns_are_read() -> None:
    assert read_definition(TABLE).collations == {"name": "nocase"}
    assert read_definition(TABLE).json_columns == {"data"}


def test_a_table_made_by_a_query_tells_nothing() -> None:
    assert read_definition("CREATE TABLE x AS SELECT 1").constraints == []


@pytest.fixture
def odd(register: Callable[..., Any]) -> Any:
    connection = register("odd")
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute('CREATE UNIQUE INDEX lower ON "odd table" (LOWER(name) DESC, price)')
        cursor.execute("CREATE TABLE pair (a integer, b integer, PRIMARY KEY (b, a))")
        cursor.execute("CREATE TABLE child (x integer, y integer, FOREIGN KEY (x, y) REFERENCES pair)")
        cursor.execute("CREATE VIEW seen AS SELECT * FROM pair")
    return connection


def test_columns_are_described(odd: Any) -> None:
    with odd.cursor() as cursor:
        columns = {each.name: each for each in odd.introspection.get_table_description(cursor, "odd table")}
    kinds = [odd.introspection.get_field_type(each.type_code, each) for each in columns.values()]
    assert kinds == ["AutoField", "CharField", "JSONField", "DecimalField", "IntegerField"]
    assert (columns["name"].display_size, columns["name"].collation, columns["name"].null_ok) == (30, "nocase", False)
    assert (columns["price"].precision, columns["price"].scale, columns["price"].default) == (8, 2, "1 + (2)")


def test_keys_and_references_are_told(odd: Any) -> None:
    with odd.cursor() as cursor:
        assert odd.introspection.get_primary_key_columns(cursor, "pair") == ["b", "a"]
        assert odd.introspection.get_primary_key_column(cursor, "odd table") == "id"
        relations = odd.introspection.get_relations(cursor, "child")
    assert relations["x"] == ("b", "pair") and relations["y"] == ("a", "pair")


def test_indexes_over_expressions_have_orders_but_no_column(odd: Any) -> None:
    with odd.cursor() as cursor:
        found = odd.introspection.get_constraints(cursor, "odd table")["lower"]
    assert (found["columns"], found["orders"]) == (["price"], ["DESC", "ASC"])
    assert found["unique"] and found["index"]


def test_views_are_listed_only_when_wanted(odd: Any) -> None:
    assert "seen" not in odd.introspection.table_names()
    assert "seen" in odd.introspection.table_names(include_views=True)


def test_a_table_that_is_not_there_is_an_error(odd: Any) -> None:
    with odd.cursor() as cursor, pytest.raises(DatabaseError, match="Table nothing does not exist"):
        odd.introspection.get_table_description(cursor, "nothing")
