"""Functions that SQLite calls: time zones, parts, truncation."""

from datetime import timedelta

import pytest

from django.db.backends.sqlite3 import _functions as f


@pytest.mark.parametrize(
    ("name", "hours"), [("UTC", 0), ("UTC+05:30", 5.5), ("-0200", -2), ("Etc/GMT-10", 10), ("Asia/Kathmandu", 5.75)]
)
def test_zones_by_name(name, hours):
    moment = f.moment("2020-01-01 00:00:00", "UTC", name)
    assert timedelta(hours=hours) == moment - f.moment("2020-01-01 00:00:00", None, None)


@pytest.mark.parametrize(
    ("microseconds", "divisor", "expected"),
    [(7, 2, 4), (9, 2, 4), (-9, 2, -4), (10, "2", 5), (10, 3.2, 3), (1, 0, None)],
)
def test_divided_durations_are_rounded_as_in_python(microseconds, divisor, expected):
    assert f.divided(microseconds, divisor) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("year", "2020-01-01 00:00:00"),
        ("quarter", "2020-07-01 00:00:00"),
        ("month", "2020-08-01 00:00:00"),
        ("week", "2020-07-27 00:00:00"),
        ("day", "2020-08-01 00:00:00"),
        ("hour", "2020-08-01 01:00:00"),
        ("minute", "2020-08-01 01:30:00"),
        ("second", "2020-08-01 01:30:15"),
    ],
)
def test_moments_are_cut_in_the_zone_wanted(unit, expected):
    assert expected == f.datetime_trunc(unit, "2020-07-31 23:30:15.25", "UTC", "Europe/Rome")


def test_dates_and_times_of_a_moment_are_those_of_the_zone_wanted():
    assert "2020-08-01" == f.date_of("2020-07-31 23:30:00", "UTC", "Europe/Rome")
    assert "01:30:00" == f.time_of("2020-07-31 23:30:00", "UTC", "Europe/Rome")
    assert "2020-07-01" == f.date_trunc("month", "2020-07-31 23:30:00", None, None)
    assert "10:20:00" == f.time_trunc("minute", "10:20:30", None, None)


@pytest.mark.parametrize("function", [f.date_part, f.time_part])
@pytest.mark.parametrize("text", [None, "", "never", 5])
def test_what_is_no_date_has_no_parts(function, text):
    assert function("hour", text) is None


def test_an_unknown_unit_is_an_error():
    with pytest.raises(ValueError, match="Unsupported lookup type"):
        f.date_part("fortnight", "2020-01-01")


def test_a_library_without_mathematics_gets_ours(connection, monkeypatch):
    monkeypatch.setattr(f, "has_own_mathematics", lambda: False)
    f.register(connection.raw)
    row = connection.raw.execute("SELECT POWER(2, 3), MOD(-5, 3), LN(-1), LOG(2, 8), CEILING(1.2), PI() > 3, SIGN(-2)")
    assert (8, -2, None, 3, 2, 1, -1) == row.fetchone()
