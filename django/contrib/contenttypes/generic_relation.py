"""GenericRelation: the way back from a model to the rows whose generic foreign key refers to it.

It is built as if the referring model had a foreign key over its object id, and this field were the other end of it;
what is missing in that picture, the content type, is a further condition of every join.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.generic_key import GenericForeignKey
from django.contrib.contenttypes.generic_manager import ReverseGenericManyToOneDescriptor
from django.contrib.contenttypes.models import ContentType, home_of_types, type_key
from django.contrib.contenttypes.type_ids import ContentTypeId
from django.db.models.deletion.rules import DO_NOTHING
from django.db.models.fields.related_object import ForeignObject
from django.db.models.fields.relation_names import is_resolved
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.path_info import PathInfo
from django.db.query.expressions import Column, Compare
from django.utils.functional import cached_property


class GenericRel(ForeignObjectRel):
    """The other end of a GenericRelation: the referring model's way to this one."""

    def __init__(
        self,
        field: Any,
        to: Any,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
    ) -> None:
        """Take the field, the referring model, and the name of this model in its queries."""
        super().__init__(
            field,
            to,
            related_name=related_query_name or "+",
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            on_delete=DO_NOTHING,
        )


def _accessor(field: Any) -> ReverseGenericManyToOneDescriptor:
    return ReverseGenericManyToOneDescriptor(field.remote_field)


class GenericRelation(ForeignObject):
    """The rows whose generic foreign key refers to an instance.

    Args:
        to: the model with the generic foreign key.
        object_id_field, content_type_field: the names of its fields that hold the key and the content type.
        for_concrete_model: of a proxy, mean rows that refer to the concrete model.
        related_query_name: the name of this model in queries on the other one; without it there is none.
        limit_choices_to: as for other relations.
    """

    auto_created = False
    empty_strings_allowed = False

    many_to_many = False
    many_to_one = False
    one_to_many = True
    one_to_one = False

    requires_unique_target = False
    rel_class = GenericRel
    forward_related_accessor_class = staticmethod(_accessor)
    #: Copied from a parent with a table of its own.
    mti_inherited = False

    def __init__(
        self,
        to: Any,
        object_id_field: str = "object_id",
        content_type_field: str = "content_type",
        for_concrete_model: bool = True,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        **kwargs: Any,
    ) -> None:
        relation = self.rel_class(
            self, to, related_query_name=related_query_name, limit_choices_to=limit_choices_to
        )
        # There may be no row, and the values are in another table.
        kwargs.update(null=True, blank=True, editable=False, serialize=False, on_delete=relation.on_delete)
        super().__init__(to, rel=relation, from_fields=[object_id_field], to_fields=[], **kwargs)
        self.object_id_field_name = object_id_field
        self.content_type_field_name = content_type_field
        self.for_concrete_model = for_concrete_model

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **{**kwargs, "private_only": True})
        self.model = cls

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        """Give the other model its way back, to the model that declared the relation: not to its children."""
        if not self.mti_inherited:
            super().contribute_to_related_class(cls, related)

    def set_attributes_from_rel(self) -> None:
        """There is nothing to take from the other model."""

    def get_internal_type(self) -> str:
        return "ManyToManyField"

    def value_to_string(self, obj: Any) -> str:
        return str([row.pk for row in getattr(obj, self.name).all()])

    # --- checks ---

    def check(self, **kwargs: Any) -> list[Any]:
        """Return the messages about this field."""
        return [*super().check(**kwargs), *self._check_generic_foreign_key_existence()]

    def _check_generic_foreign_key_existence(self) -> list[Any]:
        target = self.remote_field.model
        if not is_resolved(target) or any(map(self._is_other_side, target._meta.private_fields)):
            return []
        message = (
            f"The GenericRelation defines a relation with the model '{target._meta.label}', but that model does not "
            "have a GenericForeignKey."
        )
        return [self._complaint("contenttypes.E004", message)]

    def _is_other_side(self, field: Any) -> bool:
        return (
            isinstance(field, GenericForeignKey)
            and field.ct_field == self.content_type_field_name
            and field.fk_field == self.object_id_field_name
        )

    # --- joins ---

    @cached_property
    def _object_id(self) -> Any:
        return self.remote_field.model._meta.get_field(self.object_id_field_name)

    @cached_property
    def _content_type(self) -> Any:
        return self.remote_field.model._meta.get_field(self.content_type_field_name)

    def resolve_related_fields(self) -> list[tuple[Any, Any]]:
        return [(self._object_id, self.model._meta.pk)]

    def get_local_related_value(self, instance: Any) -> tuple[Any, ...]:
        """Return the key of an instance of this model."""
        return self.get_instance_value_for_fields(instance, self.foreign_related_fields)

    def get_foreign_related_value(self, instance: Any) -> tuple[Any, ...]:
        """Return the object id of an instance of the referring model, as a key of this one."""
        values = self.get_instance_value_for_fields(instance, self.local_related_fields)
        return tuple(self.model._meta.pk.to_python(value) for value in values)

    def get_path_info(self, filtered_relation: Any = None) -> list[PathInfo]:
        """Return the steps to the referring model; first to its parent, where that one has the object id."""
        start, end = self.model._meta, self.remote_field.model._meta
        owner = self._object_id.model._meta
        inherited = owner.concrete_model is not end.concrete_model
        arrival = owner if inherited else end
        step = PathInfo(start, arrival, (arrival.pk,), self.remote_field, True, False, filtered_relation)
        return [step, *end.get_path_from_parent(owner.model)] if inherited else [step]

    def get_reverse_path_info(self, filtered_relation: Any = None) -> list[PathInfo]:
        """Return the steps from the referring model to this one."""
        start, end = self._object_id.model._meta, self.model._meta
        way = self.remote_field.model._meta.get_path_to_parent(start.model) if self._is_inherited else []
        return [*way, PathInfo(start, end, (end.pk,), self, False, False, filtered_relation)]

    @property
    def _is_inherited(self) -> bool:
        return self._object_id.model._meta.concrete_model is not self.remote_field.model._meta.concrete_model

    def get_extra_restriction(self, alias: str, related_alias: str) -> Any:
        """Return the condition on the referring row: that it means this model."""
        field = self._content_type
        return Compare("=", Column(related_alias, field.column, field.kind), self.type_id.lower())

    # --- content types ---

    @cached_property
    def type_id(self) -> ContentTypeId:
        """The id of this model's content type, whatever it is in the database that is asked."""
        return ContentTypeId(*type_key(self.model, self.for_concrete_model))

    def get_content_type(self, using: str | None = None) -> Any:
        """Return this model's content type in the database `using`; by default in the one the routers name."""
        types = ContentType.objects.db_manager(using)
        return types.get_for_model(self.model, for_concrete_model=self.for_concrete_model)

    def bulk_related_objects(self, objs: Any, using: str) -> Any:
        """Return the queryset of the rows that refer to `objs`: they are deleted with them."""
        type_id = self.get_content_type(home_of_types(using)).pk
        return self.remote_field.model._base_manager.using(using).filter(
            **{
                f"{self.content_type_field_name}__pk": type_id,
                f"{self.object_id_field_name}__in": [obj.pk for obj in objs],
            }
        )
