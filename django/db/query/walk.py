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
        if current.nested:
            stack += reversed(current.children())


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with `change` applied to every node, children first; untouched parts are shared."""
    changes = None
    for name in node.nested:
        value = node.__dict__[name]
        if isinstance(value, Node):
            new: Any = transform(value, change)
        elif value.__class__ is tuple and value:
            new = _transform_items(value, change)
        else:
            continue
        if new is not value:
            changes = changes or {}
            changes[name] = new
    return change(node.but(**changes) if changes else node)


def _transform_items(items: tuple[Any, ...], change: Callable[[Node], Node]) -> tuple[Any, ...]:
    changed = None
    for position, item in enumerate(items):
        if isinstance(item, Node):
            new: Any = transform(item, change)
        elif item.__class__ is tuple:
            new = _transform_items(item, change)
        else:
            continue
        if new is not item:
            changed = changed or list(items)
            changed[position] = new
    return items if changed is None else tuple(changed)
