"""What DuckDB can do, where that is not what the standard says."""

from __future__ import annotations

from typing import ClassVar

from django.db.backends.base.features import BaseDatabaseFeatures


class DatabaseFeatures(BaseDatabaseFeatures):
    minimum_database_version = (1, 0)
    can_distinct_on_fields = True
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True
    greatest_least_ignores_nulls = True
    has_native_duration_field = True
    has_native_uuid_field = True
    nulls_order_largest = True
    requires_literal_defaults = True
    supports_aggregate_filter_clause = True
    supports_comments = True
    supports_foreign_keys = False  # there are such, but a row that is referred to cannot be changed
    supports_frame_exclusion = True
    supports_frame_range_fixed_distance = True
    supports_ignore_conflicts = False  # a row that was deleted a moment ago still clashes
    supports_index_column_ordering = False
    supports_json_field = False  # there are documents; this sample leaves them out
    supports_over_clause = True
    supports_partial_indexes = False
    supports_regex_backreferencing = False
    supports_sequence_reset = False
    supports_slicing_ordering_in_compound = True
    supports_subqueries_in_group_by = False
    supports_table_check_constraints = False  # a table that is there takes no new ones
    supports_temporal_subtraction = True
    supports_timezones = False
    supports_unlimited_charfield = True
    supports_virtual_generated_columns = True
    uses_savepoints = False
    introspected_field_types: ClassVar[dict[str, str]] = {
        **BaseDatabaseFeatures.introspected_field_types,
        "GenericIPAddressField": "CharField",
        "PositiveBigIntegerField": "BigIntegerField",
        "PositiveIntegerField": "IntegerField",
        "PositiveSmallIntegerField": "SmallIntegerField",
        "TextField": "CharField",
    }
