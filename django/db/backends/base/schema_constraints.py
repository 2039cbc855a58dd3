"""Constraints and indexes in DDL: primary keys, references, checks, uniqueness, indexes, and their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.backends import questions
from django.db.backends.ddl_references import (
    Columns,
    Expressions,
    ForeignKeyName,
    IndexName,
    Statement,
    Table,
    WrittenExpressions,
)
from django.db.backends.identifiers import names_digest, split_identifier


class ConstraintMethods:
    """The part of a schema editor that deals with constraints and indexes."""

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
    sql_create_index = "CREATE INDEX %(name)s ON %(table)s (%(columns)s)%(include)s%(extra)s%(condition)s"
    sql_create_unique_index = (
        "CREATE UNIQUE INDEX %(name)s ON %(table)s (%(columns)s)%(include)s%(nulls_distinct)s%(condition)s"
    )
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

    # --- the public deeds ---------------------------------------------------------------------------------------------

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

    # --- references ---------------------------------------------------------------------------------------------------

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

    def _delete_constraint_sql(self, template: str, model: Any, name: str) -> Statement:
        return Statement(template, table=self._table(model), name=self.quote_name(name))

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


def _as_tuples(groups: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    return [tuple(group) for group in groups]


def _is_so(details: dict[str, Any], key: str, value: Any) -> bool:
    """Whether what introspection tells fits; `type_` avoids the built-in's name."""
    found = details.get(key.rstrip("_"))
    return bool(found) == value if isinstance(value, bool) else found == value
