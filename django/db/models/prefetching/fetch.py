"""Prefetching: the related objects of many instances are fetched together, one query per relation."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import Any

from django.core import exceptions
from django.db.models.constants import LOOKUP_SEP
from django.db.models.prefetching.results import Level, stored_class
from django.db.routing.groups import group_of
from django.utils.deprecation import RemovedInDjango60Warning
from django.utils.functional import cached_property


class Prefetch:
    """A look-up for `prefetch_related()` with a queryset of one's own, or another attribute for the result.

    Args:
        lookup: relations joined by `__`.
        queryset: where the objects of the last relation come from; by default all of them.
        to_attr: the attribute that gets them, as a list.
    """

    def __init__(self, lookup: str, queryset: Any = None, to_attr: str | None = None) -> None:
        self.prefetch_through = lookup
        self.prefetch_to = lookup
        if queryset is not None:
            require_instances(queryset)
        if to_attr:
            self.prefetch_to = LOOKUP_SEP.join([*lookup.split(LOOKUP_SEP)[:-1], to_attr])
        self.queryset = queryset
        self.to_attr = to_attr

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        if self.queryset is not None:
            state["queryset"] = self._without_rows(self.queryset)
        return state

    @staticmethod
    def _without_rows(queryset: Any) -> Any:
        """Return a copy that pickling does not run: the result would be thrown away."""
        queryset = queryset._chain()
        queryset._result_cache = []
        queryset._prefetch_done = True
        return queryset

    @staticmethod
    def _wanting_rows(queryset: Any) -> None:
        queryset._result_cache = None
        queryset._prefetch_done = False

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self.queryset is not None:
            self._wanting_rows(self.queryset)

    def add_prefix(self, prefix: str) -> None:
        """Put the look-up behind another one."""
        self.prefetch_to = prefix + LOOKUP_SEP + self.prefetch_to
        self.prefetch_through = prefix + LOOKUP_SEP + self.prefetch_through

    def get_current_prefetch_to(self, level: int) -> str:
        """Return where the first `level + 1` relations put their objects."""
        return LOOKUP_SEP.join(self.prefetch_to.split(LOOKUP_SEP)[: level + 1])

    def get_current_to_attr(self, level: int) -> tuple[str, bool]:
        """Return (the attribute of that level's objects, whether it is one of the caller's own)."""
        parts = self.prefetch_to.split(LOOKUP_SEP)
        return parts[level], bool(self.to_attr) and level == len(parts) - 1

    def get_current_querysets(self, level: int) -> list[Any] | None:
        """Return the queryset of that level's objects, if one was given."""
        if self.get_current_prefetch_to(level) == self.prefetch_to and self.queryset is not None:
            return [self.queryset]
        return None

    def get_current_queryset(self, level: int) -> Any:
        """Old form of `get_current_querysets`."""
        import warnings  # cost: only callers of the old form come here

        message = "Prefetch.get_current_queryset() is deprecated. Use get_current_querysets() instead."
        warnings.warn(message, RemovedInDjango60Warning, stacklevel=2)
        querysets = self.get_current_querysets(level)
        return None if querysets is None else querysets[0]

    def __eq__(self, other: object) -> bool:
        return self.prefetch_to == other.prefetch_to if isinstance(other, Prefetch) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.__class__, self.prefetch_to))


def require_instances(queryset: Any) -> None:
    """Refuse a queryset whose rows are no instances.

    Raises:
        ValueError: it was made by raw(), values() or values_list().
    """
    iterable = getattr(queryset, "_iterable_class", None)
    if iterable is None or getattr(iterable, "form", "instance") != "instance":
        raise ValueError("Prefetch querysets cannot use raw(), values(), and values_list().")


def normalize_prefetch_lookups(lookups: Any, prefix: str | None = None) -> list[Prefetch]:
    """Return the look-ups as Prefetch objects, behind `prefix` if there is one."""
    found = []
    for lookup in lookups:
        if not isinstance(lookup, Prefetch):
            lookup = Prefetch(lookup)
        if prefix:
            lookup.add_prefix(prefix)
        found.append(lookup)
    return found


def prefetch_related_objects(model_instances: Any, *related_lookups: Any) -> None:
    """Fetch the related objects of a list of instances of one model.

    Instances of several databases get theirs one database after the other: a key means another row in each.

    Args:
        model_instances: the instances that get them.
        related_lookups: names or Prefetch objects.

    Raises:
        AttributeError: a name is no attribute of an instance.
        ValueError: a name is no relation, or was asked for twice with different querysets.
    """
    lookups = normalize_prefetch_lookups(related_lookups)
    for instances in _by_database(model_instances):
        _Walk(instances).run(lookups)


def prefetch_for_rows(instances: list[Any], lookups: Any) -> None:
    """Do what `prefetch_related_objects()` does for instances that are known to come from one database."""
    if instances:
        _Walk(instances).run(normalize_prefetch_lookups(lookups))


def _by_database(instances: Any) -> list[Any]:
    """Return the instances in one list for each database; those that belong to none yet stand with the first."""
    found = {obj._state.db for obj in instances if hasattr(obj, "_state")} - {None}
    groups = {alias: group_of(alias) for alias in found}
    if len(set(groups.values())) < 2:
        return [instances] if instances else []
    parts: dict[str, list[Any]] = {}
    first = groups[next(obj._state.db for obj in instances if obj._state.db is not None)]
    for obj in instances:
        parts.setdefault(groups.get(obj._state.db, first), []).append(obj)
    return list(parts.values())


async def aprefetch_related_objects(model_instances: Any, *related_lookups: Any) -> None:
    """Do what `prefetch_related_objects()` does, from asynchronous code."""
    from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

    await sync_to_async(prefetch_related_objects)(model_instances, *related_lookups)


class _Walk:
    """One call of `prefetch_related_objects`: what was fetched, what follows by itself. Used once."""

    def __init__(self, instances: Any) -> None:
        self.instances = instances
        self.done: dict[str, list[Any]] = {}  # where objects were put -> the objects
        self.automatic: set[Any] = set()  # look-ups that querysets brought along
        self.paths: dict[str, tuple[Any, ...]] = {}  # where objects were put -> the relations that lead there

    def run(self, lookups: list[Prefetch]) -> None:
        """Do the look-ups, and those that the querysets of related objects ask for in turn."""
        pending = list(reversed(lookups))
        while pending:
            lookup = pending.pop()
            if lookup.prefetch_to in self.done:
                if lookup.queryset is not None:
                    raise ValueError(
                        f"'{lookup.prefetch_to}' lookup was already seen with a different queryset. You may need to "
                        "adjust the ordering of your lookups."
                    )
                continue
            self._follow(lookup, pending)

    def _follow(self, lookup: Prefetch, pending: list[Prefetch]) -> None:
        objects = self.instances
        names = lookup.prefetch_through.split(LOOKUP_SEP)
        for level, name in enumerate(names):
            if not objects:
                return
            place = lookup.get_current_prefetch_to(level)
            if place in self.done:
                objects = self.done[place]
                continue
            if not _can_be_prefetched(objects):
                return
            objects = self._level(lookup, level, name, place, objects, names, pending)

    def _level(
        self, lookup: Prefetch, level: int, name: str, place: str, objects: Any, names: list[str], pending: Any
    ) -> list[Any]:
        """Fetch one relation of `objects`; return the related objects."""
        first = objects[0]
        to_attr = lookup.get_current_to_attr(level)[0]
        prefetcher, descriptor, attr_found, is_fetched = get_prefetcher(first, name, to_attr)
        if not attr_found:
            raise AttributeError(
                f"Cannot find '{name}' on {first.__class__.__name__} object, '{lookup.prefetch_through}' is an invalid "
                "parameter to prefetch_related()"
            )
        if level == len(names) - 1 and prefetcher is None:
            raise ValueError(
                f"'{lookup.prefetch_through}' does not resolve to an item that supports prefetching - this is an "
                "invalid parameter to prefetch_related()."
            )
        missing = [obj for obj in objects if not is_fetched(obj)] if prefetcher is not None else []
        if not missing:
            return self._at_hand(objects, name if prefetcher is None else to_attr)
        found, further = prefetch_one_level(missing, prefetcher, lookup, level)
        path = self.paths.get(place.rpartition(LOOKUP_SEP)[0], ())
        self.paths[place] = (*path, descriptor)
        # A relation whose querysets bring it along again would go round in circles.
        if not (lookup in self.automatic and descriptor in path):
            self.done[place] = found
            new = normalize_prefetch_lookups(reversed(further), place)
            self.automatic.update(new)
            pending.extend(new)
        return found if len(missing) == len(objects) else self._at_hand(objects, to_attr)

    def _at_hand(self, objects: Any, name: str) -> list[Any]:
        """Return the related objects of objects that have them already."""
        found: list[Any] = []
        for obj in objects:
            cache = obj.__dict__.get("_prefetched_objects_cache", {})
            if name in cache:
                found.extend(cache[name])
                continue
            try:
                value = getattr(obj, name)
            except exceptions.ObjectDoesNotExist:
                continue
            if value is None:
                continue
            if isinstance(value, list):
                found.extend(value)
            elif hasattr(value, "all") and not hasattr(value, "_meta"):
                found.extend(value.all())
            else:
                found.append(value)
        return found


def _can_be_prefetched(objects: Any) -> bool:
    """Give every object the cache of prefetched objects; False for things that can't have one."""
    for obj in objects:
        if not hasattr(obj, "_prefetched_objects_cache"):
            try:
                obj._prefetched_objects_cache = {}
            except (AttributeError, TypeError):
                # Something immutable from a property; there is nothing to fetch for it.
                return False
    return True


def get_prefetcher(instance: Any, through_attr: str, to_attr: str) -> tuple[Any, Any, bool, Any]:
    """Return (who can prefetch the attribute, its descriptor, whether the attribute exists, is_fetched(instance))."""

    def is_to_attr_fetched(obj: Any) -> bool:
        return hasattr(obj, to_attr) if _is_cached_property(type(obj), to_attr) is None else to_attr in obj.__dict__

    descriptor = getattr(instance.__class__, through_attr, None)
    if descriptor is None:
        return None, None, hasattr(instance, through_attr), lambda obj: False
    if hasattr(descriptor, "get_prefetch_querysets") or hasattr(descriptor, "get_prefetch_queryset"):
        fetched = descriptor.is_cached if through_attr == to_attr else is_to_attr_fetched
        return descriptor, descriptor, True, fetched
    manager = getattr(instance, through_attr)
    if hasattr(manager, "get_prefetch_querysets") or hasattr(manager, "get_prefetch_queryset"):
        if through_attr == to_attr:
            return manager, descriptor, True, lambda obj: through_attr in obj._prefetched_objects_cache
        return manager, descriptor, True, is_to_attr_fetched
    return None, descriptor, True, lambda obj: False


def _is_cached_property(cls: type, name: str) -> Any:
    found = getattr(cls, name, None)
    return found if isinstance(found, cached_property) else None


def prefetch_one_level(instances: Any, prefetcher: Any, lookup: Prefetch, level: int) -> tuple[list[Any], list[Any]]:
    """Fetch one relation of `instances` and hang its objects on them.

    Returns:
        (all related objects, look-ups that their queryset asks for in turn).
    """
    querysets = lookup.get_current_querysets(level)
    if hasattr(prefetcher, "get_prefetch_querysets"):
        answer = prefetcher.get_prefetch_querysets(instances, querysets)
    else:
        answer = prefetcher.get_prefetch_queryset(instances, querysets[0] if querysets else None)
    rows, key_of_row, key_of_instance, single, cache_name, is_descriptor = answer
    further = [copy.copy(item) for item in getattr(rows, "_prefetch_related_lookups", ())]
    if further:
        # They are done for all levels together, not for this queryset alone.
        rows._prefetch_related_lookups = ()
    found = list(rows)
    by_key: dict[Any, list[Any]] = defaultdict(list)
    for key, row in zip(map(key_of_row, found), found, strict=True):
        by_key[key].append(row)
    to_attr, as_attr = lookup.get_current_to_attr(level)
    if as_attr and instances:
        _refuse_field_name(instances[0], to_attr)
    if single:
        note_missing = getattr(prefetcher, "note_missing", None)
        for instance in instances:
            values = by_key.get(key_of_instance(instance))
            _hang_one(instance, values[0] if values else None, as_attr, to_attr, cache_name, is_descriptor)
            if not values and note_missing is not None:
                note_missing(instance)
        return found, further
    keys = [key_of_instance(instance) for instance in instances]
    if len(set(keys)) == len(keys):
        lists = [by_key.get(key) or [] for key in keys]
    else:
        # An instance that is there twice has the same rows, in lists of its own.
        lists = [[*by_key.get(key, ())] for key in keys]
    if as_attr:
        for instance, values in zip(instances, lists, strict=True):
            setattr(instance, to_attr, values)
        return found, further
    is_last = len(lookup.prefetch_through.split(LOOKUP_SEP)) - 1 == level
    queryset = lookup.queryset if is_last else None
    if hasattr(prefetcher, "_fresh_queryset") and getattr(rows, "_is_plain", False):
        _store(instances, lists, cache_name, stored_class(type(rows)), Level(to_attr, queryset))
    else:
        for instance, values in zip(instances, lists, strict=True):
            _hang_many(instance, values, to_attr, cache_name, queryset)
    return found, further


def _store(instances: Any, lists: list[list[Any]], cache_name: str, cls: Any, level: Level) -> None:
    """Put the related objects into the instances' caches, as results that become QuerySets when they have to."""
    new = object.__new__
    for instance, values in zip(instances, lists, strict=True):
        stored = new(cls)
        stored._result_cache = values
        stored._level = level
        stored._instance = instance
        instance._prefetched_objects_cache[cache_name] = stored


def _refuse_field_name(instance: Any, to_attr: str) -> None:
    try:
        instance._meta.get_field(to_attr)
    except exceptions.FieldDoesNotExist:
        return
    raise ValueError(f"to_attr={to_attr} conflicts with a field on the {instance.__class__.__name__} model.")


def _hang_one(
    instance: Any, value: Any, as_attr: bool, to_attr: str, cache_name: str, is_descriptor: bool
) -> None:
    if as_attr or is_descriptor:
        setattr(instance, to_attr if as_attr else cache_name, value)
    else:
        instance._state.fields_cache[cache_name] = value


def _hang_many(instance: Any, values: list[Any], to_attr: str, cache_name: str, queryset: Any) -> None:
    manager = getattr(instance, to_attr)
    if queryset is not None:
        found = manager._apply_rel_filters(queryset) if not queryset._query.is_sliced else manager.get_queryset()
    else:
        found = manager.get_queryset()
    found._result_cache = values
    found._prefetch_done = True
    instance._prefetched_objects_cache[cache_name] = found
