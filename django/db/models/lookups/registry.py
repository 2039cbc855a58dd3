"""The register of lookups and transforms that fields, transforms and single fields carry.

Lookups are registered on classes (all fields of that kind) or on one field. What an object finds is the union along its
class's MRO, nearest first, with its own on top.

Our own are loaded when they are first asked for: a class tells by ``late_lookups`` which room registers which of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from django.utils.late import run_module


class _Generation:
    """Counts registrations; what was merged before the last one is stale. Changed by the mixin only."""

    number = 0


def lookup_generation() -> int:
    """Return a number that changes with every registration: caches of resolved names must be keyed by it."""
    return _Generation.number


class _Either:
    """A method whose first argument is the class when it is called on the class, the instance when on an instance."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: Any, owner: type) -> Callable[..., Any]:
        return partial(self.function, owner if instance is None else instance)


#: Called without arguments after each registration, by this room only. Who remembers what was found adds itself.
listeners: list[Callable[[], None]] = []


def _changed() -> None:
    _Generation.number += 1
    for listener in listeners:
        listener()


class RegisterLookupMixin:
    """Base of whatever lookups can be registered on.

    A class that says ``inherits_lookups = False`` has none of its bases' ones.
    """

    #: Module to the names, between blanks, of what it registers on this very class when it is imported.
    late_lookups: ClassVar[dict[str, str]] = {}

    @_Either
    def register_lookup(target: Any, lookup: type, lookup_name: str | None = None) -> type:  # noqa: N805
        """Register a lookup or transform on this class (or on this one field) and return it.

        Args:
            lookup: the class of the lookup or transform.
            lookup_name: the name to find it by; by default its own ``lookup_name``.
        """
        name = lookup_name or lookup.lookup_name
        room = _room_of(target, name)
        if room and room == lookup.__module__:
            # As the class has told: what is found stays the same.
            _own_lookups(target)[name] = lookup
            return lookup
        _load(room)
        _own_lookups(target)[name] = lookup
        _changed()
        return lookup

    @_Either
    def _unregister_lookup(target: Any, lookup: type, lookup_name: str | None = None) -> None:  # noqa: N805
        """Take a lookup away from this class (or this one field); meant for tests."""
        name = lookup_name or lookup.lookup_name
        _load(_room_of(target, name))
        del _own_lookups(target)[name]
        _changed()

    @_Either
    def get_lookups(target: Any) -> dict[str, type]:  # noqa: N805
        """Return all lookups and transforms by name."""
        if isinstance(target, type):
            return _class_lookups(target)
        own = target.__dict__.get("instance_lookups")
        merged = _class_lookups(type(target))
        return merge_dicts([own, merged]) if own else merged

    @classmethod
    def get_class_lookups(cls) -> dict[str, type]:
        """Return the lookups and transforms of the class alone."""
        return _class_lookups(cls)

    @staticmethod
    def merge_dicts(dicts: Any) -> dict[str, Any]:
        """Return the union; of equal keys the first mapping's value."""
        return merge_dicts(dicts)

    def get_lookup(self, lookup_name: str) -> type | None:
        """Return the lookup of that name, or None; what is not found here is asked of ``output_field``."""
        return self._found(lookup_name, "get_lookup", _is_lookup)

    def get_transform(self, lookup_name: str) -> Any:
        """Return the transform of that name, or None; what is not found here is asked of ``output_field``."""
        return self._found(lookup_name, "get_transform", _is_transform)

    def _found(self, name: str, method: str, fits: Callable[[Any], bool]) -> Any:
        own = self.__dict__.get("instance_lookups")
        found = (own and own.get(name)) or _class_lookup(self, name)
        if found is None:
            output_field = getattr(self, "output_field", None)
            return None if output_field in (None, self) else getattr(output_field, method)(name)
        return found if fits(found) else None


def merge_dicts(dicts: Any) -> dict[str, Any]:
    """Return the union of mappings; of equal keys the first mapping's value."""
    merged: dict[str, Any] = {}
    for mapping in reversed(list(dicts)):
        merged.update(mapping)
    return merged


def _own_lookups(target: Any) -> dict[str, type]:
    """The dictionary of this very class or instance, made if need be."""
    if not isinstance(target, type):
        return target.__dict__.setdefault("instance_lookups", {})
    if "class_lookups" not in target.__dict__:
        target.class_lookups = {}  # type: ignore[attr-defined]
    return target.__dict__["class_lookups"]


def _class_lookup(target: Any, name: str) -> type | None:
    """Return what the object's class offers by that name; nothing else is loaded for it."""
    cls = type(target)
    cached = cls.__dict__.get("_named_lookups")
    if cached is None or cached[0] != _Generation.number:
        cached = cls._named_lookups = (_Generation.number, {})
    known = cached[1]
    if name not in known:
        known[name] = _searched(cls, name) if _asks_here(cls) else target.get_lookups().get(name)
    found: type | None = known[name]
    return found


def _searched(cls: type, name: str) -> type | None:
    for parent in _offering(cls):
        _load(_room_of(parent, name))
        found: type | None = vars(parent).get("class_lookups", {}).get(name)
        if found is not None:
            return found
    return None


def _asks_here(cls: type) -> bool:
    """Tell whether the class leaves `get_lookups` as it is."""
    return next(parent for parent in cls.__mro__ if "get_lookups" in vars(parent)) is RegisterLookupMixin


def _class_lookups(cls: type) -> dict[str, type]:
    cached = cls.__dict__.get("_merged_lookups")
    if cached is None or cached[0] != _Generation.number:
        parents = _offering(cls)
        for parent in parents:
            for room in vars(parent).get("late_lookups", ()):
                run_module(room)
        merged = merge_dicts([vars(parent).get("class_lookups", {}) for parent in parents])
        cached = cls._merged_lookups = (_Generation.number, merged)  # type: ignore[attr-defined]
    found: dict[str, type] = cached[1]
    return found


def _offering(cls: type) -> list[type]:
    """Return the class and its bases, nearest first, as far as it takes lookups from them."""
    parents = []
    for parent in cls.__mro__:
        parents.append(parent)
        if vars(parent).get("inherits_lookups") is False:
            break
    return parents


def _room_of(target: Any, name: str) -> str | None:
    """Return the module that registers the name on this very class, loaded or not."""
    for room, names in target.__dict__.get("late_lookups", {}).items():
        if name in names.split():
            found: str = room
            return found
    return None


def _load(room: str | None) -> None:
    if room is not None:
        run_module(room)


# Lookups and transforms are told apart by their documented contracts: their classes live above this room.


def _is_lookup(found: Any) -> bool:
    return hasattr(found, "process_rhs")


def _is_transform(found: Any) -> bool:
    return hasattr(found, "bilateral")


def own_lookups(target: Any) -> Mapping[str, type]:
    """Return what was registered on this very class or field (read only)."""
    return target.__dict__.get("class_lookups" if isinstance(target, type) else "instance_lookups", {})
