"""The configuration of the app: lookups on text, types of extensions on each connection, ranges in inspectdb."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.postgres.fields.engine import VENDOR
from django.contrib.postgres.lookups import (
    SearchLookup,
    TrigramSimilar,
    TrigramStrictWordSimilar,
    TrigramWordSimilar,
    Unaccent,
)
from django.contrib.postgres.signals import RANGE_KINDS, register_type_handlers
from django.core.signals import setting_changed
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField
from django.db.models.lookups.registry import own_lookups
from django.utils.translation import gettext_lazy as _

_NAME = "django.contrib.postgres"
_LOOKUPS = (Unaccent, SearchLookup, TrigramSimilar, TrigramWordSimilar, TrigramStrictWordSimilar)


class PostgresConfig(AppConfig):
    """PostgreSQL."""

    name = _NAME
    verbose_name = _("PostgreSQL extensions")

    def ready(self) -> None:
        """Register the lookups on text; teach all connections, those open now and those to come, the types."""
        setting_changed.connect(_follow, dispatch_uid=f"{_NAME}.follow")
        _join()


def _join() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.vendor == VENDOR:
            _show_ranges(connection)
            if connection.connection is not None:
                register_type_handlers(connection)
    connection_created.connect(register_type_handlers)
    connection_created.connect(_show_ranges, dispatch_uid=f"{_NAME}.ranges")
    for field in (CharField, TextField):
        for lookup in _LOOKUPS:
            field.register_lookup(lookup)


def _leave() -> None:
    connection_created.disconnect(register_type_handlers)
    connection_created.disconnect(dispatch_uid=f"{_NAME}.ranges")
    for field in (CharField, TextField):
        for lookup in _LOOKUPS:
            if lookup.lookup_name in own_lookups(field):
                field._unregister_lookup(lookup)


def _show_ranges(connection: Any, **kwargs: Any) -> None:
    """Let inspectdb know the range types. A receiver of `connection_created`."""
    if connection.vendor == VENDOR:
        connection.introspection.data_types_reverse.update(RANGE_KINDS)


def _follow(*, setting: str, value: Any, **kwargs: Any) -> None:
    """Take everything back, or do it again, when a test changes INSTALLED_APPS."""
    if setting == "INSTALLED_APPS":
        is_installed = any(str(name).startswith(_NAME) for name in value or ())
        (_join if is_installed else _leave)()
