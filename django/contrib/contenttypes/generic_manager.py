"""`post.tags`: the manager of the rows whose generic foreign key refers to an instance."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType, home_of_types, type_key
from django.contrib.contenttypes.type_ids import ContentTypeId
from django.db import transaction
from django.db.models.conditions import Q
from django.db.models.relations.creating import BoundCreation, altering
from django.db.models.relations.many import ReverseManyToOneDescriptor, matching_prefetch
from django.db.models.relations.rules import OldPrefetchForm, hinted
from django.db.models.relations.single import only_one
from django.db.routing.groups import same_database
from django.db.routing.router import router
from django.utils.asyncio import twin
from django.utils.functional import cached_property


class ReverseGenericManyToOneDescriptor(ReverseManyToOneDescriptor):
    """The accessor that a GenericRelation gives to its model."""

    @cached_property
    def related_manager_cls(self) -> Any:
        """The class of the managers: the referring model's default manager, with the relation's methods."""
        return create_generic_related_manager(self.rel.model._default_manager.__class__, self.rel)


def create_generic_related_manager(superclass: Any, rel: Any) -> Any:
    """Return the manager class for `rel`, over a manager class of the referring model."""
    return type(
        "GenericRelatedObjectManager", (_GenericManager, superclass), {"rel": rel, "do_not_call_in_templates": True}
    )


class _GenericManager(OldPrefetchForm, BoundCreation):
    """The relation's methods; the created class adds the referring model's own manager behind them."""

    rel: Any

    def __init__(self, instance: Any = None) -> None:
        super().__init__()
        self.instance = instance
        self.model = self.rel.model
        self.field = field = self.rel.field
        self.content_type_field_name = field.content_type_field_name
        self.object_id_field_name = field.object_id_field_name
        self.prefetch_cache_name = field.name
        self.pk_val = instance.pk
        type_id = ContentTypeId(*type_key(instance, field.for_concrete_model))
        self.core_filters = {self.content_type_field_name: type_id, self.object_id_field_name: self.pk_val}

    def __call__(self, *, manager: str) -> Any:
        found = getattr(self.model, manager)
        return create_generic_related_manager(found.__class__, self.rel)(self.instance)

    @property
    def content_type(self) -> Any:
        """The content type of the instance, in its database."""
        return self._content_type_on(self.instance._state.db)

    def _content_type_on(self, alias: str | None) -> Any:
        types = ContentType.objects.db_manager(home_of_types(alias, self.instance))
        return types.get_for_model(self.instance, for_concrete_model=self.field.for_concrete_model)

    # --- reading ------------------------------------------------------------------------------------------------------

    def get_queryset(self) -> Any:
        """Return the related objects; those prefetched, if they were."""
        cache = self.instance.__dict__.get("_prefetched_objects_cache")
        if cache is not None and self.prefetch_cache_name in cache:
            return cache[self.prefetch_cache_name]
        return self._apply_rel_filters(super().get_queryset())  # type: ignore[misc]

    def _apply_rel_filters(self, queryset: Any) -> Any:
        """Return those rows of a queryset that refer to the instance, read where the instance is."""
        hinted(queryset, self.instance)
        if self._db:  # type: ignore[attr-defined]
            queryset = queryset.using(self._db)  # type: ignore[attr-defined]
        elif queryset._db is None:
            queryset = queryset.using(router.db_for_read(self.model, instance=self.instance))
        return queryset.none() if self.pk_val is None else queryset.filter(**self.core_filters)

    def _remove_prefetched_objects(self) -> None:
        cache = self.instance.__dict__.get("_prefetched_objects_cache")
        if cache:
            cache.pop(self.prefetch_cache_name, None)

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """Return (queryset, key of a related object, key of an instance, is single, cache name, is descriptor)."""
        queryset = only_one(querysets, "get_prefetch_querysets()")
        queryset = super().get_queryset() if queryset is None else queryset  # type: ignore[misc]
        hinted(queryset, instances[0])
        queryset = queryset.using(queryset._db or self._db)  # type: ignore[attr-defined]
        concrete = self.field.for_concrete_model
        keys: dict[Any, set[Any]] = defaultdict(set)
        for instance in instances:
            keys[type_key(instance, concrete)].add(instance.pk)
        condition = Q.create([self._refers(key, keys[key]) for key in keys], connector=Q.OR)
        partition = [self.content_type_field_name, self.object_id_field_name]
        queryset = matching_prefetch(queryset, condition, partition)

        def key_of_instance(instance: Any) -> Any:
            return type_key(instance, concrete), instance.pk

        return queryset, self._key_of_row(list(keys)), key_of_instance, False, self.prefetch_cache_name, False

    def _refers(self, key: Any, ids: set[Any]) -> Q:
        return Q(
            **{self.content_type_field_name: ContentTypeId(*key), f"{self.object_id_field_name}__in": ids}
        )

    def _key_of_row(self, keys: list[Any]) -> Any:
        """Return the function from a row to (key of the content type, key of the object) it refers to."""
        to_python, name = self.instance._meta.pk.to_python, self.object_id_field_name
        if len(keys) == 1:
            return lambda row: (keys[0], to_python(getattr(row, name)))
        attname = self.model._meta.get_field(self.content_type_field_name).attname

        def key_of_row(row: Any) -> Any:
            types = ContentType.objects.db_manager(home_of_types(row._state.db, row))
            return types.get_for_id(getattr(row, attname)).natural_key(), to_python(getattr(row, name))

        return key_of_row

    # --- writing ------------------------------------------------------------------------------------------------------

    def _write_alias(self) -> str:
        return router.db_for_write(self.model, instance=self.instance)

    def _require_own(self, obj: Any) -> None:
        if not isinstance(obj, self.model):
            raise TypeError(f"'{self.model._meta.object_name}' instance expected, got {obj!r}")

    @altering
    def add(self, *objs: Any, bulk: bool = True) -> None:
        """Make the objects refer to the instance: one UPDATE, or with `bulk=False` their save()."""
        self._remove_prefetched_objects()
        alias = self._write_alias()
        for obj in objs:
            self._require_own(obj)
        content_type = self._content_type_on(alias)
        values = {self.content_type_field_name: content_type, self.object_id_field_name: self.pk_val}
        keys = [self._key_of_saved(obj, alias) for obj in objs] if bulk else []
        for obj in objs:
            for name, value in values.items():
                setattr(obj, name, value)
        if bulk:
            self.model._base_manager.using(alias).filter(pk__in=keys).update(**values)
            return
        with transaction.atomic(using=alias, savepoint=False):
            for obj in objs:
                obj.save()

    aadd = twin("add", alters_data=True)

    def _key_of_saved(self, obj: Any, alias: str) -> Any:
        if obj._state.adding or not same_database(obj._state.db, alias):
            raise ValueError(f"{obj!r} instance isn't saved. Use bulk=False or save the object first.")
        return obj.pk

    @altering
    def remove(self, *objs: Any, bulk: bool = True) -> None:
        """Delete these objects, as far as they refer to the instance."""
        if objs:
            self._delete(self.filter(pk__in=[obj.pk for obj in objs]), bulk)  # type: ignore[attr-defined]

    aremove = twin("remove", alters_data=True)

    @altering
    def clear(self, *, bulk: bool = True) -> None:
        """Delete all objects that refer to the instance."""
        self._delete(self, bulk)

    aclear = twin("clear", alters_data=True)

    def _delete(self, queryset: Any, bulk: bool) -> None:
        self._remove_prefetched_objects()
        alias = self._write_alias()
        queryset = queryset.using(alias)
        if bulk:
            # delete() makes its own transaction, where it needs one.
            queryset.delete()
            return
        with transaction.atomic(using=alias, savepoint=False):
            for obj in queryset:
                obj.delete()

    @altering
    def set(self, objs: Any, *, bulk: bool = True, clear: bool = False) -> None:
        """Make exactly these objects the related ones; those that are no longer are deleted."""
        objs = tuple(objs)
        alias = self._write_alias()
        with transaction.atomic(using=alias, savepoint=False):
            if clear:
                self.clear()
                self.add(*objs, bulk=bulk)
                return
            old = set(self.using(alias).all())  # type: ignore[attr-defined]
            new = [obj for obj in objs if obj not in old]
            self.remove(*old.difference(objs))
            self.add(*new, bulk=bulk)

    aset = twin("set", alters_data=True)

    def _refer(self, values: dict[str, Any]) -> str:
        self._remove_prefetched_objects()
        alias = self._write_alias()
        values[self.content_type_field_name] = self._content_type_on(alias)
        values[self.object_id_field_name] = self.pk_val
        return alias
