"""Node: the frozen piece every tree is made of.

A node is a frozen dataclass whose fields hold scalars, other nodes, or tuples of nodes. One way exists to change it:
`but(**changes)`, which gives a changed copy. Dataclass equality compares by value, so two trees are equal when they say
the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Node:
    """One piece of a tree."""

    def but(self, **changes: Any) -> Self:
        """Return a copy with `changes` applied.

        Args:
            changes: field name to new value.

        Raises:
            TypeError: a name is not a field of this node.
        """
        unknown = changes.keys() - self.__dataclass_fields__.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {sorted(unknown)!r}.")
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(changes)
        return copy

    def children(self) -> Iterator[Node]:
        """Yield the nodes directly below this one, in the order of the fields."""
        for value in self.__dict__.values():
            yield from nodes_in(value)


def nodes_in(value: Any) -> Iterator[Node]:
    """Yield the nodes a field's value holds: itself, or those in its (nested) tuples."""
    if isinstance(value, Node):
        yield value
    elif type(value) is tuple:
        for item in value:
            yield from nodes_in(item)
