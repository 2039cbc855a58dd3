"""Functions: what they refuse, and the calls they become."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

import pytest

from django.db import models
from django.db.models import F, Value
from django.db.models import functions as f
from django.db.models.expressions import Func
from django.db.models.lowering import lower
from django.db.query import expressions as nodes
from django.db.query.functions import NEUTRAL
from django.test import override_settings
from django.utils import timezone
from tests.db.models.resolver import column, resolved


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: f.Coalesce("a"), ValueError, "Coalesce must take at least two expressions"),
        (lambda: f.Greatest("a"), ValueError, "Greatest must take at least two expressions"),
        (lambda: f.Least("a"), ValueError, "Least must take at least two expressions"),
        (lambda: f.Concat("a"), ValueError, "Concat must take at least two expressions"),
        (lambda: f.NullIf("a"), TypeError, r"'NullIf' takes exactly 2 arguments \(1 given\)"),
        (lambda: f.Pi("a"), TypeError, r"'Pi' takes exactly 0 arguments \(1 given\)"),
        (lambda: f.Left("a", 0), ValueError, "'length' must be greater than 0."),
        (lambda: f.Substr("a", 0), ValueError, "'pos' must be greater than 0"),
        (lambda: f.LPad("a", -1), ValueError, "'length' must be greater or equal to 0."),
        (lambda: f.Repeat("a", -1), ValueError, "'number' must be greater or equal to 0."),
        (lambda: f.Collate("a", "x;"), ValueError, "Invalid collation name: 'x;'."),
        (lambda: f.Extract("a"), ValueError, "lookup_name must be provided"),
        (lambda: f.Lag(None), ValueError, "Lag requires a non-null source expression."),
        (lambda: f.Lead("a", 0), ValueError, "Lead requires a positive integer for the offset."),
        (lambda: f.NthValue("a", 0), ValueError, "NthValue requires a positive integer as for nth."),
        (lambda: f.Ntile(0), ValueError, "num_buckets must be greater than 0."),
    ],
)
def test_arguments_that_make_no_sense_are_refused(make: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_every_neutral_name_is_in_the_register() -> None:
    classes = [cls for cls in vars(f).values() if isinstance(cls, type) and issubclass(cls, Func) and cls.neutral]
    named_by_nodes = {"cast", "collate"}
    assert {cls.neutral for cls in classes} - named_by_nodes <= NEUTRAL


@pytest.mark.parametrize(
    ("expression", "name", "kind"),
    [
        (f.Upper("name"), "upper", "CharField"),
        (f.Length("name"), "length", "IntegerField"),
        (f.Sqrt("number"), "sqrt", "FloatField"),
        (f.Power("price", 2), "power", "DecimalField"),
        (f.Abs("number"), "abs", "IntegerField"),
        (f.Round("price", 1), "round", "DecimalField"),
        (f.StrIndex("name", Value("x")), "strpos", "IntegerField"),
        (f.Concat("name", "name"), "concat", "CharField"),
        (f.JSONObject(a="name"), "json_object", "JSONField"),
        (f.MD5("name"), "md5", "CharField"),
        (f.Now(), "now", "DateTimeField"),
        (f.Pi(), "pi", "FloatField"),
        (f.Coalesce("number", 0), "coalesce", "IntegerField"),
    ],
    ids=str,
)
def test_a_function_is_called_by_its_neutral_name(expression: Any, name: str, kind: str) -> None:
    node = lower(resolved(expression))
    assert (name, kind) == (node.name, node.kind)


def test_a_cast_names_the_field_it_casts_to() -> None:
    node = lower(resolved(f.Cast("number", models.CharField(max_length=3))))
    assert ("CharField", 3) == (node.kind, node.target.max_length)


def test_a_collation_is_a_node() -> None:
    assert nodes.Collate(column("name"), "nocase", "CharField") == lower(resolved(f.Collate("name", "nocase")))


def test_several_texts_are_joined_in_pairs() -> None:
    node = lower(resolved(f.Concat("name", Value("-"), "name")))
    assert ["concat", "concat"] == [node.name, node.args[1].name]


def test_coalesce_of_no_rows_is_the_first_value_that_is_known() -> None:
    assert 0 == f.Coalesce(models.Sum("a"), 0).empty_result_set_value
    assert NotImplemented is resolved(f.Coalesce(models.Sum("number"), F("number") + 0)).empty_result_set_value


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "error", "message"),
    [
        (f.Extract("number", "year"), ValueError, "Extract input expression must be DateField, DateTimeField, TimeF"),
        (f.Extract("day", "hour"), ValueError, "Cannot extract time component 'hour' from DateField 'day'."),
        (f.Extract("span", "year"), ValueError, "Cannot extract component 'year' from DurationField 'span'."),
        (f.Extract("day", "year", tzinfo=datetime.UTC), ValueError, "tzinfo can only be used with DateTimeField."),
        (f.TruncYear("number"), TypeError, "'number' isn't a DateField, TimeField, or DateTimeField."),
        (f.TruncHour("day"), ValueError, "Cannot truncate DateField 'day' to DateTimeField."),
        (f.TruncYear("hour"), ValueError, "Cannot truncate TimeField 'hour' to DateTimeField."),
        (f.TruncTime("day"), ValueError, "Cannot truncate DateField 'day' to TimeField."),
        (f.TruncDate("hour"), ValueError, "Cannot truncate TimeField 'hour' to DateField."),
        (f.TruncYear("day", output_field=models.IntegerField()), ValueError, "output_field must be either DateField,"),
    ],
    ids=repr,
)
def test_dates_and_times_give_only_what_they_hold(expression: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        resolved(expression)


def test_a_part_tells_the_engine_its_unit_and_what_it_is_taken_of() -> None:
    node = lower(resolved(f.ExtractMonth("day")))
    assert {"unit": "month", "tzname": None, "kind": "DateField"} == dict(node.options)


def test_a_truncation_tells_the_kind_of_its_result() -> None:
    node = lower(resolved(f.TruncMonth("moment", output_field=models.DateField())))
    assert ("trunc", "month", "DateField") == (node.name, dict(node.options)["unit"], dict(node.options)["kind"])


def test_the_date_of_a_moment_is_a_cast() -> None:
    assert "cast_date" == lower(resolved(f.TruncDate("moment"))).name


def test_a_zone_that_was_given_is_written_into_the_tree() -> None:
    node = lower(resolved(f.ExtractHour("moment", tzinfo=zoneinfo.ZoneInfo("Europe/Rome"))))
    assert "Europe/Rome" == dict(node.options)["tzname"]


@override_settings(USE_TZ=True)
def test_the_current_zone_is_asked_when_the_statement_is_bound() -> None:
    zone = dict(lower(resolved(f.ExtractHour("moment"))).options)["tzname"]
    bind = zone.codec.binder(None)
    for name in ("Europe/Rome", "Asia/Tokyo"):
        with timezone.override(name):
            assert name == bind(zone.value, None)


@override_settings(USE_TZ=False)
def test_without_zones_none_is_asked_for() -> None:
    assert dict(lower(resolved(f.ExtractHour("moment"))).options)["tzname"] is None


@override_settings(USE_TZ=True)
def test_what_was_cut_in_a_zone_is_a_moment_of_that_zone() -> None:
    rome = zoneinfo.ZoneInfo("Europe/Rome")
    expression = resolved(f.TruncDay("moment", tzinfo=rome))
    found = expression.convert_value(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), expression, None)
    assert datetime.datetime(2020, 1, 1, tzinfo=rome) == found


# --- windows ----------------------------------------------------------------------------------------------------------


def test_a_function_over_rows_has_the_type_of_its_first_argument() -> None:
    assert "CharField" == resolved(f.Lag("name", default=Value("x"))).output_field.get_internal_type()
    assert "CharField" == resolved(f.NthValue("name", 2)).output_field.get_internal_type()
