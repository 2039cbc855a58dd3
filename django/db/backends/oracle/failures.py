"""What the server's error numbers mean: some errors are of another class than the driver thinks."""

from __future__ import annotations

import re
from typing import Any

from django.db.errors import (
    DatabaseErrorWrapper,
    DataError,
    Error,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)

_NUMBER = re.compile(r"ORA-0*(\d+)")

#: A transaction was rolled back at its end; what broke it stands behind.
ROLLED_BACK = 2091

#: A table or view is not there.
MISSING_TABLE = 942

_BY_KIND: dict[type[Error], tuple[int, ...]] = {
    IntegrityError: (1, 1400, 1407, 2290, 2291, 2292),
    DataError: (
        910, 932, 1401, 1426, 1438, 1455, 1457, 1476, 1722, 1830, 1839, 1841, 1843, 1847, 1858, 1861, 1873, 6502, 12899,
        22835,
    ),
    OperationalError: (
        18, 28, 54, 60, 600, 1012, 1013, 1033, 1034, 1089, 1109, 1536, 1555, 1652, 1653, 1654, 3113, 3114, 3135, 4020,
        4021, 4031, 8176, 8177, 12153, 12170, 12203, 12500, 12505, 12514, 12541, 12545, 12571, 25402, 25405, 25408,
        25409, 30006,
    ),
    ProgrammingError: (
        900, 903, 904, 905, 906, 907, 911, 913, 917, 918, 920, 921, 923, 925, 933, 936, 937, 942, 947, 955, 957, 960,
        972, 979, 1408, 1418, 1430, 1465, 1789, 2260, 2264, 2275, 2289, 2443,
    ),
    NotSupportedError: (2014, 3001, 30490),
}  # fmt: skip

_KINDS = {number: kind for kind, numbers in _BY_KIND.items() for number in numbers}


def number_of(error: BaseException) -> int | None:
    """Return the number of a driver's error (942 for ORA-00942); None for what is no error of the server."""
    first = error.args[0] if error.args else None
    code = getattr(first, "code", None)
    if isinstance(code, int) and code:
        return code
    found = _NUMBER.search(str(first if first is not None else error))
    return int(found[1]) if found else None


def cause_of(error: BaseException) -> int | None:
    """Return the number of what is behind an error: of a failed commit, what made it fail."""
    number = number_of(error)
    if number != ROLLED_BACK:
        return number
    message = str(error.args[0]) if error.args else str(error)
    further = [int(each) for each in _NUMBER.findall(message) if int(each) != ROLLED_BACK]
    return further[0] if further else number


class ErrorWrapper(DatabaseErrorWrapper):
    """Raises the driver's errors as ours, by their numbers where these are known."""

    def translate(self, error: BaseException) -> Error | None:
        """Return our error for a driver's one, or None if it is not the driver's."""
        drivers_own: Any = getattr(self.wrapper.Database, "Error", None)
        if drivers_own is None or not isinstance(error, drivers_own):
            return None
        kind = _KINDS.get(cause_of(error) or 0)
        return super().translate(error) if kind is None else self._as(kind, error)
