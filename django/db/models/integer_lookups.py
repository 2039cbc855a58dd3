"""Lookups on integers: numbers that no integer column can hold, and floats."""

from __future__ import annotations

import math
from typing import Any

from django.db.models.comparison_lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.db.models.fields.numbers import IntegerField
from django.db.models.lowering import kind_of
from django.db.models.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node

_HIGHEST = 2**63 - 1
_LOWEST = -(2**63)
_COUNTS = frozenset({"PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"})


class IntegerFieldOverflow:
    """A number that no integer column can hold decides the comparison without asking the database.

    Numbers too large for every column never come as a Slot, and negative ones are kept apart from others: see
    `memo_keys`.
    """

    below: type[Node] = nodes.Nothing
    above: type[Node] = nodes.Nothing

    def __init__(self, lhs: Any, rhs: Any) -> None:
        # Of texts and floats keys do not tell the sign.
        self.is_integer = isinstance(rhs.value if type(rhs) is Slot else rhs, int)
        super().__init__(lhs, rhs)

    def lower(self) -> Node:
        value = self.rhs.value if type(self.rhs) is Slot else self.rhs
        if self.is_integer and isinstance(value, int):
            if value > _HIGHEST:
                return self.above()
            if value < (0 if kind_of(self.lhs) in _COUNTS else _LOWEST):
                return self.below()
        return super().lower()


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
