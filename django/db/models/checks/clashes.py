"""Names that a model uses twice: fields, columns, accessors, keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db.models.constants import LOOKUP_SEP
from django.db.models.fields.composite import CompositePrimaryKey


def check_id_field(cls: Any) -> list[Any]:
    """A field called `id` must be the primary key where the automatic one would have that name."""
    for field in cls._meta.local_fields:
        if field.name == "id" and not field.primary_key and cls._meta.pk.name == "id":
            return [
                checks.Error(
                    "'id' can only be used as a field name if the field also sets 'primary_key=True'.",
                    obj=cls,
                    id="models.E004",
                )
            ]
    return []


def check_field_names(cls: Any) -> list[Any]:
    """No two fields, inherited ones included, share a name or an attribute."""
    found = []
    used: dict[str, Any] = {}
    for parent in cls._meta.all_parents:
        for field in parent._meta.local_fields:
            clash = used.get(field.name) or used.get(field.attname) or None
            if clash and clash is not field:
                found.append(_parents_clash(cls, clash, field))
            used[field.name] = used[field.attname] = field
    # Parents may share a concrete ancestor: a proxy's fields are those of its model.
    for parent in cls._meta.all_parents:
        for field in parent._meta.get_fields():
            used.setdefault(field.name, field)
            if hasattr(field, "attname"):
                used.setdefault(field.attname, field)
    for field in cls._meta.local_fields:
        clash = used.get(field.name) or used.get(field.attname)
        # The key that is also the link to its parent may carry the name of what it points at.
        if clash and clash is not field and not _is_own_id(clash, field):
            found.append(
                checks.Error(
                    f"The field '{field.name}' clashes with the field '{clash.name}' from model '{clash.model._meta}'.",
                    obj=field,
                    id="models.E006",
                )
            )
        used[field.name] = used[field.attname] = field
    return found


def _is_own_id(clash: Any, field: Any) -> bool:
    return clash.name == "id" and clash.model is field.model


def _parents_clash(cls: Any, first: Any, second: Any) -> Any:
    return checks.Error(
        f"The field '{first.name}' from parent model '{first.model._meta}' clashes with the field '{second.name}' from "
        f"parent model '{second.model._meta}'.",
        obj=cls,
        id="models.E005",
    )


def check_column_names(cls: Any) -> list[Any]:
    """No two fields share a column."""
    found = []
    used = set()
    for field in cls._meta.local_fields:
        if field.column is not None and field.column in used:
            found.append(
                checks.Error(
                    f"Field '{field.name}' has column name '{field.column}' that is used by another field.",
                    hint="Specify a 'db_column' for the field.",
                    obj=cls,
                    id="models.E007",
                )
            )
        used.add(field.column)
    return found


def check_model_name(cls: Any) -> list[Any]:
    """A model's name is part of paths in queries, where underscores mean something."""
    name = cls.__name__
    if name.startswith("_") or name.endswith("_"):
        wrong, number = "start or end with an underscore", "E023"
    elif LOOKUP_SEP in name:
        wrong, number = "contain double underscores", "E024"
    else:
        return []
    text = f"The model name '{name}' cannot {wrong} as it collides with the query lookup syntax."
    return [checks.Error(text, obj=cls, id=f"models.{number}")]


def check_property_names(cls: Any) -> list[Any]:
    """A property must not stand where a relation has its attribute."""
    properties = cls._meta._property_names
    return [
        checks.Error(f"The property '{accessor}' clashes with a related field accessor.", obj=cls, id="models.E025")
        for accessor in _related_attnames(cls)
        if accessor in properties
    ]


def _related_attnames(cls: Any) -> Iterator[str]:
    for field in cls._meta._get_fields(reverse=False):
        if field.is_relation and field.related_model is not None:
            yield field.attname if hasattr(field, "attname") else field.name


def check_single_primary_key(cls: Any) -> list[Any]:
    """At most one field is the primary key."""
    if sum(field.primary_key for field in cls._meta.local_fields) > 1:
        return [
            checks.Error(
                "The model cannot have more than one field with 'primary_key=True'.", obj=cls, id="models.E026"
            )
        ]
    return []


def check_composite_pk(cls: Any) -> list[Any]:
    """The parts of a composite key are different columns of the model's own that always have a value."""
    key = next((field for field in cls._meta.local_fields if isinstance(field, CompositePrimaryKey)), None)
    if key is None:
        return []
    found = []
    seen: dict[Any, str] = {}
    for name in key.field_names:
        hint = _problem_in_key(cls, name, seen)
        if hint:
            text = f"{name!r} cannot be included in the composite primary key."
            found.append(checks.Error(text, hint=hint, obj=cls, id="models.E042"))
    return found


def _problem_in_key(cls: Any, name: str, seen: dict[Any, str]) -> str | None:
    try:
        field = cls._meta.get_field(name)
    except FieldDoesNotExist:
        return f"{name!r} is not a valid field."
    if not field.column:
        return f"{name!r} field has no column."
    if field.null:
        return f"{name!r} field may not set 'null=True'."
    if getattr(field, "generated", False):
        return f"{name!r} field is a generated field."
    if field not in cls._meta.local_fields:
        return f"{name!r} field is not a local field."
    if field in seen:
        return f"{name!r} and {seen[field]!r} are the same fields."
    seen[field] = name
    return None
