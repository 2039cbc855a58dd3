"""When units of work begin and end, and when a test changes settings: what the connections do then."""

from __future__ import annotations

from typing import Any

from django.core.signals import request_finished, request_started, setting_changed
from django.db.connections import connections
from django.db.routing.router import router


def reset_queries(**kwargs: Any) -> None:
    """Forget the logged queries of the connections of this thread or task."""
    connections.reset_queries()


def close_old_connections(**kwargs: Any) -> None:
    """Close the connections of this thread or task that are broken or too old, all of them even when one raises."""
    connections.end_unit_of_work()


def forget_changed_setting(*, setting: str, **kwargs: Any) -> None:
    """Drop what was computed from a setting a test has changed."""
    if setting in ("USE_TZ", "TIME_ZONE"):
        for connection in connections.all(initialized_only=True):
            connection.forget_settings()
            connection.ensure_timezone()
    elif setting == "DATABASE_ROUTERS":
        router.forget()


request_started.connect(reset_queries)
request_started.connect(close_old_connections)
request_finished.connect(close_old_connections)
setting_changed.connect(forget_changed_setting)
