"""Operations and compiler: where DuckDB's SQL differs from the standard's."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.compiler import SQLCompiler as BaseCompiler
from django.db.backends.base.standard import StandardOperations


class SQLCompiler(BaseCompiler):
    function_names: ClassVar[dict[str, str]] = {"strpos": "INSTR", "ord": "UNICODE"}

    def regex(self, left: str, right: str, ignores_case: bool) -> str:
        return f"REGEXP_MATCHES({left}, {right}, '{'i' if ignores_case else 'c'}')"

    def call_now(self, node: Any) -> str:
        return "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')"

    def temporal_difference(self, node: Any) -> str:
        difference = super().temporal_difference(node)
        return f"TO_DAYS({difference})" if node.left_kind == "DateField" else difference


class DatabaseOperations(StandardOperations):
    paramstyle = "qmark"
    explain_prefix = "EXPLAIN"
    compiler_class = SQLCompiler

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        # DATE_TRUNC takes no time of day, but one of some day.
        return super().time_trunc_sql(lookup_type, f"(DATE '2000-01-01' + {sql})", params, tzname)
