"""Text forms of numbers and durations which engines without a type of their own keep."""

from __future__ import annotations

from datetime import timedelta
from decimal import Context, Decimal
from typing import Any

MICROSECOND = timedelta(microseconds=1)


def duration_microseconds(value: timedelta) -> int:
    """Return a duration as a whole number of microseconds."""
    return value // MICROSECOND


def format_decimal(value: Any, max_digits: int | None, decimal_places: int | None) -> str | None:
    """Return a decimal number as text without an exponent, rounded to its column's places.

    Raises:
        decimal.InvalidOperation: it has more digits than the column.
    """
    if value is None:
        return None
    number = value if isinstance(value, Decimal) else Decimal(value)
    if decimal_places is not None:
        context = Context(prec=max_digits) if max_digits else None
        number = number.quantize(Decimal(1).scaleb(-decimal_places), context=context)
    elif max_digits is not None:
        number = Context(prec=max_digits).plus(number)
    return f"{number:f}"
