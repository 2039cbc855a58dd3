"""The parts of an engine that keeps to standard SQL and to Python's DB-API, for an engine of one's own to start from.

What an engine must still say is what its driver is, what its columns are called, how it is introspected, and where it
differs. `docs/engines/writing_an_engine.rst` is the way through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.client import BaseDatabaseClient
from django.db.backends.base.compiler import SQLCompiler
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.cursors import PlaceholderCursor
from django.db.backends.base.features import BaseDatabaseFeatures
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class StandardOperations(BaseDatabaseOperations):
    """Names in double quotes, EXTRACT, DATE_TRUNC, AT TIME ZONE, DELETE FROM."""

    compiler_class: ClassVar[type] = SQLCompiler
    #: Part of a date to the words for it in EXTRACT and what is added; a part that is not here goes by its own name.
    date_parts: ClassVar[dict[str, tuple[str, str]]] = {
        "week_day": ("DOW", " + 1"),
        "iso_week_day": ("ISODOW", ""),
        "iso_year": ("ISOYEAR", ""),
    }

    def quote_name(self, name: str) -> str:
        if len(name) > 1 and name[0] == name[-1] == '"' and '"' not in name[1:-1]:
            return name
        doubled = name.replace('"', '""')
        return f'"{doubled}"'

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]

    def in_zone(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        """Return a point in time, kept in UTC without its zone, as local time; None stands for no conversion."""
        if tzname is None:
            return sql, tuple(params)
        return f"({sql} AT TIME ZONE 'UTC' AT TIME ZONE %s)", (*params, tzname)

    def date_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        part, correction = self.date_parts.get(lookup_type, (lookup_type.upper(), ""))
        return f"(EXTRACT({part} FROM {sql}){correction})", params

    def datetime_extract_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        return self.date_extract_sql(lookup_type, *self.in_zone(sql, params, tzname))

    def datetime_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"DATE_TRUNC('{lookup_type}', {sql})", params

    def date_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        sql, params = self.datetime_trunc_sql(lookup_type, sql, params, tzname)
        return f"CAST({sql} AS date)", params

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: Any = None) -> tuple[str, Any]:
        sql, params = self.datetime_trunc_sql(lookup_type, sql, params, tzname)
        return f"CAST({sql} AS time)", params

    def datetime_cast_date_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"CAST({sql} AS date)", params

    def datetime_cast_time_sql(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        sql, params = self.in_zone(sql, params, tzname)
        return f"CAST({sql} AS time)", params

    def format_for_duration_arithmetic(self, sql: str) -> str:
        return sql


class StandardDatabaseWrapper(BaseDatabaseWrapper):
    """A connection through a DB-API driver, its parts those of standard SQL unless an engine names its own."""

    SchemaEditorClass = BaseDatabaseSchemaEditor
    client_class = BaseDatabaseClient
    compiler_class = SQLCompiler
    creation_class = BaseDatabaseCreation
    features_class = BaseDatabaseFeatures
    ops_class = StandardOperations

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that takes `%s`, whatever the driver takes."""
        cursor = self.connection.cursor()
        style = self.ops.paramstyle
        return cursor if style in ("format", "pyformat") else PlaceholderCursor(cursor, style)

    def is_usable(self) -> bool:
        """Tell whether the database answers."""
        try:
            self.connection.cursor().execute(f"SELECT 1{self.features.bare_select_suffix}")
        except self.Database.Error:
            return False
        return True

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors:
            self.connection.autocommit = autocommit
