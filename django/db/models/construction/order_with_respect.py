"""What `Meta.order_with_respect_to` adds.

Methods to walk along the order and, on the related model, to read and set it.
"""

from __future__ import annotations

from functools import partialmethod
from typing import Any

from django.db.models.fields.related import lazy_related_operation


def give_order_methods(model: Any) -> None:
    """Add `get_next_in_order()` and `get_previous_in_order()`, and the two accessors of the related model."""
    model.get_next_in_order = partialmethod(_neighbour, is_next=True)
    model.get_previous_in_order = partialmethod(_neighbour, is_next=False)
    field = model._meta.order_with_respect_to
    if field.remote_field:
        lazy_related_operation(_give_accessors, model, field.remote_field.model)


def _give_accessors(model: Any, related_model: Any) -> None:
    name = model.__name__.lower()
    setattr(related_model, f"get_{name}_order", partialmethod(_get_order, model))
    setattr(related_model, f"set_{name}_order", partialmethod(_set_order, model))


def _siblings(model: Any, related: Any, using: str | None) -> Any:
    field = model._meta.order_with_respect_to
    return model._default_manager.db_manager(using).filter(**{field.name: related})


def _get_order(self: Any, model: Any) -> Any:
    """Return the primary keys of the related objects, in order."""
    return _siblings(model, self, None).values_list(model._meta.pk.name, flat=True)


def _set_order(self: Any, model: Any, id_list: Any, using: str | None = None) -> None:
    """Put the related objects into the order of their primary keys in `id_list`."""
    instances = [model(pk=pk, _order=place) for place, pk in enumerate(id_list)]
    _siblings(model, self, using).bulk_update(instances, ["_order"])


def _neighbour(self: Any, is_next: bool) -> Any:
    """Return the instance before or after this one in the order; remembered."""
    cache = f"_{'next' if is_next else 'previous'}_in_order_cache"
    if cache not in self.__dict__:
        self.__dict__[cache] = _fetch_neighbour(self, is_next)
    return self.__dict__[cache]


def _fetch_neighbour(instance: Any, is_next: bool) -> Any:
    options = instance._meta
    field = options.order_with_respect_to
    own_place = instance.__class__._default_manager.filter(pk=instance.pk).values("_order")
    siblings = instance.__class__._default_manager.filter(**{field.attname: getattr(instance, field.attname)})
    beyond = siblings.filter(**{"_order__gt" if is_next else "_order__lt": own_place})
    return beyond.order_by("_order" if is_next else "-_order")[:1].get()
