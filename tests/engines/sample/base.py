"""The connection, and what belongs to it."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.datatypes import STANDARD_TYPES
from django.db.backends.base.standard import FileDatabaseCreation, StandardDatabaseWrapper
from tests.engines.sample.driver import Connection, Database
from tests.engines.sample.features import DatabaseFeatures
from tests.engines.sample.introspection import DatabaseIntrospection
from tests.engines.sample.operations import DatabaseOperations, SQLCompiler
from tests.engines.sample.schema import DatabaseSchemaEditor


class DatabaseWrapper(StandardDatabaseWrapper):
    vendor = "duckdb"
    display_name = "DuckDB"
    Database = Database
    data_types = {**STANDARD_TYPES, "DurationField": "interval", "FloatField": "double", "UUIDField": "uuid"}
    SchemaEditorClass = DatabaseSchemaEditor
    compiler_class = SQLCompiler
    creation_class = FileDatabaseCreation
    features_class = DatabaseFeatures
    introspection_class = DatabaseIntrospection
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        return {"path": str(self.settings_dict["NAME"] or ":memory:")}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection = Connection(**conn_params)
        # As elsewhere 7 / 2 is 3; NULL is larger than everything.
        connection.raw.execute("SET integer_division = true")
        connection.raw.execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'")
        return connection

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors:
            self.connection.set_autocommit(autocommit)

    def get_database_version(self) -> tuple[int, ...]:
        with self.temporary_connection() as cursor:
            cursor.execute("SELECT version()")
            return tuple(map(int, cursor.fetchone()[0].lstrip("v").split(".")[:3]))

    def is_missing_table(self, error: BaseException) -> bool:
        return "Table with name" in str(error) and "does not exist" in str(error)
