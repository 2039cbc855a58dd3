"""Operations and compiler: where DuckDB's SQL differs from the standard's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db.backends.base.compiler import SQLCompiler as BaseCompiler
from django.db.backends.base.standard import StandardOperations


class SQLCompiler(BaseCompiler):
    function_names: ClassVar[dict[str, str]] = {"strpos": "INSTR", "ord": "UNICODE"}

    def regex(self, left: str, right: str, ignores_case: bool) -> str:
        return f"REGEXP_MATCHES({left}, {right}{', ' + repr('i') if ignores_case else ''})"


def _bind_datetime(value: Any, connection: Any) -> Any:
    """A point in time is kept in the connection's zone, without it."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(connection.timezone or UTC).replace(tzinfo=None)
    return value


class DatabaseOperations(StandardOperations):
    paramstyle = "qmark"
    explain_prefix = "EXPLAIN"
    compiler_class = SQLCompiler

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        return _bind_datetime if kind == "DateTimeField" else None

    def converter(self, kind: str, field: Any = None) -> Callable[[Any], Any] | None:
        zone = self.connection.timezone
        if kind != "DateTimeField" or zone is None:
            return None
        return lambda value: value.replace(tzinfo=zone)
