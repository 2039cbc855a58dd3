"""What MySQL and MariaDB can do, by the server and its version."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.features import BaseDatabaseFeatures
from django.utils.functional import cached_property


class DatabaseFeatures(BaseDatabaseFeatures):
    """The flags of MySQL and MariaDB; see also `connection.mysql_is_mariadb` and `mysql_version`."""

    # Transactions
    can_release_savepoints = True
    can_rollback_ddl = False

    # Types
    related_fields_match_type = True
    supports_timezones = False

    # Values
    empty_fetchmany_value: ClassVar[Any] = ()

    # Insert, update, delete
    prefers_last_insert_id = True
    supports_update_conflicts = True

    # Select
    # A derived table around the query makes up for it.
    allow_sliced_subqueries_with_in = False
    order_by_nulls_first = True
    supports_order_by_nulls_modifier = False
    supports_slicing_ordering_in_compound = True

    # Locks
    has_select_for_update = True
    has_select_for_update_nowait = True
    supports_select_for_update_with_limit = True

    # Group, aggregate, window
    supports_over_clause = True

    # Conditions and expressions
    supports_date_lookup_using_string = False
    # There is an XOR, but with NULL on one side it is unknown where other engines count.
    supports_logical_xor = False
    # As the usual collations of the server have it.
    equality_ignores_case = True
    supports_temporal_subtraction = True

    # Select
    allow_sliced_subqueries_with_in = False

    # Tables, columns, constraints
    schema_editor_uses_clientside_param_binding = True
    supports_comments = True
    supports_comments_inline = True
    supports_sequence_reset = False
    supports_stored_generated_columns = True
    supports_virtual_generated_columns = True

    # Indexes
    supports_index_on_text_field = False
    supports_partial_indexes = False
    supports_functions_in_partial_indexes = False
    can_rename_index = True

    # Introspection, procedures, explain
    create_test_procedure_with_int_param_sql: str | None = """
        CREATE PROCEDURE test_procedure (P_I INTEGER)
        BEGIN
            DECLARE V_I INTEGER;
            SET V_I = P_I;
        END;
    """
    create_test_procedure_without_params_sql: str | None = """
        CREATE PROCEDURE test_procedure ()
        BEGIN
            DECLARE V_I INTEGER;
            SET V_I = 1;
        END;
    """
    introspected_field_types: ClassVar[dict[str, str]] = {
        **BaseDatabaseFeatures.introspected_field_types,
        "BooleanField": "IntegerField",
        "DurationField": "BigIntegerField",
        "GenericIPAddressField": "CharField",
    }

    # Test databases
    can_clone_databases = True
    django_test_expected_failures: ClassVar[set[str]] = set()
    django_test_skips: ClassVar[dict[str, set[str]]] = {}
    insert_test_table_with_defaults: str | None = "INSERT INTO {} () VALUES ()"
    test_now_utc_template: str | None = "UTC_TIMESTAMP(6)"

    @property
    def test_collations(self) -> dict[str, str | None]:  # type: ignore[override]
        """Collations by what they are like."""
        charset = "utf8mb4"
        return {
            "ci": f"{charset}_general_ci",
            "non_default": f"{charset}_esperanto_ci",
            "swedish_ci": f"{charset}_swedish_ci",
            "virtual": f"{charset}_esperanto_ci",
        }

    def _is(self, mariadb: tuple[int, ...] | None, mysql: tuple[int, ...] | None) -> bool:
        """Whether the server is at least of the version named for its kind; None: no version will do."""
        connection = self.connection
        wanted = mariadb if connection.mysql_is_mariadb else mysql
        return wanted is not None and connection.mysql_version >= wanted

    @cached_property
    def minimum_database_version(self) -> tuple[int, ...]:
        """The oldest version that is supported."""
        return (10, 5) if self.connection.mysql_is_mariadb else (8, 0, 11)

    @cached_property
    def has_zoneinfo_database(self) -> bool:
        """Whether the server knows time zones by their names: its tables of zones have been filled."""
        return bool(self.connection.mysql_server_data["has_zoneinfo_database"])

    @cached_property
    def is_sql_auto_is_null_enabled(self) -> bool:
        """Whether the server finds the row inserted last by `id IS NULL`."""
        return bool(self.connection.mysql_server_data["sql_auto_is_null"])

    @cached_property
    def ignores_table_name_case(self) -> bool:
        """Whether names of tables are compared without regard to case."""
        return bool(self.connection.mysql_server_data["lower_case_table_names"])

    @cached_property
    def _mysql_storage_engine(self) -> str:
        """How new tables are stored."""
        return str(self.connection.mysql_server_data["default_storage_engine"])

    @cached_property
    def supports_transactions(self) -> bool:
        """Whether new tables take part in transactions."""
        return self._mysql_storage_engine != "MyISAM"

    @cached_property
    def uses_savepoints(self) -> bool:
        """Whether savepoints are of any use."""
        return self._mysql_storage_engine != "MyISAM"

    @cached_property
    def supports_foreign_keys(self) -> bool:
        """Whether references are checked."""
        return self._mysql_storage_engine != "MyISAM"

    @cached_property
    def allows_auto_pk_0(self) -> bool:
        """Whether a key that numbers itself may be 0: usually that asks for the next number."""
        return "NO_AUTO_VALUE_ON_ZERO" in self.connection.sql_mode

    @cached_property
    def allows_group_by_selected_pks(self) -> bool:
        """Whether grouping by a key groups by all columns of its table: MySQL sees that, MariaDB if it must not ask."""
        return not self.connection.mysql_is_mariadb or "ONLY_FULL_GROUP_BY" not in self.connection.sql_mode

    @cached_property
    def has_native_uuid_field(self) -> bool:
        """Whether there is a type for UUIDs."""
        return self._is((10, 7), None)

    @cached_property
    def can_return_columns_from_insert(self) -> bool:
        """INSERT ... RETURNING."""
        return self._is((10, 5), None)

    @cached_property
    def can_return_rows_from_bulk_insert(self) -> bool:
        """INSERT ... RETURNING of several rows."""
        return self.can_return_columns_from_insert

    @cached_property
    def has_row_alias_in_insert(self) -> bool:
        """Whether a new row can be named in ON DUPLICATE KEY UPDATE, instead of asking VALUES() for each column."""
        return self._is(None, (8, 0, 19))

    @cached_property
    def has_simultaneous_assignment(self) -> bool:
        """Whether UPDATE can be made to compute all values before it assigns the first."""
        return self._is((10, 5), None)

    @cached_property
    def can_read_changed_table(self) -> bool:
        """Whether UPDATE and DELETE may have queries on the table they change."""
        return self._is((10, 5), None)

    @cached_property
    def supports_select_intersection(self) -> bool:
        """INTERSECT."""
        return self._is((10, 5), (8, 0, 31))

    @property
    def supports_select_difference(self) -> bool:  # type: ignore[override]
        """EXCEPT."""
        return self.supports_select_intersection

    @cached_property
    def has_select_for_update_skip_locked(self) -> bool:
        """FOR UPDATE SKIP LOCKED."""
        return self._is((10, 6), (8, 0, 1))

    @cached_property
    def has_select_for_update_of(self) -> bool:
        """FOR UPDATE OF."""
        return self._is(None, (8, 0, 1))

    @cached_property
    def supports_frame_range_fixed_distance(self) -> bool:
        """RANGE with distances."""
        return self._is((10, 5), (8, 0))

    @cached_property
    def has_default_in_lead_lag(self) -> bool:
        """Whether LAG and LEAD take a third argument; without, it is written with a CASE."""
        return self._is(None, (8, 0))

    @cached_property
    def has_normal_form_of_json(self) -> bool:
        """Whether equal documents can be made equal texts."""
        return self._is((10, 7), None)

    @cached_property
    def supports_expression_indexes(self) -> bool:
        """Indexes on expressions; MariaDB has none."""
        return self.supports_transactions and self._is(None, (8, 0, 13))

    @cached_property
    def supports_expression_defaults(self) -> bool:
        """Defaults that are expressions."""
        return self._is((10, 5), (8, 0, 13))

    @cached_property
    def supports_column_check_constraints(self) -> bool:
        """CHECK."""
        return self._is((10, 5), (8, 0, 16))

    @property
    def supports_table_check_constraints(self) -> bool:  # type: ignore[override]
        """CHECK behind the columns."""
        return self.supports_column_check_constraints

    @property
    def can_introspect_check_constraints(self) -> bool:  # type: ignore[override]
        """Whether the server tells its checks."""
        return self.supports_column_check_constraints

    @cached_property
    def supports_index_column_ordering(self) -> bool:
        """Indexes that descend."""
        return self._is((10, 8), (8, 0, 1))

    @cached_property
    def can_introspect_json_field(self) -> bool:
        """MariaDB's documents are known by their check."""
        return not self.connection.mysql_is_mariadb or bool(self.can_introspect_check_constraints)

    @cached_property
    def supported_explain_formats(self) -> set[str]:
        """Forms in which a plan can be shown."""
        formats = {"JSON", "TEXT", "TRADITIONAL"}
        return formats | {"TREE"} if self._is(None, (8, 0, 16)) else formats

    @cached_property
    def supports_explain_analyze(self) -> bool:
        """Whether a statement can be run and shown with what it took."""
        return self._is((10, 5), (8, 0, 18))
