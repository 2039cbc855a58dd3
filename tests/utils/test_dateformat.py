"""Dates and times in a format of letters."""

from __future__ import annotations

import datetime as dt

import pytest

from django.utils.dateformat import format, time_format

MOMENT = dt.datetime(2003, 12, 25, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=-3, minutes=-30)))


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("N j, Y, P", "Dec. 25, 2003, 2:05 p.m."),
        (r"jS \o\f F", "25th of December"),
        ("H:i:s.u O", "14:05:00.000000 -0330"),
        ("D l w W z t L", "Thu Thursday 4 52 359 31 False"),
        ("c", "2003-12-25T14:05:00-03:30"),
        ("r", "Thu, 25 Dec 2003 14:05:00 -0330"),
        ("Z U", "-12600 1072373700"),
    ],
)
def test_letters_stand_for_parts(letters: str, expected: str) -> None:
    assert format(MOMENT, letters) == expected


@pytest.mark.parametrize(("hour", "expected"), [(0, "midnight"), (12, "noon"), (13, "1 p.m."), (9, "9 a.m.")])
def test_times_are_spoken(hour: int, expected: str) -> None:
    assert time_format(dt.time(hour), "P") == expected


def test_a_date_has_no_time_and_a_time_no_date() -> None:
    with pytest.raises(TypeError, match=r"may not contain time-related format specifiers \(found 'H'\)"):
        format(dt.date(2003, 1, 2), r"Y \H H")
    with pytest.raises(TypeError, match=r"may not contain date-related format specifiers \(found 'Y'\)"):
        time_format(dt.time(1), "H Y")
