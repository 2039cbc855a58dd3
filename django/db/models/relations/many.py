"""`author.book_set`: the manager of the objects whose foreign key refers to an instance."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.connections import connections
from django.db.models.conditions import Q
from django.db.models.relations.creating import BoundCreation, altering
from django.db.models.relations.reading import RelatedReading, key_getter, manager_class
from django.db.models.relations.rules import hinted, relate_all
from django.db.models.relations.single import only_one
from django.db.routing.groups import require_writable, same_database
from django.db.routing.router import router
from django.utils.asyncio import twin
from django.utils.functional import cached_property


class ReverseManyToOneDescriptor:
    """The many side of a foreign key, seen from its target."""

    def __init__(self, rel: Any) -> None:
        self.rel = rel
        self.field = rel.field

    @cached_property
    def related_manager_cls(self) -> Any:
        """The class of the managers: the related model's default manager, with the relation's methods."""
        return create_reverse_many_to_one_manager(self.rel.related_model._default_manager.__class__, self.rel)

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """Return the manager for `instance`."""
        if instance is None:
            return self
        cls = self.related_manager_cls
        if not getattr(cls, "is_quick", False):
            return cls(instance)
        manager = object.__new__(cls)
        manager.instance = instance
        return manager

    def _get_set_deprecation_msg_params(self) -> tuple[str, str]:
        return "reverse side of a related set", self.rel.accessor_name

    def __set__(self, instance: Any, value: Any) -> None:
        """Refuse assignment.

        Raises:
            TypeError: always; `set()` does it.
        """
        side, name = self._get_set_deprecation_msg_params()
        raise TypeError(f"Direct assignment to the {side} is prohibited. Use {name}.set() instead.")


def create_reverse_many_to_one_manager(superclass: Any, rel: Any) -> Any:
    """Return the manager class for the many side of `rel`."""
    methods = (_Ending, _ReverseManager) if rel.field.null else (_ReverseManager,)
    facts = {
        "rel": rel,
        "field": rel.field,
        "model": rel.related_model,
        "related_model": rel.related_model,
        "prefetch_cache_name": rel.cache_name,
        "key_name": rel.model._meta.pk.attname,
        "do_not_call_in_templates": True,
    }
    return manager_class("RelatedManager", methods, superclass, facts)


class _ReverseManager(RelatedReading, BoundCreation):
    """The methods of the many side; the created class adds the related model's own manager behind it."""

    rel: Any
    field: Any
    related_model: Any

    def __init__(self, instance: Any) -> None:
        super().__init__()
        self.instance = instance
        self.model = self.related_model

    @property
    def core_filters(self) -> dict[str, Any]:
        """The look-up for what refers to the instance."""
        return {self.field.name: self.instance}

    def __call__(self, *, manager: str) -> Any:
        found = getattr(self.model, manager)
        return create_reverse_many_to_one_manager(found.__class__, self.rel)(self.instance)

    def _check_fk_val(self) -> None:
        for field in self.field.foreign_related_fields:
            if getattr(self.instance, field.attname) is None:
                raise ValueError(
                    f'"{self.instance!r}" needs to have a value for field "{field.attname}" before this relationship '
                    "can be used."
                )

    def _check_saved(self) -> None:
        if not self.instance._is_pk_set():
            raise ValueError(
                f"{type(self.instance).__name__!r} instance needs to have a primary key value before this relationship "
                "can be used."
            )

    # --- reading ------------------------------------------------------------------------------------------------------

    def _require_keys(self) -> None:
        self._check_saved()

    def _apply_rel_filters(self, queryset: Any) -> Any:
        queryset._add_hints(instance=self.instance)
        if self._db:  # type: ignore[attr-defined]
            queryset = queryset.using(self._db)  # type: ignore[attr-defined]
        queryset = queryset.filter(**self.core_filters)
        values = self.field.get_foreign_related_value(self.instance)
        empty = any(
            value is None or (value == "" and self._empty_is_null(queryset)) for value in values
        )
        if empty:
            return queryset.none()
        if self.field.many_to_one:
            key = values[0] if len(values) == 1 else values
            queryset._known_related_objects = {self.field: {key: self.instance}}
        return queryset

    def _empty_is_null(self, queryset: Any) -> bool:
        return bool(connections[queryset.db].features.interprets_empty_strings_as_nulls)

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """Return (queryset, key of a related object, key of an instance, is single, cache name, is descriptor)."""
        queryset = only_one(querysets, "get_prefetch_querysets()")
        queryset = self._unrelated_queryset() if queryset is None else queryset
        hinted(queryset, instances[0])
        queryset = queryset.using(queryset._db or self._db)  # type: ignore[attr-defined]
        field = self.field
        local = key_getter(field.local_related_fields, [queryset.model], field.get_local_related_value)
        foreign = key_getter(
            field.foreign_related_fields, set(map(type, instances)), field.get_foreign_related_value
        )
        queryset = filter_prefetch(queryset, field.name, instances)
        if field.many_to_one:
            relate_all(field, queryset, local, dict(zip(map(foreign, instances), instances, strict=True)))
        return queryset, local, foreign, False, self.prefetch_cache_name, False

    # --- writing ------------------------------------------------------------------------------------------------------

    def _write_alias(self) -> str:
        alias = router.db_for_write(self.model, instance=self.instance)
        require_writable(alias)
        return alias

    def _take(self, obj: Any) -> None:
        if not isinstance(obj, self.model):
            raise TypeError(f"'{self.model._meta.object_name}' instance expected, got {obj!r}")
        setattr(obj, self.field.name, self.instance)

    @altering
    def add(self, *objs: Any, bulk: bool = True) -> None:
        """Make the objects refer to the instance: one UPDATE, or with `bulk=False` their save()."""
        self._check_saved()
        self._remove_prefetched_objects()
        alias = self._write_alias()
        if not bulk:
            with transaction.atomic(using=alias, savepoint=False):
                for obj in objs:
                    self._take(obj)
                    obj.save()
            return
        keys = set()
        for obj in objs:
            self._take(obj)
            if obj._state.adding or not same_database(obj._state.db, alias):
                raise ValueError(
                    f"{obj!r} instance isn't saved. Use bulk=False or save the object first."
                )
            keys.add(obj.pk)
        self.model._base_manager.using(alias).filter(pk__in=keys).update(**{self.field.name: self.instance})

    aadd = twin("add", alters_data=True)

    def _refer(self, values: dict[str, Any]) -> str:
        self._check_saved()
        self._check_fk_val()
        values[self.field.name] = self.instance
        return self._write_alias()

    @altering
    def _remove(self, *objs: Any, bulk: bool = True) -> None:
        if not objs:
            return
        self._check_saved()
        value = self.field.get_foreign_related_value(self.instance)
        keys = set()
        for obj in objs:
            if not isinstance(obj, self.model):
                raise TypeError(f"'{self.model._meta.object_name}' instance expected, got {obj!r}")
            if self.field.get_local_related_value(obj) != value:
                raise self.field.remote_field.model.DoesNotExist(f"{obj!r} is not related to {self.instance!r}.")
            keys.add(obj.pk)
        self._end(self.filter(pk__in=keys), bulk)  # type: ignore[attr-defined]

    @altering
    def _clear(self, *, bulk: bool = True) -> None:
        self._check_saved()
        self._end(self, bulk)

    def _end(self, queryset: Any, bulk: bool) -> None:
        self._remove_prefetched_objects()
        alias = self._write_alias()
        queryset = queryset.using(alias)
        if bulk:
            queryset.update(**{self.field.name: None})
            return
        with transaction.atomic(using=alias, savepoint=False):
            for obj in queryset:
                setattr(obj, self.field.name, None)
                obj.save(update_fields=[self.field.name])

    @altering
    def set(self, objs: Any, *, bulk: bool = True, clear: bool = False) -> None:
        """Make exactly these objects the related ones."""
        self._check_saved()
        objs = tuple(objs)
        if not self.field.null:
            self.add(*objs, bulk=bulk)
            return
        alias = self._write_alias()
        with transaction.atomic(using=alias, savepoint=False):
            if clear:
                self._clear(bulk=bulk)
                self.add(*objs, bulk=bulk)
                return
            old = set(self.using(alias).all())  # type: ignore[attr-defined]
            new = [obj for obj in objs if obj not in old]
            self._remove(*(obj for obj in old if obj not in set(objs)), bulk=bulk)
            self.add(*new, bulk=bulk)

    aset = twin("set", alters_data=True)


class _Ending:
    """The methods that only a nullable foreign key has."""

    _remove: Any
    _clear: Any

    @altering
    def remove(self, *objs: Any, bulk: bool = True) -> None:
        """End the relation of these objects."""
        self._remove(*objs, bulk=bulk)

    @altering
    def clear(self, *, bulk: bool = True) -> None:
        """End the relation of all objects."""
        self._clear(bulk=bulk)

    aremove = twin("remove", alters_data=True)
    aclear = twin("clear", alters_data=True)


def filter_prefetch(queryset: Any, name: str, instances: Any) -> Any:
    """Return the rows related by `name` to any of `instances`; a slice is taken for each of them."""
    return matching_prefetch(queryset, Q((f"{name}__in", instances)), name)


def matching_prefetch(queryset: Any, condition: Q, partition: str | list[str]) -> Any:
    """Return the rows that a condition holds for.

    Args:
        queryset: where they come from; if it is sliced, the slice is taken of each instance's rows.
        condition: that a row is related to one of the instances.
        partition: the names that say to which.
    """
    if not queryset._query.is_sliced:
        return _with_all_joins(queryset).filter(condition)
    return _sliced_per_instance(queryset, condition, partition)


def _with_all_joins(queryset: Any) -> Any:
    """Let the next filter use every join there is: a related row that annotations speak of is the one it means."""
    sources = queryset._query.sources
    if len(sources) == 1:
        return queryset
    queryset = queryset._chain()
    queryset._query = queryset._query.but(sticky=frozenset(sources))
    return queryset


def _sliced_per_instance(queryset: Any, condition: Q, partition: str | list[str]) -> Any:
    # cost: only slices of prefetched objects are numbered
    from django.db.models.expressions.windows import Window
    from django.db.models.functions.window import RowNumber

    values, query = queryset._values, queryset._query
    low = 0 if query.offset is None else values[query.offset]
    high = None if query.limit is None else low + values[query.limit]
    whole = queryset._chain()
    whole._query = query.but(limit=None, offset=None, single=False)
    window = Window(RowNumber(), partition_by=partition, order_by=whole.explicit_order())
    whole = whole.filter(condition).alias(_row_in_group=window)
    if low:
        whole = whole.filter(_row_in_group__gt=low)
    if high is not None:
        whole = whole.filter(_row_in_group__lte=high)
    return whole
