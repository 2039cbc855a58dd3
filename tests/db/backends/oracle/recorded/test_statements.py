"""The text of statements, where Oracle has its own words."""

from __future__ import annotations

from typing import Any

import pytest

from django.db import transaction
from django.db.errors import NotSupportedError
from django.db.models import (
    Avg,
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextField,
    TimeField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Length, Now, Reverse, Right, TruncTime, Upper
from django.db.query import expressions as e
from django.db.query.expressions import Column, Compare, Keyword, Literal, Param
from django.db.query.sources import Derived, Join, Table
from django.db.query.statements import Compound, Conflict, Insert, Lock, Output, Select
from tests.testapp.models import Author, Book, Review

BOOK = Table("book", "book")


def col(name: str, kind: str = "") -> Column:
    return Column("book", name, kind)


def ids(where: Any = None, **parts: Any) -> Select:
    return Select((Output(col("id")),), BOOK, where=where, **parts)


def piece(name: str, *path: Any, as_text: bool = False) -> e.Call:
    options = (("path", path), ("as_text", True)) if as_text else (("path", path),)
    return e.Call("json_extract", (col(name, "JSONField"),), "JSONField", options=options)


@pytest.fixture
def sql(connection: Any) -> Any:
    return lambda node: connection.compiler().statement(node).driver_sql


@pytest.fixture
def where(sql: Any) -> Any:
    return lambda condition: sql(ids(condition)).partition(" WHERE ")[2]


@pytest.fixture
def text(connection: Any) -> Any:
    return lambda queryset: str(queryset.using(connection.alias).query)


# --- select -----------------------------------------------------------------------------------------------------------


def test_what_is_selected_from_nothing_is_selected_from_dual(sql: Any) -> None:
    assert "SELECT :arg0 FROM DUAL" == sql(Select((Output(Literal(1)),)))


def test_rows_are_cut_off_by_offset_and_fetch(sql: Any) -> None:
    assert 'SELECT "BOOK"."ID" FROM "BOOK" OFFSET 2 ROWS FETCH FIRST 3 ROWS ONLY' == sql(
        ids(limit=Keyword("3"), offset=Keyword("2"))
    )


def test_columns_of_one_name_are_told_apart_where_rows_are_cut_off(sql: Any) -> None:
    both = Select(
        (Output(col("id")), Output(Column("other", "id")), Output(e.Aggregate("COUNT", (e.Star(),)))),
        BOOK,
        (Join("CROSS JOIN", Table("other", "other")),),
    )
    assert '"OTHER"."ID" FROM' not in sql(both.but(limit=Param(0)))
    assert '"OTHER"."ID" AS "COL2", COUNT(*) AS "COL3" FROM' in sql(both.but(limit=Param(0)))
    assert '"OTHER"."ID", COUNT(*) FROM' in sql(both)
    assert '"OTHER"."ID" AS "COL2"' in sql(Select((Output(e.Star()),), Derived(both, "q")))


def test_rows_that_are_cut_off_cannot_be_locked(sql: Any) -> None:
    assert sql(ids(lock=Lock(nowait=True, of=(("book", "id"),)))).endswith('FOR UPDATE OF "BOOK"."ID" NOWAIT')
    with pytest.raises(NotSupportedError, match="LIMIT/OFFSET is not supported with select_for_update"):
        sql(ids(lock=Lock(), limit=Param(0)))


def test_an_order_that_cuts_nothing_off_is_left_out_of_conditions(where: Any) -> None:
    ordered = ids(order=(e.Order(col("id")),))
    assert '"BOOK"."ID" IN (SELECT "BOOK"."ID" FROM "BOOK")' == where(e.Members(col("id"), ordered))
    assert "ORDER BY" in where(e.Members(col("id"), ordered.but(limit=Param(0))))


def test_difference_is_minus_and_parts_that_are_cut_stand_apart(sql: Any) -> None:
    cut = ids(order=(e.Order(col("id")),), limit=Param(0))
    assert sql(Compound("EXCEPT", (ids(), cut))) == (
        'SELECT "BOOK"."ID" FROM "BOOK" MINUS SELECT * FROM '
        '(SELECT "BOOK"."ID" FROM "BOOK" ORDER BY "BOOK"."ID" ASC FETCH FIRST :arg0 ROWS ONLY)'
    )


def test_a_query_that_is_grouped_by_becomes_a_column_first(text: Any) -> None:
    last = Review.objects.filter(book=OuterRef("pk")).order_by("-pk").values("stars")[:1]
    written = text(Book.objects.annotate(last=Subquery(last)).values("last").annotate(n=Count("*"), p=Max("pages")))
    grouped = written.partition(" GROUP BY ")[2]
    assert '"GROUPED"."C1"' == grouped
    assert 'MAX("GROUPED"."C2")' in written


# --- truth ------------------------------------------------------------------------------------------------------------


def test_truth_is_one(where: Any) -> None:
    assert '"BOOK"."GOOD" = 1' == where(e.Truth(col("good", "BooleanField")))
    assert 'NOT ("BOOK"."GOOD" = 1)' == where(e.Not(e.Truth(col("good", "BooleanField"))))


def test_conditions_among_values_are_cases(text: Any) -> None:
    written = text(Author.objects.annotate(has=Exists(Book.objects.filter(author=OuterRef("pk")))).order_by("has"))
    assert "CASE WHEN EXISTS(" in written.partition(" FROM ")[0]
    assert "ORDER BY CASE WHEN EXISTS(" in written or 'ORDER BY "HAS"' in written


# --- texts ------------------------------------------------------------------------------------------------------------


def test_large_texts_are_compared_by_a_function(where: Any) -> None:
    note = col("note", "TextField")
    assert 'DBMS_LOB.COMPARE("BOOK"."NOTE", TO_NCLOB(:arg0)) = 0' == where(
        Compare("=", note, Param(0, kind="TextField"))
    )
    assert '"BOOK"."NOTE" LIKE :arg0 ESCAPE \'\\\'' == where(e.Match("contains", note, Param(0, kind="TextField")))
    assert 'DBMS_LOB.COMPARE(UPPER("BOOK"."NOTE"), TO_NCLOB(:arg0)) > 0' == where(
        Compare(">", e.Call("upper", (note,), "TextField"), Param(0, kind="TextField"))
    )


def test_large_texts_are_among_others_one_by_one(connection: Any) -> None:
    members = e.Members(col("note", "TextField"), Param(0, kind="TextField", many=True))
    sql, binds = connection.compiler().statement(ids(members)).bind((["a", "b"],), connection)
    assert 2 == sql.count("DBMS_LOB.COMPARE(")
    assert {"a", "b"} == set(binds.named().values())


def test_large_texts_are_sorted_grouped_and_told_apart_as_short_ones(sql: Any) -> None:
    note, short = col("note", "TextField"), 'CAST("BOOK"."NOTE" AS NVARCHAR2(2000))'
    assert f"ORDER BY {short} ASC" in sql(ids(order=(e.Order(note),)))
    assert f'SELECT DISTINCT {short} AS "NOTE" FROM' in sql(Select((Output(note),), BOOK, distinct=True))
    grouped = sql(Select((Output(note), Output(e.Aggregate("COUNT", (e.Star(),)))), BOOK, group=(note,)))
    assert f'SELECT {short} AS "NOTE", COUNT(*) FROM "BOOK" GROUP BY {short}' == grouped
    assert f"MAX({short})" in sql(Select((Output(e.Aggregate("MAX", (note,))),), BOOK))
    both = Compound("UNION", (Select((Output(note),), BOOK), Select((Output(note),), BOOK)))
    assert 2 == sql(both).count(short)
    assert 0 == sql(both.but(operator="UNION ALL")).count(short)


def test_the_empty_text_comes_first(sql: Any) -> None:
    title = col("title", "CharField")
    assert sql(ids(order=(e.Order(title),))).endswith('ORDER BY "BOOK"."TITLE" ASC NULLS FIRST')
    assert sql(ids(order=(e.Order(title, True),))).endswith('ORDER BY "BOOK"."TITLE" DESC NULLS LAST')
    assert sql(ids(order=(e.Order(title, False, "last"),))).endswith('ORDER BY "BOOK"."TITLE" ASC NULLS LAST')


def test_large_bytes_cannot_be_told_apart(sql: Any) -> None:
    with pytest.raises(NotSupportedError, match="large binary objects"):
        sql(Select((Output(col("raw", "BinaryField")),), BOOK, distinct=True))


def test_results_of_a_case_are_all_large_or_none_is(text: Any) -> None:
    case = Case(When(stars=1, then=Value("bad")), default=F("text"), output_field=TextField())
    written = text(Review.objects.annotate(t=case))
    assert 'THEN TO_NCLOB(bad) ELSE "TESTAPP_REVIEW"."TEXT" END' in written


def test_a_text_and_a_number_are_compared_as_texts(where: Any) -> None:
    compared = Compare("=", col("object_id", "CharField"), Column("book", "id", "AutoField"))
    assert '"BOOK"."OBJECT_ID" = TO_CHAR("BOOK"."ID")' == where(compared)


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_pieces_are_the_same_if_the_server_says_so(where: Any) -> None:
    same = Compare("=", piece("data", "a", 0), e.Call("json_extract", (Param(0, kind="JSONField"),), "JSONField"))
    assert where(same) == (
        'JSON_EQUAL(JSON_QUERY("BOOK"."DATA", \'$."a"[0]\' RETURNING CLOB WITH WRAPPER), \'[\' || :arg0 || \']\')'
    )


def test_documents_are_the_same_if_the_server_says_so(where: Any) -> None:
    data = col("data", "JSONField")
    assert 'JSON_EQUAL("BOOK"."DATA", :arg0)' == where(Compare("=", data, Param(0, kind="JSONField")))


def test_pieces_are_less_as_numbers_or_as_texts(where: Any) -> None:
    less = Compare("<", piece("data", "a"), e.Call("json_extract", (Param(0, kind="JSONField"),), "JSONField"))
    assert where(less) == (
        '(JSON_VALUE("BOOK"."DATA", \'$."a"\' RETURNING NUMBER) < '
        "JSON_VALUE('[' || :arg0 || ']', '$[0]' RETURNING NUMBER) OR "
        "(JSON_VALUE('[' || :arg0 || ']', '$[0]' RETURNING NUMBER) IS NULL AND "
        'JSON_VALUE("BOOK"."DATA", \'$."a"\') < JSON_VALUE(\'[\' || :arg0 || \']\', \'$[0]\')))'
    )


def test_a_key_is_asked_for_by_its_path(where: Any) -> None:
    has = e.Truth(e.Call("json_has_key", (col("data", "JSONField"),), "BooleanField", options=(("path", ("a'b",)),)))
    assert "JSON_EXISTS(\"BOOK\".\"DATA\", '$.\"a''b\"')" == where(has)


@pytest.mark.parametrize("key", ["'", '"', "\\", "a' || 'b", '"] FORMAT JSON, \'$', "%s", ":x"])
def test_no_key_leaves_its_path(connection: Any, key: str) -> None:
    statement = connection.compiler().statement(ids(Compare("=", piece("data", key, as_text=True), Literal("x"))))
    inside = statement.driver_sql.replace("''", "")
    assert 0 == inside.count("'") % 2
    assert 1 == len(statement.params)


# --- other words ------------------------------------------------------------------------------------------------------


def test_rows_that_clash_are_updated_by_merge(sql: Any) -> None:
    insert = Insert(
        "t",
        ("k", "x"),
        ((Param(0, kind="IntegerField"), Param(1)), (Param(2, kind="IntegerField"), Param(3))),
        conflict=Conflict("update", ("k",), ("x",)),
    )
    assert sql(insert) == (
        'MERGE INTO "T" USING (SELECT CAST(:arg0 AS NUMBER) "K", :arg1 "X" FROM DUAL UNION ALL '
        'SELECT CAST(:arg2 AS NUMBER), :arg3 FROM DUAL) "NEW_ROWS" ON ("T"."K" = "NEW_ROWS"."K") '
        'WHEN MATCHED THEN UPDATE SET "X" = "NEW_ROWS"."X" '
        'WHEN NOT MATCHED THEN INSERT ("K", "X") VALUES ("NEW_ROWS"."K", "NEW_ROWS"."X")'
    )


def test_rows_that_clash_cannot_be_passed_over(sql: Any) -> None:
    with pytest.raises(NotSupportedError, match="cannot ignore conflicting rows"):
        sql(Insert("t", ("k",), ((Param(0),),), conflict=Conflict("ignore")))


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (Right("name", 2), 'SUBSTR("TESTAPP_AUTHOR"."NAME", -(2))'),
        (Now(), "LOCALTIMESTAMP"),
        (Cast("age", CharField(max_length=5)), 'CAST("TESTAPP_AUTHOR"."AGE" AS NVARCHAR2(5))'),
        (Length("name"), 'LENGTH("TESTAPP_AUTHOR"."NAME")'),
        (F("age") / 3, 'TRUNC("TESTAPP_AUTHOR"."AGE" / 3)'),
        (F("age") % 3, 'MOD("TESTAPP_AUTHOR"."AGE", 3)'),
        (F("age").bitxor(3), '"TESTAPP_AUTHOR"."AGE" + 3 - 2 * BITAND("TESTAPP_AUTHOR"."AGE", 3)'),
        (Reverse("name"), 'LISTAGG(SUBSTR("TESTAPP_AUTHOR"."NAME", LEVEL, 1)) WITHIN GROUP (ORDER BY LEVEL DESC)'),
        (
            Cast("name", TimeField()),
            'TO_TIMESTAMP(NVL2("TESTAPP_AUTHOR"."NAME", \'1900-01-01 \' || "TESTAPP_AUTHOR"."NAME", NULL), '
            "'YYYY-MM-DD HH24:MI:SS.FF')",
        ),
        (Upper("name"), 'UPPER("TESTAPP_AUTHOR"."NAME")'),
    ],
)
def test_functions_have_oracles_words(text: Any, expression: Any, written: str) -> None:
    assert written in text(Author.objects.annotate(x=expression))


def test_durations_are_added_up_as_seconds(connection: Any) -> None:
    length = ExpressionWrapper(F("written") - Now(), output_field=DurationField())
    written = str(Review.objects.using(connection.alias).values("book").annotate(x=Avg(length)).query)
    assert "NUMTODSINTERVAL(AVG(EXTRACT(DAY FROM " in written


def test_the_opposite_of_a_list_of_texts_keeps_empty_ones(text: Any) -> None:
    written = text(Author.objects.exclude(Q(name__in=["a", "b"])))
    assert '("TESTAPP_AUTHOR"."NAME" IN (a, b) AND "TESTAPP_AUTHOR"."NAME" IS NOT NULL)' in written


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Europe/Paris", "Europe/Paris"), ("UTC+05:30", "+05:30"), ("-03", "-03:00"), ("GMT+0100", "+01:00")],
)
def test_zones_have_oracles_names(connection: Any, name: str, expected: str) -> None:
    _, params = connection.ops.in_zone("x", (), name)
    assert (expected,) == params


def test_a_function_of_the_users_own_is_compared_with_one(text: Any) -> None:
    from django.db.models import BooleanField, Func

    class Ready(Func):
        function = "IS_READY"
        output_field = BooleanField()

        def as_sql(self, *args: Any, **kwargs: Any) -> Any:
            return super().as_sql(*args, **kwargs)

    assert 'WHERE IS_READY("TESTAPP_AUTHOR"."AGE") = 1' in text(Author.objects.filter(Ready("age")))


def test_one_row_can_be_locked_though_a_slice_cannot(connection: Any, server: Any) -> None:
    server.plant('FROM "TESTAPP_AUTHOR"', [(1, "Ann", 30)])
    with transaction.atomic(using=connection.alias):
        Author.objects.using(connection.alias).select_for_update().get(pk=1)
    assert server.texts[-1].endswith('WHERE "TESTAPP_AUTHOR"."ID" = :arg0 FOR UPDATE')


def test_the_time_of_nothing_is_nothing(text: Any) -> None:
    written = text(Review.objects.annotate(at=TruncTime("written")))
    assert "TO_CHAR(" in written
    assert "||" not in written


def test_bare_texts_join_the_character_set_of_columns(text: Any, sql: Any) -> None:
    chosen = Case(When(age=1, then=Value("x")), default=F("name"), output_field=CharField())
    assert 'THEN CAST(x AS NVARCHAR2(2000)) ELSE "TESTAPP_AUTHOR"."NAME" END' in text(Author.objects.annotate(x=chosen))
    assert 'COALESCE("TESTAPP_AUTHOR"."NAME", CAST(x AS NVARCHAR2(2000)))' in text(
        Author.objects.annotate(x=Coalesce("name", Value("x")))
    )
    bare = Select((Output(Literal("x", kind="CharField")),))
    assert sql(Compound("UNION ALL", (bare, Select((Output(col("title", "CharField")),), BOOK)))) == (
        'SELECT CAST(:arg0 AS NVARCHAR2(2000)) FROM DUAL UNION ALL SELECT "BOOK"."TITLE" FROM "BOOK"'
    )


def test_defaults_among_many_rows_have_the_type_of_their_column(sql: Any) -> None:
    default = e.Call("database_default", (Literal("word"),))
    insert = Insert("t", ("a",), ((Param(0, kind="CharField"),), (default,)))
    assert sql(insert).endswith(
        "SELECT CAST(:arg0 AS NVARCHAR2(2000)) FROM DUAL UNION ALL SELECT CAST(:arg1 AS NVARCHAR2(2000)) FROM DUAL)"
    )
