"""Prepared: a tree that will be run many times, compiled once for each engine that runs it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.db.query.expressions import Nothing
from django.db.query.node import Node
from django.db.query.statements import Compound, Delete, Select, Update


class Prepared:
    """A statement's tree with its compiled forms, one per engine. Changes by being compiled only.

    Args:
        tree: the statement.
    """

    __slots__ = ("tree", "is_empty", "forms")

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        #: It is known to touch no row, so it need not be sent anywhere.
        self.is_empty = touches_nothing(tree)
        #: The compiled statement by the key of its engine.
        self.forms: dict[Hashable, Any] = {}

    @property
    def weight(self) -> int:
        """How many things it holds, for caches that bound their size."""
        return 1 + len(self.forms)

    def form(self, connection: Any) -> Any:
        """Return the statement compiled for a connection's engine.

        Raises:
            EmptyResultSet: an expression of the user's own says it can match nothing.
        """
        try:
            return self.forms[connection.engine_key]
        except KeyError:
            compiled = connection.compiler().statement(self.tree)
            self.forms[connection.engine_key] = compiled
            return compiled

    def __repr__(self) -> str:
        return f"<Prepared {self.tree!r}>"


def touches_nothing(tree: Node) -> bool:
    """Tell whether a statement is known to touch no row.

    An aggregate over no rows still gives one row: whoever prepares such a SELECT decides what it is.
    """
    if isinstance(tree, Select):
        return isinstance(tree.where, Nothing) or isinstance(tree.having, Nothing)
    if isinstance(tree, Update | Delete):
        return isinstance(tree.where, Nothing)
    if isinstance(tree, Compound):
        return all(touches_nothing(part) for part in tree.parts)
    return False
