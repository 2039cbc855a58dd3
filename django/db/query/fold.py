"""Fold: a tree says the same with less. Conditions that always or never hold rise as far as they can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.db.query.statements import Compound, Delete, Insert, Select, Update
from django.db.query.walk import transform

EVERYTHING = nodes.Everything()
NOTHING = nodes.Nothing()


def fold(node: Node, decide: Callable[[Node], Node] | None = None) -> Node:
    """Return the simplified tree; what cannot be simplified is shared with the one given.

    Args:
        node: the tree.
        decide: what is done to each node before it is simplified.
    """
    if isinstance(node, Insert) and _has_values_only(node):
        return node
    return transform(node, _fold_one if decide is None else lambda part: _fold_one(decide(part)))


def _has_values_only(insert: Insert) -> bool:
    """Say whether there is nothing to fold in the rows, of which there may be thousands."""
    return all(type(item) in (nodes.Param, nodes.Literal) for row in insert.rows for item in row)


def is_empty(statement: Node) -> bool:
    """Say whether a folded statement is known to yield, change or remove no row.

    An aggregate over no rows still yields one, so a SELECT of aggregates without GROUP BY is not empty.
    """
    if isinstance(statement, Compound):
        if statement.operator == "EXCEPT":
            return is_empty(statement.parts[0])
        return (any if statement.operator == "INTERSECT" else all)(map(is_empty, statement.parts))
    if isinstance(statement, Select):
        if statement.having == NOTHING or statement.limit == nodes.Keyword("0"):
            return True
        return statement.where == NOTHING and (bool(statement.group) or not _has_aggregate(statement))
    return isinstance(statement, Update | Delete) and statement.where == NOTHING


def _has_aggregate(select: Select) -> bool:
    if select.having is not None:
        return True
    return any(_aggregates(output.expression) for output in select.columns)


def _aggregates(node: Node) -> bool:
    """Say whether the node is made of an aggregate of this query; a user's expression may hide one."""
    if isinstance(node, nodes.Aggregate):
        return True
    if isinstance(node, nodes.Opaque | nodes.Raw):
        return not isinstance(node, nodes.Opaque) or bool(getattr(node.expression, "contains_aggregate", True))
    if isinstance(node, nodes.Over):
        return False
    if isinstance(node, nodes.Scalar | nodes.Exists):
        return False
    return any(_aggregates(child) for child in node.children())


def _fold_one(node: Node) -> Node:
    folder = _FOLDERS.get(type(node))
    return node if folder is None else folder(node)


def _fold_all(node: nodes.All) -> Node:
    return _fold_logic(node, nodes.All, EVERYTHING, NOTHING)


def _fold_any(node: nodes.Any_) -> Node:
    return _fold_logic(node, nodes.Any_, NOTHING, EVERYTHING)


def _fold_logic(node: Any, kind: type, neutral: Node, deciding: Node) -> Node:
    """Flatten `kind` in `kind`; drop the neutral items; one deciding item decides."""
    items: list[Node] = []
    for item in node.items:
        if item == deciding:
            return deciding
        if isinstance(item, kind):
            items.extend(item.items)  # type: ignore[attr-defined]
        elif item != neutral:
            items.append(item)
    if not items:
        return neutral
    if len(items) == 1:
        return items[0]
    return node if len(items) == len(node.items) else kind(tuple(items))


def _fold_odd(node: nodes.OddOf) -> Node:
    """Items that never hold do not count; each one that always holds turns the meaning round.

    One item left is not the same as that item: counting makes "unknown" a no.
    """
    items = tuple(item for item in node.items if item not in (EVERYTHING, NOTHING))
    turned = node.items.count(EVERYTHING) % 2 == 1
    if len(items) == len(node.items) and items:
        return node
    if not items:
        return EVERYTHING if turned else NOTHING
    return nodes.Not(nodes.OddOf(items)) if turned else nodes.OddOf(items)


def _fold_not(node: nodes.Not) -> Node:
    if node.item == NOTHING:
        return EVERYTHING
    if node.item == EVERYTHING:
        return NOTHING
    return node


def _fold_members(node: nodes.Members) -> Node:
    if isinstance(node.right, tuple):
        return node if node.right else NOTHING
    if isinstance(node.right, Select | Compound) and is_empty(node.right):
        return NOTHING
    return node


def _fold_exists(node: nodes.Exists) -> Node:
    return NOTHING if is_empty(node.select) else node


def _fold_scalar(node: nodes.Scalar) -> Node:
    return nodes.Null() if not node.template and is_empty(node.select) else node


def _fold_case(node: nodes.Case) -> Node:
    whens: list[tuple[Node, Node]] = []
    default = node.default
    for condition, value in node.whens:
        if condition == EVERYTHING:
            default = value
            break
        if condition != NOTHING:
            whens.append((condition, value))
    if not whens:
        return default
    return node if len(whens) == len(node.whens) else node.but(whens=tuple(whens), default=default)


def _fold_aggregate(node: nodes.Aggregate) -> Node:
    return node.but(where=None) if node.where == EVERYTHING else node


def _fold_select(node: Select) -> Node:
    changes: dict[str, Any] = {}
    if node.where == EVERYTHING:
        changes["where"] = None
    if node.having == EVERYTHING:
        changes["having"] = None
    # What was found to be NULL tells no groups apart, and some engines refuse it; without any key there are no groups.
    keys = tuple(key for key in node.group if not isinstance(key, nodes.Null))
    if keys and len(keys) < len(node.group):
        changes["group"] = keys
    return node.but(**changes) if changes else node


def _fold_where(node: Any) -> Node:
    return node.but(where=None) if node.where == EVERYTHING else node


def _fold_compound(node: Compound) -> Node:
    """Drop the parts that yield nothing, where leaving them out says the same."""
    if node.operator not in ("UNION", "UNION ALL") or not any(map(is_empty, node.parts)):
        return node
    kept = tuple(part for part in node.parts if not is_empty(part))
    if len(kept) > 1:
        return node.but(parts=kept)
    if not kept:
        return node
    part = kept[0] if node.operator == "UNION ALL" else _without_duplicates(kept[0])
    if part is None:
        return node
    return node.but(parts=(part,)) if node.order or node.limit or node.offset else part


def _without_duplicates(part: Node) -> Node | None:
    """Return a lone part of a UNION as a SELECT DISTINCT, or None where DISTINCT would mean something else."""
    if not isinstance(part, Select):
        return part if isinstance(part, Compound) and part.operator == "UNION" else None
    if part.limit is not None or part.offset is not None or part.distinct_on or part.lock is not None:
        return None
    return part.but(distinct=True)


_FOLDERS: dict[type, Callable[[Any], Node]] = {
    nodes.All: _fold_all,
    nodes.Any_: _fold_any,
    nodes.OddOf: _fold_odd,
    nodes.Not: _fold_not,
    nodes.Members: _fold_members,
    nodes.Exists: _fold_exists,
    nodes.Scalar: _fold_scalar,
    nodes.Case: _fold_case,
    nodes.Aggregate: _fold_aggregate,
    Select: _fold_select,
    Update: _fold_where,
    Delete: _fold_where,
    Compound: _fold_compound,
}
