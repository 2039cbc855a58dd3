"""Facts about the classes of expressions: who writes SQL of its own, whose shape tells what its SQL is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def is_opaque(cls: Any) -> bool:
    """Say whether the class writes its own SQL: the nearest class that defines `lower` or `as_...` decides."""
    for ancestor in cls.__mro__:
        names = ancestor.__dict__
        if "lower" in names:
            return False
        if not cls.writes_sql.isdisjoint(names):
            return True
        if any(name.startswith("as_") and callable(method) for name, method in names.items()):
            return True
    return False


def is_ours(cls: type) -> bool:
    """Say whether the class comes with this package."""
    return cls.__module__.partition(".")[0] in ("django", "builtins")


#: Methods of a user's class that could look at the values inside: those must then be real values, not slots.
_LOOKS_INSIDE = frozenset(
    "resolve_expression get_source_expressions set_source_expressions copy relabeled_clone replace_expressions".split()
)


def is_keyable(cls: type) -> bool:
    """Say whether two equal-shaped expressions of this class always mean the same SQL, whatever their values."""
    for ancestor in cls.__mro__:
        if not is_ours(ancestor) and not _LOOKS_INSIDE.isdisjoint(ancestor.__dict__):
            return False
    return not is_opaque(cls)


class OfClass:
    """A fact about a class, found out when it is first asked for: until then somebody may still add `as_<vendor>`."""

    def __init__(self, find: Callable[[Any], bool]) -> None:
        self.find = find
        self.name = ""

    def set_on(self, cls: type, name: str) -> None:
        """Let `cls` answer for itself, not for its parents."""
        fact = OfClass(self.find)
        fact.name = name
        setattr(cls, name, fact)

    def __get__(self, instance: Any, owner: type) -> bool:
        found = self.find(owner)
        setattr(owner, self.name, found)
        return found
