"""The driver that is installed: psycopg 3 if it is there, else psycopg2. What programs may take from it, too."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured


class DriverMissing(ImproperlyConfigured, ImportError):
    """No driver is installed. An ImportError, too: programs guard what needs one by that."""


def installed() -> ModuleType:
    """Return the module of ours that stands before the driver.

    Raises:
        DriverMissing: no driver is installed.
    """
    try:
        from django.db.backends.postgresql import driver3  # optional driver

        return driver3
    except ImportError:
        pass
    try:
        from django.db.backends.postgresql import driver2  # optional driver

        return driver2
    except ImportError as error:
        raise DriverMissing(
            "Error loading psycopg2 or psycopg module. Install one of them: pip install 'psycopg[binary]'."
        ) from error


driver: Any = installed()
Database = driver.Database
is_psycopg3: bool = driver.is_psycopg3
errors = driver.errors
sql = driver.sql
#: The classes of cursors: values written into the statement, or sent apart (psycopg 3 only).
Cursor = driver.Cursor
ServerBindingCursor = getattr(driver, "ServerBindingCursor", Cursor)
Jsonb = driver.Jsonb
IsolationLevel = driver.IsolationLevel

# Ranges: the classes of values of range types.
Range = driver.Range
NumericRange = driver.NumericRange
DateRange = driver.DateRange
DateTimeRange = driver.DateTimeRange
DateTimeTZRange = driver.DateTimeTZRange
RANGE_TYPES: tuple[type, ...] = (DateRange, DateTimeRange, DateTimeTZRange, NumericRange)
