"""The current time zone, and dates and times made aware, naive or local.

The *default* zone is the setting TIME_ZONE, the *current* one is what ``activate()`` chose in this thread or task.
"""

from __future__ import annotations

import functools
from contextlib import ContextDecorator
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from types import TracebackType
from typing import Any

from django.utils.ambient import setting

__all__ = [
    "activate",
    "deactivate",
    "get_current_timezone",
    "get_current_timezone_name",
    "get_default_timezone",
    "get_default_timezone_name",
    "get_fixed_timezone",
    "is_aware",
    "is_naive",
    "localdate",
    "localtime",
    "make_aware",
    "make_naive",
    "now",
    "override",
    "template_localtime",
]

_active: ContextVar[tzinfo | None] = ContextVar("django_current_timezone", default=None)


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo  # cost: a program whose zone is UTC never needs it

    return ZoneInfo(name)


# Told apart by name, so a changed TIME_ZONE setting is seen without clearing anything.
_zone_of_setting = functools.lru_cache(maxsize=16)(_zone)


def get_fixed_timezone(offset: timedelta | int | float) -> timezone:
    """Return the zone with a fixed offset from UTC, a timedelta or minutes; its name is like ``+0130``."""
    minutes = offset.total_seconds() // 60 if isinstance(offset, timedelta) else offset
    hours, rest = divmod(int(abs(minutes)), 60)
    sign = "-" if minutes < 0 else "+"
    return timezone(timedelta(minutes=minutes), f"{sign}{hours:02d}{rest:02d}")


def get_default_timezone() -> tzinfo:
    """Return the zone of the setting TIME_ZONE."""
    return _zone_of_setting(setting("TIME_ZONE"))


def get_default_timezone_name() -> str:
    """Return the name of the default zone."""
    return _name_of(get_default_timezone())


def get_current_timezone() -> tzinfo:
    """Return the zone activated in this thread or task, else the default zone."""
    return _active.get() or get_default_timezone()


def get_current_timezone_name() -> str:
    """Return the name of the current zone."""
    return _name_of(get_current_timezone())


def _name_of(zone: tzinfo) -> str:
    return zone.tzname(None) or str(zone)


def database_name_of(zone: tzinfo) -> str:
    """Return what databases are told about a zone: a zone with a fixed offset may be called anything, so its offset."""
    if isinstance(zone, timezone):
        return str(timezone(zone.utcoffset(None)))
    return _name_of(zone)


def activate(timezone: tzinfo | str) -> None:
    """Make a zone, or the zone of that name, the current one of this thread or task.

    Raises:
        ValueError: neither a tzinfo nor a text.
        zoneinfo.ZoneInfoNotFoundError: no zone has that name.
    """
    _active.set(_as_zone(timezone))


def _as_zone(value: tzinfo | str) -> tzinfo:
    if isinstance(value, tzinfo):
        return value
    if isinstance(value, str):
        return _zone(value)
    raise ValueError(f"Invalid timezone: {value!r}")


def deactivate() -> None:
    """Make the default zone the current one again."""
    _active.set(None)


class override(ContextDecorator):
    """Make a zone current inside a ``with`` block or a decorated function; None stands for the default zone."""

    def __init__(self, timezone: tzinfo | str | None) -> None:
        self.timezone = timezone

    def __enter__(self) -> None:
        self.old_timezone = _active.get()
        if self.timezone is None:
            deactivate()
        else:
            activate(self.timezone)

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _active.set(self.old_timezone)


def template_localtime(value: Any, use_tz: bool | None = None) -> Any:
    """Return an aware datetime in the current zone, and anything else unchanged.

    Args:
        value: any value; a datetime whose ``convert_to_local_time`` is false stays as it is.
        use_tz: whether to convert, by default the setting USE_TZ.
    """
    wanted = (
        isinstance(value, datetime)
        and (setting("USE_TZ") if use_tz is None else use_tz)
        and not is_naive(value)
        and getattr(value, "convert_to_local_time", True)
    )
    return localtime(value) if wanted else value


def localtime(value: datetime | None = None, timezone: tzinfo | None = None) -> datetime:
    """Return an aware datetime, by default now, in another zone, by default the current one.

    Raises:
        ValueError: the datetime is naive.
    """
    moment = now() if value is None else value
    if is_naive(moment):
        raise ValueError("localtime() cannot be applied to a naive datetime")
    return moment.astimezone(get_current_timezone() if timezone is None else timezone)


def localdate(value: datetime | None = None, timezone: tzinfo | None = None) -> date:
    """Return the date of an aware datetime, by default now, in a zone, by default the current one."""
    return localtime(value, timezone).date()


def now() -> datetime:
    """Return the present moment: aware in UTC if the setting USE_TZ is true, else naive local time."""
    return datetime.now(tz=UTC if setting("USE_TZ") else None)


def is_aware(value: datetime) -> bool:
    """Tell whether a datetime knows its offset from UTC."""
    return value.utcoffset() is not None


def is_naive(value: datetime) -> bool:
    """Tell whether a datetime does not know its offset from UTC."""
    return value.utcoffset() is None


def make_aware(value: datetime, timezone: tzinfo | None = None) -> datetime:
    """Return a naive datetime as one of that zone, by default the current one.

    Raises:
        ValueError: the datetime is aware already.
    """
    if is_aware(value):
        raise ValueError(f"make_aware expects a naive datetime, got {value}")
    return value.replace(tzinfo=get_current_timezone() if timezone is None else timezone)


def make_naive(value: datetime, timezone: tzinfo | None = None) -> datetime:
    """Return an aware datetime as the naive wall time of that zone, by default the current one.

    Raises:
        ValueError: the datetime is naive already.
    """
    if is_naive(value):
        raise ValueError("make_naive() cannot be applied to a naive datetime")
    return value.astimezone(get_current_timezone() if timezone is None else timezone).replace(tzinfo=None)


def _datetime_ambiguous_or_imaginary(moment: datetime, zone: tzinfo) -> bool:
    """Whether wall time occurs twice or never in the zone, around a change of its offset."""
    return zone.utcoffset(moment.replace(fold=not moment.fold)) != zone.utcoffset(moment)
