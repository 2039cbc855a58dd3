"""Prefetched results: QuerySets that know their rows, and only if they are asked for more what gave them.

Prefetching leaves one QuerySet on each instance and relation, of which nearly all are only walked through. So what is
left is an object with the rows. When anything else of it is asked for, it becomes the QuerySet it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


class Level:
    """Where the QuerySets of one prefetched relation come from.

    Args:
        attribute: the name of the relation's manager on the instances.
        queryset: what the rows were to be taken from, of a Prefetch object; None for all.
    """

    def __init__(self, attribute: str, queryset: Any) -> None:
        self.attribute = attribute
        self.queryset = queryset

    def queryset_for(self, instance: Any) -> Any:
        """Return the QuerySet of the related objects of one instance."""
        manager = getattr(instance, self.attribute)
        if self.queryset is None or self.queryset._query.is_sliced:
            return manager._fresh_queryset()
        return manager._apply_rel_filters(self.queryset)


class Wanted:
    """An attribute that only the QuerySet has which the object is to become."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return getattr(owner.stands_for, self.name)
        return getattr(become(instance), self.name)


def _by_becoming(name: str) -> Callable[..., Any]:
    """Return the method of that name, which does what the QuerySet does that the object is to become."""
    return lambda stored, *args: getattr(become(stored), name)(*args)


_WANTED = (
    "model _query _values _db _hints _prefetch_related_lookups _known_related_objects _for_write _sticky_filter _fields"
    " _iterable_class"
).split()


def stored_class(cls: Any) -> Any:
    """Return the class, kept with `cls`, of stored results which become instances of that class of QuerySets."""
    found = vars(cls).get("_stored_class")
    if found is None:
        found = cls._stored_class = _made_class(cls)
    return found


def _made_class(cls: Any) -> Any:
    own = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
    attributes = {name: Wanted(name) for name in _WANTED}
    copies = {name: _by_becoming(name) for name in ("_clone", "__deepcopy__", "__reduce_ex__")}
    rows = {"_prefetch_done": True, "__iter__": _iterated, "__len__": _counted}
    return type(cls.__name__, (cls,), {**own, **attributes, **copies, **rows, "stands_for": cls})


def _counted(stored: Any) -> int:
    return len(stored._result_cache)


def _iterated(stored: Any) -> Iterator[Any]:
    return iter(stored._result_cache)


def become(stored: Any) -> Any:
    """Make the object the QuerySet it stands for; its rows stay, and so does what was set on it since."""
    state = stored.__dict__
    level = state.get("_level")
    if level is not None:
        found = level.queryset_for(stored._instance)
        state.update({**found.__dict__, **state, "_prefetch_done": True})
        stored.__class__ = type(found)
        # Only now: another thread may be doing the same.
        state.pop("_level", None)
        state.pop("_instance", None)
    return stored
