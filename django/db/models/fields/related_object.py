"""ForeignObject: a reference over one or more columns that other fields hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf.reference import SettingsReference
from django.core import exceptions
from django.db.models.fields.related_base import RelatedField, resolved_model
from django.db.models.fields.related_checks import ForeignObjectChecks
from django.db.models.fields.relation_names import RECURSIVE_RELATIONSHIP_CONSTANT
from django.db.models.fields.reverse_related import ForeignObjectRel, warn_of_columns
from django.db.models.path_info import PathInfo
from django.db.models.typed import ValueT
from django.utils.functional import cached_property


class ForeignObject(ForeignObjectChecks, RelatedField[ValueT]):
    """A reference over one or more columns that other fields hold."""

    late_lookups = {"django.db.models.lookups.related": "exact gt gte lt lte in isnull"}

    many_to_one = True

    #: What texts and numbers can do makes no sense for a reference.
    inherits_lookups = False

    requires_unique_target = True
    rel_class: type = ForeignObjectRel

    #: The descriptors for both ends; the room of the relations sets them. None contributes nothing.
    forward_related_accessor_class: Any = None
    related_accessor_class: Any = None

    def __init__(
        self,
        to: Any,
        on_delete: Any,
        from_fields: Iterable[str | None],
        to_fields: Iterable[str | None],
        rel: Any = None,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        parent_link: bool = False,
        swappable: bool = True,
        **kwargs: Any,
    ) -> None:
        """Take the target, what happens when it is deleted, and the names of the fields at both ends."""
        if rel is None:
            rel = self.rel_class(
                self,
                to,
                related_name=related_name,
                related_query_name=related_query_name,
                limit_choices_to=limit_choices_to,
                parent_link=parent_link,
                on_delete=on_delete,
            )
        super().__init__(
            rel=rel,
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            **kwargs,
        )
        self.from_fields, self.to_fields = from_fields, to_fields
        self.swappable = swappable

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        relation = self.remote_field
        kwargs["on_delete"] = relation.on_delete
        kwargs["from_fields"], kwargs["to_fields"] = self.from_fields, self.to_fields
        if relation.parent_link:
            kwargs["parent_link"] = True
        kwargs["to"] = written_target(relation.model)
        if self.swappable_setting is not None:
            kwargs["to"] = swappable_target(kwargs["to"], self.swappable_setting)
        return name, path, args, kwargs

    # --- the fields at both ends ---

    def resolve_related_fields(self) -> list[tuple[Any, Any]]:
        """Return pairs of local field and target field.

        Raises:
            ValueError: fields are missing, or the target is not known yet.
            FieldError: a target field is inherited: no column of the target's own table.
        """
        if not self.from_fields or len(self.from_fields) != len(self.to_fields):
            raise ValueError("Foreign Object from and to fields must be the same non-zero length")
        resolved_model(self)
        pairs = zip(self.from_fields, self.to_fields, strict=True)
        return [(self._local_field(mine), self._target_field(theirs)) for mine, theirs in pairs]

    def _local_field(self, name: Any) -> Any:
        return self if name == RECURSIVE_RELATIONSHIP_CONSTANT else self.opts.get_field(name)

    def _target_field(self, name: Any) -> Any:
        target = self.remote_field.model
        if name is None:
            return target._meta.pk
        field = target._meta.get_field(name)
        if field.model._meta.concrete_model is not target._meta.concrete_model and not field.model._meta.abstract:
            raise exceptions.FieldError(
                f"'{self.model._meta.label}.{self.name}' refers to field '{name}' which is not local to model "
                f"'{target._meta.concrete_model._meta.label}'."
            )
        return field

    @cached_property
    def related_fields(self) -> list[tuple[Any, Any]]:
        """Pairs of local field and target field."""
        return self.resolve_related_fields()

    @cached_property
    def reverse_related_fields(self) -> list[tuple[Any, Any]]:
        """Pairs of target field and local field."""
        return [(theirs, mine) for mine, theirs in self.related_fields]

    @cached_property
    def local_related_fields(self) -> tuple[Any, ...]:
        """The local fields."""
        return tuple(mine for mine, _theirs in self.related_fields)

    @cached_property
    def foreign_related_fields(self) -> tuple[Any, ...]:
        """The target fields."""
        return tuple(theirs for _mine, theirs in self.related_fields if theirs)

    def get_local_related_value(self, instance: Any) -> tuple[Any, ...]:
        """Return the values of the local fields of an instance of this model."""
        return self.get_instance_value_for_fields(instance, self.local_related_fields)

    def get_foreign_related_value(self, instance: Any) -> tuple[Any, ...]:
        """Return the values of the target fields of an instance of the target."""
        return self.get_instance_value_for_fields(instance, self.foreign_related_fields)

    @staticmethod
    def get_instance_value_for_fields(instance: Any, fields: Iterable[Any]) -> tuple[Any, ...]:
        """Return the values of some fields of an instance.

        Where a parent's primary key is asked for and the child's is the link to that parent, the link is the truth:
        while fixtures are loaded, the inherited attribute may not have its value yet.
        """
        opts = instance._meta
        return tuple(
            instance.pk if field.primary_key and is_known_by_pk(opts, field) else getattr(instance, field.attname)
            for field in fields
        )

    # --- columns and joins ---

    def get_attname_column(self) -> tuple[str, str | None]:
        return super().get_attname_column()[0], None

    def get_joining_columns(self, reverse_join: bool = False) -> tuple[tuple[str, str], ...]:
        """Return pairs of column names to join on."""
        warn_of_columns(ForeignObject.get_joining_columns, "get_joining_fields")
        return tuple((mine.column, theirs.column) for mine, theirs in self.get_joining_fields(reverse_join))

    def get_reverse_joining_columns(self) -> tuple[tuple[str, str], ...]:
        """Return pairs of column names to join on, from the target."""
        warn_of_columns(ForeignObject.get_reverse_joining_columns, "get_reverse_joining_fields")
        return self.get_joining_columns(reverse_join=True)

    def get_joining_fields(self, reverse_join: bool = False) -> tuple[tuple[Any, Any], ...]:
        """Return pairs of fields to join on: from this model, or from the target."""
        return tuple(self.reverse_related_fields if reverse_join else self.related_fields)

    def get_reverse_joining_fields(self) -> tuple[tuple[Any, Any], ...]:
        """Return pairs of fields to join on, from the target."""
        return self.get_joining_fields(reverse_join=True)

    def get_extra_descriptor_filter(self, instance: Any) -> Any:
        """Return a further condition (dict or Q) on the rows that an instance refers to; for subclasses."""
        return {}

    def get_extra_restriction(self, alias: str, related_alias: str) -> Any:
        """Return a further condition of the join, as an expression, or None; for subclasses.

        Args:
            alias: the label of the target's table.
            related_alias: the label of this model's table.
        """
        return None

    def get_path_info(self, filtered_relation: Any = None) -> list[PathInfo]:
        """Return the steps to the target."""
        target = self.remote_field.model._meta
        fields = self.foreign_related_fields
        return [PathInfo(self.model._meta, target, fields, self, False, True, filtered_relation)]

    @cached_property
    def path_infos(self) -> list[PathInfo]:
        """The steps to the target."""
        return self.get_path_info()

    def get_reverse_path_info(self, filtered_relation: Any = None) -> list[PathInfo]:
        """Return the steps from the target to this model."""
        start, end = self.remote_field.model._meta, self.model._meta
        return [PathInfo(start, end, (end.pk,), self.remote_field, not self.unique, False, filtered_relation)]

    @cached_property
    def reverse_path_infos(self) -> list[PathInfo]:
        """The steps from the target to this model."""
        return self.get_reverse_path_info()

    # --- joining models ---

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if self.forward_related_accessor_class is not None:
            setattr(cls, self.name, self.forward_related_accessor_class(self))

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        """Give the target the way back."""
        if self.related_accessor_class is None or related.hidden or related.related_model._meta.swapped:
            return
        setattr(cls._meta.concrete_model, related.accessor_name, self.related_accessor_class(related))


def is_known_by_pk(opts: Any, field: Any) -> bool:
    """Tell whether a primary key, of this model or an ancestor, is what instances have as `pk`."""
    link = opts.get_ancestor_link(field.model)
    return not link or link.primary_key or field.model._meta.abstract


def written_target(model: Any) -> str:
    """Return how a migration names a target: its label with the model's name in lower case."""
    if not isinstance(model, str):
        return model._meta.label_lower
    app_label, dot, name = model.rpartition(".")
    return f"{app_label}{dot}{name.lower()}"


def swappable_target(label: str, setting: str) -> SettingsReference:
    """Return the text that a migration writes as a reference to a setting.

    Raises:
        ValueError: a reference for another setting was there already.
    """
    present = getattr(label, "setting_name", setting)
    if present != setting:
        raise ValueError(
            "Cannot deconstruct a ForeignKey pointing to a model that is swapped in place of more than one model "
            f"({present} and {setting})"
        )
    return SettingsReference(label, setting)


def require_target(cls: type, to: Any) -> None:
    """Raise TypeError unless ``to`` is a model, a model's name, or "self"."""
    if not isinstance(to, str) and not hasattr(to, "_meta"):
        raise TypeError(
            f"{cls.__name__}({to!r}) is invalid. First parameter to {cls.__name__} must be either a model, a model "
            f"name, or the string {RECURSIVE_RELATIONSHIP_CONSTANT!r}"
        )
