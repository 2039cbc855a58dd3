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

    def _unique_sql(self, model: Any, fields: Any, name: str, *args: Any, **kwargs: Any) -> None:
        created = self._create_unique_sql(model, fields, name, *args, **kwargs)
        self.deferred_sql += [created] if created else []

    def remove_field(self, model: Any, field: Any) -> None:
        # No column is dropped while there are indexes, be they on others.
        table = model._meta.db_table
        with self.connection.cursor() as cursor:
            indexes = self.connection.introspection.get_indexes(cursor, table)
        for name, _, _ in indexes:
            self.execute(self.sql_delete_index % {"name": self.quote_name(name)})
        super().remove_field(model, field)
        for _, columns, sql in indexes:
            if field.column not in columns:
                self.execute(sql)
