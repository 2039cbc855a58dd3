"""What is in a DuckDB database, from its own tables about tables."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.introspection import FieldInfo, TableInfo
from django.db.backends.base.standard import StandardIntrospection

_BLANK = {"primary_key": False, "unique": False, "foreign_key": None, "check": False, "index": False, "orders": []}
_KINDS = {"PRIMARY KEY": {"primary_key": True, "unique": True}, "UNIQUE": {"unique": True}, "CHECK": {"check": True}}


class DatabaseIntrospection(StandardIntrospection):
    def get_table_list(self, cursor: Any) -> list[TableInfo]:
        cursor.execute(
            "SELECT table_name, 't', comment FROM duckdb_tables() UNION ALL "
            "SELECT view_name, 'v', comment FROM duckdb_views() WHERE NOT internal"
        )
        return [TableInfo(*row) for row in cursor.fetchall()]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        cursor.execute(
            "SELECT column_name, data_type, NULL, NULL, numeric_precision, numeric_scale, is_nullable, column_default, "
            "NULL, comment FROM duckdb_columns() WHERE table_name = %s ORDER BY column_index",
            [table_name],
        )
        return [FieldInfo(*row) for row in cursor.fetchall()]

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Any = ()) -> list[dict[str, Any]]:
        found = self.get_table_description(cursor, table_name)
        return [{"table": table_name, "column": info.name} for info in found if "nextval" in str(info.default)]

    def get_indexes(self, cursor: Any, table_name: str) -> list[tuple[str, list[str], str]]:
        """Name, columns and definition of each index."""
        cursor.execute("SELECT index_name, expressions, sql FROM duckdb_indexes() WHERE table_name = %s", [table_name])
        return [(name, _columns(expressions), sql) for name, expressions, sql in cursor.fetchall()]

    def get_constraints(self, cursor: Any, table_name: str) -> dict[str, dict[str, Any]]:
        cursor.execute(
            "SELECT constraint_name, constraint_type, constraint_column_names FROM duckdb_constraints() "
            "WHERE table_name = %s AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'CHECK')",
            [table_name],
        )
        found = {name: {**_BLANK, "columns": columns, **_KINDS[kind]} for name, kind, columns in cursor.fetchall()}
        for name, columns, sql in self.get_indexes(cursor, table_name):
            found[name] = {**_BLANK, "columns": columns, "unique": sql.startswith("CREATE UNIQUE"), "index": True}
        return found


def _columns(expressions: str) -> list[str]:
    """The columns in a list of expressions, ['"a"', b, lower(c)]."""
    return [text.strip(" \"'") for text in expressions.strip("[]").split(",")]
