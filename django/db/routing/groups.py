"""Groups: a primary and its replicas are one database. Every "is this the same database?" is asked here."""

from __future__ import annotations

from django.db.connections import connections
from django.db.errors import ReadOnlyDatabaseError


def group_of(alias: str) -> str:
    """Return the primary of the group an alias belongs to: itself, unless it is a replica."""
    return connections.primaries.get(alias, alias)


def same_database(one: str | None, other: str | None) -> bool:
    """Tell whether two aliases are one database; None (no database yet) is the same as None only."""
    if one == other:
        return True
    return one is not None and other is not None and group_of(one) == group_of(other)


def is_writable(alias: str) -> bool:
    """Tell whether an alias takes writes: it is neither READ_ONLY nor a replica."""
    config = connections.settings.get(alias, {})
    return not (config.get("READ_ONLY") or config.get("REPLICA_OF"))


def require_writable(alias: str) -> None:
    """Refuse an alias that takes no writes before a deed of several statements is begun.

    Raises:
        ReadOnlyDatabaseError: it is READ_ONLY or a replica.
    """
    if connections[alias].read_only:
        refuse_write(alias)


def refuse_write(alias: str) -> None:
    """Raise the error for a write to an alias that takes none.

    Raises:
        ReadOnlyDatabaseError: always.
    """
    config = connections.settings.get(alias, {})
    primary = config.get("REPLICA_OF")
    if primary:
        found, remedy = f"it is a replica of {primary!r}", f"Write to {group_of(alias)!r}."
    else:
        found, remedy = "it is READ_ONLY in DATABASES", "Write to another database, or take READ_ONLY away."
    error = ReadOnlyDatabaseError(f"Cannot write to the database {alias!r}: {found}. {remedy}")
    error.alias = alias
    raise error
