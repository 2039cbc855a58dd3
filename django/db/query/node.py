"""Node: the frozen piece every tree is made of.

A node's fields are its annotations, in order, with class attributes as defaults; they hold scalars, other nodes, or
tuples of nodes. One way exists to change it: `but(**changes)`, which gives a changed copy. Equality compares by value:
two trees are equal when they say the same thing.

Nodes are made by the statement while a question is new, not once per row, so one constructor serves all classes; the
standard library's dataclasses would generate several functions for each of sixty classes at import.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Node:
    """One piece of a tree."""

    #: The names of the fields, in order.
    fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = [name for name in cls.__dict__.get("__annotations__", ()) if name not in cls.fields]
        cls.fields = (*cls.fields, *own)
        cls._defaults = {name: getattr(cls, name) for name in cls.fields if hasattr(cls, name)}

    _defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        values = self.__dict__
        values.update(zip(self.fields, args, strict=False))
        values.update(kwargs)
        if len(values) < len(self.fields):
            for name, default in self._defaults.items():
                values.setdefault(name, default)
        if len(args) > len(self.fields) or len(values) != len(self.fields) or not values.keys() <= set(self.fields):
            raise TypeError(
                f"{type(self).__name__} takes {', '.join(self.fields)}; it was given {len(args)} values in order and "
                f"{sorted(kwargs)!r} by name."
            )

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"A {type(self).__name__} is frozen; use but({name}=...) for a changed copy.")

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self.__dict__ == other.__dict__)

    def __hash__(self) -> int:
        return hash((type(self), *[self.__dict__[name] for name in self.fields]))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self.fields)
        return f"{type(self).__name__}({shown})"

    def but(self, **changes: Any) -> Self:
        """Return a copy with `changes` applied.

        Args:
            changes: field name to new value.

        Raises:
            TypeError: a name is not a field of this node.
        """
        unknown = changes.keys() - self.__dict__.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {sorted(unknown)!r}.")
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(changes)
        return copy

    def children(self) -> Iterator[Node]:
        """Yield the nodes directly below this one, in the order of the fields."""
        for name in self.fields:
            yield from nodes_in(self.__dict__[name])


def nodes_in(value: Any) -> Iterator[Node]:
    """Yield the nodes a field's value holds: itself, or those in its (nested) tuples."""
    if isinstance(value, Node):
        yield value
    elif type(value) is tuple:
        for item in value:
            yield from nodes_in(item)
