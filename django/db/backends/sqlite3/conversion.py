"""How values travel to and from SQLite, which knows integers, floats, texts and bytes only.

Decimals, dates and times are texts, durations whole microseconds, truth values 0 and 1, UUIDs 32 hexadecimal digits.
Binders are `function(value, connection)` and hand None back; converters are `function(value)` and are never asked
with None.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Context, Decimal
from functools import cache
from typing import Any

from django.db.backends.base.binders import (
    Binder,
    Converter,
    bind_address,
    bind_date,
    bind_duration,
    bind_uuid,
    read_boolean,
    read_uuid,
    time_writer,
    zone_remover,
)
from django.db.backends.base.formats import format_decimal
from django.db.backends.base.inline import Inline, Usual

naive_in_zone = zone_remover("SQLite")
bind_time = time_writer("SQLite")

#: Decimals of one scale that are kept, which takes about four megabytes.
REMEMBERED = 16384

# SQLite keeps decimals as 8-byte floats: what lies behind the fifteenth digit is noise.
_FIFTEEN_DIGITS = Context(prec=15)


def bind_datetime(value: Any, connection: Any) -> Any:
    """Write a moment as text, in the zone of the connection."""
    if type(value) is datetime and value.tzinfo is None:
        return value.isoformat(" ")
    if type(value) is datetime and value.tzinfo is UTC and connection.timezone is UTC:
        # The usual case; an offset is quicker cut off than taken away.
        return value.isoformat(" ")[:-6]
    return None if value is None else str(naive_in_zone(value, connection))


bind_datetime.usual = Usual(  # type: ignore[attr-defined]
    "type({value}) is {moment}",
    "{value}.isoformat(' ') if {value}.tzinfo is None else {bind}({value}, connection)",
    moment=datetime,
    bind=bind_datetime,
)

WRITTEN_OUT = "format({value}.quantize({unit}, None, {context}), 'f')"


@cache
def decimal_binder(max_digits: int | None, decimal_places: int | None) -> Binder:
    """Return the binder of decimals with that precision."""

    if decimal_places is not None:
        # Worked out once for the column, not for each value.
        unit, context = Decimal(1).scaleb(-decimal_places), Context(prec=max_digits) if max_digits else None

        def bind_rounded(value: Any, connection: Any) -> Any:
            return f"{value.quantize(unit, None, context):f}" if isinstance(value, Decimal) else value

        # Of so few places not even the smallest number is written with an exponent.
        write = "str({value}.quantize({unit}, None, {context}))" if 0 <= decimal_places <= 6 else WRITTEN_OUT
        bind_rounded.usual = Usual(  # type: ignore[attr-defined]
            "type({value}) is {decimal}", write, decimal=Decimal, unit=unit, context=context
        )
        return bind_rounded

    def bind_decimal(value: Any, connection: Any) -> Any:
        return format_decimal(value, max_digits, decimal_places) if isinstance(value, Decimal) else value

    return bind_decimal


BINDERS: dict[str, Binder] = {
    "DateField": bind_date,
    "DateTimeField": bind_datetime,
    "TimeField": bind_time,
    "DurationField": bind_duration,
    "UUIDField": bind_uuid,
    "GenericIPAddressField": bind_address,
    "IPAddressField": bind_address,
}


def read_date(value: Any) -> Any:
    """Read a date, also from the text of a moment."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def read_time(value: Any) -> Any:
    """Read a time of day, also from the text of a moment."""
    return time.fromisoformat(value.rpartition(" ")[2]) if isinstance(value, str) else value


def read_datetime(value: Any) -> Any:
    """Read a moment without a zone."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def read_duration(value: Any) -> Any:
    """Read a number of microseconds as a duration."""
    return timedelta(0, 0, value) if isinstance(value, int | float) else value


# What was written here needs no look at its type: generated code does just the one thing.
read_date.inline = Inline("{parse}({value})", parse=date.fromisoformat)  # type: ignore[attr-defined]
read_time.inline = Inline("{parse}({value})", parse=time.fromisoformat)  # type: ignore[attr-defined]
read_datetime.inline = Inline("{parse}({value})", parse=datetime.fromisoformat)  # type: ignore[attr-defined]
read_duration.inline = Inline("{make}(0, 0, {value})", make=timedelta)  # type: ignore[attr-defined]


@cache
def aware_reader(zone: tzinfo) -> Converter:
    """Return the converter that reads naive texts as moments in `zone`."""
    fromisoformat = datetime.fromisoformat

    def read_aware(value: Any) -> Any:
        moment = fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, datetime) and moment.tzinfo is None:
            return moment.replace(tzinfo=zone)
        return moment

    if zone is UTC:
        # Parsing the zone costs a tenth of replacing it. Behind a date alone it is refused, where an offset in digits
        # would be taken for a time of day.
        read_aware.inline = Inline("{parse}({value} + 'Z')", parse=fromisoformat)  # type: ignore[attr-defined]
    return read_aware


@cache
def decimal_reader(decimal_places: int | None) -> Converter:
    """Return the converter to decimals with that many places, None for the places the number has.

    The same prices come again and again, so what was read is remembered, within a bound.
    """
    remembered = _Decimals(decimal_places)

    def read_decimal(value: Any) -> Decimal:
        return remembered[value]

    read_decimal.inline = Inline("{remembered}[{value}]", remembered=remembered)  # type: ignore[attr-defined]
    return read_decimal


class _Decimals(dict[Any, Decimal]):
    """Numbers as SQLite gives them to decimals of one scale; what is not there yet is computed when it is asked for."""

    def __init__(self, decimal_places: int | None) -> None:
        super().__init__()
        self.exponent = None if decimal_places is None else Decimal(1).scaleb(-decimal_places)
        self.format = f"%.{decimal_places or 0}f"
        # Below this a float tells all of its digits.
        self.limit = 0.0 if decimal_places is None else 10.0 ** (15 - decimal_places)

    def __missing__(self, value: Any) -> Decimal:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[value] = self._written_out(value) or _as_decimal(value, self.exponent)
        return found

    def _written_out(self, value: Any) -> Decimal | None:
        """Return the number if it has no more digits than the scale; that is quickest found out by writing it."""
        if type(value) is not float or not -self.limit < value < self.limit:
            return None
        text = self.format % value
        return Decimal(text) if float(text) == value else None


def _as_decimal(value: Any, exponent: Decimal | None) -> Decimal:
    number = _FIFTEEN_DIGITS.create_decimal_from_float(value) if isinstance(value, float) else Decimal(value)
    if exponent is None or not number.is_finite():
        return number
    return number.quantize(exponent, context=Context(prec=max(28, number.adjusted() + 2 - int(exponent.adjusted()))))


CONVERTERS: dict[str, Converter] = {
    "BooleanField": read_boolean,
    "NullBooleanField": read_boolean,
    "DateField": read_date,
    "TimeField": read_time,
    "DurationField": read_duration,
    "UUIDField": read_uuid,
}
