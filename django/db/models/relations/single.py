"""Relations that lead to one object: forward foreign keys and both sides of one-to-one relations.

A related object is kept in the instance's state. Whether it is still the right one is decided when it is read, by
comparing its key with the instance's column, so columns need no descriptor that watches them being written.
"""

from __future__ import annotations

from typing import Any

from django.db.models.conditions import Q
from django.db.models.relations.rules import OldPrefetchForm, accept, hinted, require_instance, require_relation
from django.utils.functional import cached_property

_MISSING = object()


class ForwardManyToOneDescriptor(OldPrefetchForm):
    """`book.author`: the object a foreign key refers to."""

    def __init__(self, field_with_rel: Any) -> None:
        self.field = field_with_rel

    @cached_property
    def RelatedObjectDoesNotExist(self) -> type[Exception]:
        """Raised when the relation leads nowhere; both a DoesNotExist of the related model and an AttributeError."""
        return _does_not_exist(self.field.remote_field.model, self.field.model, self.field.name)

    def is_cached(self, instance: Any) -> bool:
        """Tell whether the object is at hand."""
        return self.field.is_cached(instance)

    def get_queryset(self, **hints: Any) -> Any:
        """Return the queryset that related objects come from."""
        return self.field.remote_field.model._base_manager.db_manager(hints=hints).all()

    def get_object(self, instance: Any) -> Any:
        """Fetch the related object."""
        queryset = self.get_queryset(instance=instance)
        return queryset.get(_condition(self.field.get_reverse_related_filter(instance)))

    # --- reading ------------------------------------------------------------------------------------------------------

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """Return the related object, from the cache if it is still the one the columns name.

        Raises:
            RelatedObjectDoesNotExist: there is none although the field is not nullable.
        """
        if instance is None:
            return self
        field = self.field
        found = instance._state.fields_cache.get(field.cache_name, _MISSING)
        keys = field.get_local_related_value(instance)
        if found is _MISSING or not self._is_current(instance, found, keys):
            found = self._fetch(instance, keys)
        if found is None and not field.null:
            raise self.RelatedObjectDoesNotExist(f"{type(instance).__name__} has no {field.name}.")
        return found

    def _is_current(self, instance: Any, found: Any, keys: tuple[Any, ...]) -> bool:
        if found is None:
            return all(key is None for key in keys) or is_known_missing(instance, self.field.name, keys)
        targets = self.field.get_foreign_related_value(found)
        if targets == keys:
            return True
        if None in keys:
            # It was assigned before it had a key, and has been saved since.
            return self.field.name in instance._state.__dict__.get("assigned_unsaved", ())
        return targets == tuple(
            target.to_python(key) for target, key in zip(self.field.foreign_related_fields, keys, strict=True)
        )

    def _fetch(self, instance: Any, keys: tuple[Any, ...]) -> Any:
        field = self.field
        found = self._of_ancestor(instance)
        if found is None and None not in keys:
            found = self.get_object(instance)
            back = field.remote_field
            if not back.multiple:
                back.set_cached_value(found, instance)
        field.set_cached_value(instance, found)
        return found

    def _of_ancestor(self, instance: Any) -> Any:
        """Return the object that the instance's parent row has at hand, for inherited relations."""
        opts = instance._meta
        if self.field.model is type(instance) or self.field.model._meta.concrete_model is opts.concrete_model:
            return None
        link = opts.get_ancestor_link(self.field.model)
        if not link or not link.is_cached(instance):
            return None
        ancestor = link.get_cached_value(instance)
        return None if ancestor is None else self.field.get_cached_value(ancestor, default=None)

    def note_missing(self, instance: Any) -> None:
        """Remember that no object was found for what the columns say now."""
        remember_missing(instance, self.field.name, self.field.get_local_related_value(instance))

    # --- writing ------------------------------------------------------------------------------------------------------

    def __set__(self, instance: Any, value: Any) -> None:
        """Relate `instance` to `value` (or to nothing).

        Raises:
            ValueError: `value` is of another model, or the routers forbid the relation.
        """
        field = self.field
        if value is not None:
            require_instance(value, field.remote_field.model, instance, field.name)
            accept(instance, value)
            require_relation(value, instance)
        back = field.remote_field
        if value is None:
            self._forget(instance)
        for local, target in field.related_fields:
            setattr(instance, local.attname, None if value is None else getattr(value, target.attname))
        field.set_cached_value(instance, value)
        if value is not None:
            self._note_unsaved(instance, value)
            if not back.multiple:
                back.set_cached_value(value, instance)

    def _forget(self, instance: Any) -> None:
        """Tell a one-to-one partner that it is related no longer."""
        related = self.field.get_cached_value(instance, default=None)
        if related is not None and not self.field.remote_field.multiple:
            self.field.remote_field.set_cached_value(related, None)

    def _note_unsaved(self, instance: Any, value: Any) -> None:
        state = instance._state.__dict__
        if None in self.field.get_foreign_related_value(value):
            state["assigned_unsaved"] = {*state.get("assigned_unsaved", ()), self.field.name}
        elif "assigned_unsaved" in state:
            state["assigned_unsaved"] = state["assigned_unsaved"] - {self.field.name}

    # --- prefetching --------------------------------------------------------------------------------------------------

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """Return (queryset, key of a related object, key of an instance, is single, cache name, is descriptor)."""
        queryset = only_one(querysets, "get_prefetch_querysets()")
        queryset = self.get_queryset() if queryset is None else queryset
        hinted(queryset, instances[0])
        field = self.field
        back = field.remote_field
        by_key = {field.get_local_related_value(instance): instance for instance in instances}
        if back.hidden or len(field.foreign_related_fields) == 1:
            name = field.foreign_related_fields[0].name
            wanted = {key[0] for key in by_key} - {None}
            condition = {f"{name}__in": wanted}
        else:
            condition = {f"{field.related_query_name()}__in": instances}
        queryset = unordered(queryset.filter(**condition))
        if not back.multiple:
            for found in queryset:
                back.set_cached_value(found, by_key[field.get_foreign_related_value(found)])
        return (
            queryset,
            field.get_foreign_related_value,
            field.get_local_related_value,
            True,
            field.cache_name,
            False,
        )

    def __reduce__(self) -> Any:
        return getattr, (self.field.model, self.field.name)


class ForwardOneToOneDescriptor(ForwardManyToOneDescriptor):
    """`profile.author`: the forward side of a one-to-one relation, parent links of inherited models among them."""

    def get_object(self, instance: Any) -> Any:
        """Return the related object; a parent's row is made from what the child's row has loaded already."""
        if self.field.remote_field.parent_link:
            deferred = instance.get_deferred_fields()
            model = self.field.remote_field.model
            names = [field.attname for field in model._meta.concrete_fields]
            if not any(name in deferred for name in names):
                parent = model(**{name: getattr(instance, name) for name in names})
                parent._state.adding = instance._state.adding
                parent._state.db = instance._state.db
                return parent
        return super().get_object(instance)

    def __set__(self, instance: Any, value: Any) -> None:
        """Relate `instance` to `value`; taking another parent row takes over its key."""
        super().__set__(instance, value)
        if self.field.primary_key and self.field.remote_field.parent_link:
            opts = instance._meta
            inherited = [f for f in opts.concrete_fields if f.primary_key and f.model is not opts.model]
            for field in inherited:
                if field.remote_field is None or value is None or field.model is type(value):
                    setattr(instance, field.attname, None if value is None else value.pk)


class ReverseOneToOneDescriptor(OldPrefetchForm):
    """`author.profile`: the object whose one-to-one field refers to this one."""

    def __init__(self, related: Any) -> None:
        self.related = related

    @cached_property
    def RelatedObjectDoesNotExist(self) -> type[Exception]:
        """Raised when there is none; both a DoesNotExist of the related model and an AttributeError."""
        return _does_not_exist(self.related.related_model, self.related.model, self.related.name)

    def is_cached(self, instance: Any) -> bool:
        """Tell whether the object is at hand."""
        return self.related.is_cached(instance)

    def get_queryset(self, **hints: Any) -> Any:
        """Return the queryset that related objects come from."""
        return self.related.related_model._base_manager.db_manager(hints=hints).all()

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """Return the object that refers to this one.

        Raises:
            RelatedObjectDoesNotExist: there is none.
        """
        if instance is None:
            return self
        found = self.related.get_cached_value(instance, default=_MISSING)
        if found is _MISSING:
            found = self._fetch(instance)
            self.related.set_cached_value(instance, found)
        if found is None:
            raise self.RelatedObjectDoesNotExist(
                f"{type(instance).__name__} has no {self.related.accessor_name}."
            )
        return found

    def _fetch(self, instance: Any) -> Any:
        field = self.related.field
        if not instance._is_pk_set() or None in field.get_foreign_related_value(instance):
            return None
        try:
            found = self.get_queryset(instance=instance).get(**field.get_forward_related_filter(instance))
        except self.related.related_model.DoesNotExist:
            return None
        field.set_cached_value(found, instance)
        return found

    def __set__(self, instance: Any, value: Any) -> None:
        """Make `value` refer to `instance`; None ends the relation.

        Raises:
            ValueError: `value` is of another model, or the routers forbid the relation.
        """
        field = self.related.field
        if value is None:
            related = self.related.get_cached_value(instance, default=None)
            if related is not None:
                self.related.delete_cached_value(instance)
                setattr(related, field.name, None)
            return
        require_instance(value, self.related.related_model, instance, self.related.accessor_name)
        accept(instance, value)
        require_relation(value, instance)
        for local, target in field.related_fields:
            setattr(value, local.attname, getattr(instance, target.attname))
        self.related.set_cached_value(instance, value)
        field.set_cached_value(value, instance)
        descriptor = getattr(type(value), field.name, None)
        if isinstance(descriptor, ForwardManyToOneDescriptor):
            descriptor._note_unsaved(value, instance)

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """Return (queryset, key of a related object, key of an instance, is single, cache name, is descriptor)."""
        queryset = only_one(querysets, "get_prefetch_querysets()")
        queryset = self.get_queryset() if queryset is None else queryset
        hinted(queryset, instances[0])
        field = self.related.field
        by_key = {field.get_foreign_related_value(instance): instance for instance in instances}
        queryset = unordered(queryset.filter(**{f"{field.name}__in": instances}))
        for found in queryset:
            field.set_cached_value(found, by_key[field.get_local_related_value(found)])
        return (
            queryset,
            field.get_local_related_value,
            field.get_foreign_related_value,
            True,
            self.related.cache_name,
            False,
        )

    def __reduce__(self) -> Any:
        return getattr, (self.related.model, self.related.name)


def _does_not_exist(target: Any, owner: Any, name: str) -> type[Exception]:
    return type(
        "RelatedObjectDoesNotExist",
        (target.DoesNotExist, AttributeError),
        {
            "__module__": owner.__module__,
            "__qualname__": f"{owner.__qualname__}.{name}.RelatedObjectDoesNotExist",
        },
    )


def _condition(condition: Any) -> Any:
    return Q(**condition) if isinstance(condition, dict) else condition


def remember_missing(instance: Any, name: str, keys: tuple[Any, ...]) -> None:
    """Note that the relation `name` leads nowhere while the columns hold `keys`."""
    state = instance._state.__dict__
    state["missing"] = {**state.get("missing", {}), name: keys}


def is_known_missing(instance: Any, name: str, keys: tuple[Any, ...]) -> bool:
    """Tell whether the relation `name` was found to lead nowhere while the columns held `keys`."""
    return instance._state.__dict__.get("missing", {}).get(name) == keys


def unordered(queryset: Any) -> Any:
    """Return the rows in no order: each instance gets at most one of them."""
    return queryset.order_by() if queryset.ordered else queryset


def only_one(querysets: Any, method: str) -> Any:
    """Return the one queryset of a list, or None for none."""
    if querysets and len(querysets) != 1:
        raise ValueError(f"querysets argument of {method} should have a length of 1.")
    return querysets[0] if querysets else None
