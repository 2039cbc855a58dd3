"""What the dictionary tells becomes what introspection tells."""

from __future__ import annotations

from typing import Any

import pytest

from django.db.backends.oracle import catalog
from django.db.backends.oracle.introspection import FieldInfo


def answer(server: Any, question: str, rows: list[tuple[Any, ...]]) -> None:
    import re

    server.plant(re.escape(question.split("%s")[0].strip()), rows)


def column(name: str, data_type: str, **told: Any) -> tuple[Any, ...]:
    facts = {
        "length": None,
        "precision": None,
        "scale": None,
        "nullable": "Y",
        "default": None,
        "computed": "NO",
        "collation": None,
        "identity": "NO",
        "json": 0,
        "comment": None,
        **told,
    }
    return (name, data_type, *facts.values())


def described(connection: Any, server: Any, *rows: tuple[Any, ...]) -> list[FieldInfo]:
    answer(server, catalog.COLUMNS, list(rows))
    with connection.cursor() as cursor:
        found: list[FieldInfo] = connection.introspection.get_table_description(cursor, "book")
        return found


def test_tables_and_views_have_small_letters(connection: Any, server: Any) -> None:
    answer(server, catalog.TABLES, [("BOOK", "t", "papers"), ("BEST", "v", None)])
    with connection.cursor() as cursor:
        assert [("book", "t", "papers"), ("best", "v", None)] == connection.introspection.get_table_list(cursor)
    assert ["book"] == connection.introspection.table_names()


def test_a_table_is_asked_for_by_its_stored_name(connection: Any, server: Any) -> None:
    described(connection, server)
    assert {"arg0": "BOOK"} == server.last.binds


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (column("C", "NUMBER", precision=11, scale=0), "IntegerField"),
        (column("C", "NUMBER", precision=11, scale=0, identity="YES"), "AutoField"),
        (column("C", "NUMBER", precision=19, scale=0, identity="YES"), "BigAutoField"),
        (column("C", "NUMBER", precision=5, scale=0, identity="YES"), "SmallAutoField"),
        (column("C", "NUMBER", precision=19, scale=0), "BigIntegerField"),
        (column("C", "NUMBER", precision=1, scale=0), "BooleanField"),
        (column("C", "NUMBER", precision=None, scale=0), "IntegerField"),
        (column("C", "NUMBER", precision=8, scale=2), "DecimalField"),
        (column("C", "FLOAT", precision=126), "FloatField"),
        (column("C", "NVARCHAR2", length=30), "CharField"),
        (column("C", "NCLOB"), "TextField"),
        (column("C", "NCLOB", json=1), "JSONField"),
        (column("C", "BLOB"), "BinaryField"),
        (column("C", "DATE"), "DateField"),
        (column("C", "TIMESTAMP(6)"), "DateTimeField"),
        (column("C", "TIMESTAMP(6) WITH TIME ZONE"), "DateTimeField"),
        (column("C", "INTERVAL DAY(9) TO SECOND(6)"), "DurationField"),
    ],
)
def test_a_column_has_a_kind_of_field(connection: Any, server: Any, told: Any, kind: str) -> None:
    (found,) = described(connection, server, told)
    assert kind == connection.introspection.get_field_type(found.type_code, found)


def test_a_column_is_described(connection: Any, server: Any) -> None:
    told = column("TITLE", "NVARCHAR2", length=30, nullable="N", default="'x' ", collation="SWEDISH_CI", comment="of")
    assert [
        FieldInfo("title", "NVARCHAR2", 30, 30, None, None, False, "'x'", "SWEDISH_CI", False, False, "of")
    ] == described(connection, server, told)


def test_defaults_that_are_none_are_not_told(connection: Any, server: Any) -> None:
    found = described(
        connection,
        server,
        column("A", "NUMBER", default="NULL"),
        column("B", "NUMBER", default='"USER"."ISEQ$$_1".nextval', identity="YES"),
        column("C", "NUMBER", default='"A"*2', computed="YES"),
    )
    assert [None, None, None] == [each.default for each in found]


def test_usual_collations_are_not_told(connection: Any, server: Any) -> None:
    (found,) = described(connection, server, column("A", "NVARCHAR2", collation="USING_NLS_COMP"))
    assert found.collation is None


def test_constraints_are_told_by_name(connection: Any, server: Any) -> None:
    answer(
        server,
        catalog.CONSTRAINTS,
        [
            ("SYS_C1", "C", "ID", '"ID" IS NOT NULL', None, None),
            ("PK", "P", "ID", None, None, None),
            ("PAIR", "U", "A", None, None, None),
            ("PAIR", "U", "B", None, None, None),
            ("POSITIVE", "C", "A", '"A" >= 0', None, None),
            ("FK", "R", "AUTHOR_ID", None, "AUTHOR", "ID"),
        ],
    )
    answer(
        server,
        catalog.INDEXES,
        [
            ("BY_A", "FUNCTION-BASED NORMAL", "NONUNIQUE", "SYS_NC01$", "DESC", 1, '"A"'),
            ("BY_A", "FUNCTION-BASED NORMAL", "NONUNIQUE", "B", "ASC", 2, None),
            ("LOUD", "FUNCTION-BASED NORMAL", "UNIQUE", "SYS_NC02$", "ASC", 1, 'UPPER("TITLE")'),
            ("BITS", "BITMAP", "NONUNIQUE", "A", "ASC", 1, None),
        ],
    )
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "book")
    assert ["pk", "pair", "positive", "fk", "by_a", "loud", "bits"] == list(found)
    assert (["id"], True, True) == tuple(found["pk"][key] for key in ("columns", "primary_key", "unique"))
    assert (["a", "b"], False, True) == tuple(found["pair"][key] for key in ("columns", "primary_key", "unique"))
    assert (True, '"A" >= 0') == (found["positive"]["check"], found["positive"]["definition"])
    assert ("author", "id") == found["fk"]["foreign_key"]
    assert (["a", "b"], ["DESC", "ASC"], "idx") == tuple(found["by_a"][key] for key in ("columns", "orders", "type"))
    assert ([], True, 'UPPER("TITLE")') == tuple(found["loud"][key] for key in ("columns", "unique", "definition"))
    assert "bitmap" == found["bits"]["type"]


def test_relations_and_keys_are_told_by_column(connection: Any, server: Any) -> None:
    answer(server, catalog.RELATIONS, [("AUTHOR_ID", "ID", "AUTHOR")])
    answer(server, catalog.PRIMARY_KEY, [("A",), ("B",)])
    with connection.cursor() as cursor:
        assert {"author_id": ("id", "author")} == connection.introspection.get_relations(cursor, "book")
        assert ["a", "b"] == connection.introspection.get_primary_key_columns(cursor, "book")


def test_computed_columns_are_told_with_their_expression(connection: Any, server: Any) -> None:
    answer(server, catalog.GENERATED, [("LOUD", 'UPPER("TITLE")')])
    with connection.cursor() as cursor:
        found = connection.introspection.get_generated_columns(cursor, "book")
    assert {"loud": ('UPPER("TITLE")', False)} == found


def test_long_names_are_looked_for_as_they_are_kept(connection: Any) -> None:
    long = "a_column_with_a_very_long_name_indeed"
    assert connection.ops.quote_name(long).strip('"').lower() == connection.introspection.identifier_converter(long)
    assert "mixed" == connection.introspection.identifier_converter('"OTHER"."Mixed"')


def test_a_model_is_printed_for_a_table(connection: Any, server: Any) -> None:
    from io import StringIO

    from django.core.management import call_command

    answer(server, catalog.TABLES, [("BOOK", "t", "papers")])
    answer(
        server,
        catalog.COLUMNS,
        [
            column("ID", "NUMBER", precision=19, scale=0, nullable="N", identity="YES"),
            column("TITLE", "NVARCHAR2", length=30),
            column("PRICE", "NUMBER", precision=8, scale=2, nullable="N"),
        ],
    )
    answer(server, catalog.PRIMARY_KEY, [("ID",)])
    out = StringIO()
    call_command("inspectdb", database=connection.alias, stdout=out)
    written = out.getvalue()
    assert "class Book(models.Model):" in written
    assert "id = models.BigAutoField(primary_key=True)" in written
    assert "title = models.CharField(max_length=30, blank=True, null=True)" in written
    assert "price = models.DecimalField(max_digits=8, decimal_places=2)" in written
    assert "db_table = 'book'" in written


def test_sequences_are_those_of_identities(connection: Any, server: Any) -> None:
    answer(server, catalog.IDENTITIES, [("ISEQ$$_7", "ID")])
    with connection.cursor() as cursor:
        (found,) = connection.introspection.get_sequences(cursor, "book")
    assert {"name": "iseq$$_7", "table": "book", "column": "id"} == found


@pytest.mark.parametrize(
    "question", [value for name, value in vars(catalog).items() if name.isupper() and "SELECT" in value]
)
def test_no_question_is_put_together_from_names(question: str) -> None:
    assert question.count("%") == question.count("%s")
    assert "{" not in question
