"""DDL of Oracle: MODIFY, identity columns, columns made anew where their type cannot be changed, comments."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.oracle.catalog import USUAL_COLLATION
from django.db.backends.oracle.datatypes import NUMBERING
from django.db.backends.oracle.remake import RemakeMethods, can_be_modified, without_identity


class DatabaseSchemaEditor(RemakeMethods, BaseDatabaseSchemaEditor):
    """Creates, changes and drops tables of Oracle. Every statement commits what came before it."""

    sql_create_column = "ALTER TABLE %(table)s ADD %(column)s %(definition)s"
    sql_delete_column = "ALTER TABLE %(table)s DROP COLUMN %(column)s CASCADE CONSTRAINTS"
    sql_alter_column_type = "MODIFY %(column)s %(type)s%(collation)s"
    sql_alter_column_null = "MODIFY %(column)s NULL"
    sql_alter_column_not_null = "MODIFY %(column)s NOT NULL"
    sql_alter_column_default = "MODIFY %(column)s DEFAULT %(default)s"
    sql_alter_column_no_default = "MODIFY %(column)s DEFAULT NULL"
    sql_drop_identity = "MODIFY %(column)s DROP IDENTITY"
    sql_delete_table = "DROP TABLE %(table)s CASCADE CONSTRAINTS"
    sql_retablespace_table = "ALTER TABLE %(table)s MOVE TABLESPACE %(new_tablespace)s"
    sql_create_column_inline_fk = "CONSTRAINT %(name)s REFERENCES %(to_table)s (%(to_column)s)%(deferrable)s"
    sql_create_unique_index = "CREATE UNIQUE INDEX %(name)s ON %(table)s (%(columns)s)"

    # --- running ------------------------------------------------------------------------------------------------------

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Run a statement with its values written into it: definitions take no binds."""
        if sql is not None and params:
            sql = str(sql) % tuple(map(self.quote_value, params))
            params = ()
        super().execute(sql, params)

    def prepare_default(self, value: Any) -> str:
        """Return a default as SQL."""
        return self.quote_value(value)

    def remove_procedure(self, procedure_name: str, param_types: Any = ()) -> None:
        """Drop a procedure."""
        self.execute(f"DROP PROCEDURE {self.quote_name(procedure_name)}")

    # --- columns ------------------------------------------------------------------------------------------------------

    def _column_generated_sql(self, field: Any) -> tuple[str, list[Any]]:
        sql, params = field.generated_sql(self.connection)
        return f"GENERATED ALWAYS AS ({self._literal(sql, params)}) VIRTUAL", []

    # --- indexes ------------------------------------------------------------------------------------------------------

    def _field_should_be_indexed(self, model: Any, field: Any) -> bool:
        db_type = field.db_type(self.connection)
        if db_type is not None and db_type.endswith("LOB"):
            return False
        return super()._field_should_be_indexed(model, field)

    # --- changes of fields --------------------------------------------------------------------------------------------

    def _alter_field(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str, strict: bool = False
    ) -> None:
        if _numbers_itself(new_field) and not _numbers_itself(old_field):
            self._remake_column(model, old_field, new_field, old_type, new_type)
            return
        if _numbers_itself(old_field) and not _numbers_itself(new_field):
            self._alter(model, self.sql_drop_identity % {"column": self.quote_name(old_field.column)})
            old_type = without_identity(old_type)
        if not can_be_modified(without_identity(old_type), without_identity(new_type)):
            self._remake_column(model, old_field, new_field, old_type, new_type)
            return
        super()._alter_field(model, old_field, new_field, old_type, new_type, strict)

    def _type_change(self, column: str, new_type: str, collation: str | None) -> str:
        # Numbering is not changed by naming it again.
        return super()._type_change(column, without_identity(new_type), collation)

    def _change_type(self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str) -> None:
        # A column that becomes one without a collation gets back the one columns usually have.
        old_collation = self._parameters(old_field).get("collation")
        new_collation = self._parameters(new_field).get("collation")
        if old_collation and not new_collation:
            self._alter(model, self._type_change(new_field.column, new_type, USUAL_COLLATION))
        elif without_identity(old_type) != without_identity(new_type) or old_collation != new_collation:
            super()._change_type(model, old_field, new_field, without_identity(old_type), without_identity(new_type))


def _numbers_itself(field: Any) -> bool:
    return field.get_internal_type() in NUMBERING

