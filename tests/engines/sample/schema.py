"""Tables: numbers come from sequences, uniqueness from indexes."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NUMBERED = ("AutoField", "BigAutoField", "SmallAutoField")


class DatabaseSchemaEditor(BaseDatabaseSchemaEditor):
    sql_create_unique = "CREATE UNIQUE INDEX %(name)s ON %(table)s (%(columns)s)"
    sql_delete_unique = "DROP INDEX %(name)s"

    def _sequence(self, model: Any, field: Any) -> str:
        return f"{model._meta.db_table}_{field.column}_seq"

    def column_sql(self, model: Any, field: Any, include_default: bool = False) -> tuple[str | None, Any]:
        definition, params = super().column_sql(model, field, include_default)
        if definition is not None and field.get_internal_type() in NUMBERED:
            definition += f" DEFAULT nextval({self.quote_value(self.quote_name(self._sequence(model, field)))})"
        return definition, params

    def create_model(self, model: Any) -> None:
        for field in model._meta.local_fields:
            if field.get_internal_type() in NUMBERED:
                self.execute(f"CREATE SEQUENCE {self.quote_name(self._sequence(model, field))}")
        super().create_model(model)

    def delete_model(self, model: Any) -> None:
        super().delete_model(model)
        for field in model._meta.local_fields:
            if field.get_internal_type() in NUMBERED:
                self.execute(f"DROP SEQUENCE {self.quote_name(self._sequence(model, field))}")

    def quote_value(self, value: Any) -> str:
        return str(self.connection.ops.quote_literal(value))
