"""Which tables a statement reads and which it writes."""

from __future__ import annotations

from django.db.query.node import Node
from django.db.query.sources import Table
from django.db.query.statements import Delete, Insert, Update
from django.db.query.walk import walk


def reads(statement: Node) -> frozenset[str]:
    """Return the names of all tables the statement reads, those of nested statements included."""
    return frozenset(node.name for node in walk(statement) if isinstance(node, Table))


def writes(statement: Node) -> frozenset[str]:
    """Return the names of all tables the statement writes."""
    return frozenset(node.table for node in walk(statement) if isinstance(node, Insert | Update | Delete))
