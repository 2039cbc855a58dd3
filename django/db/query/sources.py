"""Where rows come from: tables, derived tables, joins. A `label` is a source's name inside its statement."""

from __future__ import annotations

from django.db.query.node import Node

INNER = "INNER JOIN"
LEFT = "LEFT OUTER JOIN"
CROSS = "CROSS JOIN"


class Table(Node):
    """A table (its name as stored, unquoted) under a label; `label == name` needs no AS."""

    name: str
    label: str


class Derived(Node):
    """A statement used as a table."""

    statement: Node
    label: str


class Join(Node):
    """A further source: `kind source ON condition`; a CROSS join has no condition."""

    kind: str
    source: Node
    on: Node | None = None
