"""Dates and times written by a format of single letters, as PHP and the settings DATE_FORMAT & co have them.

A letter stands for a part of the date; a backslash before it makes it stand for itself.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from typing import Any

from django.utils.regex_helper import _lazy_re_compile
from django.utils.timezone import _datetime_ambiguous_or_imaginary, get_default_timezone, is_naive, make_aware

_letter = _lazy_re_compile(r"\\(.)|([a-zA-Z])", 16)
#: Months as the Associated Press shortens them.
_AP_MONTHS = "Jan.|Feb.|March|April|May|June|July|Aug.|Sept.|Oct.|Nov.|Dec.".split("|")

Moment = Any
Part = Callable[["Moment"], Any]


def _is_timed(value: Moment) -> bool:
    return isinstance(value, datetime.datetime | datetime.time)


def _zone(value: Moment) -> datetime.tzinfo | None:
    """The zone of a datetime; the default one where it has none of its own."""
    if not isinstance(value, datetime.datetime):
        return None
    return get_default_timezone() if is_naive(value) else value.tzinfo


def _aware(value: Moment) -> datetime.datetime | None:
    """A datetime in its zone, unless its wall time occurs twice or never there."""
    zone = _zone(value)
    if zone is None or _datetime_ambiguous_or_imaginary(value, zone):
        return None
    return make_aware(value, zone) if is_naive(value) else value


def _twelve_hour(value: Moment) -> int:
    return value.hour % 12 or 12


def _half_of_day(value: Moment) -> str:
    return "p.m." if value.hour > 11 else "a.m."


def _short_clock(value: Moment) -> str:
    """``1``, ``1:30``: minutes only where there are some."""
    return f"{_twelve_hour(value)}:{value.minute:02d}" if value.minute else str(_twelve_hour(value))


def _spoken_time(value: Moment) -> str:
    """``1:30 p.m.``, ``midnight``, ``noon``."""
    special = {(0, 0): "midnight", (12, 0): "noon"}.get((value.hour, value.minute))
    return special or f"{_short_clock(value)} {_half_of_day(value)}"


def _zone_name(value: Moment) -> str:
    if not _is_timed(value):
        return ""
    aware = _aware(value)
    name = aware.tzname() if aware is not None else None
    return name or _offset(value)


def _offset(value: Moment) -> str:
    """``+0130``."""
    seconds = _offset_seconds(value)
    if seconds == "":
        return ""
    hours, minutes = divmod(abs(int(seconds)) // 60, 60)
    return f"{'-' if int(seconds) < 0 else '+'}{hours:02d}{minutes:02d}"


def _offset_seconds(value: Moment) -> Any:
    aware = _aware(value)
    offset = None if aware is None else aware.utcoffset()
    return "" if offset is None else offset.days * 86400 + offset.seconds


def _is_summer(value: Moment) -> str:
    aware = _aware(value)
    return "" if aware is None else "1" if aware.dst() else "0"


def _own_zone_name(value: Moment) -> str:
    name = value.tzinfo.tzname(value) if getattr(value, "tzinfo", None) is not None else None
    return name or ""


def _ordinal(value: Moment) -> str:
    if value.day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value.day % 10, "th")


def _rfc_5322(value: Moment) -> str:
    from email.utils import format_datetime  # cost

    moment = value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, datetime.time())
    return format_datetime(make_aware(moment, get_default_timezone()) if is_naive(moment) else moment)


def _epoch_seconds(value: Moment) -> int:
    moment = value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, datetime.time())
    return int(moment.timestamp())


_TIME_PARTS: dict[str, Part] = {
    "a": _half_of_day,
    "A": lambda value: "PM" if value.hour > 11 else "AM",
    "e": _own_zone_name,
    "f": _short_clock,
    "g": _twelve_hour,
    "G": lambda value: value.hour,
    "h": lambda value: f"{_twelve_hour(value):02d}",
    "H": lambda value: f"{value.hour:02d}",
    "i": lambda value: f"{value.minute:02d}",
    "O": _offset,
    "P": _spoken_time,
    "s": lambda value: f"{value.second:02d}",
    "T": _zone_name,
    "u": lambda value: f"{value.microsecond:06d}",
    "Z": _offset_seconds,
}
_DATE_PARTS: dict[str, Part] = {
    "b": lambda value: calendar.month_abbr[value.month].lower(),
    "c": lambda value: value.isoformat(),
    "d": lambda value: f"{value.day:02d}",
    "D": lambda value: calendar.day_abbr[value.weekday()],
    "E": lambda value: calendar.month_name[value.month],
    "F": lambda value: calendar.month_name[value.month],
    "I": _is_summer,
    "j": lambda value: value.day,
    "l": lambda value: calendar.day_name[value.weekday()],
    "L": lambda value: calendar.isleap(value.year),
    "m": lambda value: f"{value.month:02d}",
    "M": lambda value: calendar.month_abbr[value.month],
    "n": lambda value: value.month,
    "N": lambda value: _AP_MONTHS[value.month - 1],
    "o": lambda value: value.isocalendar().year,
    "r": _rfc_5322,
    "S": _ordinal,
    "t": lambda value: calendar.monthrange(value.year, value.month)[1],
    "U": _epoch_seconds,
    "w": lambda value: value.isoweekday() % 7,
    "W": lambda value: value.isocalendar().week,
    "y": lambda value: f"{value.year % 100:02d}",
    "Y": lambda value: f"{value.year:04d}",
    "z": lambda value: value.timetuple().tm_yday,
}


def _written(value: Moment, format_string: str, parts: dict[str, Part]) -> str:
    def part(match: Any) -> str:
        escaped, letter = match.groups()
        if escaped is not None:
            return str(escaped)
        return str(parts[letter](value)) if letter in parts else str(letter)

    return str(_letter.sub(part, str(format_string)))


def format(value: datetime.date | datetime.datetime, format_string: str) -> str:
    """Return a date or datetime in a format.

    Args:
        value: the moment; a naive datetime is taken to be in the default zone.
        format_string: letters for its parts, anything else as it is.

    Raises:
        TypeError: a letter asks for the time of a date.
    """
    if not _is_timed(value):
        _refuse(format_string, _TIME_PARTS, "The format for date objects may not contain time-related")
    return _written(value, format_string, {**_DATE_PARTS, **_TIME_PARTS})


def time_format(value: datetime.time | datetime.datetime, format_string: str) -> str:
    """Return a time of day in a format.

    Raises:
        TypeError: a letter asks for a date.
    """
    _refuse(format_string, _DATE_PARTS, "The format for time objects may not contain date-related")
    return _written(value, format_string, _TIME_PARTS)


def _refuse(format_string: str, parts: dict[str, Part], message: str) -> None:
    for match in _letter.finditer(str(format_string)):
        if match[2] in parts:
            raise TypeError(f"{message} format specifiers (found {match[2]!r}).")
