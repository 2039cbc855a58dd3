"""Connections and cursors of the driver, over any database that runs statements; see `h2`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import oracledb

from tests.db.backends.oracle.linter.report import Breach, Findings
from tests.db.backends.oracle.linter.rules import lint
from tests.db.backends.oracle.linter.tree import Group, split
from tests.db.backends.oracle.linter.vocabulary import LARGE_TYPES
from tests.db.backends.oracle.standin import problems


class Column(NamedTuple):
    """A column of a result, as the driver tells a type handler."""

    name: str
    type_code: Any
    precision: int | None = None
    scale: int | None = None


class Result(NamedTuple):
    """What a statement gave: numbers as Decimals, all other values as Python's."""

    columns: list[Column]
    rows: Iterator[tuple[Any, ...]]
    rowcount: int


class Session(Protocol):
    """A session of the database behind."""

    def run(self, sql: str, binds: Mapping[str, Any]) -> Result:
        """Run a statement of Oracle's; RETURNING ... INTO gives rows."""

    def set_autocommit(self, autocommit: bool) -> None: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...


class Connection:
    """A connection of the driver."""

    version = "19.21.0.0.0"
    stmtcachesize = 20

    def __init__(self, session: Session, large: dict[str, frozenset[str]]) -> None:
        self.session = session
        #: Table to its LOB columns; shared by all connections of a user.
        self.large = large
        self.outputtypehandler: Any = None
        self._autocommit = False
        self._is_closed = False

    @property
    def autocommit(self) -> bool:
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self._alive()
        self._autocommit = bool(value)
        self.session.set_autocommit(self._autocommit)

    def _alive(self) -> None:
        if self._is_closed:
            raise oracledb.InterfaceError("DPY-1001: not connected to database")

    def cursor(self) -> Cursor:
        self._alive()
        return Cursor(self)

    def commit(self) -> None:
        self._alive()
        self.session.commit()

    def rollback(self) -> None:
        self._alive()
        self.session.rollback()

    def ping(self) -> None:
        self._alive()

    def close(self) -> None:
        self._alive()
        self._is_closed = True
        self.session.close()

    def note_large(self, sql: str) -> None:
        """Remember which columns of a new table are LOBs."""
        items = Findings(sql).items
        if (
            len(items) < 4
            or [item.word for item in items[:2]] != ["CREATE", "TABLE"]
            or not isinstance(items[3], Group)
        ):
            return
        columns = [part for part in split(items[3].items, ",") if len(part) > 1]
        self.large[items[2].name] = frozenset(part[0].name for part in columns if part[1].word in LARGE_TYPES)


class Variable:
    """A variable: what RETURNING fills, or what a column is fetched into."""

    def __init__(self, kind: Any, outconverter: Any = None) -> None:
        self.kind = kind
        self.outconverter = outconverter
        self.values: list[Any] = []

    def getvalue(self, position: int = 0) -> Any:
        return self.values

    def fetched(self, value: Any) -> Any:
        """Return a value as this variable gives it."""
        if value is None:
            return None
        if isinstance(value, Decimal):
            if self.kind in (oracledb.DB_TYPE_VARCHAR, str):
                value = f"{value:f}"
            elif self.kind is not Decimal:
                value = _number(value)
        return value if self.outconverter is None else self.outconverter(value)


class Cursor:
    """A cursor of the driver."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.arraysize = 100
        self.rowcount = 0
        self.description: list[tuple[Any, ...]] | None = None
        self._rows: Iterator[tuple[Any, ...]] = iter(())
        self._is_closed = False

    def var(self, kind: Any, size: int = 0, arraysize: int = 1, outconverter: Any = None) -> Variable:
        return Variable(kind, outconverter)

    def setinputsizes(self, *positions: Any, **sizes: Any) -> None:
        """Types are told by the values here."""

    def execute(self, sql: str, binds: Any = None) -> Any:
        """Check and run one statement."""
        if self._is_closed:
            raise oracledb.InterfaceError("DPY-1006: cursor is not open")
        values = dict(binds) if isinstance(binds, Mapping) else {}
        self._refuse(sql, values)
        outputs = [value for value in values.values() if isinstance(value, Variable)]
        result = self.connection.session.run(sql, values)
        self.connection.note_large(sql)
        self.rowcount = result.rowcount
        if outputs:
            self._fill(outputs, result)
            return None
        self.description = [(column.name, column.type_code, None, None, *column[2:], True) for column in result.columns]
        if not result.columns:
            self.description = None
            return None
        self._rows = self._fetched(result)
        return self

    def _refuse(self, sql: str, values: dict[str, Any]) -> None:
        breaches = list(_breaches(sql, tuple(self.connection.large.items())))
        breaches += [each for each in lint(sql, binds=values) if each.rule.startswith("bind")] if values else []
        if breaches:
            raise problems.refused(str(breaches[0]))

    def _fill(self, outputs: list[Variable], result: Result) -> None:
        rows = list(result.rows)
        for place, variable in enumerate(outputs):
            variable.values = [variable.fetched(row[place]) for row in rows]
        self.rowcount = len(rows)

    def _fetched(self, result: Result) -> Iterator[tuple[Any, ...]]:
        handler = self.connection.outputtypehandler
        converters = []
        for column in result.columns:
            variable = handler(self, column) if handler is not None else None
            converters.append(_usual(column) if variable is None else variable.fetched)
        for row in result.rows:
            yield tuple([convert(value) for convert, value in zip(converters, row, strict=True)])

    def executemany(self, sql: str, rows: Iterable[Any]) -> Any:
        """Run one statement for each item."""
        total = 0
        for row in rows:
            self.execute(sql, row)
            total += self.rowcount
        self.rowcount = total
        return None

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        size = self.arraysize if size is None else size
        return [row for row, _ in zip(self._rows, range(size), strict=False)] if size else []

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def close(self) -> None:
        if self._is_closed:
            raise oracledb.InterfaceError("DPY-1006: cursor is not open")
        self._is_closed = True
        self._rows = iter(())


@lru_cache(maxsize=4096)
def _breaches(sql: str, large: tuple[tuple[str, frozenset[str]], ...]) -> tuple[Breach, ...]:
    return tuple(lint(sql, large=dict(large)))


def _number(value: Decimal) -> Any:
    return int(value) if value == value.to_integral_value() else float(value)


def _usual(column: Column) -> Any:
    """Return how the driver reads a column that no handler wants."""
    if column.type_code == oracledb.DB_TYPE_NUMBER:
        if column.scale == 0 and column.precision:
            return lambda value: None if value is None else int(value)
        return lambda value: None if value is None else float(value)
    return lambda value: value
