"""ManyToManyField, and the model it makes for the table in between."""

from __future__ import annotations

from typing import Any

from django.core import exceptions
from django.db.backends.identifiers import strip_quotes, truncate_name
from django.db.models.fields import hooks
from django.db.models.fields.databases import name_length_limit
from django.db.models.fields.related_base import RelatedField
from django.db.models.fields.related_foreign import ForeignKey
from django.db.models.fields.related_many_checks import ManyToManyChecks
from django.db.models.fields.related_object import require_target, swappable_target, written_target
from django.db.models.fields.relation_names import (
    RECURSIVE_RELATIONSHIP_CONSTANT,
    lazy_related_operation,
    resolve_relation,
)
from django.db.models.fields.reverse_related import ManyToManyRel
from django.db.models.path_info import PathInfo
from django.utils.functional import cached_property
from django.utils.late import LateClass
from django.utils.translation import gettext_lazy as _


class ManyToManyField(ManyToManyChecks, RelatedField):
    """A relation of many rows to many, over a table in between."""

    many_to_many = True

    rel_class: type = ManyToManyRel
    description = _("Many-to-many relationship")

    #: The descriptor for both ends, called as ``(relation, reverse=...)``.
    many_to_many_accessor_class: Any = LateClass("django.db.models.relations.many_to_many.ManyToManyDescriptor")

    def __init__(
        self,
        to: Any,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        symmetrical: bool | None = None,
        through: Any = None,
        through_fields: Any = None,
        db_constraint: bool = True,
        db_table: str | None = None,
        swappable: bool = True,
        **kwargs: Any,
    ) -> None:
        """Take the target, and the model (or the table's name) in between where it is not to be made.

        Raises:
            TypeError: the target is no model.
            ValueError: options contradict each other.
        """
        require_target(type(self), to)
        if through is not None and db_table is not None:
            raise ValueError("Cannot specify a db_table if an intermediary model is used.")
        if symmetrical is None:
            symmetrical = to == RECURSIVE_RELATIONSHIP_CONSTANT
        relation = self.rel_class(
            self,
            to,
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            symmetrical=symmetrical,
            through=through,
            through_fields=through_fields,
            db_constraint=db_constraint,
        )
        # A check warns of it: it means nothing here.
        self.has_null_arg = "null" in kwargs
        super().__init__(
            rel=relation,
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            **kwargs,
        )
        self.db_table = db_table
        self.swappable = swappable

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        relation = self.remote_field
        if self.db_table is not None:
            kwargs["db_table"] = self.db_table
        if relation.db_constraint is not True:
            kwargs["db_constraint"] = relation.db_constraint
        kwargs["to"] = written_target(relation.model)
        if isinstance(relation.through, str):
            kwargs["through"] = relation.through
        elif relation.through is not None and not relation.through._meta.auto_created:
            kwargs["through"] = relation.through._meta.label
        if relation.through_fields:
            kwargs["through_fields"] = relation.through_fields
        if self.swappable_setting is not None:
            kwargs["to"] = swappable_target(kwargs["to"], self.swappable_setting)
        return name, path, args, kwargs

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        return {"type": None, "check": None}

    # --- the table in between ---

    def _get_m2m_db_table(self, opts: Any) -> str:
        """The name of the table between the model of ``opts`` and the target."""
        if self.remote_field.through is not None:
            return self.remote_field.through._meta.db_table
        if self.db_table:
            return self.db_table
        return truncate_name(f"{strip_quotes(opts.db_table)}_{self.name}", name_length_limit())

    def m2m_db_table(self) -> str:
        """Return the name of the table in between."""
        return self._get_m2m_db_table(self.opts)

    @cached_property
    def links(self) -> tuple[Any, Any]:
        """The references of the model in between: to this field's model, and to the target.

        Raises:
            FieldError: the model in between lacks one.
        """
        relation = self.remote_field
        through = relation.through._meta
        if relation.through_fields:
            source, target = relation.through_fields[:2]
            return through.get_field(source), through.get_field(target)
        references = [field for field in through.fields if field.remote_field is not None]
        source = self._reference(references, self.model)
        return source, self._reference([field for field in references if field is not source], relation.model)

    def _reference(self, references: list[Any], model: Any) -> Any:
        """The first reference to ``model``; else one to a model with the same table."""
        exact = [field for field in references if field.remote_field.model == model]
        near = exact or [field for field in references if _same_table(field.remote_field.model, model)]
        if not near:
            through = self.remote_field.through._meta.label
            raise exceptions.FieldError(f"{through}, the model in between of {self}, has no reference to {model}.")
        return near[0]

    def m2m_column_name(self) -> str:
        """Return the column in between that refers to this model."""
        return self.links[0].column

    def m2m_field_name(self) -> str:
        """Return the field in between that refers to this model."""
        return self.links[0].name

    def m2m_target_field_name(self) -> str:
        """Return the field of this model that is referred to from in between."""
        return self.links[0].remote_field.field_name

    def m2m_reverse_name(self) -> str:
        """Return the column in between that refers to the target."""
        return self.links[1].column

    def m2m_reverse_field_name(self) -> str:
        """Return the field in between that refers to the target."""
        return self.links[1].name

    def m2m_reverse_target_field_name(self) -> str:
        """Return the field of the target that is referred to from in between."""
        return self.links[1].remote_field.field_name

    # --- joins ---

    def get_path_info(self, filtered_relation: Any = None) -> list[PathInfo]:
        """Return the steps to the target."""
        return self._steps(*self.links, filtered_relation)

    @cached_property
    def path_infos(self) -> list[PathInfo]:
        """The steps to the target."""
        return self.get_path_info()

    def get_reverse_path_info(self, filtered_relation: Any = None) -> list[PathInfo]:
        """Return the steps from the target to this model."""
        source, target = self.links
        return self._steps(target, source, filtered_relation)

    @cached_property
    def reverse_path_infos(self) -> list[PathInfo]:
        """The steps from the target to this model."""
        return self.get_reverse_path_info()

    @staticmethod
    def _steps(near: Any, far: Any, filtered_relation: Any) -> list[PathInfo]:
        """Into the table in between against the reference ``near``, and out along ``far``."""
        into = near.reverse_path_infos
        out = far.get_path_info(filtered_relation) if filtered_relation else far.path_infos
        return [*into, *_steps_inside(into[-1].to_opts, out[0].from_opts), *out]

    # --- joining models ---

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:
        self._hide_way_back(cls, name)
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            self._provide_through(cls)
        if self.many_to_many_accessor_class is not None:
            setattr(cls, self.name, self.many_to_many_accessor_class(self.remote_field, reverse=False))

    def _hide_way_back(self, cls: Any, name: str) -> None:
        """Give a way back that nobody sees a name of its own: several fields may have one."""
        relation = self.remote_field
        target = relation.model
        to_itself = target == RECURSIVE_RELATIONSHIP_CONSTANT or target == cls._meta.object_name
        if relation.symmetrical and to_itself:
            relation.related_name = f"{name}_rel_+"
        elif relation.hidden:
            relation.related_name = f"_{cls._meta.app_label}_{cls.__name__.lower()}_{name}_+"

    def _provide_through(self, cls: Any) -> None:
        relation = self.remote_field
        if relation.through:
            lazy_related_operation(_resolve_through, cls, relation.through, field=self)
        elif not cls._meta.swapped:
            relation.through = create_many_to_many_intermediary_model(self, cls)

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        """Give the target the way back."""
        accessor = self.many_to_many_accessor_class
        if accessor is None or self.remote_field.hidden or related.related_model._meta.swapped:
            return
        setattr(cls, related.accessor_name, accessor(self.remote_field, reverse=True))

    def set_attributes_from_rel(self) -> None:
        """There is no single field that is referred to, and the name is as written."""

    # --- values ---

    def value_from_object(self, obj: Any) -> list[Any]:
        return [] if obj.pk is None else list(getattr(obj, self.attname).all())

    def save_form_data(self, instance: Any, data: Any) -> None:
        getattr(instance, self.attname).set(data)


def _resolve_through(model: Any, through: Any, field: Any) -> None:
    field.remote_field.through = through


def _same_table(one: Any, other: Any) -> bool:
    return one._meta.concrete_model is other._meta.concrete_model


def _steps_inside(arrived: Any, leaving: Any) -> Any:
    """The steps between the tables of one model in between that inherits from another."""
    if arrived is leaving:
        return []
    if issubclass(arrived.model, leaving.model):
        return arrived.get_path_to_parent(leaving.model)
    return leaving.get_path_from_parent(arrived.model)


def create_many_to_many_intermediary_model(field: Any, klass: Any) -> Any:
    """Return a model for the table between ``klass`` and the target of ``field``."""
    target = resolve_relation(klass, field.remote_field.model)
    source_name, target_name = _link_names(field, klass, target)
    name = f"{klass._meta.object_name}_{field.name}"
    lazy_related_operation(_manage_as_ends, klass, target, name)
    facts = {"from": source_name, "to": target_name}
    meta = type(
        "Meta",
        (),
        {
            "db_table": field._get_m2m_db_table(klass._meta),
            "auto_created": klass,
            "app_label": klass._meta.app_label,
            "db_tablespace": klass._meta.db_tablespace,
            "unique_together": (source_name, target_name),
            "verbose_name": _("%(from)s-%(to)s relationship") % facts,
            "verbose_name_plural": _("%(from)s-%(to)s relationships") % facts,
            "apps": field.model._meta.apps,
        },
    )
    attributes = {
        "Meta": meta,
        "__module__": klass.__module__,
        source_name: _link(field, klass, name),
        target_name: _link(field, target, name),
    }
    metaclass, base = _root_model(klass)
    return metaclass(name, (base,), attributes)


def _link(field: Any, to: Any, through_name: str) -> ForeignKey:
    return ForeignKey(
        to,
        related_name=f"{through_name}+",
        db_tablespace=field.db_tablespace,
        db_constraint=field.remote_field.db_constraint,
        on_delete=hooks.cascade.get(),
    )


def _link_names(field: Any, klass: Any, target: Any) -> tuple[str, str]:
    """The models' names; for a relation of a model to itself (or its like in name) told apart."""
    source = klass._meta.model_name
    name = target.split(".")[-1].lower() if isinstance(target, str) else target._meta.model_name
    return (f"from_{name}", f"to_{name}") if name == source else (source, name)


def _manage_as_ends(model: Any, related: Any, through: Any) -> None:
    """The table in between is ours to make if the table of one end is."""
    through._meta.managed = model._meta.managed or related._meta.managed


def _root_model(klass: Any) -> tuple[type, type]:
    """The class that all models inherit from, and its metaclass."""
    base = [cls for cls in klass.__mro__ if isinstance(type(cls), type) and type(cls) is not type][-1]
    return type(base), base
