"""What the compiler writes is run by a real server."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from django.db.errors import NotSupportedError
from django.db.models.fields.dates import DateField, DateTimeField, DurationField, TimeField
from django.db.models.fields.numbers import DecimalField
from django.db.models.fields.uuid import UUIDField
from django.db.query import expressions as e
from django.db.query.sources import Derived, Table
from django.db.query.statements import Compound, Conflict, Delete, Insert, Lock, Output, Select, Update

pytestmark = pytest.mark.engine("mysql")

BOOK = Table("book", "book")
AT = datetime(2020, 2, 29, 23, 30, 15, 250001, tzinfo=UTC)
KEY = UUID("00000000-0000-4000-8000-0123456789ab")
KINDS = {
    "title": "CharField",
    "price": "DecimalField",
    "day": "DateField",
    "at": "DateTimeField",
    "clock": "TimeField",
    "took": "DurationField",
    "key": "UUIDField",
    "n": "IntegerField",
    "blob": "BinaryField",
    "yes": "BooleanField",
}
CODECS = {
    "price": DecimalField(max_digits=6, decimal_places=2),
    "day": DateField(),
    "at": DateTimeField(),
    "clock": TimeField(),
    "took": DurationField(),
    "key": UUIDField(),
}
GIVEN = {
    "title": "100% _Wool_",
    "price": Decimal("1.50"),
    "day": AT.date(),
    "at": AT,
    "clock": time(23, 30, 15, 250001),
    "took": timedelta(hours=1, microseconds=1),
    "key": KEY,
    "n": 4,
    "blob": b"\x00\xff'\\",
    "yes": True,
}


def column(name: str, kind: str = "") -> e.Column:
    return e.Column("book", name, kind or KINDS.get(name, ""))


def param(index: int, name: str) -> e.Param:
    return e.Param(index, CODECS.get(name), KINDS[name])


def run(connection: Any, node: Any, values: tuple[Any, ...] = ()) -> list[Any]:
    statement = connection.compiler().statement(node)
    connection.ensure_connection()
    cursor = connection.plain_cursor()
    with connection.wrap_database_errors:
        cursor.execute(*statement.bind(values, connection))
    return list(cursor.fetchall()) if statement.returns_rows else []


def value(connection: Any, node: Any, values: tuple[Any, ...] = (), kind: str = "") -> Any:
    """The value of an expression in the first book, read as the kind says."""
    tree = Select((Output(node),), BOOK, order=(e.Order(column("id")),), limit=e.Keyword("1"))
    found = run(connection, tree, values)[0][0]
    convert = connection.ops.converter(kind or getattr(node, "kind", ""))
    return found if convert is None or found is None else convert(found)


@pytest.fixture
def one(book: Any) -> Any:
    row = tuple(param(index, name) for index, name in enumerate(GIVEN))
    returning = ("id",) if book.features.can_return_columns_from_insert else ()
    run(book, Insert("book", tuple(GIVEN), (row,), returning), tuple(GIVEN.values()))
    return book


@pytest.mark.parametrize("name", GIVEN)
def test_values_come_back_as_they_went_in(one: Any, name: str) -> None:
    assert value(one, column(name)) == GIVEN[name]
    assert type(value(one, column(name))) is type(GIVEN[name])


@pytest.mark.parametrize("name", [name for name in GIVEN if name != "blob"])
def test_values_are_found_by_what_they_are(one: Any, name: str) -> None:
    condition = e.Compare("=", column(name), param(0, name))
    assert run(one, Select((Output(column("id")),), BOOK, where=condition), (GIVEN[name],)) == [(1,)]


def test_an_aware_moment_is_kept_in_the_zone_of_the_connection(connect: Any) -> None:
    connection = connect(TIME_ZONE="Etc/GMT-9")
    assert connection.ops.adapt_datetimefield_value(AT) == "2020-03-01 08:30:15.250001"
    assert connection.ops.converter("DateTimeField")(datetime(2020, 3, 1, 8, 30, 15, 250001)) == AT


@pytest.mark.parametrize(
    ("lookup", "text", "found"),
    [
        ("contains", "% _", True),
        ("contains", "0_ _", False),
        ("contains", "wool", False),
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
@pytest.mark.parametrize("collation", ["utf8mb4_general_ci", "utf8mb4_bin"])
def test_texts_are_matched_literally(one: Any, lookup: str, text: str, found: bool, collation: str) -> None:
    # A computed text may have any collation.
    left: Any = column("title")
    if collation == "utf8mb4_bin":
        left = e.Collate(left, collation, "CharField")
    condition = e.Match(lookup, left, e.Param(0, kind="TextField"))
    assert bool(run(one, Select((Output(column("id")),), BOOK, where=condition), (text,))) is found


@pytest.mark.parametrize("lookup", ["contains", "icontains", "startswith", "iendswith", "iexact"])
def test_text_is_matched_with_another_column(one: Any, lookup: str) -> None:
    run(one, Update("book", (("title", e.Literal("1\\0% _'")),)))
    condition = e.Match(lookup, column("title"), column("title"))
    assert run(one, Select((Output(column("id")),), BOOK, where=condition)) == [(1,)]


def test_a_number_is_matched_as_text(one: Any) -> None:
    condition = e.Match("startswith", column("n"), e.Param(0, kind="TextField"))
    assert run(one, Select((Output(column("id")),), BOOK, where=condition), ("4",)) == [(1,)]


# --- times ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "zone", "expected"),
    [
        ("year", None, 2020),
        ("day", None, 29),
        ("day", "+09:00", 1),
        ("day", "UTC+0900", 1),
        ("hour", "UTC-02:00", 21),
        ("second", "UTC", 15),
        ("week", None, 9),
        ("week_day", None, 7),
        ("iso_week_day", None, 6),
        ("iso_year", None, 2020),
        ("quarter", None, 1),
    ],
)
def test_parts_of_times_are_those_of_the_zone(one: Any, unit: str, zone: str | None, expected: int) -> None:
    call = e.Call("extract", (column("at"),), options=(("unit", unit), ("tzname", zone)))
    assert value(one, call) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("year", datetime(2020, 1, 1)),
        ("quarter", datetime(2020, 1, 1)),
        ("month", datetime(2020, 3, 1)),
        ("week", datetime(2020, 2, 24)),
        ("day", datetime(2020, 3, 1)),
        ("hour", datetime(2020, 3, 1, 8)),
        ("minute", datetime(2020, 3, 1, 8, 30)),
        ("second", datetime(2020, 3, 1, 8, 30, 15)),
    ],
)
def test_times_are_cut_in_their_zone(one: Any, unit: str, expected: datetime) -> None:
    options = (("unit", unit), ("tzname", "+09:00"), ("kind", "DateTimeField"))
    found = run(one, Select((Output(e.Call("trunc", (column("at"),), "DateTimeField", options=options)),), BOOK))
    assert found == [(expected,)]
    if unit in ("year", "quarter", "month", "week", "day"):
        options = (("unit", unit), ("tzname", "+09:00"), ("kind", "DateField"))
        assert value(one, e.Call("trunc", (column("at"),), "DateField", options=options)) == expected.date()


@pytest.mark.parametrize(
    ("unit", "expected"), [("hour", time(23)), ("minute", time(23, 30)), ("second", time(23, 30, 15))]
)
def test_times_of_day_are_cut(one: Any, unit: str, expected: time) -> None:
    options = (("unit", unit), ("kind", "TimeField"))
    assert value(one, e.Call("trunc", (column("clock"),), "TimeField", options=options)) == expected


def test_the_date_and_the_time_of_a_moment_are_those_of_the_zone(one: Any) -> None:
    options = (("tzname", "+09:00"),)
    assert value(one, e.Call("cast_date", (column("at"),), options=options), kind="DateField") == date(2020, 3, 1)
    found = value(one, e.Call("cast_time", (column("at"),), options=options), kind="TimeField")
    assert found == time(8, 30, 15, 250001)


def test_a_zone_the_server_does_not_know_is_refused_before_it_answers_null(connection: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.features.__dict__, "has_zoneinfo_database", False)
    options = (("unit", "day"), ("tzname", "Asia/Tokyo"))
    with pytest.raises(NotSupportedError, match="does not know the time zone 'Asia/Tokyo'.*mariadb-tzinfo-to-sql"):
        connection.compiler().compile(e.Call("extract", (column("at"),), options=options))


def test_named_zones_are_those_of_the_server(one: Any) -> None:
    if not one.features.has_zoneinfo_database:
        pytest.skip("no zones on the server: mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql")
    options = (("unit", "hour"), ("tzname", "Europe/Berlin"))
    assert value(one, e.Call("extract", (column("at"),), options=options)) == 0


def test_moments_are_moved_and_subtracted(one: Any) -> None:
    shifted = e.Binary("+", column("at"), column("took"), "DateTimeField", "DateTimeField", "DurationField")
    assert value(one, shifted) == AT + GIVEN["took"]
    shifted = e.Binary("+", column("took"), column("day"), "DateTimeField", "DurationField", "DateField")
    assert value(one, shifted) == datetime(2020, 2, 29, 1, microsecond=1, tzinfo=UTC)
    shifted = e.Binary("-", column("clock"), column("took"), "TimeField", "TimeField", "DurationField")
    assert value(one, shifted) == time(22, 30, 15, 250000)


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("day", date(2020, 2, 27), timedelta(days=2)),
        ("at", AT - timedelta(microseconds=3), timedelta(microseconds=3)),
        ("clock", time(23, 30, 16), timedelta(microseconds=-749999)),
    ],
)
def test_differences_are_durations(one: Any, name: str, other: Any, expected: timedelta) -> None:
    node = e.Binary("-", column(name), param(0, name), "DurationField", KINDS[name], KINDS[name])
    assert value(one, node, (other,)) == expected


# --- functions --------------------------------------------------------------------------------------------------------


def number(value: Any, kind: str = "IntegerField") -> e.Literal:
    return e.Literal(value, kind=kind)


@pytest.mark.parametrize(
    ("node", "values", "expected"),
    [
        (e.Call("concat", (column("title"), e.Param(0, kind="CharField"))), ("!",), "100% _Wool_!"),
        (e.Call("concat", (column("n"), e.Null())), (), "4"),
        (e.Call("strpos", (column("title"), e.Param(0, kind="CharField"))), ("W",), 7),
        (e.Call("substr", (column("title"), number(1), number(3))), (), "100"),
        (e.Call("lpad", (column("n"), number(3), e.Literal("x"))), (), "xx4"),
        (e.Call("length", (e.Literal("é😀"),)), (), 2),
        (e.Call("reverse", (e.Literal("é😀"),)), (), "😀é"),
        (e.Call("log", (number(2), number(8.0, "FloatField")), "FloatField"), (), 3.0),
        (e.Call("mod", (number(7.5, "FloatField"), number(2)), "FloatField"), (), 1.5),
        (e.Call("round", (number(2.567, "FloatField"), number(1)), "FloatField"), (), 2.6),
        (e.Call("power", (number(2), number(3)), "FloatField"), (), 8.0),
        (e.Call("md5", (e.Literal("a"),)), (), "0cc175b9c0f1b6a831c399e269772661"),
        (e.Call("sha1", (e.Literal("a"),)), (), "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        (e.Call("sha256", (e.Literal("a"),)), (), "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        (e.Call("chr", (number(0x1F600),)), (), "\U0001f600"),
        (e.Call("ord", (e.Literal("\U0001f600"),)), (), 0x1F600),
        (e.Call("ord", (e.Literal("é"),)), (), 0xE9),
        (e.Binary("/", column("n"), number(3), "IntegerField", "IntegerField", "IntegerField"), (), 1),
        (e.Binary("/", number(-7), number(2), "IntegerField", "IntegerField", "IntegerField"), (), -3),
        (e.Binary("&", number(-1), number(6), "IntegerField"), (), 6),
        (e.Binary("|", number(-8), number(1), "IntegerField"), (), -7),
        (e.Binary("#", number(-1), number(6), "IntegerField"), (), -7),
        (e.Binary(">>", number(-8), number(1), "IntegerField"), (), -4),
        (e.Binary("<<", number(-8), number(1), "IntegerField"), (), -16),
        (e.Binary("^", number(2), number(3), "IntegerField"), (), 8),
        (e.Binary("%", number(7), number(4), "IntegerField"), (), 3),
        (e.Aggregate("SUM", (column("n"),), "IntegerField"), (), 4),
        (e.Aggregate("AVG", (column("n"),), "FloatField"), (), 4.0),
        (e.Aggregate("SUM", (column("price"),), "DecimalField"), (), Decimal("1.50")),
        (e.Aggregate("AVG", (column("took"),), "DurationField"), (), GIVEN["took"]),
        (e.Condition(e.OddOf((e.Compare("=", column("n"), number(4)), e.Everything()))), (), 0),
        (e.Condition(e.OddOf((e.Compare("=", column("n"), e.Null()), e.Everything()))), (), 1),
    ],
)  # fmt: skip
def test_functions(one: Any, node: Any, values: tuple[Any, ...], expected: Any) -> None:
    found = value(one, node, values)
    assert found == expected
    if getattr(node, "kind", ""):
        assert type(found) is type(expected)


def test_now_has_microseconds_and_is_in_utc(one: Any) -> None:
    found = value(one, e.Call("now", (), "DateTimeField"))
    assert abs(found - datetime.now(UTC)) < timedelta(minutes=5)
    assert "CURRENT_TIMESTAMP(6)" in one.compiler().compile(e.Call("now"))[0]


def test_decimals_are_computed_exactly(one: Any) -> None:
    total = e.Binary("+", column("price"), param(0, "price"), "DecimalField", "DecimalField", "DecimalField")
    assert value(one, total, (Decimal("0.10"),)) == Decimal("1.60")


# --- rows -------------------------------------------------------------------------------------------------------------


def fill(connection: Any, *numbers: int | None) -> None:
    rows = tuple((e.Null() if each is None else e.Literal(each),) for each in numbers)
    run(connection, Insert("book", ("n",), rows))


def test_null_stands_where_it_is_wanted_also_behind_a_union(book: Any) -> None:
    fill(book, 2, None, 1)
    part = Select((Output(column("n"), "n"),), BOOK)
    last = (e.Order(column("n"), nulls="last"),)
    assert run(book, part.but(order=last)) == [(1,), (2,), (None,)]
    union = Compound("UNION", (part, part), (e.Order(e.Keyword("1"), nulls="last"),), limit=e.Keyword("3"))
    assert run(book, union) == [(1,), (2,), (None,)]
    descending = union.but(order=(e.Order(e.Keyword("1"), True, "first"),))
    assert run(book, descending) == [(None,), (2,), (1,)]


def test_parts_of_a_combination_may_be_cut_and_combined(book: Any) -> None:
    fill(book, 1, 2, 3)
    order = (e.Order(column("n"), True),)
    top = Select((Output(column("n"), "n"),), BOOK, order=order, limit=e.Keyword("2"))
    inner = Compound("EXCEPT", (top, top.but(limit=e.Keyword("1"))))
    assert run(book, inner) == [(2,)]
    assert run(book, Compound("UNION", (inner, top), (e.Order(e.Keyword("1")),), limit=e.Keyword("1"))) == [(2,)]
    assert run(book, Compound("UNION ALL", (top,), (e.Order(e.Keyword("1")),), limit=e.Keyword("1"))) == [(2,)]
    assert sorted(run(book, Compound("INTERSECT", (top, top)))) == [(2,), (3,)]


def test_an_offset_needs_no_limit(book: Any) -> None:
    fill(book, 1, 2, 3)
    tree = Select((Output(column("n")),), BOOK, order=(e.Order(column("n")),), offset=e.Keyword("2"))
    assert run(book, tree) == [(3,)]


def test_rows_are_among_those_of_a_query_that_is_cut(book: Any) -> None:
    fill(book, 1, 2, 3)
    top = Select((Output(column("id")),), BOOK, order=(e.Order(column("n"), True),), limit=e.Keyword("1"))
    assert run(book, Select((Output(column("n")),), BOOK, where=e.Members(column("id"), top))) == [(3,)]


def test_equal_names_of_columns_are_told_apart_inside(book: Any) -> None:
    fill(book, 1)
    inner = Select((Output(column("id")), Output(column("n"), "id"), Output(e.Literal(5))), BOOK)
    outer = Select((Output(e.Aggregate("COUNT", (e.Star(),))),), Derived(inner, "u"))
    assert run(book, outer) == [(1,)]


def test_constants_make_no_groups_and_no_order(book: Any) -> None:
    fill(book, 1, 2)
    count = Output(e.Aggregate("COUNT", (e.Star(),)))
    assert run(book, Select((count,), BOOK, group=(e.Literal(7),), order=(e.Order(e.Literal(7)),))) == [(2,)]


def test_a_row_before_the_first_has_its_default(book: Any) -> None:
    fill(book, 1, None, 3)
    call = e.Call("lag", (column("n"), e.Literal(1), e.Literal(-1)))
    over = e.Over(call, order=(e.Order(column("id")),))
    assert run(book, Select((Output(over),), BOOK, order=(e.Order(column("id")),))) == [(-1,), (1,), (None,)]


# --- changes ----------------------------------------------------------------------------------------------------------


def test_rows_are_inserted_with_defaults_alone(book: Any) -> None:
    run(book, Insert("book", (), ((), ())))
    assert run(book, Select((Output(e.Aggregate("COUNT", (e.Star(),))),), BOOK)) == [(2,)]


def test_inserted_rows_are_given_back(book: Any) -> None:
    if not book.features.can_return_rows_from_bulk_insert:
        pytest.skip("only MariaDB gives inserted rows back")
    rows = ((e.Literal("a"),), (e.Literal("b"),))
    assert run(book, Insert("book", ("title",), rows, ("id", "title"))) == [(1, "a"), (2, "b")]


def test_a_clash_is_settled(one: Any) -> None:
    row = ((e.Param(0, kind="IntegerField"), e.Param(1, kind="CharField")),)
    run(one, Insert("book", ("id", "title"), row, (), Conflict("ignore")), (1, "new"))
    assert value(one, column("title")) == "100% _Wool_"
    run(one, Insert("book", ("id", "title"), row, (), Conflict("update", (), ("title",))), (1, "new"))
    assert value(one, column("title")) == "new"


def test_columns_change_places(one: Any) -> None:
    run(one, Update("book", (("big", e.Literal(9)),)))
    run(one, Update("book", (("n", column("big")), ("big", column("n")))))
    assert run(one, Select((Output(column("n")), Output(column("big"))), BOOK)) == [(9, 4)]


def test_what_is_read_is_what_was_there_before(one: Any) -> None:
    plus = e.Binary("+", column("n"), e.Literal(1), "IntegerField", "IntegerField", "IntegerField")
    run(one, Update("book", (("n", plus), ("big", column("n")))))
    assert run(one, Select((Output(column("n")), Output(column("big"))), BOOK)) == [(5, 4)]
    assert "SIMULTANEOUS" not in str(one.compiler().statement(Update("book", (("n", plus), ("big", column("n"))))))


def test_a_table_is_changed_by_what_is_in_it(book: Any) -> None:
    fill(book, 1, 2, 3)
    inner = Table("book", "U0")
    most = Select((Output(e.Aggregate("MAX", (e.Column("U0", "n"),))),), inner)
    run(book, Update("book", (("n", e.Scalar(most)),), e.Compare("=", column("n"), e.Literal(1))))
    keys = Select((Output(e.Column("U0", "id")),), inner, where=e.Compare("=", e.Column("U0", "n"), e.Literal(3)))
    run(book, Delete("book", e.Members(column("id"), keys)))
    assert run(book, Select((Output(column("n")),), BOOK)) == [(2,)]


def test_rows_are_changed_in_an_order(book: Any) -> None:
    with book.cursor() as cursor:
        cursor.execute("INSERT INTO book (id) VALUES (1), (2)")
    plus = e.Binary("+", column("id"), e.Literal(1), "IntegerField", "IntegerField", "IntegerField")
    run(book, Update("book", (("id", plus),), order=(e.Order(column("id"), True),)))
    assert run(book, Select((Output(column("id")),), BOOK, order=(e.Order(column("id")),))) == [(2,), (3,)]


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        (Lock(), "FOR UPDATE"),
        (Lock(nowait=True), "FOR UPDATE NOWAIT"),
        (Lock(skip_locked=True), "FOR UPDATE SKIP LOCKED"),
    ],
)
def test_locks(one: Any, lock: Lock, words: str) -> None:
    tree = Select((Output(column("id")),), BOOK, lock=lock)
    assert run(one, tree) == [(1,)]
    assert str(one.compiler().statement(tree)).endswith(words)
