"""How values travel to and from Oracle.

Truth values are 0 and 1, UUIDs 32 hexadecimal digits, times of day moments of the first of January 1900; moments are
naive, in the zone of the connection. Binders are `function(value, connection)` and hand None back; converters are
`function(value)` and are never asked with None.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.backends.base.binders import (
    Binder,
    Converter,
    bind_address,
    bind_bytes,
    bind_uuid,
    read_boolean,
    read_uuid,
    zone_remover,
)
from django.db.backends.base.formats import format_decimal
from django.db.backends.oracle.datatypes import WHOLE_KINDS

naive_in_zone = zone_remover("Oracle")

#: The day that times of day are kept with.
EPOCH = date(1900, 1, 1)


def bind_boolean(value: Any, connection: Any) -> Any:
    """Write truth as a number."""
    return int(value) if isinstance(value, bool) else value


def bind_time(value: Any, connection: Any) -> Any:
    """Write a time of day as a moment; one with a zone is refused."""
    if isinstance(value, str):
        value = time.fromisoformat(value)
    if not isinstance(value, time):
        return value
    if value.tzinfo is not None:
        raise ValueError("Oracle backend does not support timezone-aware times.")
    return datetime.combine(EPOCH, value)


def bind_date(value: Any, connection: Any) -> Any:
    """Write a date as it is, without the time of a moment."""
    return value.date() if isinstance(value, datetime) else value


@cache
def decimal_binder(max_digits: int | None, decimal_places: int | None) -> Binder:
    """Return the binder of decimals with that precision."""

    def bind_decimal(value: Any, connection: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = format_decimal(value, max_digits, decimal_places)
        return None if text is None else Decimal(text)

    return bind_decimal


BINDERS: dict[str, Binder] = {
    "BinaryField": bind_bytes,
    "BooleanField": bind_boolean,
    "DateField": bind_date,
    "DateTimeField": naive_in_zone,
    "GenericIPAddressField": bind_address,
    "IPAddressField": bind_address,
    "TimeField": bind_time,
    "UUIDField": bind_uuid,
}


def read_date(value: Any) -> Any:
    """Read a date, which comes as a moment."""
    return value.date() if isinstance(value, datetime) else value


def read_time(value: Any) -> Any:
    """Read a time of day, which comes as a moment."""
    return value.time() if isinstance(value, datetime) else value


def read_float(value: Any) -> Any:
    """Read a number as a float."""
    return float(value) if isinstance(value, Decimal | int) else value


def read_integer(value: Any) -> Any:
    """Read a number without places as a whole one."""
    return int(value) if isinstance(value, Decimal | float) and value == int(value) else value


def read_large(value: Any) -> Any:
    """Read a large object that was not fetched with its row."""
    return value.read() if hasattr(value, "read") else value


def read_duration(value: Any) -> Any:
    """Read a duration; what was computed may be a number of seconds."""
    return timedelta(seconds=float(value)) if isinstance(value, Decimal | int | float) else value


def read_naive(value: Any) -> Any:
    """Read a moment without a zone, for projects that use none."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo is not None else value


@cache
def aware_reader(zone: tzinfo) -> Converter:
    """Return the converter that reads naive moments as moments in `zone`."""

    def read_aware(value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is None:
            return value.replace(tzinfo=zone)
        return value

    return read_aware


@cache
def decimal_reader(decimal_places: int | None) -> Converter:
    """Return the converter to decimals with that many places, None for the places the number has."""
    exponent = None if decimal_places is None else Decimal(1).scaleb(-decimal_places)

    def read_decimal(value: Any) -> Any:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if exponent is None or not number.is_finite() or number.as_tuple().exponent == exponent.as_tuple().exponent:
            return number
        return number.quantize(exponent)

    return read_decimal


CONVERTERS: dict[str, Converter] = {
    **dict.fromkeys(WHOLE_KINDS, read_integer),
    "BinaryField": read_large,
    "BooleanField": read_boolean,
    "DateField": read_date,
    "DurationField": read_duration,
    "FloatField": read_float,
    "JSONField": read_large,
    "NullBooleanField": read_boolean,
    "TextField": read_large,
    "TimeField": read_time,
    "UUIDField": read_uuid,
}
