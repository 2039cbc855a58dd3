"""Keeps a test away from the databases it did not ask for.

Connections of the test's own thread get refusals in the place of the methods that lead to the server; connections that
other threads open are met when they are about to be opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["DatabaseGuard", "DatabaseOperationForbidden"]

# Method of a connection -> what it would do, in the words of the message.
GUARDED = {
    "connect": "connections",
    "temporary_connection": "connections",
    "cursor": "queries",
    "chunked_cursor": "queries",
}
_ABSENT = object()


class DatabaseOperationForbidden(AssertionError):
    """A test used a database that is not among its ``databases``."""


class DatabaseGuard:
    """Refuses every alias but the allowed ones between ``start()`` and ``stop()``.

    Changed by these two only. Guards may be nested: each puts back what it found.

    Args:
        allowed: aliases that may be used.
        message: gives the text of a refusal for what was tried and the alias.
    """

    def __init__(self, allowed: frozenset[str], message: Callable[[str, str], str]) -> None:
        self.allowed = allowed
        self.refused: frozenset[str] = frozenset()
        self.message = message
        self._replaced: list[tuple[Any, str, Any]] = []
        self._real_ensure_connection: Any = None

    def start(self) -> None:
        """Put the refusals in place."""
        # Aliases that come into being during the test are the test's own.
        self.refused = frozenset(connections) - self.allowed
        shared = {id(connections[alias]) for alias in self.allowed}
        for alias in self.refused:
            # A mirror is its primary's connection under another name.
            if id(connections[alias]) not in shared:
                for method, operation in GUARDED.items():
                    self._replace(connections[alias], method, self._refusal(alias, operation))
        self._real_ensure_connection = BaseDatabaseWrapper.__dict__["ensure_connection"]
        BaseDatabaseWrapper.ensure_connection = self._watching(self._real_ensure_connection)

    def stop(self) -> None:
        """Take them away again."""
        BaseDatabaseWrapper.ensure_connection = self._real_ensure_connection
        for connection, method, previous in reversed(self._replaced):
            if previous is _ABSENT:
                connection.__dict__.pop(method, None)
            else:
                connection.__dict__[method] = previous
        self._replaced.clear()

    def _replace(self, connection: Any, method: str, refusal: Callable[..., Any]) -> None:
        self._replaced.append((connection, method, connection.__dict__.get(method, _ABSENT)))
        connection.__dict__[method] = refusal

    def _refusal(self, alias: str, operation: str) -> Callable[..., Any]:
        def refused(*args: Any, **kwargs: Any) -> Any:
            raise DatabaseOperationForbidden(self.message(operation, alias))

        return refused

    def _watching(self, ensure_connection: Any) -> Any:
        def watched(connection: Any, *args: Any, **kwargs: Any) -> Any:
            if connection.connection is None and connection.alias in self.refused:
                raise DatabaseOperationForbidden(self.message("threaded connections", connection.alias))
            return ensure_connection(connection, *args, **kwargs)

        return watched
