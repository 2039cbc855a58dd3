"""Binders and converters that several engines share, for drivers that have no type of their own for a value.

A binder is `function(value, connection)`, a converter `function(value)`; what is not of its type is handed back as it
is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.base.formats import duration_microseconds
from django.db.backends.base.inline import Inline
from django.utils.late import Late

Binder = Callable[[Any, Any], Any]
Converter = Callable[[Any], Any]

uuid = Late("uuid")


def zone_remover(engine: str) -> Binder:
    """Return the binder of aware moments to naive ones in the connection's time zone.

    Args:
        engine: its name, for errors. The binder raises a ValueError where the project uses no time zones.
    """

    def naive_in_zone(value: Any, connection: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not None:
            zone = connection.timezone
            if zone is None:
                raise ValueError(f"{engine} backend does not support timezone-aware datetimes when USE_TZ is False.")
            return value.astimezone(zone).replace(tzinfo=None)
        return value

    return naive_in_zone


def time_writer(engine: str) -> Binder:
    """Return the binder of times of day to texts.

    Args:
        engine: its name, for errors. The binder raises a ValueError for a time with a zone.
    """

    def bind_time(value: Any, connection: Any) -> Any:
        if value is None:
            return None
        if getattr(value, "tzinfo", None) is not None:
            raise ValueError(f"{engine} backend does not support timezone-aware times.")
        return str(value)

    return bind_time


def bind_date(value: Any, connection: Any) -> Any:
    """Write a date as text."""
    return None if value is None else str(value)


def bind_duration(value: Any, connection: Any) -> Any:
    """Write a duration as a number of microseconds."""
    return duration_microseconds(value) if isinstance(value, timedelta) else value


def bind_uuid(value: Any, connection: Any) -> Any:
    """Write a UUID as 32 digits."""
    return value.hex if isinstance(value, uuid.UUID) else value


def bind_address(value: Any, connection: Any) -> Any:
    """Write an address as it is, an empty one as NULL."""
    return value or None


def bind_bytes(value: Any, connection: Any) -> Any:
    """Write any kind of bytes as bytes."""
    return bytes(value) if isinstance(value, bytearray | memoryview) else value


def read_boolean(value: Any) -> Any:
    """Read 0 and 1 as booleans."""
    return bool(value) if value in (0, 1) else value


read_boolean.inline = Inline("{truths}[{value}]", truths={0: False, 1: True})  # type: ignore[attr-defined]


def read_uuid(value: Any) -> Any:
    """Read text as a UUID."""
    return uuid.UUID(value) if isinstance(value, str) else value
