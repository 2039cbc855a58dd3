"""UNION, INTERSECT and EXCEPT of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.errors import DatabaseError
from django.db.models.constants import LOOKUP_SEP
from django.db.models.plan.deeds import select_values
from django.db.models.plan.draft import Draft
from django.db.models.plan.layout import InstanceLayout, Reading, limit_node, without_hidden
from django.db.models.plan.order import reversed_item
from django.db.query import expressions as e
from django.db.query.fold import is_empty
from django.db.query.move import moved
from django.db.query.node import Node
from django.db.query.statements import Compound, Select


def combined(draft: Any, reading: Callable[[Any], Reading]) -> Reading:
    """Return the reading of a combination.

    Args:
        draft: of the combining query.
        reading: gives the reading of each part.
    """
    combination = draft.combination
    hidden = _order_names_outside(draft)
    parts: list[Node] = []
    layout = None
    if draft.empty:
        first_part = reading(_shaped(combination.parts[0][0], draft))
        return Reading(Select(tuple(first_part.statement.columns), where=e.Nothing()), first_part.layout)
    for position, (query, first) in enumerate(combination.parts):
        part = reading(_shaped(query, draft, hidden))
        layout = layout or part.layout
        if is_empty(part.statement):
            if combination.operator == "INTERSECT" or (combination.operator == "EXCEPT" and position == 0):
                parts = []
                break
            continue
        parts.append(moved(part.statement if hidden else without_hidden(part), shift=first))
    if hidden and layout is not None:
        widened = layout
        layout = layout._replace(columns=layout.columns[: len(layout.columns) - len(hidden)])
    else:
        widened = layout
    order = tuple(_order(draft, widened))
    limit, offset = limit_node(draft.limit), limit_node(draft.offset)
    if not parts:
        first_part = reading(_shaped(combination.parts[0][0], draft)).statement
        nothing = first_part.but(where=e.Nothing()) if isinstance(first_part, Select) else first_part
        return Reading(nothing, layout)
    operator = combination.operator + (" ALL" if combination.all else "")
    return Reading(Compound(operator, tuple(parts), order, limit, offset), layout, len(hidden))


def _order_names_outside(draft: Any) -> tuple[str, ...]:
    """Return the names in ORDER BY that values() on the combination did not choose; they are selected all the same."""
    if draft.selection is None or draft.combination.parts[0][0].selection is not None:
        return ()
    names = [name.lstrip("-+") for name in draft.order if isinstance(name, str)]
    chosen = set(draft.selection.names)
    return tuple(dict.fromkeys(name for name in names if name not in chosen))


def _shaped(query: Any, draft: Any, hidden: tuple[str, ...] = ()) -> Any:
    """Return the part with the combining query's choice of columns, where it has none of its own."""
    changes: dict[str, Any] = {}
    if draft.selection is not None and query.selection is None:
        # The names are resolved anew: the parts may be queries on different models.
        part = Draft(query)
        select_values(part, (*draft.selection.names, *hidden), ())
        return _unordered(part.frozen())
    if draft.mask != query.mask and draft.mask[0]:
        changes["mask"] = draft.mask
    return _unordered(query.but(**changes) if changes else query)


def _unordered(query: Any) -> Any:
    """Return the part without its order, unless a slice of it depends on that."""
    if query.is_sliced or query.distinct_fields:
        return query
    return query.but(order=(), default_order=False, extra_order=())


def _order(draft: Any, layout: Any) -> list[e.Order]:
    names = draft.order or (draft.opts.ordering if draft.default_order else ())
    items = []
    for name in names:
        item = _item(draft, name, layout)
        items.append(reversed_item(item) if draft.reversed else item)
    return items


def _item(draft: Any, name: Any, layout: Any) -> e.Order:
    if isinstance(name, e.Order):
        return name.but(expression=_of_expression(name.expression, layout))
    if hasattr(name, "resolve_expression"):
        part = name if hasattr(name, "descending") else name.asc()
        bare, descending = getattr(part.expression, "name", ""), part.descending
    else:
        bare, descending = name.lstrip("-+"), name.startswith("-")
    found = positions(layout, draft.opts)
    if bare not in found:
        if bare.split(LOOKUP_SEP)[0] in found and LOOKUP_SEP in bare:
            raise NotImplementedError(
                f"Ordering combined queries by transforms is not implemented. Annotate {bare!r} in each part and "
                "order by the annotation."
            )
        raise DatabaseError(
            f"ORDER BY term does not match any column in the result set. Asked for {bare!r}, found: "
            f"{', '.join(sorted(found))}."
        )
    nulls = "" if isinstance(name, str) else "first" if part.nulls_first else "last" if part.nulls_last else ""
    return e.Order(e.Keyword(str(found[bare] + 1)), descending, nulls)


def _of_expression(node: Node, layout: Any) -> Node:
    """Return the position of the column that `node` names in the combined rows."""
    if isinstance(node, e.Column):
        for position, column in enumerate(_column_names(layout)):
            if column == node.name:
                return e.Keyword(str(position + 1))
    raise DatabaseError("ORDER BY term does not match any column in the result set.")


def _column_names(layout: Any) -> list[str]:
    if isinstance(layout, InstanceLayout):
        return [field.column for field in layout.fields] + [name for name, _, _ in layout.annotations]
    return [getattr(getattr(expression, "target", None), "column", name) for name, expression in layout.columns]


def positions(layout: Any, opts: Any) -> dict[str, int]:
    """Return where each name stands among the columns."""
    found: dict[str, int] = {}
    if isinstance(layout, InstanceLayout):
        for position, field in enumerate(layout.fields):
            found[field.name] = found[field.attname] = position
        for name, _, position in layout.annotations:
            found[name] = position
    else:
        for position, (name, expression) in enumerate(layout.columns):
            found.setdefault(name, position)
            target = getattr(expression, "target", None)
            if target is not None and name in (target.name, target.attname, "pk"):
                found.setdefault(target.name, position)
                found.setdefault(target.attname, position)
    if opts.pk is not None and opts.pk.name in found:
        found["pk"] = found[opts.pk.name]
    return found
