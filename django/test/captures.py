"""Catch what a block does: its queries, what it writes to the standard streams, its warnings."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.test.contexts import TestContextDecorator

__all__ = [
    "CaptureQueriesContext",
    "captured_output",
    "captured_stderr",
    "captured_stdin",
    "captured_stdout",
    "ignore_warnings",
]


class CaptureQueriesContext:
    """The queries that one connection runs inside the block.

    ``len()``, iteration and indexing work inside the block and after it; each query is a dict with ``sql`` and
    ``time`` (seconds, as text).

    Args:
        connection: ``connections[alias]``; only its queries are seen.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.initial_queries = 0
        self.final_queries: int | None = None

    @property
    def captured_queries(self) -> list[dict[str, str]]:
        """The queries caught so far."""
        return self.connection.queries[self.initial_queries : self.final_queries]

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self.captured_queries)

    def __getitem__(self, index: Any) -> Any:
        return self.captured_queries[index]

    def __len__(self) -> int:
        return len(self.captured_queries)

    def __enter__(self) -> CaptureQueriesContext:
        self.old_force_debug_cursor = self.connection.force_debug_cursor
        self.connection.force_debug_cursor = True
        # What opening the connection costs is not the block's doing.
        self.connection.ensure_connection()
        self.initial_queries = len(self.connection.queries_log)
        self.final_queries = None
        return self

    def __exit__(self, exc_type: Any, exc: Any, traceback: Any) -> None:
        self.connection.force_debug_cursor = self.old_force_debug_cursor
        if exc_type is None:
            self.final_queries = len(self.connection.queries_log)


class ignore_warnings(TestContextDecorator):
    """Silence warnings inside; the arguments are those of ``warnings.filterwarnings`` after the action."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__()
        self.ignore_kwargs = kwargs
        # A message or module is a pattern, and only filterwarnings knows patterns.
        patterned = "message" in kwargs or "module" in kwargs
        self.filter_func = warnings.filterwarnings if patterned else warnings.simplefilter

    def enable(self) -> None:
        """Add the filter."""
        self.catch_warnings = warnings.catch_warnings()
        self.catch_warnings.__enter__()
        self.filter_func("ignore", **self.ignore_kwargs)

    def disable(self) -> None:
        """Bring the old filters back."""
        self.catch_warnings.__exit__(*sys.exc_info())


@contextmanager
def captured_output(stream_name: str) -> Iterator[io.StringIO]:
    """Put a ``StringIO`` in the place of ``sys.stdout``, ``sys.stderr`` or ``sys.stdin``."""
    real = getattr(sys, stream_name)
    stand_in = io.StringIO()
    setattr(sys, stream_name, stand_in)
    try:
        yield stand_in
    finally:
        setattr(sys, stream_name, real)


def captured_stdout() -> AbstractContextManager[io.StringIO]:
    """Catch what is printed."""
    return captured_output("stdout")


def captured_stderr() -> AbstractContextManager[io.StringIO]:
    """Catch what is written to standard error."""
    return captured_output("stderr")


def captured_stdin() -> AbstractContextManager[io.StringIO]:
    """Stand in for standard input: write to what is given, ``seek(0)``, and it will be read."""
    return captured_output("stdin")


class ContextList(list[Any]):
    """A list of dicts that is asked like one: ``found["name"]`` is the first dict's that has it."""

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        for each in self:
            if key in each:
                return each[key]
        raise KeyError(key)

    def get(self, key: str, default: Any = None) -> Any:
        """What ``self[key]`` gives, or the default."""
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: object) -> bool:
        return any(key in each for each in self)

    def keys(self) -> set[str]:
        """All names of all dicts."""
        return {key for each in self for key in each}


def describe_queries(queries: list[dict[str, str]]) -> str:
    """Number the statements of captured queries, one a line."""
    return "\n".join(f"{number}. {query['sql']}" for number, query in enumerate(queries, start=1))


