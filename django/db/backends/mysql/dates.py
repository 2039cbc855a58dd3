"""Parts of dates and times, in MySQL's words: each returns (sql, params)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.base.zones import zone_parameter
from django.db.errors import DataError, NotSupportedError

_WORD = re.compile(r"[A-Z_]+")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-]\d\d)(?::?(\d\d))?")

#: Unit to the function of it, where EXTRACT does not know it or counts it otherwise.
_PARTS = {
    "week_day": "DAYOFWEEK({})",
    "iso_week_day": "WEEKDAY({}) + 1",
    "week": "WEEK({}, 3)",
    "iso_year": "YEARWEEK({}, 3) DIV 100",
}

#: Unit to the beginning of a moment of that unit.
_FORMATS = {
    "year": "%%Y-01-01",
    "month": "%%Y-%%m-01",
    "day": "%%Y-%%m-%%d",
    "hour": "%%Y-%%m-%%d %%H:00:00",
    "minute": "%%Y-%%m-%%d %%H:%%i:00",
    "second": "%%Y-%%m-%%d %%H:%%i:%%s",
}

_TIME_FORMATS = {"hour": "%%H:00:00", "minute": "%%H:%%i:00", "second": "%%H:%%i:%%s"}


@lru_cache(maxsize=256)
def written_zone(name: str) -> str:
    """Return a zone's name as the server reads it: UTC, which it always knows, and others as offsets."""
    if name in ("UTC", "GMT"):
        return "+00:00"
    match = _OFFSET.fullmatch(name)
    return name if match is None else f"{match[1]}:{match[2] or '00'}"


def known_zone(name: str, connection: Any) -> str:
    """Return a zone's name as the server reads it.

    Raises:
        NotSupportedError: the server would answer NULL, for it knows no zones by name.
    """
    written = written_zone(name)
    if written[0] not in "+-" and not connection.features.has_zoneinfo_database:
        raise NotSupportedError(
            f"The server of the database {connection.alias!r} does not know the time zone {name!r}: its tables of time "
            f"zones are empty. Fill them with `mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql` (MySQL: "
            f"mysql_tzinfo_to_sql), or use UTC."
        )
    return written


class DateOperations(BaseDatabaseOperations):
    """The part of the operations that deals with dates and times."""

    def in_zone(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        """Return a point in time as local time; None stands for no conversion."""
        if tzname is None or tzname == self.connection.timezone_name:
            return sql, tuple(params)
        source = known_zone(self.connection.timezone_name, self.connection)
        zone = zone_parameter(tzname, known_zone, self.connection)
        return f"CONVERT_TZ({sql}, {self.text_literal(source)}, %s)", (*params, zone)

    def date_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        template = _PARTS.get(lookup_type)
        if template is not None:
            return f"({template.format(sql)})", params
        unit = lookup_type.upper()
        if not _WORD.fullmatch(unit):
            raise ValueError(f"Invalid lookup type: {lookup_type!r}")
        return f"EXTRACT({unit} FROM {sql})", params

    def datetime_extract_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        return self.date_extract_sql(lookup_type, *self.in_zone(sql, params, tzname))

    def _beginning(self, unit: str, sql: str, params: Any) -> tuple[str, Any]:
        """Return the beginning of a unit as text, or as a date."""
        if unit in _FORMATS:
            return f"DATE_FORMAT({sql}, '{_FORMATS[unit]}')", params
        twice = (*params, *params)
        if unit == "quarter":
            year = f"CAST(DATE_FORMAT({sql}, '{_FORMATS['year']}') AS DATE)"
            return f"{year} + INTERVAL QUARTER({sql}) - 1 QUARTER", twice
        if unit == "week":
            return f"DATE({sql}) - INTERVAL WEEKDAY({sql}) DAY", twice
        raise DataError(f"Invalid lookup type: {unit!r}")

    def date_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        sql, params = self._beginning(lookup_type, *self.in_zone(sql, params, tzname))
        return f"CAST({sql} AS DATE)", params

    def datetime_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self._beginning(lookup_type, *self.in_zone(sql, params, tzname))
        return f"CAST({sql} AS DATETIME)", params

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        pattern = _TIME_FORMATS.get(lookup_type)
        return (f"CAST(DATE_FORMAT({sql}, '{pattern}') AS TIME)" if pattern else f"TIME({sql})"), params

    def datetime_cast_date_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"DATE({sql})", params

    def datetime_cast_time_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"TIME({sql})", params

    def format_for_duration_arithmetic(self, sql: str) -> str:
        return f"INTERVAL {sql} MICROSECOND"

    def subtract_temporals(self, internal_type: str, lhs: tuple[str, Any], rhs: tuple[str, Any]) -> tuple[str, Any]:
        params = (*rhs[1], *lhs[1])
        return f"{between(internal_type, rhs[0], lhs[0])}", params


def between(kind: str, start: str, end: str) -> str:
    """Return the microseconds from `start` to `end`."""
    if kind == "TimeField":
        # Times of one day, which it does not matter.
        start, end = f"TIMESTAMP('2000-01-01', {start})", f"TIMESTAMP('2000-01-01', {end})"
    return f"TIMESTAMPDIFF(MICROSECOND, {start}, {end})"
