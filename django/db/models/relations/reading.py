"""What the managers of relations to many objects share when they are read: the instance, what was prefetched for it.

Such a manager is made each time a relation is named, often only for what is at hand already. So everything about the
relation stands on the class, which is made once per relation, and an instance knows little more than its owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from django.db.models.fields.related_object import ForeignObject, is_known_by_pk
from django.db.models.relations.rules import OldPrefetchForm
from django.utils.functional import cached_property


class RelatedReading(OldPrefetchForm):
    """Mixed in before the related model's own manager class; see `manager_class()`."""

    instance: Any
    _db: str | None
    #: The name of the prefetched objects among those of the instance.
    prefetch_cache_name: str
    #: The attribute of the instance that must have a value before the relation can be used.
    key_name: str
    #: The manager the relation's builds upon needs no constructor of its own to be called.
    is_quick = False

    @cached_property
    def _constructor_args(self) -> tuple[Any, ...]:
        return (self.instance,), {}

    def _require_keys(self) -> None:
        """Refuse an instance that the relation cannot be used with."""
        raise NotImplementedError

    def get_queryset(self) -> Any:
        """Return the related objects; those prefetched, if they were."""
        if getattr(self.instance, self.key_name, None) is None:
            self._require_keys()
        cache = getattr(self.instance, "_prefetched_objects_cache", None)
        cached = None if cache is None else cache.get(self.prefetch_cache_name)
        return self._fresh_queryset() if cached is None else cached

    def _fresh_queryset(self) -> Any:
        """Return the related objects, whatever was prefetched."""
        return self._apply_rel_filters(self._unrelated_queryset())

    def _unrelated_queryset(self) -> Any:
        """Return what the related model's own manager shows."""
        return super().get_queryset()  # type: ignore[misc]

    def _apply_rel_filters(self, queryset: Any) -> Any:
        """Return those rows of a queryset that are related to the instance."""
        raise NotImplementedError

    def _remove_prefetched_objects(self) -> None:
        cache = self.instance.__dict__.get("_prefetched_objects_cache")
        if cache:
            cache.pop(self.prefetch_cache_name, None)


def manager_class(name: str, methods: tuple[type, ...], superclass: Any, facts: dict[str, Any]) -> Any:
    """Return the class of a relation's managers.

    Args:
        name: of the class.
        methods: what the relation adds, with RelatedReading among the bases.
        superclass: the class of the related model's own manager.
        facts: what is known of the relation.
    """
    plain = _is_ours(superclass.__init__) and _is_ours(superclass.__new__)
    if _is_ours(superclass.all):
        facts = {**facts, "all": _all}
    return type(name, (*methods, superclass), {**facts, "is_quick": plain})


def _is_ours(method: Any) -> bool:
    """Tell whether a manager's method is that of the base of all managers."""
    return bool(method.__module__ == "django.db.models.manager")


def _all(self: Any) -> Any:
    """Return the related objects; those prefetched, if they were."""
    instance = self.instance
    cache = getattr(instance, "_prefetched_objects_cache", None)
    if cache and getattr(instance, self.key_name, None) is not None:
        cached = cache.get(self.prefetch_cache_name)
        if cached is not None:
            return cached
    return self.get_queryset()


def key_getter(
    fields: tuple[Any, ...], models: Iterable[Any], otherwise: Callable[[Any], tuple[Any, ...]]
) -> Callable[[Any], Any]:
    """Return a function from an instance of one of the models to its key: the value of a single field, or a tuple.

    Args:
        fields: that make the key.
        models: whose instances will come.
        otherwise: returns the tuple of an instance's values, where it takes more than reading an attribute.
    """
    if len(fields) != 1 or getattr(otherwise, "__func__", None) not in _READING_ATTRIBUTES:
        return otherwise
    names = {_attribute(model, fields[0]) for model in models}
    return attrgetter(*names) if len(names) == 1 else lambda instance: otherwise(instance)[0]


#: What returns the values of the fields as instances have them.
_READING_ATTRIBUTES = (ForeignObject.get_local_related_value, ForeignObject.get_foreign_related_value)


def _attribute(model: Any, field: Any) -> str:
    """Return the attribute that has the value of a field, perhaps of an ancestor's, on instances of a model."""
    if not (field.primary_key and is_known_by_pk(model._meta, field)):
        return str(field.attname)
    owner = next(cls for cls in model.__mro__ if "pk" in vars(cls))
    # The property `pk`, unless somebody has changed it, reads this attribute.
    return str(model._meta.pk.attname) if owner.__module__ == "django.db.models.base" else "pk"
