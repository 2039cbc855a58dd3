"""The only traversal code: visit every node, rebuild a tree with some nodes replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.query.node import Node


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything below it, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(current.children())))


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with `change` applied to every node, children first; untouched parts are shared."""
    changes = {}
    for name, value in node.__dict__.items():
        new = _transform_value(value, change)
        if new is not value:
            changes[name] = new
    return change(node.but(**changes) if changes else node)


def _transform_value(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, Node):
        return transform(value, change)
    if type(value) is tuple:
        items = tuple(_transform_value(item, change) for item in value)
        if any(new is not old for new, old in zip(items, value, strict=True)):
            return items
    return value
