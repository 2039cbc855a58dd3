"""Mathematical functions."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions.functions import Func
from django.db.models.expressions.values import Constant
from django.db.models.functions.mixins import NumericOutputFieldMixin
from django.db.models.lookups.base import Transform


class Abs(Transform):
    """Absolute value."""

    function = "ABS"
    neutral = "abs"
    lookup_name = "abs"


class ACos(NumericOutputFieldMixin, Transform):
    """Arc cosine."""

    function = "ACOS"
    neutral = "acos"
    lookup_name = "acos"


class ASin(NumericOutputFieldMixin, Transform):
    """Arc sine."""

    function = "ASIN"
    neutral = "asin"
    lookup_name = "asin"


class ATan(NumericOutputFieldMixin, Transform):
    """Arc tangent."""

    function = "ATAN"
    neutral = "atan"
    lookup_name = "atan"


class ATan2(NumericOutputFieldMixin, Func):
    """Arc tangent of a quotient."""

    function = "ATAN2"
    neutral = "atan2"
    arity = 2


class Ceil(Transform):
    """Next integer up."""

    function = "CEILING"
    neutral = "ceiling"
    lookup_name = "ceil"


class Cos(NumericOutputFieldMixin, Transform):
    """Cosine."""

    function = "COS"
    neutral = "cos"
    lookup_name = "cos"


class Cot(NumericOutputFieldMixin, Transform):
    """Cotangent."""

    function = "COT"
    neutral = "cot"
    lookup_name = "cot"


class Degrees(NumericOutputFieldMixin, Transform):
    """Radians as degrees."""

    function = "DEGREES"
    neutral = "degrees"
    lookup_name = "degrees"


class Exp(NumericOutputFieldMixin, Transform):
    """Power of e."""

    function = "EXP"
    neutral = "exp"
    lookup_name = "exp"


class Floor(Transform):
    """Next integer down."""

    function = "FLOOR"
    neutral = "floor"
    lookup_name = "floor"


class Ln(NumericOutputFieldMixin, Transform):
    """Natural logarithm."""

    function = "LN"
    neutral = "ln"
    lookup_name = "ln"


class Log(NumericOutputFieldMixin, Func):
    """Logarithm: `Log(base, x)`."""

    function = "LOG"
    neutral = "log"
    arity = 2


class Mod(NumericOutputFieldMixin, Func):
    """Remainder of a division."""

    function = "MOD"
    neutral = "mod"
    arity = 2


class Pi(NumericOutputFieldMixin, Func):
    """The number pi."""

    function = "PI"
    neutral = "pi"
    arity = 0


class Power(NumericOutputFieldMixin, Func):
    """Power: `Power(base, exponent)`."""

    function = "POWER"
    neutral = "power"
    arity = 2


class Radians(NumericOutputFieldMixin, Transform):
    """Degrees as radians."""

    function = "RADIANS"
    neutral = "radians"
    lookup_name = "radians"


class Random(NumericOutputFieldMixin, Func):
    """A random number from 0 to 1, 1 left out."""

    function = "RANDOM"
    neutral = "random"
    arity = 0

    def get_group_by_cols(self) -> list[Any]:
        return []


class Round(Transform):
    """Rounded to `precision` places after the point."""

    function = "ROUND"
    neutral = "round"
    lookup_name = "round"
    # The precision is an argument of the SQL function, too.
    arity = None

    def __init__(self, expression: Any, precision: Any = 0, **extra: Any) -> None:
        # Not every engine can round to tens: it must see the precision.
        plain = not hasattr(precision, "resolve_expression") and not isinstance(precision, str)
        super().__init__(expression, Constant(precision) if plain else precision, **extra)

    def _resolve_output_field(self) -> Any:
        return self.get_source_expressions()[0].output_field


class Sign(Transform):
    """-1, 0 or 1."""

    function = "SIGN"
    neutral = "sign"
    lookup_name = "sign"


class Sin(NumericOutputFieldMixin, Transform):
    """Sine."""

    function = "SIN"
    neutral = "sin"
    lookup_name = "sin"


class Sqrt(NumericOutputFieldMixin, Transform):
    """Square root."""

    function = "SQRT"
    neutral = "sqrt"
    lookup_name = "sqrt"


class Tan(NumericOutputFieldMixin, Transform):
    """Tangent."""

    function = "TAN"
    neutral = "tan"
    lookup_name = "tan"
