"""RelatedField: what every field that leads to another model has."""

from __future__ import annotations

from typing import Any

from django.apps.registry import apps
from django.db.models.conditions import Q
from django.db.models.fields.base import Field
from django.db.models.fields.mixins import FieldCacheMixin
from django.db.models.fields.related_checks import RelatedChecks
from django.db.models.fields.relation_names import (
    RECURSIVE_RELATIONSHIP_CONSTANT,
    is_resolved,
    label_of,
    lazy_related_operation,
)
from django.db.models.fields.reverse_related import single_target
from django.db.models.typed import ValueT
from django.utils.functional import cached_property


class RelatedField(FieldCacheMixin, RelatedChecks, Field[ValueT]):
    """Base of fields that lead to another model."""

    one_to_many = False
    one_to_one = False
    many_to_many = False
    many_to_one = False

    def __init__(
        self,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        **kwargs: Any,
    ) -> None:
        """Take the names of the way back, as written, and the condition on the choices."""
        # As written: the relation holds them with the class's name filled in.
        self._related_name = related_name
        self._related_query_name = related_query_name
        self._limit_choices_to = limit_choices_to
        super().__init__(**kwargs)

    @cached_property
    def related_model(self) -> Any:
        """The model at the other end."""
        apps.check_models_ready()
        return self.remote_field.model

    def db_type(self, connection: Any) -> str | None:
        """A relation has no column unless a subclass says so."""
        return None

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        """Join a model, and the other one as soon as it exists."""
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        self.opts = cls._meta
        if cls._meta.abstract:
            return
        self._fill_in_names(cls)
        lazy_related_operation(_relate, cls, self.remote_field.model, field=self)

    def _fill_in_names(self, cls: Any) -> None:
        """Fill the class's name into the names of the way back: inherited fields need different ones."""
        relation = self.remote_field
        related_name = relation.related_name or self.opts.default_related_name
        facts = {"class": cls.__name__.lower(), "app_label": cls._meta.app_label.lower()}
        if related_name:
            relation.related_name = related_name % {**facts, "model_name": cls._meta.model_name.lower()}
        if relation.related_query_name:
            relation.related_query_name %= facts

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self._limit_choices_to:
            kwargs["limit_choices_to"] = self._limit_choices_to
        if self._related_name is not None:
            kwargs["related_name"] = self._related_name
        if self._related_query_name is not None:
            kwargs["related_query_name"] = self._related_query_name
        return name, path, args, kwargs

    def get_forward_related_filter(self, obj: Any) -> dict[str, Any]:
        """Return the condition that finds rows of this model which refer to ``obj``."""
        return {f"{self.name}__{target.name}": getattr(obj, target.attname) for _, target in self.related_fields}

    def get_reverse_related_filter(self, obj: Any) -> Q:
        """Return the condition that finds the rows which ``obj`` refers to."""
        condition = Q(**{target.name: getattr(obj, local.attname) for local, target in self.related_fields})
        extra = self.get_extra_descriptor_filter(obj)
        return condition & (Q(**extra) if isinstance(extra, dict) else extra) if extra else condition

    @property
    def swappable_setting(self) -> str | None:
        """The setting that replaces the target (``AUTH_USER_MODEL``), or None."""
        if not self.swappable:
            return None
        return apps.get_swappable_settings_name(label_of(self.remote_field.model))

    def set_attributes_from_rel(self) -> None:
        """Take from the target what was not given: the name, the name for people, the field referred to."""
        target = self.remote_field.model._meta
        self.name = self.name or f"{target.model_name}_{target.pk.name}"
        if self.verbose_name is None:
            self.verbose_name = target.verbose_name
        self.remote_field.set_field_name()

    def do_related_class(self, other: Any, cls: Any) -> None:
        """Join the model at the other end, ``other``."""
        self.set_attributes_from_rel()
        self.contribute_to_related_class(other, self.remote_field)

    def get_limit_choices_to(self) -> Any:
        """Return the condition on the choices."""
        return self.remote_field.get_limit_choices_to()

    def related_query_name(self) -> str:
        """Return the name of the way back in queries."""
        relation = self.remote_field
        return relation.related_query_name or relation.related_name or self.opts.model_name

    @property
    def target_field(self) -> Any:
        """The only field of the target that is referred to.

        Raises:
            FieldError: there are several.
        """
        complaint = "The relation has multiple target fields, but only single target field was asked for"
        return single_target(self.path_infos[-1].target_fields, complaint)

    @cached_property
    def cache_name(self) -> str:
        """The key of the related object in the instance's cache."""
        return self.name

    def refers_to_itself(self) -> bool:
        """Return whether the other end was written as ``"self"``."""
        return self.remote_field.model == RECURSIVE_RELATIONSHIP_CONSTANT


def _relate(model: Any, related: Any, field: Any) -> None:
    field.remote_field.model = related
    field.do_related_class(related, model)


def resolved_model(field: Any) -> Any:
    """Return the model at the other end.

    Raises:
        ValueError: it is still only a name.
    """
    if not is_resolved(field.remote_field.model):
        raise ValueError(f"Related model {field.remote_field.model!r} cannot be resolved")
    return field.remote_field.model
