"""Columns made anew: what MODIFY cannot change is added under another name, filled, and put in the old one's place.

Only the type of a column tells whether that is needed, so that the statements can be written without a database:
numbers that may lose digits, and all changes between kinds of types, large objects above all. With the old column go
the constraints and indexes it is part of; they are made again from the model.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.backends.base.schema_alter import AlterMethods
from django.db.backends.oracle.datatypes import IDENTITY, LARGE_TEXTS, NUMBERING

_TYPE = re.compile(r"([A-Z][A-Z0-9_ ]*?)\s*(?:\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\))?( .*)?", re.DOTALL)

#: Texts that may become each other by MODIFY.
_TEXTS = frozenset({"NVARCHAR2", "VARCHAR2"})


def without_identity(db_type: str) -> str:
    """Return a type without the numbering that goes with it."""
    return db_type.removesuffix(IDENTITY).rstrip()


def can_be_modified(old_type: str, new_type: str) -> bool:
    """Tell whether a column with rows can be changed from one type to the other in place."""
    if old_type == new_type:
        return True
    old, new = _TYPE.fullmatch(old_type), _TYPE.fullmatch(new_type)
    if old is None or new is None or old[1] != new[1]:
        return False
    if old[1] in _TEXTS:
        # A shorter one is refused by the server if a text does not fit, which no other way would mend.
        return True
    return old[1] == "NUMBER" and _holds(new, old)


def _holds(new: re.Match[str], old: re.Match[str]) -> bool:
    """Tell whether numbers keep all their digits, those before the point and those after it."""
    if new[2] is None or old[2] is None:
        return new[2] is None
    places, old_places = int(new[3] or 0), int(old[3] or 0)
    return places >= old_places and int(new[2]) - places >= int(old[2]) - old_places


class RemakeMethods(AlterMethods):
    """The part of a schema editor that puts one column in another's place."""

    sql_rename_here = "ALTER TABLE %(table)s RENAME COLUMN %(old)s TO %(new)s"

    def _remake_column(
        self, model: Any, old_field: Any, new_field: Any, old_type: str, new_type: str
    ) -> None:
        table, column = self.quote_name(model._meta.db_table), self.quote_name(new_field.column)
        temporary = self.quote_name(self._create_index_name(model._meta.db_table, [new_field.column], suffix="_new"))
        self._drop_references_to(model, old_field)
        self.execute(f"ALTER TABLE {table} ADD {temporary} {new_type}{self._collation_of(new_field)}")
        old = self.quote_name(old_field.column)
        self.execute(f"UPDATE {table} SET {temporary} = {self._converted(old, old_field, new_field)}")
        self.execute(self.sql_delete_column % {"table": table, "column": old})
        self.execute(self.sql_rename_here % {"table": table, "old": temporary, "new": column})
        if new_field.get_internal_type() in NUMBERING:
            self._alter(model, f"MODIFY {column} {IDENTITY} (START WITH LIMIT VALUE)")
        self._finish_remade(model, old_field, new_field, new_type)

    def _collation_of(self, field: Any) -> str:
        collation = self._parameters(field).get("collation")
        return f" {self._collate_sql(collation)}" if collation else ""

    def _drop_references_to(self, model: Any, old_field: Any) -> None:
        """References from other tables go with a key; so that they are known, they are dropped by name."""
        if self._is_referred_to(old_field):
            for relation in model._meta.related_objects:
                if not relation.many_to_many and old_field in relation.field.foreign_related_fields:
                    self._drop_named(
                        relation.related_model, relation.field, False, self._delete_fk_sql, foreign_key=True
                    )

    def _converted(self, column: str, old_field: Any, new_field: Any) -> str:
        """Return the old column's value as the new one takes it."""
        old, new = old_field.get_internal_type(), new_field.get_internal_type()
        if new in LARGE_TEXTS:
            return column if old in LARGE_TEXTS else f"TO_NCLOB({column})"
        if old in LARGE_TEXTS:
            # Fails where the text does not fit.
            return f"CAST({column} AS {without_identity(new_field.db_type(self.connection))})"
        if new == "TimeField" and old == "DateTimeField":
            return str(self.connection.ops.datetime_cast_time_sql(column, (), None)[0])
        if new == "DateField" and old == "DateTimeField":
            return f"TRUNC({column})"
        return column

    def _finish_remade(self, model: Any, old_field: Any, new_field: Any, new_type: str) -> None:
        """What the definition of a new column says beyond its type, and what the dropped one was part of."""
        column = self.quote_name(new_field.column)
        if new_field.has_db_default():
            default, params = self.db_default_sql(new_field)
            self._alter(model, self.sql_alter_column_default % {"column": column, "default": default}, params)
        if not new_field.null and not self._keeps_nulls(new_field) and new_field.get_internal_type() not in NUMBERING:
            self._fill_nulls(model, new_field)
            self._alter(model, self.sql_alter_column_not_null % {"column": column, "type": new_type})
        if new_field.primary_key:
            self.execute(self._create_primary_key_sql(model, new_field))
        elif new_field.unique:
            self.execute(self._create_unique_sql(model, [new_field]))
        check = self._parameters(new_field)["check"]
        if check:
            name = self._create_index_name(model._meta.db_table, [new_field.column], suffix="_check")
            self.execute(self._create_check_sql(model, name, check))
        if self._wants_reference(new_field):
            self.execute(self._create_fk_sql(model, new_field, "_fk_%(to_table)s_%(to_column)s"))
        for statement in self._field_indexes_sql(model, new_field):
            self.execute(statement)
        self._remake_what_names(model, old_field)
        self._refer_again(model, new_field)
        if new_field.db_comment and self._comments_apart():
            self._set_column_comment(model, new_field)

    def _remake_what_names(self, model: Any, field: Any) -> None:
        """Constraints and indexes over several columns, this one among them."""
        for names in model._meta.unique_together:
            if field.name in names:
                self.execute(self._create_unique_sql(model, [model._meta.get_field(name) for name in names]))
        for constraint in model._meta.constraints:
            if field.name in (getattr(constraint, "fields", None) or ()):
                self.add_constraint(model, constraint)
        for index in model._meta.indexes:
            if field.name in (name for name, _ in index.fields_orders):
                self.add_index(model, index)

    def _refer_again(self, model: Any, new_field: Any) -> None:
        """References from other tables, whose columns take the key's new type."""
        if not self._is_referred_to(new_field):
            return
        related_type = new_field.rel_db_type(self.connection)
        for relation in model._meta.related_objects:
            field = relation.field
            names = [each.name for each in getattr(field, "foreign_related_fields", ())]
            if relation.many_to_many or new_field.name not in names:
                continue
            self._alter(relation.related_model, self._type_change(field.column, related_type, None))
            if self._wants_reference(field):
                self.execute(self._create_fk_sql(relation.related_model, field, "_fk"))
