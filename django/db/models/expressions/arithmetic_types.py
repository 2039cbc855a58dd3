"""The type of `a + b`: which field two fields give under which connector."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from django.db.models.expressions.combinable import Combinable
from django.db.models.fields.dates import DateField, DateTimeField, DurationField, TimeField
from django.db.models.fields.numbers import DecimalField, FloatField, IntegerField, PositiveIntegerField

NoneType = type(None)

_SIGNED = (Combinable.ADD, Combinable.SUB, Combinable.MUL, Combinable.DIV, Combinable.MOD, Combinable.POW)
_MIXED = (Combinable.ADD, Combinable.SUB, Combinable.MUL, Combinable.DIV, Combinable.MOD)
_BITS = (
    Combinable.BITAND,
    Combinable.BITOR,
    Combinable.BITLEFTSHIFT,
    Combinable.BITRIGHTSHIFT,
    Combinable.BITXOR,
)

#: By connector: (left class, right class, class of the result), the first fitting one wins; see `combined_type`.
_rules: dict[str, list[tuple[type, type, type]]] = {}
_found: dict[tuple[str, type, type], type | None] = {}


def register_combinable_fields(lhs: type, connector: str, rhs: type, result: type) -> None:
    """Say what type an arithmetic expression has.

    Args:
        lhs: the left field class, or `type(None)` for an operand without a type.
        connector: one of the operators of Combinable.
        rhs: the right field class, or `type(None)`.
        result: the field class of the result.
    """
    _rules.setdefault(connector, []).append((lhs, rhs, result))
    _found.clear()


def combined_type(connector: str, lhs: type, rhs: type) -> type | None:
    """Return the field class of `lhs connector rhs`; None if no rule fits."""
    key = (connector, lhs, rhs)
    if key not in _found:
        fitting = (
            result
            for left, right, result in _rules.get(connector, ())
            if issubclass(lhs, left) and issubclass(rhs, right)
        )
        _found[key] = next(fitting, None)
    return _found[key]


def _register(connectors: Iterable[str], lhs: type, rhs: type, result: type) -> None:
    for connector in connectors:
        register_combinable_fields(lhs, connector, rhs, result)


def _register_numbers() -> None:
    # Two counts give a count, except that their difference may be negative.
    counts = [connector for connector in _SIGNED if connector != Combinable.SUB]
    _register(counts, PositiveIntegerField, PositiveIntegerField, PositiveIntegerField)
    for number in (IntegerField, FloatField, DecimalField):
        _register(_SIGNED, number, number, number)
        # NULL, or a value of unknown type, takes on the other's type.
        _register(_SIGNED, number, NoneType, number)
        _register(_SIGNED, NoneType, number, number)
    for wider in (FloatField, DecimalField):
        _register(_MIXED, IntegerField, wider, wider)
        _register(_MIXED, wider, IntegerField, wider)
    _register(_BITS, IntegerField, IntegerField, IntegerField)


def _register_moments() -> None:
    plus, minus = (Combinable.ADD,), (Combinable.SUB,)
    for moment, result in ((DateField, DateTimeField), (DateTimeField, DateTimeField), (TimeField, TimeField)):
        _register(plus, moment, DurationField, result)
        _register(plus, DurationField, moment, result)
        _register(minus, moment, DurationField, result)
    _register((Combinable.ADD, Combinable.SUB), DurationField, DurationField, DurationField)
    for left, right in product((DateField, DateTimeField), repeat=2):
        _register(minus, left, right, DurationField)
    _register(minus, TimeField, TimeField, DurationField)


_register_numbers()
_register_moments()
