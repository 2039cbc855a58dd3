"""What holds of arrays."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, IntegerRangeField
from django.contrib.postgres.fields.array import IndexTransform, SliceTransform
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError, NotSupportedError, connection, connections, models
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext, isolate_apps
from tests.contrib.postgres.models import Board, Shelf

pytestmark = pytest.mark.engine("postgresql")

UTC = datetime.UTC
VALUES = {
    "numbers": [[], [1], [1, None, 3], None],
    "words": [[], ["a", "b c", 'q"uo', "b\\s", "{}", "ŧ", "NULL"]],
    "grid": [[[1, 2], [3, 4]], [[None, None]], [], None],
    "days": [[datetime.date(2024, 2, 29)], None],
    "moments": [[datetime.datetime(2024, 2, 29, 12, 30, 1, 5, tzinfo=UTC)]],
    "prices": [[Decimal("1.50"), Decimal("-0.01")]],
    "keys": [[uuid.UUID(int=7), uuid.UUID(int=2**127)]],
    "homes": [["192.168.0.1", "::1"]],
    "documents": [[{"a": [1, 'x"y']}, [], "text", 5]],
    "spans": [[NumericRange(1, 5), NumericRange(empty=True), NumericRange(None, 3, "()")]],
    "blobs": [[b"\x00\xff", b""]],
}


@pytest.mark.parametrize(("field", "value"), [(name, value) for name, values in VALUES.items() for value in values])
def test_an_array_comes_back_as_it_was_stored(pg: str, field: str, value: Any) -> None:
    shelf = Shelf.objects.using(pg).create(name="x", **{field: value})
    Shelf.objects.using(pg).bulk_create([Shelf(name="y", **{field: value}), Shelf(name="z", **{field: value})])
    Shelf.objects.using(pg).filter(name="z").update(**{field: value})
    stored = [getattr(each, field) for each in Shelf.objects.using(pg)]
    if field == "blobs":
        stored = [[bytes(item) for item in blobs] for blobs in stored]
    assert stored == [value] * 3
    if value is not None and field != "blobs":
        assert Shelf.objects.using(pg).filter(**{field: value}).count() == 3
        assert Shelf.objects.using(pg).filter(**{f"{field}__in": [value]}).first() == shelf


@pytest.fixture
def shelves(pg: str) -> list[Shelf]:
    rows = [[1], [2], [2, 3], [20, 30, 40], [], None]
    made = [Shelf(name=f"s{place}", number=place, numbers=row) for place, row in enumerate(rows, 1)]
    return Shelf.objects.using(pg).bulk_create(made)


def found(pg: str, *args: Any, **kwargs: Any) -> list[int]:
    return list(Shelf.objects.using(pg).filter(*args, **kwargs).values_list("number", flat=True))


@pytest.mark.parametrize(
    ("lookup", "value", "expected"),
    [
        ("contains", [2], [2, 3]),
        ("contains", [], [1, 2, 3, 4, 5]),
        ("contained_by", [1, 2], [1, 2, 5]),
        ("contained_by", [], [5]),
        ("overlap", [1, 3], [1, 3]),
        ("overlap", [], []),
        ("exact", [2, 3], [3]),
        ("exact", [], [5]),
        ("exact", None, [6]),
        ("in", [[1], [2, 3]], [1, 3]),
        ("in", [], []),
        ("gt", [2], [3, 4]),
        ("isnull", True, [6]),
        ("len", 0, [5]),
        ("len__gte", 2, [3, 4]),
        ("0", 2, [2, 3]),
        ("1__gt", 3, [4]),
        ("0_2", [2, 3], [3]),
        ("0_1", [20], [4]),
        ("0_1__len", 1, [1, 2, 3, 4]),
    ],
)
def test_lookups_find_what_they_say(
    pg: str, shelves: list[Shelf], query_cache_on: None, lookup: str, value: Any, expected: list[int]
) -> None:
    for _ in range(2):  # worked out, then remembered
        assert found(pg, **{f"numbers__{lookup}": value}) == expected


def test_lookups_agree_with_python_on_any_arrays(pg: str) -> None:
    random = Random(4)
    rows = [[random.choice([1, 2, 3]) for _ in range(random.randrange(5))] for _ in range(40)]
    Shelf.objects.using(pg).bulk_create([Shelf(name="r", number=n, numbers=row) for n, row in enumerate(rows)])
    answers: dict[str, Callable[[list[int], list[int]], bool]] = {
        "contains": lambda row, asked: set(asked) <= set(row),
        "contained_by": lambda row, asked: set(row) <= set(asked),
        "overlap": lambda row, asked: bool(set(row) & set(asked)),
        "exact": lambda row, asked: row == asked,
        "gt": lambda row, asked: row > asked,
        "0_2": lambda row, asked: row[:2] == asked,
        "len": lambda row, asked: len(row) == len(asked),
    }
    for asked in ([], [1], [2, 3], [3, 3], [1, 2, 3, 4]):
        for lookup, answer in answers.items():
            value = len(asked) if lookup == "len" else asked
            expected = [n for n, row in enumerate(rows) if answer(row, asked)]
            assert sorted(found(pg, **{f"numbers__{lookup}": value})) == expected, (lookup, asked)


def test_other_values_of_the_same_shape_are_other_values(pg: str, shelves: list[Shelf], query_cache_on: None) -> None:
    assert found(pg, numbers__contains=[2]) == [2, 3]
    assert found(pg, numbers__contains=[40]) == [4]
    assert found(pg, numbers=[1]) == [1]
    assert found(pg, numbers=[2]) == [2]


def test_a_list_may_hold_expressions(pg: str, shelves: list[Shelf]) -> None:
    assert found(pg, numbers__contained_by=[F("number"), 2]) == [1, 2, 3, 5]
    assert found(pg, numbers__contains=[2, Value(6) / Value(2)]) == [3]
    assert found(pg, numbers=[F("number")]) == [1, 2]
    Shelf.objects.using(pg).filter(number=1).update(words=["TEXT"])
    assert found(pg, words__overlap=[Upper(Value("text")), "other"]) == [1]


def test_the_right_side_may_be_a_column_or_a_query(pg: str, shelves: list[Shelf]) -> None:
    assert found(pg, numbers__in=[F("numbers")]) == [1, 2, 3, 4, 5]
    rows = Shelf.objects.using(pg).filter(number=2).values("numbers")
    assert found(pg, numbers__contains=rows[:1]) == [2, 3]
    assert found(pg, numbers__in=rows) == [2]
    numbers = Shelf.objects.using(pg).filter(number__lt=3).values("number")
    assert found(pg, numbers__overlap=numbers) == [1, 2, 3]
    inner = Shelf.objects.using(pg).filter(numbers__contains=OuterRef("numbers"), number=4)
    assert found(pg, Exists(inner)) == [4, 5]


def test_a_relation_is_followed_to_an_array(pg: str, shelves: list[Shelf]) -> None:
    board = Board.objects.using(pg).create(shelf=shelves[2])
    Board.objects.using(pg).create(shelf=shelves[0])
    assert list(Board.objects.using(pg).filter(shelf__numbers__contains=[3])) == [board]
    assert list(Board.objects.using(pg).exclude(shelf__numbers__contains=[3]).values_list("shelf", flat=True)) == [
        shelves[0].pk
    ]
    assert found(pg, boards__shelf__numbers__0=2) == [3]


def test_rows_whose_array_is_null_are_excluded_and_included_as_any_null(pg: str, shelves: list[Shelf]) -> None:
    kept = Shelf.objects.using(pg).exclude(numbers__overlap=[2])
    assert list(kept.values_list("number", flat=True)) == [1, 4, 5, 6]


def test_items_and_parts_are_selected_ordered_and_grouped_by(pg: str, shelves: list[Shelf]) -> None:
    rows = Shelf.objects.using(pg)
    assert list(rows.annotate(second=F("numbers__1")).values_list("second", flat=True)) == [
        None, None, 3, 30, None, None,
    ]  # fmt: skip
    assert list(rows.annotate(two=F("numbers__0_2")).values_list("two", flat=True))[2:4] == [[2, 3], [20, 30]]
    ordered = rows.order_by(F("numbers__0").desc(nulls_last=True), "number").values_list("number", flat=True)
    assert list(ordered) == [4, 2, 3, 1, 5, 6]
    groups = rows.filter(numbers__0__isnull=False).values("numbers__0").annotate(n=Count("pk")).order_by("numbers__0")
    assert [(row["numbers__0"], row["n"]) for row in groups] == [(1, 1), (2, 2), (20, 1)]


def test_an_array_is_sliced_like_a_list(pg: str) -> None:
    shelf = Shelf.objects.using(pg).create(name="x", numbers=[1, 2, 3, 4], grid=[[1, 2], [3, 4]])
    parts = {"a": F("numbers")[:2], "b": F("numbers")[2:], "c": F("numbers")[1:3], "d": F("numbers")[:3][1:]}
    row = Shelf.objects.using(pg).annotate(**parts).get()
    assert (row.a, row.b, row.c, row.d) == ([1, 2], [3, 4], [2, 3], [2, 3])
    shelf.numbers = F("numbers")[1:]
    shelf.save()
    shelf.refresh_from_db()
    assert shelf.numbers == [2, 3, 4]
    assert Shelf.objects.using(pg).filter(grid__1__0=3).exists()
    with pytest.raises(ValueError, match="Negative indexing"):
        F("numbers")[-1]


def test_transforms_take_places_and_fields_in_order(pg: str, shelves: list[Shelf]) -> None:
    rows = Shelf.objects.using(pg).annotate(
        one=IndexTransform(1, models.IntegerField(), F("numbers")), two=SliceTransform(2, 3, F("numbers"))
    )
    assert rows.get(number=4).one == 20
    assert rows.get(number=4).two == [30, 40]


@pytest.mark.parametrize("name", ["0_bar", "0bar", "bar", "0_1_2", "1_", "²"])
def test_a_name_that_is_no_place_is_no_lookup(pg: str, name: str) -> None:
    with pytest.raises(FieldError, match="for ArrayField or join on the field not permitted"):
        found(pg, **{f"numbers__{name}": 1})


def test_bulk_update_sets_arrays(pg: str, shelves: list[Shelf]) -> None:
    for shelf in shelves:
        shelf.numbers, shelf.words, shelf.grid, shelf.homes = None, ["w"], [[1], [shelf.number]], ["10.0.0.1"]
    Shelf.objects.using(pg).bulk_update(shelves, ["numbers", "words", "grid", "homes"])
    stored = Shelf.objects.using(pg).get(number=3)
    assert (stored.numbers, stored.words, stored.grid, stored.homes) == (None, ["w"], [[1], [3]], ["10.0.0.1"])


def test_a_text_that_is_too_long_is_refused_not_cut(pg: str) -> None:
    Shelf.objects.using(pg).create(name="x", words=["abcde"])
    assert not Shelf.objects.using(pg).filter(words__contains=["abcdefgh"]).exists()
    with pytest.raises(DataError):
        Shelf.objects.using(pg).create(name="y", words=["abcdefgh"])


def test_null_is_refused_where_the_column_does(pg: str) -> None:
    with pytest.raises(IntegrityError):
        Shelf.objects.using(pg).create(name="x", words=None)


def test_an_array_of_a_query_keeps_its_order(pg: str, shelves: list[Shelf]) -> None:
    inner = Shelf.objects.using(pg).order_by("-number").filter(number__lt=OuterRef("number")).values("number")
    rows = Shelf.objects.using(pg).annotate(before=ArraySubquery(inner)).values_list("before", flat=True)
    assert list(rows)[:4] == [[], [1], [2, 1], [3, 2, 1]]
    assert found(pg, pk__in=Shelf.objects.using(pg).alias(b=ArraySubquery(inner)).filter(b__len=2)) == [3]


def test_an_aggregated_array_has_the_lookups_of_one(pg: str, shelves: list[Shelf]) -> None:
    for width in (3, 1, 2):
        Board.objects.using(pg).create(shelf=shelves[0], width=width)
    rows = Shelf.objects.using(pg).annotate(widths=ArrayAgg("boards__width", order_by="boards__width"))
    assert rows.get(widths__contains=[2]).widths == [1, 2, 3]
    assert rows.annotate(first=F("widths__0")).get(widths__overlap=[3]).first == 1
    boards = Board.objects.using(pg).filter(shelf=OuterRef("pk")).values("shelf").annotate(a=ArrayAgg("width"))
    total = Shelf.objects.using(pg).annotate(w=Subquery(boards.values("a")))
    assert sorted(total.get(w__len=3).w) == [1, 2, 3]


def test_an_item_has_the_lookups_of_its_own_field(pg: str) -> None:
    shelf = Shelf.objects.using(pg).create(
        name="x",
        documents=[{"a": [1, "b"]}],
        days=[datetime.date(2024, 2, 29)],
        spans=[NumericRange(1, 5)],
        words=["Ab"],
    )
    Shelf.objects.using(pg).create(name="y", documents=[{}])
    for condition in (
        {"documents__0__a__0": 1},
        {"documents__0__has_key": "a"},
        {"days__0__year": 2024},
        {"spans__0__contains": 3},
        {"words__0__istartswith": "aB"},
    ):
        assert list(Shelf.objects.using(pg).filter(**condition)) == [shelf], condition


def test_keys_of_relations_are_gathered(pg: str, shelves: list[Shelf]) -> None:
    for shelf in shelves[:2]:
        Board.objects.using(pg).create(shelf=shelf)
    found = Board.objects.using(pg).aggregate(all=ArrayAgg("shelf", order_by="shelf"))
    assert found == {"all": [shelf.pk for shelf in shelves[:2]]}
    groups = Board.objects.using(pg).values("width").annotate(all=ArrayAgg("shelf"))
    assert groups.filter(all__contains=[shelves[0].pk]).count() == 1


def test_the_database_has_defaults_of_these_types_and_computes_columns_from_them(pg: str) -> None:
    with isolate_apps("tests.contrib.postgres"):

        class Given(models.Model):
            numbers = ArrayField(models.IntegerField(), db_default=[1, 2])
            words = ArrayField(models.CharField(max_length=9), db_default=Value([], ArrayField(models.TextField())))
            span = IntegerRangeField(db_default=(5, 10))
            first = models.GeneratedField(
                expression=F("numbers__0"), output_field=models.IntegerField(), db_persist=True
            )
            rest = models.GeneratedField(
                expression=F("numbers")[1:], output_field=ArrayField(models.IntegerField()), db_persist=True
            )

            class Meta:
                app_label = "postgres"

    with connections[pg].schema_editor() as editor:
        editor.create_model(Given)
    given = Given.objects.using(pg).create()
    added = ArrayField(models.IntegerField(), default=[7, None])
    added.set_attributes_from_name("added")
    with connections[pg].schema_editor() as editor:
        editor.add_field(Given, added)
    with connections[pg].cursor() as cursor:
        cursor.execute("SELECT added FROM postgres_given")
        assert cursor.fetchone() == ([7, None],)
    stored = Given.objects.using(pg).get()
    assert (stored.numbers, stored.words, stored.span) == ([1, 2], [], NumericRange(5, 10))
    assert (given.first, given.rest) == (stored.first, stored.rest) == (1, [2])


# --- no database needed -----------------------------------------------------------------------------------------------


def test_a_field_is_deconstructed_with_a_copy_of_its_items() -> None:
    field = ArrayField(models.CharField(max_length=7), size=3)
    _, path, args, kwargs = field.deconstruct()
    assert path == "django.contrib.postgres.fields.ArrayField"
    again = ArrayField(*args, **kwargs)
    assert (again.size, again.base_field.max_length) == (3, 7)
    assert again.base_field is not field.base_field


def test_serialised_arrays_are_read_back() -> None:
    shelf = Shelf(name="x", numbers=[1, None], words=["ŧ", 'q"'], days=[datetime.date(2024, 1, 2)], grid=[[1, 2]])
    text = serializers.serialize("json", [shelf])
    assert json.loads(text)[0]["fields"]["numbers"] == '["1", null]'
    assert "ŧ" in text
    data = Shelf._meta
    for name in ("numbers", "words", "days", "grid"):
        field = data.get_field(name)
        assert field.to_python(field.value_to_string(shelf)) == getattr(shelf, name)


WRONG_ITEM = "Item {} in the array did not validate: {}"


@pytest.mark.parametrize(
    ("field", "value", "code", "text"),
    [
        (
            ArrayField(models.IntegerField()),
            [1, None],
            "item_invalid",
            WRONG_ITEM.format(2, "This field cannot be null."),
        ),
        (
            ArrayField(models.CharField(max_length=2)),
            ["100%"],
            "item_invalid",
            WRONG_ITEM.format(1, "Ensure this value has at most 2 characters (it has 4)."),
        ),
        (
            ArrayField(models.IntegerField(), size=2),
            [1, 2, 3],
            "max_length",
            "List contains 3 items, it should contain no more than 2.",
        ),
        (
            ArrayField(ArrayField(models.IntegerField())),
            [[1], [2, 3]],
            "nested_array_mismatch",
            "Nested arrays must have the same length.",
        ),
    ],
)
def test_validation_says_which_item_is_wrong(field: Any, value: Any, code: str, text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        field.clean(value, None)
    assert caught.value.messages == [text]
    assert caught.value.error_list[0].code == code


@isolate_apps("tests.contrib.postgres")
def test_what_is_wrong_with_the_items_is_checked() -> None:
    class Wrong(models.Model):
        long = ArrayField(models.CharField(max_length=-1))
        related = ArrayField(models.ForeignKey("self", models.CASCADE))
        shared = ArrayField(models.IntegerField(), default=[])
        fine = ArrayField(models.CharField(max_length=5), choices=[(["a", "b"], "AB"), (("c",), "C")])

        class Meta:
            app_label = "postgres"
            required_db_vendor = "postgresql"

    assert [(message.id, message.obj.name) for message in Wrong.check()] == [
        ("postgres.E001", "long"),
        ("postgres.E002", "related"),
        ("fields.E010", "shared"),
    ]
    assert Wrong(fine=["a", "b"]).get_fine_display() == "AB"


@pytest.mark.only_on("sqlite")
@pytest.mark.db
@isolate_apps("tests.contrib.postgres")
def test_another_engine_is_an_error_of_the_checks_and_of_its_use() -> None:
    class Elsewhere(models.Model):
        numbers = ArrayField(models.IntegerField())

        class Meta:
            app_label = "postgres"

    messages = Elsewhere.check(databases={"default"})
    assert [(message.id, message.msg) for message in messages] == [
        ("postgres.E101", "SQLite does not support ArrayField.")
    ]
    with pytest.raises(NotSupportedError, match="SQLite has no operator @>"):
        Elsewhere.objects.filter(numbers__contains=[1]).exists()
    column = Elsewhere._meta.get_field("numbers")
    asked = Elsewhere.objects.filter(numbers=[1])
    for use in (asked.exists, lambda: column.db_type(connection), Elsewhere(numbers=[1]).save):
        with pytest.raises(NotSupportedError, match="ArrayField 'numbers' was used on the database 'default'.*SQLite"):
            use()


def test_one_statement_stores_many_rows(pg: str) -> None:
    with CaptureQueriesContext(connections[pg]) as captured:
        Shelf.objects.using(pg).bulk_create([Shelf(name=str(n), numbers=[n]) for n in range(20)])
    assert len(captured) == 1


@isolate_apps("tests.contrib.postgres")
def test_each_heir_of_an_abstract_model_has_a_field_of_items_of_its_own() -> None:
    class Base(models.Model):
        words = ArrayField(models.CharField(max_length=5))

        class Meta:
            app_label = "postgres"
            abstract = True

    class One(Base):
        class Meta:
            app_label = "postgres"

    class Two(Base):
        class Meta:
            app_label = "postgres"

    for model in (One, Two):
        field = model._meta.get_field("words")
        assert (model, model, "words") == (field.model, field.base_field.model, field.base_field.name)
