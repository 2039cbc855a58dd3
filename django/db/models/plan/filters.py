"""Q trees and look-ups become conditions.

A filter's leaf is `name__lookup=value`. Its name is followed to a column (joining what lies between), its value is made
ready, and the lookup of the column's type says what to compare. Below a negation, a path that may meet several rows
becomes EXISTS, so that `exclude()` means "has none", and a comparison of a nullable column also demands that it is not
NULL, so that rows where the comparison is unknown are kept.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db.errors import NotSupportedError
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions.references import Ref
from django.db.models.lowering import kind_of_field, lower_condition
from django.db.models.plan import joins, paths, related_values
from django.db.models.plan.conditions import all_of
from django.db.models.plan.tables import tables
from django.db.query import expressions as e
from django.db.query.node import Node
from django.db.query.statements import Output, Select
from django.utils.record import Record


class Context(Record):
    """Where in the tree of conditions a leaf stands."""

    allow_joins: bool = True
    reuse: set[str] | None = None
    summarize: bool = False
    below_not: bool = False  # some negation above
    negated: bool = False  # an odd number of them
    split: bool = True  # a path to many rows below a negation becomes EXISTS
    check: bool = True  # must be filterable


def condition(draft: Any, q: Any, **context: Any) -> Node:
    """Return the condition that `q`, a part of an expression, states about the row the expression is computed for."""
    node = _branch(draft, q, Context(split=False, **context))
    return e.Everything() if node is None else node


def where(draft: Any, q: Any) -> Node:
    """Return the condition of one filter() call: paths to many rows share their joins inside `q` only."""
    return where_with_labels(draft, q)[0]


def where_with_labels(draft: Any, q: Any) -> tuple[Node, set[str]]:
    """Return the condition of one filter() call and the labels it used."""
    # A join for many rows that was made by an annotation or an earlier filter() is not this call's.
    reuse = set(draft.sticky)
    node = _branch(draft, q, Context(reuse=reuse))
    return (e.Everything() if node is None else node), reuse


def relation_condition(draft: Any, filtered: Any, label: str) -> Node:
    """Return the condition a FilteredRelation puts on its own join."""
    reuse = {label}
    while (parent := draft.sources[label].parent) is not None:
        reuse.add(parent)
        label = parent
    before, draft.renaming = draft.renaming, (filtered.relation_name, filtered.alias)
    node = _branch(draft, filtered.condition, Context(reuse=reuse, split=False))
    draft.renaming = before
    return e.Everything() if node is None else node


def _branch(draft: Any, q: Any, context: Context) -> Node | None:
    """Return the condition of a branch; None for an empty one, which says nothing, negated or not."""
    if not hasattr(q, "connector"):
        return _item(draft, q, context)
    if q.negated:
        context = context._replace(below_not=True, negated=not context.negated)
    nodes = [_item(draft, child, context) for child in q.children]
    node = _connected(q.connector, [node for node in nodes if node is not None])
    return e.Not(node) if q.negated and node is not None else node


def _connected(connector: str, nodes: list[Node]) -> Node | None:
    if not nodes:
        return None
    if len(nodes) == 1:
        return nodes[0]
    return {"AND": e.All, "OR": e.Any_, "XOR": e.OddOf}[connector](tuple(nodes))


def _item(draft: Any, item: Any, context: Context) -> Node | None:
    if hasattr(item, "connector") and hasattr(item, "children"):
        return _branch(draft, item, context)
    if isinstance(item, tuple | list):
        name, value = item
        return _leaf(draft, name, value, context)
    if hasattr(item, "resolve_expression"):
        return _expression(draft, item, context)
    item = getattr(item, "value", item)
    if isinstance(item, dict):
        raise FieldError("Cannot parse keyword query as dict. Give the look-ups as keywords: filter(**look_ups).")
    raise TypeError(f"Cannot filter against {item!r}. Give look-ups as keywords, Q objects or conditional expressions.")


def _expression(draft: Any, expression: Any, context: Context) -> Node:
    if not getattr(expression, "conditional", False):
        raise TypeError(
            f"Cannot filter against a non-conditional expression. {expression!r} is no condition: compare it with "
            "something, or annotate() it and filter by its name."
        )
    resolved = expression.resolve_expression(
        draft, allow_joins=context.allow_joins, reuse=context.reuse, summarize=context.summarize
    )
    check_filterable(resolved)
    return lower_condition(resolved)


def _leaf(draft: Any, name: str, value: Any, context: Context) -> Node:
    name = draft.renamed(name)
    if not name:
        raise FieldError(f"Cannot parse keyword query {name!r}")
    annotation, rest = draft.find_annotation(name.split(LOOKUP_SEP))
    if annotation is not None:
        left = draft.resolve_ref(annotation, context.allow_joins, context.reuse, context.summarize)
        if type(left) is Ref:
            # The expression behind the name may have look-ups of its own, as a key of a document has.
            left = left.source
        value = _value(draft, value, context, None)
        return _comparison(draft, rest, left, value)[0]
    path = paths.find_path(
        name.split(LOOKUP_SEP), draft.opts, filtered=draft.filtered_path, choices=draft.annotation_names
    )
    if not context.allow_joins and path.infos and paths.trimmed(path)[0]:
        raise FieldError(
            f"Joined field references are not permitted in this query: {name!r} needs a join. "
            "Use Subquery() or Exists()."
        )
    _check_relation(draft, path, value)
    if context.below_not and context.split and path.many_at is not None:
        if any(info.filtered_relation for info in path.infos):
            return _filtered_exists(draft, path, value, context)
        return _exists_leaf(draft, path, value, context)
    return _path_leaf(draft, path, value, context)


def _check_relation(draft: Any, path: paths.Path, value: Any) -> None:
    if path.field.is_relation and path.infos and not path.rest[:-1]:
        related_values.check_related_value(value, path.infos[-1].to_opts)


def _path_leaf(draft: Any, path: paths.Path, value: Any, context: Context) -> Node:
    label, targets = joins.connect(draft, path, context.reuse)
    return _leaf_at(draft, path, label, targets, _value(draft, value, context, path), context)


def _leaf_at(draft: Any, path: paths.Path, label: str, targets: Any, value: Any, context: Context) -> Node:
    """Return the leaf on the columns that stand at `label`; its value is made ready."""
    left = draft.column(label, targets, path.field)
    node, name, right = _comparison(draft, list(path.rest), left, value)
    if not context.negated or right is None or (name == "isnull" and right is not False):
        return node
    return _known(draft, node, name, label, targets, right)


def _known(draft: Any, node: Node, name: str, label: str, targets: Any, right: Any) -> Node:
    """Return `node` made false where it would be unknown, so that its negation keeps those rows."""
    demands: list[Node] = [node]
    if name != "isnull":
        if targets[0].null or draft.sources[label].nullable:
            column = e.Column(label, targets[0].column, kind_of_field(targets[0]))
            demands.append(e.IsNull(column, negated=True))
        other = right.lower() if type(right).__name__ == "Col" else None
        if isinstance(other, e.Column) and other.label in draft.sources:
            if right.target.null or draft.sources[other.label].nullable:
                demands.append(e.IsNull(other, negated=True))
    return all_of(demands)


# --- values -----------------------------------------------------------------------------------------------------------


def _value(draft: Any, value: Any, context: Context, path: Any) -> Any:
    """Make the right side of a leaf ready: resolve expressions, put querysets in."""
    if hasattr(value, "resolve_expression"):
        return value.resolve_expression(
            draft, allow_joins=context.allow_joins, reuse=context.reuse, summarize=context.summarize
        )
    if isinstance(value, list | tuple) and any(hasattr(item, "resolve_expression") for item in value):
        items = [_value(draft, item, context, path) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value


def _comparison(draft: Any, names: list[str], left: Any, right: Any) -> tuple[Node, str, Any]:
    """Return (condition, name of the lookup, right side) of `left`, transformed as `names` say, against `right`."""
    if getattr(right, "is_inner_query", False):
        _check_width(names, left, right)
    lookup = build_lookup(draft, names, left, right)
    if hasattr(left, "resolve_expression"):
        check_filterable(left)
    if hasattr(right, "resolve_expression"):
        check_filterable(right)
    return lower_condition(lookup), lookup.lookup_name, lookup.rhs


def _check_width(names: list[str], left: Any, right: Any) -> None:
    """Refuse an inner query whose number of chosen columns is not that of the left side.

    Raises:
        ValueError: naming both numbers.
    """
    if not right.has_selected_fields or right.query.combination is not None:
        return
    expected = len(getattr(left, "targets", None) or (left,))
    received = sum(len(getattr(part, "targets", None) or (part,)) for part in right.expressions)
    if expected != received:
        name = "'in'" if names and names[-1] == "in" else names[-1] if names else "exact"
        raise ValueError(
            f"The QuerySet value for the {name} lookup must have {expected} selected fields (received {received})"
        )


def build_lookup(draft: Any, names: list[str], left: Any, right: Any) -> Any:
    """Return the lookup object that the names behind a path ask for.

    Raises:
        FieldError: the type of the left side has no such transform or lookup.
        ValueError: None for a lookup which can't take it.
    """
    *transforms, name = names or ["exact"]
    for position, transform in enumerate(transforms):
        left = draft.transformed(left, transform, names[position:])
    found = left.get_lookup(name)
    if found is None:
        left, name = draft.transformed(left, name), "exact"
        found = left.get_lookup(name)
        if found is None:
            raise FieldError(f"Unsupported lookup 'exact' for {type(left.output_field).__name__}")
    lookup = found(left, right)
    if lookup.rhs is None and not lookup.can_use_none_as_rhs:
        if name not in ("exact", "iexact"):
            raise ValueError(f"Cannot use None as a query value of the look-up {name!r}. Ask for NULL by isnull.")
        return left.get_lookup("isnull")(left, True)
    return lookup


def check_filterable(expression: Any) -> None:
    """Refuse expressions that cannot stand in a condition.

    Raises:
        NotSupportedError: naming the expression.
    """
    if hasattr(expression, "resolve_expression") and not getattr(expression, "filterable", True):
        raise NotSupportedError(
            f"{type(expression).__name__} is disallowed in the filter clause. Annotate it in an inner query and filter "
            "the outer one."
        )
    if hasattr(expression, "get_source_expressions"):
        for part in expression.get_source_expressions():
            if part is not None:
                check_filterable(part)


# --- EXISTS below a negation ------------------------------------------------------------------------------------------


def _exists_leaf(draft: Any, path: paths.Path, value: Any, context: Context) -> Node:
    """Return the leaf as EXISTS over the first relation that may lead to several rows."""
    if _is_joined(draft, path, context.reuse):
        return _path_leaf(draft, path, value, context)
    position = path.many_at or 0
    before = paths.Path(path.infos[:position], path.field, (), ())
    label, _ = joins.connect(draft, before, context.reuse, trim=False)
    hop = path.infos[position]
    inner = draft.nested(hop.to_opts.model)
    value = _value(draft, value, context, path)
    rest = path._replace(infos=path.infos[position + 1 :])
    tie = _tie(inner, hop, label)
    # The value speaks of the outer row: names in it are none of the inner statement's.
    label, targets = joins.connect(inner, rest)
    found = _leaf_at(inner, rest, label, targets, value, context._replace(reuse=None, negated=False, below_not=False))
    exists = _exists(inner, [*tie, found])
    if (list(path.rest) == ["isnull"] and value is True) or (value is None and path.rest in ((), ("exact",))):
        # A row without any related row passes an outer join with NULLs, so it has a NULL there too.
        return e.Any_((e.Not(_exists(inner, tie)), exists))
    return exists


def _filtered_exists(draft: Any, path: paths.Path, value: Any, context: Context) -> Node:
    """Return the leaf as EXISTS over the same row again, where the relation with its condition is joined anew."""
    inner = draft.nested(draft.model)
    inner.set(filtered=draft.filtered)
    value = _value(draft, value, context, path)
    label, targets = joins.connect(inner, path)
    found = _leaf_at(inner, path, label, targets, value, context._replace(reuse=None, negated=False, below_not=False))
    tie = [
        e.Compare("=", e.Column(inner.base_label, field.column), e.Column(draft.base_label, field.column))
        for field in draft.opts.concrete_model._meta.pk_fields
    ]
    return _exists(inner, [*tie, found])


def _is_joined(draft: Any, path: paths.Path, reuse: set[str] | None) -> bool:
    """Tell whether this call has joined the path's relations to many rows already: then that very row is meant."""
    label = draft.base_label
    for info in paths.trimmed(path)[0]:
        found = next(
            (
                source.label
                for source in draft.sources.values()
                if source.parent == label
                and source.join_field == info.join_field
                and source.table == info.to_opts.db_table
                and (not info.m2m or (reuse and source.label in reuse))
            ),
            None,
        )
        if found is None:
            return not info.m2m and not any(later.m2m for later in path.infos)
        label = found
    return True


def _tie(inner: Any, hop: Any, label: str) -> list[Node]:
    """Return the conditions that tie the inner statement's rows to the outer row at `label`."""
    base = inner.base_label
    ties: list[Node] = [
        e.Compare("=", e.Column(base, far.column), e.Column(label, near.column))
        for near, far in hop.join_field.get_joining_fields()
    ]
    restriction = hop.join_field.get_extra_restriction(base, label)
    if restriction is not None:
        ties.append(lower_condition(restriction))
    return ties


def _exists(inner: Any, nodes: list[Node]) -> Node:
    source, others = tables(inner.sources, nodes)
    return e.Exists(Select((Output(e.Keyword("1")),), source, others, all_of(nodes)))
