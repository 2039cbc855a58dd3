"""The refine memo: the same call on the same query is resolved once.

Every Query remembers the steps taken from it: (deed, key of the arguments) leads to the next Query and to what must be
done to the caller's values. A key holds everything that shapes the query, values excepted, so a step that was
taken before is a look-up plus the new values. All memories together are bounded; when they are full, or when models or
lookups change, they are forgotten as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models.fields import hooks
from django.db.models.memo_keys import Unkeyable, key_of, parametrize
from django.db.models.plan.draft import Draft
from django.db.models.plan.query import Query, root_query
from django.db.models.slots import Slots


class MemoInfo(NamedTuple):
    """How the memo does: steps found, steps resolved, steps held, how many may be held, times it was forgotten."""

    hits: int
    misses: int
    size: int
    limit: int
    forgotten: int


class Memo:
    """All remembered steps of the process. Changed only by `step`, `root` and `forget`; reading takes no lock."""

    def __init__(self, limit: int = 10_000) -> None:
        self.limit = limit
        self.enabled = True
        self.hits = self.misses = self.size = self.forgotten = 0
        self._roots: dict[Any, Query] = {}
        self._tables: list[dict[Any, Any]] = []

    def info(self) -> MemoInfo:
        """Return the counters."""
        return MemoInfo(self.hits, self.misses, self.size, self.limit, self.forgotten)

    def forget(self) -> None:
        """Drop everything remembered; queries that are in use go on and remember anew."""
        tables, self._tables = self._tables, []
        self._roots = {}
        self.size = 0
        self.forgotten += 1
        for table in tables:
            table.clear()

    def root(self, model: Any) -> Query:
        """Return the query for all rows of `model`."""
        found = self._roots.get(model)
        if found is None:
            found = root_query(model)
            if self.enabled:
                self._roots[model] = found
        return found

    def keep(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Remember `value` in `table`, which is emptied when everything is forgotten."""
        if not self.enabled:
            return
        if self.size >= self.limit:
            self.forget()
        if not table:
            self._tables.append(table)
        table[key] = value
        self.size += 1


memo = Memo()
hooks.forget_queries.give(memo.forget)


def step(
    query: Query,
    values: tuple[Any, ...],
    deed: Callable[..., None],
    structure: tuple[Any, ...] = (),
    arguments: tuple[Any, ...] = (),
) -> tuple[Query, tuple[Any, ...]]:
    """Return (query, values) after `deed` was done to them.

    Args:
        query: where to start.
        values: the values of `query`.
        deed: called with (draft, *structure, *arguments) when the step is new; it depends on nothing else.
        structure: hashable; all of it shapes the query (names, flags).
        arguments: what the caller gave; plain values in them are kept apart from the shape.
    """
    taken: list[Any] = []
    try:
        key = (deed, structure, *[key_of(argument, taken) for argument in arguments])
        hit = query.steps.get(key)
    except (Unkeyable, TypeError):
        # Something's shape can't be told; such a step is resolved every time.
        slots = Slots(len(values))
        return _resolved(query, values, deed, structure, arguments, slots), (*values, *slots.values)
    if hit is None:
        return _learnt(query, values, deed, structure, arguments, key)
    memo.hits += 1
    following, preparations = hit
    if not taken:
        return following, values
    if preparations is None:
        return following, (*values, *taken)
    prepared = [
        value if prepare is None else prepare(value) for value, prepare in zip(taken, preparations, strict=True)
    ]
    return following, (*values, *prepared)


def _learnt(
    query: Query, values: tuple[Any, ...], deed: Any, structure: tuple[Any, ...], arguments: Any, key: Any
) -> tuple[Query, tuple[Any, ...]]:
    memo.misses += 1
    slots = Slots(len(values))
    placed = [parametrize(argument, slots) for argument in arguments]
    following = _resolved(query, values, deed, structure, placed, slots)
    if slots.cacheable:
        preparations = tuple(slots.preparations) if any(slots.preparations) else None
        memo.keep(query.steps, key, (following, preparations))
    return following, (*values, *slots.values)


def _resolved(
    query: Query, values: tuple[Any, ...], deed: Any, structure: tuple[Any, ...], arguments: Any, slots: Slots
) -> Query:
    draft = Draft(query, slots)
    deed(draft, *structure, *arguments)
    return draft.frozen()
