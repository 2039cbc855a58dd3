"""The operations of MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.mysql import conversion
from django.db.backends.mysql.compiler import SQLCompiler
from django.db.backends.mysql.datatypes import CAST_TYPES
from django.db.backends.mysql.dates import DateOperations
from django.db.backends.mysql.drivers import driver
from django.db.errors import NotSupportedError


class DatabaseOperations(DateOperations):
    """What MySQL and MariaDB say in their own way."""

    cast_data_types: ClassVar[dict[str, str]] = CAST_TYPES
    cast_char_field_without_max_length: ClassVar[str | None] = "char"
    explain_prefix: ClassVar[str | None] = "EXPLAIN"
    compiler_class: ClassVar[type] = SQLCompiler

    integer_field_ranges: ClassVar[dict[str, tuple[int, int]]] = {
        **BaseDatabaseOperations.integer_field_ranges,
        "PositiveSmallIntegerField": (0, 2**16 - 1),
        "PositiveIntegerField": (0, 2**32 - 1),
    }

    # --- names, literals --------------------------------------------------------------------------------------------

    #: Names are kept in three bytes per character, and may not end with a space.
    refused_in_names: ClassVar[str] = "[\U00010000-\U0010ffff]| $"

    def quote_name(self, name: str) -> str:
        if name.startswith("`") and name.endswith("`") and len(name) > 1 and "`" not in name[1:-1]:
            return name
        doubled = self.checked_name(name).replace("`", "``")
        return f"`{doubled}`"

    def max_name_length(self) -> int | None:
        return 64

    def text_literal(self, value: str) -> str:
        text = super().text_literal(value)
        if "NO_BACKSLASH_ESCAPES" in self.connection.sql_mode:
            return text
        return text.replace("\\", "\\\\")

    def quote_literal(self, value: Any) -> str:
        if isinstance(value, datetime):
            return self.text_literal(str(conversion.naive_in_zone(value, self.connection)))
        return super().quote_literal(value)

    # --- values -----------------------------------------------------------------------------------------------------

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        if kind == "DecimalField":
            return conversion.decimal_binder(getattr(field, "max_digits", None), getattr(field, "decimal_places", None))
        if kind == "UUIDField" and self.connection.features.has_native_uuid_field:
            return conversion.bind_native_uuid
        return conversion.BINDERS.get(kind)

    def converter(self, kind: str, field: Any = None) -> Callable[[Any], Any] | None:
        if kind == "DateTimeField":
            zone = self.connection.timezone
            return conversion.read_datetime if zone is None else conversion.aware_reader(zone)
        found = conversion.CONVERTERS.get(kind)
        if found is None and field is None:
            found = conversion.CONVERTERS_OF_COMPUTED.get(kind)
        return found

    def adapt_datetimefield_value(self, value: datetime | None) -> Any:
        return value if hasattr(value, "resolve_expression") else conversion.bind_datetime(value, self.connection)

    def adapt_timefield_value(self, value: time | None) -> Any:
        return value if hasattr(value, "resolve_expression") else conversion.bind_time(value, self.connection)

    def adapt_datefield_value(self, value: date | None) -> Any:
        return conversion.bind_date(value, self.connection)

    def adapt_decimalfield_value(
        self, value: Decimal | None, max_digits: int | None = None, decimal_places: int | None = None
    ) -> Any:
        return conversion.rounded(value, max_digits, decimal_places)

    def convert_durationfield_value(self, value: Any, expression: Any, connection: Any) -> timedelta | None:
        converted: timedelta | None = conversion.read_duration(value)
        return converted

    def validate_autopk_value(self, value: Any) -> Any:
        if value == 0 and not self.connection.features.allows_auto_pk_0:
            raise ValueError("The database backend does not accept 0 as a value for AutoField.")
        return value

    # --- pieces of queries ------------------------------------------------------------------------------------------

    def no_limit_value(self) -> int | str | None:
        return 2**64 - 1

    def force_no_ordering(self) -> list[Any]:
        return [(None, ("NULL", [], False))]

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        return "%s"

    def regex_lookup(self, lookup_type: str) -> str:
        if self.connection.mysql_is_mariadb:
            return f"%s REGEXP CONCAT('({'?i' if lookup_type == 'iregex' else '?-i'})', %s)"
        return f"REGEXP_LIKE(%s, %s, '{'i' if lookup_type == 'iregex' else 'c'}')"

    def combine_expression(self, connector: str, sub_expressions: Sequence[str]) -> str:
        if connector == "^":
            return f"POW({', '.join(sub_expressions)})"
        if connector == ">>":
            number, places = sub_expressions
            return f"CAST(FLOOR({number} / POW(2, {places})) AS SIGNED)"
        if connector in ("&", "|", "<<", "#"):
            # The server's own answer has no sign.
            operator = {"#": "^"}.get(connector, connector)
            return f"CAST({f' {operator} '.join(sub_expressions)} AS SIGNED)"
        return super().combine_expression(connector, sub_expressions)

    def combine_duration_expression(self, connector: str, sub_expressions: Sequence[str]) -> str:
        if connector not in ("+", "-"):
            raise NotSupportedError("Invalid connector for timedelta: %s." % connector)
        return self.combine_expression(connector, sub_expressions)

    def insert_statement(self, on_conflict: Any = None) -> str:
        return "INSERT IGNORE INTO" if getattr(on_conflict, "name", None) == "IGNORE" else "INSERT INTO"

    def on_conflict_suffix_sql(self, fields: Any, on_conflict: Any, update_fields: Any, unique_fields: Any) -> str:
        return self.on_duplicate(update_fields) if getattr(on_conflict, "name", None) == "UPDATE" else ""

    def on_duplicate(self, columns: Sequence[str]) -> str:
        """Return the clause that takes columns over from a row that is there already in some way."""
        named = self.connection.features.has_row_alias_in_insert
        changes = []
        for name in map(self.quote_name, columns):
            changes.append(f"{name} = new.{name}" if named else f"{name} = VALUES({name})")
        return f"{'AS new ' if named else ''}ON DUPLICATE KEY UPDATE {', '.join(changes)}"

    # --- whole databases --------------------------------------------------------------------------------------------

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        if not tables:
            return []
        keyword, table = getattr(style, "SQL_KEYWORD", str), getattr(style, "SQL_FIELD", str)
        words = keyword("TRUNCATE") if reset_sequences else f"{keyword('DELETE')} {keyword('FROM')}"
        deeds = [f"{words} {table(self.quote_name(name))};" for name in tables]
        return ["SET FOREIGN_KEY_CHECKS = 0;", *deeds, "SET FOREIGN_KEY_CHECKS = 1;"]

    def sequence_reset_by_name_sql(self, style: Any, sequences: Sequence[dict[str, str]]) -> list[str]:
        keyword, table = getattr(style, "SQL_KEYWORD", str), getattr(style, "SQL_FIELD", str)
        return [
            f"{keyword('ALTER')} {keyword('TABLE')} {table(self.quote_name(item['table']))} "
            f"{keyword('AUTO_INCREMENT')} = 1;"
            for item in sequences
        ]

    def explain_query_prefix(self, format: str | None = None, **options: Any) -> str:
        features = self.connection.features
        if format and format.upper() == "TEXT":
            format = "TRADITIONAL"
        elif not format and "TREE" in features.supported_explain_formats:
            format = "TREE"
        analyze = options.pop("analyze", False)
        prefix = super().explain_query_prefix(format, **options)
        if analyze and features.supports_explain_analyze:
            # MariaDB has a word of its own; MySQL analyzes in one format only, and says so.
            prefix = "ANALYZE" if self.connection.mysql_is_mariadb else f"{prefix} ANALYZE"
        return f"{prefix} FORMAT={format.upper()}" if format else prefix

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        # The driver writes values into statements; what it wrote is what was run.
        return driver.written(cursor) or super().last_executed_query(cursor, sql, params)
