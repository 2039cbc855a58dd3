"""Statistics of pairs: `y`, which depends, and `x`, on which it depends. Pairs with a NULL are left out."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, FloatField, IntegerField

__all__ = [
    "Corr",
    "CovarPop",
    "RegrAvgX",
    "RegrAvgY",
    "RegrCount",
    "RegrIntercept",
    "RegrR2",
    "RegrSXX",
    "RegrSXY",
    "RegrSYY",
    "RegrSlope",
    "StatAggregate",
]


class StatAggregate(Aggregate):
    """Base of statistics of pairs.

    Args:
        y: what depends.
        x: on what it depends.

    Raises:
        ValueError: one of them is missing.
    """

    output_field: Any = FloatField()

    def __init__(self, y: Any, x: Any, output_field: Any = None, filter: Any = None, default: Any = None) -> None:
        if not x or not y:
            raise ValueError("Both y and x must be provided.")
        options = {} if output_field is None else {"output_field": output_field}
        super().__init__(y, x, filter=filter, default=default, **options)


class Corr(StatAggregate):
    """Correlation coefficient."""

    function = "CORR"


class CovarPop(StatAggregate):
    """Covariance of the rows or, with `sample`, of the whole they are a sample of."""

    def __init__(self, y: Any, x: Any, sample: bool = False, filter: Any = None, default: Any = None) -> None:
        self.function = "COVAR_SAMP" if sample else "COVAR_POP"
        super().__init__(y, x, filter=filter, default=default)


class RegrAvgX(StatAggregate):
    """Mean of `x`."""

    function = "REGR_AVGX"


class RegrAvgY(StatAggregate):
    """Mean of `y`."""

    function = "REGR_AVGY"


class RegrCount(StatAggregate):
    """Number of pairs without NULL."""

    function = "REGR_COUNT"
    output_field = IntegerField()
    empty_result_set_value = 0


class RegrIntercept(StatAggregate):
    """Where the least-squares line meets the y axis."""

    function = "REGR_INTERCEPT"


class RegrR2(StatAggregate):
    """Square of the correlation coefficient."""

    function = "REGR_R2"


class RegrSlope(StatAggregate):
    """Slope of the least-squares line."""

    function = "REGR_SLOPE"


class RegrSXX(StatAggregate):
    """Sum of squares of the independent variable."""

    function = "REGR_SXX"


class RegrSXY(StatAggregate):
    """Sum of products of both variables."""

    function = "REGR_SXY"


class RegrSYY(StatAggregate):
    """Sum of squares of the dependent variable."""

    function = "REGR_SYY"
