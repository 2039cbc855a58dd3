"""Slots: the places of a caller's plain values while a query is resolved for the first time.

The first time a call of some shape is seen, each plain value travels as a Slot. Whoever consumes the value says through
`prepare` what must be done to it; what was said is remembered with the shape, and every later call of that shape runs
the same preparations over its own values without resolving anything again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.query.expressions import Param

#: Of a long value this many items are kept as a sample.
_SAMPLE = 20


class Slots:
    """The slots of one refining step. Changes while that step resolves; not shared afterwards."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.values: list[Any] = []
        self.preparations: list[Callable[[Any], Any] | None] = []
        self.cacheable = True

    def take(self, value: Any) -> Slot:
        """Return a new Slot for `value`, the next in order."""
        self.values.append(value)
        self.preparations.append(None)
        return Slot(self, len(self.values) - 1)

    def shrink(self) -> None:
        """Keep small samples of large values: the shape is remembered for long, what it was learnt from need not be."""
        for position, value in enumerate(self.values):
            if isinstance(value, str | bytes | list | tuple) and len(value) > _SAMPLE:
                self.values[position] = value[:_SAMPLE]
            elif isinstance(value, set | frozenset) and len(value) > _SAMPLE:
                self.values[position] = type(value)(list(value)[:_SAMPLE])

    def extend(self, values: tuple[Any, ...]) -> int:
        """Take values that are prepared already (those of an inner query); return the index of the first."""
        first = self.offset + len(self.values)
        self.values.extend(values)
        self.preparations.extend([None] * len(values))
        return first


class Slot:
    """One caller's value: a sample of it now, and its place among the query's values."""

    __slots__ = ("_slots", "_position")

    def __init__(self, slots: Slots, position: int) -> None:
        self._slots = slots
        self._position = position

    @property
    def value(self) -> Any:
        """The value of the call that is being resolved, as prepared so far."""
        return self._slots.values[self._position]

    @property
    def index(self) -> int:
        """Where the value stands among the values of the whole query."""
        return self._slots.offset + self._position

    def prepare(self, function: Callable[[Any], Any] | None) -> Slot:
        """Apply `function` to this value, and to every later value in this place.

        Args:
            function: pure; depends on the field or lookup only; raises for a value it refuses. None changes nothing.
        """
        if function is None:
            return self
        position, slots = self._position, self._slots
        slots.values[position] = function(slots.values[position])
        before = slots.preparations[position]
        slots.preparations[position] = function if before is None else _chain(before, function)
        return self

    def surrender(self) -> Any:
        """Give the plain value away; the query that is being made can then not be reused for other values."""
        self._slots.cacheable = False
        return self.value

    def param(self, codec: Any, kind: str = "", *, many: bool = False, item: int | None = None) -> Param:
        """Return the node that stands for this value in the tree."""
        return Param(self.index, codec, kind, many, item)

    def __repr__(self) -> str:
        return f"<Slot {self.index}: {self.value!r}>"


def _chain(first: Callable[[Any], Any], second: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: second(first(value))
