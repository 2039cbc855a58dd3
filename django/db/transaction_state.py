"""TransactionState: which databases are managed, dirty or in an atomic block, in which thread or task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.frozen import Frozen


class TransactionState(Frozen):
    """Maps from thread (its identity) or asyncio task to the aliases that are so there.

    Attributes:
        managed: autocommit is off, so a commit is needed.
        dirty: something was written that is not committed yet.
        atomic: an atomic block is open.
    """

    managed: Mapping[Any, frozenset[str]]
    dirty: Mapping[Any, frozenset[str]]
    atomic: Mapping[Any, frozenset[str]]

    def __init__(
        self,
        managed: Mapping[Any, frozenset[str]],
        dirty: Mapping[Any, frozenset[str]],
        atomic: Mapping[Any, frozenset[str]],
    ) -> None:
        self.__dict__.update(managed=managed, dirty=dirty, atomic=atomic)

    def is_managed(self, alias: str) -> bool:
        """Tell whether some thread or task manages transactions of this database."""
        return any(alias in aliases for aliases in self.managed.values())

    def is_dirty(self, alias: str) -> bool:
        """Tell whether some thread or task has uncommitted writes to this database."""
        return any(alias in aliases for aliases in self.dirty.values())

    def is_atomic(self, alias: str) -> bool:
        """Tell whether some thread or task has an atomic block open on this database."""
        return any(alias in aliases for aliases in self.atomic.values())


def current_state(connections: Any) -> TransactionState:
    """Return the state of all connections of a handler. Looks at other threads' without stopping them."""
    opened = {owner: list(found.values()) for owner, found in connections.opened_everywhere().items()}
    return TransactionState(
        managed=_where(opened, lambda connection: connection.connection is not None and not connection.autocommit),
        dirty=_where(opened, lambda connection: connection.dirty),
        atomic=_where(opened, lambda connection: connection.in_atomic_block),
    )


def _where(opened: Mapping[Any, list[Any]], is_so: Callable[[Any], bool]) -> dict[Any, frozenset[str]]:
    found = {
        owner: frozenset(connection.alias for connection in connections if is_so(connection))
        for owner, connections in opened.items()
    }
    return {owner: aliases for owner, aliases in found.items() if aliases}
