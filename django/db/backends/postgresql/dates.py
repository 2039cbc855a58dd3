"""Parts of dates and times, in PostgreSQL's words: each returns (sql, params)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.base.zones import zone_parameter

_WORD = re.compile(r"[a-z_]+", re.IGNORECASE)
_OFFSET = re.compile(r"(UTC|GMT)?([+-])(\d\d)(?::?(\d\d))?")

#: The unit as PostgreSQL counts it, and what must be added to that.
_PARTS = {
    "week_day": ("DOW", " + 1"),
    "iso_week_day": ("ISODOW", ""),
    "iso_year": ("ISOYEAR", ""),
}


@lru_cache(maxsize=256)
def posix_zone(name: str) -> str:
    """Return a zone's name as PostgreSQL reads it: an offset counts westwards there, eastwards everywhere else."""
    match = _OFFSET.fullmatch(name)
    if match is None:
        return name
    prefix, sign, hours, minutes = match.groups("")
    return f"{prefix}{'-' if sign == '+' else '+'}{hours}:{minutes or '00'}"


def _spelt(name: str, connection: Any) -> str:
    return posix_zone(name)


def _word(unit: str) -> str:
    """Return a unit, which is written into the statement.

    Raises:
        ValueError: it is more than a word.
    """
    if not _WORD.fullmatch(unit):
        raise ValueError(f"Invalid lookup type: {unit!r}")
    return unit


class DateOperations(BaseDatabaseOperations):
    """The part of the operations that deals with dates and times."""

    def in_zone(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        """Return a point in time as local time; None stands for no conversion."""
        if tzname is None:
            return sql, tuple(params)
        zone = zone_parameter(tzname, _spelt, self.connection)
        return f"{sql} AT TIME ZONE %s", (*params, zone)

    def date_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        if lookup_type == "second":
            # The whole seconds: PostgreSQL's own come with their fraction.
            return f"EXTRACT(SECOND FROM DATE_TRUNC('second', {sql}))", params
        part, correction = _PARTS.get(lookup_type, (_word(lookup_type).upper(), ""))
        text = f"EXTRACT({part} FROM {sql}){correction}"
        return f"({text})" if correction else text, params

    def datetime_extract_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        return self.date_extract_sql(lookup_type, *self.in_zone(sql, params, tzname))

    def _truncated(self, unit: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        # What is no unit is refused by the server.
        quoted = self.text_literal(unit).replace("%", "%%")
        return f"DATE_TRUNC({quoted}, {sql})", params

    def date_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        sql, params = self._truncated(lookup_type, sql, params, tzname)
        return f"({sql})::date", params

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        sql, params = self._truncated(lookup_type, sql, params, tzname)
        return f"({sql})::time", params

    def datetime_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        return self._truncated(lookup_type, sql, params, tzname)

    def datetime_cast_date_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"({sql})::date", params

    def datetime_cast_time_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"({sql})::time", params

    def format_for_duration_arithmetic(self, sql: str) -> str:
        return sql

    def subtract_temporals(self, internal_type: str, lhs: tuple[str, Any], rhs: tuple[str, Any]) -> tuple[str, Any]:
        sql, params = super().subtract_temporals(internal_type, lhs, rhs)
        # The difference of two dates is a number of days.
        return (f"(interval '1 day' * {sql})" if internal_type == "DateField" else sql), params
