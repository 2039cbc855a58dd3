"""Dates, times and durations read from text.

Each function returns None for a text that does not look like the thing, and raises ValueError for one that does but
names a moment that does not exist.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.regex_helper import _lazy_re_compile
from django.utils.timezone import get_fixed_timezone

_DATE = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<microsecond>\d{1,6})\d{0,6})?)?"
_OFFSET = r"\s*(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?"

date_re = _lazy_re_compile(_DATE + "$")
time_re = _lazy_re_compile(_TIME + "$")
datetime_re = _lazy_re_compile(_DATE + r"[T ]" + _TIME + _OFFSET + "$")

#: ``3 days, 04:05:06.789``, ``3 04:05:06``, ``05:06``, ``6``.
standard_duration_re = _lazy_re_compile(
    r"(?:(?P<days>-?\d+) (?:days?, )?)?"
    r"(?P<sign>-?)"
    r"(?:(?:(?P<hours>\d+):)(?=\d+:\d+))?"
    r"(?:(?P<minutes>\d+):)?"
    r"(?P<seconds>\d+)"
    r"(?:[.,](?P<microseconds>\d{1,6})\d{0,6})?$"
)
#: ISO 8601 without years, months and weeks, which have no fixed length or are days in disguise.
iso8601_duration_re = _lazy_re_compile(
    r"(?P<sign>[-+]?)P"
    r"(?:(?P<days>\d+(?:[.,]\d+)?)D)?"
    r"(?:T"
    r"(?:(?P<hours>\d+(?:[.,]\d+)?)H)?"
    r"(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?"
    r")?$"
)
#: PostgreSQL's own: ``3 days 04:05:06``, ``-1 days +02:03:04``.
postgres_interval_re = _lazy_re_compile(
    r"(?:(?P<days>-?\d+) (?:days? ?))?"
    r"(?:(?P<sign>[-+])?(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)(?:\.(?P<microseconds>\d{1,6}))?)?$"
)


def parse_date(value: str) -> datetime.date | None:
    """Read a date.

    Raises:
        ValueError: well formed, but there is no such date.
    """
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        match = date_re.match(value)
        return datetime.date(**_numbers(match)) if match else None


def parse_time(value: str) -> datetime.time | None:
    """Read a time of day; an offset from UTC is dropped.

    Raises:
        ValueError: well formed, but there is no such time.
    """
    try:
        # The offset means nothing without a date.
        return datetime.time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        match = time_re.match(value)
        return datetime.time(**_numbers(match)) if match else None


def parse_datetime(value: str) -> datetime.datetime | None:
    """Read a date and time; the result is aware if the text names an offset from UTC.

    Raises:
        ValueError: well formed, but there is no such moment.
    """
    try:
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        match = datetime_re.match(value)
        if match is None:
            return None
        return datetime.datetime(**_numbers(match), tzinfo=_offset_zone(match["offset"]))


def _numbers(match: Any) -> dict[str, Any]:
    """The groups that were found, as arguments; digits of a fraction are millionths."""
    found = {name: text for name, text in match.groupdict().items() if text is not None and name != "offset"}
    if "microsecond" in found:
        found["microsecond"] = found["microsecond"].ljust(6, "0")
    return {name: int(text) for name, text in found.items()}


def _offset_zone(text: str | None) -> datetime.tzinfo | None:
    if text is None:
        return None
    if text == "Z":
        return datetime.UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:] if len(text) > 3 else 0)
    return get_fixed_timezone(-minutes if text[0] == "-" else minutes)


def parse_duration(value: str) -> datetime.timedelta | None:
    """Read a duration in our own form (``3 04:05:06.789``), in ISO 8601 or as PostgreSQL writes it."""
    for pattern in (standard_duration_re, iso8601_duration_re, postgres_interval_re):
        match = pattern.match(value)
        if match is not None:
            return _duration(match.groupdict(), whole_sign=pattern is iso8601_duration_re)
    return None


def _duration(parts: dict[str, str | None], whole_sign: bool) -> datetime.timedelta:
    """Put the parts together; the sign governs the time of day, and in ISO 8601 the days too."""
    sign = -1 if parts.pop("sign", None) == "-" else 1
    fraction = parts.get("microseconds")
    if fraction is not None:
        parts["microseconds"] = fraction.ljust(6, "0")
    amounts = {name: float(text.replace(",", ".")) for name, text in parts.items() if text is not None}
    days = datetime.timedelta(days=amounts.pop("days", 0.0))
    rest = datetime.timedelta(**amounts)
    return sign * (days + rest) if whole_sign else days + sign * rest
