"""DDL for SQLite, which makes most tables anew to change them."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.backends.sqlite3.remake import Change
from django.db.errors import NotSupportedError


class DatabaseSchemaEditor(BaseDatabaseSchemaEditor):
    """Creates, changes and drops tables of SQLite."""

    sql_delete_table = "DROP TABLE %(table)s"
    sql_create_inline_fk = "REFERENCES %(to_table)s (%(to_column)s) DEFERRABLE INITIALLY DEFERRED"
    sql_create_column_inline_fk = sql_create_inline_fk
    sql_create_unique = "CREATE UNIQUE INDEX %(name)s ON %(table)s (%(columns)s)"
    sql_delete_unique = "DROP INDEX %(name)s"
    sql_delete_column = "ALTER TABLE %(table)s DROP COLUMN %(column)s"
    sql_alter_table_comment = ""

    def __enter__(self) -> Self:
        # A table that is made anew is missing for a moment, and others may refer to it.
        if not self.collect_sql and not self.connection.disable_constraint_checking():
            raise NotSupportedError(
                "SQLite schema editor cannot be used while foreign key constraint checks are enabled. Make sure to "
                "disable them before entering a transaction.atomic() context because SQLite does not support disabling "
                "them in the middle of a multi-statement transaction."
            )
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None and not self.collect_sql:
                self._finish()
            super().__exit__(kind, error, traceback)
        except BaseException as late:
            if kind is None and self.atomic_migration and self.connection.in_atomic_block:
                self.atomic.__exit__(type(late), late, late.__traceback__)
            raise
        finally:
            if not self.collect_sql:
                self.connection.enable_constraint_checking()

    def _finish(self) -> None:
        self._run_deferred()
        self.deferred_sql = []
        self.connection.check_constraints()

    # --- fields -------------------------------------------------------------------------------------------------------

    def add_field(self, model: Any, field: Any) -> None:
        """Add a field's column; a new table is made unless SQLite can add just such a column."""
        if self._has_own_table(field):
            self.create_model(field.remote_field.through)
        elif field.db_parameters(connection=self.connection)["type"] is None:
            return
        elif self._can_add(field):
            super().add_field(model, field)
        else:
            self._remake_table(Change(model, create_field=field))

    def _can_add(self, field: Any) -> bool:
        if field.primary_key or field.unique or not field.null:
            return False
        if getattr(field, "generated", False):
            return not field.db_persist
        return not field.has_db_default() and self.effective_default(field) is None

    def remove_field(self, model: Any, field: Any) -> None:
        """Drop a field's column; a new table is made unless SQLite can drop just such a column."""
        if self._has_own_table(field):
            self.delete_model(field.remote_field.through)
        elif field.db_parameters(connection=self.connection)["type"] is None:
            return
        elif self._can_drop(model, field):
            super().remove_field(model, field)
        else:
            self._remake_table(Change(model, delete_field=field))

    def _can_drop(self, model: Any, field: Any) -> bool:
        if not self.connection.features.can_alter_table_drop_column:
            return False
        is_plain = not (field.primary_key or field.unique or field.db_index or field.remote_field)
        check = field.db_parameters(connection=self.connection)["check"]
        return is_plain and not check and not self._is_mentioned(model, field)

    def _is_mentioned(self, model: Any, field: Any) -> bool:
        options = model._meta
        together = [name for names in options.unique_together for name in names]
        # What a condition or an expression mentions is not looked for: a new table is always right.
        others = (*options.constraints, *options.indexes)
        generated = any(getattr(other, "generated", False) for other in options.local_fields)
        return bool(generated or others or field.name in together)

    def alter_field(self, model: Any, old_field: Any, new_field: Any, strict: bool = False) -> None:
        """Make a table fit a field that changed; a plain rename keeps the table."""
        if not self._field_should_be_altered(old_field, new_field):
            return
        super().alter_field(model, old_field, new_field, strict)

    def _alter_field(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str, strict: bool = False
    ) -> None:
        if old_field.column != new_field.column and self._same_column(model, old_field, new_field):
            self._rename_column(model, old_field, new_field)
            return
        self._remake_table(Change(model, alter_fields=[(old_field, new_field)]))
        if old_type != new_type and new_field.unique:
            self._remake_referring(model, old_field)

    def _same_column(self, model: Any, old_field: Any, new_field: Any) -> bool:
        """Whether two fields' columns differ by name only."""
        same_reference = self._reference_target(old_field) == self._reference_target(new_field)
        return (
            same_reference
            and self.column_sql(model, old_field) == self.column_sql(model, new_field)
            and bool(old_field.db_index) == bool(new_field.db_index)
        )

    def _reference_target(self, field: Any) -> Any:
        if not (field.remote_field and field.db_constraint):
            return None
        return field.target_field.model._meta.db_table, field.target_field.column

    def _remake_referring(self, model: Any, field: Any) -> None:
        """Columns that refer to one whose type changed follow it."""
        remade = set()
        for relation in model._meta.related_objects:
            referring = relation.related_model
            if relation.many_to_many:
                through = relation.field.remote_field.through
                referring = through if through._meta.auto_created else None
            elif field not in relation.field.foreign_related_fields:
                referring = None
            if referring is not None and referring is not model and referring not in remade:
                remade.add(referring)
                self._remake_table(Change(referring))

    def _alter_many_to_many(self, model: Any, old_field: Any, new_field: Any, strict: bool) -> None:
        """The relation's table is made anew with both references as they are now."""
        old_through, new_through = old_field.remote_field.through, new_field.remote_field.through
        if old_through._meta.db_table == new_through._meta.db_table:
            pairs = [
                (
                    old_through._meta.get_field(getattr(old_field, name)()),
                    new_through._meta.get_field(getattr(new_field, name)()),
                )
                for name in ("m2m_reverse_field_name", "m2m_field_name")
            ]
            self._remake_table(Change(old_through, alter_fields=pairs))
            return
        self.create_model(new_through)
        quote = self.quote_name
        names = ("m2m_column_name", "m2m_reverse_name")
        into = ", ".join(quote(getattr(new_field, name)()) for name in names)
        source = ", ".join(quote(getattr(old_field, name)()) for name in names)
        self.execute(
            f"INSERT INTO {quote(new_through._meta.db_table)} ({into}) SELECT {source} "
            f"FROM {quote(old_through._meta.db_table)}"
        )
        self.delete_model(old_through)

    # --- constraints --------------------------------------------------------------------------------------------------

    def add_constraint(self, model: Any, constraint: Any) -> None:
        """Add a constraint: some are indexes, others need a new table."""
        if self._is_index(constraint):
            super().add_constraint(model, constraint)
        else:
            self._remake_table(Change(model, add_constraint=constraint))

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        """Remove a constraint: some are indexes, others need a new table."""
        if self._is_index(constraint):
            super().remove_constraint(model, constraint)
        else:
            self._remake_table(Change(model, remove_constraint=constraint))

    def _is_index(self, constraint: Any) -> bool:
        """Whether a constraint for uniqueness is more than a list of columns."""
        options = ("condition", "contains_expressions", "include", "deferrable")
        return hasattr(constraint, "fields") and any(getattr(constraint, name, None) for name in options)

    # --- making anew --------------------------------------------------------------------------------------------------

    def _remake_table(self, change: Change) -> None:
        """Make a new table, copy the rows, drop the old table and give the new one its name."""
        table = change.options.db_table
        staged = change.shape(f"new__{table}")
        waiting = [sql for sql in self.deferred_sql if not _is_about(sql, table)]
        self.deferred_sql = []
        self.execute(*self.table_sql(staged))
        self._copy_rows(change, staged._meta.db_table)
        self.execute(self.sql_delete_table % {"table": self.quote_name(table)})
        self._rename_quietly(staged._meta.db_table, table)
        for sql in [*self.deferred_sql, *self._model_indexes_sql(change.shape(table))]:
            if isinstance(sql, Statement):
                sql.rename_table_references(staged._meta.db_table, table)
            self.execute(sql)
        self.deferred_sql = waiting

    def _rename_quietly(self, old: str, new: str) -> None:
        """Rename a table without touching what other tables and views say about its new name."""
        self.execute("PRAGMA legacy_alter_table = ON")
        try:
            self.execute(self.sql_rename_table % {"old_table": self.quote_name(old), "new_table": self.quote_name(new)})
        finally:
            self.execute("PRAGMA legacy_alter_table = OFF")

    def _copy_rows(self, change: Change, into: str) -> None:
        columns: list[str] = []
        values: list[str] = []
        for old, new in change.kept:
            if not getattr(new, "generated", False):
                columns.append(self.quote_name(new.column))
                values.append(self._copied(old, new))
        created = change.created
        if created is not None and created.column is not None and not getattr(created, "generated", False):
            columns.append(self.quote_name(created.column))
            values.append(self._value_for_rows(created) or "NULL")
        self.execute(
            f"INSERT INTO {self.quote_name(into)} ({', '.join(columns)}) SELECT {', '.join(values)} "
            f"FROM {self.quote_name(change.options.db_table)}"
        )

    def _copied(self, old: Any, new: Any) -> str:
        column = self.quote_name(old.column)
        if old.null and not new.null:
            default = self._value_for_rows(new)
            if default is not None:
                return f"coalesce({column}, {default})"
        return column

    def _value_for_rows(self, field: Any) -> str | None:
        """What rows that are there get, as SQL."""
        if field.has_db_default():
            return self.db_default_sql(field)[0]
        default = self.effective_default(field)
        return None if default is None else self.quote_value(default)


def _is_about(sql: Any, table: str) -> bool:
    return isinstance(sql, Statement) and sql.references_table(table)
