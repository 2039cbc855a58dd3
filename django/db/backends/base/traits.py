"""What the statements and values of a connection depend on: its engine, and the zone of its points in time."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property


class TraitMethods:
    """The part of a connection that knows its time zone, and whose compiled statements it can run."""

    settings_dict: dict[str, Any]

    def ensure_timezone(self) -> bool:
        """Make the session's time zone right; tell whether something had to be changed."""
        return False

    @cached_property
    def timezone(self) -> Any:
        """The zone of datetimes in this database; None where they are naive (USE_TZ is false)."""
        if not settings.USE_TZ:
            return None
        if self.settings_dict.get("TIME_ZONE") is None:
            from datetime import UTC  # cost: next to nothing, but so is its use

            return UTC
        from zoneinfo import ZoneInfo  # cost: most databases are in UTC

        return ZoneInfo(self.settings_dict["TIME_ZONE"])

    @cached_property
    def timezone_name(self) -> str:
        """The name of the zone of datetimes in this database."""
        if not settings.USE_TZ:
            return str(settings.TIME_ZONE)
        return self.settings_dict.get("TIME_ZONE") or "UTC"

    @cached_property
    def engine_key(self) -> Hashable:
        """The same object for connections that can run each other's compiled statements."""
        return _engine_keys.setdefault(self.engine_traits(), EngineKey())

    def engine_traits(self) -> tuple[Any, ...]:
        """Return all that the SQL written for this connection, and the values sent with it, depend on."""
        return (type(self), self.timezone_name, bool(settings.USE_TZ))

    def forget_settings(self) -> None:
        """Drop what was computed from settings that may have changed (USE_TZ, TIME_ZONE)."""
        for name in ("timezone", "timezone_name", "engine_key"):
            self.__dict__.pop(name, None)


class EngineKey:
    """Stands for engine traits: it is looked up for every statement, and an object's identity is the cheapest key."""

    __slots__ = ()


#: Engine traits to their key; grows with the kinds of engines and time zones in use.
_engine_keys: dict[tuple[Any, ...], EngineKey] = {}
