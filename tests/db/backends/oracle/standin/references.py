"""References that are checked at the end of a transaction, for a database that can only check them at once.

Such a constraint is not sent: it is kept here, and a session asks at its commit for rows that refer to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_DEFERRED = re.compile(
    r'\s*CONSTRAINT "(?P<name>[^"]+)"\s+(?:FOREIGN KEY \((?P<columns>[^)]*)\)\s+)?'
    r'REFERENCES "(?P<target>[^"]+)" \((?P<keys>[^)]*)\)\s+DEFERRABLE INITIALLY DEFERRED',
    re.IGNORECASE,
)
_TABLE = re.compile(r'\s*(?:CREATE|ALTER) TABLE "([^"]+)"(?: ADD "([^"]+)")?', re.IGNORECASE)
_NOTHING_LEFT = re.compile(r'\s*ALTER TABLE "[^"]+" ADD\s*$', re.IGNORECASE)
_DROPPED = re.compile(r'\s*ALTER TABLE "[^"]+" DROP CONSTRAINT "([^"]+)"', re.IGNORECASE)
_DROPPED_TABLE = re.compile(r'\s*DROP TABLE "([^"]+)"', re.IGNORECASE)
_WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO) "([^"]+)"', re.IGNORECASE)
_NAME = re.compile(r'"([^"]+)"')


class Reference(NamedTuple):
    """A foreign key."""

    name: str
    table: str
    columns: tuple[str, ...]
    target: str
    keys: tuple[str, ...]

    def question(self) -> str:
        """Return a query for a row that refers to nothing."""
        there = " AND ".join(f'K."{column}" IS NOT NULL' for column in self.columns)
        same = " AND ".join(f'U."{key}" = K."{column}"' for key, column in zip(self.keys, self.columns, strict=True))
        return (
            f'SELECT 1 FROM "{self.table}" K WHERE {there} '
            f'AND NOT EXISTS (SELECT 1 FROM "{self.target}" U WHERE {same}) FETCH FIRST 1 ROWS ONLY'
        )


class References:
    """The references of one user's tables."""

    def __init__(self) -> None:
        self._known: dict[str, Reference] = {}

    def taken_out(self, sql: str) -> str:
        """Return a definition without its deferred references, which are noted; empty if nothing is left of it."""
        self._forget(sql)
        dropped = _DROPPED.match(sql)
        if dropped is not None and self._known.pop(dropped[1], None) is not None:
            return ""
        if "INITIALLY DEFERRED" not in sql.upper():
            return sql
        table = _TABLE.match(sql)
        assert table is not None

        def note(found: re.Match[str]) -> str:
            columns = _NAME.findall(found["columns"]) if found["columns"] else [table[2]]
            keys = tuple(_NAME.findall(found["keys"]))
            self._known[found["name"]] = Reference(found["name"], table[1], tuple(columns), found["target"], keys)
            return ""

        left = _DEFERRED.sub(note, sql)
        return "" if _NOTHING_LEFT.match(left) else left

    def _forget(self, sql: str) -> None:
        dropped = _DROPPED_TABLE.match(sql)
        if dropped is not None:
            gone = [each.name for each in self._known.values() if dropped[1] in (each.table, each.target)]
            for name in gone:
                del self._known[name]

    def broken(self, tables: set[str], has_rows: Callable[[str], bool]) -> Iterator[Reference]:
        """Yield the references from or to these tables that a row breaks."""
        for reference in list(self._known.values()):
            if (reference.table in tables or reference.target in tables) and has_rows(reference.question()):
                yield reference


def written_table(sql: str) -> str | None:
    """Return the table that a statement writes to."""
    found = _WRITTEN.match(sql)
    return None if found is None else found[1]
