"""DDL of MySQL and MariaDB: columns are changed by saying them anew, and a reference always has an index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement


class DatabaseSchemaEditor(BaseDatabaseSchemaEditor):
    """Creates, changes and drops tables of MySQL and MariaDB.

    No DDL can be undone: each statement commits. MODIFY forgets whatever it does not say, so it always says the whole
    column: type, collation, default, nullability, numbering, comment and, on MariaDB, the column's own check.
    """

    sql_modify_column = "MODIFY %(column)s %(definition)s"
    sql_delete_column = "ALTER TABLE %(table)s DROP COLUMN %(column)s"
    sql_alter_table_comment = "ALTER TABLE %(table)s %(comment)s"
    sql_delete_unique = "ALTER TABLE %(table)s DROP INDEX %(name)s"
    sql_create_column_inline_fk = (
        ", ADD CONSTRAINT %(name)s FOREIGN KEY (%(column)s) REFERENCES %(to_table)s (%(to_column)s)"
    )
    sql_delete_fk = "ALTER TABLE %(table)s DROP FOREIGN KEY %(name)s"
    sql_create_index = "CREATE INDEX %(name)s ON %(table)s (%(columns)s)%(extra)s"
    sql_delete_index = "DROP INDEX %(name)s ON %(table)s"
    sql_rename_index = "ALTER TABLE %(table)s RENAME INDEX %(old_name)s TO %(new_name)s"
    sql_replace_index = "ALTER TABLE %(table)s ADD INDEX %(new_name)s (%(columns)s), DROP INDEX %(name)s"
    sql_create_pk = "ALTER TABLE %(table)s ADD PRIMARY KEY (%(columns)s)"
    sql_delete_pk = "ALTER TABLE %(table)s DROP PRIMARY KEY"
    sql_delete_pk_of_numbers = "ALTER TABLE %(table)s DROP PRIMARY KEY, %(changes)s"

    @property
    def sql_delete_check(self) -> str:  # type: ignore[override]
        """How a check is dropped."""
        if self.connection.mysql_is_mariadb:
            # One that is part of a column's definition goes with the definition, and has no name to drop it by.
            return "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s"
        return "ALTER TABLE %(table)s DROP CHECK %(name)s"

    def remove_procedure(self, procedure_name: str, param_types: Any = ()) -> None:
        """Drop a stored procedure; there is one of a name, whatever it takes."""
        self.execute(f"DROP PROCEDURE {self.quote_name(procedure_name)}")

    # --- a column's definition ----------------------------------------------------------------------------------------

    def _iter_column_sql(
        self, column_type: str, params: list[Any], model: Any, field: Any, field_db_params: Any, include_default: bool
    ) -> Iterator[str]:
        yield column_type
        collation = field_db_params.get("collation")
        if collation:
            yield self._collate_sql(collation)
        yield from self._default_parts(params, field, include_default)
        if not getattr(field, "generated", False):
            yield from self._null_parts(field)
        if field.primary_key:
            yield "PRIMARY KEY"
        elif field.unique:
            yield "UNIQUE"
        # After the expression of a generated column, which nothing else may precede.
        if field.db_comment:
            yield self._comment_sql(field.db_comment)

    def _comment_sql(self, comment: str) -> str:
        if any(letter > "\uffff" for letter in comment):
            raise ValueError(f"Comments have three bytes per character here, so {comment!r} would not come back.")
        return f"COMMENT {super()._comment_sql(comment)}"

    def _whole_definition(
        self,
        field: Any,
        with_check: bool,
        may_be_null: bool = False,
        numbers: bool = True,
        column_type: tuple[str, str | None] | None = None,
    ) -> str:
        """Everything that MODIFY must say of a column, keys left out: they are kept."""
        parameters = self._parameters(field)
        db_type, collation = column_type or (parameters["type"], parameters.get("collation"))
        parts = [db_type, self._collate_sql(collation)]
        params: list[Any] = []
        parts += self._default_parts(params, field, include_default=False)
        if not getattr(field, "generated", False):
            parts += ["NULL"] if may_be_null or field.null else ["NOT NULL"]
        if numbers:
            parts.append(field.db_type_suffix(connection=self.connection) or "")
        if field.db_comment:
            parts.append(self._comment_sql(field.db_comment))
        if with_check and parameters["check"]:
            parts.append(self._unnamed_check(parameters["check"]))
        return " ".join(part for part in parts if part)

    # --- defaults -----------------------------------------------------------------------------------------------------

    def skip_default(self, field: Any) -> bool:
        """Tell whether a column takes no default: long ones do not where defaults are no expressions."""
        return self._is_long(field) and not self.connection.features.supports_expression_defaults

    def skip_default_on_alter(self, field: Any) -> bool:
        """Tell whether a column takes no default in ALTER."""
        return self.skip_default(field)

    def _given_default(self, params: list[Any], field: Any, default: Any) -> Iterator[str]:
        if isinstance(default, bytes):
            # What the driver writes for bytes, `_binary'...'`, MariaDB does not take here.
            yield f"DEFAULT {self._column_default_sql(field) % self.quote_value(default)}"
        else:
            yield from super()._given_default(params, field, default)

    def _column_default_sql(self, field: Any) -> str:
        # MySQL takes a literal there only as an expression.
        return "(%s)" if self._is_long(field) else "%s"

    def db_default_sql(self, field: Any) -> tuple[str, list[Any]]:
        """Return SQL and parameters of the default that a field leaves to the database."""
        sql, params = super().db_default_sql(field)
        if self._is_long(field) and not sql.startswith("("):
            sql = f"({sql})"
        return sql, params

    def _is_long(self, field: Any) -> bool:
        """Whether a column is of a type that is kept apart from its row: no plain default, no plain index."""
        db_type = field.db_type(self.connection)
        return db_type is not None and db_type.lower() in self.connection._limited_data_types

    # --- changes of fields --------------------------------------------------------------------------------------------

    def _change_type(self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str) -> None:
        """Say the column anew if anything about it differs, and those that refer to it if its type does."""
        if self._whole_definition(old_field, True) != self._whole_definition(new_field, True):
            self._modify_in_steps(model, old_field, new_field, old_type, new_type)
        collation = self._parameters(new_field).get("collation")
        self._change_referring_types(new_field, old_type, new_type, collation)

    def _referring_type_change(self, field: Any, new_type: str, collation: str | None) -> str:
        # The field itself still tells of the type that it referred to before.
        definition = self._whole_definition(field, with_check=False, column_type=(new_type, collation))
        return self.sql_modify_column % {"column": self.quote_name(field.column), "definition": definition}

    def _modify_in_steps(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str
    ) -> None:
        fills = old_field.null and not new_field.null
        if fills and old_type != new_type:
            # The default fits the new type only, and NULL can be forbidden only when there is none.
            self._alter(model, self._modify_sql(new_field, may_be_null=True))
        if fills:
            self._fill_nulls(model, new_field)
        # A column can number itself only when it is a key; see `_make_what_is_new`.
        numbers = not self._becomes_key(old_field, new_field)
        self._alter(model, self._modify_sql(new_field, numbers=numbers))

    def _modify_sql(self, field: Any, may_be_null: bool = False, numbers: bool = True) -> str:
        definition = self._whole_definition(field, self.connection.mysql_is_mariadb, may_be_null, numbers)
        return self.sql_modify_column % {"column": self.quote_name(field.column), "definition": definition}

    def _check_is_added(self, old_field: Any, new_field: Any) -> bool:
        # MODIFY has said it where checks are part of a column's definition.
        return not self.connection.mysql_is_mariadb and super()._check_is_added(old_field, new_field)

    def _becomes_key(self, old_field: Any, new_field: Any) -> bool:
        return bool(new_field.primary_key and not old_field.primary_key)

    def _change_default_and_null(self, model: Any, old_field: Any, new_field: Any) -> None:
        """Nothing is left to do: MODIFY has said both."""

    def _make_what_is_new(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str
    ) -> None:
        super()._make_what_is_new(model, old_field, new_field, old_type, new_type)
        if self._becomes_key(old_field, new_field) and new_field.db_type_suffix(connection=self.connection):
            self._alter(model, self._modify_sql(new_field))

    def _delete_primary_key(self, model: Any, strict: bool = False) -> None:
        """Drop the primary key; a column that numbers itself stops doing so, for that takes a key."""
        with self.connection.cursor() as cursor:
            numbered = {
                each["column"]
                for each in self.connection.introspection.get_sequences(cursor, model._meta.db_table)
            }
        field = next((each for each in model._meta.local_concrete_fields if each.column in numbered), None)
        if field is None or not field.primary_key:
            super()._delete_primary_key(model, strict)
        else:
            changes = self._modify_sql(field, numbers=False)
            self.execute(Statement(self.sql_delete_pk_of_numbers, table=self._table(model), changes=changes))

    # --- indexes ------------------------------------------------------------------------------------------------------

    def _field_should_be_indexed(self, model: Any, field: Any) -> bool:
        if not super()._field_should_be_indexed(model, field) or self._is_long(field):
            return False
        # InnoDB makes an index for every reference by itself.
        return not (self._wants_reference(field) and self._is_in_innodb(model))

    def _is_in_innodb(self, model: Any) -> bool:
        if self.collect_sql and self.connection.connection is None:
            return True
        with self.connection.cursor() as cursor:
            engine = self.connection.introspection.get_storage_engine(cursor, model._meta.db_table)
        return bool(engine == "InnoDB")

    def _delete_constraint_sql(self, template: str, model: Any, name: str) -> Statement:
        if template in (self.sql_delete_index, self.sql_delete_unique):
            columns = self._columns_left_without_index(model, name)
            if columns:
                return Statement(
                    self.sql_replace_index,
                    table=self._table(model),
                    name=self.quote_name(name),
                    new_name=self._quoted_index_name(model._meta.db_table, columns, ""),
                    columns=", ".join(map(self.quote_name, columns)),
                )
        return super()._delete_constraint_sql(template, model, name)

    def _columns_left_without_index(self, model: Any, name: str) -> list[str]:
        """The columns of a reference that has no other index than the one of this name; empty if there is none."""
        with self.connection.cursor() as cursor:
            found = self.connection.introspection.get_constraints(cursor, model._meta.db_table)
        dropped = found.get(name)
        if dropped is None or not dropped["index"]:
            return []
        others = [each["columns"] for other, each in found.items() if each["index"] and other != name]
        for reference in found.values():
            columns: list[str] = reference["columns"]
            size = len(columns)
            if reference["foreign_key"] and dropped["columns"][:size] == columns:
                if not any(other[:size] == columns for other in others):
                    return columns
        return []
