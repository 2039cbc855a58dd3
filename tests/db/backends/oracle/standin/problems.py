"""Errors as python-oracledb raises them."""

from __future__ import annotations

import re

import oracledb

_INTEGRITY = frozenset({1, 1400, 1407, 2290, 2291, 2292})
_OPERATIONAL = frozenset({54, 60, 1012, 1017, 3113, 3114, 12154, 12541, 30006})

#: Not implemented.
CANNOT = 3001


class Problem:
    """What stands in the first argument of the driver's errors."""

    offset = 0
    context = ""
    isrecoverable = False

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.full_code = f"ORA-{code:05}"
        self.message = f"{self.full_code}: {message}"

    def __str__(self) -> str:
        return self.message


def error(code: int, message: str) -> Exception:
    """Return the driver's error for a number of the server."""
    kind = oracledb.DatabaseError
    if code in _INTEGRITY:
        kind = oracledb.IntegrityError
    elif code in _OPERATIONAL:
        kind = oracledb.OperationalError
    return kind(Problem(code, message))


def cannot(what: str) -> Exception:
    """Return the error for what the database behind cannot do, though Oracle can."""
    return error(CANNOT, f"the stand-in cannot: {what}")


def refused(breach: str) -> Exception:
    """Return the error for a statement that the linter objects to, by the number it names."""
    number = re.search(r"ORA-(\d+)", breach)
    return error(int(number[1]) if number else 900, f"refused: {breach}")
