"""The cursors users get, and the face for helpers that third-party engines import from here."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from django.db.backends.identifiers import (
    format_number,
    names_digest,
    split_identifier,
    split_tzname_delta,
    strip_quotes,
    truncate_name,
)
from django.db.backends.typecasts import typecast_date, typecast_time, typecast_timestamp
from django.db.errors import NotSupportedError
from django.utils.regex_helper import _lazy_re_compile

__all__ = [
    "CursorDebugWrapper",
    "CursorWrapper",
    "debug_transaction",
    "format_number",
    "logger",
    "names_digest",
    "split_identifier",
    "split_tzname_delta",
    "strip_quotes",
    "truncate_name",
    "typecast_date",
    "typecast_time",
    "typecast_timestamp",
]

logger = logging.getLogger("django.db.backends")

# Words, or names in quotes, with dots between.
_PROCEDURE = _lazy_re_compile(r'(?:[\w$#]+|"[^"\0]+"|`[^`\0]+`)(?:\.(?:[\w$#]+|"[^"\0]+"|`[^`\0]+`))*')

_READS = frozenset({"SELECT", "PRAGMA", "SHOW", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "VALUES", "BEGIN"})


class CursorWrapper:
    """A driver's cursor that raises our errors, watches the transaction and calls the `execute_wrappers`.

    What it does not define itself is the driver's.
    """

    def __init__(self, cursor: Any, db: Any) -> None:
        self.cursor = cursor
        self.db = db

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.cursor, name)
        return self.db.wrap_database_errors(found) if name.startswith("fetch") or name == "nextset" else found

    def __iter__(self) -> Iterator[Any]:
        with self.db.wrap_database_errors:
            yield from self.cursor

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.close()
        except self.db.Database.Error:
            # The block's own error, or its result, matters more than a cursor that will not close.
            pass

    def callproc(self, procname: str, params: Any = None, kparams: Any = None) -> Any:
        """Call a stored procedure.

        Args:
            procname: its name.
            params: positional parameters.
            kparams: named ones, where the engine knows them.

        Raises:
            NotSupportedError: named parameters, and the engine has none.
            ValueError: the name is none; some drivers write it into their statement as it is.
        """
        if not _PROCEDURE.fullmatch(procname):
            raise ValueError(f"Invalid name of a procedure: {procname!r}. Write a word, or several with dots between.")
        self._warn_if_too_early(stacklevel=4)
        self.db.validate_no_broken_transaction()
        given: tuple[Any, ...]
        if kparams is None:
            given = () if params is None else (params,)
        elif self.db.features.supports_callproc_kwargs:
            given = (params or (), kparams)
        else:
            raise NotSupportedError("Keyword parameters for callproc are not supported on this database backend.")
        with self.db.wrap_database_errors:
            return self.cursor.callproc(procname, *given)

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement with `%s` or `%(name)s` placeholders; without params the text is sent as it is."""
        return self._execute_with_wrappers(sql, params, many=False, executor=self._execute)

    def executemany(self, sql: str, param_list: Any) -> Any:
        """Run one statement once for each item of `param_list`."""
        return self._execute_with_wrappers(sql, param_list, many=True, executor=self._executemany)

    def _execute_with_wrappers(self, sql: str, params: Any, many: bool, executor: Callable[..., Any]) -> Any:
        context = {"connection": self.db, "cursor": self}
        for wrapper in reversed(self.db.execute_wrappers):
            executor = _wrapped(wrapper, executor)
        return executor(sql, params, many, context)

    def _execute(self, sql: str, params: Any, *ignored: Any) -> Any:
        self._before(sql)
        with self.db.wrap_database_errors:
            return self.cursor.execute(sql) if params is None else self.cursor.execute(sql, params)

    def _executemany(self, sql: str, param_list: Any, *ignored: Any) -> Any:
        self._before(sql)
        with self.db.wrap_database_errors:
            return self.cursor.executemany(sql, param_list)

    def _before(self, sql: str) -> None:
        self._warn_if_too_early(stacklevel=8)
        self.db.validate_no_broken_transaction()
        if not self.db.dirty and str(sql).lstrip("( \n\t").partition(" ")[0].upper() not in _READS:
            self.db.dirty = not self.db.autocommit

    def _warn_if_too_early(self, stacklevel: int) -> None:
        if self.db.in_initialisation:
            warnings.warn(
                "Accessing the database during app initialization is discouraged. To fix this warning, avoid executing "
                "queries in AppConfig.ready() or when your app modules are imported.",
                RuntimeWarning,
                stacklevel=stacklevel,
            )


def _wrapped(wrapper: Callable[..., Any], executor: Callable[..., Any]) -> Callable[..., Any]:
    return lambda sql, params, many, context: wrapper(executor, sql, params, many, context)


class CursorDebugWrapper(CursorWrapper):
    """A cursor that also logs what is run, as the `execute_wrappers` have left it, and how long it took."""

    def _execute(self, sql: str, params: Any, *ignored: Any) -> Any:
        with self.debug_sql(sql, params, use_last_executed_query=True):
            return super()._execute(sql, params)

    def _executemany(self, sql: str, param_list: Any, *ignored: Any) -> Any:
        with self.debug_sql(sql, param_list, many=True):
            return super()._executemany(sql, param_list)

    @contextmanager
    def debug_sql(
        self, sql: str | None = None, params: Any = None, use_last_executed_query: bool = False, many: bool = False
    ) -> Iterator[None]:
        """Log what is run inside the block.

        Args:
            sql: the statement.
            params: its parameters.
            use_last_executed_query: log the statement with its parameters filled in.
            many: `params` is one set of parameters per run.
        """
        start = time.monotonic()
        try:
            yield
        finally:
            duration = time.monotonic() - start
            if use_last_executed_query:
                sql = self.db.ops.last_executed_query(self.cursor, sql, params)
            shown = f"{_length(params)} times: {sql}" if many else sql
            _log(self.db, shown, sql, params, duration)


def _length(params: Any) -> Any:
    try:
        return len(params)
    except TypeError:
        return "?"


@contextmanager
def debug_transaction(connection: Any, sql: str) -> Iterator[None]:
    """Log a step of a transaction that the driver makes without a statement of ours (`COMMIT`)."""
    start = time.monotonic()
    try:
        yield
    finally:
        if connection.queries_logged:
            _log(connection, sql, sql, None, time.monotonic() - start)


def _log(connection: Any, shown: Any, sql: Any, params: Any, duration: float) -> None:
    connection.queries_log.append({"sql": shown, "time": f"{duration:.3f}"})
    alias = connection.alias
    logger.debug(
        "(%.3f) %s; args=%s; alias=%s",
        duration,
        sql,
        params,
        alias,
        extra={"duration": duration, "sql": sql, "params": params, "alias": alias},
    )
