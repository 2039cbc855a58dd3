"""The side of a field that says what it is: identity, order, copies, pickles, and how to make it again."""

from __future__ import annotations

from functools import total_ordering
from typing import Any

from django.apps.registry import apps
from django.db.models.fields.unset import NOT_PROVIDED
from django.utils.functional import cached_property

#: Keyword of the constructor, attribute that keeps it (if of another name), value that need not be written.
_KEYWORDS: tuple[tuple[str, str, Any], ...] = (
    ("verbose_name", "_verbose_name", None),
    ("primary_key", "primary_key", False),
    ("max_length", "max_length", None),
    ("unique", "_unique", False),
    ("blank", "blank", False),
    ("null", "null", False),
    ("db_index", "db_index", False),
    ("default", "default", NOT_PROVIDED),
    ("db_default", "db_default", NOT_PROVIDED),
    ("editable", "editable", True),
    ("serialize", "serialize", True),
    ("unique_for_date", "unique_for_date", None),
    ("unique_for_month", "unique_for_month", None),
    ("unique_for_year", "unique_for_year", None),
    ("choices", "choices", None),
    ("help_text", "help_text", ""),
    ("db_column", "db_column", None),
    ("db_comment", "db_comment", None),
    ("db_tablespace", "_db_tablespace", None),
    ("auto_created", "auto_created", False),
    ("validators", "_validators", []),
    ("error_messages", "_error_messages", None),
)
#: Compared by value; the others by identity.
_COMPARED_BY_VALUE = {"validators"}

#: Modules of fields which a program imports from somewhere shorter.
_PUBLIC_MODULE = "django.db.models"
_HOUSE = "django.db.models.fields"


def public_path(cls: type) -> str:
    """Return the dotted path to write for a class of fields: ours are all found in ``django.db.models``."""
    module = cls.__module__
    if module == _HOUSE or module.startswith(_HOUSE + "."):
        return f"{_PUBLIC_MODULE}.{cls.__qualname__}"
    return f"{module}.{cls.__qualname__}"


def load_field(app_label: str, model_name: str, field_name: str) -> Any:
    """Return a field by its place: what a pickled field becomes."""
    return apps.get_model(app_label, model_name)._meta.get_field(field_name)


def _bare(cls: type) -> Any:
    return cls.__new__(cls)


@total_ordering
class FieldDescription:
    """Identity, order, copying, pickling, deconstruction."""

    # Fields are ordered as they were written; those made by us come before all others.
    creation_counter = 0
    auto_creation_counter = -1

    def _take_number(self) -> None:
        cls = FieldDescription
        if self.auto_created:
            self.creation_counter = cls.auto_creation_counter
            cls.auto_creation_counter -= 1
        else:
            self.creation_counter = cls.creation_counter
            cls.creation_counter += 1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FieldDescription):
            return NotImplemented
        return self.creation_counter == other.creation_counter and _model_of(self) == _model_of(other)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, FieldDescription):
            return NotImplemented
        return self._place() < other._place()

    def __hash__(self) -> int:
        return hash(self.creation_counter)

    def _place(self) -> tuple[Any, ...]:
        """Order of writing, then fields of no model, then models by their labels."""
        model = _model_of(self)
        label = ("", "") if model is None else (model._meta.app_label, model._meta.model_name)
        return self.creation_counter, *label

    def __str__(self) -> str:
        model = _model_of(self)
        return super().__str__() if model is None else f"{model._meta.label}.{self.name}"

    def __repr__(self) -> str:
        cls = type(self)
        path = f"{_shown_module(cls)}.{cls.__qualname__}"
        name = getattr(self, "name", None)
        return f"<{path}>" if name is None else f"<{path}: {name}>"

    def __copy__(self) -> Any:
        duplicate = _bare(type(self))
        duplicate.__dict__.update(self._lasting_state())
        return duplicate

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """Copy the field, and the relation that belongs to it; nothing deeper."""
        duplicate = self.__copy__()
        memo[id(self)] = duplicate
        if self.remote_field is not None:
            relation = self.remote_field.__copy__()
            if relation.field is self:
                relation.field = duplicate
            duplicate.remote_field = relation
        return duplicate

    def _lasting_state(self) -> dict[str, Any]:
        """The attributes without what was computed from them."""
        cls = type(self)
        return {
            name: value
            for name, value in self.__dict__.items()
            if not isinstance(getattr(cls, name, None), cached_property)
        }

    def __reduce__(self) -> Any:
        """A model's field pickles as its place; any other as its attributes."""
        model = _model_of(self)
        if model is None:
            return _bare, (type(self),), self._lasting_state()
        return load_field, (model._meta.app_label, model._meta.object_name, self.name)

    def get_pk_value_on_save(self, instance: Any) -> Any:
        """Return the default for a primary key that was not set."""
        return self.get_default() if self.has_default() else None

    def deconstruct(self) -> tuple[str | None, str, list[Any], dict[str, Any]]:
        """Return name, dotted path, positional and keyword arguments that make an equal field."""
        keywords = {}
        for keyword, attribute, unwritten in _KEYWORDS:
            value = self.choices_as_given() if keyword == "choices" else getattr(self, attribute)
            if keyword in _COMPARED_BY_VALUE:
                value = list(value)
                written = value != unwritten
            else:
                written = value is not unwritten
            if written:
                keywords[keyword] = value
        return self.name, public_path(type(self)), [], keywords

    def clone(self) -> Any:
        """Return an equal field that belongs to no model."""
        _, _, args, kwargs = self.deconstruct()
        return type(self)(*args, **kwargs)


def _model_of(field: Any) -> Any:
    return getattr(field, "model", None)


def _shown_module(cls: type) -> str:
    """The public module of fields, for ours."""
    module = cls.__module__
    if not module.startswith(_HOUSE + "."):
        return module
    return next((face for face in _FACES if module.startswith(face)), _HOUSE)


_FACES = (f"{_HOUSE}.related", f"{_HOUSE}.json", f"{_HOUSE}.files", f"{_HOUSE}.generated", f"{_HOUSE}.composite")
