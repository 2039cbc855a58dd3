"""Operations: the small pieces of SQL and the conversions of values by which engines differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.backends.base.upkeep import MAY_REQUIRE, UpkeepOperations
from django.db.errors import NotSupportedError


class BaseDatabaseOperations(UpkeepOperations):
    """The operations of standard SQL. An engine's own class overrides what it says differently."""

    paramstyle: ClassVar[str] = "format"

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

    def __init__(self, connection: Any) -> None:
        self.connection = connection

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
        raise NotImplementedError(MAY_REQUIRE.format("regex_lookup"))

    def distinct_sql(self, fields: Sequence[str], params: Any) -> tuple[list[str], list[Any]]:
        """Return the words between SELECT and the columns."""
        if fields:
            raise NotSupportedError("DISTINCT ON fields is not supported by this database backend")
        return ["DISTINCT"], []

    def no_limit_value(self) -> int | str | None:
        """Return what LIMIT must say where only OFFSET is wanted; None: nothing."""
        raise NotImplementedError(MAY_REQUIRE.format("no_limit_value"))

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
        if (start or end) and not features.supports_frame_range_fixed_distance:
            raise NotSupportedError("This backend does not support frames that reach over a distance of values.")
        return bounds

    # --- dates and times: each returns (sql, params) ----------------------------------------------------------------

    def date_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        """Return a part of a date."""
        raise NotImplementedError(MAY_REQUIRE.format("date_extract_sql"))

    def date_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None = None) -> tuple[str, Any]:
        """Return a date cut to a unit."""
        raise NotImplementedError(MAY_REQUIRE.format("date_trunc_sql"))

    def datetime_cast_date_sql(self, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return the date of a point in time."""
        raise NotImplementedError(MAY_REQUIRE.format("datetime_cast_date_sql"))

    def datetime_cast_time_sql(self, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return the time of day of a point in time."""
        raise NotImplementedError(MAY_REQUIRE.format("datetime_cast_time_sql"))

    def datetime_extract_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return a part of a point in time."""
        raise NotImplementedError(MAY_REQUIRE.format("datetime_extract_sql"))

    def datetime_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None) -> tuple[str, Any]:
        """Return a point in time cut to a unit."""
        raise NotImplementedError(MAY_REQUIRE.format("datetime_trunc_sql"))

    def time_trunc_sql(self, lookup_type: str, sql: str, params: Any, tzname: str | None = None) -> tuple[str, Any]:
        """Return a time of day cut to a unit."""
        raise NotImplementedError(MAY_REQUIRE.format("time_trunc_sql"))

    def time_extract_sql(self, lookup_type: str, sql: str, params: Any) -> tuple[str, Any]:
        """Return a part of a time of day."""
        return self.date_extract_sql(lookup_type, sql, params)

    def format_for_duration_arithmetic(self, sql: str) -> str:
        """Return a duration as arithmetic with times wants it."""
        raise NotImplementedError(MAY_REQUIRE.format("format_for_duration_arithmetic"))

    # --- writing ----------------------------------------------------------------------------------------------------

    def bulk_batch_size(self, fields: Sequence[Any], objs: Sequence[Any]) -> int:
        """Return how many rows of `fields` one statement may hold."""
        if not self.connection.features.has_bulk_insert:
            return 1
        limit = self.connection.features.max_query_params
        if limit is None or not fields:
            return len(objs)
        # A key of several columns brings as many values.
        width = sum(len(getattr(field, "fields", ())) or 1 for field in fields)
        return max(1, limit // width)

    def inserts_lists(self, fields: Sequence[Any]) -> bool:
        """Say whether rows of these fields can be inserted as one list of values for each column."""
        return self.connection.features.has_bulk_insert

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
