"""What the information_schema tells about tables, columns, keys, indexes and checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from django.db import DatabaseError, connections
from django.db.backends.base.introspection import GeneratedColumn
from django.db.backends.mysql import catalog
from tests import scratch

pytestmark = pytest.mark.engine("mysql")

TABLES = """
CREATE TABLE author (
    id integer AUTO_INCREMENT PRIMARY KEY, name varchar(30) COLLATE utf8mb4_bin NOT NULL UNIQUE,
    born smallint unsigned NOT NULL UNIQUE CHECK (born > 0), `odd ``name` integer,
    CONSTRAINT named CHECK (born < 3000 AND name <> 'id `odd`' AND `odd ``name` IS NOT NULL)
) COMMENT = 'those who write';
CREATE TABLE note (
    author_id integer, number bigint NOT NULL, text longtext DEFAULT ('x') COMMENT 'what it says', price numeric(5, 2),
    twice numeric(9, 2) GENERATED ALWAYS AS (price * 2) STORED, thrice integer AS (number * 3) VIRTUAL,
    document json, at datetime(6) NOT NULL DEFAULT current_timestamp(6), maybe integer DEFAULT NULL,
    PRIMARY KEY (author_id, number), KEY by_price (price DESC, number), FULLTEXT KEY by_text (text),
    CONSTRAINT of_author FOREIGN KEY (author_id) REFERENCES author (id)
);
CREATE TABLE line (
    a integer, n bigint, CONSTRAINT of_note FOREIGN KEY (a, n) REFERENCES note (author_id, number)
);
CREATE VIEW names AS SELECT name FROM author;
"""


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with scratch.database("mysql", "my_catalog", tmp_path_factory.mktemp("catalog")) as alias:
        scratch.run(alias, TABLES)
        yield connections[alias]


@pytest.fixture
def ask(connection: Any) -> Iterator[Any]:
    """Ask the introspection about a table."""
    with connection.cursor() as cursor:
        yield lambda question, *words: getattr(connection.introspection, question)(cursor, *words)


def columns(ask: Any, table: str) -> dict[str, Any]:
    return {info.name: info for info in ask("get_table_description", table)}


def test_tables_and_views_are_told_with_their_comments(connection: Any, ask: Any) -> None:
    if connection.mysql_is_mariadb:
        scratch.run(connection.alias, "CREATE SEQUENCE IF NOT EXISTS numbers")
    found = {info.name: (info.type, info.comment) for info in ask("get_table_list")}
    assert found == {
        "author": ("t", "those who write"), "note": ("t", None), "line": ("t", None), "names": ("v", None),
    }  # fmt: skip


def test_kinds_of_columns(connection: Any, ask: Any) -> None:
    found = columns(ask, "note") | columns(ask, "author")
    kinds = {name: connection.introspection.get_field_type(info.type_code, info) for name, info in found.items()}
    assert kinds == {
        "id": "AutoField",
        "name": "CharField",
        "born": "PositiveSmallIntegerField",
        "odd `name": "IntegerField",
        "author_id": "IntegerField",
        "number": "BigIntegerField",
        "text": "TextField",
        "price": "DecimalField",
        "twice": "DecimalField",
        "thrice": "IntegerField",
        "document": "JSONField",
        "at": "DateTimeField",
        "maybe": "IntegerField",
    }


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("tinyint(1)", "IntegerField"), ("mediumint unsigned", "PositiveIntegerField"), ("double", "FloatField"),
        ("bigint unsigned", "PositiveBigIntegerField"), ("char(5)", "CharField"), ("mediumtext", "TextField"),
        ("varbinary(9)", "BinaryField"), ("bit(3)", "BinaryField"), ("enum('a', 'bcd')", "CharField"),
        ("year", "SmallIntegerField"), ("timestamp NULL", "DateTimeField"), ("time", "TimeField"),
        ("float unsigned", "FloatField"), ("decimal(4, 1) unsigned", "DecimalField"),
    ],
)  # fmt: skip
def test_each_type_has_a_kind(connection: Any, ask: Any, written: str, kind: str) -> None:
    scratch.run(connection.alias, f"CREATE TABLE kinds (x {written})")
    try:
        (info,) = ask("get_table_description", "kinds")
        assert connection.introspection.get_field_type(info.type_code, info) == kind
    finally:
        scratch.run(connection.alias, "DROP TABLE kinds")


def test_types_of_mariadb_alone(connection: Any, ask: Any) -> None:
    if not connection.mysql_is_mariadb or connection.mysql_version < (10, 10):
        pytest.skip("needs MariaDB 10.10 or later")
    scratch.run(connection.alias, "CREATE TABLE kinds (a uuid, b inet6, c inet4, d text CHECK (json_valid(d)))")
    try:
        infos = ask("get_table_description", "kinds")
        kinds = [connection.introspection.get_field_type(info.type_code, info) for info in infos]
        assert kinds == ["UUIDField", "GenericIPAddressField", "GenericIPAddressField", "JSONField"]
    finally:
        scratch.run(connection.alias, "DROP TABLE kinds")


def test_lengths_digits_defaults_collations_and_comments(ask: Any) -> None:
    author, note = columns(ask, "author"), columns(ask, "note")
    assert (author["name"].display_size, author["name"].collation, author["name"].null_ok) == (30, "utf8mb4_bin", False)
    assert (note["price"].precision, note["price"].scale, note["price"].null_ok) == (5, 2, True)
    assert (note["text"].comment, note["text"].collation, note["number"].comment) == ("what it says", None, None)
    assert note["maybe"].default is None
    assert "x" in note["text"].default and "current_timestamp" in note["at"].default.lower()
    assert (author["born"].is_unsigned, author["id"].is_unsigned, author["id"].is_autofield) == (True, False, True)
    assert (note["document"].has_json_constraint, note["text"].has_json_constraint) == (True, False)


def test_a_table_that_is_not_there_is_an_error(ask: Any) -> None:
    with pytest.raises(DatabaseError, match="Table nothing does not exist"):
        ask("get_table_description", "nothing")


def test_generated_columns_are_told(ask: Any) -> None:
    assert ask("get_generated_columns", "note") == {
        "twice": GeneratedColumn("`price` * 2", True),
        "thrice": GeneratedColumn("`number` * 3", False),
    }
    assert ask("get_generated_columns", "author") == {}


def test_references_keys_and_what_numbers_itself(ask: Any) -> None:
    assert ask("get_relations", "note") == {"author_id": ("id", "author")}
    assert ask("get_relations", "line") == {"a": ("author_id", "note"), "n": ("number", "note")}
    assert ask("get_sequences", "author") == [{"table": "author", "column": "id"}]
    assert ask("get_sequences", "note") == []
    assert ask("get_primary_key_columns", "note") == ["author_id", "number"]
    assert ask("get_primary_key_columns", "line") is None
    assert ask("get_storage_engine", "note") == "InnoDB"


def test_constraints_and_indexes(ask: Any) -> None:
    note, line = ask("get_constraints", "note"), ask("get_constraints", "line")
    primary = note["PRIMARY"]
    assert (primary["columns"], primary["primary_key"], primary["unique"]) == (["author_id", "number"], True, True)
    assert (note["by_price"]["columns"], note["by_price"]["type"], note["by_price"]["index"]) == (
        ["price", "number"], "idx", True,
    )  # fmt: skip
    assert note["by_text"]["type"] == "fulltext"
    assert (note["of_author"]["foreign_key"], note["of_author"]["columns"]) == (("author", "id"), ["author_id"])
    of_note = line["of_note"]
    assert (of_note["columns"], of_note["to_columns"], of_note["index"]) == (["a", "n"], ["author_id", "number"], True)


def test_orders_of_indexes(connection: Any, ask: Any) -> None:
    if not connection.features.supports_index_column_ordering:
        pytest.skip("this server keeps no descending indexes")
    assert ask("get_constraints", "note")["by_price"]["orders"] == ["DESC", "ASC"]


def test_checks_are_told_with_their_columns_and_do_not_hide_an_index(ask: Any) -> None:
    found = ask("get_constraints", "author")
    named = found["named"]
    assert (named["check"], named["columns"]) == (True, ["born", "name", "odd `name"])
    # On MariaDB the check within the column has the name of its unique index.
    (check,) = [each for name, each in found.items() if each["check"] and name != "named"]
    assert (check["columns"], "> 0" in check["definition"]) == (["born"], True)
    assert found["born"]["unique"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("`a` > `b`", ["a", "b"]),
        ("lower(`a`) <> 'b'", ["a"]),
        ("a > 1 and 'it''s b' = `A`", ["a"]),
        ("b(`a`)", ["a"]),
        ("`c``d` = 1", ["c`d"]),
        (r"`a` <> 'x\'`b`'", ["a"]),
    ],
)
def test_columns_in_a_condition(connection: Any, condition: str, expected: list[str]) -> None:
    assert connection.introspection._parse_constraint_columns(condition, ["a", "b", "c`d"]) == expected


# --- MySQL 8, of which there is no server here ------------------------------------------------------------------------


class Answers:
    """A cursor that answers a question with what MySQL 8 would."""

    def __init__(self, answers: dict[str, list[Any]]) -> None:
        self.answers = answers

    def execute(self, question: str, params: Any) -> None:
        self.rows = self.answers.get(question, [])

    def fetchall(self) -> list[Any]:
        return self.rows


def test_what_mysql_tells_is_understood(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "mysql_is_mariadb", False)
    row = ("document", "json", "json", None, None, None, 1, None, None, "", "", "")
    made = ("loud", "int", "int unsigned", None, 10, 0, 1, None, None, "virtual generated", "", r"upper(_utf8mb4\'x\')")
    cursor = Answers(
        {
            catalog.COLUMNS: [row, made],
            catalog.CHECKS_OF_MYSQL: [("t_chk_1", r"(`loud` <> _utf8mb4\'it\\\'s document\')", 0)],
            catalog.INDEXES: [("an_expression", None, 0, 0, "BTREE")],
        }
    )
    introspection = connection.introspection
    document, loud = introspection.get_table_description(cursor, "t")
    assert [introspection.get_field_type(info.type_code, info) for info in (document, loud)] == [
        "JSONField", "PositiveIntegerField",
    ]  # fmt: skip
    assert introspection.get_generated_columns(cursor, "t") == {"loud": GeneratedColumn("upper(_utf8mb4'x')", False)}
    found = introspection.get_constraints(cursor, "t")
    assert found["t_chk_1"]["columns"] == ["loud"]
    assert (found["an_expression"]["columns"], found["an_expression"]["orders"]) == ([], ["ASC"])
