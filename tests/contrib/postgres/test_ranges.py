"""What holds of ranges."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from django.contrib.postgres import fields
from django.contrib.postgres.validators import RangeMaxValueValidator, RangeMinValueValidator
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange
from django.db.models import DateTimeField, F, FloatField, Func, Model, Value
from django.test.utils import isolate_apps
from tests.contrib.postgres.models import Stay

pytestmark = pytest.mark.engine("postgresql")

UTC = datetime.UTC
DAY = datetime.date(2024, 2, 28)
NOON = datetime.datetime(2024, 2, 28, 12, 0, 0, 7, tzinfo=UTC)
HOUR = datetime.timedelta(hours=1)

VALUES = [
    ("whole", NumericRange(0, 10)),
    ("whole", NumericRange(empty=True)),
    ("whole", NumericRange(None, None, "()")),
    ("whole", None),
    ("large", NumericRange(-(2**40), 2**40)),
    ("exact", NumericRange(Decimal("1.50"), Decimal("2"), "[]")),
    ("exact", NumericRange(1, None, "()")),
    ("days", DateRange(DAY, DAY + datetime.timedelta(2))),
    ("moments", DateTimeTZRange(NOON, NOON + HOUR, "(]")),
]


@pytest.mark.parametrize(("field", "value"), VALUES)
def test_a_range_comes_back_as_it_was_stored(pg: str, field: str, value: Any) -> None:
    Stay.objects.using(pg).create(**{field: value})
    Stay.objects.using(pg).bulk_create([Stay(**{field: value}), Stay()])
    Stay.objects.using(pg).filter(**{f"{field}__isnull": True}).update(**{field: value})
    assert [getattr(stay, field) for stay in Stay.objects.using(pg)] == [value] * 3
    assert Stay.objects.using(pg).filter(**{field: value}).count() == 3


def test_two_bounds_are_taken_for_a_range_with_the_bounds_of_the_field(pg: str) -> None:
    pair = (NOON, NOON + HOUR)
    Stay.objects.using(pg).create(whole=[1, 5], moments=pair, closed=pair)
    stay = Stay.objects.using(pg).get()
    assert stay.whole == NumericRange(1, 5)
    assert stay.moments == DateTimeTZRange(*pair, "[)")
    assert stay.closed == DateTimeTZRange(*pair, "[]")


@pytest.fixture
def stays(pg: str) -> list[Stay]:
    values = [NumericRange(0, 10), NumericRange(5, 15), NumericRange(None, 0), NumericRange(empty=True), None]
    return Stay.objects.using(pg).bulk_create([Stay(whole=value) for value in values])


@pytest.mark.parametrize(
    ("lookup", "value", "expected"),
    [
        ("exact", NumericRange(0, 10), [0]),
        ("in", [NumericRange(0, 10), (5, 15)], [0, 1]),
        ("contains", 8, [0, 1]),
        ("contains", NumericRange(3, 8), [0]),
        ("contains", (3, 8), [0]),
        ("contained_by", NumericRange(0, 20), [0, 1, 3]),
        ("overlap", (3, 8), [0, 1]),
        ("fully_lt", (5, 10), [2]),
        ("fully_gt", (-5, 0), [0, 1]),
        ("not_lt", (5, 10), [1]),
        ("not_gt", (5, 10), [0, 2]),
        ("adjacent_to", (0, 5), [1, 2]),
        ("startswith", 0, [0]),
        ("endswith", 0, [2]),
        ("startswith__gte", 0, [0, 1]),
        ("isempty", True, [3]),
        ("lower_inf", True, [2]),
        ("lower_inc", True, [0, 1]),
        ("upper_inc", True, []),
        ("upper_inf", False, [0, 1, 2, 3]),
        ("lt", (0, 10), [2, 3]),
    ],
)
def test_lookups_find_what_they_say(
    pg: str, stays: list[Stay], query_cache_on: None, lookup: str, value: Any, expected: list[int]
) -> None:
    for _ in range(2):  # worked out, then remembered
        found = Stay.objects.using(pg).filter(**{f"whole__{lookup}": value})
        assert [stays.index(stay) for stay in found] == expected


def test_an_element_and_a_range_in_one_place_are_two_questions(
    pg: str, stays: list[Stay], query_cache_on: None
) -> None:
    assert Stay.objects.using(pg).filter(whole__contains=12).count() == 1
    assert Stay.objects.using(pg).filter(whole__contains=(0, 1)).count() == 1
    assert Stay.objects.using(pg).filter(whole__contains=NumericRange(5, 9)).count() == 2
    assert Stay.objects.using(pg).filter(whole__contains=-1).count() == 1


def test_moments_contain_moments_days_and_expressions(pg: str) -> None:
    day = datetime.timedelta(1)
    stay = Stay.objects.using(pg).create(
        moments=(NOON - day, NOON + day), days=(DAY, DAY + day), closed=(NOON, NOON + HOUR), moment=NOON, day=DAY
    )
    Stay.objects.using(pg).create(moments=(NOON - 3 * day, NOON - 2 * day), days=(DAY - 3 * day, DAY - 2 * day))
    inside = [
        NOON,
        (NOON, NOON + HOUR),
        Value(DAY),
        F("moment"),
        F("day"),
        F("closed"),
        Func(F("days"), function="lower", output_field=DateTimeField()),
    ]
    for value in inside:
        assert list(Stay.objects.using(pg).filter(moments__contains=value)) == [stay], value
    for value in (DAY, NOON, (DAY, DAY + day), F("day")):
        assert list(Stay.objects.using(pg).filter(days__contains=value)) == [stay], value


def test_numbers_and_moments_lie_in_ranges(pg: str) -> None:
    stay = Stay.objects.using(pg).create(number=5, ratio=1.5, day=DAY, moment=NOON, exact=(1, 2))
    Stay.objects.using(pg).create(number=99, ratio=99, day=datetime.date(1999, 1, 1), exact=(1, 2))
    day = datetime.timedelta(1)
    conditions = [
        {"number__contained_by": NumericRange(1, 98)},
        {"ratio__contained_by": NumericRange(Decimal("1.4"), 2)},
        {"ratio__contained_by": F("exact")},
        {"day__contained_by": DateRange("2024-01-01", "2024-12-31")},
        {"moment__contained_by": DateTimeTZRange(NOON - day, NOON + day)},
        {"moment__date__contained_by": DateRange(DAY, DAY + day)},
        {"id__contained_by": NumericRange(stay.pk, stay.pk + 1)},
    ]
    for condition in conditions:
        assert list(Stay.objects.using(pg).filter(**condition)) == [stay], condition
    assert Stay.objects.using(pg).exclude(number__contained_by=NumericRange(1, 98)).count() == 1


def test_bulk_update_sets_ranges(pg: str, stays: list[Stay]) -> None:
    for stay in stays:
        stay.whole, stay.days = NumericRange(1, 9), DateRange(DAY, None)
    Stay.objects.using(pg).bulk_update(stays, ["whole", "days"])
    assert Stay.objects.using(pg).filter(whole=(1, 9), days=DateRange(DAY, None)).count() == 5


class FloatRangeField(fields.RangeField):
    """A range type of the program's own."""

    base_field = FloatField
    range_type = NumericRange

    def db_type(self, connection: Any) -> str:
        return "floatrange"


def test_a_program_may_have_range_types_of_its_own(pg: str) -> None:
    with isolate_apps("tests.contrib.postgres"):

        class Measured(Model):
            span = FloatRangeField()

            class Meta:
                app_label = "postgres"

    with connections[pg].schema_editor() as editor:
        editor.execute("CREATE TYPE floatrange AS RANGE (subtype = float8)")
        editor.create_model(Measured)
    measured = Measured.objects.using(pg).create(span=(0.5, 1.5))
    assert Measured.objects.using(pg).filter(span__contains=1).get() == measured
    assert Measured.objects.using(pg).filter(span__contains=(0.6, 0.7), span__startswith__lt=1).get() == measured
    assert not Measured.objects.using(pg).filter(span__fully_lt=(1, 2)).exists()


# --- no database needed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "value"), VALUES)
def test_a_serialised_range_is_read_back(field: str, value: Any) -> None:
    found = Stay._meta.get_field(field)
    assert found.to_python(found.value_to_string(Stay(**{field: value}))) == value


def test_default_bounds_are_for_ranges_without_gaps() -> None:
    with pytest.raises(TypeError, match="Cannot use 'default_bounds' with IntegerRangeField."):
        fields.IntegerRangeField(default_bounds="[]")
    with pytest.raises(ValueError, match="default_bounds must be one of"):
        fields.DecimalRangeField(default_bounds="][")
    assert fields.DecimalRangeField(default_bounds="[]").deconstruct()[3] == {"default_bounds": "[]"}


def test_ranges_are_validated_by_their_bounds() -> None:
    RangeMaxValueValidator(5)(NumericRange(0, 5))
    RangeMinValueValidator(5)(NumericRange(5, None))
    for validator, value in ((RangeMaxValueValidator(5), (0, None)), (RangeMinValueValidator(5), (4, 9))):
        with pytest.raises(ValidationError, match="bound of the range"):
            validator(NumericRange(*value))


def test_fields_that_are_gone_say_what_to_use() -> None:
    for cls, number in ((fields.CICharField, 905), (fields.CIEmailField, 906), (fields.CITextField, 907)):
        (message,) = [each for each in cls(max_length=5).check() if each.id == f"fields.E{number}"]
        assert "db_collation" in message.hint
    assert [message.id for message in fields.JSONField().check()] == ["fields.E904"]
