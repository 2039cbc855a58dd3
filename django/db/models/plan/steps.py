"""Refining steps: the same call on the same query is resolved once.

Every Query remembers the steps taken from it: (deed, key of the arguments) leads to the next Query and to what must be
done to the caller's values. A key holds everything that shapes the query, values excepted, so a step that was
taken before is a look-up plus the new values.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from django.db.models.conditions import Q
from django.db.models.memo import keys as memo_keys
from django.db.models.memo.keys import HANDLERS, HELD_BY_ALL, Unkeyable, key_of, key_of_plain, parametrize
from django.db.models.memo.slots import Slots
from django.db.models.plan.draft import Draft
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Query, root_query


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
        return learn(query, values, deed, structure, arguments, key)
    memo.hits += 1
    following, finish = hit
    if not taken:
        return following, values
    return following, (*values, *(taken if finish is None else finish(taken)))


def known(
    query: Query,
    values: tuple[Any, ...],
    deed: Callable[..., None],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    more: tuple[Any, ...] = (),
) -> tuple[Query, tuple[Any, ...]] | None:
    """Return what the step of a deed that takes the condition Q(*args, **kwargs) gave; None if it was not taken yet.

    Args:
        query, values, deed: as of `step()`.
        args, kwargs: of the condition, which is not made for this.
        more: values of the deed's own, behind those of the condition.
    """
    taken: list[Any] = []
    key: list[Any] = [deed]
    try:
        # As in _key_of_call(), which costs a call.
        for argument in args:
            key.append(key_of(argument, taken))
        for name, value in kwargs.items():
            cls = value.__class__
            handler = HANDLERS.get(cls) or memo_keys.handler_for(value)
            if handler is key_of_plain or (cls is int and 0 <= value < HELD_BY_ALL):
                taken.append(value)
                key += (name, cls)
            else:
                key += (name, handler(value, taken))
        hit = query.steps.get(tuple(key))
    except (Unkeyable, TypeError):
        return None
    if hit is None:
        return None
    memo.hits += 1
    following, finish = hit
    return following, (*values, *(taken if finish is None else finish(taken)), *more)


def taken_with_condition(
    query: Query,
    values: tuple[Any, ...],
    deed: Callable[..., None],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> tuple[Query, tuple[Any, ...]]:
    """Return what `known()` will return the next time; the deed is called with (draft, condition)."""
    condition = Q(*args, **kwargs)
    taken: list[Any] = []
    try:
        key = _key_of_call(deed, args, kwargs, taken)
        hash(key)
    except (Unkeyable, TypeError):
        return anew(query, values, deed, (), (condition,))
    return learn(query, values, deed, (), (condition,), key, _order_of_values(args, kwargs))


def taken_with_names(
    query: Query,
    values: tuple[Any, ...],
    deed: Callable[..., None],
    structure: tuple[Any, ...],
    arguments: tuple[Any, ...],
    call: tuple[tuple[Any, ...], dict[str, Any]],
) -> tuple[Query, tuple[Any, ...]]:
    """Return what `known()` will return the next time for a call that is no condition.

    Args:
        query, values, deed, structure, arguments: as of `step()`.
        call: the (args, kwargs) that structure and arguments were made of; the arguments are in the same order.
    """
    try:
        key = _key_of_call(deed, *call, [])
        hash(key)
    except (Unkeyable, TypeError):
        return anew(query, values, deed, structure, arguments)
    return learn(query, values, deed, structure, arguments, key)


def _key_of_call(deed: Any, args: tuple[Any, ...], kwargs: dict[str, Any], taken: list[Any]) -> tuple[Any, ...]:
    """Return the key of Q(*args, **kwargs) for a deed: names in the order they are given in."""
    key: list[Any] = [deed, *[key_of(argument, taken) for argument in args]]
    for name, value in kwargs.items():
        key += (name, key_of(value, taken))
    return tuple(key)


def _order_of_values(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[int]:
    """Return where the values of a Q, which sorts its names, stand among those of the call."""
    places: dict[Any, list[int]] = {}
    count = 0
    for number, (name, value) in enumerate([*enumerate(args), *kwargs.items()]):
        found: list[Any] = []
        key_of(value, found)
        places[(number < len(args), name)] = list(range(count, count + len(found)))
        count += len(found)
    named = sorted(name for is_argument, name in places if not is_argument)
    keys = [*((True, number) for number in range(len(args))), *((False, name) for name in named)]
    return [place for key in keys for place in places[key]]


def learn(
    query: Query,
    values: tuple[Any, ...],
    deed: Any,
    structure: tuple[Any, ...],
    arguments: tuple[Any, ...],
    key: tuple[Any, ...],
    order: list[int] | None = None,
) -> tuple[Query, tuple[Any, ...]]:
    """Take a step that was never taken before, and remember it under `key`.

    Args:
        query, values, deed, structure, arguments: as of `step()`. A deed may take values of its own behind those of
            the arguments; whoever finds the step under its key has to add them.
        order: for each value of the arguments its place among those of the call the key was made of.
    """
    memo.misses += 1
    epoch = memo.epoch
    slots = Slots(len(values))
    placed = [parametrize(argument, slots) for argument in arguments]
    following = _resolved(query, deed, structure, placed, slots)
    prepared = (*values, *slots.values)
    if slots.cacheable:
        slots.shrink()
        following.__dict__["shared"] = query.shared
        following, _ = memo.keep(query.steps, key, (following, _finish(slots.preparations, order)), epoch)
    return following, prepared


def _finish(preparations: list[Any], order: list[int] | None) -> Callable[[list[Any]], Any] | None:
    """Return what makes of the values a call gives those that its query wants; None where they are the same.

    Args:
        preparations: for each value of the query its function, or None.
        order: for each value of the query its place among those of the call, which may have fewer; None: the same.
    """
    in_order = list(range(len(preparations)))
    order = in_order if order is None else order
    if not any(preparations):
        return None if order == in_order[: len(order)] else itemgetter(*order)
    if len(order) == 1:
        only = preparations[0]
        return lambda taken: (only(taken[0]),)
    functions = list(zip(order, preparations, strict=False))
    return lambda taken: [
        taken[place] if prepare is None else prepare(taken[place]) for place, prepare in functions
    ]


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
