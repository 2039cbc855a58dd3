"""How the driver is to fetch: numbers exactly, large objects with their rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.backends.oracle import driver

#: What the driver says of a number that was computed, or whose column has no precision.
_UNKNOWN_SCALE = -127

_LARGE = {driver.CLOB: driver.LONG, driver.NCLOB: driver.LONG_NVARCHAR, driver.BLOB: driver.LONG_RAW}


def exact(text: str) -> Any:
    """Return a number: a whole one as int, any other as Decimal."""
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else number


def output_type_handler(cursor: Any, metadata: Any, *older: Any) -> Any:
    """Return the variable a column is fetched into; None where the driver's own is right.

    Args:
        cursor: the driver's cursor.
        metadata: the column (python-oracledb); its name with cx_Oracle, where type, size, precision and scale follow.
    """
    if older:
        kind, _, precision, scale = older
    else:
        kind, precision, scale = metadata.type_code, metadata.precision, metadata.scale
    if kind in _LARGE:
        return cursor.var(_LARGE[kind], arraysize=cursor.arraysize)
    if kind != driver.NUMBER:
        return None
    if scale == 0 and precision:
        # The driver reads whole numbers as such.
        return None
    if scale == _UNKNOWN_SCALE and precision:
        # A column of floats.
        return None
    if scale and scale > 0:
        return cursor.var(Decimal, arraysize=cursor.arraysize)
    return cursor.var(driver.STRING, size=255, arraysize=cursor.arraysize, outconverter=exact)
