"""ForeignObject and its column-bearing kinds ForeignKey and OneToOneField."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf.reference import SettingsReference
from django.core import exceptions
from django.db.models.fields import hooks
from django.db.models.fields.databases import read_alias
from django.db.models.fields.related_base import RelatedField, resolved_model
from django.db.models.fields.related_checks import ForeignKeyChecks, ForeignObjectChecks
from django.db.models.fields.relation_names import RECURSIVE_RELATIONSHIP_CONSTANT
from django.db.models.fields.reverse_related import ForeignObjectRel, ManyToOneRel, OneToOneRel
from django.db.models.fields.values import same_for_all_engines
from django.db.models.path_info import PathInfo
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class ForeignObject(ForeignObjectChecks, RelatedField):
    """A reference over one or more columns that other fields hold."""

    many_to_one = True

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
            instance.pk if field.primary_key and _is_known_by_pk(opts, field) else getattr(instance, field.attname)
            for field in fields
        )

    # --- columns and joins ---

    def get_attname_column(self) -> tuple[str, str | None]:
        return super().get_attname_column()[0], None

    def get_joining_columns(self, reverse_join: bool = False) -> tuple[tuple[str, str], ...]:
        """Return pairs of column names to join on."""
        return tuple((mine.column, theirs.column) for mine, theirs in self.get_joining_fields(reverse_join))

    def get_reverse_joining_columns(self) -> tuple[tuple[str, str], ...]:
        """Return pairs of column names to join on, from the target."""
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


def _is_known_by_pk(opts: Any, field: Any) -> bool:
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


class ForeignKey(ForeignKeyChecks, ForeignObject):
    """A reference to one row of another model, over one column of its own."""

    rel_class: type = ManyToOneRel
    empty_strings_allowed = False
    default_error_messages = {"invalid": _("%(model)s instance with %(field)s %(value)r is not a valid choice.")}
    description = _("Foreign Key (type determined by related field)")

    def __init__(
        self,
        to: Any,
        on_delete: Any,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        parent_link: bool = False,
        to_field: str | None = None,
        db_constraint: bool = True,
        **kwargs: Any,
    ) -> None:
        """Take the target (model or name), and what happens to rows here when the row there is deleted.

        Raises:
            TypeError: the target is no model, or ``on_delete`` cannot be called.
        """
        require_target(type(self), to)
        if not callable(on_delete):
            raise TypeError("on_delete must be callable.")
        if not isinstance(to, str) and not to_field:
            # A model in the making has no key yet; then the target is completed when it is there.
            to_field = to._meta.pk and to._meta.pk.name
        kwargs.setdefault("db_index", True)
        relation = self.rel_class(
            self,
            to,
            to_field,
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            parent_link=parent_link,
            on_delete=on_delete,
        )
        super().__init__(
            to,
            on_delete,
            from_fields=[RECURSIVE_RELATIONSHIP_CONSTANT],
            to_fields=[to_field],
            rel=relation,
            related_name=related_name,
            related_query_name=related_query_name,
            limit_choices_to=limit_choices_to,
            parent_link=parent_link,
            **kwargs,
        )
        self.db_constraint = db_constraint

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["to_fields"], kwargs["from_fields"]
        if self.db_index:
            del kwargs["db_index"]
        else:
            kwargs["db_index"] = False
        if self.db_constraint is not True:
            kwargs["db_constraint"] = self.db_constraint
        if self._writes_to_field():
            kwargs["to_field"] = self.remote_field.field_name
        return name, path, args, kwargs

    def _writes_to_field(self) -> bool:
        """The primary key need not be named."""
        target = getattr(self.remote_field.model, "_meta", None)
        name = self.remote_field.field_name
        return bool(name) and (target is None or bool(target.pk and name != target.pk.name))

    def resolve_related_fields(self) -> list[tuple[Any, Any]]:
        pairs = super().resolve_related_fields()
        for _mine, theirs in pairs:
            if theirs and theirs.model != self.remote_field.model._meta.concrete_model:
                self._refuse_inherited(theirs)
        return pairs

    def _refuse_inherited(self, field: Any) -> None:
        raise exceptions.FieldError(
            f"'{self.model._meta.label}.{self.name}' refers to field '{field.name}' which is not local to model "
            f"'{self.remote_field.model._meta.concrete_model._meta.label}'."
        )

    # --- values: those of the target field ---

    @property
    def target_field(self) -> Any:
        """The target's field that is referred to."""
        return self.foreign_related_fields[0]

    def to_python(self, value: Any) -> Any:
        return self.target_field.to_python(value)

    def get_attname(self) -> str:
        return f"{self.name}_id"

    def get_attname_column(self) -> tuple[str, str | None]:
        attname = self.get_attname()
        return attname, self.db_column or attname

    def get_default(self) -> Any:
        """Return the default; of an instance of the target its key."""
        default = super().get_default()
        if isinstance(default, self.remote_field.model):
            return getattr(default, self.target_field.attname)
        return default

    @same_for_all_engines
    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return None if self._means_null(value, connection) else self.target_field.get_db_prep_save(value, connection)

    def _means_null(self, value: Any, connection: Any) -> bool:
        if value != "":
            return value is None
        kept = self.target_field.empty_strings_allowed
        return not kept or connection.features.interprets_empty_strings_as_nulls

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return self.target_field.get_db_prep_value(value, connection, prepared)

    def get_prep_value(self, value: Any) -> Any:
        return self.target_field.get_prep_value(value)

    def binder(self, connection: Any) -> Any:
        if getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return self.target_field.binder(connection)
        return super().binder(connection)

    @cached_property
    def save_codec(self) -> Any:
        return ReferenceCodec(self)

    def get_pk_value_on_save(self, instance: Any) -> Any:
        return None if self.remote_field.parent_link else super().get_pk_value_on_save(instance)

    def validate(self, value: Any, model_instance: Any) -> None:
        """Judge a value: a row with this key must exist, and be among the choices."""
        if self.remote_field.parent_link:
            return
        super().validate(value, model_instance)
        if value is None:
            return
        relation = self.remote_field
        alias = read_alias(relation.model, model_instance)
        rows = relation.model._base_manager.using(alias).filter(**{relation.field_name: value})
        if rows.complex_filter(self.get_limit_choices_to()).exists():
            return
        names = {"model": relation.model._meta.verbose_name, "field": relation.field_name}
        raise self._error("invalid", **names, pk=value, value=value)

    # --- columns ---

    @cached_property
    def kind(self) -> str:
        """The kind of the field referred to: that is what the column holds."""
        return self.target_field.kind

    def db_check(self, connection: Any) -> str | None:
        return None

    def db_type(self, connection: Any) -> Any:
        return self.target_field.rel_db_type(connection=connection)

    def cast_db_type(self, connection: Any) -> Any:
        return self.target_field.cast_db_type(connection=connection)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        collation = self.target_field.db_parameters(connection=connection).get("collation")
        return {"type": self.db_type(connection), "check": self.db_check(connection), "collation": collation}

    def convert_empty_strings(self, value: Any, expression: Any, connection: Any) -> Any:
        """Turn "" from an engine that knows no difference into None."""
        return None if (not value) and isinstance(value, str) else value

    def get_db_converters(self, connection: Any) -> list[Any]:
        converters = super().get_db_converters(connection)
        if connection.features.interprets_empty_strings_as_nulls:
            converters.append(self.convert_empty_strings)
        return converters

    def get_col(self, alias: str | None, output_field: Any = None) -> Any:
        """Return the expression that refers to the column; its values are those of the last field referred to."""
        if output_field is not None:
            return hooks.make_col(alias, self, output_field)
        if alias == self.model._meta.db_table:
            return self.cached_col
        return hooks.make_col(alias, self, self._last_target())

    @cached_property
    def cached_col(self) -> Any:
        return hooks.make_col(self.model._meta.db_table, self, self._last_target())

    def _last_target(self) -> Any:
        """The field at the end of a chain of references."""
        target = self.target_field
        while isinstance(target, ForeignKey):
            target = target.target_field
            if target is self:
                raise ValueError("Cannot resolve output_field.")
        return target

    def contribute_to_related_class(self, cls: Any, related: Any) -> None:
        super().contribute_to_related_class(cls, related)
        if self.remote_field.field_name is None:
            self.remote_field.field_name = cls._meta.pk.name


class ReferenceCodec:
    """Turns the values of a reference for INSERT and UPDATE: as the target does, and "" to NULL where it means that."""

    def __init__(self, field: ForeignKey) -> None:
        self.field = field

    def binder(self, connection: Any) -> Any:
        """Return the function from the instance's value to what the driver takes."""
        field = self.field
        if not getattr(type(field).get_db_prep_save, "left_to_engine", False):
            return lambda value, connection: field.get_db_prep_save(value, connection)
        bind = field.target_field.save_codec.binder(connection)

        def bind_reference(value: Any, connection: Any) -> Any:
            return None if value is None or field._means_null(value, connection) else bind(value, connection)

        return bind_reference


def require_target(cls: type, to: Any) -> None:
    """Raise TypeError unless ``to`` is a model, a model's name, or "self"."""
    if not isinstance(to, str) and not hasattr(to, "_meta"):
        raise TypeError(
            f"{cls.__name__}({to!r}) is invalid. First parameter to {cls.__name__} must be either a model, a model "
            f"name, or the string {RECURSIVE_RELATIONSHIP_CONSTANT!r}"
        )


class OneToOneField(ForeignKey):
    """A reference that no two rows share; the way back leads to one row."""

    many_to_one = False
    one_to_one = True

    #: The descriptor for the way back; the room of the relations sets it.
    related_accessor_class: Any = None
    rel_class = OneToOneRel
    description = _("One-to-one relationship")

    def __init__(self, to: Any, on_delete: Any, to_field: str | None = None, **kwargs: Any) -> None:
        kwargs["unique"] = True
        super().__init__(to, on_delete, to_field=to_field, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("unique", None)
        return name, path, args, kwargs

    def save_form_data(self, instance: Any, data: Any) -> None:
        if isinstance(data, self.remote_field.model):
            setattr(instance, self.name, data)
        else:
            setattr(instance, self.attname, data)
            if data is None:
                setattr(instance, self.name, data)
