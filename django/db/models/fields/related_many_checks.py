"""Checks of many-to-many relations: ``fields.E330`` to ``E340``, ``W340`` to ``W346``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.db.models.fields.relation_names import is_resolved

_THROUGH_FIELDS_HINT = "Make sure you specify 'through_fields' as through_fields=('field1', 'field2')"


class ManyToManyChecks:
    """Checks of options, of the model in between, and of its table."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about this field."""
        return [
            *super().check(**kwargs),
            *self._check_unique(**kwargs),
            *self._check_relationship_model(**kwargs),
            *self._check_ignored_options(**kwargs),
            *self._check_table_uniqueness(**kwargs),
        ]

    def _check_unique(self, **kwargs: Any) -> list[Any]:
        return [self._complaint("fields.E330", "ManyToManyFields cannot be unique.")] if self.unique else []

    def _check_ignored_options(self, **kwargs: Any) -> list[Any]:
        symmetrical = 'related_name has no effect on ManyToManyField with a symmetrical relationship, e.g. to "self".'
        ignored = [
            ("fields.W340", self.has_null_arg, "null has no effect on ManyToManyField."),
            ("fields.W341", self._validators, "ManyToManyField does not support validators."),
            ("fields.W345", self.remote_field.symmetrical and self._related_name, symmetrical),
            ("fields.W346", self.db_comment, "db_comment has no effect on ManyToManyField."),
        ]
        return [self._complaint(id, message) for id, given, message in ignored if given]

    # --- the model in between ---

    def _check_relationship_model(self, from_model: Any = None, **kwargs: Any) -> list[Any]:
        through = self.remote_field.through
        if through not in self.opts.apps.get_models(include_auto_created=True):
            name = through if isinstance(through, str) else through._meta.label
            message = f"Field specifies a many-to-many relation through model '{name}', which has not been installed."
            return [self._complaint("fields.E331", message)]
        source, target = from_model or self.model, self.remote_field.model
        composite = [error for end in (target, source) for error in self._composite_error(end)]
        if composite or not is_resolved(target):
            return composite[:1]
        if self.remote_field.through_fields is not None:
            return self._check_through_fields(source, target)
        return list(self._ambiguous(source, target)) or self._check_links(source, target)

    def _ambiguous(self, source: Any, target: Any) -> Iterator[Any]:
        to_source, to_target = self._count_links(source), self._count_links(target)
        if source == target:
            if to_source > 2:
                yield self._too_many_to_itself(source._meta.object_name)
            return
        way_out = f'use ManyToManyField("self", through="{self._through}").'
        hint = f"If you want to create a recursive relationship, {way_out}"
        for id, count, end in (
            ("fields.E334", to_source, f"from '{source._meta.object_name}'"),
            ("fields.E335", to_target, f"to '{target._meta.object_name}'"),
        ):
            if count > 1:
                message = (
                    f"{self._used_by}, but it has more than one foreign key {end}, which is ambiguous. You must "
                    "specify which foreign key Django should use via the through_fields keyword argument."
                )
                yield self._complaint(id, message, hint)
                return

    def _too_many_to_itself(self, source: str) -> Any:
        message = (
            f"{self._used_by}, but it has more than two foreign keys to '{source}', which is ambiguous. You must "
            "specify which two foreign keys Django should use via the through_fields keyword argument."
        )
        hint = "Use through_fields to specify which two foreign keys Django should use."
        return checks.Error(message, hint=hint, obj=self.remote_field.through, id="fields.E333")

    def _check_links(self, source: Any, target: Any) -> list[Any]:
        if self._count_links(source) and self._count_links(target):
            return []
        ends = f"'{source._meta.object_name}' or '{target._meta.object_name}'"
        message = f"{self._used_by}, but it does not have a foreign key to {ends}."
        return [checks.Error(message, obj=self.remote_field.through, id="fields.E336")]

    @property
    def _used_by(self) -> str:
        return f"The model is used as an intermediate model by '{self}'"

    @property
    def _through(self) -> str:
        return self.remote_field.through._meta.object_name

    def _count_links(self, model: Any) -> int:
        fields = self.remote_field.through._meta.fields
        return sum(getattr(field.remote_field, "model", None) == model for field in fields)

    def _check_through_fields(self, source: Any, target: Any) -> list[Any]:
        through = self.remote_field.through
        names = self.remote_field.through_fields
        if len(names) < 2 or not all(names[:2]):
            message = (
                "Field specifies 'through_fields' but does not provide the names of the two link fields that should "
                f"be used for the relation through model '{through._meta.label}'."
            )
            return [self._complaint("fields.E337", message, _THROUGH_FIELDS_HINT)]
        ends = zip(names[:2], (source, target), strict=True)
        return [error for name, end in ends for error in self._check_through_field(through._meta, name, end)]

    def _check_through_field(self, through: Any, name: str, end: Any) -> list[Any]:
        by_name = {field.name: field for field in through.fields}
        wanted = [field.name for field in through.fields if getattr(field.remote_field, "model", None) == end]
        end_name = end._meta.object_name
        meant = f"Did you mean one of the following foreign keys to '{end_name}': {', '.join(wanted)}?"
        hint = meant if wanted else None
        if name not in by_name:
            message = f"The intermediary model '{through.label}' has no field '{name}'."
            return [self._complaint("fields.E338", message, hint)]
        if name not in wanted:
            message = f"'{through.object_name}.{name}' is not a foreign key to '{end_name}'."
            return [self._complaint("fields.E339", message, hint)]
        return []

    # --- its table ---

    def _check_table_uniqueness(self, **kwargs: Any) -> list[Any]:
        through = self.remote_field.through
        if not is_resolved(through) or not through._meta.managed:
            return []
        table = self.m2m_db_table()
        other = self._other_model_of(table)
        # A model in between may be a proxy of another one: then the table is meant to be the same.
        if other is None or other._meta.concrete_model == through._meta.concrete_model:
            return []
        name = _name_of_owner(other, table)
        message = f"The field's intermediary table '{table}' clashes with the table name of '{name}'."
        if not settings.DATABASE_ROUTERS:
            return [self._complaint("fields.E340", message)]
        hint = (
            "You have configured settings.DATABASE_ROUTERS. Verify that the table of "
            f"{name!r} is correctly routed to a separate database."
        )
        return [self._complaint("fields.W344", message, hint)]

    def _other_model_of(self, table: str) -> Any:
        for model in self.opts.apps.get_models(include_auto_created=True):
            if model is not self.remote_field.through and model._meta.managed and model._meta.db_table == table:
                return model
        return None


def _name_of_owner(model: Any, table: str) -> str:
    """The model's label; for one that a many-to-many relation made, that relation's."""
    owner = model._meta.auto_created
    if not owner:
        return model._meta.label
    field = next(field for field in owner._meta.many_to_many if field.m2m_db_table() == table)
    return f"{owner._meta.label}.{field.name}"
