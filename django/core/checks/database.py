"""Checks of the databases themselves: each engine looks at its own server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks.messages import CheckMessage
from django.core.checks.registry import Tags, register
from django.utils.module_loading import import_string

#: Where the connections are; found by name, as engines are, because they stand floors above.
CONNECTIONS = "django.db.connections"


@register(Tags.database)
def check_database_backends(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Have each of these aliases' engine check its server; none if no aliases are given."""
    if databases is None:
        return []
    connections = import_string(CONNECTIONS)
    return [message for alias in databases for message in connections[alias].validation.check(**kwargs)]
