"""Indexes in DDL, and how constraints and indexes get and are found by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.backends.ddl_references import Columns, Expressions, IndexName, Statement, Table, WrittenExpressions
from django.db.backends.identifiers import names_digest, split_identifier


class IndexMethods:
    """The part of a schema editor that deals with indexes and names."""

    sql_create_index = "CREATE INDEX %(name)s ON %(table)s (%(columns)s)%(include)s%(extra)s%(condition)s"
    sql_rename_index = "ALTER INDEX %(old_name)s RENAME TO %(new_name)s"
    sql_delete_index = "DROP INDEX %(name)s"

    connection: Any
    deferred_sql: list[Any]
    execute: Callable[..., Any]

    def quote_name(self, name: str) -> str:
        """Return a name as an identifier."""
        return str(self.connection.ops.quote_name(name))

    def quote_value(self, value: Any) -> str:
        """Return a value as a literal, for DDL takes no parameters. Not for values from outside."""
        return str(self.connection.ops.quote_literal(value))

    def _table(self, model: Any) -> Table:
        return Table(model._meta.db_table, self.quote_name)

    def _drop_deferred(self, is_dropped: Callable[[Any], bool]) -> None:
        """Forget deferred statements about something that is gone."""
        self.deferred_sql[:] = [
            sql for sql in self.deferred_sql if not (isinstance(sql, Statement) and is_dropped(sql))
        ]

    def add_index(self, model: Any, index: Any) -> None:
        """Create an index, unless it is of a kind the engine does not have."""
        if index.contains_expressions and not self.connection.features.supports_expression_indexes:
            return
        # Expressions are written with values in them: no placeholders, so no parameters.
        self.execute(index.create_sql(model, self))

    def remove_index(self, model: Any, index: Any) -> None:
        """Drop an index."""
        if index.contains_expressions and not self.connection.features.supports_expression_indexes:
            return
        self.execute(index.remove_sql(model, self))

    def rename_index(self, model: Any, old_index: Any, new_index: Any) -> None:
        """Give an index another name, by making it anew where the engine cannot rename."""
        if self.connection.features.can_rename_index:
            self.execute(self._rename_index_sql(model, old_index.name, new_index.name))
        else:
            self.remove_index(model, old_index)
            self.add_index(model, new_index)

    # --- names --------------------------------------------------------------------------------------------------------

    def _create_index_name(self, table_name: str, column_names: Sequence[str], suffix: str = "") -> str:
        """A name that says table and columns as far as there is room, and ends in a digest of all of them."""
        table_name = split_identifier(table_name)[1]
        ending = f"{names_digest(table_name, *column_names, length=8)}{suffix}"
        limit = self.connection.ops.max_name_length() or 200
        columns = "_".join(column_names)
        name = f"{table_name}_{columns}_{ending}"
        if len(name) > limit:
            room = (limit - len(ending[: limit // 3])) // 2 - 1
            name = f"{table_name[:room]}_{columns[:room]}_{ending[: limit // 3]}"
        # Some engines want names to begin with a letter.
        return f"D{name[:-1]}" if name[0] == "_" or name[0].isdigit() else name

    def _constraint_names(
        self, model: Any, column_names: Sequence[str] | None = None, exclude: Iterable[str] = (), **wanted: Any
    ) -> list[str]:
        """Names of the constraints there are over exactly these columns and of this kind."""
        converted = self.connection.introspection.identifier_converter
        columns = None if column_names is None else [converted(name) for name in column_names]
        with self.connection.cursor() as cursor:
            found = self.connection.introspection.get_constraints(cursor, model._meta.db_table)
        kind = {key: value for key, value in wanted.items() if value is not None}
        return [
            name
            for name, details in found.items()
            if (columns is None or details["columns"] == columns)
            and all(_is_so(details, key, value) for key, value in kind.items())
            and name not in set(exclude)
        ]

    # --- indexes ------------------------------------------------------------------------------------------------------

    def _quoted_index_name(self, table: str, columns: Sequence[str], suffix: str) -> str:
        return self.quote_name(self._create_index_name(table, columns, suffix))

    def _index_condition_sql(self, condition: str | None) -> str:
        return f" WHERE {condition}" if condition else ""

    def _index_include_sql(self, model: Any, columns: Sequence[str] | None) -> Any:
        if not columns or not self.connection.features.supports_covering_indexes:
            return ""
        return Statement(" INCLUDE (%(columns)s)", columns=Columns(model._meta.db_table, columns, self.quote_name))

    def _get_index_tablespace_sql(self, model: Any, fields: Sequence[Any], db_tablespace: str | None = None) -> str:
        if db_tablespace is None:
            only = fields[0].db_tablespace if len(fields) == 1 else None
            db_tablespace = only or model._meta.db_tablespace
        return f" {self.connection.ops.tablespace_sql(db_tablespace)}" if db_tablespace else ""

    def _index_columns(
        self, table: str, columns: Sequence[str], col_suffixes: Sequence[str], opclasses: Sequence[str]
    ) -> Columns:
        """The columns of an index; engines with operator classes use them."""
        return Columns(table, columns, self.quote_name, col_suffixes=col_suffixes)

    def _index_columns_or_expressions(
        self, model: Any, columns: Sequence[str], suffixes: Sequence[str], opclasses: Sequence[str], expressions: Any
    ) -> Any:
        table = model._meta.db_table
        if not expressions:
            return self._index_columns(table, columns, suffixes or (), opclasses or ())
        if isinstance(expressions, list | tuple):
            known = [field.column for field in model._meta.local_concrete_fields]
            return WrittenExpressions(table, expressions, known, self.quote_name)
        return Expressions(table, expressions, self.connection.compiler(), self.quote_value)

    def _create_index_sql(
        self,
        model: Any,
        *,
        fields: Sequence[Any] | None = None,
        name: str | None = None,
        suffix: str = "",
        using: str = "",
        db_tablespace: str | None = None,
        col_suffixes: Sequence[str] = (),
        sql: str | None = None,
        opclasses: Sequence[str] = (),
        condition: str | None = None,
        include: Sequence[str] | None = None,
        expressions: Any = None,
    ) -> Statement:
        """The statement that creates an index over fields or expressions."""
        fields = fields or []
        table, columns = model._meta.db_table, [field.column for field in fields]
        return Statement(
            sql or self.sql_create_index,
            table=self._table(model),
            name=self.quote_name(name) if name else IndexName(table, columns, suffix, self._quoted_index_name),
            using=using,
            columns=self._index_columns_or_expressions(model, columns, col_suffixes, opclasses, expressions),
            extra=self._get_index_tablespace_sql(model, fields, db_tablespace),
            condition=self._index_condition_sql(condition),
            include=self._index_include_sql(model, include),
        )

    def _delete_index_sql(self, model: Any, name: str, sql: str | None = None) -> Statement:
        return self._delete_constraint_sql(sql or self.sql_delete_index, model, name)

    def _delete_constraint_sql(self, template: str, model: Any, name: str) -> Statement:
        return Statement(template, table=self._table(model), name=self.quote_name(name))

    def _rename_index_sql(self, model: Any, old_name: str, new_name: str) -> Statement:
        return Statement(
            self.sql_rename_index,
            table=self._table(model),
            old_name=self.quote_name(old_name),
            new_name=self.quote_name(new_name),
        )

    def _model_indexes_sql(self, model: Any) -> list[Any]:
        """The statements for all indexes of a model."""
        options = model._meta
        if not options.managed or options.proxy or options.swapped:
            return []
        statements: list[Any] = []
        for field in options.local_fields:
            statements += self._field_indexes_sql(model, field)
        for index in options.indexes:
            if not index.contains_expressions or self.connection.features.supports_expression_indexes:
                statements.append(index.create_sql(model, self))
        return [statement for statement in statements if statement is not None]

    def _field_indexes_sql(self, model: Any, field: Any) -> list[Statement]:
        """The statements for the index of one field."""
        return [self._create_index_sql(model, fields=[field])] if self._field_should_be_indexed(model, field) else []

    def _field_should_be_indexed(self, model: Any, field: Any) -> bool:
        return bool(field.db_index and not field.unique)


def _is_so(details: dict[str, Any], key: str, value: Any) -> bool:
    """Whether what introspection tells fits; `type_` avoids the built-in's name."""
    found = details.get(key.rstrip("_"))
    return bool(found) == value if isinstance(value, bool) else found == value
