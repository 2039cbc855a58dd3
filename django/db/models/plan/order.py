"""ORDER BY: from names and expressions to nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import ordering
from django.db.models.lowering import lower
from django.db.models.plan import joins, paths
from django.db.query import expressions as e
from django.db.query.node import Node


def order_items(draft: Any) -> list[e.Order]:
    """Return the items of ORDER BY, each expression once."""
    items: list[e.Order] = []
    for item in _wanted(draft):
        if draft.reversed:
            item = reversed_item(item)
        if all(item.expression != other.expression for other in items):
            items.append(item)
    return items


def is_ordered_by_model(draft: Any) -> bool:
    """Tell whether the order comes from the model's Meta.ordering only."""
    return not draft.extra_order and not draft.order and bool(draft.default_order and draft.opts.ordering)


def _wanted(draft: Any) -> Iterator[e.Order]:
    if draft.extra_order:
        names: Any = draft.extra_order
    elif draft.order:
        names = draft.order
    elif draft.default_order and draft.opts.ordering:
        names = draft.opts.ordering
    else:
        return
    for name in names:
        yield from _items(draft, name)


def reversed_item(item: e.Order) -> e.Order:
    """Return the item in the other direction."""
    nulls = {"first": "last", "last": "first"}.get(item.nulls, "")
    return item.but(descending=not item.descending, nulls=nulls)


def _items(draft: Any, item: Any) -> Iterator[e.Order]:
    if isinstance(item, e.Order):
        yield item
    elif hasattr(item, "resolve_expression"):
        yield from expression_items(draft, item)
    else:
        yield from _named(draft, item)


def expression_items(draft: Any, expression: Any) -> Iterator[e.Order]:
    """Yield the items for an expression of the user's (`F("x").desc()`, `Lower("x")`), one per column of a key."""
    if not isinstance(expression, ordering.OrderBy):
        expression = expression.asc()
    item = lower(expression.resolve_expression(draft))
    row = getattr(item, "expression", None)
    for part in row.items if isinstance(row, e.Row) else ():
        yield item.but(expression=part)
    if not isinstance(row, e.Row):
        yield item


def _named(draft: Any, name: str) -> Iterator[e.Order]:
    if name == "?":
        yield e.Order(e.Call("random"))
        return
    bare, descending = name.lstrip("-+"), name.startswith("-")
    annotation, rest = draft.find_annotation(bare.split(LOOKUP_SEP))
    if annotation is not None:
        yield e.Order(of_annotation(draft, annotation, rest), descending)
    elif bare in draft.extra:
        yield e.Order(e.Column("", bare) if draft.shows_extra(bare) else draft.extra[bare], descending)
    elif "." in bare and not _begins_with_field(draft, bare):
        label, column = bare.split(".", 1)
        yield e.Order(e.Column(label, column), descending)
    else:
        yield from _path_items(draft, bare, descending, draft.opts, draft.base_label, frozenset())


def _begins_with_field(draft: Any, name: str) -> bool:
    """Whether a name with a dot in it is a path after all, to a key of a document with a dot in it."""
    return name.partition(LOOKUP_SEP)[0] in {field.name for field in draft.opts.get_fields()}


def of_annotation(draft: Any, name: str, rest: list[str]) -> Node:
    """Return the name of a selected annotation, or what it stands for (under transforms)."""
    annotation = draft.annotations[name]
    if rest:
        expression = annotation.expression
        for part in rest:
            expression = draft.transformed(expression, part)
        return lower(expression)
    shown = draft.shows(name) and (draft.selection is None or name in draft.selection.names)
    return e.Column("", name) if shown else annotation.node


def _path_items(
    draft: Any, name: str, descending: bool, opts: Any, label: str, seen: frozenset[Any]
) -> Iterator[e.Order]:
    parts = name.split(LOOKUP_SEP)
    filtered = draft.filtered_path if label == draft.base_label else None
    path = paths.find_path(parts, opts, filtered=filtered, choices=draft.annotation_names)
    if _orders_by_related(path, parts, opts):
        yield from _related_items(draft, path, descending, label, seen)
        return
    end, targets = joins.connect(draft, path, None, start=label)
    node = lower(draft.column_under(end, targets, path))
    for item in node.items if isinstance(node, e.Row) else (node,):
        yield e.Order(item, descending)


def _orders_by_related(path: paths.Path, parts: list[str], opts: Any) -> bool:
    """Ordering by a relation means the order of the related model, unless its column is named."""
    if not path.field.is_relation or path.rest or not path.infos:
        return False
    last = parts[-1]
    return bool(path.infos[-1].to_opts.ordering) and last != "pk" and last != getattr(path.field, "attname", None)


def _related_items(
    draft: Any, path: paths.Path, descending: bool, label: str, seen: frozenset[Any]
) -> Iterator[e.Order]:
    end, _ = joins.connect(draft, path, None, start=label, trim=False)
    key = (path.field, end if len(path.infos) == 0 else path.field)
    if key in seen:
        raise FieldError(
            f"Infinite loop caused by ordering. Meta.ordering of {path.field.model._meta.label} comes back to "
            f"{path.field.name!r}: name a column of the related model there, or order_by() something else."
        )
    opts = path.infos[-1].to_opts
    for item in opts.ordering:
        yield from _related_item(draft, item, descending, opts, end, seen | {key})


def _related_item(
    draft: Any, item: Any, descending: bool, opts: Any, label: str, seen: frozenset[Any]
) -> Iterator[e.Order]:
    if hasattr(item, "resolve_expression"):
        part = item if isinstance(item, ordering.OrderBy) else item.asc()
        name = getattr(part.expression, "name", None)
        if name is None:
            found = [lower(part.resolve_expression(draft.seen_from(opts.model, label)))]
        else:
            found = [
                order.but(descending=order.descending != part.descending, nulls=_nulls(part))
                for order in _path_items(draft, name, False, opts, label, seen)
            ]
        yield from (reversed_item(order) if descending else order for order in found)
        return
    bare = item.lstrip("-+")
    yield from _path_items(draft, bare, descending != item.startswith("-"), opts, label, seen)


def _nulls(part: ordering.OrderBy) -> str:
    return "first" if part.nulls_first else "last" if part.nulls_last else ""


def check_order_name(draft: Any, name: str) -> None:
    """Refuse a name that cannot be ordered by.

    Raises:
        FieldError: it is neither a field, a path, an annotation nor a selected extra.
    """
    bare = name.lstrip("-+")
    annotation, rest = draft.find_annotation(bare.split(LOOKUP_SEP))
    if annotation is not None:
        of_annotation(draft, annotation, rest)
        return
    if bare == "?" or bare in draft.extra or (draft.extra_tables and "." in bare):
        return
    path = paths.find_path(
        bare.split(LOOKUP_SEP), draft.opts, filtered=draft.filtered_path, choices=draft.annotation_names
    )
    if path.rest:
        draft.column_under(draft.base_label, path.targets, path)
