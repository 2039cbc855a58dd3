"""Functions written in Python that SQLite calls: parts of dates, time zones, hashes, padding, statistics.

`register(connection)` gives them to an open `sqlite3.Connection`. All but those of the standard's own names begin with
`orm_`. A NULL among the arguments gives NULL, and so does text which is no date where a date is wanted.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, wraps
from typing import Any
from zoneinfo import ZoneInfo

_FIXED = re.compile(r"(?:UTC|GMT)?([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?", re.ASCII)
MICROSECOND = timedelta(microseconds=1)


def null_in_null_out(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function so that NULL, and what it cannot read, give NULL."""

    @wraps(function)
    def guarded(*values: Any) -> Any:
        if None in values:
            return None
        try:
            return function(*values)
        except (ValueError, TypeError, OverflowError, ZeroDivisionError):
            return None

    return guarded


# --- time zones and parsing -------------------------------------------------------------------------------------------


@cache
def zone_named(name: str) -> tzinfo:
    """Return the time zone of a name like `Europe/Rome`, `UTC+05:30` or `+0200`."""
    fixed = _FIXED.fullmatch(name)
    if fixed is None:
        return ZoneInfo(name)
    sign, hours, minutes, seconds = fixed.groups("0")
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return timezone(-offset if sign == "-" else offset)


def moment(text: Any, stored_zone: str | None, wanted_zone: str | None) -> datetime | None:
    """Read a text as a naive moment in `wanted_zone`; a date without a time belongs to no zone and is not moved."""
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    if stored_zone is None or wanted_zone is None or len(text) <= 10:
        return value
    if stored_zone == wanted_zone:
        # Called once per row: the usual case makes no further moment.
        return value if value.tzinfo is None else value.replace(tzinfo=None)
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone_named(stored_zone))
    return value.astimezone(zone_named(wanted_zone)).replace(tzinfo=None)


def time_of_day(text: Any, stored_zone: str | None = None, wanted_zone: str | None = None) -> time | None:
    """Read a text as a time of day; of a whole moment, its time in `wanted_zone`."""
    if not isinstance(text, str):
        return None
    if _is_time(text):
        try:
            return time.fromisoformat(text)
        except ValueError:
            return None
    value = moment(text, stored_zone, wanted_zone)
    return None if value is None else value.time()


def _is_time(text: str) -> bool:
    return text[2:3] == ":"


# --- parts ------------------------------------------------------------------------------------------------------------

DATE_PARTS: dict[str, Callable[[Any], int]] = {
    "year": lambda value: value.year,
    "iso_year": lambda value: value.isocalendar()[0],
    "quarter": lambda value: (value.month + 2) // 3,
    "month": lambda value: value.month,
    "week": lambda value: value.isocalendar()[1],
    "day": lambda value: value.day,
    "week_day": lambda value: value.isoweekday() % 7 + 1,
    "iso_week_day": lambda value: value.isoweekday(),
}
TIME_PARTS: dict[str, Callable[[Any], int]] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "microsecond": lambda value: value.microsecond,
}
MOMENT_PARTS = {**DATE_PARTS, **TIME_PARTS}


def datetime_part(unit: str, text: Any, stored_zone: str | None, wanted_zone: str | None) -> int | None:
    value = moment(text, stored_zone, wanted_zone)
    return None if value is None else _known(MOMENT_PARTS, unit)(value)


def date_part(unit: str, text: Any) -> int | None:
    return datetime_part(unit, text, None, None)


def time_part(unit: str, text: Any) -> int | None:
    value = time_of_day(text)
    return None if value is None else _known(TIME_PARTS, unit)(value)


def _known(table: dict[str, Callable[[Any], Any]], unit: str) -> Callable[[Any], Any]:
    if unit not in table:
        raise ValueError(f"Unsupported lookup type: {unit!r}")
    return table[unit]


# --- truncation -------------------------------------------------------------------------------------------------------

FIRST_DAYS: dict[str, Callable[[date], date]] = {
    "year": lambda day: date(day.year, 1, 1),
    "quarter": lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    "month": lambda day: date(day.year, day.month, 1),
    "week": lambda day: day - timedelta(days=day.weekday()),
    "day": lambda day: day,
}
WHOLE_TIMES: dict[str, Callable[[time], time]] = {
    "hour": lambda value: time(value.hour),
    "minute": lambda value: time(value.hour, value.minute),
    "second": lambda value: time(value.hour, value.minute, value.second),
}


def date_trunc(unit: str, text: Any, stored_zone: str | None, wanted_zone: str | None) -> str | None:
    value = moment(text, stored_zone, wanted_zone)
    return None if value is None else str(_known(FIRST_DAYS, unit)(value.date()))


def time_trunc(unit: str, text: Any, stored_zone: str | None, wanted_zone: str | None) -> str | None:
    value = time_of_day(text, stored_zone, wanted_zone)
    return None if value is None else str(_known(WHOLE_TIMES, unit)(value))


def datetime_trunc(unit: str, text: Any, stored_zone: str | None, wanted_zone: str | None) -> str | None:
    value = moment(text, stored_zone, wanted_zone)
    if value is None:
        return None
    if unit in FIRST_DAYS:
        return f"{FIRST_DAYS[unit](value.date())} 00:00:00"
    return f"{value.date()} {_known(WHOLE_TIMES, unit)(value.time())}"


def date_of(text: Any, stored_zone: str | None, wanted_zone: str | None) -> str | None:
    value = moment(text, stored_zone, wanted_zone)
    return None if value is None else value.isoformat()[:10]


def time_of(text: Any, stored_zone: str | None, wanted_zone: str | None) -> str | None:
    value = time_of_day(text, stored_zone, wanted_zone)
    return None if value is None else str(value)


# --- arithmetic with times --------------------------------------------------------------------------------------------


def shift(text: Any, microseconds: Any) -> str:
    """Move a date, a time or a moment; a date moved by less than whole days becomes a moment."""
    step = timedelta(microseconds=microseconds)
    if _is_time(text):
        return str((datetime.fromisoformat(f"2000-01-01 {text}") + step).time())
    value = datetime.fromisoformat(text) + step
    return str(value.date()) if len(text) <= 10 and value.time() == time.min else str(value)


def shifted(microseconds: Any, text: Any) -> str:
    return shift(text, microseconds)


def span(later: Any, earlier: Any) -> int:
    """Return the microseconds between two dates, times or moments."""
    if _is_time(later):
        later, earlier = f"2000-01-01 {later}", f"2000-01-01 {earlier}"
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) // MICROSECOND


def divided(microseconds: Any, divisor: Any) -> int | None:
    """Return a duration divided by a number, in whole microseconds, halves to the even one; NULL for division by 0."""
    divisor = float(divisor) if isinstance(divisor, str) else divisor
    return (timedelta(microseconds=microseconds) / divisor) // MICROSECOND if divisor else None


# --- text -------------------------------------------------------------------------------------------------------------


def regexp(pattern: Any, text: Any) -> bool | None:
    """`text REGEXP pattern`. A pattern that is no regular expression is an error."""
    return None if pattern is None or text is None else re.search(pattern, str(text)) is not None


def left_padding(text: Any, length: int, fill: str) -> str:
    """Return as much of a repeated `fill` as is missing."""
    missing = max(length - len(str(text)), 0)
    return (fill * (missing // len(fill) + 1))[:missing] if fill else ""


def lpad(text: Any, length: int, fill: str) -> str:
    return (left_padding(text, length, fill) + str(text))[: max(length, 0)]


def rpad(text: Any, length: int, fill: str) -> str:
    return (str(text) + left_padding(text, length, fill))[: max(length, 0)]


def repeat(text: Any, times: int) -> str:
    return str(text) * times


def reverse(text: Any) -> str:
    return str(text)[::-1]


def hasher(name: str) -> Callable[[Any], str]:
    """Return the function that gives a text's hash in hexadecimal digits."""

    def digest(text: Any) -> str:
        import hashlib  # cost: few programs hash in SQL

        return hashlib.new(name, str(text).encode()).hexdigest()

    return digest


def json_at(document: str, path: str) -> str | None:
    """Return what stands at a path, a JSON array of keys and places, as JSON; None if there is nothing."""
    import json  # cost: few programs ask for keys with quotation marks

    value = json.loads(document)
    try:
        for key in json.loads(path):
            if isinstance(key, int) is not isinstance(value, list) or not isinstance(value, list | dict):
                return None
            value = value[key]
    except LookupError:
        return None
    return json.dumps(value)


# --- statistics -------------------------------------------------------------------------------------------------------


class Spread:
    """The variance of the numbers seen; NULLs are passed over. With too few numbers it is NULL."""

    spared = 0

    def __init__(self) -> None:
        self.numbers: list[float] = []

    def step(self, value: Any) -> None:
        if value is not None:
            self.numbers.append(float(value))

    def variance(self) -> float | None:
        count = len(self.numbers)
        if count <= self.spared:
            return None
        mean = math.fsum(self.numbers) / count
        return math.fsum((number - mean) ** 2 for number in self.numbers) / (count - self.spared)

    def finalize(self) -> float | None:
        return self.variance()


class SampleVariance(Spread):
    spared = 1


class Deviation(Spread):
    def finalize(self) -> float | None:
        variance = self.variance()
        return None if variance is None else math.sqrt(variance)


class SampleDeviation(Deviation):
    spared = 1


# --- registration -----------------------------------------------------------------------------------------------------

FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "orm_date_extract": (2, date_part),
    "orm_time_extract": (2, time_part),
    "orm_datetime_extract": (4, datetime_part),
    "orm_date_trunc": (4, date_trunc),
    "orm_time_trunc": (4, time_trunc),
    "orm_datetime_trunc": (4, datetime_trunc),
    "orm_date_of": (3, date_of),
    "orm_time_of": (3, time_of),
    "orm_shift": (2, null_in_null_out(shift)),
    "orm_shifted": (2, null_in_null_out(shifted)),
    "orm_divided": (2, null_in_null_out(divided)),
    "orm_span": (2, null_in_null_out(span)),
    "orm_bitxor": (2, null_in_null_out(lambda left, right: left ^ right)),
    "orm_json_at": (2, null_in_null_out(json_at)),
    "regexp": (2, regexp),
    "COT": (1, null_in_null_out(lambda angle: 1 / math.tan(angle))),
    "LPAD": (3, null_in_null_out(lpad)),
    "RPAD": (3, null_in_null_out(rpad)),
    "REPEAT": (2, null_in_null_out(repeat)),
    "REVERSE": (1, null_in_null_out(reverse)),
    **{name: (1, null_in_null_out(hasher(name))) for name in ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")},
}

# Only for libraries built without their own.
MATHEMATICS: dict[str, tuple[int, Callable[..., Any]]] = {
    "ACOS": (1, math.acos),
    "ASIN": (1, math.asin),
    "ATAN": (1, math.atan),
    "ATAN2": (2, math.atan2),
    "CEIL": (1, math.ceil),
    "CEILING": (1, math.ceil),
    "COS": (1, math.cos),
    "DEGREES": (1, math.degrees),
    "EXP": (1, math.exp),
    "FLOOR": (1, math.floor),
    "LN": (1, math.log),
    "LOG": (2, lambda base, number: math.log(number, base)),
    "MOD": (2, math.fmod),
    "PI": (0, lambda: math.pi),
    "POWER": (2, lambda base, exponent: base**exponent),
    "RADIANS": (1, math.radians),
    "SIGN": (1, lambda number: (number > 0) - (number < 0)),
    "SIN": (1, math.sin),
    "SQRT": (1, math.sqrt),
    "TAN": (1, math.tan),
}

AGGREGATES: dict[str, type[Spread]] = {
    "VAR_POP": Spread,
    "VAR_SAMP": SampleVariance,
    "STDDEV_POP": Deviation,
    "STDDEV_SAMP": SampleDeviation,
}


@cache
def has_own_mathematics() -> bool:
    """Say whether the library was built with its mathematical functions."""
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_MATH_FUNCTIONS')").fetchone()[0])
    finally:
        connection.close()


def register(connection: sqlite3.Connection) -> None:
    """Give the functions to an open connection."""
    for name, (arity, function) in FUNCTIONS.items():
        connection.create_function(name, arity, function, deterministic=True)
    if not has_own_mathematics():
        for name, (arity, function) in MATHEMATICS.items():
            connection.create_function(name, arity, null_in_null_out(function), deterministic=True)
    for name, aggregate in AGGREGATES.items():
        connection.create_aggregate(name, 1, aggregate)  # type: ignore[arg-type]
