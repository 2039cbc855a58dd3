"""ForeignKey and OneToOneField: references over one column of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from django.core import exceptions
from django.db.models.fields import hooks
from django.db.models.fields.databases import read_alias
from django.db.models.fields.related_checks import ForeignKeyChecks
from django.db.models.fields.related_object import ForeignObject, require_target
from django.db.models.fields.relation_names import RECURSIVE_RELATIONSHIP_CONSTANT
from django.db.models.fields.reverse_related import ManyToOneRel, OneToOneRel
from django.db.models.fields.values import same_for_all_engines
from django.db.models.typed import TargetT, ValueT
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from django.db.models.typed import RelationOptions


class ForeignKey(ForeignKeyChecks, ForeignObject[ValueT]):
    """A reference to one row of another model, over one column of its own."""

    rel_class: type = ManyToOneRel
    empty_strings_allowed = False
    default_error_messages = {"invalid": _("%(model)s instance with %(field)s %(value)r is not a valid choice.")}
    description = _("Foreign Key (type determined by related field)")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: ForeignKey[TargetT | None],
            to: type[TargetT],
            on_delete: Callable[..., Any],
            *args: Any,
            null: Literal[True],
            **options: Unpack[RelationOptions],
        ) -> None: ...
        @overload
        def __init__(
            self: ForeignKey[TargetT],
            to: type[TargetT],
            on_delete: Callable[..., Any],
            *args: Any,
            null: Literal[False] = ...,
            **options: Unpack[RelationOptions],
        ) -> None: ...
        @overload
        def __init__(
            self,
            to: type[Any] | str,
            on_delete: Callable[..., Any],
            *args: Any,
            null: bool = ...,
            **options: Unpack[RelationOptions],
        ) -> None: ...

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

        def for_type(cls: type) -> Any:
            # Only an empty text may mean NULL.
            return bind_reference if issubclass(cls, str) or not hasattr(bind, "for_type") else bind.for_type(cls)

        bind_reference.for_type = for_type  # type: ignore[attr-defined]
        usual = getattr(bind, "usual", None)
        if usual is not None and usual.names.get("plain") not in (None, str):
            bind_reference.usual = usual  # type: ignore[attr-defined]
        return bind_reference


class OneToOneField(ForeignKey[ValueT]):
    """A reference that no two rows share; the way back leads to one row."""

    many_to_one = False
    one_to_one = True

    #: The descriptor for the way back; the room of the relations sets it.
    related_accessor_class: Any = None
    rel_class = OneToOneRel
    description = _("One-to-one relationship")

    if TYPE_CHECKING:

        @overload
        def __init__(
            self: OneToOneField[TargetT | None],
            to: type[TargetT],
            on_delete: Callable[..., Any],
            *args: Any,
            null: Literal[True],
            **options: Unpack[RelationOptions],
        ) -> None: ...
        @overload
        def __init__(
            self: OneToOneField[TargetT],
            to: type[TargetT],
            on_delete: Callable[..., Any],
            *args: Any,
            null: Literal[False] = ...,
            **options: Unpack[RelationOptions],
        ) -> None: ...
        @overload
        def __init__(
            self,
            to: type[Any] | str,
            on_delete: Callable[..., Any],
            *args: Any,
            null: bool = ...,
            **options: Unpack[RelationOptions],
        ) -> None: ...

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
