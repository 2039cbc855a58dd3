"""Time zones, and dates, times and durations between text and value."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_duration, parse_time
from django.utils.duration import duration_iso_string, duration_microseconds, duration_string

EAST = timezone.get_fixed_timezone(180)


@given(st.timedeltas(min_value=dt.timedelta(days=-(10**6)), max_value=dt.timedelta(days=10**6)))
def test_every_duration_survives_both_ways_of_writing_it(duration: dt.timedelta) -> None:
    for write in (duration_string, duration_iso_string):
        assert abs(parse_duration(write(duration)) - duration) <= dt.timedelta(microseconds=1)


@given(st.timedeltas())
def test_microseconds_are_exact(duration: dt.timedelta) -> None:
    assert dt.timedelta(microseconds=duration_microseconds(duration)) == duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 15:30", dt.timedelta(days=4, minutes=15, seconds=30)),
        ("-4 15:30", dt.timedelta(days=-4, minutes=15, seconds=30)),
        ("-1 days +02:03:04", dt.timedelta(days=-1, hours=2, minutes=3, seconds=4)),
        ("-01:01", dt.timedelta(minutes=-1, seconds=-1)),
        ("P4DT1H", dt.timedelta(days=4, hours=1)),
        ("-P4DT1H", dt.timedelta(days=-4, hours=-1)),
        ("PT0,5S", dt.timedelta(milliseconds=500)),
        ("P4W", None),
        ("01:-01", None),
        ("x", None),
    ],
)
def test_durations_in_each_notation(text: str, expected: dt.timedelta | None) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "12-04-23", "2012-04-2x"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("parse", "text"), [(parse_date, "2012-4-31"), (parse_time, "09:15:90"), (parse_datetime, "2012-04-56T09:15:90")]
)
def test_a_moment_that_does_not_exist_is_an_error(parse, text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


def test_single_digits_are_read() -> None:
    assert parse_datetime("2012-4-9 4:8:16") == dt.datetime(2012, 4, 9, 4, 8, 16)


def test_an_offset_makes_a_datetime_aware_and_means_nothing_for_a_time() -> None:
    assert parse_datetime("2012-4-9 4:8:16-0320").utcoffset() == dt.timedelta(hours=-3, minutes=-20)
    assert parse_time("00:05:23+04:00") == dt.time(0, 5, 23)


def test_now_follows_use_tz(monkeypatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "USE_TZ", False)
    assert timezone.is_naive(timezone.now())
    monkeypatch.setattr(settings, "USE_TZ", True)
    assert timezone.now().tzinfo is dt.UTC


def test_a_changed_time_zone_setting_is_seen(monkeypatch) -> None:
    from django.conf import settings

    timezone.get_default_timezone()
    monkeypatch.setattr(settings, "TIME_ZONE", "Asia/Tokyo")
    assert str(timezone.get_default_timezone()) == "Asia/Tokyo"


def test_override_restores_and_nests() -> None:
    before = timezone.get_current_timezone()
    with timezone.override(EAST):
        with timezone.override(None):
            assert timezone.get_current_timezone() is timezone.get_default_timezone()
        assert timezone.get_current_timezone() is EAST
    assert timezone.get_current_timezone() is before


def test_the_current_zone_belongs_to_the_thread() -> None:
    seen = []
    with timezone.override(EAST):
        thread = threading.Thread(target=lambda: seen.append(timezone.get_current_timezone()))
        thread.start()
        thread.join()
    assert seen == [timezone.get_default_timezone()]


def test_activate_refuses_what_is_no_zone() -> None:
    with pytest.raises(ValueError, match="Invalid timezone: 5"):
        timezone.activate(5)


def test_aware_and_naive_are_kept_apart() -> None:
    naive, aware = dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 1, tzinfo=EAST)
    assert timezone.make_aware(naive, EAST) == aware and timezone.make_naive(aware, EAST) == naive
    for wrong in (lambda: timezone.make_aware(aware), lambda: timezone.make_naive(naive)):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError, match="naive datetime"):
        timezone.localtime(naive)


def test_fixed_zones_are_named_by_their_offset() -> None:
    names = [timezone.get_fixed_timezone(minutes).tzname(None) for minutes in (90, -90, 0)]
    assert names == ["+0130", "-0130", "+0000"]
