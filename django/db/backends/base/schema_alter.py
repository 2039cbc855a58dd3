"""Fields changed in place: renamed, given another type, default, nullability, index or reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from django.db.backends.base.schema_columns import ColumnMethods


class AlterMethods(ColumnMethods):
    """The part of a schema editor that changes fields."""

    sql_alter_column_type = "ALTER COLUMN %(column)s TYPE %(type)s%(collation)s"
    sql_alter_column_null = "ALTER COLUMN %(column)s DROP NOT NULL"
    sql_alter_column_not_null = "ALTER COLUMN %(column)s SET NOT NULL"
    sql_update_with_default = "UPDATE %(table)s SET %(column)s = %(default)s WHERE %(column)s IS NULL"

    alter_db_table: Any

    def alter_field(self, model: Any, old_field: Any, new_field: Any, strict: bool = False) -> None:
        """Make a table fit a field that changed.

        Args:
            model: the model as it was.
            old_field: the field as it was.
            new_field: the field as it is to be.
            strict: refuse when constraints that ought to be there are not.

        Raises:
            ValueError: a change that no table can follow, as from a column to a many-to-many relation.
        """
        if not self._field_should_be_altered(old_field, new_field):
            return
        old_type, new_type = self._parameters(old_field)["type"], self._parameters(new_field)["type"]
        if self._misses_type(old_field, old_type) or self._misses_type(new_field, new_type):
            raise ValueError(
                f"Cannot alter field {old_field} into {new_field} - they do not properly define db_type (are you using "
                f"a badly-written custom field?)"
            )
        if old_type is None and new_type is None:
            self._alter_relation(model, old_field, new_field, strict)
        elif old_type is None or new_type is None:
            self._refuse_incompatible(old_field, new_field)
        else:
            self._refuse_generated(old_field, new_field)
            self._alter_field(model, old_field, new_field, old_type, new_type, strict)

    def _misses_type(self, field: Any, db_type: str | None) -> bool:
        return db_type is None and field.remote_field is None

    def _refuse_incompatible(self, old_field: Any, new_field: Any) -> NoReturn:
        raise ValueError(
            f"Cannot alter field {old_field} into {new_field} - they are not compatible types (you cannot alter to or "
            f"from M2M fields, or add or remove through= on M2M fields)"
        )

    def _parameters(self, field: Any) -> dict[str, Any]:
        parameters: dict[str, Any] = field.db_parameters(connection=self.connection)
        return parameters

    def _refuse_generated(self, old_field: Any, new_field: Any) -> None:
        if self._generation(old_field) != self._generation(new_field):
            raise ValueError(
                f"Modifying GeneratedFields is not supported - the field {new_field} must be removed and re-added with "
                f"the new definition."
            )

    def _generation(self, field: Any) -> Any:
        """How the database computes a column; None for one that it does not."""
        return self._column_generated_sql(field) if getattr(field, "generated", False) else None

    def _field_should_be_altered(self, old_field: Any, new_field: Any, ignore: frozenset[str] = frozenset()) -> bool:
        if not old_field.concrete and not new_field.concrete and not (old_field.many_to_many or new_field.many_to_many):
            return False
        _, old_path, old_args, old_kwargs = old_field.deconstruct()
        _, new_path, new_args, new_kwargs = new_field.deconstruct()
        # What a database never sees.
        for name in {*ignore, *old_field.non_db_attrs}:
            old_kwargs.pop(name, None)
        for name in {*ignore, *new_field.non_db_attrs}:
            new_kwargs.pop(name, None)
        same_column = old_field.column == new_field.column
        return not same_column or (old_path, old_args, old_kwargs) != (new_path, new_args, new_kwargs)

    # --- relations with a table of their own --------------------------------------------------------------------------

    def _alter_relation(self, model: Any, old_field: Any, new_field: Any, strict: bool) -> None:
        old_through, new_through = (getattr(field.remote_field, "through", None) for field in (old_field, new_field))
        if old_through is None or new_through is None:
            self._refuse_incompatible(old_field, new_field)
        old_auto, new_auto = old_through._meta.auto_created, new_through._meta.auto_created
        if old_auto and new_auto:
            self._alter_many_to_many(model, old_field, new_field, strict)
        elif old_auto or new_auto:
            self._refuse_incompatible(old_field, new_field)

    def _alter_many_to_many(self, model: Any, old_field: Any, new_field: Any, strict: bool) -> None:
        old_through, new_through = old_field.remote_field.through, new_field.remote_field.through
        if old_through._meta.db_table != new_through._meta.db_table:
            self.alter_db_table(old_through, old_through._meta.db_table, new_through._meta.db_table)
        # The reference to the other model, and the one back: both may go to renamed columns now.
        for name in ("m2m_reverse_field_name", "m2m_field_name"):
            self.alter_field(
                new_through,
                old_through._meta.get_field(getattr(old_field, name)()),
                new_through._meta.get_field(getattr(new_field, name)()),
            )

    # --- columns ------------------------------------------------------------------------------------------------------

    def _alter_field(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str, strict: bool = False
    ) -> None:
        """Change one column, by one ALTER for each thing that differs."""
        self._drop_what_is_in_the_way(model, old_field, new_field, old_type, new_type, strict)
        if old_field.column != new_field.column:
            self._rename_column(model, old_field, new_field)
        self._change_type(model, old_field, new_field, old_type, new_type)
        self._change_default_and_null(model, old_field, new_field)
        self._make_what_is_new(model, old_field, new_field, old_type, new_type)
        if self._comments_apart() and old_field.db_comment != new_field.db_comment:
            self._set_column_comment(model, new_field)
        if self.connection.features.connection_persists_old_columns:
            self.connection.close()

    def _drop_what_is_in_the_way(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str, strict: bool
    ) -> None:
        changes_type = old_type != new_type
        if old_field.remote_field and old_field.db_constraint and self._reference_changes(old_field, new_field):
            self._drop_named(model, old_field, strict, self._delete_fk_sql, foreign_key=True)
        if changes_type and self._is_referred_to(old_field):
            for relation, field in references_to(old_field):
                self._drop_named(relation.related_model, field, False, self._delete_fk_sql, foreign_key=True)
        if _is_plainly_unique(old_field) and not _is_plainly_unique(new_field):
            self._drop_named(model, old_field, strict, self._delete_unique_sql, unique=True, primary_key=False)
            table, column = model._meta.db_table, old_field.column
            self._drop_deferred(
                lambda sql: sql.template == self.sql_create_unique and sql.references_column(table, column)
            )
        if _has_index(old_field) and not _has_index(new_field):
            self._drop_named(model, old_field, False, self._delete_index_sql, index=True, unique=False)
        old_check, new_check = self._parameters(old_field)["check"], self._parameters(new_field)["check"]
        if old_check and old_check != new_check:
            self._drop_named(model, old_field, strict, self._delete_check_sql, check=True)

    def _reference_changes(self, old_field: Any, new_field: Any) -> bool:
        if not new_field.remote_field or not new_field.db_constraint:
            return True
        return self._field_should_be_altered(old_field, new_field, ignore=frozenset({"db_comment"}))

    def _is_referred_to(self, field: Any) -> bool:
        return bool(field.primary_key or field.unique)

    def _drop_named(self, model: Any, field: Any, strict: bool, statement: Any, **kind: Any) -> None:
        """Drop the constraints there are over just this column, those declared by name in Meta left out."""
        declared = {each.name for each in (*model._meta.constraints, *model._meta.indexes)}
        names = self._constraint_names(model, [field.column], exclude=declared, **kind)
        if strict and len(names) != 1:
            place = f"{model._meta.db_table}.{field.column}"
            raise ValueError(f"Found wrong number ({len(names)}) of constraints {sorted(kind)} for {place}")
        for name in names:
            self.execute(statement(model, name))

    def _rename_column(self, model: Any, old_field: Any, new_field: Any) -> None:
        self.execute(self._rename_field_sql(model._meta.db_table, old_field, new_field, None))
        for sql in self.deferred_sql:
            if hasattr(sql, "rename_column_references"):
                sql.rename_column_references(model._meta.db_table, old_field.column, new_field.column)

    def _rename_field_sql(self, table: str, old_field: Any, new_field: Any, new_type: str | None) -> str:
        return self.sql_rename_column % {
            "table": self.quote_name(table),
            "old_column": self.quote_name(old_field.column),
            "new_column": self.quote_name(new_field.column),
            "type": new_type,
        }

    def _alter(self, model: Any, changes: str, params: Any = ()) -> None:
        table = self.quote_name(model._meta.db_table)
        self.execute(self.sql_alter_column % {"table": table, "changes": changes}, params)

    def _change_type(self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str) -> None:
        old_collation, new_collation = (
            field.db_parameters(connection=self.connection).get("collation") for field in (old_field, new_field)
        )
        if (old_type, old_collation) == (new_type, new_collation):
            return
        self._alter(model, self._type_change(new_field.column, new_type, new_collation))
        self._change_referring_types(new_field, old_type, new_type, new_collation)

    def _change_referring_types(self, field: Any, old_type: str, new_type: str, collation: str | None) -> None:
        """Columns that refer to one of another type now follow it."""
        if old_type != new_type and self._is_referred_to(field):
            related_type = field.rel_db_type(self.connection) or new_type
            for relation, other in references_to(field):
                self._alter(relation.related_model, self._referring_type_change(other, related_type, collation))

    def _referring_type_change(self, field: Any, new_type: str, collation: str | None) -> str:
        return self._type_change(field.column, new_type, collation)

    def _type_change(self, column: str, new_type: str, collation: str | None) -> str:
        collate = f" {self._collate_sql(collation)}" if collation else ""
        return self.sql_alter_column_type % {"column": self.quote_name(column), "type": new_type, "collation": collate}

    def _change_default_and_null(self, model: Any, old_field: Any, new_field: Any) -> None:
        column = self.quote_name(new_field.column)
        for changes, params in self._default_changes(old_field, new_field, column):
            self._alter(model, changes, params)
        if old_field.null and not new_field.null:
            self._fill_nulls(model, new_field)
        if old_field.null != new_field.null and not self._keeps_nulls(new_field):
            template = self.sql_alter_column_null if new_field.null else self.sql_alter_column_not_null
            self._alter(model, template % {"column": column, "type": new_field.db_type(self.connection)})

    def _keeps_nulls(self, field: Any) -> bool:
        return bool(self.connection.features.interprets_empty_strings_as_nulls and field.empty_strings_allowed)

    def _default_changes(self, old_field: Any, new_field: Any, column: str) -> Iterator[tuple[str, Any]]:
        if new_field.has_db_default():
            if not old_field.has_db_default() or new_field.db_default != old_field.db_default:
                default, params = self.db_default_sql(new_field)
                yield self.sql_alter_column_default % {"column": column, "default": default}, params
        elif old_field.has_db_default():
            yield self.sql_alter_column_no_default % {"column": column, "type": None}, ()

    def _fill_nulls(self, model: Any, field: Any) -> None:
        """Rows with NULL get the default before NULL is forbidden."""
        if field.has_db_default():
            default, params = self.db_default_sql(field)
        else:
            value = self.effective_default(field)
            if value is None:
                return
            default, params = "%s", [value]
        names = {"table": self.quote_name(model._meta.db_table), "column": self.quote_name(field.column)}
        self.execute(self.sql_update_with_default % {**names, "default": default}, params)

    def _make_what_is_new(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str
    ) -> None:
        if new_field.primary_key and not old_field.primary_key:
            self._delete_primary_key(model)
            self.execute(self._create_primary_key_sql(model, new_field))
        elif _is_plainly_unique(new_field) and not _is_plainly_unique(old_field):
            self.execute(self._create_unique_sql(model, [new_field]))
        if _has_index(new_field) and not _has_index(old_field):
            self.execute(self._create_index_sql(model, fields=[new_field]))
        if self._wants_reference(new_field) and (
            not old_field.remote_field or not old_field.db_constraint or self._reference_changes(old_field, new_field)
        ):
            self.execute(self._create_fk_sql(model, new_field, "_fk_%(to_table)s_%(to_column)s"))
        if old_type != new_type and self._is_referred_to(new_field):
            for relation, field in references_to(new_field):
                if self._wants_reference(field):
                    self.execute(self._create_fk_sql(relation.related_model, field, "_fk"))
        check = self._parameters(new_field)["check"]
        if check and self._check_is_added(old_field, new_field):
            name = self._create_index_name(model._meta.db_table, [new_field.column], suffix="_check")
            self.execute(self._create_check_sql(model, name, check))

    def _check_is_added(self, old_field: Any, new_field: Any) -> bool:
        """Whether the check of a changed field is a constraint to be added."""
        return bool(self._parameters(old_field)["check"] != self._parameters(new_field)["check"])


def _is_plainly_unique(field: Any) -> bool:
    return bool(field.unique and not field.primary_key)


def _has_index(field: Any) -> bool:
    return bool(field.db_index and not field.unique)


def references_to(field: Any) -> Iterator[tuple[Any, Any]]:
    """The relations whose column refers to this one, with the field that does; tables that only join two others too."""
    for relation in field.model._meta.get_fields(include_hidden=True):
        is_reference = (relation.one_to_many or relation.one_to_one) and relation.auto_created and not relation.concrete
        # By name: the field may be the one that takes the place of the one referred to.
        if is_reference and relation.field.concrete and field.name in _names_referred_to(relation.field):
            yield relation, relation.field


def _names_referred_to(field: Any) -> list[str]:
    return [each.name for each in field.foreign_related_fields]
