"""`book.tags` and `tag.book_set`: managers of many-to-many relations, both sides."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.connections import connections
from django.db.errors import CrossDatabaseError
from django.db.models import signals
from django.db.models.conditions import Q
from django.db.models.relations.creating import altering
from django.db.models.relations.many import ReverseManyToOneDescriptor, filter_prefetch
from django.db.models.relations.reading import RelatedReading, key_getter, manager_class
from django.db.models.relations.rules import hinted
from django.db.models.relations.single import only_one
from django.db.models.utils import resolve_callables
from django.db.routing.groups import require_writable, same_database
from django.db.routing.router import router
from django.utils.asyncio import twin
from django.utils.functional import cached_property


class ManyToManyDescriptor(ReverseManyToOneDescriptor):
    """One side of a many-to-many relation."""

    def __init__(self, rel: Any, reverse: bool = False) -> None:
        super().__init__(rel)
        self.reverse = reverse

    @property
    def through(self) -> Any:
        """The model of the table in between."""
        return self.rel.through

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """Return the manager for `instance`.

        Raises:
            ValueError: it has no key yet.
        """
        if instance is None:
            return self
        cls = self.related_manager_cls
        if not cls.is_quick:
            return cls(instance)
        manager = object.__new__(cls)
        manager.instance = instance
        if getattr(instance, manager.key_name, None) is None or not manager.key_is_enough:
            manager._require_keys()
        return manager

    @cached_property
    def related_manager_cls(self) -> Any:
        """The class of the managers."""
        related = self.rel.related_model if self.reverse else self.rel.model
        return create_forward_many_to_many_manager(related._default_manager.__class__, self.rel, self.reverse)

    def _get_set_deprecation_msg_params(self) -> tuple[str, str]:
        side = "reverse side of a many-to-many set" if self.reverse else "forward side of a many-to-many set"
        return side, self.rel.accessor_name if self.reverse else self.field.name


def create_forward_many_to_many_manager(superclass: Any, rel: Any, reverse: bool) -> Any:
    """Return the manager class for one side of `rel`."""
    source, target = rel.field.m2m_field_name(), rel.field.m2m_reverse_field_name()
    source, target = (target, source) if reverse else (source, target)
    source_field = rel.through._meta.get_field(source)
    related_model = rel.related_model if reverse else rel.model
    key = source_field.related_fields[0][1]
    facts = {
        "rel": rel,
        "is_reverse": reverse,
        "through": rel.through,
        "symmetrical": rel.symmetrical,
        "model": related_model,
        "related_model": related_model,
        "query_field_name": rel.field.name if reverse else rel.field.related_query_name(),
        "prefetch_cache_name": rel.accessor_name if reverse else rel.field.name,
        "source_field_name": source,
        "target_field_name": target,
        "source_field": source_field,
        "target_field": rel.through._meta.get_field(target),
        "key_name": key.attname,
        "key_is_enough": key.primary_key,
        "do_not_call_in_templates": True,
    }
    return manager_class("ManyRelatedManager", (_ManyManager,), superclass, facts)


class _ManyManager(RelatedReading):
    """The methods of one side; the created class adds the related model's own manager behind it."""

    rel: Any
    is_reverse: bool
    through: Any
    symmetrical: bool
    related_model: Any
    query_field_name: str
    source_field_name: str
    target_field_name: str
    source_field: Any
    target_field: Any
    #: Where it has a value, the instance has a primary key.
    key_is_enough: bool

    def __init__(self, instance: Any = None) -> None:
        super().__init__()
        self.instance = instance
        self.model = self.related_model
        self._require_keys()

    @property
    def core_filters(self) -> dict[str, Any]:
        """The look-up for what is related to the instance."""
        return {
            f"{self.query_field_name}__{target.name}": getattr(self.instance, target.attname)
            for _, target in self.source_field.related_fields
        }

    @property
    def related_val(self) -> tuple[Any, ...]:
        """The values of the instance that the rows in between hold."""
        return self.source_field.get_foreign_related_value(self.instance)  # type: ignore[no-any-return]

    def _require_keys(self) -> None:
        if None in self.related_val:
            name = self.source_field.related_fields[0][1].attname
            raise ValueError(
                f'"{self.instance!r}" needs to have a value for field "{name}" before this many-to-many relationship '
                "can be used."
            )
        if not self.instance._is_pk_set():
            raise ValueError(
                f"{type(self.instance).__name__!r} instance needs to have a primary key value before a many-to-many "
                "relationship can be used."
            )

    def __call__(self, *, manager: str) -> Any:
        found = getattr(self.model, manager)
        return create_forward_many_to_many_manager(found.__class__, self.rel, self.is_reverse)(instance=self.instance)

    # --- reading ------------------------------------------------------------------------------------------------------

    def _apply_rel_filters(self, queryset: Any) -> Any:
        queryset._add_hints(instance=self.instance)
        if self._db:  # type: ignore[attr-defined]
            queryset = queryset.using(self._db)  # type: ignore[attr-defined]
        return queryset._next_is_sticky().filter(**self.core_filters)

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """Return (queryset, key of a related object, key of an instance, is single, cache name, is descriptor).

        The key of the instance a row belongs to is selected beside the related object's own columns.
        """
        queryset = only_one(querysets, "get_prefetch_querysets()")
        queryset = self._unrelated_queryset() if queryset is None else queryset
        hinted(queryset, instances[0])
        queryset = queryset.using(queryset._db or self._db)  # type: ignore[attr-defined]
        queryset = filter_prefetch(queryset, self.query_field_name, instances)
        locals_ = [local for local, _ in self.source_field.related_fields]
        # The model in between may have inherited the key: then it is in the parent's table.
        queryset = queryset.with_columns(
            {f"_prefetch_related_val_{local.attname}": (local.model._meta.db_table, local) for local in locals_}
        )
        names = [f"_prefetch_related_val_{local.attname}" for local in locals_]
        targets = [target for _, target in self.source_field.related_fields]

        if len(names) == 1 and targets[0].plain_type is not None:
            key_of = key_getter((targets[0],), set(map(type, instances)), self.source_field.get_foreign_related_value)
            if set(map(type, map(key_of, instances))) == {targets[0].plain_type}:
                return queryset, attrgetter(names[0]), key_of, False, self.prefetch_cache_name, False

        def key_of_row(found: Any) -> tuple[Any, ...]:
            return tuple(
                target.get_prep_value(getattr(found, name)) for target, name in zip(targets, names, strict=True)
            )

        def key_of_instance(instance: Any) -> tuple[Any, ...]:
            return tuple(target.get_prep_value(getattr(instance, target.attname)) for target in targets)

        return queryset, key_of_row, key_of_instance, False, self.prefetch_cache_name, False

    @property
    def constrained_target(self) -> Any:
        """The rows in between, where they are enough to count or to find the related objects; else None."""
        alias = router.db_for_read(self.through, instance=self.instance)
        if not connections[alias].features.supports_foreign_keys:
            return None
        is_default = getattr(self.model._default_manager, "__class__", None)
        if self.model._meta.default_manager_name or not _is_plain_manager(is_default):
            return None
        if not self.target_field.db_constraint or getattr(self.model._meta, "is_filtered", False):
            return None
        rows = self.through._default_manager.using(alias).filter(**{self.source_field_name: self.related_val[0]})
        return rows.filter(**{f"{self.target_field_name}__isnull": False}) if self.target_field.null else rows

    def _countable(self) -> Any:
        """Return the cheapest queryset with as many rows as there are related objects."""
        cache = self.instance.__dict__.get("_prefetched_objects_cache") or {}
        rows = None if self.prefetch_cache_name in cache else self.constrained_target
        return self.get_queryset() if rows is None else rows

    def exists(self) -> bool:
        """Tell whether there is a related object."""
        return bool(self._countable().exists())

    def count(self) -> int:
        """Return the number of related objects."""
        return int(self._countable().count())

    # --- writing ------------------------------------------------------------------------------------------------------

    def _write_alias(self) -> str:
        """Return where links are written: what db_manager() named goes before what routers say.

        Raises:
            CrossDatabaseError: it named a database that holds neither the instance nor the links.
            ReadOnlyDatabaseError: the database takes no writes.
        """
        alias: str = router.db_for_write(self.through, instance=self.instance)
        if self._db:
            own = self.instance._state.db
            if not (same_database(self._db, alias) or same_database(self._db, own)):
                raise CrossDatabaseError(
                    f'Cannot relate objects of "{self.instance!r}" on database "{self._db}", which db_manager() named: '
                    f'the instance is on database "{own}", its links are written to "{alias}". Leave db_manager() '
                    f'away, or take the instance from "{self._db}".'
                )
            alias = self._db
        require_writable(alias)
        return alias

    @altering
    def add(self, *objs: Any, through_defaults: Any = None) -> None:
        """Relate the objects (instances or keys); those related already stay as they are."""
        self._remove_prefetched_objects()
        alias = self._write_alias()
        with transaction.atomic(using=alias, savepoint=False):
            self._add_items(self.source_field_name, self.target_field_name, *objs, through_defaults=through_defaults)
            if self.symmetrical:
                self._add_items(
                    self.target_field_name, self.source_field_name, *objs, through_defaults=through_defaults
                )

    aadd = twin("add", alters_data=True)

    @altering
    def remove(self, *objs: Any) -> None:
        """End the relation of these objects."""
        self._remove_items(self.source_field_name, self.target_field_name, *objs)

    aremove = twin("remove", alters_data=True)

    def _remove_items(self, source_name: str, target_name: str, *objs: Any) -> None:
        self._remove_prefetched_objects()
        if not objs:
            return
        alias = self._write_alias()
        old = set()
        for obj in objs:
            if isinstance(obj, self.model):
                old.add(self.target_field.get_foreign_related_value(obj)[0])
            else:
                old.add(obj)
        with transaction.atomic(using=alias, savepoint=False):
            self._signal("pre_remove", alias, old)
            condition = self._rows_of(old, alias)
            self.through._default_manager.using(alias).filter(condition).delete()
            self._signal("post_remove", alias, old)

    def _visible(self, keys: Any, alias: str) -> Any:
        """Return which of `keys` (None: of all objects) the manager shows: what it hides stays related."""
        rows = self._unrelated_queryset().using(alias)
        if not rows._query.where:
            return keys
        return rows if keys is None else rows.filter(**{f"{self.target_field.target_field.attname}__in": keys})

    def _rows_of(self, keys: Any, alias: str) -> Q:
        """Return the condition on the rows in between that relate the instance (to `keys`, unless None).

        Objects that this manager does not show stay related.
        """
        condition = Q(**{self.source_field_name: self.related_val[0]})
        keys = self._visible(keys, alias)
        if keys is not None:
            condition &= Q(**{f"{self.target_field_name}__in": keys})
        if self.symmetrical:
            other = Q(**{self.target_field_name: self.related_val[0]})
            if keys is not None:
                other &= Q(**{f"{self.source_field_name}__in": keys})
            condition |= other
        return condition

    @altering
    def clear(self) -> None:
        """End the relation of all objects."""
        alias = self._write_alias()
        with transaction.atomic(using=alias, savepoint=False):
            self._signal("pre_clear", alias, None)
            self._remove_prefetched_objects()
            self.through._default_manager.using(alias).filter(self._rows_of(None, alias)).delete()
            self._signal("post_clear", alias, None)

    aclear = twin("clear", alters_data=True)

    @altering
    def set(self, objs: Any, *, clear: bool = False, through_defaults: Any = None) -> None:
        """Make exactly these objects the related ones."""
        objs = tuple(objs)
        alias = self._write_alias()
        with transaction.atomic(using=alias, savepoint=False):
            self._remove_prefetched_objects()
            if clear:
                self.clear()
                self.add(*objs, through_defaults=through_defaults)
                return
            target = self.target_field.target_field
            old = set(
                self.using(alias).values_list(target.attname, flat=True)  # type: ignore[attr-defined]
            )
            new = []
            for obj in objs:
                if isinstance(obj, self.model):
                    key = self.target_field.get_foreign_related_value(obj)[0]
                else:
                    key = self.target_field.get_prep_value(obj)
                if key in old:
                    old.remove(key)
                else:
                    new.append(obj)
            self.remove(*old)
            self.add(*new, through_defaults=through_defaults)

    aset = twin("set", alters_data=True)

    def _made(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # A new object goes where its link goes, if somebody says where that is.
        told = self._write_alias() if self._db else None
        alias = told or router.db_for_write(self.instance.__class__, instance=self.instance)
        return getattr(super(_ManyManager, self.db_manager(alias)), method)(*args, **kwargs)  # type: ignore[attr-defined]

    @altering
    def create(self, *, through_defaults: Any = None, **kwargs: Any) -> Any:
        """Return a new object, saved and related."""
        found = self._made("create", (), kwargs)
        self.add(found, through_defaults=through_defaults)
        return found

    acreate = twin("create", alters_data=True)

    @altering
    def get_or_create(self, *, through_defaults: Any = None, **kwargs: Any) -> tuple[Any, bool]:
        """Return (the related object with these values, False), or (a new one, related, True)."""
        found, created = self._made("get_or_create", (), kwargs)
        if created:
            self.add(found, through_defaults=through_defaults)
        return found, created

    aget_or_create = twin("get_or_create", alters_data=True)

    @altering
    def update_or_create(self, *, through_defaults: Any = None, **kwargs: Any) -> tuple[Any, bool]:
        """Return (the related object with these values, updated, False), or (a new one, related, True)."""
        found, created = self._made("update_or_create", (), kwargs)
        if created:
            self.add(found, through_defaults=through_defaults)
        return found, created

    aupdate_or_create = twin("update_or_create", alters_data=True)

    # --- the rows in between ------------------------------------------------------------------------------------------

    def _target_ids(self, target_name: str, objs: Iterable[Any]) -> set[Any]:
        target = self.through._meta.get_field(target_name)
        ids = set()
        for obj in objs:
            if isinstance(obj, self.model):
                if not router.allow_relation(obj, self.instance):
                    raise ValueError(
                        f'Cannot add "{obj!r}": instance is on database "{self.instance._state.db}", value is on '
                        f'database "{obj._state.db}"'
                    )
                key = target.get_foreign_related_value(obj)[0]
                if key is None:
                    raise ValueError(f'Cannot add "{obj!r}": the value for field "{target_name}" is None')
                ids.add(key)
            elif hasattr(obj, "_meta"):
                raise TypeError(f"'{self.model._meta.object_name}' instance expected, got {obj!r}")
            else:
                ids.add(target.get_prep_value(obj))
        return ids

    def _add_items(self, source_name: str, target_name: str, *objs: Any, through_defaults: Any = None) -> None:
        if not objs:
            return
        through_defaults = dict(resolve_callables(through_defaults or {}))
        ids = self._target_ids(target_name, objs)
        alias = self._write_alias()
        can_ignore, must_signal, can_fast = self._plan_add(alias, source_name)
        make = self.through
        through_column = self.through._meta.get_field(source_name).attname
        target_column = self.through._meta.get_field(target_name).attname
        if can_fast:
            rows = [self._row(make, through_column, target_column, key, through_defaults) for key in ids]
            self.through._default_manager.using(alias).bulk_create(rows, ignore_conflicts=True)
            return
        missing = ids - self._present(source_name, target_name, alias, ids)
        if must_signal:
            self._signal("pre_add", alias, missing)
        rows = [self._row(make, through_column, target_column, key, through_defaults) for key in missing]
        self.through._default_manager.using(alias).bulk_create(rows, ignore_conflicts=can_ignore)
        if must_signal:
            self._signal("post_add", alias, missing)

    def _row(self, make: Any, source: str, target: str, key: Any, defaults: dict[str, Any]) -> Any:
        return make(**{**defaults, source: self.related_val[0], target: key})

    def _plan_add(self, alias: str, source_name: str) -> tuple[bool, bool, bool]:
        """Return (may conflicts be ignored, must signals be sent, are both true of plain inserts)."""
        can_ignore = bool(
            connections[alias].features.supports_ignore_conflicts and self.through._meta.auto_created is not False
        )
        must_signal = (self.is_reverse or source_name == self.source_field_name) and signals.m2m_changed.has_listeners(
            self.through
        )
        return can_ignore, must_signal, can_ignore and not must_signal

    def _present(self, source_name: str, target_name: str, alias: str, ids: set[Any]) -> set[Any]:
        rows = self.through._default_manager.using(alias).filter(
            **{source_name: self.related_val[0], f"{target_name}__in": ids}
        )
        return set(rows.values_list(target_name, flat=True))

    def _signal(self, action: str, alias: str, keys: Any) -> None:
        if signals.m2m_changed.receivers:
            signals.m2m_changed.send(
                sender=self.through,
                action=action,
                instance=self.instance,
                reverse=self.is_reverse,
                model=self.model,
                pk_set=keys,
                using=alias,
            )


def _is_plain_manager(cls: Any) -> bool:
    """Tell whether a manager class shows all rows."""
    return cls is not None and cls.get_queryset.__module__ == "django.db.models.manager"
