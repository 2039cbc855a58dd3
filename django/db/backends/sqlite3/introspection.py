"""What is in an SQLite database, from its PRAGMAs and the text of its definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from django.db.backends.base.introspection import BaseDatabaseIntrospection, GeneratedColumn, TableInfo
from django.db.backends.sqlite3.definitions import Definition, read_definition
from django.db.errors import DatabaseError

_SIZE = re.compile(r"^\s*(?:n|national |native )?(?:var|varying )?char(?:acter)?\s*\(\s*(\d+)\s*\)\s*$", re.IGNORECASE)
_DECIMAL = re.compile(r"^\s*(?:decimal|numeric)\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)\s*$", re.IGNORECASE)

class FieldInfo(NamedTuple):
    """A column, as in the base, and whether it is the primary key, is checked to hold JSON, and numbers itself."""

    name: str
    type_code: str
    display_size: int | None
    internal_size: int | None
    precision: int | None
    scale: int | None
    null_ok: bool
    default: str | None
    collation: str | None
    pk: bool
    has_json_constraint: bool
    is_autofield: bool


def get_field_size(name: str) -> int | None:
    """Return the length that a type allows, as `varchar(11)` does; None if it says none."""
    match = _SIZE.match(name)
    return int(match[1]) if match else None


class KindOfType:
    """Type to kind of field, whatever length or precision follows the type's name."""

    def __init__(self, kinds: dict[str, str]) -> None:
        self.base_data_types_reverse = kinds

    def __getitem__(self, key: str) -> str:
        kinds, name = self.base_data_types_reverse, key.lower().strip()
        return kinds[name if name in kinds else name.partition("(")[0].strip()]


class DatabaseIntrospection(BaseDatabaseIntrospection):
    """Asks an SQLite database what is in it."""

    data_types_reverse: ClassVar[Any] = KindOfType(
        {
            # Those that our own tables have, and those that other programs' tables have: SQLite takes any word.
            "bigint": "BigIntegerField",
            "bigint unsigned": "PositiveBigIntegerField",
            "blob": "BinaryField",
            "bool": "BooleanField",
            "boolean": "BooleanField",
            "char": "CharField",
            "character": "CharField",
            "clob": "TextField",
            "date": "DateField",
            "datetime": "DateTimeField",
            "decimal": "DecimalField",
            "double": "FloatField",
            "double precision": "FloatField",
            "float": "FloatField",
            "int": "IntegerField",
            "int2": "SmallIntegerField",
            "int8": "BigIntegerField",
            "integer": "IntegerField",
            "integer unsigned": "PositiveIntegerField",
            "mediumint": "IntegerField",
            "native character": "CharField",
            "nchar": "CharField",
            "numeric": "DecimalField",
            "nvarchar": "CharField",
            "real": "FloatField",
            "smallint": "SmallIntegerField",
            "smallint unsigned": "PositiveSmallIntegerField",
            "smallinteger": "SmallIntegerField",
            "text": "TextField",
            "time": "TimeField",
            "timestamp": "DateTimeField",
            "tinyint": "IntegerField",
            "unsigned big int": "PositiveBigIntegerField",
            "varchar": "CharField",
            "varying character": "CharField",
        }
    )

    def get_field_type(self, data_type: Any, description: Any) -> str:
        """Return the kind of field for a column; only an INTEGER that is the primary key numbers itself."""
        kind: str = self.data_types_reverse[data_type]
        if description.is_autofield:
            return "AutoField"
        return "JSONField" if description.has_json_constraint else kind

    def get_table_list(self, cursor: Any) -> list[TableInfo]:
        """Return TableInfos of all tables and views but SQLite's own."""
        cursor.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name != 'sqlite_sequence' "
            "ORDER BY name"
        )
        return [TableInfo(name, kind[0]) for name, kind in cursor.fetchall()]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        """Return FieldInfos of a table's columns, generated ones included.

        Raises:
            DatabaseError: there is no such table or view.
        """
        found = self._columns(cursor, table_name)
        if not found:
            raise DatabaseError(f"Table {table_name} does not exist (empty pragma).")
        definition = self._definition(cursor, table_name)
        json_columns = definition.json_columns
        has_single_key = definition.has_row_numbers and sum(bool(row[5]) for row in found) == 1
        return [
            FieldInfo(
                name,
                type_name,
                get_field_size(type_name),
                None,
                *_precision(type_name),
                # What is not there cannot be found by its key, whatever SQLite lets in.
                not (not_null or pk),
                default,
                definition.collations.get(name),
                bool(pk),
                name in json_columns,
                bool(pk) and has_single_key and type_name.strip().lower() == "integer",
            )
            for _, name, type_name, not_null, default, pk, *_ in found
        ]

    def _columns(self, cursor: Any, table_name: str) -> list[Any]:
        cursor.execute(f"PRAGMA table_xinfo({self.connection.ops.quote_name(table_name)})")
        rows: list[Any] = cursor.fetchall()
        # 1 marks the hidden columns of virtual tables; 2 and 3 are generated columns.
        return [row for row in rows if row[6] != 1]

    def _definition(self, cursor: Any, table_name: str) -> Definition:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table_name])
        row = cursor.fetchone()
        return read_definition(row[0]) if row and row[0] else Definition()

    def get_generated_columns(self, cursor: Any, table_name: str) -> dict[str, GeneratedColumn]:
        """Return the columns of a table that SQLite computes."""
        generated = self._definition(cursor, table_name).generated
        return {name: GeneratedColumn(*how) for name, how in generated.items()}

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """Return the one column of a table that is numbered: its primary key."""
        return [{"table": table_name, "column": self.get_primary_key_column(cursor, table_name)}]

    def get_primary_key_columns(self, cursor: Any, table_name: str) -> list[str] | None:
        """Return the primary key's columns; None if there is none."""
        keyed = [(row[5], row[1]) for row in self._columns(cursor, table_name) if row[5]]
        return [name for _, name in sorted(keyed)] or None

    def get_relations(self, cursor: Any, table_name: str) -> dict[str, tuple[str, str]]:
        """Return the references of a table: column to (column referred to, table referred to)."""
        return {
            column: (target, referred)
            for _, columns, referred, targets in self._references(cursor, table_name)
            for column, target in zip(columns, targets, strict=True)
        }

    def _references(self, cursor: Any, table_name: str) -> Iterator[tuple[int, list[str], str, list[str]]]:
        """Number, columns, table referred to and columns there, for each reference."""
        cursor.execute(f"PRAGMA foreign_key_list({self.connection.ops.quote_name(table_name)})")
        by_number: dict[int, list[Any]] = {}
        for row in cursor.fetchall():
            by_number.setdefault(row[0], []).append(row)
        for number, rows in sorted(by_number.items()):
            rows.sort(key=lambda row: row[1])
            referred, targets = rows[0][2], [row[4] for row in rows]
            if None in targets:
                # Nothing named means the primary key.
                targets = (self.get_primary_key_columns(cursor, referred) or targets)[: len(rows)]
            yield number, [row[3] for row in rows], referred, targets

    def get_constraints(self, cursor: Any, table_name: str) -> dict[str, dict[str, Any]]:
        """Return constraints and indexes of a table by name; see the base."""
        constraints = dict(self._written_constraints(cursor, table_name))
        constraints.update(self._indexes(cursor, table_name))
        primary_key = self.get_primary_key_columns(cursor, table_name)
        if primary_key:
            constraints["__primary__"] = _details(primary_key, primary_key=True)
        for number, columns, referred, targets in self._references(cursor, table_name):
            constraints[f"fk_{number}"] = _details(
                columns, foreign_key=(referred, targets[0]), to_columns=targets
            )
        return constraints

    def _written_constraints(self, cursor: Any, table_name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        unnamed = 0
        for found in self._definition(cursor, table_name).constraints:
            name = found.name
            if not name:
                unnamed += 1
                name = f"__unnamed_constraint_{unnamed}__"
            kind: dict[str, Any] = {found.kind: True}
            if found.kind == "check":
                kind["definition"] = found.condition
            yield name, _details(found.columns, **kind)

    def _indexes(self, cursor: Any, table_name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        quote = self.connection.ops.quote_name
        cursor.execute(f"PRAGMA index_list({quote(table_name)})")
        for _, name, unique, origin, partial, *_ in cursor.fetchall():
            # "u" and "pk" stand behind constraints, which are told already.
            if origin == "c":
                cursor.execute(f"PRAGMA index_xinfo({quote(name)})")
                keys = [row for row in cursor.fetchall() if row[5]]
                yield name, {**_index_details(keys, bool(unique)), "partial": bool(partial)}


def _index_details(keys: list[Any], unique: bool) -> dict[str, Any]:
    columns = [row[2] for row in keys if row[2] is not None]
    # An expression has an order, too, but no column.
    orders = ["DESC" if row[3] else "ASC" for row in keys]
    return {**_details(columns, unique=unique, index=True), "orders": orders, "type": "idx"}


def _details(columns: Iterable[str], **what: Any) -> dict[str, Any]:
    blank = {"unique": False, "primary_key": False, "foreign_key": None, "check": False, "index": False}
    return {"columns": list(columns), **blank, **what}


def _precision(type_name: str) -> tuple[int | None, int | None]:
    match = _DECIMAL.match(type_name)
    return (int(match[1]), int(match[2])) if match else (None, None)
