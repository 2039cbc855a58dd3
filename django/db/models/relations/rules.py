"""What must hold before two objects are related."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models.fields.mixins import FieldCacheMixin
from django.db.routing.groups import same_database
from django.db.routing.router import router
from django.utils import deprecation


def require_instance(value: Any, model: Any, instance: Any, name: str) -> None:
    """Refuse a value that is no instance of the related model.

    Raises:
        ValueError: naming the value, the attribute and the model.
    """
    if not isinstance(value, model._meta.concrete_model):
        raise ValueError(
            f'Cannot assign "{value!r}": "{instance._meta.object_name}.{name}" must be a "{model._meta.object_name}" '
            "instance."
        )


def accept(instance: Any, value: Any) -> None:
    """Give an object that belongs to no database yet the one its partner belongs to."""
    if instance._state.db is None:
        instance._state.db = router.db_for_write(type(instance), instance=value)
    if value._state.db is None:
        value._state.db = router.db_for_write(type(value), instance=instance)


def require_relation(value: Any, instance: Any) -> None:
    """Refuse a relation that the routers forbid.

    Raises:
        ValueError: naming the value and both databases.
    """
    if not router.allow_relation(value, instance):
        raise ValueError(
            f'Cannot assign "{value!r}": the current database router prevents this relation. (It is on database '
            f"{value._state.db!r}, the other side on {instance._state.db!r}.)"
        )


def hinted(queryset: Any, instance: Any) -> None:
    """Tell routers whose relation the queryset serves."""
    queryset._add_hints(instance=instance)


class OldPrefetchForm:
    """Offers `get_prefetch_queryset()`, the old form of `get_prefetch_querysets()`, until it is removed."""

    get_prefetch_querysets: Any

    def get_prefetch_queryset(self, instances: Any, queryset: Any = None) -> Any:
        """Do what `get_prefetch_querysets()` does, with one queryset or none."""
        import warnings  # cost: only callers of the old form come here

        message = "get_prefetch_queryset() is deprecated. Use get_prefetch_querysets() instead."
        warnings.warn(message, deprecation.RemovedInDjango60Warning, stacklevel=2)
        return self.get_prefetch_querysets(instances, None if queryset is None else [queryset])


def relate_all(field: Any, queryset: Any, key_of: Callable[[Any], Any], owners: dict[Any, Any]) -> None:
    """Hang on each row of a queryset the object its foreign key refers to, unless it has one at hand.

    Args:
        field: the foreign key.
        queryset: is run.
        key_of: from a row to the key of its owner.
        owners: the objects by their keys.
    """
    relate = relating(field, queryset.db, owners.values())
    simply = relate == field.set_cached_value and type(field).set_cached_value is FieldCacheMixin.set_cached_value
    if simply and queryset._gives_bare_instances():
        name = field.cache_name
        for found in queryset:
            found._state.fields_cache = {name: owners[key_of(found)]}
        return
    for found in queryset:
        if not field.is_cached(found):
            relate(found, owners[key_of(found)])


def relating(field: Any, alias: str, objects: Iterable[Any]) -> Callable[[Any, Any], None]:
    """Return what hangs one of `objects` on an instance of `alias` that refers to it by `field`.

    Between rows of one database nothing needs asking; across databases the assignment asks the routers.
    """
    if all(same_database(alias, found._state.db) for found in objects):
        return field.set_cached_value
    return lambda instance, found: setattr(instance, field.name, found)
