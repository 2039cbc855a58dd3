"""A stand-in for the driver: it keeps what it is sent, and answers what it was told to.

It knows no SQL. `Server.plant` says what a statement gives; what nobody planted gives no rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import oracledb


class Sent(NamedTuple):
    """A statement that arrived."""

    sql: str
    binds: Any
    sizes: dict[str, Any]


class Answer(NamedTuple):
    """What statements that match get."""

    pattern: re.Pattern[str]
    rows: Sequence[tuple[Any, ...]]
    returned: Sequence[tuple[Any, ...]]
    error: BaseException | None
    rowcount: int


class Problem:
    """What stands in the first argument of the driver's errors."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = message
        self.full_code = f"ORA-{code:05}"

    def __str__(self) -> str:
        return self.message


def error(code: int, kind: type[Exception] = oracledb.DatabaseError, message: str = "it went wrong") -> Exception:
    """An error of the server as the driver raises it."""
    return kind(Problem(code, f"ORA-{code:05}: {message}"))


class Server:
    """Everything that happened, over all connections. Filled by the connections made with it."""

    def __init__(self) -> None:
        self.params: list[dict[str, Any]] = []
        self.connections: list[Connection] = []
        self.sent: list[Sent] = []
        self.events: list[str] = []
        self.answers: list[Answer] = []
        self.version = "19.21.0.0.0"

    def plant(
        self,
        pattern: str,
        rows: Sequence[tuple[Any, ...]] = (),
        *,
        returned: Sequence[tuple[Any, ...]] = (),
        error: BaseException | None = None,
        rowcount: int = 0,
    ) -> None:
        """Say what statements that match `pattern` get; the last one planted counts."""
        self.answers.insert(0, Answer(re.compile(pattern, re.IGNORECASE | re.DOTALL), rows, returned, error, rowcount))

    def connect(self, params: dict[str, Any]) -> Connection:
        """Stand for the driver's `connect`."""
        self.params.append(params)
        connection = Connection(self)
        self.connections.append(connection)
        return connection

    def answer(self, sql: str) -> Answer | None:
        """Return what was planted for a statement."""
        return next((each for each in self.answers if each.pattern.search(sql)), None)

    @property
    def texts(self) -> list[str]:
        """The statements that arrived, those that make a session ready left out."""
        return [each.sql for each in self.sent if not each.sql.startswith("ALTER SESSION")]

    @property
    def last(self) -> Sent:
        """The statement that arrived last."""
        return self.sent[-1]


class Connection:
    """A connection of the driver."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.version = server.version
        self.outputtypehandler: Any = None
        self._autocommit = False
        self.is_closed = False
        self.ping_error: BaseException | None = None
        self.commit_error: BaseException | None = None

    @property
    def autocommit(self) -> bool:
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self.server.events.append(f"autocommit {value}")
        self._autocommit = value

    def cursor(self) -> Cursor:
        return Cursor(self)

    def commit(self) -> None:
        self.server.events.append("commit")
        if self.commit_error is not None:
            raise self.commit_error

    def rollback(self) -> None:
        self.server.events.append("rollback")

    def ping(self) -> None:
        if self.ping_error is not None:
            raise self.ping_error

    def close(self) -> None:
        self.server.events.append("close")
        self.is_closed = True


class Variable:
    """A variable of a cursor."""

    def __init__(self, kind: Any, options: dict[str, Any]) -> None:
        self.kind = kind
        self.options = options
        self.values: Any = []

    def getvalue(self, position: int = 0) -> Any:
        return self.values


class Cursor:
    """A cursor of the driver."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.server = connection.server
        self.arraysize = 1
        self.rowcount = 0
        self.description: Any = None
        self.variables: list[Variable] = []
        self.sizes: dict[str, Any] = {}
        self.rows: list[tuple[Any, ...]] = []

    def var(self, kind: Any, **options: Any) -> Variable:
        variable = Variable(kind, options)
        self.variables.append(variable)
        return variable

    def setinputsizes(self, **sizes: Any) -> None:
        self.sizes = sizes

    def execute(self, sql: str, binds: Any = None) -> Any:
        return self._run(sql, binds)

    def executemany(self, sql: str, rows: Any) -> Any:
        return self._run(sql, rows)

    def _run(self, sql: str, binds: Any) -> Any:
        self.server.sent.append(Sent(sql, binds, self.sizes))
        self.sizes = {}
        answer = self.server.answer(sql)
        if answer is None:
            return None
        if answer.error is not None:
            raise answer.error
        self.rows, self.rowcount = list(answer.rows), answer.rowcount
        for variable, values in zip(self.variables, zip(*answer.returned, strict=True), strict=False):
            variable.values = list(values)
        return self if answer.rows else None

    def callproc(self, name: str, args: Any = (), named: Any = None) -> Any:
        self.server.sent.append(Sent(name, (args, named), {}))
        return args

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchmany(self, size: int) -> Any:
        taken, self.rows = self.rows[:size], self.rows[size:]
        return taken

    def fetchall(self) -> Any:
        taken, self.rows = self.rows, []
        return taken

    def __iter__(self) -> Any:
        return iter(self.fetchall())

    def close(self) -> None:
        self.server.events.append("cursor closed")
