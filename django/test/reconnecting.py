"""Other databases for a while: what ``override_settings(DATABASES=...)`` does to ``connections``.

Aliases whose configuration stays the same keep their connections, and with them their test databases. The connections
of the others are put aside and come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.connections import connections

__all__ = ["enter_databases", "leave_databases"]


@dataclass(frozen=True)
class Aside:
    """What ``connections`` had before: its configuration, and this thread's connections to the aliases that changed."""

    settings: dict[str, dict[str, Any]]
    changed: frozenset[str]
    opened: dict[str, Any]


# One entry per override that is in force, the last one on top; None for one that could not be read.
_overridden: list[Aside | None] = []


def enter_databases() -> None:
    """Let ``connections`` follow the DATABASES that have just been put in place."""
    try:
        before = connections.configure_settings(settings._wrapped.default_settings.DATABASES)
        after = connections.configure_settings(None)
    except ImproperlyConfigured:
        # Whoever overrides DATABASES with something impossible wants to see who complains: not us.
        _overridden.append(None)
        return
    known = connections.settings
    kept = {alias for alias in after if alias in known and before.get(alias) == after[alias]}
    changed = frozenset({*known, *after} - kept)
    opened = connections.opened_here()
    _overridden.append(Aside(known, changed, {alias: opened.pop(alias) for alias in changed if alias in opened}))
    connections._replace({alias: known[alias] if alias in kept else config for alias, config in after.items()})


def leave_databases() -> None:
    """Close what the override has opened, and bring back what it put aside."""
    aside = _overridden.pop() if _overridden else None
    if aside is None:
        return
    opened = connections.opened_here()
    for alias in aside.changed:
        if (connection := opened.pop(alias, None)) is not None:
            connection.close()
    connections._replace(aside.settings)
    opened.update(aside.opened)
