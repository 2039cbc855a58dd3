"""What reaches the driver: named binds, their types, the empty text, long lists, output variables."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import oracledb
import pytest

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Substr, TruncMonth
from django.test import override_settings
from tests.testapp.models import Author, Book, Publisher, Review


def run(queryset: Any, connection: Any) -> list[Any]:
    return list(queryset.using(connection.alias).values_list("pk"))


def test_values_travel_by_name(connection: Any, server: Any) -> None:
    run(Author.objects.filter(name="Ann", age__gt=30).order_by("pk"), connection)
    assert server.last.sql.endswith(
        'WHERE "TESTAPP_AUTHOR"."AGE" > :arg0 AND "TESTAPP_AUTHOR"."NAME" = :arg1 ORDER BY "TESTAPP_AUTHOR"."ID" ASC'
    )
    assert {"arg0": 30, "arg1": "Ann"} == server.last.binds


def test_the_same_expression_has_the_same_binds_where_it_is_selected_and_grouped(connection: Any, server: Any) -> None:
    with override_settings(TIME_ZONE="Europe/Paris"):
        queryset = Review.objects.values(month=TruncMonth("written")).annotate(number=Count("*")).order_by()
        list(queryset.using(connection.alias))
    selected, grouped = server.last.sql.split(" GROUP BY ")
    assert grouped in selected
    assert ["Europe/Paris"] == list(server.last.binds.values())


def test_rows_cut_off_are_bound(connection: Any, server: Any) -> None:
    run(Author.objects.order_by("pk")[5:8], connection)
    assert server.last.sql.endswith("OFFSET :arg0 ROWS FETCH FIRST :arg1 ROWS ONLY")
    assert {"arg0": 5, "arg1": 3} == server.last.binds


# --- the empty text ---------------------------------------------------------------------------------------------------


def test_an_empty_text_is_looked_for_as_null(connection: Any, server: Any) -> None:
    run(Author.objects.filter(name=""), connection)
    assert '"TESTAPP_AUTHOR"."NAME" IS NULL' in server.last.sql
    run(Author.objects.filter(name="Ann"), connection)
    assert '"TESTAPP_AUTHOR"."NAME" = :arg0' in server.last.sql


def test_a_list_with_an_empty_text_finds_null_as_well(connection: Any, server: Any) -> None:
    run(Author.objects.filter(name__in=["Ann", ""]), connection)
    assert '("TESTAPP_AUTHOR"."NAME" IN (:arg0_0, :arg0_1) OR "TESTAPP_AUTHOR"."NAME" IS NULL)' in server.last.sql


def test_excluding_a_text_does_not_lose_rows_with_the_empty_one(connection: Any, server: Any) -> None:
    run(Author.objects.exclude(name="Ann"), connection)
    assert '("TESTAPP_AUTHOR"."NAME" = :arg0 AND "TESTAPP_AUTHOR"."NAME" IS NOT NULL)' in server.last.sql


def test_null_is_read_as_the_empty_text(connection: Any, server: Any) -> None:
    server.plant('FROM "TESTAPP_AUTHOR"', [(1, None, None)])
    author = Author.objects.using(connection.alias).get()
    assert ("", None) == (author.name, author.age)


def test_the_largest_of_no_texts_is_none(connection: Any, server: Any) -> None:
    server.plant("SELECT MAX", [(None,)])
    assert Author.objects.using(connection.alias).aggregate(last=models.Max("name")) == {"last": None}


# --- lists ------------------------------------------------------------------------------------------------------------


def test_a_list_of_more_than_a_thousand_is_cut(connection: Any, server: Any) -> None:
    run(Author.objects.filter(pk__in=list(range(2500))), connection)
    assert 3 == server.last.sql.count(" IN (")
    assert 2500 == len(server.last.binds)
    assert 2499 == server.last.binds["arg2_499"]
    assert max(text.count(":") for text in server.last.sql.split(" IN (")[1:]) == 1000


def test_a_list_is_cut_in_the_logged_form_too(connection: Any, server: Any) -> None:
    connection.force_debug_cursor = True
    run(Author.objects.filter(pk__in=list(range(1001))), connection)
    assert 2 == server.last.sql.count(" IN (")
    assert 1001 == len(server.last.binds)


def test_the_logged_form_sends_the_same_statement(connection: Any, server: Any) -> None:
    queryset = Author.objects.annotate(short=Substr("name", 1, 2)).filter(Q(name="") | Q(age__in=[3, 4]))
    run(queryset, connection)
    connection.force_debug_cursor = True
    run(queryset, connection)
    assert server.sent[-2] == server.sent[-1]


# --- types ------------------------------------------------------------------------------------------------------------


def test_moments_are_told_to_be_timestamps(connection: Any, server: Any) -> None:
    moment = datetime.datetime(2024, 2, 29, 12, 30, 0, 123456, datetime.UTC)
    run(Review.objects.filter(written=moment), connection)
    assert {"arg0": oracledb.DB_TYPE_TIMESTAMP} == server.last.sizes
    assert {"arg0": moment.replace(tzinfo=None)} == server.last.binds


def test_dates_and_decimals_need_no_type(connection: Any, server: Any) -> None:
    run(Book.objects.filter(published=datetime.date(2024, 2, 29), price=Decimal("1.5")), connection)
    assert {} == server.last.sizes
    assert {"arg0": Decimal("1.50"), "arg1": datetime.date(2024, 2, 29)} == server.last.binds


def test_long_texts_are_large_objects(connection: Any, server: Any) -> None:
    server.plant("^INSERT", returned=[(7,)])
    Review(book_id=1, reviewer_id=1, text="x" * 4001).save(using=connection.alias)
    large = [name for name, size in server.last.sizes.items() if size is oracledb.DB_TYPE_CLOB]
    assert ["x" * 4001] == [server.last.binds[name] for name in large]


def test_texts_of_many_bytes_are_large_objects(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM DUAL", ["ü" * 2001])
    assert {"arg0": oracledb.DB_TYPE_CLOB} == server.last.sizes


def test_truth_is_a_number(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM DUAL", [True])
    assert [1] == list(server.last.binds.values())
    assert int is type(server.last.binds["arg0"])


def test_bytes_of_any_kind_are_bytes(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, %s FROM DUAL", [memoryview(b"ab"), b"c" * 2001])
    assert {"arg0": b"ab", "arg1": b"c" * 2001} == server.last.binds
    assert {"arg1": oracledb.DB_TYPE_BLOB} == server.last.sizes


def test_durations_are_intervals(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM DUAL", [datetime.timedelta(days=400, microseconds=1)])
    assert {"arg0": oracledb.DB_TYPE_INTERVAL_DS} == server.last.sizes


# --- writing ----------------------------------------------------------------------------------------------------------


def test_a_new_key_comes_back_through_an_output_variable(connection: Any, server: Any) -> None:
    server.plant("^INSERT", returned=[(42,)])
    author = Author(name="Ann", age=30)
    author.save(using=connection.alias)
    assert server.last.sql == (
        'INSERT INTO "TESTAPP_AUTHOR" ("NAME", "AGE") VALUES (:arg0, :arg1) RETURNING "ID" INTO :arg2'
    )
    assert oracledb.DB_TYPE_NUMBER is server.last.binds["arg2"].kind
    assert 42 == author.pk


def test_without_returning_the_key_is_asked_of_the_sequence(connect: Any, server: Any) -> None:
    connection = connect(OPTIONS={"use_returning_into": False})
    server.plant("user_tab_identity_cols", [("ISEQ$$_1",)])
    server.plant("CURRVAL", [(43,)])
    author = Author(name="Ann")
    author.save(using=connection.alias)
    assert "RETURNING" not in server.texts[0]
    assert {"arg0": "TESTAPP_AUTHOR", "arg1": "ID"} == server.sent[-2].binds
    assert 'SELECT "ISEQ$$_1".CURRVAL FROM DUAL' == server.last.sql
    assert 43 == author.pk


def test_output_variables_have_the_types_of_their_columns(connection: Any, server: Any) -> None:
    from django.db.query.expressions import Param
    from django.db.query.statements import Insert

    insert = Insert(
        "t", ("a",), ((Param(0),),), ("id", "at", "note"), returning_kinds=("AutoField", "DateTimeField", "TextField")
    )
    sql, binds = connection.compiler().statement(insert).bind((1,), connection)
    connection.ensure_connection()
    connection.plain_cursor().execute(sql, binds)
    assert [oracledb.DB_TYPE_NUMBER, oracledb.DB_TYPE_TIMESTAMP, oracledb.DB_TYPE_NCLOB] == [
        bind.kind for bind in list(server.last.binds.values())[1:]
    ]


def test_many_rows_are_selected_with_their_types(connection: Any, server: Any) -> None:
    Author.objects.using(connection.alias).bulk_create([Author(name="Ann", age=1), Author(name="Bob")])
    assert server.last.sql == (
        'INSERT INTO "TESTAPP_AUTHOR" ("NAME", "AGE") SELECT * FROM ('
        "SELECT CAST(:arg0 AS NVARCHAR2(2000)), CAST(:arg1 AS NUMBER) FROM DUAL UNION ALL "
        "SELECT CAST(:arg2 AS NVARCHAR2(2000)), CAST(:arg3 AS NUMBER) FROM DUAL)"
    )
    assert {"arg0": "Ann", "arg1": 1, "arg2": "Bob", "arg3": None} == server.last.binds


def test_a_row_of_defaults_names_the_key(connection: Any) -> None:
    from django.db.query.statements import Insert

    statement = connection.compiler().statement(Insert("t", (), ((),), default_column="id"))
    assert 'INSERT INTO "T" ("ID") VALUES (DEFAULT)' == statement.driver_sql


def test_updating_compares_with_the_old_value_by_name(connection: Any, server: Any) -> None:
    server.plant("^UPDATE", rowcount=3)
    assert 3 == Publisher.objects.using(connection.alias).filter(name="x").update(name="y")
    assert 'UPDATE "TESTAPP_PUBLISHER" SET "NAME" = :arg0 WHERE "TESTAPP_PUBLISHER"."NAME" = :arg1' == server.last.sql


def test_equal_values_in_different_places_keep_their_own_names(connection: Any, server: Any) -> None:
    run(Author.objects.filter(Q(age=3) | Q(pk=3)), connection)
    assert {"arg0": 3, "arg1": 3} == server.last.binds


# --- cursors of users -------------------------------------------------------------------------------------------------


def test_users_write_percent_s(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '100%%', %s FROM t WHERE a = %s;", [1, "x"])
    assert "SELECT '100%', :arg0 FROM t WHERE a = :arg1" == server.last.sql
    assert {"arg0": 1, "arg1": "x"} == server.last.binds


def test_users_write_names(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM t WHERE a = %(this)s", {"this": 1})
    assert "SELECT * FROM t WHERE a = :this" == server.last.sql


def test_a_statement_without_values_is_sent_as_it_is(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN p('100%'); END;")
    assert "BEGIN p('100%'); END;" == server.last.sql


def test_many_rows_of_values_go_in_one_call(connection: Any, server: Any) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(1, "a"), (1, "b")])
    assert "INSERT INTO t VALUES (:arg0, :arg1)" == server.last.sql
    assert [{"arg0": 1, "arg1": "a"}, {"arg0": 1, "arg1": "b"}] == server.last.binds


def test_a_wrong_number_of_values_is_refused(connection: Any) -> None:
    with connection.cursor() as cursor, pytest.raises(TypeError, match="2 placeholders but 1 parameters"):
        cursor.execute("SELECT %s, %s FROM DUAL", [1])


def test_chunks_are_fetched_as_asked_for(connection: Any, server: Any) -> None:
    server.plant("SELECT", [(number,) for number in range(250)])
    found = Author.objects.using(connection.alias).values_list("pk", flat=True).order_by("pk").iterator(chunk_size=100)
    assert list(range(250)) == list(found)


def test_arithmetic_without_operators_binds_each_operand(connection: Any, server: Any) -> None:
    run(Author.objects.filter(age=F("age").bitor(4)), connection)
    assert '("TESTAPP_AUTHOR"."AGE" + :arg0 - BITAND("TESTAPP_AUTHOR"."AGE", :arg0))' in server.last.sql
    assert [4] == list(server.last.binds.values())
