"""What Oracle can do, by the server's version where that matters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.features import BaseDatabaseFeatures
from django.db.errors import DatabaseError
from django.utils.functional import cached_property


class DatabaseFeatures(BaseDatabaseFeatures):
    """The flags of Oracle."""

    minimum_database_version = (19,)

    # Transactions: DDL commits what came before it.
    autocommits_when_autocommit_is_off = False
    can_defer_constraint_checks = True

    # Types
    allows_group_by_lob = False
    has_native_duration_field = True
    implied_column_null = True
    interprets_empty_strings_as_nulls = True
    supports_timezones = False

    # Values
    max_query_params = 2**16 - 1

    # Insert, update, delete
    supports_default_keyword_in_bulk_insert = False
    supports_ignore_conflicts = False
    supports_update_conflicts = True
    supports_update_conflicts_with_target = True

    # Select
    bare_select_suffix = " FROM DUAL"
    ignores_unnecessary_order_by_in_subqueries = False
    nulls_order_largest = True
    requires_compound_order_by_subquery = True
    supports_slicing_ordering_in_compound = True
    supports_tuple_lookups = False

    # Locks
    has_select_for_update = True
    has_select_for_update_nowait = True
    has_select_for_update_of = True
    has_select_for_update_skip_locked = True
    select_for_update_of_column = True
    supports_select_for_update_with_limit = False

    # Group, aggregate, window
    allows_group_by_select_index = False
    supports_aggregate_order_by_clause = True
    supports_frame_range_fixed_distance = True
    supports_over_clause = True

    # Conditions and expressions
    supports_boolean_expr_in_select_clause = False
    supports_comparing_boolean_expr = False
    supports_date_lookup_using_string = False
    supports_temporal_subtraction = True

    # JSON
    supports_json_field_contains = False

    # Tables, columns, constraints
    can_rename_index = True
    ignores_table_name_case = True
    indexes_foreign_keys = False
    requires_literal_defaults = True
    supports_collation_on_textfield = False
    supports_combined_alters = False
    supports_comments = True
    supports_deferrable_unique_constraints = True
    supports_nullable_unique_constraints = False
    supports_partially_nullable_unique_constraints = False
    supports_tablespaces = True
    supports_virtual_generated_columns = True
    truncates_names = True

    # Indexes
    supports_index_on_text_field = False
    supports_partial_indexes = False

    # Introspection, procedures
    can_introspect_materialized_views = True
    create_test_procedure_with_int_param_sql: str | None = """
        CREATE PROCEDURE "TEST_PROCEDURE" (P_I INTEGER) AS
            V_I INTEGER;
        BEGIN
            V_I := P_I;
        END;
    """
    create_test_procedure_without_params_sql: str | None = """
        CREATE PROCEDURE "TEST_PROCEDURE" AS
            V_I INTEGER;
        BEGIN
            V_I := 1;
        END;
    """
    supports_callproc_kwargs = True
    introspected_field_types: ClassVar[dict[str, str]] = {
        **BaseDatabaseFeatures.introspected_field_types,
        "GenericIPAddressField": "CharField",
        "PositiveBigIntegerField": "BigIntegerField",
        "PositiveIntegerField": "IntegerField",
        "PositiveSmallIntegerField": "IntegerField",
        "SmallIntegerField": "IntegerField",
        "TimeField": "DateTimeField",
    }

    # Test databases
    closed_cursor_error_class: type[Exception] = DatabaseError
    django_test_expected_failures: ClassVar[set[str]] = set()
    django_test_skips: ClassVar[dict[str, set[str]]] = {}
    insert_test_table_with_defaults: str | None = "INSERT INTO {} VALUES (DEFAULT, DEFAULT, DEFAULT)"
    test_collations: ClassVar[dict[str, str | None]] = {
        "ci": "BINARY_CI",
        "cs": "BINARY",
        "non_default": "SWEDISH_CI",
        "swedish_ci": "SWEDISH_CI",
        "virtual": "SWEDISH_CI",
    }
    test_now_utc_template: str | None = "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'"

    @cached_property
    def can_return_columns_from_insert(self) -> bool:
        """Whether an INSERT gives back what the database made, which the option `use_returning_into` can forbid."""
        return bool(self.connection.settings_dict["OPTIONS"].get("use_returning_into", True))

    def is_at_least(self, *version: int) -> bool:
        """Tell whether the server has this version or a later one; while there is no connection, the oldest served."""
        return bool(self.connection.server_version >= version)

    @property
    def supports_primitives_in_json_field(self) -> Any:  # type: ignore[override]
        """Documents that are a bare text, number, truth value or null came with version 21."""
        return self.is_at_least(21)

    @property
    def supports_frame_exclusion(self) -> Any:  # type: ignore[override]
        """Frames that leave rows out came with version 21."""
        return self.is_at_least(21)
