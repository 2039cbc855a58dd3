"""The compiler: every node as SQL, and the SQL as SQLite understands it."""

import re

import pytest

from django.db.errors import DatabaseError, NotSupportedError
from django.db.query import expressions as e
from django.db.query.expressions import Column, Compare, Keyword, Literal, Param
from django.db.query.sources import LEFT, Derived, Join, Table
from django.db.query.statements import (
    Compound,
    Conflict,
    Delete,
    Insert,
    Lock,
    Output,
    Select,
    Update,
)

BOOK = Table("book", "book")


def col(name, kind=""):
    return Column("book", name, kind)


def ids(where=None, **parts):
    return Select((Output(col("id")),), BOOK, where=where, **parts)


# --- statements -------------------------------------------------------------------------------------------------------


def test_select_writes_its_clauses_in_order(connection):
    select = Select(
        (Output(col("n")), Output(e.Aggregate("COUNT", (e.Star(),)), "how many")),
        BOOK,
        joins=(Join(LEFT, Table("book", "b2"), Compare("=", col("id"), Column("b2", "n"))),),
        where=Compare(">", col("id"), Param(0)),
        group=(col("n"),),
        having=Compare(">", e.Aggregate("COUNT", (e.Star(),)), Param(1)),
        order=(e.Order(col("n"), True, "last"),),
        limit=Param(2),
        offset=Param(3),
        distinct=True,
    )
    assert (
        'SELECT DISTINCT "book"."n", COUNT(*) AS "how many" FROM "book" LEFT OUTER JOIN "book" "b2" ON '
        '("book"."id" = "b2"."n") WHERE "book"."id" > %s GROUP BY "book"."n" HAVING COUNT(*) > %s '
        'ORDER BY "book"."n" DESC NULLS LAST LIMIT %s OFFSET %s'
    ) == connection.sql(select)


def test_offset_alone_gets_an_endless_limit(books):
    assert [(2,), (3,)] == books.run(ids(offset=Param(0), order=(e.Order(col("id")),)), (1,))


def test_a_select_without_source_is_a_row_of_values(connection):
    assert [(3, "x")] == connection.run(Select((Output(Param(0)), Output(Literal("x")))), (3,))


def test_a_derived_table_has_its_label(books):
    inner = Derived(ids(), "inner")
    assert [(1,), (2,), (3,)] == books.run(Select((Output(Column("inner", "id")),), inner))


def test_compound_parts_which_are_compound_are_wrapped(books):
    both = Compound("EXCEPT", (ids(), ids(Compare("=", col("id"), Literal(1)))))
    compound = Compound("UNION ALL", (both, ids(Compare("=", col("id"), Param(0)))), (e.Order(Keyword("1"), True),))
    assert [(3,), (2,), (1,)] == books.run(compound, (1,))


def test_ordered_parts_of_a_compound_are_refused(connection):
    with pytest.raises(DatabaseError, match="ORDER BY not allowed in subqueries of compound statements."):
        connection.sql(Compound("UNION", (ids(order=(e.Order(col("id")),)), ids())))


def test_a_lock_is_ignored_where_rows_cannot_be_locked(connection):
    assert "FOR UPDATE" not in connection.sql(ids(lock=Lock(nowait=True)))
    assert not connection.compiler().statement(ids(lock=Lock())).locks


def test_a_lock_the_engine_half_knows_is_refused(connection, monkeypatch):
    monkeypatch.setattr(connection.features, "has_select_for_update", True, raising=False)
    assert connection.sql(ids(lock=Lock())).endswith(" FOR UPDATE")
    with pytest.raises(NotSupportedError, match="NOWAIT is not supported on this database backend."):
        connection.sql(ids(lock=Lock(nowait=True)))


def test_distinct_on_is_refused_where_unknown(connection):
    with pytest.raises(NotSupportedError, match="DISTINCT ON fields"):
        connection.sql(ids(distinct_on=(col("n"),)))


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (e.Infix("@>", col("n"), Literal(1)), "SQLite has no operator @>. Run the query on an engine that has"),
        (e.Prefix("!!", col("n")), "SQLite has no operator !!."),
        (e.Subscript(col("n"), 1), "SQLite has no arrays."),
        (e.Call("array", (col("n"),)), "SQLite has no arrays."),
    ],
)
def test_operators_of_other_engines_are_refused(connection, node, text):
    with pytest.raises(NotSupportedError, match=re.escape(text)):
        connection.sql(Select((Output(node),), Table("book", "book")))


def test_insert_gives_back_what_was_asked_for(books):
    insert = Insert(
        "book", ("id", "title"), ((Keyword("DEFAULT"), Param(0)), (Param(1), Literal("z"))), ("id", "title")
    )
    assert [(4, "y"), (9, "z")] == books.run(insert, ("y", 9))


def test_insert_without_columns_is_a_row_of_defaults(books):
    assert [(4,)] == books.run(Insert("book", (), ((),), ("id",)))


def test_insert_ignores_a_clash(books):
    row = ((Param(0), Param(1)),)
    assert [] == books.run(Insert("book", ("id", "title"), row, ("id",), Conflict("ignore")), (1, "new"))


def test_insert_updates_on_a_clash(books):
    row = ((Param(0), Param(1)),)
    books.run(Insert("book", ("id", "title"), row, conflict=Conflict("update", ("id",), ("title",))), (1, "new"))
    assert [("new",)] == books.run(Select((Output(col("title")),), BOOK, where=Compare("=", col("id"), Param(0))), (1,))


def test_update_changes_the_rows_meant(books):
    change = Update("book", (("n", e.Binary("+", col("n"), Param(0))),), Compare("=", col("id"), Param(1)), (), ("n",))
    assert [(14,)] == books.run(change, (10, 1))


def test_delete_removes_the_rows_meant(books):
    books.run(Delete("book", e.Members(col("id"), Param(0, many=True))), ([1, 3],))
    assert [(2,)] == books.run(ids())


def test_a_statement_that_cannot_match_says_so(connection):
    assert connection.compiler().statement(ids(e.Nothing())).is_empty
    assert connection.compiler().statement(Delete("book", e.Members(col("id"), ()))).is_empty
    assert not connection.compiler().statement(Insert("book", (), ((),))).is_empty


# --- conditions -------------------------------------------------------------------------------------------------------

YES, NO, UNKNOWN = (
    Compare("=", Literal(1), Literal(1)),
    Compare("=", Literal(1), Literal(2)),
    Compare("=", e.Null(), e.Null()),
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (e.All((YES, e.Any_((NO, YES)))), 1),
        (e.All(()), 1),
        (e.Any_(()), 0),
        (e.Not(UNKNOWN), None),
        (e.OddOf((YES, NO, UNKNOWN)), 1),
        (e.OddOf((YES, YES, YES)), 1),
        (e.OddOf((YES, YES)), 0),
        (e.Between(Literal(2), Literal(1), Literal(3)), 1),
        (e.IsNull(Literal(1)), 0),
        (e.IsNull(Literal(1), True), 1),
        (e.Members(Literal(1), (Literal(2), Literal(1))), 1),
        (
            e.Members(
                e.Row((Literal(1), Literal(2))), (e.Row((Literal(1), Literal(2))), e.Row((Literal(3), Literal(4))))
            ),
            1,
        ),
        (Compare("<", e.Row((Literal(1), Literal(2))), e.Row((Literal(1), Literal(3)))), 1),
        (e.Exists(Select((Output(Keyword("1")),))), 1),
        (e.Truth(e.Case(((YES, Literal(0)),), Literal(1))), 0),
    ],
)
def test_conditions_hold_as_they_say(connection, condition, expected):
    ((value,),) = connection.raw.execute(
        *connection.compiler().statement(Select((Output(e.Condition(condition)),))).bind((), connection)
    ).fetchall()
    assert expected == value


def test_very_long_chains_do_not_exceed_the_parser(books):
    many = e.Any_(tuple(Compare("=", col("id"), Literal(number)) for number in range(2, 5000)))
    assert [(2,), (3,)] == books.run(ids(many))


def test_long_lists_of_rows_do_not_exceed_the_parser(books):
    rows = tuple(e.Row((Literal(number), Literal("Plain"))) for number in range(3000))
    assert [(3,)] == books.run(ids(e.Members(e.Row((col("id"), col("title"))), rows)))


@pytest.mark.parametrize(
    ("lookup", "value", "expected"),
    [
        ("contains", "% _", [1]),
        ("contains", "_", [1]),
        ("contains", "\\", [2]),
        ("startswith", "100%", [1]),
        ("startswith", "%", []),
        ("endswith", "_", [1]),
        ("endswith", "slash", [2]),
        ("iexact", "PLAIN", [3]),
        ("iexact", "Plai_", []),
        ("icontains", "wOOL", [1]),
        ("regex", "^P", [3]),
        ("regex", "^p", []),
        ("iregex", "^p", [3]),
    ],
)
def test_matches_take_the_users_text_literally(books, lookup, value, expected):
    as_value = books.run(ids(e.Match(lookup, col("title"), Param(0))), (value,))
    as_expression = books.run(ids(e.Match(lookup, col("title"), e.Call("lower", (Literal(value),)))))
    assert expected == [row[0] for row in as_value]
    if lookup not in ("regex", "iregex"):
        assert expected == [row[0] for row in as_expression]


# --- values -----------------------------------------------------------------------------------------------------------


def test_computed_decimals_compare_as_numbers(books):
    total = e.Aggregate("SUM", (col("price", "DecimalField"),), "DecimalField")
    select = Select((Output(total),), BOOK, having=Compare("=", total, Param(0, None, "DecimalField")))
    assert [(3.75,)] == books.run(select, ("3.75",))


def test_columns_are_compared_with_bare_decimals(connection):
    compare = Compare("=", col("price", "DecimalField"), Param(0, None, "DecimalField"))
    assert '"book"."price" = %s' == connection.sql(compare)


def test_an_aggregate_takes_its_condition_in_filter_or_case(books, monkeypatch):
    count = e.Aggregate("COUNT", (e.Star(),), where=Compare(">", col("id"), Param(0)))
    select = Select((Output(count),), BOOK)
    assert [(2,)] == books.run(select, (1,))
    monkeypatch.setattr(type(books.features), "supports_aggregate_filter_clause", False)
    assert "CASE WHEN" in books.sql(select)
    assert [(2,)] == books.run(select, (1,))


def test_window_functions_have_partition_order_and_frame(books):
    over = e.Over(
        e.Aggregate("SUM", (col("price", "DecimalField"),), "DecimalField"),
        (col("n"),),
        (e.Order(col("id")),),
        e.Frame("ROWS", None, 0),
        "DecimalField",
    )
    assert (
        'CAST(SUM("book"."price") OVER (PARTITION BY "book"."n" ORDER BY "book"."id" ASC ROWS BETWEEN UNBOUNDED '
        "PRECEDING AND CURRENT ROW) AS NUMERIC)"
    ) == books.sql(over)
    assert 3 == len(books.run(Select((Output(over),), BOOK)))


@pytest.mark.parametrize(
    ("left", "right", "operator", "kinds", "expected"),
    [
        ("2020-01-31", 86_400_000_000, "+", ("DateField", "DurationField"), "2020-02-01"),
        ("2020-01-31", 3_600_000_000, "+", ("DateField", "DurationField"), "2020-01-31 01:00:00"),
        ("2020-01-31 10:00:00", 1, "-", ("DateTimeField", "DurationField"), "2020-01-31 09:59:59.999999"),
        (86_400_000_000, "2020-01-31", "+", ("DurationField", "DateField"), "2020-02-01"),
        ("23:30:00", 3_600_000_000, "+", ("TimeField", "DurationField"), "00:30:00"),
        ("2020-01-02", "2020-01-01", "-", ("DateField", "DateField"), 86_400_000_000),
        ("10:00:01", "10:00:00", "-", ("TimeField", "TimeField"), 1_000_000),
        (None, "2020-01-01", "-", ("DateField", "DateField"), None),
        (3, 5, "+", ("DurationField", "DurationField"), 8),
        (7, 2, "%%", ("", ""), 1),
        (2, 3, "^", ("", ""), 8),
        (6, 3, "#", ("", ""), 5),
    ],
)
def test_arithmetic(connection, left, right, operator, kinds, expected):
    binary = e.Binary(operator, Literal(left), Literal(right), "", *kinds)
    assert [(expected,)] == connection.run(Select((Output(binary),)))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("year", 2020), ("month", 3), ("day", 1), ("hour", 0), ("week_day", 1), ("iso_week_day", 7), ("quarter", 1)],
)
def test_parts_are_those_of_the_wanted_time_zone(books, unit, expected):
    options = (("unit", unit), ("tzname", "Europe/Rome"))
    part = e.Call("extract", (col("at", "DateTimeField"),), "IntegerField", options=options)
    assert [(expected,)] == books.run(Select((Output(part),), BOOK, where=Compare("=", col("id"), Literal(1))))


def test_a_date_is_not_moved_by_a_time_zone(books):
    options = (("unit", "month"), ("tzname", "America/New_York"))
    trunc = e.Call("trunc", (col("day", "DateField"),), "DateField", options=options)
    assert [("2021-01-01",)] == books.run(Select((Output(trunc),), BOOK, where=Compare("=", col("id"), Literal(2))))


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("concat", (None, "b"), "b"),
        ("left", ("hello", 2), "he"),
        ("right", ("hello", 2), "lo"),
        ("right", ("hello", 9), "hello"),
        ("right", ("hello", 0), ""),
        ("lpad", ("abc", 6, "xy"), "xyxabc"),
        ("lpad", ("abc", 2, "x"), "ab"),
        ("rpad", ("abc", 5, ""), "abc"),
        ("repeat", ("ab", 2), "abab"),
        ("repeat", ("ab", -1), ""),
        ("reverse", ("abc",), "cba"),
        ("greatest", (1, 3, 2), 3),
        ("least", (1, None), None),
        ("strpos", ("hello", "l"), 3),
        ("chr", (65,), "A"),
        ("ord", ("A",), 65),
        ("md5", ("a",), "0cc175b9c0f1b6a831c399e269772661"),
        ("nullif", (1, 1), None),
        ("log", (2, 8), 3.0),
        ("sign", (-3,), -1),
    ],
)
def test_functions_by_neutral_name(connection, name, args, expected):
    call = e.Call(name, tuple(map(Literal, args)))
    assert [(expected,)] == connection.run(Select((Output(call),)))


def test_an_unknown_function_is_written_as_it_is_called(connection):
    assert "made_up(%s)" == connection.sql(e.Call("made_up", (Literal(1),)))


def test_random_lies_between_zero_and_one(connection):
    for _ in range(50):
        ((value,),) = connection.run(Select((Output(e.Call("random")),)))
        assert 0 <= value <= 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [("VAR_POP", 1.25), ("VAR_SAMP", 5 / 3), ("STDDEV_POP", 1.25**0.5), ("STDDEV_SAMP", (5 / 3) ** 0.5)],
)
def test_spread_of_numbers(connection, name, expected):
    connection.raw.execute("CREATE TABLE t (n)")
    connection.raw.executemany("INSERT INTO t VALUES (?)", [(1,), (2,), (3,), (4,), (None,)])
    select = Select((Output(e.Aggregate(name, (Column("t", "n"),))),), Table("t", "t"))
    assert pytest.approx(expected) == connection.run(select)[0][0]


def test_sums_of_texts_that_are_dates_are_refused(connection):
    with pytest.raises(NotSupportedError, match="aggregations on date/time fields"):
        connection.sql(e.Aggregate("SUM", (col("day", "DateField"),)))


def test_a_template_is_filled_in(connection):
    call = e.Call(
        "f", (Literal(1), Literal(2)), template="%(function)s[%(expressions)s]%(end)s", options=(("end", "!"),)
    )
    assert "f[%s, %s]!" == connection.sql(call)


# --- the users' own expressions ---------------------------------------------------------------------------------------


class Own:
    """An expression with SQL of its own."""

    def as_sql(self, compiler, connection):
        sql, params = compiler.compile(Param(0))
        return f"own({sql}, %s)", [*params, "x"]


class OwnForVendor(Own):
    def as_sqlite(self, compiler, connection):
        return "vendor()", []


def test_opaque_nodes_call_the_expression_and_keep_the_order_of_params(connection):
    compiler = connection.compiler()
    sql, params = compiler.compile_node(
        e.All((Compare("=", Literal(1), e.Opaque(Own())), Compare("=", Param(1), e.Null())))
    )
    assert "%s = own(%s, %s) AND %s = NULL" == sql
    assert [1, Param(0), "x", Param(1)] == [getattr(param, "value", param) for param in params]


def test_the_vendors_own_method_goes_first(connection):
    assert "vendor()" == connection.sql(e.Opaque(OwnForVendor()))
    assert ("vendor()", []) == connection.compiler().compile(OwnForVendor())


# --- hostile names and values -----------------------------------------------------------------------------------------

HOSTILE = 'x" ; DROP TABLE book; -- %s %%'


def test_identifiers_stay_identifiers(connection):
    connection.raw.execute("CREATE TABLE {0} ({0} integer)".format('"' + HOSTILE.replace('"', '""') + '"'))
    connection.run(Insert(HOSTILE, (HOSTILE,), ((Param(0),),)), (5,))
    select = Select(
        (Output(Column("l%s", HOSTILE), HOSTILE),), Table(HOSTILE, "l%s"), comment="*/ DROP TABLE x /* %s ?"
    )
    assert [(5,)] == connection.run(select)
    assert [(5,)] == connection.run(Update(HOSTILE, ((HOSTILE, Param(0)),), returning=(HOSTILE,)), (5,))


def test_collations_are_quoted(connection):
    assert 'NULL COLLATE "a"" b"' == connection.sql(e.Collate(e.Null(), 'a" b'))


def test_units_are_words_and_zones_are_parameters(connection):
    hostile = "x') --"
    call = e.Call("extract", (Literal("2020-01-01"),), "", options=(("unit", hostile), ("tzname", "UTC")))
    with pytest.raises(ValueError, match="Invalid lookup type"):
        connection.compiler().compile_node(call)
    call = e.Call("extract", (Literal("2020-01-01"),), "", options=(("unit", "day"), ("tzname", hostile)))
    sql, params = connection.compiler().compile_node(call)
    assert hostile not in sql and hostile in params


@pytest.mark.parametrize("value", ["it's", "'; --", "per%cent %s", 'dou"ble'])
def test_inlined_literals_come_back_as_they_were(connection, value):
    sql = connection.compiler().inline(e.Call("lower", (Literal(value),)))
    assert [(value.lower(),)] == connection.raw.execute(f"SELECT {sql}").fetchall()


def test_values_kept_apart_cannot_be_inlined(connection):
    with pytest.raises(ValueError, match="use a Literal"):
        connection.compiler().inline(Param(0))
