"""BaseDatabaseSchemaEditor: DDL for models, in standard SQL that engines change where they differ.

Used in a `with` block; statements that must wait for others (references, indexes) run when it ends.
"""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Any, Self

from django.db.backends import questions
from django.db.backends.base.schema_alter import AlterMethods
from django.db.backends.ddl_references import Statement
from django.db.backends.statement import BoundStatement
from django.db.errors import ReadOnlyDatabaseError, TransactionManagementError

logger = logging.getLogger("django.db.backends.schema")


class BaseDatabaseSchemaEditor(AlterMethods):
    """Creates, changes and drops the tables of models on one database.

    Models are looked at through `_meta` only.

    Args:
        connection: the database.
        collect_sql: gather the statements in `collected_sql` instead of running them.
        atomic: in one transaction, where the engine can undo DDL.
    """

    sql_create_table = "CREATE TABLE %(table)s (%(definition)s)"
    sql_rename_table = "ALTER TABLE %(old_table)s RENAME TO %(new_table)s"
    sql_retablespace_table = "ALTER TABLE %(table)s SET TABLESPACE %(new_tablespace)s"
    sql_delete_table = "DROP TABLE %(table)s CASCADE"
    sql_alter_table_comment = "COMMENT ON TABLE %(table)s IS %(comment)s"

    def __init__(self, connection: Any, collect_sql: bool = False, atomic: bool = True) -> None:
        self.connection = connection
        self.collect_sql = collect_sql
        self.collected_sql: list[str] = []
        self.deferred_sql: list[Any] = []
        self.atomic_migration = bool(connection.features.can_rollback_ddl and atomic)
        self.atomic: Any = None

    def __enter__(self) -> Self:
        if self.connection.read_only and not self.collect_sql:
            error = ReadOnlyDatabaseError(
                f"Cannot change the tables of the database {self.connection.alias!r}: it is READ_ONLY or a replica. "
                f"Change them in the database that is written to."
            )
            error.alias = self.connection.alias
            raise error
        self.deferred_sql = []
        if self.atomic_migration:
            self.atomic = questions.atomic(self.connection.alias)
            self.atomic.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self.atomic_migration:
            if kind is None:
                self._run_deferred()
            return
        try:
            if kind is None:
                self._run_deferred()
        except BaseException as late:
            self.atomic.__exit__(type(late), late, late.__traceback__)
            raise
        self.atomic.__exit__(kind, error, traceback)

    def _run_deferred(self) -> None:
        for sql in self.deferred_sql:
            self.execute(sql)

    # --- running ------------------------------------------------------------------------------------------------------

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Run a statement, or collect it.

        Args:
            sql: text or Statement; None does nothing.
            params: without any the text is sent as it is, percent signs included.

        Raises:
            TransactionManagementError: inside a transaction on an engine that cannot undo DDL.
        """
        if sql is None:
            return
        connection = self.connection
        if not self.collect_sql and connection.in_atomic_block and not connection.features.can_rollback_ddl:
            raise TransactionManagementError(
                "Executing DDL statements while in a transaction on databases that can't perform a rollback is "
                "prohibited."
            )
        text = str(sql)
        logger.debug("%s; (params %r)", text, params, extra={"params": params, "sql": text})
        if self.collect_sql:
            self._collect(text, params)
        else:
            with connection.cursor() as cursor:
                cursor.execute(text, params or None)

    def _collect(self, text: str, params: Any) -> None:
        if params:
            text %= tuple(map(self.quote_value, params))
        self.collected_sql.append(text if text.rstrip().endswith(";") else f"{text};")

    @property
    def bound_statements(self) -> list[BoundStatement]:
        """What was collected, as statements that know their database."""
        return [BoundStatement(sql, None, self.connection.alias) for sql in self.collected_sql]

    # --- tables -------------------------------------------------------------------------------------------------------

    def create_model(self, model: Any) -> None:
        """Create the table of a model, and those of its many-to-many relations that have no model of their own."""
        sql, params = self.table_sql(model)
        self.execute(sql, params or None)
        if self.connection.features.supports_comments:
            self._set_comments(model)
        self.deferred_sql.extend(self._model_indexes_sql(model))
        for field in model._meta.local_many_to_many:
            if field.remote_field.through._meta.auto_created:
                self.create_model(field.remote_field.through)

    def _set_comments(self, model: Any) -> None:
        if model._meta.db_table_comment:
            self.alter_db_table_comment(model, None, model._meta.db_table_comment)
        if self._comments_apart():
            for field in model._meta.local_fields:
                if field.db_comment:
                    self._set_column_comment(model, field)

    def table_sql(self, model: Any) -> tuple[str, list[Any]]:
        """Return the statement that creates a model's table, and its parameters; references that wait are deferred."""
        options = model._meta
        definitions: list[str] = []
        params: list[Any] = []
        for field in options.local_fields:
            definition, column_params = self.column_sql(model, field)
            if definition is not None and column_params is not None:
                params.extend(column_params)
                definitions.append(f"{self.quote_name(field.column)} {self._finished(model, field, definition)}")
        definitions += self._table_constraints(model)
        sql = self.sql_create_table % {
            "table": self.quote_name(options.db_table),
            "definition": ", ".join(definitions),
        }
        if options.db_tablespace:
            tablespace = self.connection.ops.tablespace_sql(options.db_tablespace)
            sql = f"{sql} {tablespace}" if tablespace else sql
        return sql, params

    def _finished(self, model: Any, field: Any, definition: str) -> str:
        """A column's definition with what belongs to the table: numbering, check, reference."""
        suffix = field.db_type_suffix(connection=self.connection)
        if suffix:
            definition += f" {suffix}"
        check = field.db_parameters(connection=self.connection)["check"]
        if check:
            definition += f" {self._unnamed_check(check)}"
        if self._wants_reference(field):
            if self.sql_create_inline_fk:
                definition += self._inline_reference(self.sql_create_inline_fk, model, field)
            else:
                self.deferred_sql.append(self._create_fk_sql(model, field, "_fk_%(to_table)s_%(to_column)s"))
        if field.get_internal_type() in ("AutoField", "BigAutoField", "SmallAutoField"):
            self.deferred_sql.extend(self.connection.ops.autoinc_sql(model._meta.db_table, field.column) or ())
        return definition

    def _table_constraints(self, model: Any) -> list[str]:
        options = model._meta
        constraints = []
        key_fields = getattr(options, "pk_fields", ())
        if len(key_fields) > 1:
            constraints.append(self._pk_constraint_sql([field.column for field in key_fields]))
        for names in options.unique_together:
            self.deferred_sql.append(self._create_unique_sql(model, [options.get_field(name) for name in names]))
        constraints += [constraint.constraint_sql(model, self) for constraint in options.constraints]
        return [str(constraint) for constraint in constraints if constraint]

    def delete_model(self, model: Any) -> None:
        """Drop the table of a model, and those of its many-to-many relations that have no model of their own."""
        for field in model._meta.local_many_to_many:
            if field.remote_field.through._meta.auto_created:
                self.delete_model(field.remote_field.through)
        table = model._meta.db_table
        self.execute(self.sql_delete_table % {"table": self.quote_name(table)})
        self._drop_deferred(lambda sql: sql.references_table(table))

    def alter_db_table(self, model: Any, old_db_table: str, new_db_table: str) -> None:
        """Give a table another name."""
        same = old_db_table == new_db_table
        if same or (self.connection.features.ignores_table_name_case and old_db_table.lower() == new_db_table.lower()):
            return
        self.execute(
            self.sql_rename_table
            % {"old_table": self.quote_name(old_db_table), "new_table": self.quote_name(new_db_table)}
        )
        for sql in self.deferred_sql:
            if isinstance(sql, Statement):
                sql.rename_table_references(old_db_table, new_db_table)

    def alter_db_table_comment(
        self, model: Any, old_db_table_comment: str | None, new_db_table_comment: str | None
    ) -> None:
        """Give a table another comment, where the engine has such."""
        if self.sql_alter_table_comment and self.connection.features.supports_comments:
            comment = self._comment_sql(new_db_table_comment or "")
            self.execute(
                self.sql_alter_table_comment % {"table": self.quote_name(model._meta.db_table), "comment": comment}
            )

    def alter_db_tablespace(self, model: Any, old_db_tablespace: str, new_db_tablespace: str) -> None:
        """Move a table to another tablespace."""
        self.execute(
            self.sql_retablespace_table
            % {
                "table": self.quote_name(model._meta.db_table),
                "old_tablespace": self.quote_name(old_db_tablespace),
                "new_tablespace": self.quote_name(new_db_tablespace),
            }
        )

    def remove_procedure(self, procedure_name: str, param_types: Any = ()) -> None:
        """Drop a stored procedure."""
        self.execute(f"DROP PROCEDURE {self.quote_name(procedure_name)}({','.join(param_types)})")
