"""The other end of a relation: what the model that is referred to knows of it.

A relation object stands in ``field.remote_field``. To the field it tells about its target; to the target it is a field
itself, found by ``_meta.get_field()`` under the name for queries.
"""

from __future__ import annotations

from typing import Any

from django.core import exceptions
from django.db.models.fields.choices import related_choices
from django.db.models.fields.mixins import FieldCacheMixin
from django.db.models.fields.unset import BLANK_CHOICE_DASH
from django.utils import deprecation
from django.utils.functional import cached_property
from django.utils.hashable import make_hashable


class ForeignObjectRel(FieldCacheMixin):
    """The other end of a ForeignObject."""

    auto_created = True
    concrete = False
    editable = False
    is_relation = True
    generated = False

    # There may be no row at the other end.
    null = True
    empty_strings_allowed = False

    def __init__(
        self,
        field: Any,
        to: Any,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        parent_link: bool = False,
        on_delete: Any = None,
    ) -> None:
        """Take the field, the model it refers to (or that model's name), and its options."""
        self.field, self.model = field, to
        self.related_name, self.related_query_name = related_name, related_query_name
        self.limit_choices_to = {} if limit_choices_to is None else limit_choices_to
        self.parent_link, self.on_delete = parent_link, on_delete
        self.symmetrical = False
        self.multiple = True

    # --- seen as a field of the model at the other end ---

    @cached_property
    def hidden(self) -> bool:
        """Whether there is no accessor."""
        return bool(self.related_name) and self.related_name[-1] == "+"

    @cached_property
    def name(self) -> str:
        """The name in queries."""
        return self.field.related_query_name()

    @property
    def remote_field(self) -> Any:
        """The field."""
        return self.field

    @property
    def target_field(self) -> Any:
        """The only field of the target that identifies a row.

        Raises:
            FieldError: there are several.
        """
        return single_target(self.path_infos[-1].target_fields, "Can't use target_field for multicolumn relations.")

    @cached_property
    def related_model(self) -> Any:
        """The model that the field stands in."""
        if not self.field.model:
            raise AttributeError(
                "This property can't be accessed before self.field.contribute_to_class has been called."
            )
        return self.field.model

    @cached_property
    def many_to_many(self) -> Any:
        return self.field.many_to_many

    @cached_property
    def many_to_one(self) -> Any:
        return self.field.one_to_many

    @cached_property
    def one_to_many(self) -> Any:
        return self.field.many_to_one

    @cached_property
    def one_to_one(self) -> Any:
        return self.field.one_to_one

    def get_lookup(self, lookup_name: str) -> Any:
        """Return the field's lookup of that name."""
        return self.field.get_lookup(lookup_name)

    def get_lookups(self) -> Any:
        """Return the field's lookups."""
        return self.field.get_lookups()

    def get_transform(self, name: str) -> Any:
        """Return the field's transform of that name."""
        return self.field.get_transform(name)

    def get_internal_type(self) -> str:
        """Return the type of the field."""
        return self.field.get_internal_type()

    @property
    def kind(self) -> str:
        """The engine-neutral type of the field."""
        return self.field.kind

    @property
    def db_type(self) -> Any:
        """The field's ``db_type``."""
        return self.field.db_type

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.related_model._meta.app_label}.{self.related_model._meta.model_name}>"

    # --- identity ---

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two relations equal."""
        return (
            self.field,
            self.model,
            self.related_name,
            self.related_query_name,
            make_hashable(self.limit_choices_to),
            self.parent_link,
            self.on_delete,
            self.symmetrical,
            self.multiple,
        )

    def __eq__(self, other: object) -> bool:
        return self.identity == other.identity if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.identity)

    def __copy__(self) -> Any:
        duplicate = object.__new__(type(self))
        cls = type(self)
        for name, value in self.__dict__.items():
            if not isinstance(getattr(cls, name, None), cached_property):
                duplicate.__dict__[name] = value
        return duplicate

    def __getstate__(self) -> dict[str, Any]:
        # What was worked out may hold models that no path leads to; the field knows it again.
        cls = type(self)
        return {
            name: value
            for name, value in self.__dict__.items()
            if not isinstance(getattr(cls, name, None), cached_property)
        }

    # --- choices, names, joins ---

    def get_choices(
        self,
        include_blank: bool = True,
        blank_choice: Any = BLANK_CHOICE_DASH,
        limit_choices_to: Any = None,
        ordering: Any = (),
    ) -> list[tuple[Any, Any]]:
        """Return the rows at the far end as choices."""
        limit = self.limit_choices_to if limit_choices_to is None else limit_choices_to
        choices = list(related_choices(self, _FarEnd(self.related_model), limit, ordering))
        return (list(blank_choice) if include_blank else []) + choices

    def get_limit_choices_to(self) -> Any:
        """Return the condition on the choices."""
        return self.limit_choices_to() if callable(self.limit_choices_to) else self.limit_choices_to

    def get_joining_columns(self) -> Any:
        """Return pairs of column names to join on, from here to the far end."""
        warn_of_columns(ForeignObjectRel.get_joining_columns, "get_joining_fields")
        return self.field.get_reverse_joining_columns()

    def get_joining_fields(self) -> Any:
        """Return pairs of fields to join on, from here to the far end."""
        return self.field.get_reverse_joining_fields()

    def get_extra_restriction(self, alias: str, related_alias: str) -> Any:
        """Return a further condition of the join, or None."""
        return self.field.get_extra_restriction(related_alias, alias)

    def set_field_name(self) -> None:
        """Take the name of the target field, once the target is known."""
        # A multi-column relation has none.
        self.field_name = None

    @cached_property
    def accessor_name(self) -> str | None:
        """The attribute of the target that leads back here."""
        return self.get_accessor_name()

    def get_accessor_name(self, model: Any = None) -> str | None:
        """Return the attribute of the target that leads back here; None if there is none.

        Args:
            model: the model whose attribute is asked for, where it is not the target itself.
        """
        model = model or self.related_model
        if self.multiple and self.symmetrical and model == self.model:
            # The forward accessor serves both ways.
            return None
        if self.related_name:
            return self.related_name
        return model._meta.model_name + ("_set" if self.multiple else "")

    def get_path_info(self, filtered_relation: Any = None) -> Any:
        """Return the steps from the target to the model of the field."""
        if filtered_relation:
            return self.field.get_reverse_path_info(filtered_relation)
        return self.field.reverse_path_infos

    @cached_property
    def path_infos(self) -> Any:
        """The steps from the target to the model of the field."""
        return self.get_path_info()

    @cached_property
    def cache_name(self) -> Any:
        """The key of the related object in the target's cache: its accessor."""
        return self.accessor_name


class _FarEnd:
    """A model whose rows are identified by their primary key, in the form that choices are read from."""

    def __init__(self, model: Any) -> None:
        self.model = model


def warn_of_columns(old: Any, new: str) -> None:
    """Warn that pairs of fields took the place of pairs of columns."""
    import warnings  # cost: only programs of the old form come here

    message = f"{old.__qualname__}() is deprecated. Use {new}() instead."
    warnings.warn(message, deprecation.RemovedInDjango60Warning, stacklevel=3)


def single_target(targets: Any, complaint: str) -> Any:
    """Return the only item of ``targets``.

    Raises:
        FieldError: with ``complaint``: there are several.
    """
    if len(targets) > 1:
        raise exceptions.FieldError(complaint)
    return targets[0]


class ManyToOneRel(ForeignObjectRel):
    """The other end of a ForeignKey: one row here, many there."""

    def __init__(self, field: Any, to: Any, field_name: str | None, **kwargs: Any) -> None:
        """Take also the name of the target's field that is referred to; None for its primary key."""
        super().__init__(field, to, **kwargs)
        self.field_name = field_name

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two relations equal."""
        return (*super().identity, self.field_name)

    def get_related_field(self) -> Any:
        """Return the target's field that is referred to.

        Raises:
            FieldDoesNotExist: it is not a column of the target.
        """
        field = self.model._meta.get_field(self.field_name)
        if not field.concrete:
            raise exceptions.FieldDoesNotExist(f"No related field named '{self.field_name}'")
        return field

    def set_field_name(self) -> None:
        self.field_name = self.field_name or self.model._meta.pk.name


class OneToOneRel(ManyToOneRel):
    """The other end of a OneToOneField: at most one row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.multiple = False


class ManyToManyRel(ForeignObjectRel):
    """The other end of a ManyToManyField."""

    def __init__(
        self,
        field: Any,
        to: Any,
        related_name: str | None = None,
        related_query_name: str | None = None,
        limit_choices_to: Any = None,
        symmetrical: bool = True,
        through: Any = None,
        through_fields: Any = None,
        db_constraint: bool = True,
    ) -> None:
        """Take also the model in between and which two of its keys lead to both ends."""
        super().__init__(field, to, related_name, related_query_name, limit_choices_to)
        if through and not db_constraint:
            raise ValueError("Can't supply a through model and db_constraint=False")
        if through_fields and not through:
            raise ValueError("Cannot specify through_fields without a through model")
        self.through, self.through_fields = through, through_fields
        self.symmetrical, self.db_constraint = symmetrical, db_constraint

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two relations equal."""
        return (*super().identity, self.through, make_hashable(self.through_fields), self.db_constraint)

    def get_related_field(self) -> Any:
        """Return the target's field that the model in between refers to."""
        links = [link for link in self.through._meta.fields if getattr(link.remote_field, "model", None) == self.model]
        return links[0].foreign_related_fields[0]
