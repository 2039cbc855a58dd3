"""How values travel to and from MySQL and MariaDB.

Points in time are kept without a zone, in that of the connection; durations are whole microseconds; UUIDs have a type
of their own in MariaDB 10.7 and are 32 digits elsewhere. Binders are `function(value, connection)`; converters are
`function(value)` and are never asked with None.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Context, Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.backends.base.binders import (
    Binder,
    Converter,
    bind_address,
    bind_bytes,
    bind_date,
    bind_duration,
    bind_uuid,
    read_boolean,
    read_uuid,
    time_writer,
    zone_remover,
)
from django.db.backends.mysql.datatypes import INTEGER_KINDS, TEXT_KINDS

naive_in_zone = zone_remover("MySQL")
bind_time = time_writer("MySQL")

# --- to the server ----------------------------------------------------------------------------------------------------


def bind_datetime(value: Any, connection: Any) -> Any:
    """Write a moment as text, in the zone of the connection."""
    return None if value is None else str(naive_in_zone(value, connection))


def bind_native_uuid(value: Any, connection: Any) -> Any:
    """Write a UUID for the type of that name."""
    return str(value) if isinstance(value, UUID) else value


def rounded(value: Any, max_digits: int | None, decimal_places: int | None) -> Any:
    """Return a decimal number with the places of its column; it stays a number, so arithmetic stays exact.

    Raises:
        decimal.InvalidOperation: it has more digits than the column.
    """
    if not isinstance(value, Decimal) or not value.is_finite():
        return value
    if decimal_places is None:
        return value if max_digits is None else Context(prec=max_digits).plus(value)
    context = Context(prec=max_digits) if max_digits else None
    return value.quantize(Decimal(1).scaleb(-decimal_places), context=context)


@cache
def decimal_binder(max_digits: int | None, decimal_places: int | None) -> Binder:
    """Return the binder of decimals with that precision."""
    return lambda value, connection: rounded(value, max_digits, decimal_places)


BINDERS: dict[str, Binder] = {
    "BinaryField": bind_bytes,
    "DateField": bind_date,
    "DateTimeField": bind_datetime,
    "TimeField": bind_time,
    "DurationField": bind_duration,
    "UUIDField": bind_uuid,
    "GenericIPAddressField": bind_address,
    "IPAddressField": bind_address,
}

# --- from the server --------------------------------------------------------------------------------------------------


def parser(parse: Callable[[str], Any], otherwise: Converter) -> Converter:
    """Return the driver's converter of a text that is usually in ISO format, which the language itself reads sooner.

    Args:
        parse: reads the format, or raises ValueError.
        otherwise: reads what is different: the driver's own, which knows of days that are none.
    """

    def read(value: Any) -> Any:
        try:
            return parse(value)
        except (TypeError, ValueError):
            return otherwise(value)

    return read


def read_date(value: Any) -> Any:
    """Read a date, also from a moment or its text."""
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def read_time(value: Any) -> Any:
    """Read a time of day, also from a moment or the text of either."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, timedelta):
        return (datetime.min + value).time()
    return time.fromisoformat(value.rpartition(" ")[2]) if isinstance(value, str) else value


def read_datetime(value: Any) -> Any:
    """Read a moment without a zone; a date is its beginning."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


@cache
def aware_reader(zone: tzinfo) -> Converter:
    """Return the converter that reads naive moments as moments in `zone`."""

    def read_aware(value: Any) -> Any:
        if type(value) is not datetime:
            value = read_datetime(value)
        return value.replace(tzinfo=zone) if isinstance(value, datetime) and value.tzinfo is None else value

    return read_aware


def read_duration(value: Any) -> Any:
    """Read a number of microseconds as a duration; a mean of durations has a fraction."""
    if isinstance(value, str | Decimal):
        value = round(Decimal(value))
    return timedelta(0, 0, value) if isinstance(value, int | float) else value


def read_integer(value: Any) -> Any:
    """Read a computed whole number: sums and quotients come as decimals."""
    return value if type(value) is int else int(Decimal(value)) if isinstance(value, str) else _whole(value)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal | float) else value


def read_float(value: Any) -> Any:
    """Read a computed number: means come as decimals."""
    return float(value) if isinstance(value, Decimal | int | str) else value


def read_decimal(value: Any) -> Any:
    """Read a computed decimal, which may come as a whole number or with a fraction in binary."""
    if isinstance(value, float):
        return Context(prec=15).create_decimal_from_float(value)
    return Decimal(value) if isinstance(value, int | str) else value


def read_text(value: Any) -> Any:
    """Read computed text, which comes as bytes where its collation is binary."""
    return value.decode() if isinstance(value, bytes) else value


#: What must be done to every value of a kind.
CONVERTERS: dict[str, Converter] = {
    "BooleanField": read_boolean,
    "NullBooleanField": read_boolean,
    "DateField": read_date,
    "TimeField": read_time,
    "DurationField": read_duration,
    "UUIDField": read_uuid,
}

#: What must be done to computed values; the driver gives those of columns as they are wanted.
CONVERTERS_OF_COMPUTED: dict[str, Converter] = {
    **dict.fromkeys(INTEGER_KINDS, read_integer),
    **dict.fromkeys(TEXT_KINDS, read_text),
    "DecimalField": read_decimal,
    "FloatField": read_float,
    "GenericIPAddressField": read_text,
    "JSONField": read_text,
}
