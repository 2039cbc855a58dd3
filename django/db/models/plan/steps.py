"""Refining steps: the same call on the same query is resolved once.

Every Query remembers the steps taken from it: (deed, key of the arguments) leads to the next Query and to what must be
done to the caller's values. A key holds everything that shapes the query, values excepted, so a step that was
taken before is a look-up plus the new values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.memo_keys import Unkeyable, key_of, parametrize
from django.db.models.plan.draft import Draft
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Query, root_query
from django.db.models.slots import Slots


def root(model: Any) -> Query:
    """Return the query for all rows of `model`."""
    return memo.roots.get(model) or memo.once(memo.roots, model, _root, model)


def _root(model: Any) -> Query:
    query = root_query(model)
    query.__dict__["shared"] = memo.enabled
    return query


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
    if not memo.enabled:
        return anew(query, values, deed, structure, arguments)
    taken: list[Any] = []
    try:
        key = (deed, structure, *[key_of(argument, taken) for argument in arguments])
        hit = query.steps.get(key)
    except (Unkeyable, TypeError):
        # Something's shape can't be told; such a step is resolved every time.
        return anew(query, values, deed, structure, arguments)
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
    epoch = memo.epoch
    slots = Slots(len(values))
    placed = [parametrize(argument, slots) for argument in arguments]
    following = _resolved(query, deed, structure, placed, slots)
    prepared = (*values, *slots.values)
    if slots.cacheable:
        slots.shrink()
        following.__dict__["shared"] = query.shared
        preparations = tuple(slots.preparations) if any(slots.preparations) else None
        following, _ = memo.keep(query.steps, key, (following, preparations), epoch)
    return following, prepared


def anew(
    query: Query, values: tuple[Any, ...], deed: Any, structure: tuple[Any, ...], arguments: Any = ()
) -> tuple[Query, tuple[Any, ...]]:
    """Return what `step` returns, resolved for these very values and remembered nowhere."""
    slots = Slots(len(values))
    return _resolved(query, deed, structure, arguments, slots), (*values, *slots.values)


def _resolved(query: Query, deed: Any, structure: tuple[Any, ...], arguments: Any, slots: Slots) -> Query:
    draft = Draft(query, slots)
    deed(draft, *structure, *arguments)
    return draft.frozen()
