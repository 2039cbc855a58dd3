"""Loading field values of an instance anew, and finding its neighbours by date."""

from __future__ import annotations

from typing import Any

from django.db.models.conditions import Q
from django.db.models.constants import LOOKUP_SEP


def refresh(instance: Any, using: str | None, fields: Any, queryset: Any) -> None:
    """Load values of `instance` from its row.

    Raises:
        ValueError: a name in `fields` spans relations.
        DoesNotExist: the row is gone.
    """
    if fields is not None:
        fields = _without_prefetched(instance, list(fields))
        if not fields:
            return
    else:
        instance._prefetched_objects_cache = {}
    fresh = _query(instance, using, fields, queryset).get()
    missing = fresh.get_deferred_fields()
    for field in instance._meta.concrete_fields:
        if field.attname not in missing:
            setattr(instance, field.attname, getattr(fresh, field.attname))
            if field.is_relation:
                _take_related(instance, fresh, field)
    _forget_related(instance, fields)
    instance._state.db = fresh._state.db


def _without_prefetched(instance: Any, fields: list[str]) -> list[str]:
    """Drop prefetched results that are named; they are fetched when asked for again."""
    prefetched = getattr(instance, "_prefetched_objects_cache", {})
    remaining = [name for name in fields if prefetched.pop(name, None) is None]
    if any(LOOKUP_SEP in name for name in remaining):
        raise ValueError(
            f'Found "{LOOKUP_SEP}" in fields argument. Relations and transforms are not allowed in fields.'
        )
    return remaining


def _query(instance: Any, using: str | None, fields: list[str] | None, queryset: Any) -> Any:
    if queryset is None:
        queryset = instance.__class__._base_manager.db_manager(using, hints={"instance": instance}).all()
    elif using is not None:
        queryset = queryset.using(using)
    queryset = queryset.filter(pk=instance.pk)
    if fields is not None:
        return queryset.only(*fields)
    deferred = instance.get_deferred_fields()
    if not deferred:
        return queryset
    loaded = [field.attname for field in instance._meta.concrete_fields if field.attname not in deferred]
    return queryset.only(*loaded)


def _take_related(instance: Any, fresh: Any, field: Any) -> None:
    if field.is_cached(fresh):
        field.set_cached_value(instance, field.get_cached_value(fresh))
    elif field.is_cached(instance):
        field.delete_cached_value(instance)


def _forget_related(instance: Any, fields: list[str] | None) -> None:
    """Drop cached objects of relations that no column of the row holds."""
    options = instance._meta
    if "fields_cache" not in instance._state.__dict__:
        return
    for relation in [*options.related_objects, *(field for field in options.private_fields if field.is_relation)]:
        if (fields is None or relation.name in fields) and relation.is_cached(instance):
            relation.delete_cached_value(instance)


def neighbour_by(instance: Any, field: Any, is_next: bool, conditions: dict[str, Any]) -> Any:
    """Return the instance next to this one by a date field, ties broken by primary key.

    Raises:
        ValueError: the instance is not saved.
        DoesNotExist: it is the last one.
    """
    if not instance._is_pk_set():
        raise ValueError("get_next/get_previous cannot be used on unsaved objects.")
    model = instance.__class__
    beyond, sign = ("gt", "") if is_next else ("lt", "-")
    value = getattr(instance, field.attname)
    further = Q((f"{field.name}__{beyond}", value)) | Q((field.name, value), (f"pk__{beyond}", instance.pk))
    queryset = model._default_manager.using(instance._state.db).filter(**conditions).filter(further)
    found = queryset.order_by(f"{sign}{field.name}", f"{sign}pk").first()
    if found is None:
        raise model.DoesNotExist(f"{instance._meta.object_name} matching query does not exist.")
    return found
