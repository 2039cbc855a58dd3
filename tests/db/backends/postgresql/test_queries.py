"""What the compiler writes is run by a real server, with values written into statements and sent apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from django.db.query import expressions as e
from django.db.query.sources import Join, Table
from django.db.query.statements import Compound, Conflict, Insert, Lock, Output, Select

pytestmark = pytest.mark.engine("postgresql")

BOOK = Table("book", "book")
AT = datetime(2020, 2, 29, 23, 30, 15, 250000, tzinfo=UTC)


def column(name: str, kind: str = "") -> e.Column:
    return e.Column("book", name, kind)


def run(connection: Any, node: Any, values: tuple[Any, ...] = ()) -> list[Any]:
    statement = connection.compiler().statement(node)
    connection.ensure_connection()
    cursor = connection.plain_cursor()
    with connection.wrap_database_errors:
        cursor.execute(*statement.bind(values, connection))
    return list(cursor.fetchall()) if statement.returns_rows else []


def value(connection: Any, node: Any, values: tuple[Any, ...] = ()) -> Any:
    """The value of an expression in the first book."""
    return run(connection, Select((Output(node),), BOOK, order=(e.Order(column("id")),), limit=e.Keyword("1")), values)[
        0
    ][0]


@pytest.fixture
def one(book: Any) -> Any:
    names = ("title", "price", "day", "at", "took", "n", "yes")
    kinds = ("CharField", "DecimalField", "DateField", "DateTimeField", "DurationField", "IntegerField", "BooleanField")
    row = tuple(e.Param(index, kind=kind) for index, kind in enumerate(kinds))
    given = ("100% _Wool_", Decimal("1.50"), AT.date(), AT, timedelta(hours=1), 4, True)
    assert run(book, Insert("book", names, (row,), ("id",)), given) == [(1,)]
    return book


def test_values_come_back_as_they_went_in(one: Any) -> None:
    names = ("title", "price", "day", "at", "took", "n", "yes")
    (row,) = run(one, Select(tuple(Output(column(name)) for name in names), BOOK))
    assert row == ("100% _Wool_", Decimal("1.50"), AT.date(), AT, timedelta(hours=1), 4, True)


@pytest.mark.parametrize(
    ("lookup", "text", "found"),
    [
        ("contains", "% _", True),
        ("contains", "0_ _", False),
        ("startswith", "100%", True),
        ("startswith", "1_0", False),
        ("icontains", "_WOOL", True),
        ("iexact", "100% _wool_", True),
        ("iexact", "100% %wool_", False),
        ("endswith", "ool_", True),
        ("regex", r"^\d+%", True),
        ("iregex", "wOOl", True),
        ("regex", "wOOl", False),
    ],
)
def test_texts_are_matched_literally(one: Any, lookup: str, text: str, found: bool) -> None:
    condition = e.Match(lookup, column("title", "CharField"), e.Param(0, kind="TextField"))
    assert bool(run(one, Select((Output(column("id")),), BOOK, where=condition), (text,))) is found


def test_a_number_is_matched_as_text(one: Any) -> None:
    condition = e.Match("startswith", column("n", "IntegerField"), e.Param(0, kind="TextField"))
    assert run(one, Select((Output(column("id")),), BOOK, where=condition), ("4",)) == [(1,)]


def test_text_is_matched_with_another_column(one: Any) -> None:
    condition = e.Match("contains", column("title", "CharField"), column("title", "CharField"))
    assert run(one, Select((Output(column("id")),), BOOK, where=condition)) == [(1,)]


@pytest.mark.parametrize(
    ("unit", "zone", "expected"),
    [
        ("day", None, 29),
        ("day", "Asia/Tokyo", 1),
        ("day", "+0900", 1),
        ("hour", "UTC-02:00", 21),
        ("second", None, 15),
        ("week_day", None, 7),
        ("iso_week_day", None, 6),
        ("iso_year", None, 2020),
        ("quarter", None, 1),
    ],
)
def test_parts_of_times_are_those_of_the_zone(one: Any, unit: str, zone: str | None, expected: int) -> None:
    call = e.Call("extract", (column("at", "DateTimeField"),), options=(("unit", unit), ("tzname", zone)))
    assert value(one, call) == expected


def test_times_are_cut_in_their_zone(one: Any) -> None:
    options = (("unit", "day"), ("tzname", "Asia/Tokyo"), ("kind", "DateTimeField"))
    assert value(one, e.Call("trunc", (column("at"),), "DateTimeField", options=options)) == datetime(2020, 3, 1)
    assert value(one, e.Call("cast_date", (column("at"),), options=(("tzname", "Asia/Tokyo"),))) == date(2020, 3, 1)


def test_dates_are_moved_and_subtracted(one: Any) -> None:
    shifted = e.Binary("+", column("day"), column("took"), "DateTimeField", "DateField", "DurationField")
    assert value(one, shifted) == datetime(2020, 2, 29, 1)
    between = e.Binary("-", column("day"), e.Param(0, kind="DateField"), "DurationField", "DateField", "DateField")
    assert value(one, between, (date(2020, 2, 27),)) == timedelta(days=2)


@pytest.mark.parametrize(
    ("node", "values", "expected"),
    [
        (e.Call("concat", (column("title", "CharField"), e.Param(0, kind="CharField"))), ("!",), "100% _Wool_!"),
        (e.Call("concat", (column("n", "IntegerField"), column("home", "GenericIPAddressField"))), (), "4"),
        (e.Call("coalesce", (e.Null(), e.Param(0, kind="CharField"))), ("x",), "x"),
        (e.Call("strpos", (column("title"), e.Param(0, kind="CharField"))), ("W",), 7),
        (e.Call("substr", (column("title"), e.Literal(1), e.Literal(3))), (), "100"),
        (e.Call("round", (e.Literal(2.567, kind="FloatField"), e.Literal(1, kind="IntegerField"))), (), Decimal("2.6")),
        (e.Call("log", (e.Literal(2, kind="IntegerField"), e.Literal(8.0, kind="FloatField"))), (), 3),
        (e.Call("mod", (e.Literal(7.5, kind="FloatField"), e.Literal(2, kind="IntegerField"))), (), Decimal("1.5")),
        (e.Call("sha256", (e.Literal("a", kind="CharField"),)), (),
         "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        (e.Call("chr", (e.Literal(0x1F600, kind="IntegerField"),)), (), "\U0001f600"),
        (e.Case(((e.Compare("=", column("n"), e.Param(0, kind="IntegerField")), e.Param(1, kind="CharField")),),
                e.Param(2, kind="CharField")), (4, "four", "other"), "four"),
        (e.Condition(e.OddOf((e.Compare("=", column("n"), e.Literal(4, kind="IntegerField")), e.Everything()))), (),
         False),
    ],
)  # fmt: skip
def test_functions(one: Any, node: Any, values: tuple[Any, ...], expected: Any) -> None:
    assert value(one, node, values) == expected


def test_groups_may_hold_values(one: Any) -> None:
    key = e.Call("concat", (column("title", "CharField"), e.Param(0, kind="CharField")), "TextField")
    tree = Select((Output(key), Output(e.Aggregate("COUNT", (e.Star(),)))), BOOK, group=(key,))
    assert run(one, tree, ("?",)) == [("100% _Wool_?", 1)]


def test_a_lone_part_of_a_union_is_cut_twice(one: Any) -> None:
    part = Select((Output(column("n"), "n"),), BOOK, limit=e.Keyword("3"))
    assert run(one, Compound("UNION ALL", (part,), (e.Order(e.Keyword("1")),), limit=e.Keyword("1"))) == [(4,)]


def test_a_clash_is_settled(one: Any) -> None:
    row = (e.Param(0, kind="IntegerField"), e.Param(1, kind="CharField"))
    ignore = Insert("book", ("id", "title"), (row,), ("id",), Conflict("ignore"))
    assert run(one, ignore, (1, "new")) == []
    update = Insert("book", ("id", "title"), (row,), ("title",), Conflict("update", ("id",), ("title",)))
    assert run(one, update, (1, "new")) == [("new",)]


def test_text_keys_join_numbers(one: Any) -> None:
    other = Table("book", "other")
    on = e.Compare("=", column("id", "AutoField"), e.Column("other", "title", "CharField"))
    assert run(one, Select((Output(column("id")),), BOOK, (Join("INNER JOIN", other, on),))) == []


def test_distinct_on_and_nulls(one: Any) -> None:
    tree = Select(
        (Output(column("n")),), BOOK, order=(e.Order(column("n"), True, "last"),), distinct_on=(column("n"),)
    )
    assert run(one, tree) == [(4,)]
    assert "DISTINCT ON" in str(one.compiler().statement(tree))
    assert "DESC NULLS LAST" in str(one.compiler().statement(tree))


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        (Lock(), "FOR UPDATE"),
        (Lock(nowait=True, of=(("book", "id"),)), 'FOR UPDATE OF "book" NOWAIT'),
        (Lock(skip_locked=True, no_key=True), "FOR NO KEY UPDATE SKIP LOCKED"),
    ],
)
def test_locks(one: Any, lock: Lock, words: str) -> None:
    tree = Select((Output(column("id")),), BOOK, lock=lock)
    assert run(one, tree) == [(1,)]
    assert str(one.compiler().statement(tree)).endswith(words)
