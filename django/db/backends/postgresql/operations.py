"""The operations of PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

from django.db.backends.postgresql.arrays import is_usual
from django.db.backends.postgresql.compiler import SQLCompiler
from django.db.backends.postgresql.dates import DateOperations
from django.db.backends.postgresql.psycopg_any import Database, Jsonb, driver
from django.db.errors import NotSupportedError

_TEXT_LOOKUPS = frozenset(
    "iexact contains icontains startswith istartswith endswith iendswith regex iregex".split()
)
_ADDRESSES = ("GenericIPAddressField", "IPAddressField")


@lru_cache(maxsize=64)
def dumper(encoder: Any) -> Callable[[Any], str] | None:
    """Return what writes documents; the same for the same encoder, so that the driver can remember it, too."""
    if encoder is None:
        return None
    import json  # cost: documents with an encoder of their own are rare

    return lambda value: json.dumps(value, cls=encoder)


class DatabaseOperations(DateOperations):
    """What PostgreSQL says in its own way."""

    cast_data_types: ClassVar[dict[str, str]] = {
        "AutoField": "integer",
        "BigAutoField": "bigint",
        "SmallAutoField": "smallint",
    }
    cast_char_field_without_max_length: ClassVar[str | None] = "varchar"
    explain_prefix: ClassVar[str | None] = "EXPLAIN"
    explain_options = frozenset(
        "ANALYZE BUFFERS COSTS GENERIC_PLAN MEMORY SERIALIZE SETTINGS SUMMARY TIMING VERBOSE WAL".split()
    )
    compiler_class: ClassVar[type] = SQLCompiler

    def quote_name(self, name: str) -> str:
        if name.startswith('"') and name.endswith('"') and len(name) > 1 and '"' not in name[1:-1]:
            return name
        doubled = name.replace('"', '""')
        return f'"{doubled}"'

    def max_name_length(self) -> int | None:
        return 63

    # --- values -----------------------------------------------------------------------------------------------------

    def quote_literal(self, value: Any) -> str:
        if value is None or isinstance(value, bool | int | Decimal):
            return super().quote_literal(value)
        if isinstance(value, bytes | bytearray | memoryview):
            return self.binary_literal(bytes(value))
        if isinstance(value, str):
            return self.text_literal(value)
        try:
            return str(driver.literal(value, self.connection.connection))
        except Database.Error as error:
            raise ValueError(f"Cannot quote parameter value {value!r} of type {type(value)}") from error

    def text_literal(self, value: str) -> str:
        text = super().text_literal(value)
        escaped = text.replace("\\", "\\\\")
        return f"E{escaped}" if "\\" in text else text

    def binary_literal(self, value: bytes) -> str:
        return f"'\\x{value.hex()}'::bytea"

    def number_literal(self, value: float | Decimal) -> str:
        try:
            return super().number_literal(value)
        except ValueError:
            # Here not-a-number and infinity are numbers.
            return f"'{value}'::numeric"

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        return _bind_address if kind in _ADDRESSES else None

    def adapt_datefield_value(self, value: date | None) -> Any:
        return value

    def adapt_datetimefield_value(self, value: datetime | None) -> Any:
        return value

    def adapt_timefield_value(self, value: time | None) -> Any:
        return value

    def adapt_decimalfield_value(
        self, value: Decimal | None, max_digits: int | None = None, decimal_places: int | None = None
    ) -> Any:
        return value

    def adapt_ipaddressfield_value(self, value: str | None) -> Any:
        return driver.address(value) if value else None

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        return Jsonb(value, dumps=dumper(encoder))

    def convert_durationfield_value(self, value: Any, expression: Any, connection: Any) -> timedelta | None:
        converted: timedelta | None = value
        return converted

    # --- pieces of queries ------------------------------------------------------------------------------------------

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        if lookup_type not in _TEXT_LOOKUPS:
            return "%s"
        text = "HOST(%s)" if internal_type in _ADDRESSES else "%s::text"
        return f"UPPER({text})" if lookup_type in ("iexact", "icontains", "istartswith", "iendswith") else text

    def regex_lookup(self, lookup_type: str) -> str:
        return f"%s {'~' if lookup_type == 'regex' else '~*'} %s"

    def unification_cast_sql(self, output_field: Any) -> str:
        kind = output_field.get_internal_type()
        if kind in (*_ADDRESSES, "TimeField", "UUIDField"):
            return f"CAST(%s AS {output_field.db_type(self.connection).split('(')[0]})"
        return "%s"

    def prep_for_iexact_query(self, x: Any) -> Any:
        """Return the text as it is: it is compared, not matched."""
        return x

    def distinct_sql(self, fields: Sequence[str], params: Any) -> tuple[list[str], list[Any]]:
        if not fields:
            return ["DISTINCT"], []
        return [f"DISTINCT ON ({', '.join(fields)})"], [param for group in params for param in group]

    def no_limit_value(self) -> int | str | None:
        """Return nothing: OFFSET may stand alone."""
        return None

    def deferrable_sql(self) -> str:
        return " DEFERRABLE INITIALLY DEFERRED"

    def inserts_lists(self, fields: Sequence[Any]) -> bool:
        return all(is_usual(field.kind, field.db_type(self.connection)) for field in fields)

    def bulk_batch_size(self, fields: Sequence[Any], objs: Sequence[Any]) -> int:
        # Values that are written into the statement are not counted by the protocol.
        apart = self.connection.features.uses_server_side_binding
        return super().bulk_batch_size(fields, objs) if apart else len(objs)

    def insert_statement(self, on_conflict: Any = None) -> str:
        return "INSERT INTO"

    def on_conflict_suffix_sql(self, fields: Any, on_conflict: Any, update_fields: Any, unique_fields: Any) -> str:
        deed = getattr(on_conflict, "name", None)
        if deed == "IGNORE":
            return "ON CONFLICT DO NOTHING"
        if deed != "UPDATE":
            return ""
        quote = self.quote_name
        changes = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in update_fields)
        return f"ON CONFLICT({', '.join(map(quote, unique_fields))}) DO UPDATE SET {changes}"

    def window_frame_range_start_end(self, start: int | None = None, end: int | None = None) -> tuple[str, str]:
        if (start is not None and start < 0) or (end is not None and end > 0):
            # Checks the values first, for their own messages.
            self.window_frame_rows_start_end(start, end)
            raise NotSupportedError("PostgreSQL only supports UNBOUNDED together with PRECEDING and FOLLOWING.")
        return super().window_frame_range_start_end(start, end)

    # --- whole databases --------------------------------------------------------------------------------------------

    def set_time_zone_sql(self) -> str:
        return "SELECT set_config('TimeZone', %s, false)"

    def prepare_sql_script(self, sql: str) -> list[str]:
        # The server takes a script as it is.
        return [sql]

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        if not tables:
            return []
        keyword, table = getattr(style, "SQL_KEYWORD", str), getattr(style, "SQL_FIELD", str)
        names = ", ".join(table(self.quote_name(name)) for name in tables)
        words = [keyword("TRUNCATE"), names]
        if reset_sequences:
            words.append(keyword("RESTART IDENTITY"))
        if allow_cascade:
            words.append(keyword("CASCADE"))
        return [" ".join(words) + ";"]

    def _sequence(self, table: str, column: str) -> str:
        """Return the expression that finds the sequence of a column."""
        return f"pg_get_serial_sequence({self.quote_literal(self.quote_name(table))}, {self.quote_literal(column)})"

    def sequence_reset_by_name_sql(self, style: Any, sequences: Sequence[dict[str, str]]) -> list[str]:
        # A table without one gives NULL, which is no sequence to set.
        keyword = getattr(style, "SQL_KEYWORD", str)
        return [
            f"{keyword('SELECT')} setval({self._sequence(item['table'], item['column'] or 'id')}, 1, false);"
            for item in sequences
        ]

    def sequence_reset_sql(self, style: Any, model_list: Sequence[Any]) -> list[str]:
        keyword, quote = getattr(style, "SQL_KEYWORD", str), self.quote_name
        statements = []
        for model in model_list:
            table = model._meta.db_table
            for field in model._meta.local_fields:
                if field.get_internal_type() in ("AutoField", "BigAutoField", "SmallAutoField"):
                    column = quote(field.column)
                    statements.append(
                        f"{keyword('SELECT')} setval({self._sequence(table, field.column)}, "
                        f"coalesce(max({column}), 1), max({column}) {keyword('IS NOT')} null) "
                        f"{keyword('FROM')} {quote(table)};"
                    )
                    break
        return statements

    def tablespace_sql(self, tablespace: str, inline: bool = False) -> str:
        return f"{'USING INDEX ' if inline else ''}TABLESPACE {self.quote_name(tablespace)}"

    def explain_query_prefix(self, format: str | None = None, **options: Any) -> str:
        given = {name.upper(): value for name, value in options.items() if name.upper() in self.explain_options}
        unknown = {name: value for name, value in options.items() if name.upper() not in self.explain_options}
        prefix = super().explain_query_prefix(format, **unknown)
        items = [f"FORMAT {format.upper()}"] if format else []
        items += [f"{name} {'true' if value else 'false'}" for name, value in given.items()]
        return f"{prefix} ({', '.join(items)})" if items else prefix

    def compose_sql(self, sql: str, params: Any) -> str:
        """Return a statement with its values in it; connects for it, since a session's encoding decides how."""
        self.connection.ensure_connection()
        with self.connection.connection.cursor() as cursor:
            return str(driver.written(cursor, sql, params))

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        if not params:
            return str(sql)
        try:
            return str(driver.written(cursor, sql, params))
        except (Database.Error, TypeError, ValueError, AttributeError):
            return super().last_executed_query(cursor, sql, params)


def _bind_address(value: Any, connection: Any) -> Any:
    return driver.address(value) if value else None
