"""Lookups on years: a year is a range of dates, so that an index on the dates can be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.functions.datetime import ExtractIsoYear, ExtractYear
from django.db.models.lookups.base import Lookup
from django.db.models.lookups.comparison import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.db.models.lowering import kind_of, lower
from django.db.models.memo.slots import Slot
from django.db.query.expressions import Between, Compare, Literal
from django.db.query.node import Node


class YearEnd:
    """Codec from a year to its first or last moment."""

    def __init__(self, of_datetime: bool, iso_year: bool, last: bool) -> None:
        self.of_datetime, self.iso_year, self.last = of_datetime, iso_year, last

    def binder(self, connection: Any) -> Callable[[Any, Any], Any]:
        """Return the function from a year to what the driver takes; datetimes are in the time zone of that moment."""
        ops = connection.ops
        bounds = (
            ops.year_lookup_bounds_for_datetime_field if self.of_datetime else ops.year_lookup_bounds_for_date_field
        )
        return lambda year, connection: bounds(year, iso_year=self.iso_year)[self.last]

    def _parts(self) -> tuple[bool, bool, bool]:
        return (self.of_datetime, self.iso_year, self.last)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, YearEnd) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())


class YearLookup(Lookup):
    """Base: compares dates with the ends of a year if the year is a plain value."""

    #: How the dates compare, and with which end.
    operator = "="
    against_last = False

    def year_lookup_bounds(self, connection: Any, year: int) -> list[Any]:
        """Return the first and the last moment of the year, as the engine takes them."""
        return [self._end(last).binder(connection)(year, connection) for last in (False, True)]

    def _end(self, last: bool) -> YearEnd:
        return YearEnd(kind_of(self.lhs.lhs) == "DateTimeField", self.lhs.lookup_name == "iso_year", last)

    def _bound(self, last: bool) -> Node:
        end, kind = self._end(last), kind_of(self.lhs.lhs)
        return self.rhs.param(end, kind) if type(self.rhs) is Slot else Literal(self.rhs, end, kind)

    def _has_plain_year(self) -> bool:
        return type(self.rhs) is Slot or (self.rhs is not None and self.rhs_is_direct_value())

    def lower(self) -> Node:
        # In another zone than the current one the ends of the year are elsewhere: the year must be extracted.
        if not self._has_plain_year() or self.bilateral_transforms or self.lhs.tzinfo is not None:
            return super().lower()
        return self.lower_in_bounds(lower(self.lhs.lhs))

    def lower_in_bounds(self, date: Node) -> Node:
        """Return the condition on the date itself."""
        return Compare(self.operator, date, self._bound(self.against_last))


@ExtractYear.register_lookup
@ExtractIsoYear.register_lookup
class YearExact(YearLookup, Exact):
    """In the year."""

    def lower_in_bounds(self, date: Node) -> Node:
        return Between(date, self._bound(False), self._bound(True))


@ExtractYear.register_lookup
@ExtractIsoYear.register_lookup
class YearGt(YearLookup, GreaterThan):
    """After the year."""

    operator = ">"
    against_last = True


@ExtractYear.register_lookup
@ExtractIsoYear.register_lookup
class YearGte(YearLookup, GreaterThanOrEqual):
    """In the year or after it."""

    operator = ">="


@ExtractYear.register_lookup
@ExtractIsoYear.register_lookup
class YearLt(YearLookup, LessThan):
    """Before the year."""

    operator = "<"


@ExtractYear.register_lookup
@ExtractIsoYear.register_lookup
class YearLte(YearLookup, LessThanOrEqual):
    """In the year or before it."""

    operator = "<="
    against_last = True
