"""A tree of conditions: children joined by a connector, perhaps negated. ``Q`` is one."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, Self

from django.utils.hashable import make_hashable


class Node:
    """Children, the connector that joins them, and whether the whole is negated."""

    default = "DEFAULT"

    def __init__(self, children: Iterable[Any] | None = None, connector: str | None = None, negated: bool = False):
        self.children: list[Any] = [] if children is None else list(children)
        self.connector = connector or self.default
        self.negated = negated

    @classmethod
    def create(
        cls, children: Iterable[Any] | None = None, connector: str | None = None, negated: bool = False
    ) -> Self:
        """Make a node of this class, without the ``__init__`` of a subclass that takes other arguments."""
        node = cls.__new__(cls)
        Node.__init__(node, children, connector, negated)
        return node

    def __str__(self) -> str:
        inside = f"({self.connector}: {', '.join(map(str, self.children))})"
        return f"(NOT {inside})" if self.negated else inside

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def __copy__(self) -> Self:
        node = self.create(connector=self.connector, negated=self.negated)
        # The list is shared: whoever wants it apart copies deeply.
        node.children = self.children
        return node

    copy = __copy__

    def __deepcopy__(self, memodict: dict[int, Any]) -> Self:
        node = self.create(connector=self.connector, negated=self.negated)
        node.children = copy.deepcopy(self.children, memodict)
        return node

    def __len__(self) -> int:
        return len(self.children)

    def __bool__(self) -> bool:
        return bool(self.children)

    def __contains__(self, other: object) -> bool:
        return other in self.children

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        assert isinstance(other, Node)
        mine = (self.connector, self.negated, self.children)
        return mine == (other.connector, other.negated, other.children)

    def __hash__(self) -> int:
        return hash((type(self), self.connector, self.negated, *make_hashable(self.children)))

    def add(self, data: Any, conn_type: str) -> Any:
        """Join ``data`` to this node by ``conn_type``, in place; return what now holds it.

        With another connector than the present one, all that was here moves one level down first; a negation then
        stands on both levels, as programs written for this interface have come to expect.
        """
        if conn_type != self.connector:
            lowered = self.copy()
            self.connector = conn_type
            self.children = [lowered, data]
            return data
        if self._absorbs(data):
            self.children.extend(data.children)
            return self
        self.children.append(data)
        return data

    def _absorbs(self, data: Any) -> bool:
        """Whether the children of ``data`` can stand here themselves without changing the meaning."""
        if not isinstance(data, Node) or data.negated:
            return False
        return data.connector == self.connector or len(data.children) == 1

    def negate(self) -> None:
        """Turn the whole into its opposite, in place."""
        self.negated = not self.negated
