"""The connection."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.standard import StandardDatabaseWrapper
from tests.engines.sample.creation import DatabaseCreation
from tests.engines.sample.driver import Connection, Database
from tests.engines.sample.features import DatabaseFeatures
from tests.engines.sample.introspection import DatabaseIntrospection
from tests.engines.sample.operations import DatabaseOperations, SQLCompiler
from tests.engines.sample.schema import DatabaseSchemaEditor

DATA_TYPES = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "BigIntegerField": "bigint",
    "BinaryField": "blob",
    "BooleanField": "boolean",
    "CharField": lambda data: "varchar" if data["max_length"] is None else f"varchar({data['max_length']})",
    "DateField": "date",
    "DateTimeField": "timestamp",
    "DecimalField": "decimal(%(max_digits)s, %(decimal_places)s)",
    "DurationField": "interval",
    "FileField": "varchar(%(max_length)s)",
    "FilePathField": "varchar(%(max_length)s)",
    "FloatField": "double",
    "GenericIPAddressField": "varchar(39)",
    "IntegerField": "integer",
    "JSONField": "json",
    "PositiveBigIntegerField": "bigint",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "smallint",
    "SlugField": "varchar(%(max_length)s)",
    "SmallAutoField": "smallint",
    "SmallIntegerField": "smallint",
    "TextField": "text",
    "TimeField": "time",
    "UUIDField": "uuid",
}
POSITIVE = ("PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField")


class DatabaseWrapper(StandardDatabaseWrapper):
    vendor = "duckdb"
    display_name = "DuckDB"
    Database = Database
    data_types = DATA_TYPES
    data_type_check_constraints = dict.fromkeys(POSITIVE, '"%(column)s" >= 0')
    SchemaEditorClass = DatabaseSchemaEditor
    compiler_class = SQLCompiler
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures
    introspection_class = DatabaseIntrospection
    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        return {"path": str(self.settings_dict["NAME"] or ":memory:")}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection = Connection(**conn_params)
        # As other engines do: 7 / 2 is 3, and NULL is larger than everything.
        connection.raw.execute("SET integer_division = true")
        connection.raw.execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'")
        return connection

    def get_database_version(self) -> tuple[int, ...]:
        with self.temporary_connection() as cursor:
            cursor.execute("SELECT version()")
            return tuple(map(int, cursor.fetchone()[0].lstrip("v").split(".")[:3]))

    def is_missing_table(self, error: BaseException) -> bool:
        return "Table with name" in str(error) and "does not exist" in str(error)
