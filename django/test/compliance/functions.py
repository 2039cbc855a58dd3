"""Functions and expressions: each on one row, with the value it must have."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from django.db import NotSupportedError, models
from django.db.models import Case, Exists, ExpressionWrapper, F, Q, Value, When
from django.db.models import functions as f
from django.test.compliance.claims import claims
from django.test.compliance.contents import MOMENT
from django.test.compliance.library import Document, Kinds
from django.test.compliance.needs import need

BERLIN = ZoneInfo("Europe/Berlin")
TEXT = models.TextField()
WHOLE = models.IntegerField()

TEXTS: dict[str, tuple[Any, Any]] = {
    "upper": (f.Upper("text"), "HELLO"),
    "lower": (f.Lower("text"), "hello"),
    "length": (f.Length("long"), 8),
    "concat": (f.Concat("text", Value("-"), "slug", "long", output_field=TEXT), "Hello-  wörld "),
    "left": (f.Left("text", 2), "He"),
    "right": (f.Right("text", 2), "lo"),
    "substr": (f.Substr("text", 2, 3), "ell"),
    "substr to the end": (f.Substr("text", 3), "llo"),
    "trim": (f.Trim("long"), "wörld"),
    "ltrim": (f.LTrim("long"), "wörld "),
    "rtrim": (f.RTrim("long"), "  wörld"),
    "lpad": (f.LPad("text", 8, Value("*")), "***Hello"),
    "rpad": (f.RPad("text", 8, Value("*")), "Hello***"),
    "lpad shortens": (f.LPad("text", 3), "Hel"),
    "repeat": (f.Repeat("text", 2), "HelloHello"),
    "replace": (f.Replace("text", Value("l"), Value("L")), "HeLLo"),
    "reverse": (f.Reverse("text"), "olleH"),
    "position": (f.StrIndex("text", Value("l")), 3),
    "no position": (f.StrIndex("text", Value("z")), 0),
    "chr": (f.Chr(Value(65)), "A"),
    "ord": (f.Ord("text"), 72),
    "md5": (f.MD5("text"), "8b1a9953c4611296a827abf8c47804d7"),
    "collated value": (f.Coalesce("slug", "text"), "Hello"),
}
NUMBERS: dict[str, tuple[Any, Any]] = {
    "abs": (f.Abs("small"), 3),
    "ceil": (f.Ceil("ratio"), 3),
    "floor": (f.Floor("ratio"), 2),
    "round": (f.Round("amount", 1), Decimal("12.3")),
    "round to whole": (f.Round(Value(2.6)), 3),
    "sign": (f.Sign("small"), -1),
    "mod": (f.Mod("whole", 4), 3),
    "power": (f.Power("small", 2), 9),
    "sqrt": (f.Sqrt(Value(16)), 4),
    "exp": (f.Exp(Value(1.0)), math.e),
    "ln": (f.Ln(Value(math.e)), 1.0),
    "log": (f.Log(Value(2.0), Value(8.0)), 3),
    "sin": (f.Sin("ratio"), math.sin(2.25)),
    "cos": (f.Cos("ratio"), math.cos(2.25)),
    "tan": (f.Tan("ratio"), math.tan(2.25)),
    "cot": (f.Cot("ratio"), 1 / math.tan(2.25)),
    "asin": (f.ASin(Value(0.5)), math.asin(0.5)),
    "acos": (f.ACos(Value(0.5)), math.acos(0.5)),
    "atan": (f.ATan("ratio"), math.atan(2.25)),
    "atan2": (f.ATan2("ratio", Value(2.0)), math.atan2(2.25, 2)),
    "degrees": (f.Degrees(Value(math.pi)), 180),
    "radians": (f.Radians(Value(180.0)), math.pi),
    "pi": (f.Pi(), math.pi),
    "greatest": (f.Greatest("whole", "small", output_field=WHOLE), 7),
    "least": (f.Least("whole", "small", output_field=WHOLE), -3),
    "null if": (f.NullIf("whole", Value(7)), None),
    "coalesce": (f.Coalesce("positive", "whole", Value(1)), 7),
    "plus": (F("whole") + F("small") * 2, 1),
    "brackets": ((F("whole") + F("small")) * 2, 8),
    "big product": (ExpressionWrapper(F("big") * 1000, models.BigIntegerField()), 2**40 * 1000),
    "whole division": (ExpressionWrapper(F("ratio") / 2, models.FloatField()), 1.125),
    "modulo operator": (F("whole") % 4, 3),
    "power operator": (ExpressionWrapper(F("whole") ** 2, models.FloatField()), 49),
    "decimals": (F("amount") + Decimal("0.00500"), Decimal("12.35")),
    "decimal product": (
        ExpressionWrapper(F("amount") * 2, models.DecimalField(max_digits=20, decimal_places=5)),
        Decimal("24.69"),
    ),
    "negated": (-F("whole"), -7),
    "bits and": (F("whole").bitand(5), 5),
    "bits or": (F("whole").bitor(8), 15),
    "bits shifted left": (F("whole").bitleftshift(2), 28),
    "bits shifted right": (F("whole").bitrightshift(1), 3),
    "cast to text": (f.Cast("whole", models.CharField(max_length=20)), "7"),
    "cast to whole": (f.Cast(Value("42"), models.IntegerField()), 42),
    "cast to float": (f.Cast("whole", models.FloatField()), 7.0),
}
TIMES: dict[str, tuple[Any, Any]] = {
    "year": (f.ExtractYear("moment"), 2021),
    "iso year": (f.ExtractIsoYear("moment"), 2021),
    "quarter": (f.ExtractQuarter("moment"), 3),
    "month": (f.ExtractMonth("day"), 8),
    "week": (f.ExtractWeek("day"), 32),
    "day": (f.ExtractDay("day"), 15),
    "week day": (f.ExtractWeekDay("day"), 1),
    "iso week day": (f.ExtractIsoWeekDay("day"), 7),
    "hour": (f.ExtractHour("moment"), 22),
    "minute": (f.ExtractMinute("clock"), 30),
    "second": (f.ExtractSecond("clock"), 45),
    "to year": (f.TruncYear("moment"), datetime(2021, 1, 1, tzinfo=UTC)),
    "to quarter": (f.TruncQuarter("moment"), datetime(2021, 7, 1, tzinfo=UTC)),
    "to month": (f.TruncMonth("day"), date(2021, 8, 1)),
    "to week": (f.TruncWeek("day"), date(2021, 8, 9)),
    "to day": (f.TruncDay("moment"), datetime(2021, 8, 15, tzinfo=UTC)),
    "to hour": (f.TruncHour("moment"), datetime(2021, 8, 15, 22, tzinfo=UTC)),
    "to minute": (f.TruncMinute("clock"), time(22, 30)),
    "to second": (f.TruncSecond("moment"), datetime(2021, 8, 15, 22, 30, 45, tzinfo=UTC)),
    "date of": (f.TruncDate("moment"), date(2021, 8, 15)),
    "time of": (f.TruncTime("moment"), time(22, 30, 45, 500000)),
    "moved": (F("moment") + timedelta(days=1, microseconds=3), MOMENT + timedelta(days=1, microseconds=3)),
    "moved back": (F("moment") - timedelta(hours=23), MOMENT - timedelta(hours=23)),
    "moved by a column": (
        ExpressionWrapper(F("moment") + F("span"), models.DateTimeField()),
        MOMENT + timedelta(hours=1, microseconds=5),
    ),
    "greatest moment": (f.Greatest("moment", Value(MOMENT + timedelta(1))), MOMENT + timedelta(1)),
    "cast to date": (f.Cast("moment", models.DateField()), date(2021, 8, 15)),
}
CONDITIONS: dict[str, tuple[Any, Any]] = {
    "case": (Case(When(whole__gt=5, then=Value("more")), default=Value("less"), output_field=TEXT), "more"),
    "case of nothing": (Case(When(pk__in=[], then=Value(1)), default=Value(2)), 2),
    "case of columns": (Case(When(yes=True, then="text"), default="long", output_field=TEXT), "Hello"),
    "value": (Value("v"), "v"),
    "no value": (Value(None, models.IntegerField()), None),
    "uuid": (Value(UUID(int=9), models.UUIDField()), UUID(int=9)),
    "date": (Value(date(2020, 1, 2), models.DateField()), date(2020, 1, 2)),
}


def _table(entries: dict[str, tuple[Any, Any]]) -> Any:
    return pytest.mark.parametrize("expression, expected", list(entries.values()), ids=list(entries))


class TestFunctions:
    @_table(TEXTS)
    def test_text(self, row: Any, expression: Any, expected: Any) -> None:
        assert row.values_list(expression, flat=True).get() == expected

    @_table(NUMBERS)
    def test_numbers(self, row: Any, expression: Any, expected: Any) -> None:
        found = row.values_list(expression, flat=True).get()
        assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)

    @_table(TIMES)
    def test_times(self, row: Any, expression: Any, expected: Any) -> None:
        found = row.values_list(expression, flat=True).get()
        assert (type(found), found) == (type(expected), expected)

    @_table(CONDITIONS)
    def test_conditions(self, row: Any, expression: Any, expected: Any) -> None:
        assert row.values_list(expression, flat=True).get() == expected

    @_table({**TEXTS, **{name: found for name, found in TIMES.items() if found[1] is not None}})
    def test_what_is_worked_out_can_be_asked_for(self, row: Any, expression: Any, expected: Any) -> None:
        assert row.annotate(x=expression).filter(x=expected).count() == 1

    @claims("supports_boolean_expr_in_select_clause", "supports_comparing_boolean_expr")
    def test_a_condition_is_a_value(self, row: Any, of: Any) -> None:
        condition = ExpressionWrapper(Q(whole=7), models.BooleanField())
        assert row.annotate(x=condition).values_list("x", flat=True).get() is True
        assert row.annotate(x=condition).filter(x=True).exists()
        assert row.annotate(x=Exists(of(Kinds).filter(whole=8))).get().x is False
        assert list(row.order_by(condition.desc(), "pk")) == list(row)
        assert row.values(yes_too=Q(yes=True)).get() == {"yes_too": True}

    @claims("has_zoneinfo_database")
    def test_moments_are_seen_in_a_zone(self, row: Any, features: Any) -> None:
        need(features, "has_zoneinfo_database")
        assert row.values_list(f.ExtractHour("moment", tzinfo=BERLIN), flat=True).get() == 0
        assert row.values_list(f.TruncDate("moment", tzinfo=BERLIN), flat=True).get() == date(2021, 8, 16)
        cut = row.values_list(f.TruncDay("moment", tzinfo=BERLIN), flat=True).get()
        assert cut == datetime(2021, 8, 16, tzinfo=BERLIN)
        offset = timezone(timedelta(hours=5, minutes=30))
        assert row.values_list(f.ExtractMinute("moment", tzinfo=offset), flat=True).get() == 0

    def test_now_is_now(self, row: Any) -> None:
        found = row.values_list(f.Now(), flat=True).get()
        assert abs(found - datetime.now(UTC)) < timedelta(minutes=5)

    def test_a_random_number_is_between_zero_and_one(self, row: Any) -> None:
        assert 0 <= row.values_list(f.Random(), flat=True).get() < 1
        assert len(row.order_by("?")) == 1

    @claims("greatest_least_ignores_nulls")
    def test_greatest_and_least_of_nothing(self, row: Any, features: Any) -> None:
        ignores = features.greatest_least_ignores_nulls
        found = row.values_list(
            *(each("whole", "positive", output_field=WHOLE) for each in (f.Greatest, f.Least))
        ).get()
        assert found == ((7, 7) if ignores else (None, None))

    @claims("rounds_to_even")
    def test_halves_are_rounded_to_even_or_away_from_zero(self, of: Any, features: Any) -> None:
        of(Kinds).create(amount=Decimal("2.5"))
        found = of(Kinds).values_list(f.Round("amount"), flat=True).get()
        assert found == (2 if features.rounds_to_even else 3)

    @claims("supports_cast_with_precision")
    def test_a_cast_keeps_the_places_it_names_or_all(self, row: Any, features: Any) -> None:
        target = models.DecimalField(max_digits=8, decimal_places=2)
        found = row.values_list(f.Cast(Value("12.3456"), target), flat=True).get()
        kept = row.annotate(x=f.Cast(Value("12.3456"), target)).filter(x=Decimal("12.3456")).exists()
        assert found in (Decimal("12.35"), Decimal("12.34"), Decimal("12.3456"))
        assert kept is not features.supports_cast_with_precision

    @claims("time_cast_precision")
    def test_a_cast_to_a_time_keeps_so_many_places(self, row: Any, features: Any) -> None:
        places = features.time_cast_precision
        found = row.values_list(f.Cast(Value("12:30:00.123456"), models.TimeField()), flat=True).get()
        assert found == time(12, 30, 0, int("123456"[:places].ljust(6, "0")))

    @claims("supports_temporal_subtraction")
    def test_the_time_between_two_points_is_a_duration_or_is_refused(self, row: Any, features: Any, sent: Any) -> None:
        earlier = MOMENT - timedelta(days=2, microseconds=7)
        asked = ExpressionWrapper(F("moment") - Value(earlier, models.DateTimeField()), models.DurationField())
        if features.supports_temporal_subtraction:
            assert row.values_list(asked, flat=True).get() == timedelta(days=2, microseconds=7)
            dates = ExpressionWrapper(F("day") - Value(date(2021, 8, 1), models.DateField()), models.DurationField())
            assert row.values_list(dates, flat=True).get() == timedelta(days=14)
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="does not support DateTimeField subtraction"):
            row.values_list(asked, flat=True).get()
        assert len(queries) == 0

    @claims("has_native_duration_field")
    def test_a_part_of_a_duration_is_taken_or_is_refused(self, row: Any, features: Any, sent: Any) -> None:
        asked = row.annotate(x=f.Extract("span", "hour"))
        if features.has_native_duration_field:
            assert asked.get().x == 1
            return
        with sent() as queries, pytest.raises(ValueError, match="Extract requires native DurationField"):
            asked.get()
        assert len(queries) == 0

    def test_durations_are_added_and_compared(self, row: Any) -> None:
        hour = ExpressionWrapper(F("span") + timedelta(hours=1), models.DurationField())
        assert row.values_list(hour, flat=True).get() == timedelta(hours=2, microseconds=5)
        assert row.filter(span__gt=timedelta(minutes=59), span__lt=timedelta(hours=1, seconds=1)).exists()

    @claims("has_json_object_function")
    def test_documents_are_put_together_or_refused(self, row: Any, features: Any, sent: Any) -> None:
        need(features, "supports_json_field")
        asked = row.values_list(f.JSONObject(a="whole", b=f.JSONObject(c="text")), flat=True)
        if features.has_json_object_function:
            assert asked.get() == {"a": 7, "b": {"c": "Hello"}}
            assert row.values_list(f.JSONArray("whole", "text"), flat=True).get() == [7, "Hello"]
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="JSONObject"):
            asked.get()
        assert len(queries) == 0

    def test_a_part_of_a_document_is_a_value(self, of: Any, features: Any) -> None:
        need(features, "supports_json_field")
        of(Document).create(body={"a": {"b": [10, 20]}, "word": "W"})
        found = of(Document).values_list("body__a__b__1", "body__word", "body__none").get()
        assert found == (20, "W", None)
        assert of(Document).order_by("body__a__b__0").count() == 1
        assert of(Document).values_list("body__a", flat=True).get() == {"b": [10, 20]}

    def test_update_works_with_expressions(self, row: Any) -> None:
        row.update(whole=F("whole") * 2 + F("small"), text=f.Concat(f.Upper("text"), Value("!")), yes=Q(whole=0))
        found = row.get()
        assert (found.whole, found.text, found.yes) == (11, "HELLO!", False)

    def test_a_function_of_the_users_own_is_written_as_it_says(self, row: Any) -> None:
        class Twice(models.Func):
            function = "COALESCE"
            template = "%(function)s(%(expressions)s) || '%%%%' || %(mark)s"

        asked = Twice("text", Value("x"), mark="'!'", output_field=TEXT)
        assert row.values_list(asked, flat=True).get() in ("Hello%!", 1, 0)
