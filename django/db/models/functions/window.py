"""Window functions."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions.functions import Func
from django.db.models.fields.numbers import FloatField, IntegerField


class CumeDist(Func):
    """Cumulative distribution."""

    function = "CUME_DIST"
    neutral = "cume_dist"
    output_field = FloatField()
    window_compatible = True


class DenseRank(Func):
    """Rank without gaps."""

    function = "DENSE_RANK"
    neutral = "dense_rank"
    output_field = IntegerField()
    window_compatible = True


class FirstValue(Func):
    """The value of the frame's first row."""

    arity = 1
    function = "FIRST_VALUE"
    neutral = "first_value"
    window_compatible = True


class LagLeadFunction(Func):
    """Base of Lag and Lead."""

    window_compatible = True

    def __init__(self, expression: Any, offset: int = 1, default: Any = None, **extra: Any) -> None:
        name = self.__class__.__name__
        if expression is None:
            raise ValueError(f"{name} requires a non-null source expression.")
        if offset is None or offset <= 0:
            raise ValueError(f"{name} requires a positive integer for the offset.")
        rest = () if default is None else (default,)
        super().__init__(expression, offset, *rest, **extra)

    def _resolve_output_field(self) -> Any:
        return self.get_source_expressions()[0].output_field


class Lag(LagLeadFunction):
    """The value `offset` rows before."""

    function = "LAG"
    neutral = "lag"


class LastValue(Func):
    """The value of the frame's last row."""

    arity = 1
    function = "LAST_VALUE"
    neutral = "last_value"
    window_compatible = True


class Lead(LagLeadFunction):
    """The value `offset` rows after."""

    function = "LEAD"
    neutral = "lead"


class NthValue(Func):
    """The value of the frame's `nth` row."""

    function = "NTH_VALUE"
    neutral = "nth_value"
    window_compatible = True

    def __init__(self, expression: Any, nth: int = 1, **extra: Any) -> None:
        name = self.__class__.__name__
        if expression is None:
            raise ValueError(f"{name} requires a non-null source expression.")
        if nth is None or nth <= 0:
            raise ValueError(f"{name} requires a positive integer as for nth.")
        super().__init__(expression, nth, **extra)

    def _resolve_output_field(self) -> Any:
        return self.get_source_expressions()[0].output_field


class Ntile(Func):
    """The number of the bucket, when the rows are dealt into equal buckets."""

    function = "NTILE"
    neutral = "ntile"
    output_field = IntegerField()
    window_compatible = True

    def __init__(self, num_buckets: int = 1, **extra: Any) -> None:
        if num_buckets <= 0:
            raise ValueError("num_buckets must be greater than 0.")
        super().__init__(num_buckets, **extra)


class PercentRank(Func):
    """Rank as a fraction of the rows."""

    function = "PERCENT_RANK"
    neutral = "percent_rank"
    output_field = FloatField()
    window_compatible = True


class Rank(Func):
    """Rank with gaps."""

    function = "RANK"
    neutral = "rank"
    output_field = IntegerField()
    window_compatible = True


class RowNumber(Func):
    """The number of the row."""

    function = "ROW_NUMBER"
    neutral = "row_number"
    output_field = IntegerField()
    window_compatible = True
