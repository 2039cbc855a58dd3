"""Features: what an engine can do, one flag each. Nothing above the engines needs to ask for an engine's name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.errors import ProgrammingError

_INTROSPECTED = (
    "AutoField",
    "BigAutoField",
    "BigIntegerField",
    "BinaryField",
    "BooleanField",
    "CharField",
    "DurationField",
    "GenericIPAddressField",
    "IntegerField",
    "PositiveBigIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "SmallAutoField",
    "SmallIntegerField",
    "TimeField",
)


class BaseDatabaseFeatures:
    """The flags of an engine that keeps to the standard; an engine's own class says what differs.

    A flag may be a class attribute or, where it depends on the server's version, a cached property.
    """

    gis_enabled = False
    minimum_database_version: tuple[int, ...] | None = None

    # Transactions
    atomic_transactions = True
    autocommits_when_autocommit_is_off = False
    can_defer_constraint_checks = False
    can_release_savepoints = False
    can_rollback_ddl = False
    supports_transactions: Any = True
    uses_savepoints = True

    # Types
    allows_auto_pk_0 = True
    allows_group_by_lob = True
    has_native_duration_field = False
    has_native_json_field = False
    has_native_uuid_field = False
    has_real_datatype = False
    has_zoneinfo_database = True
    implied_column_null = False
    interprets_empty_strings_as_nulls = False
    related_fields_match_type = False
    rounds_to_even = False
    supports_timezones = True
    supports_unlimited_charfield = False
    supports_unspecified_pk = False
    time_cast_precision = 6

    # Values on their way in and out
    can_use_chunked_reads = True
    empty_fetchmany_value: ClassVar[Any] = []
    max_query_params: int | None = None
    prohibits_null_characters_in_text_exception: Any = None
    supports_paramstyle_pyformat = True

    # Insert, update, delete
    can_return_columns_from_insert = False
    #: The number a row was given is quicker asked of the cursor than returned by the INSERT.
    prefers_last_insert_id = False
    can_return_rows_from_bulk_insert = False
    delete_can_self_reference_subquery = True
    has_bulk_insert = True
    requires_casted_case_in_updates = False
    supports_default_keyword_in_bulk_insert = True
    supports_default_keyword_in_insert = True
    supports_ignore_conflicts = True
    supports_update_conflicts = False
    supports_update_conflicts_with_target = False
    update_can_self_select = True

    # Select
    allow_sliced_subqueries_with_in = True
    bare_select_suffix = ""
    can_distinct_on_fields = False
    ignores_unnecessary_order_by_in_subqueries = True
    nulls_order_largest = False
    order_by_nulls_first = False
    requires_compound_order_by_subquery = False
    supports_order_by_nulls_modifier = True
    supports_parentheses_in_compound = True
    supports_select_difference = True
    supports_select_intersection = True
    supports_select_union = True
    supports_slicing_ordering_in_compound = False
    supports_tuple_lookups = True

    # Locks
    for_update_after_from = False
    has_select_for_no_key_update = False
    has_select_for_update = False
    has_select_for_update_nowait = False
    has_select_for_update_of = False
    has_select_for_update_skip_locked = False
    select_for_update_of_column = False
    supports_select_for_update_with_limit = True

    # Group, aggregate, window
    allows_group_by_select_index = True
    allows_group_by_selected_pks = False
    only_supports_unbounded_with_preceding_and_following = False
    requires_explicit_null_ordering_when_grouping = False
    supports_aggregate_filter_clause = False
    supports_aggregate_order_by_clause = False
    supports_default_in_lead_lag = True
    supports_frame_exclusion = False
    supports_frame_range_fixed_distance = False
    supports_over_clause = False
    supports_subqueries_in_group_by = True

    # Conditions and expressions
    equality_ignores_case = False
    greatest_least_ignores_nulls = False
    has_case_insensitive_like = False
    supports_boolean_expr_in_select_clause = True
    supports_cast_with_precision = True
    supports_comparing_boolean_expr = True
    supports_date_lookup_using_string = True
    supports_logical_xor = False
    supports_regex_backreferencing = True
    supports_temporal_subtraction = False

    # JSON
    can_introspect_json_field = True
    has_json_object_function = True
    has_json_operators = False
    json_key_contains_list_matching_requires_list = False
    supports_json_field: Any = True
    supports_json_field_contains = True
    supports_primitives_in_json_field = True

    # Tables, columns, constraints
    allows_multiple_constraints_on_same_fields = True
    can_create_inline_fk = True
    can_rename_index = False
    connection_persists_old_columns = False
    ignores_table_name_case = False
    indexes_foreign_keys = True
    requires_literal_defaults = False
    schema_editor_uses_clientside_param_binding = False
    supports_collation_on_charfield = True
    supports_collation_on_textfield = True
    supports_column_check_constraints = True
    supports_combined_alters = False
    supports_comments = False
    supports_comments_inline = False
    supports_deferrable_unique_constraints = False
    supports_expression_defaults = True
    supports_foreign_keys = True
    supports_forward_references = True
    supports_non_deterministic_collations = True
    supports_nullable_unique_constraints = True
    supports_nulls_distinct_unique_constraints = False
    supports_partially_nullable_unique_constraints = True
    supports_sequence_reset = True
    supports_stored_generated_columns = False
    supports_table_check_constraints = True
    supports_tablespaces = False
    supports_virtual_generated_columns = False
    truncates_names = False

    # Indexes
    collate_as_index_expression = False
    supports_covering_indexes = False
    supports_operator_classes = False
    supports_expression_indexes = True
    supports_functions_in_partial_indexes = True
    supports_index_column_ordering = True
    supports_index_on_text_field = True
    supports_partial_indexes = True

    # Introspection, procedures, explain
    can_introspect_check_constraints = True
    can_introspect_default = True
    can_introspect_foreign_keys = True
    can_introspect_materialized_views = False
    create_test_procedure_with_int_param_sql: str | None = None
    create_test_procedure_without_params_sql: str | None = None
    introspected_field_types: ClassVar[dict[str, str]] = {name: name for name in _INTROSPECTED}
    supported_explain_formats: ClassVar[set[str]] = set()
    supports_callproc_kwargs = False

    # Test databases
    can_clone_databases = False
    closed_cursor_error_class: type[Exception] = ProgrammingError
    django_test_expected_failures: ClassVar[set[str]] = set()
    django_test_skips: ClassVar[dict[str, set[str]]] = {}
    insert_test_table_with_defaults: str | None = None
    test_collations: ClassVar[dict[str, str | None]] = {
        "ci": None,
        "cs": None,
        "non_default": None,
        "swedish_ci": None,
        "virtual": None,
    }
    test_db_allows_multiple_connections = True
    test_now_utc_template: str | None = None

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @property
    def supports_explaining_query_execution(self) -> bool:
        """Whether the engine can explain a query."""
        return self.connection.ops.explain_prefix is not None

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """Say whether grouping by the primary key of `model` groups by all its columns."""
        return bool(self.allows_group_by_selected_pks) and model._meta.managed
