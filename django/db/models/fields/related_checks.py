"""Checks of relations: ``fields.E300`` to ``E321``, ``W342`` and ``E347``."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

from django.db.models.constants import LOOKUP_SEP
from django.db.models.fields import hooks
from django.db.models.fields.relation_names import is_resolved

_RENAME_HINT = "Rename field '{other}', or add/change a related_name argument to the definition for field '{mine}'."
_NAME_HINT = "Add or change a related_name argument to the definition for '{mine}' or '{other}'."
_QUERY_NAME_HINT = "Add or change a related_name or related_query_name argument for this field."


class RelatedChecks:
    """Checks that every relation has."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about this field."""
        return [
            *super().check(**kwargs),
            *self._check_related_name_is_valid(),
            *self._check_related_query_name_is_valid(),
            *self._check_relation_model_exists(),
            *self._check_referencing_to_swapped_model(),
            *self._check_clashes(),
        ]

    def _check_related_name_is_valid(self) -> list[Any]:
        name = self.remote_field.related_name
        if not name or name.endswith("+") or (name.isidentifier() and not keyword.iskeyword(name)):
            return []
        message = f"The name '{name}' is invalid related_name for field {self.opts.object_name}.{self.name}"
        return [
            self._complaint("fields.E306", message, "Related name must be a valid Python identifier or end with a '+'")
        ]

    def _check_related_query_name_is_valid(self) -> list[Any]:
        if self.remote_field.hidden:
            return []
        name = self.related_query_name()
        subject = f"Reverse query name '{name}' must not"
        errors = []
        if name.endswith("_"):
            errors.append(self._complaint("fields.E308", f"{subject} end with an underscore.", _QUERY_NAME_HINT))
        if LOOKUP_SEP in name:
            errors.append(self._complaint("fields.E309", f"{subject} contain '{LOOKUP_SEP}'.", _QUERY_NAME_HINT))
        return errors

    def _target_is_installed(self) -> bool:
        return self.remote_field.model in self.opts.apps.get_models()

    def _target_is_swapped(self) -> bool:
        return is_resolved(self.remote_field.model) and bool(self.remote_field.model._meta.swapped)

    def _check_relation_model_exists(self) -> list[Any]:
        if self._target_is_installed() or self._target_is_swapped():
            return []
        target = self.remote_field.model
        name = target._meta.object_name if is_resolved(target) else target
        message = f"Field defines a relation with model '{name}', which is either not installed, or is abstract."
        return [self._complaint("fields.E300", message)]

    def _check_referencing_to_swapped_model(self) -> list[Any]:
        if self._target_is_installed() or not self._target_is_swapped():
            return []
        target = self.remote_field.model._meta
        message = f"Field defines a relation with the model '{target.label}', which has been swapped out."
        hint = f"Update the relation to point at 'settings.{target.swappable}'."
        return [self._complaint("fields.E301", message, hint)]

    # --- clashes of the way back with other names of the target ---

    def _check_clashes(self) -> list[Any]:
        if not is_resolved(self.remote_field.model):
            return []
        return [*self._clashes_with_fields(), *self._clashes_with_ways_back()]

    def _names_of_way_back(self) -> tuple[str | None, str, str]:
        """The accessor (None if hidden), how messages show it, and the name in queries."""
        relation = self.remote_field
        accessor = None if relation.hidden else relation.accessor_name
        return accessor, f"{relation.model._meta.object_name}.{relation.accessor_name}", self.related_query_name()

    def _clashes_with_fields(self) -> Iterator[Any]:
        accessor, shown, query_name = self._names_of_way_back()
        target = self.remote_field.model._meta
        mine = f"{self.opts.label}.{self.name}"
        for field in (*target.fields, *target.many_to_many):
            other = f"{target.label}.{field.name}"
            hint = _RENAME_HINT.format(mine=mine, other=other)
            if accessor is not None and field.name == accessor:
                message = f"Reverse accessor '{shown}' for '{mine}' clashes with field name '{other}'."
                yield self._complaint("fields.E302", message, hint)
            if field.name == query_name:
                message = f"Reverse query name for '{mine}' clashes with field name '{other}'."
                yield self._complaint("fields.E303", message, hint)

    def _clashes_with_ways_back(self) -> Iterator[Any]:
        accessor, shown, query_name = self._names_of_way_back()
        mine = f"{self.opts.label}.{self.name}"
        for relation in self.remote_field.model._meta.related_objects:
            if relation.field is self:
                continue
            other = f"{relation.related_model._meta.label}.{relation.field.name}"
            hint = _NAME_HINT.format(mine=mine, other=other)
            taken = relation.get_accessor_name()
            if accessor is not None and taken == accessor:
                message = f"Reverse accessor '{shown}' for '{mine}' clashes with reverse accessor for '{other}'."
                yield self._complaint("fields.E304", message, hint)
            if taken == query_name:
                message = f"Reverse query name for '{mine}' clashes with reverse query name for '{other}'."
                yield self._complaint("fields.E305", message, hint)

    def _composite_error(self, model: Any) -> list[Any]:
        """An error if the model has a key of several columns: no relation can refer to it."""
        if not is_resolved(model) or not model._meta.is_composite_pk:
            return []
        message = (
            f"Field defines a relation involving model '{model._meta.object_name}' which has a CompositePrimaryKey "
            "and such relations are not supported."
        )
        return [self._complaint("fields.E347", message)]


class ForeignObjectChecks:
    """Checks of the fields referred to."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about this field."""
        return [*super().check(**kwargs), *self._check_to_fields_exist(), *self._check_unique_target()]

    def _check_to_fields_exist(self) -> list[Any]:
        target = self.remote_field.model
        if not is_resolved(target):
            return []
        message = "The to_field '{}' doesn't exist on the related model '{}'."
        return [
            self._complaint("fields.E312", message.format(name, target._meta.label))
            for name in self.to_fields
            if name and not _has_field(target, name)
        ]

    def _check_unique_target(self) -> list[Any]:
        target = self.remote_field.model
        if not is_resolved(target) or not self.requires_unique_target:
            return []
        if not all(name is None or _has_field(target, name) for name in self.to_fields):
            return []
        names = [field.name for field in self.foreign_related_fields]
        if not names or any(unique <= set(names) for unique in _unique_sets(target)):
            return []
        return [self._not_unique(target._meta.object_name, names)]

    def _not_unique(self, target: str, names: list[str]) -> Any:
        if len(names) == 1:
            return self._complaint(
                "fields.E311",
                f"'{target}.{names[0]}' must be unique because it is referenced by a foreign key.",
                "Add unique=True to this field or add a UniqueConstraint (without condition) in the model "
                "Meta.constraints.",
            )
        listed = ", ".join(f"'{name}'" for name in names)
        return self._complaint(
            "fields.E310",
            f"No subset of the fields {listed} on model '{target}' is unique.",
            "Mark a single field as unique=True or add a set of fields to a unique constraint (via unique_together or "
            "a UniqueConstraint (without condition) in the model Meta.constraints).",
        )


class ForeignKeyChecks:
    """Checks of ``on_delete``, ``unique`` and the target's key."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about this field."""
        return [*super().check(**kwargs), *self._check_on_delete(), *self._check_unique()]

    def _check_unique_target(self) -> list[Any]:
        # A key of several columns is the worse mistake.
        return self._composite_error(self.remote_field.model) or super()._check_unique_target()

    def _check_on_delete(self) -> list[Any]:
        on_delete = self.remote_field.on_delete
        if on_delete is hooks.set_null.given and not self.null:
            message = "Field specifies on_delete=SET_NULL, but cannot be null."
            hint = "Set null=True argument on the field, or change the on_delete rule."
            return [self._complaint("fields.E320", message, hint)]
        if on_delete is hooks.set_default.given and not self.has_default():
            message = "Field specifies on_delete=SET_DEFAULT, but has no default value."
            return [self._complaint("fields.E321", message, "Set a default value, or change the on_delete rule.")]
        return []

    def _check_unique(self) -> list[Any]:
        if not self.unique or self.one_to_one:
            return []
        message = "Setting unique=True on a ForeignKey has the same effect as using a OneToOneField."
        hint = "ForeignKey(unique=True) is usually better served by a OneToOneField."
        return [self._complaint("fields.W342", message, hint)]


def _has_field(model: Any, name: str) -> bool:
    return any(name in (field.name, getattr(field, "attname", None)) for field in model._meta.get_fields())


def _unique_sets(model: Any) -> Iterator[frozenset[str]]:
    """The sets of fields that no two rows share the values of."""
    opts = model._meta
    for field in opts.get_fields():
        if getattr(field, "unique", False):
            yield frozenset([field.name])
    if opts.is_composite_pk:
        yield frozenset(field.name for field in opts.pk_fields)
    yield from map(frozenset, opts.unique_together)
    for constraint in opts.total_unique_constraints:
        yield frozenset(constraint.fields)
