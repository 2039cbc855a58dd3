"""What is in a MySQL or MariaDB database, from its information_schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from django.db.backends.base.introspection import BaseDatabaseIntrospection, GeneratedColumn
from django.db.backends.base.introspection import TableInfo as BaseTableInfo
from django.db.backends.mysql import catalog
from django.db.errors import DatabaseError

#: Texts, which may look like anything; names in quotes; bare names. What is matched first wins.
_WORD = re.compile(r"""'(?:[^'\\]|\\.|'')*'|`((?:[^`]|``)*)`|"((?:[^"]|"")*)"|([^\W\d][\w$]*)(?!\s*\()""", re.DOTALL)

_IS_JSON = re.compile(r"^\(?json_valid\(`((?:[^`]|``)*)`\)\)?$", re.IGNORECASE)

_NUMBERING = {
    "BigIntegerField": "BigAutoField",
    "IntegerField": "AutoField",
    "PositiveBigIntegerField": "BigAutoField",
    "PositiveIntegerField": "AutoField",
    "PositiveSmallIntegerField": "SmallAutoField",
    "SmallIntegerField": "SmallAutoField",
}


class FieldInfo(NamedTuple):
    """A column, as in the base, and what the server knows besides; `type_code` is the type's name."""

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
    is_unsigned: bool
    has_json_constraint: bool
    comment: str | None


class TableInfo(NamedTuple):
    """A table ("t") or view ("v"), and its comment."""

    name: str
    type: str
    comment: str | None


class DatabaseIntrospection(BaseDatabaseIntrospection):
    """Asks a MySQL or MariaDB database what is in it."""

    data_types_reverse: ClassVar[Any] = {
        "bigint": "BigIntegerField",
        "bigint unsigned": "PositiveBigIntegerField",
        "binary": "BinaryField",
        "bit": "BinaryField",
        "blob": "BinaryField",
        "char": "CharField",
        "date": "DateField",
        "datetime": "DateTimeField",
        "decimal": "DecimalField",
        "double": "FloatField",
        "enum": "CharField",
        "float": "FloatField",
        "inet4": "GenericIPAddressField",
        "inet6": "GenericIPAddressField",
        "int": "IntegerField",
        "int unsigned": "PositiveIntegerField",
        "json": "JSONField",
        "longblob": "BinaryField",
        "longtext": "TextField",
        "mediumblob": "BinaryField",
        "mediumint": "IntegerField",
        "mediumint unsigned": "PositiveIntegerField",
        "mediumtext": "TextField",
        "set": "CharField",
        "smallint": "SmallIntegerField",
        "smallint unsigned": "PositiveSmallIntegerField",
        "text": "TextField",
        "time": "TimeField",
        "timestamp": "DateTimeField",
        "tinyblob": "BinaryField",
        "tinyint": "IntegerField",
        "tinyint unsigned": "PositiveIntegerField",
        "tinytext": "TextField",
        "uuid": "UUIDField",
        "varbinary": "BinaryField",
        "varchar": "CharField",
        "year": "SmallIntegerField",
    }

    def get_field_type(self, data_type: Any, description: Any) -> str:
        """Return the kind of field for a column; texts that are checked to be JSON are JSON."""
        kind: str = self.data_types_reverse[data_type]
        if description.is_autofield:
            return _NUMBERING.get(kind, kind)
        return "JSONField" if description.has_json_constraint else kind

    # --- tables and columns -------------------------------------------------------------------------------------------

    def get_table_list(self, cursor: Any) -> list[BaseTableInfo]:
        """Return TableInfos of all tables and views."""
        cursor.execute(catalog.TABLES, [])
        return [TableInfo(name, kind, comment or None) for name, kind, comment in cursor.fetchall()]  # type: ignore[misc]

    def get_table_description(self, cursor: Any, table_name: str) -> list[FieldInfo]:
        """Return FieldInfos of a table's columns.

        Raises:
            DatabaseError: there is no such table or view.
        """
        json_columns = self._json_columns(cursor, table_name)
        cursor.execute(catalog.COLUMNS, [table_name])
        columns = [self._field_info(row, row[0] in json_columns) for row in cursor.fetchall()]
        if not columns:
            raise DatabaseError(f"Table {table_name} does not exist.")
        return columns

    def _field_info(self, row: Any, is_json: bool) -> FieldInfo:
        name, kind, whole, length, precision, scale, null_ok, default, collation, extra, comment, _ = row
        is_unsigned = "unsigned" in whole
        return FieldInfo(
            name,
            f"{kind} unsigned" if is_unsigned and f"{kind} unsigned" in self.data_types_reverse else kind,
            length,
            length,
            precision,
            scale,
            bool(null_ok),
            # MariaDB writes defaults as SQL.
            None if default == "NULL" and self.connection.mysql_is_mariadb else default,
            collation,
            "auto_increment" in extra,
            is_unsigned,
            is_json,
            comment or None,
        )

    def _json_columns(self, cursor: Any, table_name: str) -> set[str]:
        """Columns of MariaDB, which knows JSON only as a check on texts, that have this check."""
        if not self.connection.mysql_is_mariadb:
            return set()
        found = (_IS_JSON.match(condition) for _, condition, _ in self._checks(cursor, table_name))
        return {match[1].replace("``", "`") for match in found if match}

    def get_generated_columns(self, cursor: Any, table_name: str) -> dict[str, GeneratedColumn]:
        """Return the columns of a table that the server computes."""
        cursor.execute(catalog.COLUMNS, [table_name])
        return {
            row[0]: GeneratedColumn(self._unescaped(row[11]), "stored" in row[9] or "persistent" in row[9])
            for row in cursor.fetchall()
            if row[11]
        }

    def _unescaped(self, expression: str) -> str:
        """MySQL tells expressions as the inside of a text: with a backslash before quotes and backslashes."""
        return expression if self.connection.mysql_is_mariadb else re.sub(r"\\(.)", r"\1", expression)

    def get_storage_engine(self, cursor: Any, table_name: str) -> str:
        """Return how a table is stored; for a table that is not there, how new tables are."""
        cursor.execute(catalog.STORAGE_ENGINE, [table_name])
        row = cursor.fetchone()
        engine = row[0] if row and row[0] else self.connection.features._mysql_storage_engine
        return str(engine)

    def get_sequences(self, cursor: Any, table_name: str, table_fields: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """Return the one column of a table that numbers itself, if there is one."""
        cursor.execute(catalog.NUMBERED, [table_name])
        return [{"table": table_name, "column": column} for (column,) in cursor.fetchall()]

    # --- keys, indexes, checks ----------------------------------------------------------------------------------------

    def get_relations(self, cursor: Any, table_name: str) -> dict[str, tuple[str, str]]:
        """Return the references of a table within this database: column to (column referred to, table referred to)."""
        cursor.execute(catalog.REFERENCES, [table_name])
        return {column: (target, table) for _, column, table, target in cursor.fetchall()}

    def get_constraints(self, cursor: Any, table_name: str) -> dict[str, dict[str, Any]]:
        """Return constraints and indexes of a table by name; see the base.

        A reference and the index that the server made for it have one name, and so are one entry.
        """
        constraints: dict[str, dict[str, Any]] = {}
        cursor.execute(catalog.REFERENCES, [table_name])
        for name, column, table, target in cursor.fetchall():
            details = constraints.setdefault(name, _details(foreign_key=(table, target), to_columns=[]))
            details["columns"].append(column)
            details["to_columns"].append(target)
        self._add_indexes(constraints, cursor, table_name)
        cursor.execute(catalog.COLUMNS, [table_name])
        columns = [row[0] for row in cursor.fetchall()]
        constraints.update(self._named_checks(cursor, table_name, columns, set(constraints)))
        return constraints

    def _add_indexes(self, constraints: dict[str, dict[str, Any]], cursor: Any, table_name: str) -> None:
        cursor.execute(catalog.INDEXES, [table_name])
        by_name: dict[str, list[Any]] = {}
        for name, *row in cursor.fetchall():
            by_name.setdefault(name, []).append(row)
        for name, rows in by_name.items():
            details = constraints.setdefault(name, _details())
            columns = [column for column, *_ in rows]
            _, _, unique, method = rows[0]
            details |= {
                "columns": [] if columns == [None] else columns,
                "orders": ["DESC" if descends else "ASC" for _, descends, _, _ in rows],
                "primary_key": name == "PRIMARY",
                "unique": bool(unique),
                "index": True,
                "type": "idx" if method == "BTREE" else method.lower(),
            }
            constraints[name] = details

    def _named_checks(
        self, cursor: Any, table_name: str, table_columns: Iterable[str], taken: set[str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, condition, is_in_column in self._checks(cursor, table_name):
            columns = self._parse_constraint_columns(condition, table_columns)
            # A check within a column's definition bears the column's name, as its unique index may.
            is_taken = is_in_column and name in taken
            yield f"__check_{name}__" if is_taken else name, _details(columns, check=True, definition=condition)

    def _checks(self, cursor: Any, table_name: str) -> list[Any]:
        """Name, condition and whether it is part of a column's definition, for each check of a table."""
        connection = self.connection
        if not connection.features.can_introspect_check_constraints:
            return []
        question = catalog.CHECKS_OF_MYSQL
        if connection.mysql_is_mariadb:
            tells_level = connection.mysql_version >= (10, 5, 10)
            question = catalog.CHECKS_OF_MARIADB if tells_level else catalog.CHECKS_OF_OLD_MARIADB
        cursor.execute(question, [table_name])
        return [(name, self._unescaped(condition), in_column) for name, condition, in_column in cursor.fetchall()]

    def _parse_constraint_columns(self, check_clause: str, table_columns: Iterable[str]) -> list[str]:
        """The columns that a condition names, in the order of their first appearance."""
        by_folded = {column.casefold(): column for column in table_columns}
        found: dict[str, None] = {}
        for match in _WORD.finditer(check_clause):
            in_quotes = match[1] if match[1] is not None else match[2]
            name = in_quotes.replace("``", "`").replace('""', '"') if in_quotes is not None else match[3]
            if name and name.casefold() in by_folded:
                found[by_folded[name.casefold()]] = None
        return list(found)


def _details(columns: Iterable[str] = (), **what: Any) -> dict[str, Any]:
    blank = {"unique": False, "primary_key": False, "foreign_key": None, "check": False, "index": False}
    return {"columns": list(columns), **blank, **what}
