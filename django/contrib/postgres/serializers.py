"""How values of range types are written into a migration: as the call that makes them."""

from __future__ import annotations

from typing import Any


class RangeSerializer:
    """Writes one range of the driver.

    Args:
        value: the range.
    """

    def __init__(self, value: Any) -> None:
        self.value = value

    def serialize(self) -> tuple[str, set[str]]:
        """Return the expression and the import lines it needs."""
        module = self.value.__class__.__module__
        # Ranges of psycopg2 live in a module that is private to it.
        module = "psycopg2.extras" if module == "psycopg2._range" else module
        return f"{module}.{self.value!r}", {f"import {module}"}
