"""Parts of dates and times (Extract...), their beginnings (Trunc...), and Now.

Points in time are taken apart in a time zone: `tzinfo`, else the one that is current when the query is run.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models.expressions.functions import Func
from django.db.models.expressions.references import F
from django.db.models.expressions.subqueries import ResolvedOuterRef
from django.db.models.fields.dates import DateField, DateTimeField, DurationField, TimeField
from django.db.models.fields.numbers import IntegerField
from django.db.models.lookups.base import Transform
from django.db.models.lowering import kind_of, kind_of_field
from django.db.query.expressions import Literal, Outer
from django.db.query.node import Node
from django.utils import timezone

_ON_DURATIONS_REFUSED = frozenset({"year", "iso_year", "month", "week", "week_day", "iso_week_day", "quarter"})
_NO_ZONE = "tzinfo can only be used with DateTimeField."
_TIME_UNITS = frozenset({"hour", "minute", "second"})
_DATE_UNITS = frozenset({"year", "quarter", "month", "week", "day"})


class _CurrentZone:
    """Codec of the name of the time zone that is current when the statement is run."""

    def binder(self, connection: Any) -> Callable[[Any, Any], str]:
        return lambda value, connection: timezone.database_name_of(timezone.get_current_timezone())


CURRENT_ZONE = Literal(None, _CurrentZone(), "TextField")


class TimezoneMixin:
    """An expression that looks at points in time in a time zone."""

    tzinfo: Any = None

    def get_tzname(self) -> str | None:
        """Return the zone's name; None if the project uses no time zones."""
        if not settings.USE_TZ:
            return None
        return timezone.database_name_of(self.tzinfo or timezone.get_current_timezone())

    def zone(self) -> Any:
        """Return what the engine needs of the zone: its name, a node that gives the name later, or None."""
        if not settings.USE_TZ:
            return None
        return CURRENT_ZONE if self.tzinfo is None else self.get_tzname()

    def memo_key(self, values: list[Any]) -> Any:
        if self.tzinfo is None:
            return super().memo_key(values)
        clone = self.copy()
        # Zones of equal names are equal.
        clone.tzinfo = self.get_tzname()
        return super(TimezoneMixin, clone).memo_key(values)


class Extract(TimezoneMixin, Transform):
    """One part of a date, time, point in time or duration, as a number."""

    neutral = "extract"
    lookup_name: str | None = None
    output_field = IntegerField()

    def __init__(self, expression: Any, lookup_name: str | None = None, tzinfo: Any = None, **extra: Any) -> None:
        if self.lookup_name is None:
            self.lookup_name = lookup_name
        if self.lookup_name is None:
            raise ValueError("lookup_name must be provided")
        self.tzinfo = tzinfo
        super().__init__(expression, **extra)

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        resolved = super().resolve_expression(query, allow_joins, reuse, summarize, for_save)
        field = resolved.lhs._output_field_or_none
        # A reference to an outer query has no type yet.
        if field is not None:
            resolved._require_part_of(field)
        return resolved

    def _require_part_of(self, field: Any) -> None:
        if not isinstance(field, DateField | TimeField | DurationField):
            raise ValueError("Extract input expression must be DateField, DateTimeField, TimeField, or DurationField.")
        if self.tzinfo is not None and not isinstance(field, DateTimeField):
            raise ValueError(_NO_ZONE)
        if _is_date(field) and self.lookup_name in _TIME_UNITS:
            raise ValueError(f"Cannot extract time component '{self.lookup_name}' from DateField '{field.name}'.")
        if isinstance(field, DurationField) and self.lookup_name in _ON_DURATIONS_REFUSED:
            raise ValueError(f"Cannot extract component '{self.lookup_name}' from DurationField '{field.name}'.")

    def lower(self) -> Node:
        if isinstance(self.lhs, ResolvedOuterRef):
            # Which part of what is known when the query is embedded.
            inner = self.copy()
            name = self.lhs.name
            inner.set_source_expressions([name if hasattr(name, "resolve_expression") else F(name)])
            return Outer(inner)
        return super().lower()

    def options(self) -> tuple[tuple[str, Any], ...]:
        kind = kind_of(self.lhs)
        zone = self.zone() if kind in ("DateTimeField", "") else None
        return (("unit", self.lookup_name), ("tzname", zone), ("kind", kind))


def _is_date(field: Any) -> bool:
    return isinstance(field, DateField) and not isinstance(field, DateTimeField)


@DateField.register_lookup
class ExtractYear(Extract):
    """The year."""

    late_lookups = {"django.db.models.lookups.dates": "exact gt gte lt lte"}

    lookup_name = "year"


@DateField.register_lookup
class ExtractIsoYear(Extract):
    """The year that the ISO week belongs to."""

    late_lookups = {"django.db.models.lookups.dates": "exact gt gte lt lte"}

    lookup_name = "iso_year"


@DateField.register_lookup
class ExtractMonth(Extract):
    """The month, from 1."""

    lookup_name = "month"


@DateField.register_lookup
class ExtractDay(Extract):
    """The day of the month."""

    lookup_name = "day"


@DateField.register_lookup
class ExtractWeek(Extract):
    """The ISO week: 52 or 53 a year, the first is the one with the first Thursday."""

    lookup_name = "week"


@DateField.register_lookup
class ExtractWeekDay(Extract):
    """The day of the week, Sunday is 1."""

    lookup_name = "week_day"


@DateField.register_lookup
class ExtractIsoWeekDay(Extract):
    """The day of the week, Monday is 1."""

    lookup_name = "iso_week_day"


@DateField.register_lookup
class ExtractQuarter(Extract):
    """The quarter of the year, from 1."""

    lookup_name = "quarter"


@TimeField.register_lookup
@DateTimeField.register_lookup
class ExtractHour(Extract):
    """The hour."""

    lookup_name = "hour"


@TimeField.register_lookup
@DateTimeField.register_lookup
class ExtractMinute(Extract):
    """The minute."""

    lookup_name = "minute"


@TimeField.register_lookup
@DateTimeField.register_lookup
class ExtractSecond(Extract):
    """The second."""

    lookup_name = "second"


class Now(Func):
    """The time of the statement (or of its transaction, where the engine says so)."""

    template = "CURRENT_TIMESTAMP"
    neutral = "now"
    output_field = DateTimeField()


class TruncBase(TimezoneMixin, Transform):
    """Base of what cuts a date or time down to a unit."""

    kind: str | None = None
    neutral = "trunc"
    tzinfo: Any = None

    def __init__(self, expression: Any, output_field: Any = None, tzinfo: Any = None, **extra: Any) -> None:
        self.tzinfo = tzinfo
        super().__init__(expression, output_field=output_field, **extra)

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        resolved = super().resolve_expression(query, allow_joins, reuse, summarize, for_save)
        source = resolved.lhs._output_field_or_none
        if source is not None:
            resolved._require_coarser(source)
        return resolved

    def _require_coarser(self, source: Any) -> None:
        """Refuse what cannot be cut this way.

        Raises:
            TypeError: the source is no date or time.
            ValueError: the result would say more than the source, or is no date or time.
        """
        if not isinstance(source, DateField | TimeField):
            raise TypeError(f"{source.name!r} isn't a DateField, TimeField, or DateTimeField.")
        result = self.output_field
        if not isinstance(result, DateField | TimeField):
            raise ValueError("output_field must be either DateField, TimeField, or DateTimeField")
        if self.tzinfo is not None and not isinstance(source, DateTimeField):
            raise ValueError(_NO_ZONE)
        # A class that always gives one type says so, whatever the caller asked for.
        fixed = type(self).__dict__.get("output_field")
        target = type(fixed or result).__name__
        if fixed is None and type(result) is type(source):
            target = "DateTimeField"
        made_up = isinstance(result, DateTimeField)
        if _is_date(source) and (made_up or self.kind in _TIME_UNITS or self.kind == "time"):
            raise ValueError(f"Cannot truncate DateField '{source.name}' to {target}.")
        if isinstance(source, TimeField) and (made_up or self.kind in _DATE_UNITS or self.kind == "date"):
            raise ValueError(f"Cannot truncate TimeField '{source.name}' to {target}.")

    def _zone_of_source(self) -> Any:
        return self.zone() if kind_of(self.lhs) in ("DateTimeField", "") else None

    def options(self) -> tuple[tuple[str, Any], ...]:
        kind = kind_of_field(self.output_field)
        return (("unit", self.kind), ("tzname", self._zone_of_source()), ("kind", kind))

    def convert_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Give points in time the zone they were cut in; give dates and times their type."""
        if isinstance(self.output_field, DateTimeField):
            return self._in_zone(value, connection)
        if isinstance(value, datetime.datetime):
            return value.date() if isinstance(self.output_field, DateField) else value.time()
        return value

    def _in_zone(self, value: Any, connection: Any) -> Any:
        if not settings.USE_TZ:
            return value
        if value is not None:
            return timezone.make_aware(value.replace(tzinfo=None), self.tzinfo)
        if not connection.features.has_zoneinfo_database:
            raise ValueError(
                "Database returned an invalid datetime value. Are time zone definitions for your database installed?"
            )
        return value


class Trunc(TruncBase):
    """A date or time cut down to the unit `kind`."""

    def __init__(self, expression: Any, kind: str, output_field: Any = None, tzinfo: Any = None, **extra: Any) -> None:
        self.kind = kind
        super().__init__(expression, output_field=output_field, tzinfo=tzinfo, **extra)


class TruncYear(TruncBase):
    """Cut down to the year."""

    kind = "year"


class TruncQuarter(TruncBase):
    """Cut down to the quarter."""

    kind = "quarter"


class TruncMonth(TruncBase):
    """Cut down to the month."""

    kind = "month"


class TruncWeek(TruncBase):
    """Cut down to midnight on the Monday of the week."""

    kind = "week"


class TruncDay(TruncBase):
    """Cut down to the day."""

    kind = "day"


class _CastPart(TruncBase):
    """Base of TruncDate and TruncTime."""

    def options(self) -> tuple[tuple[str, Any], ...]:
        return (("tzname", self._zone_of_source()),)


@DateTimeField.register_lookup
class TruncDate(_CastPart):
    """The date of a point in time."""

    kind = "date"
    lookup_name = "date"
    neutral = "cast_date"
    output_field = DateField()


@DateTimeField.register_lookup
class TruncTime(_CastPart):
    """The time of day of a point in time."""

    kind = "time"
    lookup_name = "time"
    neutral = "cast_time"
    output_field = TimeField()


class TruncHour(TruncBase):
    """Cut down to the hour."""

    kind = "hour"


class TruncMinute(TruncBase):
    """Cut down to the minute."""

    kind = "minute"


class TruncSecond(TruncBase):
    """Cut down to the second."""

    kind = "second"
