"""The short way of psycopg 3: statements sent over the connection itself, with their values written into them.

It waits as the driver's cursors do, so it is interrupted, shared by threads and told notifications as they are. What a
cursor adds is most of a small query: its own generators, the search for placeholders, a description of the result.
"""

from __future__ import annotations

from typing import Any

from psycopg import InternalError, errors
from psycopg.adapt import Transformer
from psycopg.generators import execute
from psycopg.pq import ExecStatus, PipelineStatus, TransactionStatus

from django.db.backends.base.direct import Direct as BaseDirect
from django.db.backends.base.direct import Outcome

_ROWS, _DONE, _FAILED = int(ExecStatus.TUPLES_OK), int(ExecStatus.COMMAND_OK), int(ExecStatus.FATAL_ERROR)
_OFF = int(PipelineStatus.OFF)
_IDLE, _IN_TRANSACTION = int(TransactionStatus.IDLE), int(TransactionStatus.INTRANS)


class Direct(BaseDirect):
    """Sends statements over a connection of psycopg 3."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._server = connection.pgconn

    def is_free(self) -> Any:
        """Tell whether the connection is sound, and needs no BEGIN before a statement."""
        server = self._server
        status = server.transaction_status
        if server.pipeline_status != _OFF:
            return False
        return status == _IN_TRANSACTION or (status == _IDLE and self.connection.autocommit)

    def fetch(self, sql: str, params: Any) -> Any:
        """Run a statement and return its rows."""
        # As for a cursor, a new one each time: what it knows of types may have changed since.
        transformer = Transformer(self.connection)
        result = self._run(transformer, sql, params)
        if result.status != _ROWS:
            return []
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)

    def execute(self, sql: str, params: Any) -> Outcome:
        """Run a statement and return what came of it."""
        transformer = Transformer(self.connection)
        result = self._run(transformer, sql, params)
        if result.status != _ROWS:
            count = result.command_tuples
            return Outcome([], -1 if count is None else count)
        transformer.set_pgresult(result)
        rows = transformer.load_rows(0, result.ntuples, tuple)
        return Outcome(rows, len(rows))

    def write(self, sql: str, params: Any) -> int:
        """Run a statement and return how many rows it touched."""
        result = self._run(Transformer(self.connection), sql, params)
        count = result.command_tuples
        return -1 if count is None else count

    def _run(self, transformer: Any, sql: str, params: Any) -> Any:
        """Send a statement and return the driver's result.

        Raises:
            psycopg.Error: what the server says.
        """
        text = sql.encode(transformer.encoding)
        if params is not None:
            write = transformer.as_literal
            text %= tuple([b"NULL" if value is None else write(value) for value in params])
        connection = self.connection
        with connection.lock:
            self._server.send_query(text)
            results = connection.wait(execute(self._server))
        for result in results:
            if result.status != _ROWS and result.status != _DONE:
                raise self._error(result, transformer.encoding)
        return results[0]

    def _error(self, result: Any, encoding: str) -> Exception:
        if result.status == _FAILED:
            return errors.error_from_result(result, encoding=encoding)
        return InternalError(f"unexpected result status from query: {ExecStatus(result.status).name}")
