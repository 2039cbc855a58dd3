"""Order things so that each comes behind what it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")
Graph = Mapping[T, Iterable[T]]


class CyclicDependencyError(ValueError):
    """Things depend on each other in a circle."""


def topological_sort_as_sets(dependency_graph: Graph[T]) -> Iterator[set[T]]:
    """Yield sets of nodes, each depending only on nodes of the sets before.

    Args:
        dependency_graph: the nodes, each with those it depends on, all of them nodes themselves.

    Raises:
        CyclicDependencyError: some nodes can never come.
    """
    waiting = {node: set(needs) for node, needs in dependency_graph.items()}
    while waiting:
        free = {node for node, needs in waiting.items() if not needs}
        if not free:
            stuck = ", ".join(repr(node) for node in waiting)
            raise CyclicDependencyError(f"Cyclic dependency in graph: {stuck}")
        yield free
        waiting = {node: needs - free for node, needs in waiting.items() if node not in free}


def stable_topological_sort(nodes: Iterable[T], dependency_graph: Graph[T]) -> list[T]:
    """Return the nodes in that order, and among those of one set in the order in which they were given."""
    given = list(nodes)
    return [node for layer in topological_sort_as_sets(dependency_graph) for node in given if node in layer]
