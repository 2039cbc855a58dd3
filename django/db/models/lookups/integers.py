"""Lookups on integers: numbers that no integer column can hold, and floats."""

from __future__ import annotations

import math
from typing import Any

from django.db.models.fields.numbers import IntegerField
from django.db.models.lookups.comparison import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.db.models.lowering import kind_of
from django.db.models.memo.keys import nearest_bound
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node

_HIGHEST = 2**63 - 1
#: Some engines have columns for counts that go twice as far.
_HIGHEST_COUNT = 2**64 - 1
_LOWEST = -(2**63)
_COUNTS = frozenset({"PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"})


class IntegerFieldOverflow:
    """A number that no integer column can hold decides the comparison without asking the database.

    Numbers too large for every column never come as a Slot; others are kept apart by the ranges they are in: see
    `memo.keys`. Which of those a column has is for the engine to say.
    """

    below: type[Node] = nodes.Nothing
    above: type[Node] = nodes.Nothing

    def __init__(self, lhs: Any, rhs: Any) -> None:
        # Of texts and floats keys do not tell the sign.
        self.is_integer = isinstance(rhs.value if type(rhs) is Slot else rhs, int)
        super().__init__(lhs, rhs)

    def lower(self) -> Node:
        value = self.rhs.value if type(self.rhs) is Slot else self.rhs
        if not self.is_integer or not isinstance(value, int):
            return super().lower()
        kind, found = kind_of(self.lhs), super().lower()
        # A sum of columns may be larger than any of them.
        of_column = isinstance(found, nodes.Compare) and isinstance(found.left, nodes.Column)
        if value > (_HIGHEST_COUNT if of_column else _HIGHEST):
            return self.above()
        if value < (0 if kind in _COUNTS else _LOWEST):
            return self.below()
        bound = nearest_bound(value)
        if not bound or not of_column:
            return found
        decided = (self.above if bound > 0 else self.below) is nodes.Everything
        return nodes.CompareBeyond(found.operator, found.left, found.right, kind, bound, decided)


class IntegerFieldFloatRounding:
    """`gte` and `lt` with a float: the next integer up means the same."""

    def prepare(self, value: Any) -> Any:
        return super().prepare(math.ceil(value) if isinstance(value, float) else value)

    prepare.keeps_plain = True  # type: ignore[attr-defined]


@IntegerField.register_lookup
class IntegerFieldExact(IntegerFieldOverflow, Exact):
    """Equal."""


@IntegerField.register_lookup
class IntegerGreaterThan(IntegerFieldOverflow, GreaterThan):
    """Greater."""

    below = nodes.Everything


@IntegerField.register_lookup
class IntegerGreaterThanOrEqual(IntegerFieldOverflow, IntegerFieldFloatRounding, GreaterThanOrEqual):
    """Greater or equal."""

    below = nodes.Everything


@IntegerField.register_lookup
class IntegerLessThan(IntegerFieldOverflow, IntegerFieldFloatRounding, LessThan):
    """Less."""

    above = nodes.Everything


@IntegerField.register_lookup
class IntegerLessThanOrEqual(IntegerFieldOverflow, LessThanOrEqual):
    """Less or equal."""

    above = nodes.Everything
