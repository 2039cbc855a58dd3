"""What a refining step does to a Draft: one function per method of QuerySet that changes the question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models.constants import LOOKUP_SEP
from django.db.models.lowering import lower
from django.db.models.plan import filters, joins, order, paths
from django.db.models.plan.conditions import has_aggregate
from django.db.models.plan.query import Locking, Selection
from django.db.query import expressions as e
from django.db.query.node import Node

#: get() reads at most this many rows to say how many there were.
MAX_GET_RESULTS = 21


def filter_by(draft: Any, q: Any) -> None:
    """Demand a condition."""
    draft.add_where([filters.where(draft, q)])


def exclude_by(draft: Any, q: Any) -> None:
    """Demand that a condition does not hold."""
    draft.add_where([filters.where(draft, ~q)])


def filter_sticky(draft: Any, q: Any) -> None:
    """Demand a condition whose joins the next filter uses too: the relation and its filter mean the same row."""
    node, labels = filters.where_with_labels(draft, q)
    draft.add_where([node])
    draft.set(sticky=frozenset(labels))


def get_one(draft: Any, q: Any) -> None:
    """Demand a condition and read a few rows only, in any order unless a slice or DISTINCT ON depends on it.

    Its last value is how many.
    """
    draft.add_where([filters.where(draft, q)])
    if not draft.distinct_fields:
        clear_order(draft)
    limit = draft.slots.take(MAX_GET_RESULTS).index
    if draft.locking is None:
        # Not every engine can lock the rows of a slice.
        draft.set(limit=limit)


def read_first(draft: Any, backwards: bool) -> None:
    """Read the first row only, in the order there is or that of the primary key; its last value is the number 1."""
    if not draft.query.is_ordered:
        order_by(draft, ("-pk" if backwards else "pk",))
    elif backwards:
        reverse(draft)
    draft.set(limit=draft.slots.take(1).index, single=True)


def set_sliced(draft: Any, single: bool, nothing: bool, limit: Any, offset: Any) -> None:
    """Read `limit` rows after the first `offset`; None for an open end."""
    draft.set(
        limit=None if limit is None else _index(draft, limit),
        offset=None if offset is None else _index(draft, offset),
        single=single,
        empty=draft.empty or nothing,
    )


def _index(draft: Any, value: Any) -> int:
    """Return where a value stands among the query's values: that of its Slot, or of one taken now."""
    return value.index if hasattr(value, "param") else draft.slots.take(value).index


def make_empty(draft: Any) -> None:
    """Ask for no rows."""
    draft.set(empty=True)


# --- annotations ------------------------------------------------------------------------------------------------------


def annotate_shown(draft: Any, names: tuple[str, ...], *expressions: Any) -> None:
    """Add expressions under `names`, and select them."""
    annotate(draft, names, True, *expressions)


def annotate_hidden(draft: Any, names: tuple[str, ...], *expressions: Any) -> None:
    """Add expressions under `names`, for later calls to speak of."""
    annotate(draft, names, False, *expressions)


def annotate(draft: Any, names: tuple[str, ...], shown: bool, *expressions: Any) -> None:
    """Add expressions under `names`."""
    for name, expression in zip(names, expressions, strict=True):
        if type(expression).__name__ == "FilteredRelation":
            add_filtered_relation(draft, name, expression)
            continue
        add_annotation(draft, name, expression, shown=shown)
    aggregates = {
        name
        for name in names
        if name in draft.annotations and getattr(draft.annotations[name].expression, "contains_aggregate", False)
    }
    if aggregates:
        # The columns chosen by now are what this call groups by, whatever an earlier one grouped by.
        draft.set(group=True if draft.selection is None else selection_nodes(draft, aggregates))


def add_annotation(draft: Any, name: str, expression: Any, *, shown: bool = True) -> Any:
    """Resolve one expression and add it under `name`; return it resolved."""
    resolved = expression.resolve_expression(draft, allow_joins=True, reuse=None)
    draft.annotate(name, resolved, lower(resolved), shown=shown)
    selection = draft.selection
    if shown and selection is not None and ("annotation", name) not in selection.columns:
        names, columns = (*selection.names, name), (*selection.columns, ("annotation", name))
        draft.set(selection=Selection(names, columns))
    return resolved


def add_columns(draft: Any, names: tuple[str, ...], table: str, fields: tuple[Any, ...]) -> None:
    """Select columns of a table that is joined already, under names of their own."""
    label = next(source.label for source in reversed(draft.sources.values()) if source.table == table)
    for name, field in zip(names, fields, strict=True):
        column = field.get_col(label)
        draft.annotate(name, column, lower(column))


def selection_nodes(draft: Any, besides: set[str], selection: Any = None) -> tuple[Node, ...]:
    """Return the nodes of the chosen columns, which become the keys of groups."""
    nodes: list[Node] = []
    for origin, what in (selection or draft.selection).columns:
        if origin == "annotation":
            if what not in besides:
                nodes += _group_nodes(draft.annotations[what])
        elif origin == "extra":
            nodes.append(draft.extra[what])
        else:
            node = lower(what)
            nodes += node.items if isinstance(node, e.Row) else (node,)
    return tuple(nodes)


def _group_nodes(annotation: Any) -> list[Node]:
    """Return the keys of groups by an annotation's value; a nested statement is one key."""
    if isinstance(annotation.node, e.Scalar | e.Exists | e.Condition) and not has_aggregate(annotation.node):
        return [annotation.node]
    nodes = [lower(item) for item in annotation.expression.get_group_by_cols()]
    return [node for node in nodes if not has_aggregate(node)]


def add_filtered_relation(draft: Any, name: str, relation: Any) -> None:
    """Make a relation with a condition of its own known under `name`."""
    if "." in name:
        raise ValueError(f"FilteredRelation doesn't support aliases with periods (got {name!r}).")
    relation = relation.clone()
    relation.alias = name
    path = paths.find_path(relation.relation_name.split(LOOKUP_SEP), draft.opts, filtered=draft.filtered_path)
    if path.rest:
        raise ValueError(
            f"FilteredRelation's relation_name cannot contain lookups (got {relation.relation_name!r})."
        )
    for child in relation.condition.flatten():
        if hasattr(child, "_iterable_class"):
            raise ValueError("Passing a QuerySet within a FilteredRelation is not supported.")
    for look_up in _look_ups(relation.condition):
        _check_filtered_name(draft, look_up, relation.relation_name)
    draft.set(filtered={**draft.filtered, name: relation})


def _look_ups(q: Any) -> Iterator[str]:
    """Yield the names of the look-ups in a Q."""
    for child in q.children:
        if isinstance(child, tuple):
            yield child[0]
        elif hasattr(child, "children"):
            yield from _look_ups(child)


def _check_filtered_name(draft: Any, look_up: str, relation: str) -> None:
    """Refuse a look-up that leads elsewhere than the relation whose condition it is part of."""
    names, along = look_up.split(LOOKUP_SEP), relation.split(LOOKUP_SEP)
    path = paths.find_path(names, draft.opts, filtered=draft.filtered_path, choices=draft.annotation_names)
    crossed = names[: len(names) - len(path.rest)][:-1]
    for position, name in enumerate(crossed):
        if position >= len(along):
            raise ValueError(
                "FilteredRelation's condition doesn't support nested relations deeper than the relation_name "
                f"(got {look_up!r} for {relation!r})."
            )
        # Without a lookup's name the last relation may be one that the condition alone needs.
        if name != along[position] and (path.rest or position < len(crossed) - 1):
            raise ValueError(
                f"FilteredRelation's condition doesn't support relations outside the {relation!r} (got {look_up!r})."
            )


# --- columns ----------------------------------------------------------------------------------------------------------


def select_values(draft: Any, names: tuple[str, ...], added: tuple[str, ...], *expressions: Any) -> None:
    """Choose columns (all of them when nothing is named) instead of instances."""
    before = draft.selection
    draft.set(related=False, mask=(frozenset(), True))
    for name, expression in zip(added, expressions, strict=True):
        draft.set(selection=None)
        add_annotation(draft, name, expression)
    wanted = names
    if not wanted:
        wanted = tuple(field.attname for field in draft.opts.concrete_fields)
        wanted = (*draft.extra, *wanted, *draft.shown_annotations())
    columns = tuple(_column(draft, name) for name in wanted)
    draft.set(selection=Selection(tuple(wanted), columns))
    draft.set(shown=frozenset(what for origin, what in columns if origin == "annotation"))
    aggregates = any(getattr(draft.annotations[name].expression, "contains_aggregate", False) for name in added)
    if aggregates:
        # The expressions of the first values() annotate rows of the model; later ones those of the chosen columns.
        draft.set(group=True if before is None else selection_nodes(draft, set(added), before))


def _column(draft: Any, name: str) -> tuple[str, Any]:
    if name in draft.extra:
        return "extra", name
    if name in draft.annotations:
        return "annotation", name
    parts = name.split(LOOKUP_SEP)
    annotation, rest = draft.find_annotation(parts)
    if annotation is None:
        path = paths.find_path(
            parts, draft.opts, filtered=draft.filtered_path, choices=lambda: [*draft.annotation_names(), *draft.extra]
        )
        label, targets = joins.connect(draft, path, None)
        column = draft.column(label, targets, _values_field(path, targets))
        rest = list(path.rest)
        if rest and path.field.is_relation and column.get_transform(rest[0]) is None:
            raise paths.unknown_name(rest[0], path.infos[-1].to_opts)
    else:
        column = draft.annotations[annotation].expression
    for position, part in enumerate(rest, len(parts) - len(rest)):
        try:
            column = draft.transformed(column, part)
        except FieldError:
            raise FieldError(
                f"Cannot resolve keyword {part!r} into field. Join on {parts[position - 1]!r} not permitted."
            ) from None
    return "field", column


def _values_field(path: paths.Path, targets: Any) -> Any:
    """A relation's value is its target column's value."""
    return targets[0] if len(targets) == 1 else path.field


def select_related(draft: Any, names: tuple[str, ...] | None) -> None:
    """Bring related objects along: the named ones; all that can't be missing for (); none for None."""
    if names is None:
        draft.set(related=False)
        return
    if not names:
        draft.set(related=True)
        return
    tree = _copied(draft.related) if isinstance(draft.related, dict) else {}
    for name in names:
        branch = tree
        for part in name.split(LOOKUP_SEP):
            branch = branch.setdefault(part, {})
    draft.set(related=tree)


def _copied(tree: dict[str, Any]) -> dict[str, Any]:
    return {name: _copied(below) for name, below in tree.items()}


def defer(draft: Any, names: tuple[str, ...] | None) -> None:
    """Leave these fields out (None: none any more)."""
    if names is None:
        draft.set(mask=(frozenset(), True))
        return
    before, deferred = draft.mask
    if deferred:
        draft.set(mask=(before | set(names), True))
        return
    left = before - set(names)
    draft.set(mask=(left, False) if left else (frozenset(names) - before, True))


def only(draft: Any, names: tuple[str, ...]) -> None:
    """Load these fields only."""
    before, deferred = draft.mask
    pk = draft.opts.pk.name
    wanted = {pk if name == "pk" else name for name in names}
    draft.set(mask=(frozenset(wanted - before if deferred else wanted), False))


# --- order, distinct, locking -----------------------------------------------------------------------------------------


def order_by(draft: Any, names: tuple[str | None, ...], *expressions: Any) -> None:
    """Replace the order; None among the names stands for the next expression."""
    resolved: list[Any] = []
    rest = iter(expressions)
    for name in names:
        item = next(rest) if name is None else name
        if isinstance(item, str):
            if draft.combination is None:
                order.check_order_name(draft, item)
            resolved.append(item)
        elif hasattr(item, "resolve_expression"):
            if getattr(item, "contains_aggregate", False):
                raise FieldError(
                    f"Using an aggregate in order_by() without also including it in annotate() is not allowed: {item}"
                )
            if draft.combination is not None:
                resolved.append(item)
            else:
                resolved += order.expression_items(draft, item)
        else:
            raise FieldError(f"Invalid order_by arguments: {item!r}. Give names of fields, '?' or expressions.")
    draft.set(order=tuple(resolved), default_order=False, extra_order=())


def clear_order(draft: Any) -> None:
    """Forget any order, the model's included."""
    draft.set(order=(), default_order=False, extra_order=())


def bare(draft: Any) -> None:
    """Read the rows alone: unlocked, in no order, without related objects."""
    clear_order(draft)
    draft.set(locking=None, related=False)


def reverse(draft: Any) -> None:
    """Turn the order around, also one that is said later."""
    draft.set(reversed=not draft.reversed)


def distinct(draft: Any, names: tuple[str, ...]) -> None:
    """Drop equal rows, or keep the first row for each value of `names`."""
    draft.set(distinct=True, distinct_fields=names)


def lock(draft: Any, nowait: bool, skip_locked: bool, no_key: bool, of: tuple[str, ...]) -> None:
    """Lock the rows read until the transaction ends."""
    if nowait and skip_locked:
        raise ValueError("The nowait option cannot be used with skip_locked.")
    draft.set(locking=Locking(nowait, skip_locked, no_key, of))


# --- extra ------------------------------------------------------------------------------------------------------------


def extra(
    draft: Any, select: tuple[Any, ...], where: tuple[Any, ...], tables: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Add SQL of the caller's own: (name, Raw) pairs to select, Raw conditions, tables, an order."""
    if select:
        draft.set(extra={**draft.extra, **dict(select)})
    if where:
        draft.add_where(where)
    if tables:
        draft.set(extra_tables=(*draft.extra_tables, *tables))
    if names:
        draft.set(extra_order=names)


def require_field(opts: Any, name: str) -> Any:
    """Return the field called `name`, or raise what a query raises for an unknown name."""
    try:
        return opts.get_field(opts.pk.name if name == "pk" else name)
    except FieldDoesNotExist:
        raise paths.unknown_name(name, opts) from None
