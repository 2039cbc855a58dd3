"""What SQLite can do, by the library's version and how it was built."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any, ClassVar

from django.db.backends.base.features import BaseDatabaseFeatures
from django.utils.functional import cached_property


@cache
def variable_limit() -> int:
    """Return how many parameters one statement of this library may have."""
    with_limits = sqlite3.connect(":memory:")
    try:
        return with_limits.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    finally:
        with_limits.close()


@cache
def has_json() -> bool:
    """Say whether the library was built with its JSON functions."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("SELECT JSON('{}')")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


class DatabaseFeatures(BaseDatabaseFeatures):
    """The flags of SQLite."""

    minimum_database_version = (3, 31)

    atomic_transactions = False
    can_alter_table_drop_column = sqlite3.sqlite_version_info >= (3, 35, 5)
    can_clone_databases = True
    can_create_inline_fk = False
    can_defer_constraint_checks = True
    can_release_savepoints = True
    prefers_last_insert_id = True
    can_return_columns_from_insert = sqlite3.sqlite_version_info >= (3, 35)
    can_return_rows_from_bulk_insert = sqlite3.sqlite_version_info >= (3, 35)
    can_rollback_ddl = True
    has_case_insensitive_like = True
    ignores_table_name_case = True
    insert_test_table_with_defaults = 'INSERT INTO {} ("null") VALUES (1)'
    max_query_params = variable_limit()
    order_by_nulls_first = True
    requires_literal_defaults = True
    supports_aggregate_filter_clause = True
    supports_aggregate_order_by_clause = sqlite3.sqlite_version_info >= (3, 44)
    supports_cast_with_precision = False
    supports_default_keyword_in_bulk_insert = False
    supports_default_keyword_in_insert = False
    supports_frame_exclusion = True
    supports_frame_range_fixed_distance = True
    supports_json_field_contains = False
    supports_over_clause = True
    supports_parentheses_in_compound = False
    supports_stored_generated_columns = sqlite3.sqlite_version_info >= (3, 31)
    supports_temporal_subtraction = True
    supports_timezones = False
    supports_transactions = True
    # Row values work, but a list of them is written as VALUES, not in brackets.
    supports_tuple_lookups = False
    supports_unlimited_charfield = True
    supports_unspecified_pk = True
    supports_update_conflicts = True
    supports_update_conflicts_with_target = True
    supports_virtual_generated_columns = sqlite3.sqlite_version_info >= (3, 31)
    # An in-memory database belongs to one connection.
    test_db_allows_multiple_connections = False
    test_collations: ClassVar[dict[str, str | None]] = {
        "ci": "nocase",
        "cs": "binary",
        "non_default": "nocase",
        "virtual": "nocase",
    }
    time_cast_precision = 3
    django_test_expected_failures: ClassVar[set[str]] = set()
    django_test_skips: ClassVar[dict[str, set[str]]] = {}

    introspected_field_types: ClassVar[dict[str, str]] = {
        **BaseDatabaseFeatures.introspected_field_types,
        "BigAutoField": "AutoField",
        "DurationField": "BigIntegerField",
        "GenericIPAddressField": "CharField",
        "SmallAutoField": "AutoField",
    }

    @cached_property
    def supports_json_field(self) -> bool:
        """Whether the JSON functions are there."""
        return has_json()

    @property
    def can_introspect_json_field(self) -> Any:  # type: ignore[override]
        """JSON columns are known by their check, which needs the JSON functions."""
        return self.supports_json_field

    @property
    def has_json_object_function(self) -> Any:  # type: ignore[override]
        """Whether JSON_OBJECT is there."""
        return self.supports_json_field
