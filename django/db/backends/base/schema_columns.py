"""Columns in DDL: how one is defined, and how one is added to a table or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema_constraints import ConstraintMethods
from django.db.query.expressions import Raw


class ColumnMethods(ConstraintMethods):
    """The part of a schema editor that deals with columns."""

    sql_create_column = "ALTER TABLE %(table)s ADD COLUMN %(column)s %(definition)s"
    sql_delete_column = "ALTER TABLE %(table)s DROP COLUMN %(column)s CASCADE"
    sql_rename_column = "ALTER TABLE %(table)s RENAME COLUMN %(old_column)s TO %(new_column)s"
    sql_alter_column = "ALTER TABLE %(table)s %(changes)s"
    sql_alter_column_default = "ALTER COLUMN %(column)s SET DEFAULT %(default)s"
    sql_alter_column_no_default = "ALTER COLUMN %(column)s DROP DEFAULT"
    sql_alter_column_comment = "COMMENT ON COLUMN %(table)s.%(column)s IS %(comment)s"

    connection: Any
    deferred_sql: list[Any]
    execute: Any
    create_model: Any
    delete_model: Any

    # --- a column's definition ----------------------------------------------------------------------------------------

    def column_sql(self, model: Any, field: Any, include_default: bool = False) -> tuple[str | None, list[Any] | None]:
        """Return the definition of a field's column and its parameters; (None, None) for a field without a column.

        Args:
            model: the model.
            field: its field.
            include_default: also say the default that rows already there get.
        """
        parameters = field.db_parameters(connection=self.connection)
        if parameters["type"] is None:
            return None, None
        params: list[Any] = []
        parts = self._iter_column_sql(parameters["type"], params, model, field, parameters, include_default)
        return " ".join(parts), params

    def _iter_column_sql(
        self, column_type: str, params: list[Any], model: Any, field: Any, field_db_params: Any, include_default: bool
    ) -> Iterator[str]:
        """Yield the parts of a column's definition in their order; values go to `params`."""
        yield column_type
        collation = field_db_params.get("collation")
        if collation:
            yield self._collate_sql(collation)
        if self.connection.features.supports_comments_inline and field.db_comment:
            yield self._comment_sql(field.db_comment)
        yield from self._default_parts(params, field, include_default)
        if not getattr(field, "generated", False):
            yield from self._null_parts(field)
        if field.primary_key:
            yield "PRIMARY KEY"
        elif field.unique:
            yield "UNIQUE"
        tablespace = field.db_tablespace or model._meta.db_tablespace
        if tablespace and self.connection.features.supports_tablespaces and field.unique:
            yield self.connection.ops.tablespace_sql(tablespace, inline=True)

    def _default_parts(self, params: list[Any], field: Any, include_default: bool) -> Iterator[str]:
        if getattr(field, "generated", False):
            sql, generated_params = self._column_generated_sql(field)
            params.extend(generated_params)
            yield sql
        elif field.has_db_default():
            sql, default_params = self.db_default_sql(field)
            params.extend(default_params)
            yield f"DEFAULT {sql}"
        elif include_default and not self.skip_default(field):
            default = self.effective_default(field)
            if default is not None:
                yield from self._given_default(params, field, default)

    def _given_default(self, params: list[Any], field: Any, default: Any) -> Iterator[str]:
        if self.connection.features.requires_literal_defaults:
            yield f"DEFAULT {self.prepare_default(default)}"
        else:
            params.append(default)
            yield "DEFAULT " + self._column_default_sql(field)

    def _null_parts(self, field: Any) -> Iterator[str]:
        features = self.connection.features
        # Where an empty text is NULL, a column for texts cannot refuse NULL.
        is_text = field.empty_strings_allowed and not field.primary_key and features.interprets_empty_strings_as_nulls
        if not (field.null or is_text):
            yield "NOT NULL"
        elif not features.implied_column_null:
            yield "NULL"

    def _collate_sql(self, collation: str | None) -> str:
        # It may be worked out only here.
        return f"COLLATE {self.quote_name(str(collation))}" if collation else ""

    def _comment_sql(self, comment: str) -> str:
        return self.quote_value(comment or "")

    def _column_generated_sql(self, field: Any) -> tuple[str, list[Any]]:
        sql, params = field.generated_sql(self.connection)
        kept = "STORED" if field.db_persist else "VIRTUAL"
        return f"GENERATED ALWAYS AS ({self._literal(sql, params)}) {kept}", []

    def _literal(self, sql: str, params: Any) -> str:
        """SQL with its values written out."""
        return str(self.connection.compiler().inline(Raw(sql, tuple(params), parenthesised=False)))

    # --- defaults -----------------------------------------------------------------------------------------------------

    def skip_default(self, field: Any) -> bool:
        """Tell whether the engine takes no default for such a column."""
        return False

    def skip_default_on_alter(self, field: Any) -> bool:
        """Tell whether the engine takes no default for such a column in ALTER."""
        return False

    def prepare_default(self, value: Any) -> str:
        """Return a default as SQL, on engines that take no parameters there."""
        return self.quote_value(value)

    def _column_default_sql(self, field: Any) -> str:
        return "%s"

    def db_default_sql(self, field: Any) -> tuple[str, list[Any]]:
        """Return SQL and parameters of the default that a field leaves to the database."""
        from_expression = field._db_default_expression
        if _is_value(from_expression):
            # As it is stored: an engine may compute with it in another form, which is no literal.
            # An expression of a JSON null is no SQL NULL.
            prepare = field.get_db_prep_value if from_expression is field.db_default else field.get_db_prep_save
            return self._literal("%s", [prepare(from_expression.value, self.connection)]), []
        sql, params = self.connection.compiler().compile(from_expression)
        return f"({self._literal(sql, params)})", []

    @staticmethod
    def _effective_default(field: Any) -> Any:
        if getattr(field, "generated", False):
            return None
        if field.has_default():
            return field.get_default()
        if not field.null and field.blank and field.empty_strings_allowed:
            return b"" if field.get_internal_type() == "BinaryField" else ""
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            return _now_for(field.get_internal_type())
        return None

    def effective_default(self, field: Any) -> Any:
        """Return the value that rows already there get in a new column, as the driver takes it; None for none."""
        return field.get_db_prep_save(self._effective_default(field), self.connection)

    # --- adding and removing ------------------------------------------------------------------------------------------

    def add_field(self, model: Any, field: Any) -> None:
        """Add a field's column, or the table of its many-to-many relation."""
        if self._has_own_table(field):
            self.create_model(field.remote_field.through)
            return
        definition, params = self.column_sql(model, field, include_default=True)
        if definition is None or params is None:
            return
        definition = self._with_suffix_and_check(field, definition)
        definition += self._reference_of_new_column(model, field)
        self.execute(
            self.sql_create_column
            % {
                "table": self.quote_name(model._meta.db_table),
                "column": self.quote_name(field.column),
                "definition": definition,
            },
            params,
        )
        self._drop_given_default(model, field)
        if field.db_comment and self._comments_apart():
            self._set_column_comment(model, field)
        self.deferred_sql.extend(self._field_indexes_sql(model, field))
        if self.connection.features.connection_persists_old_columns:
            self.connection.close()

    def _has_own_table(self, field: Any) -> bool:
        return bool(field.many_to_many and field.remote_field.through._meta.auto_created)

    def _with_suffix_and_check(self, field: Any, definition: str) -> str:
        suffix = field.db_type_suffix(connection=self.connection)
        if suffix:
            definition += f" {suffix}"
        check = field.db_parameters(connection=self.connection)["check"]
        return f"{definition} {self._unnamed_check(check)}" if check else definition

    def _reference_of_new_column(self, model: Any, field: Any) -> str:
        if not self._wants_reference(field):
            return ""
        if self.sql_create_column_inline_fk:
            return self._inline_reference(self.sql_create_column_inline_fk, model, field)
        self.deferred_sql.append(self._create_fk_sql(model, field, "_fk_%(to_table)s_%(to_column)s"))
        return ""

    def _drop_given_default(self, model: Any, field: Any) -> None:
        """Defaults are given by programs; the database's was for the rows that were there."""
        if field.has_db_default() or getattr(field, "generated", False) or self.skip_default_on_alter(field):
            return
        if self.effective_default(field) is not None:
            changes = self.sql_alter_column_no_default % {"column": self.quote_name(field.column), "type": None}
            self.execute(self.sql_alter_column % {"table": self.quote_name(model._meta.db_table), "changes": changes})

    def remove_field(self, model: Any, field: Any) -> None:
        """Drop a field's column, or the table of its many-to-many relation."""
        if self._has_own_table(field):
            self.delete_model(field.remote_field.through)
            return
        if field.db_parameters(connection=self.connection)["type"] is None:
            return
        table = model._meta.db_table
        if field.remote_field:
            for name in self._constraint_names(model, [field.column], foreign_key=True):
                self.execute(self._delete_fk_sql(model, name))
        self.execute(
            self.sql_delete_column % {"table": self.quote_name(table), "column": self.quote_name(field.column)}
        )
        if self.connection.features.connection_persists_old_columns:
            self.connection.close()
        self._drop_deferred(lambda sql: sql.references_column(table, field.column))

    # --- comments -----------------------------------------------------------------------------------------------------

    def _comments_apart(self) -> bool:
        features = self.connection.features
        return bool(features.supports_comments and not features.supports_comments_inline)

    def _set_column_comment(self, model: Any, field: Any) -> None:
        self.execute(
            self.sql_alter_column_comment
            % {
                "table": self.quote_name(model._meta.db_table),
                "column": self.quote_name(field.column),
                "comment": self._comment_sql(field.db_comment),
            }
        )


def _is_value(expression: Any) -> bool:
    """Whether an expression is a plain value in disguise, which needs no brackets around it."""
    return type(expression).__name__ == "Value"


def _now_for(kind: str) -> Any:
    from datetime import datetime  # cost: next to nothing; kept beside its only use

    from django.utils import timezone

    if kind == "DateTimeField":
        return timezone.now()
    now = datetime.now()
    return now.date() if kind == "DateField" else now.time()
