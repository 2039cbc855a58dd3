"""What is in a DuckDB database, from its own tables about tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.introspection import BaseDatabaseIntrospection, FieldInfo, TableInfo

_BLANK = {"primary_key": False, "unique": False, "foreign_key": None, "check": False, "index": False}


class DatabaseIntrospection(BaseDatabaseIntrospection):
    data_types_reverse: ClassVar[dict[str, str]] = {
        "BIGINT": "BigIntegerField",
        "BLOB": "BinaryField",
        "BOOLEAN": "BooleanField",
        "DATE": "DateField",
        "DOUBLE": "FloatField",
        "INTEGER": "IntegerField",
        "INTERVAL": "DurationField",
        "SMALLINT": "SmallIntegerField",
        "TIME": "TimeField",
        "TIMESTAMP": "DateTimeField",
        "UUID": "UUIDField",
        "VARCHAR": "TextField",
    }

    def get_field_type(self, data_type: Any, description: Any) -> str:
        return "DecimalField" if data_type.startswith("DECIMAL") else self.data_types_reverse[data_type]

    def get_table_list(self, cursor: Any) -> list[TableInfo]:
        cursor.execute(
            "SELECT table_name, 't' FROM duckdb_tables() UNION ALL "
            "SELECT view_name, 'v' FROM duckdb_views() WHERE NOT internal"
        )
        return [TableInfo(*row) for row in cursor.fetchall()]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        cursor.execute(
            "SELECT column_name, data_type, NULL, NULL, numeric_precision, numeric_scale, is_nullable, column_default, "
            "NULL FROM duckdb_columns() WHERE table_name = %s ORDER BY column_index",
            [table_name],
        )
        return [FieldInfo(*row) for row in cursor.fetchall()]

    def get_relations(self, cursor: Any, table_name: str) -> dict[str, Any]:
        return {}

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Any = ()) -> list[dict[str, Any]]:
        cursor.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = %s AND column_default LIKE 'nextval%%'",
            [table_name],
        )
        return [{"table": table_name, "column": column} for (column,) in cursor.fetchall()]

    def get_constraints(self, cursor: Any, table_name: str) -> dict[str, dict[str, Any]]:
        cursor.execute(
            "SELECT constraint_name, constraint_type, constraint_column_names FROM duckdb_constraints() "
            "WHERE table_name = %s AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'CHECK')",
            [table_name],
        )
        found = {}
        for name, kind, columns in cursor.fetchall():
            key = {"PRIMARY KEY": {"primary_key": True, "unique": True}, "UNIQUE": {"unique": True}}
            found[name] = {**_BLANK, "columns": columns, **key.get(kind, {"check": True})}
        cursor.execute("SELECT index_name, is_unique, expressions FROM duckdb_indexes() WHERE table_name = %s", [table_name])
        for name, unique, expressions in cursor.fetchall():
            columns = [text.strip(" \"'") for text in expressions.strip("[]").split(",")]
            found[name] = {**_BLANK, "columns": columns, "unique": unique, "index": True, "orders": [], "type": "art"}
        return found
