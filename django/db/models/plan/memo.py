"""The memo: what was worked out about queries once, bounded as a whole and forgotten as a whole.

Each Query carries two tables: the steps taken from it and what was derived from it (statements, loaders). So does each
model for its INSERTs and UPDATEs. The memo counts the entries of all tables; when they are too many, or when models,
lookups or settings change, every table is emptied. Tables die with the Query they belong to.

Reading a table takes no lock. Writing takes one, and is refused when something was forgotten meanwhile: what was worked
out before a lookup was registered must not be remembered after it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import ref

from django.conf import settings
from django.core.signals import setting_changed
from django.db.models.lookups import registry as lookup_registry
from django.db.models.memo import keys as memo_keys
from django.utils.record import Record


class MemoInfo(Record):
    """How the memo does: steps found, steps resolved, entries held, how many may be held, times it was forgotten."""

    hits: int
    misses: int
    size: int
    limit: int
    forgotten: int


class Table(dict[Any, Any]):
    """Entries of the memo in one place. Changed by the Memo only."""

    __slots__ = ("__weakref__",)


class Memo:
    """All tables of the process. See the module for who changes what.

    Args:
        limit: how many entries; None: what the setting QUERY_CACHE_SIZE says.
    """

    def __init__(self, limit: int | None = None) -> None:
        #: Changes with every forgetting.
        self.epoch = 0
        self.hits = self.misses = self.forgotten = 0
        self.roots = Table()
        self.enabled = limit != 0
        self._limit = limit
        self._off = 0
        self._count = 0  # entries written since the tables were last counted, and those found then
        self._tables: list[ref[Table]] = []
        self._lock = threading.RLock()

    @property
    def limit(self) -> int:
        """How many entries may be held."""
        if self._limit is None:
            self._limit = _checked(settings.QUERY_CACHE_SIZE)
            self.enabled = self._limit != 0 and not self._off
        return self._limit

    def info(self) -> MemoInfo:
        """Return the counters, after counting the entries that are left."""
        with self._lock:
            self._count_again()
            return MemoInfo(self.hits, self.misses, self._count, self.limit, self.forgotten)

    def configure(self, limit: int | None) -> None:
        """Set how many entries may be held (0: none at all; None: as the setting says) and forget those there are.

        Raises:
            ValueError: the limit is negative or no integer.
        """
        with self._lock:
            self._limit = limit if limit is None else _checked(limit)
            self.enabled = limit != 0 and not self._off
            self.forget()

    @contextmanager
    def disabled(self) -> Iterator[None]:
        """Work everything out anew inside the block, in all threads."""
        self._switch(1)
        try:
            yield
        finally:
            self._switch(-1)

    def _switch(self, by: int) -> None:
        with self._lock:
            self._off += by
            self.enabled = self._limit != 0 and not self._off
            self.forget()

    def forget(self) -> None:
        """Empty every table. Queries that are in use go on and remember anew."""
        with self._lock:
            # Who works something out at this moment started before the change.
            self.epoch += 1
            if self._tables:
                self._empty()

    def keep(self, table: Table, key: Any, value: Any, epoch: int) -> Any:
        """Remember `value` unless something was forgotten since `epoch`; return what is remembered under the key.

        Two threads may have worked out the same: the first one's result serves both.
        """
        if not self.enabled:
            return value
        with self._lock:
            limit = self.limit
            if epoch != self.epoch or not self.enabled:
                return value
            if self._count >= limit:
                self._make_room(limit)
            if not table:
                self._tables.append(ref(table))
            self._count += getattr(value, "weight", 1)
            return table.setdefault(key, value)

    def once(self, table: Table, key: Any, make: Callable[..., Any], *arguments: Any) -> Any:
        """Return what is remembered under `key`; if nothing is, what `make(*arguments)` gives, and remember that."""
        found = table.get(key)
        if found is None:
            epoch = self.epoch
            found = self.keep(table, key, make(*arguments), epoch)
        return found

    def _empty(self) -> None:
        tables, self._tables, self._count = self._tables, [], 0
        self.forgotten += 1
        for each in tables:
            table = each()
            if table is not None:
                table.clear()
        memo_keys.forget_types()

    def _make_room(self, limit: int) -> None:
        """Empty every table, unless many entries died with their queries."""
        self._count_again()
        if self._count > limit * 3 // 4:
            self._empty()

    def _count_again(self) -> None:
        alive = [(each, table) for each in self._tables if (table := each()) is not None and table]
        self._tables = [each for each, _ in alive]
        self._count = sum(_size(table) for _, table in alive)


def _size(table: Table) -> int:
    return sum(getattr(value, "weight", 1) for value in table.copy().values())


def _checked(limit: Any) -> int:
    if not isinstance(limit, int) or limit < 0:
        raise ValueError(f"The size of the query cache is a number of entries, 0 for none; got {limit!r}.")
    return limit


memo = Memo()


def _forget_for_setting(*, setting: str, **_: Any) -> None:
    # Any setting may shape what fields and lookups of a program say; only tests change settings.
    if setting == "QUERY_CACHE_SIZE":
        memo.configure(None)
    else:
        memo.forget()


lookup_registry.listeners.append(memo.forget)
setting_changed.connect(_forget_for_setting, weak=False)
