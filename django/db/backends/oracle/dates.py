"""Parts of dates and times, in Oracle's words: each returns (sql, params)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.base.zones import zone_parameter

#: Units that are counted by TO_CHAR, and those EXTRACT takes from a moment.
_WRITTEN = {"quarter": "Q", "week": "IW", "iso_year": "IYYY", "week_day": "D"}
_EXTRACTED = frozenset({"year", "month", "day", "hour", "minute"})

#: What TRUNC calls a unit.
_CUT = {
    "year": "YYYY",
    "quarter": "Q",
    "month": "MM",
    "week": "IW",
    "day": "DDD",
    "hour": "HH24",
    "minute": "MI",
}

_SECONDS = "YYYY-MM-DD HH24:MI:SS"


_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?")


@lru_cache(maxsize=256)
def zone_name(name: str) -> str:
    """Return a zone's name as Oracle reads it: offsets are bare."""
    match = _OFFSET.fullmatch(name)
    return f"{match[1]}{match[2]}:{match[3] or '00'}" if match else name


def _spelt(name: str, connection: Any) -> str:
    return zone_name(name)


def _unknown(unit: str) -> ValueError:
    return ValueError(f"Invalid lookup type: {unit!r}")


class DateOperations(BaseDatabaseOperations):
    """The part of the operations that deals with dates and times."""

    def in_zone(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        """Return a stored moment as local time; None stands for no conversion."""
        kept_in = self.connection.timezone_name
        if tzname is None or tzname == kept_in:
            return sql, tuple(params)
        written = self.text_literal(zone_name(kept_in)).replace("%", "%%")
        zone = zone_parameter(tzname, _spelt, self.connection)
        return f"CAST((FROM_TZ({sql}, {written}) AT TIME ZONE %s) AS TIMESTAMP)", (*params, zone)

    def date_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        """Return a part of a date.

        Raises:
            ValueError: there is no such part.
        """
        if lookup_type == "iso_week_day":
            return f"(MOD(TO_NUMBER(TO_CHAR({sql}, 'D')) + 5, 7) + 1)", params
        if lookup_type in _WRITTEN:
            return f"TO_NUMBER(TO_CHAR({sql}, '{_WRITTEN[lookup_type]}'))", params
        if lookup_type == "second":
            # The whole seconds: Oracle's own come with their fraction.
            return f"FLOOR(EXTRACT(SECOND FROM {sql}))", params
        if lookup_type not in _EXTRACTED:
            raise _unknown(lookup_type)
        return f"EXTRACT({lookup_type.upper()} FROM {sql})", params

    def datetime_extract_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        return self.date_extract_sql(lookup_type, *self.in_zone(sql, params, tzname))

    def date_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        """Return a date cut to a unit.

        Raises:
            ValueError: there is no such unit.
        """
        sql, params = self.in_zone(sql, params, tzname)
        if lookup_type not in _CUT:
            raise _unknown(lookup_type)
        return f"TRUNC({sql}, '{_CUT[lookup_type]}')", params

    def datetime_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        if lookup_type == "second":
            return f"TO_TIMESTAMP(TO_CHAR({sql}, '{_SECONDS}'), '{_SECONDS}')", params
        sql, params = self.date_trunc_sql(lookup_type, sql, params)
        return f"CAST({sql} AS TIMESTAMP)", params

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        # A time of day is a moment of a fixed day.
        return self.datetime_trunc_sql(lookup_type, sql, params, tzname)

    def datetime_cast_date_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"TRUNC({sql})", params

    def datetime_cast_time_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        # The day stands in the form of the text, so that NULL stays NULL: it would be the empty text if it were joined.
        of_day = f"TO_CHAR({sql}, '\"1900-01-01\" HH24:MI:SS.FF6')"
        return f"TO_TIMESTAMP({of_day}, 'YYYY-MM-DD HH24:MI:SS.FF6')", params

    def format_for_duration_arithmetic(self, sql: str) -> str:
        return sql

    def subtract_temporals(self, internal_type: str, lhs: tuple[str, Any], rhs: tuple[str, Any]) -> tuple[str, Any]:
        sql, params = super().subtract_temporals(internal_type, lhs, rhs)
        # The difference of two dates is a number of days.
        return (f"NUMTODSINTERVAL({sql}, 'DAY')" if internal_type == "DateField" else sql), params
