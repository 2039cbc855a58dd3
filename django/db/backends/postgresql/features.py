"""What PostgreSQL can do, by the server's version where that matters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.features import BaseDatabaseFeatures
from django.db.backends.postgresql.psycopg_any import driver, is_psycopg3
from django.db.errors import DataError, InterfaceError
from django.utils.functional import cached_property


class DatabaseFeatures(BaseDatabaseFeatures):
    """The flags of PostgreSQL."""

    minimum_database_version = (14,)

    # Transactions
    can_defer_constraint_checks = True
    can_release_savepoints = True
    can_rollback_ddl = True

    # Types
    has_native_duration_field = True
    has_native_json_field = True
    has_native_uuid_field = True
    has_real_datatype = True
    supports_unlimited_charfield = True

    # Values: the protocol counts parameters in 16 bits.
    max_query_params = 2**16 - 1
    prohibits_null_characters_in_text_exception: Any = (
        DataError if is_psycopg3 else ValueError,
        driver.NUL_REFUSED[1],
    )

    # Insert, update, delete
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True
    requires_casted_case_in_updates = True
    supports_update_conflicts = True
    supports_update_conflicts_with_target = True

    # Select
    can_distinct_on_fields = True
    nulls_order_largest = True
    supports_slicing_ordering_in_compound = True

    # Locks
    has_select_for_no_key_update = True
    has_select_for_update = True
    has_select_for_update_nowait = True
    has_select_for_update_of = True
    has_select_for_update_skip_locked = True

    # Group, aggregate, window
    allows_group_by_selected_pks = True
    only_supports_unbounded_with_preceding_and_following = True
    supports_aggregate_filter_clause = True
    supports_aggregate_order_by_clause = True
    supports_frame_exclusion = True
    supports_frame_range_fixed_distance = False
    supports_over_clause = True

    # Conditions and expressions
    greatest_least_ignores_nulls = True
    supports_temporal_subtraction = True

    # JSON
    has_json_operators = True
    json_key_contains_list_matching_requires_list = True

    # Tables, columns, constraints
    can_rename_index = True
    schema_editor_uses_clientside_param_binding = True
    supports_combined_alters = True
    supports_comments = True
    supports_deferrable_unique_constraints = True
    supports_stored_generated_columns = True
    supports_tablespaces = True

    # Indexes
    supports_covering_indexes = True
    supports_operator_classes = True

    # Introspection, procedures, explain
    can_introspect_materialized_views = True
    create_test_procedure_with_int_param_sql: str | None = """
        CREATE FUNCTION test_procedure (P_I INTEGER) RETURNS void AS $$
        DECLARE
            V_I INTEGER;
        BEGIN
            V_I := P_I;
        END;
    $$ LANGUAGE plpgsql;"""
    create_test_procedure_without_params_sql: str | None = """
        CREATE FUNCTION test_procedure () RETURNS void AS $$
        DECLARE
            V_I INTEGER;
        BEGIN
            V_I := 1;
        END;
    $$ LANGUAGE plpgsql;"""
    introspected_field_types: ClassVar[dict[str, str]] = {
        **BaseDatabaseFeatures.introspected_field_types,
        "PositiveBigIntegerField": "BigIntegerField",
        "PositiveIntegerField": "IntegerField",
        "PositiveSmallIntegerField": "SmallIntegerField",
    }
    supported_explain_formats: ClassVar[set[str]] = {"JSON", "TEXT", "XML", "YAML"}

    # Test databases
    can_clone_databases = True
    closed_cursor_error_class: type[Exception] = InterfaceError
    django_test_expected_failures: ClassVar[set[str]] = set()
    django_test_skips: ClassVar[dict[str, set[str]]] = {
        "opclasses are PostgreSQL only.": {
            "indexes.tests.SchemaIndexesNotPostgreSQLTests.test_create_index_ignores_opclasses",
        },
    }
    insert_test_table_with_defaults: str | None = "INSERT INTO {} DEFAULT VALUES"
    test_now_utc_template: str | None = "STATEMENT_TIMESTAMP() AT TIME ZONE 'UTC'"

    @cached_property
    def test_collations(self) -> dict[str, str | None]:
        """Collations for tests: a language's where the server was built with ICU."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_catalog.pg_collation WHERE collname = 'sv-x-icu'")
            swedish = cursor.fetchone() is not None
        other = "sv-x-icu" if swedish else "POSIX"
        swedish_name = "sv-x-icu" if swedish else None
        return {"deterministic": "C", "non_default": other, "swedish_ci": swedish_name, "virtual": other}

    @cached_property
    def uses_server_side_binding(self) -> bool:
        """Whether values travel apart from their statements."""
        return bool(is_psycopg3 and self.connection.settings_dict["OPTIONS"].get("server_side_binding"))

    @property
    def supports_covering_gist_indexes(self) -> bool:
        """GiST indexes may hold further columns."""
        return True

    def _is_at_least(self, major: int) -> bool:
        return bool(self.connection.pg_version >= major * 10000)

    @cached_property
    def is_postgresql_15(self) -> bool:
        """Version 15 or later."""
        return self._is_at_least(15)

    @cached_property
    def is_postgresql_16(self) -> bool:
        """Version 16 or later."""
        return self._is_at_least(16)

    @cached_property
    def is_postgresql_17(self) -> bool:
        """Version 17 or later."""
        return self._is_at_least(17)

    @property
    def supports_nulls_distinct_unique_constraints(self) -> Any:  # type: ignore[override]
        """NULLS NOT DISTINCT came with version 15."""
        return self.is_postgresql_15
