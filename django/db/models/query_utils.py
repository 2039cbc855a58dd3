"""The public path of Q and its neighbours; Q lives in `django.db.models.conditions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.conditions import FilteredRelation, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.fields.deferred import DeferredAttribute
from django.db.models.lookups.registry import RegisterLookupMixin
from django.db.models.path_info import PathInfo

__all__ = [
    "DeferredAttribute",
    "FilteredRelation",
    "PathInfo",
    "Q",
    "RegisterLookupMixin",
    "check_rel_lookup_compatibility",
    "refs_expression",
    "select_related_descend",
    "subclasses",
]


def subclasses(cls: type) -> Iterator[type]:
    """Yield a class and everything below it."""
    yield cls
    for subclass in cls.__subclasses__():
        yield from subclasses(subclass)


def refs_expression(lookup_parts: list[str], annotations: dict[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """Return the annotation that the first parts name, and the parts behind it; (None, ()) if none does."""
    for size in range(1, len(lookup_parts) + 1):
        name = LOOKUP_SEP.join(lookup_parts[:size])
        if annotations.get(name):
            return name, tuple(lookup_parts[size:])
    return None, ()


def check_rel_lookup_compatibility(model: Any, target_opts: Any, field: Any) -> bool:
    """Say whether rows of `model` can stand where rows of the model of `target_opts` are meant."""

    def fits(opts: Any) -> bool:
        meta = model._meta
        return (
            meta.concrete_model == opts.concrete_model
            or opts.concrete_model in meta.all_parents
            or model in opts.all_parents
        )

    # A key that is itself a relation may be given by either end.
    return fits(target_opts) or (getattr(field, "primary_key", False) and fits(field.model._meta))


def select_related_descend(field: Any, restricted: bool, requested: Any, select_mask: Any) -> bool:
    """Say whether select_related() follows a relation.

    Args:
        field: the relation.
        restricted: names were given to select_related().
        requested: those names.
        select_mask: the fields that are loaded, empty for all.
    """
    if not field.remote_field or getattr(field.remote_field, "parent_link", False) and not restricted:
        return False
    if restricted and field.name not in requested:
        return False
    if not restricted and field.null:
        return False
    if restricted and select_mask and field.name in requested and field not in select_mask:
        raise FieldError(
            f"Field {field.model._meta.object_name}.{field.name} cannot be both deferred and traversed using "
            "select_related at the same time."
        )
    return True
