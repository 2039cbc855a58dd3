"""The parts of an engine that keeps to standard SQL and to Python's DB-API, for an engine of one's own to start from.

What an engine must still say is what its driver is, what its columns are called, how it is introspected, and where it
differs. `docs/engines/writing_an_engine.rst` is the way through.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.client import BaseDatabaseClient
from django.db.backends.base.compiler import SQLCompiler
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.cursors import PlaceholderCursor
from django.db.backends.base.datatypes import STANDARD_CHECKS, STANDARD_TYPES
from django.db.backends.base.features import BaseDatabaseFeatures
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.identifiers import split_tzname_delta
from django.utils.functional import cached_property

#: Kinds of field to which types are read back, the likelier first where two have the same type.
PLAIN_KINDS = (
    "IntegerField",
    "BigIntegerField",
    "SmallIntegerField",
    "CharField",
    "TextField",
    "BinaryField",
    "BooleanField",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "DurationField",
    "FloatField",
    "JSONField",
    "TimeField",
    "UUIDField",
)


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

    def no_limit_value(self) -> int | str | None:
        return None

    # --- values: a driver takes and gives Python's own types, but for zones where the engine keeps none ---------------

    def adapt_datefield_value(self, value: Any) -> Any:
        return value

    def adapt_timefield_value(self, value: Any) -> Any:
        return value

    def adapt_decimalfield_value(
        self, value: Any, max_digits: int | None = None, decimal_places: int | None = None
    ) -> Any:
        return value

    def adapt_datetimefield_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not None and not self.connection.features.supports_timezones:
            return value.astimezone(self.connection.timezone).replace(tzinfo=None)
        return value

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        if kind == "DateTimeField" and not self.connection.features.supports_timezones:
            return lambda value, connection: connection.ops.adapt_datetimefield_value(value)
        return None

    def converter(self, kind: str, field: Any = None) -> Callable[[Any], Any] | None:
        zone = self.connection.timezone
        if kind == "DateTimeField" and zone is not None and not self.connection.features.supports_timezones:
            return lambda value: value.replace(tzinfo=zone)
        return None

    # --- whole tables, dates and times --------------------------------------------------------------------------------

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]

    def in_zone(self, sql: str, params: Any, tzname: Any) -> tuple[str, Any]:
        """Return a point in time, kept in UTC without its zone, as local time; None stands for no conversion."""
        if tzname is None:
            return sql, tuple(params)
        sign, offset = split_tzname_delta(tzname)[1:] if isinstance(tzname, str) else (None, None)
        if sign and offset:
            hours, minutes = map(int, offset.split(":"))
            return f"({sql} {sign} INTERVAL '{hours * 60 + minutes}' MINUTE)", tuple(params)
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


class StandardIntrospection(BaseDatabaseIntrospection):
    """Finds the kind of a column by the engine's own `data_types`, the other way round."""

    @cached_property
    def data_types_reverse(self) -> dict[str, str]:
        """Name of a type, in capitals and without its length, to the kind of field that has such columns."""
        types = self.connection.data_types
        return {_name_of_type(types[kind]): kind for kind in reversed(PLAIN_KINDS) if kind in types}

    def get_field_type(self, data_type: Any, description: Any) -> str:
        return self.data_types_reverse[_name_of_type(data_type)]

    def get_relations(self, cursor: Any, table_name: str) -> dict[str, Any]:
        if self.connection.features.supports_foreign_keys:
            found: dict[str, Any] = super().get_relations(cursor, table_name)
            return found
        return {}


def _name_of_type(written: Any) -> str:
    name = written({"max_length": 1}) if callable(written) else str(written)
    return name.partition("(")[0].strip().upper()


class FileDatabaseCreation(BaseDatabaseCreation):
    """Test databases of an engine whose databases are files: made by connecting, removed at the end."""

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = self._get_test_db_name()
        if not keepdb and os.path.exists(name):
            self._ask_to_destroy(name, autoclobber)
            os.remove(name)
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        if os.path.exists(test_database_name):
            os.remove(test_database_name)


class StandardDatabaseWrapper(BaseDatabaseWrapper):
    """A connection through a DB-API driver, its parts those of standard SQL unless an engine names its own."""

    data_types = STANDARD_TYPES
    data_type_check_constraints = STANDARD_CHECKS
    SchemaEditorClass = BaseDatabaseSchemaEditor
    client_class = BaseDatabaseClient
    compiler_class = SQLCompiler
    creation_class = BaseDatabaseCreation
    features_class = BaseDatabaseFeatures
    introspection_class = StandardIntrospection
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
