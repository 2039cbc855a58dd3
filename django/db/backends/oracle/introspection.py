"""What is in an Oracle database, from its data dictionary. Names are given back in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django.db.backends.base.introspection import BaseDatabaseIntrospection, GeneratedColumn
from django.db.backends.base.introspection import TableInfo as BaseTableInfo
from django.db.backends.oracle import catalog
from django.db.backends.oracle.datatypes import NUMBERING


class FieldInfo(NamedTuple):
    """A column, as in the base, and whether it numbers itself, whether it holds JSON, and its comment."""

    name: str
    type_code: str
    display_size: int | None
    internal_size: int | None
    precision: int | None
    scale: int | None
    null_ok: bool
    default: str | None
    collation: str | None
    is_autofield: bool
    is_json: bool
    comment: str | None


class TableInfo(NamedTuple):
    """A table ("t") or view ("v"), and its comment."""

    name: str
    type: str
    comment: str | None


#: An index or default over just a column says its name in quotes.
_COLUMN_NAME = re.compile(r'"([^"]+)"')

_NOT_NULL = re.compile(r'"[^"]+" IS NOT NULL')

#: Precision in a type's name, which says nothing that is not told beside it: TIMESTAMP(6).
_PRECISION = re.compile(r"\(\d+\)")


class DatabaseIntrospection(BaseDatabaseIntrospection):
    """Asks an Oracle database what is in it."""

    #: Name of a type in the dictionary, without its precisions, to the kind of field.
    data_types_reverse: ClassVar[Any] = {
        "BINARY_DOUBLE": "FloatField",
        "BINARY_FLOAT": "FloatField",
        "BLOB": "BinaryField",
        "CHAR": "CharField",
        "CLOB": "TextField",
        "DATE": "DateField",
        "FLOAT": "FloatField",
        "INTERVAL DAY TO SECOND": "DurationField",
        "JSON": "JSONField",
        "LONG": "TextField",
        "NCHAR": "CharField",
        "NCLOB": "TextField",
        "NUMBER": "DecimalField",
        "NVARCHAR2": "CharField",
        "RAW": "BinaryField",
        "TIMESTAMP": "DateTimeField",
        "TIMESTAMP WITH LOCAL TIME ZONE": "DateTimeField",
        "TIMESTAMP WITH TIME ZONE": "DateTimeField",
        "VARCHAR2": "CharField",
    }
    #: Collations that need not be named: texts are compared by them anyway.
    usual_collations = frozenset({catalog.USUAL_COLLATION, None})

    def get_field_type(self, data_type: Any, description: Any) -> str:
        """Return the kind of field for a column; of numbers by their digits."""
        if description.is_json:
            return "JSONField"
        if data_type == "NUMBER":
            return _kind_of_number(description)
        kind: str = self.data_types_reverse[data_type]
        return kind

    def identifier_converter(self, name: str) -> str:
        """Return a name as the database keeps it, but in lower case, as models usually have it."""
        return self._stored(name).lower()

    def _stored(self, name: str) -> str:
        """Return a name as the dictionary has it."""
        return str(self.connection.ops.stored_name(name))

    def _rows(self, cursor: Any, question: str, table_name: str) -> list[tuple[Any, ...]]:
        cursor.execute(question, [self._stored(table_name)])
        return list(cursor.fetchall())

    def get_table_list(self, cursor: Any) -> list[BaseTableInfo]:
        """Return TableInfos of all tables and views, materialised ones included."""
        cursor.execute(catalog.TABLES)
        known = self.identifier_converter
        return [TableInfo(known(name), kind, comment) for name, kind, comment in cursor.fetchall()]  # type: ignore[misc]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        """Return FieldInfos of a table's columns."""
        return [self._field_info(*row) for row in self._rows(cursor, catalog.COLUMNS, table_name)]

    def _field_info(
        self,
        name: str,
        data_type: str,
        length: int | None,
        precision: int | None,
        scale: int | None,
        nullable: str,
        default: Any,
        computed: str,
        collation: str | None,
        identity: str,
        json_columns: int,
        comment: str | None,
    ) -> FieldInfo:
        numbers_itself = identity == "YES"
        kind = _PRECISION.sub("", data_type)
        written = None if computed == "YES" or numbers_itself else _written(default)
        return FieldInfo(
            self.identifier_converter(name),
            kind,
            length,
            length,
            precision,
            scale,
            nullable == "Y",
            written,
            None if collation in self.usual_collations else collation,
            numbers_itself,
            bool(json_columns),
            comment,
        )

    def get_generated_columns(self, cursor: Any, table_name: str) -> dict[str, GeneratedColumn]:
        """Return the columns of a table that the server computes whenever they are read."""
        rows = self._rows(cursor, catalog.GENERATED, table_name)
        return {self.identifier_converter(name): GeneratedColumn(str(text).strip(), False) for name, text in rows}

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """Return the sequences behind identity columns; by the model's fields where a table has none."""
        known = self.identifier_converter
        found = [
            {"name": known(sequence), "table": known(table_name), "column": known(column)}
            for sequence, column in self._rows(cursor, catalog.IDENTITIES, table_name)
        ]
        if found:
            return found
        numbering = [field for field in table_fields if field.get_internal_type() in NUMBERING]
        return [{"table": table_name, "column": field.column} for field in numbering]

    def get_relations(self, cursor: Any, table_name: str) -> dict[str, tuple[str, str]]:
        """Return the references of a table: column to (column referred to, table referred to)."""
        known = self.identifier_converter
        rows = self._rows(cursor, catalog.RELATIONS, table_name)
        return {known(column): (known(target), known(table)) for column, target, table in rows}

    def get_primary_key_columns(self, cursor: Any, table_name: str) -> list[str] | None:
        """Return the primary key's columns; None if there is none."""
        rows = self._rows(cursor, catalog.PRIMARY_KEY, table_name)
        return [self.identifier_converter(row[0]) for row in rows] or None

    # --- constraints --------------------------------------------------------------------------------------------------

    def get_constraints(self, cursor: Any, table_name: str) -> dict[str, dict[str, Any]]:
        """Return constraints and indexes of a table by name; see the base. NOT NULL is none of them."""
        constraints: dict[str, dict[str, Any]] = {}
        known = self.identifier_converter
        for name, kind, column, condition, table, target in self._rows(cursor, catalog.CONSTRAINTS, table_name):
            if kind == "C" and _NOT_NULL.fullmatch(condition or ""):
                continue
            found = constraints.setdefault(known(name), _constraint(kind, condition))
            if column is not None:
                found["columns"].append(known(column))
            if kind == "R" and found["foreign_key"] is None:
                found["foreign_key"] = (known(table), known(target))
        for row in self._rows(cursor, catalog.INDEXES, table_name):
            self._add_index(constraints, *row)
        return constraints

    def _add_index(
        self,
        constraints: dict[str, dict[str, Any]],
        name: str,
        kind: str,
        uniqueness: str,
        column: str,
        descend: str,
        place: int,
        expression: Any,
    ) -> None:
        known = self.identifier_converter
        found = constraints.setdefault(known(name), _index(kind, uniqueness))
        if expression is not None:
            # A column that descends is kept as an expression, too.
            over_column = _COLUMN_NAME.fullmatch(str(expression).strip())
            if over_column is None:
                found["definition"] = str(expression)
                return
            column = over_column[1]
        found["columns"].append(known(column))
        found["orders"].append(descend)


def _kind_of_number(description: Any) -> str:
    precision, scale = description.precision, description.scale
    if scale != 0 or precision is None:
        # INTEGER is a NUMBER without a precision, but with a scale.
        return "IntegerField" if scale == 0 else "DecimalField"
    if description.is_autofield:
        return "SmallAutoField" if precision < 6 else "AutoField" if precision <= 11 else "BigAutoField"
    if precision == 1:
        return "BooleanField"
    return "IntegerField" if precision <= 11 else "BigIntegerField"


def _written(default: Any) -> str | None:
    """Return a default as it was written; NULL is none."""
    text = None if default is None else str(default).strip()
    return None if text is None or text.upper() == "NULL" else text


def _constraint(kind: str, condition: str | None) -> dict[str, Any]:
    return {
        "columns": [],
        "primary_key": kind == "P",
        "unique": kind in ("P", "U"),
        "foreign_key": None,
        "check": kind == "C",
        # The server makes an index for these.
        "index": kind in ("P", "U"),
        "definition": condition if kind == "C" else None,
    }


def _index(kind: str, uniqueness: str) -> dict[str, Any]:
    return {
        "columns": [],
        "orders": [],
        "primary_key": False,
        "unique": uniqueness == "UNIQUE",
        "foreign_key": None,
        "check": False,
        "index": True,
        "type": "idx" if kind.endswith("NORMAL") else kind.lower(),
        "definition": None,
    }
