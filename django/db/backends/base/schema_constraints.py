"""Constraints in DDL: primary keys, references, checks, uniqueness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends import questions
from django.db.backends.base.schema_indexes import IndexMethods
from django.db.backends.ddl_references import Columns, ForeignKeyName, IndexName, Statement, Table
from django.db.backends.identifiers import split_identifier


class ConstraintMethods(IndexMethods):
    """The part of a schema editor that deals with constraints."""

    sql_constraint = "CONSTRAINT %(name)s %(constraint)s"
    sql_check_constraint = "CHECK (%(check)s)"
    sql_unique_constraint = "UNIQUE (%(columns)s)%(deferrable)s"
    sql_delete_constraint = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"
    sql_create_check = "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s CHECK (%(check)s)"
    sql_delete_check = sql_delete_constraint
    sql_create_unique = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s UNIQUE%(nulls_distinct)s (%(columns)s)%(deferrable)s"
    )
    sql_delete_unique = sql_delete_constraint
    sql_create_fk = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(column)s) REFERENCES %(to_table)s "
        "(%(to_column)s)%(deferrable)s"
    )
    sql_create_inline_fk: str | None = None
    sql_create_column_inline_fk: str | None = None
    sql_delete_fk = sql_delete_constraint
    sql_create_pk = "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s PRIMARY KEY (%(columns)s)"
    sql_delete_pk = sql_delete_constraint
    sql_pk_constraint = "PRIMARY KEY (%(columns)s)"
    sql_create_unique_index = (
        "CREATE UNIQUE INDEX %(name)s ON %(table)s (%(columns)s)%(include)s%(nulls_distinct)s%(condition)s"
    )

    # --- the public deeds ---------------------------------------------------------------------------------------------

    def add_constraint(self, model: Any, constraint: Any) -> None:
        """Add a constraint, if the engine has such."""
        sql = constraint.create_sql(model, self)
        if sql:
            self.execute(sql)

    def remove_constraint(self, model: Any, constraint: Any) -> None:
        """Remove a constraint, if the engine has such."""
        sql = constraint.remove_sql(model, self)
        if sql:
            self.execute(sql)

    def alter_unique_together(
        self, model: Any, old_unique_together: Iterable[Sequence[str]], new_unique_together: Iterable[Sequence[str]]
    ) -> None:
        """Make sets of fields unique together, and others not."""
        old, new = _as_tuples(old_unique_together), _as_tuples(new_unique_together)
        for names in (names for names in old if names not in new):
            self._delete_composed_index(model, names, {"unique": True, "primary_key": False}, self.sql_delete_unique)
        for names in (names for names in new if names not in old):
            self.execute(self._create_unique_sql(model, [model._meta.get_field(name) for name in names]))

    def alter_index_together(
        self, model: Any, old_index_together: Iterable[Sequence[str]], new_index_together: Iterable[Sequence[str]]
    ) -> None:
        """Make indexes over sets of fields, and drop others."""
        old, new = _as_tuples(old_index_together), _as_tuples(new_index_together)
        for names in (names for names in old if names not in new):
            self._delete_composed_index(model, names, {"index": True, "unique": False}, self.sql_delete_index)
        for names in (names for names in new if names not in old):
            fields = [model._meta.get_field(name) for name in names]
            self.execute(self._create_index_sql(model, fields=fields, suffix="_idx"))

    def _delete_composed_index(self, model: Any, fields: Sequence[str], constraint_kwargs: Any, sql: str) -> None:
        options = model._meta
        declared = {each.name for each in (*options.constraints, *options.indexes)}
        columns = [options.get_field(name).column for name in fields]
        names = self._constraint_names(model, columns, exclude=declared, **constraint_kwargs)
        if len(names) != 1:
            raise ValueError(
                f"Found wrong number ({len(names)}) of constraints for {options.db_table}({', '.join(columns)})"
            )
        self.execute(self._delete_constraint_sql(sql, model, names[0]))

    # --- references ---------------------------------------------------------------------------------------------------

    def _fk_constraint_name(self, model: Any, field: Any, suffix: str) -> ForeignKeyName:
        target = field.target_field

        def create_fk_name(*args: Any) -> str:
            return self.quote_name(self._create_index_name(*args))

        return ForeignKeyName(
            model._meta.db_table,
            [field.column],
            split_identifier(target.model._meta.db_table)[1],
            [target.column],
            suffix,
            create_fk_name,
        )

    def _wants_reference(self, field: Any) -> bool:
        """Whether the database is to check a field: not if it refers to a table in another database."""
        if not (field.remote_field and getattr(field, "db_constraint", False)):
            return False
        if not self.connection.features.supports_foreign_keys or field.column is None:
            return False
        return questions.allow_migrate_model(self.connection.alias, field.remote_field.model)

    def _inline_reference(self, template: str, model: Any, field: Any) -> str:
        target = field.target_field
        namespace = split_identifier(model._meta.db_table)[0]
        return " " + template % {
            "name": self._fk_constraint_name(model, field, "_fk_%(to_table)s_%(to_column)s"),
            "namespace": f"{self.quote_name(namespace)}." if namespace else "",
            "column": self.quote_name(field.column),
            "to_table": self.quote_name(target.model._meta.db_table),
            "to_column": self.quote_name(target.column),
            "deferrable": self.connection.ops.deferrable_sql(),
        }

    def _create_fk_sql(self, model: Any, field: Any, suffix: str) -> Statement:
        target = field.target_field
        return Statement(
            self.sql_create_fk,
            table=self._table(model),
            name=self._fk_constraint_name(model, field, suffix),
            column=Columns(model._meta.db_table, [field.column], self.quote_name),
            to_table=Table(target.model._meta.db_table, self.quote_name),
            to_column=Columns(target.model._meta.db_table, [target.column], self.quote_name),
            deferrable=self.connection.ops.deferrable_sql(),
        )

    def _delete_fk_sql(self, model: Any, name: str) -> Statement:
        return self._delete_constraint_sql(self.sql_delete_fk, model, name)

    # --- primary keys -------------------------------------------------------------------------------------------------

    def _pk_constraint_sql(self, columns: Sequence[str]) -> str:
        return self.sql_pk_constraint % {"columns": ", ".join(map(self.quote_name, columns))}

    def _create_primary_key_sql(self, model: Any, field: Any) -> Statement:
        return Statement(
            self.sql_create_pk,
            table=self._table(model),
            name=self.quote_name(self._create_index_name(model._meta.db_table, [field.column], suffix="_pk")),
            columns=Columns(model._meta.db_table, [field.column], self.quote_name),
        )

    def _delete_primary_key(self, model: Any, strict: bool = False) -> None:
        names = self._constraint_names(model, primary_key=True)
        if strict and len(names) != 1:
            raise ValueError(f"Found wrong number ({len(names)}) of PK constraints for {model._meta.db_table}")
        for name in names:
            self.execute(self._delete_constraint_sql(self.sql_delete_pk, model, name))

    # --- checks -------------------------------------------------------------------------------------------------------

    def _unnamed_check(self, check: str) -> str:
        return self.sql_check_constraint % {"check": check}

    def _check_sql(self, name: str, check: str) -> str:
        return self.sql_constraint % {"name": self.quote_name(name), "constraint": self._unnamed_check(check)}

    def _create_check_sql(self, model: Any, name: str, check: str) -> Statement | None:
        if not self.connection.features.supports_table_check_constraints:
            return None
        return Statement(self.sql_create_check, table=self._table(model), name=self.quote_name(name), check=check)

    def _delete_check_sql(self, model: Any, name: str) -> Statement | None:
        if not self.connection.features.supports_table_check_constraints:
            return None
        return self._delete_constraint_sql(self.sql_delete_check, model, name)

    # --- uniqueness ---------------------------------------------------------------------------------------------------

    def _unique_supported(
        self,
        condition: Any = None,
        deferrable: Any = None,
        include: Any = None,
        expressions: Any = None,
        nulls_distinct: bool | None = None,
    ) -> bool:
        features = self.connection.features
        return all(
            (
                not condition or features.supports_partial_indexes,
                not deferrable or features.supports_deferrable_unique_constraints,
                not include or features.supports_covering_indexes,
                not expressions or features.supports_expression_indexes,
                nulls_distinct is None or features.supports_nulls_distinct_unique_constraints,
            )
        )

    def _unique_sql(
        self,
        model: Any,
        fields: Sequence[Any],
        name: str,
        condition: str | None = None,
        deferrable: Any = None,
        include: Sequence[str] | None = None,
        opclasses: Sequence[str] | None = None,
        expressions: Any = None,
        nulls_distinct: bool | None = None,
    ) -> str | None:
        """What stands inside CREATE TABLE; None for what has to be an index of its own, which is deferred."""
        if not self._unique_supported(condition, deferrable, include, expressions, nulls_distinct):
            return None
        if condition or include or opclasses or expressions:
            created = self._create_unique_sql(
                model, fields, name, condition, deferrable, include, opclasses, expressions, nulls_distinct
            )
            if created:
                self.deferred_sql.append(created)
            return None
        constraint = self.sql_unique_constraint % {
            "columns": ", ".join(self.quote_name(field.column) for field in fields),
            "deferrable": self._deferrable_constraint_sql(deferrable),
            "nulls_distinct": self._unique_index_nulls_distinct_sql(nulls_distinct),
        }
        return self.sql_constraint % {"name": self.quote_name(name), "constraint": constraint}

    def _create_unique_sql(
        self,
        model: Any,
        fields: Sequence[Any],
        name: str | None = None,
        condition: str | None = None,
        deferrable: Any = None,
        include: Sequence[str] | None = None,
        opclasses: Sequence[str] | None = None,
        expressions: Any = None,
        nulls_distinct: bool | None = None,
    ) -> Statement | None:
        if not self._unique_supported(condition, deferrable, include, expressions, nulls_distinct):
            return None
        table, columns = model._meta.db_table, [field.column for field in fields]
        needs_index = bool(condition or include or opclasses or expressions)
        return Statement(
            self.sql_create_unique_index if needs_index else self.sql_create_unique,
            table=self._table(model),
            name=self.quote_name(name) if name else IndexName(table, columns, "_uniq", self._quoted_index_name),
            columns=self._index_columns_or_expressions(model, columns, (), opclasses or (), expressions),
            condition=self._index_condition_sql(condition),
            deferrable=self._deferrable_constraint_sql(deferrable),
            include=self._index_include_sql(model, include),
            nulls_distinct=self._unique_index_nulls_distinct_sql(nulls_distinct),
        )

    def _delete_unique_sql(
        self,
        model: Any,
        name: str,
        condition: str | None = None,
        deferrable: Any = None,
        include: Sequence[str] | None = None,
        opclasses: Sequence[str] | None = None,
        expressions: Any = None,
        nulls_distinct: bool | None = None,
    ) -> Statement | None:
        if not self._unique_supported(condition, deferrable, include, expressions, nulls_distinct):
            return None
        is_index = bool(condition or include or opclasses or expressions)
        return self._delete_constraint_sql(self.sql_delete_index if is_index else self.sql_delete_unique, model, name)

    def _deferrable_constraint_sql(self, deferrable: Any) -> str:
        if deferrable is None:
            return ""
        # By name: the enumeration stands with the models.
        return " DEFERRABLE INITIALLY DEFERRED" if deferrable.name == "DEFERRED" else " DEFERRABLE INITIALLY IMMEDIATE"

    def _unique_index_nulls_distinct_sql(self, nulls_distinct: bool | None) -> str:
        if nulls_distinct is None:
            return ""
        return " NULLS DISTINCT" if nulls_distinct else " NULLS NOT DISTINCT"


def _as_tuples(groups: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    return [tuple(group) for group in groups]
