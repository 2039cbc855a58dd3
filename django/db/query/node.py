"""Node: the frozen piece every tree is made of.

A node's fields are its annotations, in order, with class attributes as defaults; they hold scalars, other nodes, or
tuples of nodes. One way exists to change it: `but(**changes)`, which gives a changed copy. Equality compares by value:
two trees are equal when they say the same thing.

Nodes are made by the statement while a question is new, not once per row, so one constructor serves all classes; the
standard library's dataclasses would generate several functions for each of sixty classes at import.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform

#: Annotations of fields that hold no nodes.
_SCALARS = frozenset({"str", "str | None", "int", "int | None", "bool", "bool | None", "tuple[str, ...]"})


@dataclass_transform(frozen_default=True)
class Node:
    """One piece of a tree."""

    #: The names of the fields, in order.
    fields: ClassVar[tuple[str, ...]] = ()
    #: The names of those that may hold nodes: all but the ones whose annotation is a scalar.
    nested: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        annotations = cls.__dict__.get("__annotations__", {})
        own = [name for name in annotations if name not in cls.fields]
        cls.fields = (*cls.fields, *own)
        cls.nested = (*cls.nested, *[name for name in own if annotations[name] not in _SCALARS])
        cls._defaults = {name: getattr(cls, name) for name in cls.fields if hasattr(cls, name)}
        cls._names = frozenset(cls.fields)

    _defaults: ClassVar[dict[str, Any]] = {}
    _names: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        values, names = self.__dict__, self.fields
        if not kwargs and len(args) == len(names):
            values.update(zip(names, args, strict=True))
            return
        values.update(self._defaults)
        values.update(kwargs)
        values.update(zip(names, args, strict=False))
        if values.keys() != self._names or len(args) + len(kwargs) > len(names):
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

    def children(self) -> list[Node]:
        """Return the nodes directly below this one, in the order of the fields."""
        found: list[Node] = []
        for name in self.nested:
            value = self.__dict__[name]
            if isinstance(value, Node):
                found.append(value)
            elif value.__class__ is tuple:
                add_nodes_in(value, found)
        return found


def add_nodes_in(items: tuple[Any, ...], found: list[Node]) -> None:
    """Append the nodes of a tuple, and of the tuples in it, to `found`."""
    for item in items:
        if isinstance(item, Node):
            found.append(item)
        elif item.__class__ is tuple:
            add_nodes_in(item, found)
