"""Operations: the small pieces of SQL and the conversions of values by which engines differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db.backends.base.formats import duration_microseconds, format_decimal
from django.db.backends.statement import split_placeholders
from django.db.errors import NotSupportedError
from django.utils import timezone

BIG = 2**63


class BaseDatabaseOperations:
    """The operations of standard SQL. An engine's own class overrides what it says differently."""

    paramstyle: ClassVar[str] = "format"

    integer_field_ranges: ClassVar[dict[str, tuple[int, int]]] = {
        "SmallIntegerField": (-(2**15), 2**15 - 1),
        "IntegerField": (-(2**31), 2**31 - 1),
        "BigIntegerField": (-BIG, BIG - 1),
        "PositiveBigIntegerField": (0, BIG - 1),
        "PositiveSmallIntegerField": (0, 2**15 - 1),
        "PositiveIntegerField": (0, 2**31 - 1),
        "SmallAutoField": (-(2**15), 2**15 - 1),
        "AutoField": (-(2**31), 2**31 - 1),
        "BigAutoField": (-BIG, BIG - 1),
    }
    set_operators: ClassVar[dict[str, str]] = {
        "union": "UNION",
        "intersection": "INTERSECT",
        "difference": "EXCEPT",
    }
    cast_data_types: ClassVar[dict[str, str]] = {}
    cast_char_field_without_max_length: ClassVar[str | None] = None

    PRECEDING = "PRECEDING"
    FOLLOWING = "FOLLOWING"
    UNBOUNDED_PRECEDING = "UNBOUNDED " + PRECEDING
    UNBOUNDED_FOLLOWING = "UNBOUNDED " + FOLLOWING
    CURRENT_ROW = "CURRENT ROW"

    explain_prefix: ClassVar[str | None] = None

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    # --- names and literals -----------------------------------------------------------------------------------------

    def quote_name(self, name: str) -> str:
        """Return the name as an identifier: a quote inside it is doubled, a name in quotes already stays as it is."""
        raise NotImplementedError(f"{type(self).__name__} does not say how names are quoted.")

    def quote_literal(self, value: Any) -> str:
        """Return a value as an SQL literal, for statements which take no parameters.

        Raises:
            ValueError: there is no literal for such a value.
        """
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return self.boolean_literal(value)
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float | Decimal):
            return self.number_literal(value)
        if isinstance(value, bytes | bytearray | memoryview):
            return self.binary_literal(bytes(value))
        if isinstance(value, timedelta):
            return str(duration_microseconds(value))
        if isinstance(value, datetime | date | time):
            return self.text_literal(str(value))
        if isinstance(value, str):
            return self.text_literal(str(value))
        raise ValueError(f"Cannot quote parameter value {value!r} of type {type(value)}")

    def boolean_literal(self, value: bool) -> str:
        """Return TRUE or FALSE."""
        return "TRUE" if value else "FALSE"

    def number_literal(self, value: float | Decimal) -> str:
        """Return a number which is not whole; not-a-number and infinity have no literal."""
        text = str(value) if isinstance(value, Decimal) else repr(float(value))
        if text.lstrip("-").startswith(("n", "i", "N", "I", "s")):
            raise ValueError(f"Cannot quote parameter value {value!r} of type {type(value)}")
        return text

    def binary_literal(self, value: bytes) -> str:
        """Return bytes as a hexadecimal literal."""
        return f"X'{value.hex()}'"

    def text_literal(self, value: str) -> str:
        """Return text in quotes, those inside doubled."""
        if "\0" in value:
            raise ValueError("A text with a NUL character cannot be written as a literal; send it as a parameter.")
        doubled = value.replace("'", "''")
        return f"'{doubled}'"

    def max_name_length(self) -> int | None:
        """Return how long an identifier may be, None for any length."""
        return None

    # --- values -----------------------------------------------------------------------------------------------------

    def binder(self, kind: str, field: Any = None) -> Callable[[Any, Any], Any] | None:
        """Return `function(value, connection)` preparing values of `kind` for the driver; None: sent as they are."""
        return None

    def converter(self, kind: str, field: Any = None, *, column: bool = True) -> Callable[[Any], Any] | None:
        """Return `function(value)` reading a driver's value of `kind`; None: it is right already.

        Args:
            kind: the field's internal type name.
            field: the field, which knows precision.
            column: it comes straight from a column; False for computed values, which keep the digits they have.
        """
        return None

    def get_db_converters(self, expression: Any) -> list[Callable[[Any, Any, Any], Any]]:
        """Return converters in the public form: `function(value, expression, connection)`."""
        field = expression.output_field
        convert = self.converter(field.get_internal_type(), field, column=hasattr(expression, "target"))
        if convert is None:
            return []
        return [lambda value, expression, connection: None if value is None else convert(value)]

    def adapt_unknown_value(self, value: Any) -> Any:
        """Prepare a value whose field is not known, by its own type."""
        if isinstance(value, datetime):
            return self.adapt_datetimefield_value(value)
        if isinstance(value, date):
            return self.adapt_datefield_value(value)
        if isinstance(value, time):
            return self.adapt_timefield_value(value)
        if isinstance(value, Decimal):
            return self.adapt_decimalfield_value(value)
        return value

    def adapt_integerfield_value(self, value: Any, internal_type: str) -> Any:
        """Prepare the value of an integer field."""
        return value

    def adapt_datefield_value(self, value: date | None) -> Any:
        """Prepare a date."""
        return None if value is None else str(value)

    def adapt_datetimefield_value(self, value: datetime | None) -> Any:
        """Prepare a point in time."""
        return None if value is None else str(value)

    def adapt_timefield_value(self, value: time | None) -> Any:
        """Prepare a time of day.

        Raises:
            ValueError: it has a time zone.
        """
        if value is None:
            return None
        if value.tzinfo is not None:
            raise ValueError("Django does not support timezone-aware times.")
        return str(value)

    def adapt_decimalfield_value(
        self, value: Decimal | None, max_digits: int | None = None, decimal_places: int | None = None
    ) -> Any:
        """Prepare a decimal number with the precision of its field."""
        return format_decimal(value, max_digits, decimal_places)

    def adapt_ipaddressfield_value(self, value: str | None) -> Any:
        """Prepare an address; the empty one is NULL."""
        return value or None

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        """Prepare a JSON document."""
        import json  # cost: most programs have no JSON column

        return json.dumps(value, cls=encoder)

    def convert_durationfield_value(self, value: int | None, expression: Any, connection: Any) -> timedelta | None:
        """Read a duration kept as microseconds."""
        return None if value is None else timedelta(0, 0, value)

    def process_clob(self, value: Any) -> Any:
        """Read a long text."""
        return value

    def validate_autopk_value(self, value: Any) -> Any:
        """Return the value if it may stand in a self-numbering key.

        Raises:
            ValueError: it may not.
        """
        return value

    def integer_field_range(self, internal_type: str) -> tuple[int | None, int | None]:
        """Return the smallest and the largest value of an integer column."""
        return self.integer_field_ranges[internal_type]

    def year_lookup_bounds_for_date_field(self, value: int, iso_year: bool = False) -> list[Any]:
        """Return the first and the last day of a year."""
        first, last = year_bounds(value, iso_year)
        return [self.adapt_datefield_value(first), self.adapt_datefield_value(last)]

    def year_lookup_bounds_for_datetime_field(self, value: int, iso_year: bool = False) -> list[Any]:
        """Return the first and the last moment of a year in the current time zone."""
        first, last = year_bounds(value, iso_year)
        bounds = [datetime.combine(first, time.min), datetime.combine(last, time.max)]
        if settings.USE_TZ:
            zone = timezone.get_current_timezone()
            bounds = [timezone.make_aware(bound, zone) for bound in bounds]
        return [self.adapt_datetimefield_value(bound) for bound in bounds]

    # --- pieces of queries ------------------------------------------------------------------------------------------

    def combine_expression(self, connector: str, sub_expressions: Sequence[str]) -> str:
        """Return `a connector b`."""
        connector = {"%": "%%"}.get(connector, connector)
        return f" {connector} ".join(sub_expressions)

    def combine_duration_expression(self, connector: str, sub_expressions: Sequence[str]) -> str:
        """Return arithmetic with durations."""
        return self.combine_expression(connector, sub_expressions)

    def subtract_temporals(self, internal_type: str, lhs: tuple[str, Any], rhs: tuple[str, Any]) -> tuple[str, Any]:
        """Return SQL and parameters for the duration between two points in time.

        Raises:
            NotSupportedError: the engine cannot.
        """
        if not self.connection.features.supports_temporal_subtraction:
            raise NotSupportedError(f"This backend does not support {internal_type} subtraction.")
        return f"({lhs[0]} - {rhs[0]})", (*lhs[1], *rhs[1])

    def check_expression_support(self, expression: Any) -> None:
        """Refuse an expression this engine is known to do wrongly, by raising NotSupportedError."""

    def conditional_expression_supported_in_where_clause(self, expression: Any) -> bool:
        """Say whether the boolean expression may stand in WHERE as it is."""
        return True

    def prep_for_like_query(self, x: Any) -> str:
        """Return text for LIKE, its own wildcards escaped."""
        return str(x).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")

    prep_for_iexact_query = prep_for_like_query

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        """Return a format string for the left side of a lookup."""
        return "%s"

    def field_cast_sql(self, db_type: str | None, internal_type: str) -> str:
        """Return a format string for a column in WHERE."""
        return "%s"

    def unification_cast_sql(self, output_field: Any) -> str:
        """Return a format string for a value in a comparison or a CASE whose types must agree."""
        return "%s"

    def regex_lookup(self, lookup_type: str) -> str:
        """Return a format string for regular expressions."""
        raise NotSupportedError(f"{self.connection.vendor} has no regular expressions.")

    def distinct_sql(self, fields: Sequence[str], params: Any) -> tuple[list[str], list[Any]]:
        """Return the words between SELECT and the columns."""
        if fields:
            raise NotSupportedError("DISTINCT ON fields is not supported by this database backend")
        return ["DISTINCT"], []

    def no_limit_value(self) -> int | str | None:
        """Return what LIMIT must say where only OFFSET is wanted; None: nothing."""
        return None

    def limit_offset_sql(self, low_mark: int | None, high_mark: int | None) -> str:
        """Return LIMIT and OFFSET for the rows from `low_mark` up to `high_mark`."""
        limit: Any = self.no_limit_value() if low_mark else None
        if high_mark is not None:
            limit = high_mark - (low_mark or 0)
        parts = [] if limit is None else [f"LIMIT {limit}"]
        if low_mark:
            parts.append(f"OFFSET {low_mark}")
        return " ".join(parts)

    def for_update_sql(
        self, nowait: bool = False, skip_locked: bool = False, of: Sequence[str] = (), no_key: bool = False
    ) -> str:
        """Return the clause that locks rows; `of` are quoted names."""
        words = ["FOR NO KEY UPDATE" if no_key else "FOR UPDATE"]
        if of:
            words.append("OF " + ", ".join(of))
        if nowait:
            words.append("NOWAIT")
        elif skip_locked:
            words.append("SKIP LOCKED")
        return " ".join(words)

    def force_no_ordering(self) -> list[Any]:
        """Return what ORDER BY must hold where no order is wanted."""
        return []

    def force_group_by(self) -> list[str]:
        """Return what GROUP BY must hold where HAVING needs one."""
        return []

    def max_in_list_size(self) -> int | None:
        """Return how many items an IN list may have, None for any number."""
        return None

    def prepare_join_on_clause(self, lhs_table: str, lhs_field: Any, rhs_table: str, rhs_field: Any) -> tuple[Any, Any]:
        """Return the two sides of a join condition."""
        return lhs_field.get_col(lhs_table), rhs_field.get_col(rhs_table)

    def window_frame_value(self, value: int | None) -> str | None:
        """Return the words for a bound of a frame; None for what is not whole or zero."""
        if isinstance(value, int):
            if value == 0:
                return self.CURRENT_ROW
            return f"{abs(value)} {self.PRECEDING if value < 0 else self.FOLLOWING}"
        return None

    def window_frame_rows_start_end(self, start: int | None = None, end: int | None = None) -> tuple[str, str]:
        """Return the two bounds of a ROWS frame.

        Raises:
            ValueError: a bound is not an integer, or they are the wrong way round.
        """
        if isinstance(start, int) and isinstance(end, int) and start > end:
            raise ValueError("start cannot be greater than end.")
        bounds = []
        for name, value, unbounded in (
            ("start", start, self.UNBOUNDED_PRECEDING),
            ("end", end, self.UNBOUNDED_FOLLOWING),
        ):
            words = unbounded if value is None else self.window_frame_value(value)
            if words is None:
                raise ValueError(f"{name} argument must be an integer, zero, or None, but got '{value}'.")
            bounds.append(words)
        return bounds[0], bounds[1]

    def window_frame_range_start_end(self, start: int | None = None, end: int | None = None) -> tuple[str, str]:
        """Return the two bounds of a RANGE frame.

        Raises:
            NotSupportedError: the engine takes no distances here.
        """
        bounds = self.window_frame_rows_start_end(start, end)
        features = self.connection.features
        if features.only_supports_unbounded_with_preceding_and_following and (start or end):
            name = getattr(self.connection, "display_name", self.connection.vendor)
            raise NotSupportedError(f"{name} only supports UNBOUNDED together with PRECEDING and FOLLOWING.")
        return bounds

    # --- dates and times: each returns (sql, params) ----------------------------------------------------------------

    def date_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        """Return a part of a date."""
        raise NotImplementedError(f"{type(self).__name__} does not say how parts of dates are taken.")

    def date_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None = None) -> tuple[str, Any]:
        """Return a date cut to a unit."""
        raise NotImplementedError(f"{type(self).__name__} does not say how dates are cut.")

    def datetime_cast_date_sql(self, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return the date of a point in time."""
        raise NotImplementedError(f"{type(self).__name__} does not say how dates are made.")

    def datetime_cast_time_sql(self, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return the time of day of a point in time."""
        raise NotImplementedError(f"{type(self).__name__} does not say how times are made.")

    def datetime_extract_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return a part of a point in time."""
        raise NotImplementedError(f"{type(self).__name__} does not say how parts of times are taken.")

    def datetime_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return a point in time cut to a unit."""
        raise NotImplementedError(f"{type(self).__name__} does not say how times are cut.")

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None = None) -> tuple[str, Any]:
        """Return a time of day cut to a unit."""
        raise NotImplementedError(f"{type(self).__name__} does not say how times are cut.")

    def time_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        """Return a part of a time of day."""
        return self.date_extract_sql(lookup_type, sql, params)

    def format_for_duration_arithmetic(self, sql: str) -> str:
        """Return a duration as arithmetic with times wants it."""
        raise NotImplementedError(f"{type(self).__name__} does not say how durations are written.")

    # --- writing ----------------------------------------------------------------------------------------------------

    def bulk_batch_size(self, fields: Sequence[Any], objs: Sequence[Any]) -> int:
        """Return how many rows of `fields` one statement may hold."""
        limit = self.connection.features.max_query_params
        if limit is None or not fields:
            return len(objs)
        return max(1, limit // len(fields))

    def bulk_insert_sql(self, fields: Sequence[Any], placeholder_rows: Iterable[Sequence[str]]) -> str:
        """Return the VALUES list of placeholders."""
        return "VALUES " + ", ".join(f"({', '.join(row)})" for row in placeholder_rows)

    def insert_statement(self, on_conflict: Any = None) -> str:
        """Return the words before the table of an INSERT."""
        return "INSERT INTO"

    def on_conflict_suffix_sql(self, fields: Any, on_conflict: Any, update_fields: Any, unique_fields: Any) -> str:
        """Return the clause behind VALUES that settles a clash; columns come as names."""
        return ""

    def pk_default_value(self) -> str:
        """Return what an INSERT writes for a key that numbers itself."""
        return "DEFAULT"

    def binary_placeholder_sql(self, value: Any) -> str:
        """Return the placeholder of a binary value."""
        return "%s"

    def modify_insert_params(self, placeholder: str, params: Any) -> Any:
        """Return the parameters of one placeholder of an INSERT."""
        return params

    def fetch_returned_insert_columns(self, cursor: Any, returning_params: Any) -> Any:
        """Return the row an INSERT gave back."""
        return cursor.fetchone()

    def return_insert_columns(self, fields: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the RETURNING clause for the columns of `fields`."""
        if not fields:
            return "", ()
        quote = self.quote_name
        columns = ", ".join(f"{quote(field.model._meta.db_table)}.{quote(field.column)}" for field in fields)
        return f"RETURNING {columns}", ()

    def last_insert_id(self, cursor: Any, table_name: str, pk_name: str) -> Any:
        """Return the key the last INSERT of this cursor made."""
        return cursor.lastrowid

    def autoinc_sql(self, table: str, column: str) -> Any:
        """Return the statements a self-numbering column needs, None for none."""
        return None

    # --- transactions -----------------------------------------------------------------------------------------------

    def savepoint_create_sql(self, sid: str) -> str:
        """Return the statement that sets a savepoint."""
        return f"SAVEPOINT {self.quote_name(sid)}"

    def savepoint_commit_sql(self, sid: str) -> str:
        """Return the statement that releases a savepoint."""
        return f"RELEASE SAVEPOINT {self.quote_name(sid)}"

    def savepoint_rollback_sql(self, sid: str) -> str:
        """Return the statement that goes back to a savepoint."""
        return f"ROLLBACK TO SAVEPOINT {self.quote_name(sid)}"

    def start_transaction_sql(self) -> str:
        """Return the statement that begins a transaction."""
        return "BEGIN;"

    def end_transaction_sql(self, success: bool = True) -> str:
        """Return the statement that ends a transaction."""
        return "COMMIT;" if success else "ROLLBACK;"

    def deferrable_sql(self) -> str:
        """Return what makes a constraint be asked at the end of a transaction."""
        return ""

    def set_time_zone_sql(self) -> str:
        """Return the statement that sets the time zone of a connection, empty for none."""
        return ""

    # --- whole databases --------------------------------------------------------------------------------------------

    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        """Return the statements that empty tables."""
        raise NotImplementedError(f"{type(self).__name__} does not say how tables are emptied.")

    def execute_sql_flush(self, sql_list: Sequence[str]) -> None:
        """Run the statements of `sql_flush`, all or none."""
        with self.connection.unit_of_work(), self.connection.cursor() as cursor:
            for sql in sql_list:
                cursor.execute(sql)

    def sequence_reset_by_name_sql(self, style: Any, sequences: Sequence[dict[str, str]]) -> list[str]:
        """Return the statements that start sequences anew."""
        return []

    def sequence_reset_sql(self, style: Any, model_list: Sequence[Any]) -> list[str]:
        """Return the statements that let sequences go on behind the largest key."""
        return []

    def prepare_sql_script(self, sql: str) -> list[str]:
        """Split a script into statements."""
        import sqlparse  # cost: only scripts need a parser

        statements = (sqlparse.format(text, strip_comments=True) for text in sqlparse.split(sql))
        return [statement for statement in statements if statement]

    def tablespace_sql(self, tablespace: str, inline: bool = False) -> str:
        """Return the clause that puts a table or an index into a tablespace."""
        return ""

    def cache_key_culling_sql(self) -> str | None:
        """Return the query for the nth key of a cache table."""
        key = self.quote_name("cache_key")
        return f"SELECT {key} FROM %s ORDER BY {key} LIMIT 1 OFFSET %%s"

    def explain_query_prefix(self, format: str | None = None, **options: Any) -> str:
        """Return the words before a query that is to be explained.

        Raises:
            NotSupportedError: the engine explains nothing.
            ValueError: it does not know the format or an option.
        """
        features = self.connection.features
        if not features.supports_explaining_query_execution:
            raise NotSupportedError("This backend does not support explaining query execution.")
        if format and format.upper() not in features.supported_explain_formats - {None}:
            known = sorted(features.supported_explain_formats - {None})
            name = getattr(self.connection, "display_name", self.connection.vendor)
            choices = f"Allowed formats: {', '.join(known)}" if known else f"{name} does not support any formats."
            raise ValueError(f"{format.upper()} is not a recognized format. {choices}")
        if options:
            raise ValueError(f"Unknown options: {', '.join(sorted(options))}")
        return self.explain_prefix or ""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """Return a statement with its values written in, for people to read."""
        if not params:
            return sql
        if isinstance(params, dict):
            return sql % {name: self.readable(value) for name, value in params.items()}
        try:
            pieces = split_placeholders(sql)
        except ValueError:
            pieces = [sql]
        if len(pieces) != len(params) + 1:
            return f"{sql} -- {tuple(params)!r}"
        texts = [text + self.readable(value) for text, value in zip(pieces, params, strict=False)]
        return "".join([*texts, pieces[-1]])

    def readable(self, value: Any) -> str:
        """Return a value for people to read."""
        try:
            return self.quote_literal(value)
        except ValueError:
            return repr(value)


def year_bounds(year: int, iso_year: bool) -> tuple[date, date]:
    """Return the first and the last day of a calendar year, or of an ISO year."""
    if not iso_year:
        return date(year, 1, 1), date(year, 12, 31)
    first = date.fromisocalendar(year, 1, 1)
    return first, date.fromisocalendar(year + 1, 1, 1) - timedelta(days=1)
