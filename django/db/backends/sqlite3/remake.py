"""A table made anew: SQLite's ALTER TABLE knows little, so most changes copy the rows into a new table.

The model as it is to be is told by a `Shape`: the model with other fields, constraints or table name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.near_miss import did_you_mean


class ShapeOptions:
    """A model's `_meta` with some of its answers changed; what is not changed is the model's own."""

    def __init__(self, model: Any, changes: Mapping[str, Any]) -> None:
        self._options = model._meta
        self.__dict__.update(changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._options, name)

    def get_field(self, name: str) -> Any:
        """Return a field by its name."""
        if name == "pk":
            return self.pk
        for field in self.local_fields:
            if name in (field.name, field.attname):
                return field
        if self._lost(name):
            from django.core.exceptions import FieldDoesNotExist  # cost: only this message

            known = [field.name for field in self.local_fields]
            raise FieldDoesNotExist(f"{self.object_name} has no field named {name!r}.{did_you_mean(name, known)}")
        return self._options.get_field(name)

    def _lost(self, name: str) -> bool:
        return any(name in (field.name, field.attname) for field in self._options.local_fields)


class Shape:
    """A model as it is to be. Stands for the model while its table is made."""

    def __init__(self, model: Any, **changes: Any) -> None:
        self._model = model
        self._meta = ShapeOptions(model, changes)
        self.__name__ = model.__name__

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


class Change:
    """What is to become of a table: fields that come, go or change, constraints that come or go.

    Args:
        model: the model as it is.
        create_field: a field to add.
        delete_field: a field to take away.
        alter_fields: pairs of a field as it is and as it is to be.
        add_constraint: a constraint that the model may not list yet.
        remove_constraint: a constraint that the model may still list.
    """

    def __init__(
        self,
        model: Any,
        create_field: Any = None,
        delete_field: Any = None,
        alter_fields: Iterable[tuple[Any, Any]] = (),
        add_constraint: Any = None,
        remove_constraint: Any = None,
    ) -> None:
        self.model = model
        self.options = model._meta
        self.created = create_field
        self.deleted = delete_field
        self.altered = {old.name: (old, new) for old, new in alter_fields}
        self.constraints = self._constraints(add_constraint, remove_constraint)
        #: Pairs of the field whose values are copied and the field they go to.
        self.kept: list[tuple[Any, Any]] = []
        self.fields = self._fields()

    def _fields(self) -> list[Any]:
        fields = []
        for field in self.options.local_fields:
            if self.deleted is not None and field.name == self.deleted.name:
                continue
            if field.auto_created and self._gives_up_key(field):
                # Nobody asked for it but for want of a key.
                continue
            old, new = self.altered.get(field.name, (field, field))
            if new.column is not None and old.column is not None:
                self.kept.append((old, new))
            if field.name in self.altered or not self._gives_up_key(field):
                fields.append(new)
            else:
                fields.append(_without_key(field))
        # A model of the state after the change has the new field already.
        if self.created is not None and all(field.name != self.created.name for field in fields):
            fields.append(self.created)
        self.kept = [(old, new) for old, new in self.kept if self.created is None or new.name != self.created.name]
        return fields

    def _gives_up_key(self, field: Any) -> bool:
        """Whether another field becomes the primary key instead of this one."""
        others = [new for old, new in self.altered.values() if not old.primary_key]
        others += [self.created] if self.created is not None else []
        return bool(field.primary_key) and any(other.primary_key and other.name != field.name for other in others)

    def _constraints(self, added: Any, removed: Any) -> list[Any]:
        constraints = [each for each in self.options.constraints if removed is None or each.name != removed.name]
        if added is not None and all(each.name != added.name for each in constraints):
            constraints.append(added)
        return [each for each in constraints if self._deleted_name() not in (getattr(each, "fields", None) or ())]

    def _deleted_name(self) -> str | None:
        return None if self.deleted is None else self.deleted.name

    def _renamed(self, name: str) -> str:
        return self.altered[name][1].name if name in self.altered else name

    def shape(self, table: str) -> Shape:
        """Return the model as it is to be, under a table name."""
        key = next((field for field in self.fields if field.primary_key), self.options.pk)
        gone = self._deleted_name()
        return Shape(
            self.model,
            db_table=table,
            local_fields=self.fields,
            local_concrete_fields=[field for field in self.fields if field.column is not None],
            local_many_to_many=[],
            pk=key,
            unique_together=[
                tuple(map(self._renamed, names)) for names in self.options.unique_together if gone not in names
            ],
            constraints=self.constraints,
            indexes=[index for index in self.options.indexes if gone not in index.fields],
        )


def _without_key(field: Any) -> Any:
    from copy import copy  # cost: only a changed primary key comes here

    plain = copy(field)
    plain.primary_key = False
    plain._unique = False
    # What numbers itself must be the key.
    plain.db_type_suffix = lambda connection: None
    return plain
