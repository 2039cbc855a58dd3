"""Lookups on integers: numbers that no integer column can hold, and floats."""

from __future__ import annotations

import math
from typing import Any

from django.db.models.comparison_lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.db.models.fields.numbers import IntegerField
from django.db.query import expressions as nodes
from django.db.query.node import Node

_HIGHEST = 2**63 - 1
_LOWEST = -(2**63)


class IntegerFieldOverflow:
    """A number that no integer column can hold decides the comparison without asking the database.

    Such numbers never come as a Slot: see `memo_keys`.
    """

    below: type[Node] = nodes.Nothing
    above: type[Node] = nodes.Nothing

    def lower(self) -> Node:
        if isinstance(self.rhs, int):
            if self.rhs > _HIGHEST:
                return self.above()
            if self.rhs < _LOWEST:
                return self.below()
        return super().lower()


class IntegerFieldFloatRounding:
    """`gte` and `lt` with a float: the next integer up means the same."""

    def prepare(self, value: Any) -> Any:
        return super().prepare(math.ceil(value) if isinstance(value, float) else value)


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
