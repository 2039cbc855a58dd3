"""The operations of SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3 import conversion
from django.db.backends.sqlite3.compiler import SQLCompiler
from django.db.errors import NotSupportedError

OPERATORS = {
    "exact": "= %s",
    "iexact": "LIKE %s ESCAPE '\\'",
    "contains": "LIKE %s ESCAPE '\\'",
    "icontains": "LIKE %s ESCAPE '\\'",
    "regex": "REGEXP %s",
    "iregex": "REGEXP '(?i)' || %s",
    "gt": "> %s",
    "gte": ">= %s",
    "lt": "< %s",
    "lte": "<= %s",
    "startswith": "LIKE %s ESCAPE '\\'",
    "endswith": "LIKE %s ESCAPE '\\'",
    "istartswith": "LIKE %s ESCAPE '\\'",
    "iendswith": "LIKE %s ESCAPE '\\'",
}


class DatabaseOperations(BaseDatabaseOperations):
    """What SQLite says in its own way."""

    paramstyle: ClassVar[str] = "qmark"
    cast_char_field_without_max_length: ClassVar[str | None] = "text"
    cast_data_types: ClassVar[dict[str, str]] = {"DateField": "TEXT", "DateTimeField": "TEXT"}
    explain_prefix: ClassVar[str | None] = "EXPLAIN QUERY PLAN"
    compiler_class: ClassVar[type] = SQLCompiler

    # Every integer column holds 64 bits; only the names promise less.
    integer_field_ranges: ClassVar[dict[str, tuple[int, int]]] = {
        kind: (max(low, 0) if low >= 0 else -(2**63), 2**63 - 1)
        for kind, (low, _) in BaseDatabaseOperations.integer_field_ranges.items()
    }

    # --- names, literals --------------------------------------------------------------------------------------------

    def quote_name(self, name: str) -> str:
        if name.startswith('"') and name.endswith('"') and len(name) > 1 and '"' not in name[1:-1]:
            return name
        doubled = name.replace('"', '""')
        return f'"{doubled}"'

    def boolean_literal(self, value: bool) -> str:
        return "1" if value else "0"

    # --- values -----------------------------------------------------------------------------------------------------

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        if kind == "DecimalField":
            return conversion.decimal_binder(getattr(field, "max_digits", None), getattr(field, "decimal_places", None))
        return conversion.BINDERS.get(kind)

    def converter(self, kind: str, field: Any = None) -> Callable[[Any], Any] | None:
        if kind == "DateTimeField":
            zone = self.connection.timezone
            return conversion.read_datetime if zone is None else conversion.aware_reader(zone)
        if kind == "DecimalField":
            return conversion.decimal_reader(getattr(field, "decimal_places", None))
        return conversion.CONVERTERS.get(kind)

    def adapt_datetimefield_value(self, value: datetime | None) -> Any:
        return value if hasattr(value, "resolve_expression") else conversion.bind_datetime(value, self.connection)

    def adapt_timefield_value(self, value: time | None) -> Any:
        return value if hasattr(value, "resolve_expression") else conversion.bind_time(value, self.connection)

    def adapt_datefield_value(self, value: date | None) -> Any:
        return conversion.bind_date(value, self.connection)

    # --- dates and times: functions of our own do the work ----------------------------------------------------------

    def _zones(self, tzname: str | None) -> tuple[str | None, str | None]:
        """Return the zone the texts are in and the zone wanted; two None where the project uses no zones."""
        return (self.connection.timezone_name, tzname) if tzname else (None, None)

    def date_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        return f"orm_date_extract(%s, {sql})", (lookup_type.lower(), *params)

    def time_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        return f"orm_time_extract(%s, {sql})", (lookup_type.lower(), *params)

    def datetime_extract_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        return f"orm_datetime_extract(%s, {sql}, %s, %s)", (lookup_type.lower(), *params, *self._zones(tzname))

    def date_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None = None) -> tuple[str, Any]:
        return f"orm_date_trunc(%s, {sql}, %s, %s)", (lookup_type.lower(), *params, *self._zones(tzname))

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None = None) -> tuple[str, Any]:
        return f"orm_time_trunc(%s, {sql}, %s, %s)", (lookup_type.lower(), *params, *self._zones(tzname))

    def datetime_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        return f"orm_datetime_trunc(%s, {sql}, %s, %s)", (lookup_type.lower(), *params, *self._zones(tzname))

    def datetime_cast_date_sql(self, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        return f"orm_date_of({sql}, %s, %s)", (*params, *self._zones(tzname))

    def datetime_cast_time_sql(self, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        return f"orm_time_of({sql}, %s, %s)", (*params, *self._zones(tzname))

    def format_for_duration_arithmetic(self, sql: str) -> str:
        return sql

    def subtract_temporals(self, internal_type: str, lhs: tuple[str, Any], rhs: tuple[str, Any]) -> tuple[str, Any]:
        return f"orm_span({lhs[0]}, {rhs[0]})", (*lhs[1], *rhs[1])

    # --- pieces of queries ------------------------------------------------------------------------------------------

    def combine_expression(self, connector: str, sub_expressions: Sequence[str]) -> str:
        if connector == "^":
            return f"POWER({', '.join(sub_expressions)})"
        if connector == "#":
            return f"orm_bitxor({', '.join(sub_expressions)})"
        return super().combine_expression(connector, sub_expressions)

    def combine_duration_expression(self, connector: str, sub_expressions: Sequence[str]) -> str:
        if connector not in ("+", "-", "*", "/"):
            raise NotSupportedError(f"SQLite has no {connector} between durations.")
        sign = "-" if connector == "-" else ""
        if connector in "+-":
            return f"orm_shift({sub_expressions[0]}, {sign}{sub_expressions[1]})"
        return super().combine_expression(connector, sub_expressions)

    def check_expression_support(self, expression: Any) -> None:
        if not getattr(expression, "contains_aggregate", False):
            return
        sources = expression.get_source_expressions()
        if getattr(expression, "distinct", False) and len([item for item in sources if item is not None]) > 1:
            raise NotSupportedError(
                "SQLite doesn't support DISTINCT on aggregate functions accepting multiple arguments."
            )

    def no_limit_value(self) -> int | str | None:
        return -1

    def pk_default_value(self) -> str:
        return "NULL"

    def insert_statement(self, on_conflict: Any = None) -> str:
        return "INSERT OR IGNORE INTO" if getattr(on_conflict, "name", None) == "IGNORE" else "INSERT INTO"

    def on_conflict_suffix_sql(self, fields: Any, on_conflict: Any, update_fields: Any, unique_fields: Any) -> str:
        if getattr(on_conflict, "name", None) != "UPDATE":
            return ""
        quote = self.quote_name
        changes = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in update_fields)
        return f"ON CONFLICT({', '.join(map(quote, unique_fields))}) DO UPDATE SET {changes}"

    # --- whole databases --------------------------------------------------------------------------------------------

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        if not tables:
            return []
        names = list(dict.fromkeys([*tables, *self._referring(tables)] if allow_cascade else tables))
        keyword = getattr(style, "SQL_KEYWORD", str)
        table = getattr(style, "SQL_TABLE", str)
        statements = [f"{keyword('DELETE')} {keyword('FROM')} {table(self.quote_name(name))};" for name in names]
        if reset_sequences:
            statements += self.sequence_reset_by_name_sql(style, [{"table": name} for name in names])
        return statements

    def _referring(self, tables: Sequence[str]) -> list[str]:
        """Return the tables whose foreign keys lead to `tables`, directly or over others."""
        marks = ", ".join(["(%s)"] * len(tables))
        sql = f"""
            WITH RECURSIVE reached(name) AS (
                VALUES {marks}
                UNION
                SELECT m.name FROM sqlite_master m
                JOIN pragma_foreign_key_list(m.name) k
                JOIN reached r ON lower(k."table") = lower(r.name)
                WHERE m.type = 'table'
            ) SELECT name FROM reached"""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, list(tables))
            return [row[0] for row in cursor.fetchall()]

    def sequence_reset_by_name_sql(self, style: Any, sequences: Sequence[dict[str, str]]) -> list[str]:
        if not sequences:
            return []
        names = ", ".join(self.quote_literal(item["table"]) for item in sequences)
        quote = self.quote_name
        return [f"UPDATE {quote('sqlite_sequence')} SET {quote('seq')} = 0 WHERE {quote('name')} IN ({names});"]
