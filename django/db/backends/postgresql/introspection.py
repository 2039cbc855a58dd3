"""What is in a PostgreSQL database, from its system catalogs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django.db.backends.base.introspection import BaseDatabaseIntrospection, GeneratedColumn
from django.db.backends.base.introspection import TableInfo as BaseTableInfo
from django.db.backends.postgresql import catalog
from django.db.errors import DatabaseError


class FieldInfo(NamedTuple):
    """A column, as in the base, and whether it numbers itself, and its comment."""

    name: str
    type_code: Any
    display_size: int | None
    internal_size: int | None
    precision: int | None
    scale: int | None
    null_ok: bool
    default: str | None
    collation: str | None
    is_autofield: bool
    comment: str | None


class TableInfo(NamedTuple):
    """A table ("t"), view ("v") or partition ("p"), and its comment."""

    name: str
    type: str
    comment: str | None


_NUMBERING = {"BigIntegerField": "BigAutoField", "IntegerField": "AutoField", "SmallIntegerField": "SmallAutoField"}

#: Types whose modifiers say a length, or digits; modifiers count four bytes too many.
_TEXTS, _NUMERIC, _HEADER = frozenset({1042, 1043}), 1700, 4

#: A default that takes the next number.
_NEXT_NUMBER = "nextval"


class DatabaseIntrospection(BaseDatabaseIntrospection):
    """Asks a PostgreSQL database what is in it."""

    #: Object identifier of a type to the kind of field; types of extensions are added by name.
    data_types_reverse: ClassVar[Any] = {
        16: "BooleanField",
        17: "BinaryField",
        20: "BigIntegerField",
        21: "SmallIntegerField",
        23: "IntegerField",
        25: "TextField",
        700: "FloatField",
        701: "FloatField",
        869: "GenericIPAddressField",
        1042: "CharField",
        1043: "CharField",
        1082: "DateField",
        1083: "TimeField",
        1114: "DateTimeField",
        1184: "DateTimeField",
        1186: "DurationField",
        1266: "TimeField",
        1700: "DecimalField",
        2950: "UUIDField",
        3802: "JSONField",
    }
    ignored_tables: ClassVar[list[str]] = []
    index_default_access_method = "btree"
    on_delete_types: ClassVar[dict[str, str]] = {"a": "NO ACTION", "c": "CASCADE", "d": "SET DEFAULT", "n": "SET NULL"}

    def get_field_type(self, data_type: Any, description: Any) -> str:
        """Return the kind of field for a column; a whole number that has a sequence numbers itself."""
        kind: str = self.data_types_reverse[data_type]
        default = description.default or ""
        if description.is_autofield or default.startswith(_NEXT_NUMBER):
            return _NUMBERING.get(kind, kind)
        return kind

    def get_table_list(self, cursor: Any) -> list[BaseTableInfo]:
        """Return TableInfos of all tables, views, partitions and foreign tables that a bare name finds."""
        cursor.execute(catalog.TABLES)
        return [TableInfo(*row) for row in cursor.fetchall() if row[0] not in self.ignored_tables]  # type: ignore[misc]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        """Return FieldInfos of a table's columns, told by the catalogs alone.

        Raises:
            DatabaseError: there is no such table or view.
        """
        cursor.execute(catalog.COLUMNS, [table_name])
        columns = [_field_info(*row) for row in cursor.fetchall()]
        if not columns:
            raise DatabaseError(f"Table {table_name} does not exist, or has no columns.")
        return columns

    def get_generated_columns(self, cursor: Any, table_name: str) -> dict[str, GeneratedColumn]:
        """Return the columns of a table that the server computes."""
        cursor.execute(catalog.GENERATED, [table_name])
        return {name: GeneratedColumn(expression, is_stored) for name, expression, is_stored in cursor.fetchall()}

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """Return the sequences that a table's columns own, identity columns included."""
        cursor.execute(catalog.SEQUENCES, [table_name])
        return [{"name": name, "table": table, "column": column} for name, table, column in cursor.fetchall()]

    def get_relations(self, cursor: Any, table_name: str) -> dict[str, tuple[str, str]]:
        """Return the references of a table: column to (column referred to, table referred to)."""
        cursor.execute(catalog.RELATIONS, [table_name])
        return {column: (target, table) for column, target, table in cursor.fetchall()}

    def get_constraints(self, cursor: Any, table_name: str) -> dict[str, dict[str, Any]]:
        """Return constraints and indexes of a table by name; see the base."""
        constraints: dict[str, dict[str, Any]] = {}
        cursor.execute(catalog.CONSTRAINTS, [table_name])
        for name, kind, columns, target_table, target_columns, options, definition in cursor.fetchall():
            constraints[name] = {
                "columns": columns,
                "primary_key": kind == "p",
                "unique": kind in ("p", "u"),
                "foreign_key": (target_table, target_columns[0]) if kind == "f" else None,
                "to_columns": target_columns,
                "check": kind == "c",
                "index": False,
                "definition": definition if kind in ("c", "x") else None,
                "options": options,
            }
        cursor.execute(catalog.INDEXES, [table_name])
        for name, columns, orders, unique, primary, method, definition, options, partial in cursor.fetchall():
            if name in constraints:
                continue
            ordered = method == self.index_default_access_method
            # One that was asked for by its kind is not the usual one: it has options, or the name of that kind.
            usual = ordered and options is None and not name.endswith(f"_{method}")
            constraints[name] = {
                "columns": columns if columns != [None] else [],
                "orders": ["DESC" if down else "ASC" for down in orders] if ordered else [],
                "primary_key": primary,
                "unique": unique,
                "foreign_key": None,
                "check": False,
                "index": True,
                "type": "idx" if usual else method,
                "definition": definition,
                "options": options,
                "partial": partial,
            }
        return constraints


def _field_info(
    name: str,
    type_code: int,
    length: int,
    modifier: int,
    null_ok: bool,
    default: str | None,
    collation: str | None,
    numbers_itself: bool,
    comment: str | None,
) -> FieldInfo:
    internal_size = length if length > 0 else None
    # The length of a text is its display size here; nothing means any length.
    display_size = modifier - _HEADER if type_code in _TEXTS and modifier >= _HEADER else internal_size
    precision = scale = None
    if type_code == _NUMERIC and modifier >= _HEADER:
        precision = (modifier - _HEADER) >> 16 & 0xFFFF
        # Eleven bits with a sign.
        scale = ((modifier - _HEADER & 0x7FF) ^ 0x400) - 0x400
    return FieldInfo(
        name,
        type_code,
        display_size,
        internal_size,
        precision,
        scale,
        null_ok,
        default,
        collation,
        numbers_itself,
        comment,
    )
