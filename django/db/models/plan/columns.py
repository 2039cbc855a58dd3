"""The select list: which columns a read brings, and their layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models.constants import LOOKUP_SEP
from django.db.models.lowering import lower
from django.db.models.plan import joins, paths
from django.db.models.plan.conditions import has_aggregate
from django.db.models.plan.layout import InstanceLayout, RelatedLayout, RowLayout
from django.db.query import expressions as e
from django.db.query.node import Node
from django.db.query.statements import Output
from django.utils.near_miss import did_you_mean


def select_list(draft: Any) -> tuple[list[Output], Any, list[Node]]:
    """Return (outputs, layout, nodes the rows are grouped by if they are grouped)."""
    if draft.selection is not None:
        return _rows(draft)
    return _instances(draft)


def _rows(draft: Any) -> tuple[list[Output], RowLayout, list[Node]]:
    outputs, meanings, keys = [], [], []
    for name, (origin, what) in zip(draft.selection.names, draft.selection.columns, strict=True):
        if origin == "annotation":
            annotation = draft.annotations[what]
            _require_type(annotation.expression)
            outputs.append(Output(annotation.node, what))
            meanings.append((name, annotation.expression))
            if not (isinstance(draft.group, tuple) and annotation.node in draft.group):
                keys += group_nodes(annotation.expression)
        elif origin == "extra":
            outputs.append(Output(draft.extra[what], what))
            meanings.append((name, None))
        else:
            node = lower(what)
            parts = node.items if isinstance(node, e.Row) else (node,)
            outputs += [Output(part) for part in parts]
            meanings.append((name, what))
            keys += parts
    return outputs, RowLayout(tuple(meanings)), keys


def _require_type(expression: Any) -> None:
    """Refuse an expression that mixes types before anything is sent.

    Raises:
        FieldError: naming the types.
    """
    _ = expression._output_field_or_none


def group_nodes(expression: Any) -> list[Node]:
    """Return the nodes that must be grouped by when `expression` is selected from groups."""
    nodes = [lower(item) for item in expression.get_group_by_cols()]
    return [node for node in nodes if not has_aggregate(node)]


def _instances(draft: Any) -> tuple[list[Output], InstanceLayout, list[Node]]:
    fields = loaded_fields(draft.opts, mask_tree(draft.mask, draft.opts, draft))
    outputs = [Output(node) for node in field_nodes(draft, draft.base_label, draft.opts, fields)]
    keys = [output.expression for output in outputs]
    annotations = []
    for name, raw in draft.extra.items():
        annotations.append((name, None, len(outputs)))
        outputs.append(Output(raw, name))
    for name, annotation in draft.shown_annotations().items():
        _require_type(annotation.expression)
        annotations.append((name, annotation.expression, len(outputs)))
        outputs.append(Output(annotation.node, name))
        keys += group_nodes(annotation.expression)
    related: tuple[RelatedLayout, ...] = ()
    if draft.related:
        related = tuple(_related(draft, outputs))
        keys += [output.expression for output in outputs[related[0].start :]] if related else []
    return outputs, InstanceLayout(draft.model, tuple(fields), tuple(annotations), related), keys


# --- which fields are loaded ------------------------------------------------------------------------------------------


def mask_tree(mask: tuple[Any, bool], opts: Any, draft: Any) -> Any:
    """Turn the names of only() or defer() into nested dicts; None when everything is loaded.

    Returns:
        (deferred?, {field name: subtree}) or None.
    """
    names, deferred = mask
    if not names:
        return None
    tree: dict[str, Any] = {}
    for name in sorted(names):
        branch, current = tree, opts
        for part in name.split(LOOKUP_SEP):
            filtered = draft.filtered_path(part) if branch is tree else None
            if filtered is not None:
                branch, current = branch.setdefault(part, {}), filtered[-1].to_opts
                continue
            field = current.get_field(current.pk.name if part == "pk" else part)
            branch = branch.setdefault(field.name, {})
            if field.is_relation and field.related_model is not None:
                current = field.related_model._meta
    return deferred, tree


def loaded_fields(opts: Any, mask: Any) -> list[Any]:
    """Return the concrete fields of the model that are read under the mask."""
    concrete = list(opts.concrete_fields)
    if mask is None:
        return concrete
    deferred, tree = mask
    pk_names = {field.name for field in opts.pk_fields}
    if deferred:
        gone = {name for name, below in tree.items() if not below}
        return [field for field in concrete if field.name not in gone or field.name in pk_names]
    return [field for field in concrete if field.name in tree or field.name in pk_names]


def _below(mask: Any, name: str) -> Any:
    """Return the mask for the model behind the relation `name`."""
    if mask is None:
        return None
    deferred, tree = mask
    below = tree.get(name)
    if deferred:
        return (True, below) if below else None
    return (False, below) if below else None


def field_nodes(
    draft: Any, label: str, opts: Any, fields: list[Any], known: dict[Any, str] | None = None
) -> Iterator[Node]:
    """Yield the column of each field, joining the parents' tables where they hold it.

    Args:
        draft: gets the joins.
        label: where the model's own table is.
        opts: of the model.
        fields: whose columns are wanted.
        known: parents whose rows are joined already, with their labels.
    """
    labels: dict[Any, str] = {**(known or {}), opts.concrete_model: label}
    for field in fields:
        owner = field.model._meta.concrete_model
        if owner not in labels:
            current = label
            for info in opts.get_path_to_parent(owner):
                current = joins.join(draft, current, info, None)
            labels[owner] = current
        yield e.Column(labels[owner], field.column, field.kind)


# --- select_related ---------------------------------------------------------------------------------------------------


def _related(draft: Any, outputs: list[Output]) -> list[RelatedLayout]:
    mask = mask_tree(draft.mask, draft.opts, draft)
    wanted = draft.related if isinstance(draft.related, dict) else None
    return _related_of(draft, outputs, draft.opts, draft.base_label, wanted, mask, 1)


def _related_of(
    draft: Any, outputs: list[Output], opts: Any, label: str, wanted: Any, mask: Any, depth: int
) -> list[RelatedLayout]:
    if wanted is None and depth > draft.max_depth:
        return []
    found: list[RelatedLayout] = []
    seen: set[str] = set()
    for field in _forward(opts):
        seen.add(field.name)
        if _follows(field, wanted, mask):
            found.append(_bring(draft, outputs, opts, label, field, wanted, mask, depth))
    if wanted is not None:
        found += _named(draft, outputs, opts, label, wanted, mask, depth, seen)
    return found


def _forward(opts: Any) -> Iterator[Any]:
    for field in opts.fields:
        if field.remote_field and (field.many_to_one or field.one_to_one) and field.related_model is not None:
            yield field


def _follows(field: Any, wanted: Any, mask: Any) -> bool:
    if field.remote_field.parent_link and wanted is None:
        return False
    if wanted is None:
        chosen = not field.null
    else:
        chosen = field.name in wanted
    if not chosen or mask is None:
        return chosen
    deferred, tree = mask
    hidden = field.name in tree and not tree[field.name] if deferred else field.name not in tree
    if hidden and wanted is not None and not field.primary_key:
        raise FieldError(
            f"Field {field.model._meta.object_name}.{field.name} cannot be both deferred and traversed using "
            "select_related at the same time."
        )
    return not hidden


def _bring(
    draft: Any, outputs: list[Output], opts: Any, label: str, field: Any, wanted: Any, mask: Any, depth: int
) -> RelatedLayout:
    """Add the columns of the object a forward relation leads to."""
    path = paths.find_path([field.name], opts)
    target, _ = joins.connect(draft, path, None, start=label, trim=False)
    model = field.remote_field.model
    below = None if wanted is None else wanted[field.name]
    back = None if field.remote_field.multiple else field.remote_field
    return _object(draft, outputs, model, target, field, back, below, _below(mask, field.name), depth)


def _object(
    draft: Any,
    outputs: list[Output],
    model: Any,
    label: str,
    field: Any,
    back: Any,
    wanted: Any,
    mask: Any,
    depth: int,
    filtered: str | None = None,
    known: dict[Any, str] | None = None,
) -> RelatedLayout:
    opts = model._meta.concrete_model._meta
    fields = loaded_fields(opts, mask)
    start = len(outputs)
    outputs += [Output(node) for node in field_nodes(draft, label, opts, fields, known)]
    children = _related_of(draft, outputs, opts, label, wanted, mask, depth + 1)
    return RelatedLayout(model, tuple(fields), start, field, back, tuple(children), filtered)


def _named(
    draft: Any,
    outputs: list[Output],
    opts: Any,
    label: str,
    wanted: dict[str, Any],
    mask: Any,
    depth: int,
    seen: set[str],
) -> list[RelatedLayout]:
    """Bring reverse one-to-one relations and FilteredRelations that were asked for by name."""
    found = []
    reverse = {
        relation.field.related_query_name(): relation
        for relation in opts.related_objects
        if relation.field.unique and not relation.many_to_many
    }
    for name, below in wanted.items():
        if name in seen:
            continue
        infos = draft.filtered_path(name) if label == draft.base_label else None
        if name not in reverse and infos is None:
            raise _invalid_related(name, opts, reverse, draft)
        filtered = None
        if infos is None:
            relation = reverse[name]
            infos = tuple(paths.find_path([name], opts).infos)
        else:
            filtered, relation = name, infos[-1].join_field
        target = label
        for info in infos:
            target = joins.join(draft, target, info, None)
        below_mask = _with_link(_below(mask, name), relation)
        back = _way_back(infos)
        found.append(
            _object(
                draft,
                outputs,
                relation.related_model,
                target,
                relation,
                back,
                below,
                below_mask,
                depth,
                filtered,
                _parent_at_hand(relation, opts, label),
            )
        )
    return found


def _parent_at_hand(relation: Any, opts: Any, label: str) -> dict[Any, str] | None:
    """Return where the parent's row of a child found through its parent link is: the child was found from there."""
    forward = getattr(relation, "field", None)
    if forward is None or not forward.remote_field.parent_link:
        return None
    return {opts.concrete_model: label}


def _with_link(mask: Any, relation: Any) -> Any:
    """Return the mask with the field that makes the relation: without it the object would not know its partner."""
    if mask is None or mask[0] or not hasattr(relation, "field"):
        return mask
    return False, {**mask[1], relation.field.name: {}}


def _way_back(infos: Any) -> Any:
    """Return the relation from the object back to the one it was found from, if there is one such step."""
    if len(infos) != 1:
        return None
    relation = infos[0].join_field
    if infos[0].direct:
        return None if relation.remote_field.multiple else relation.remote_field
    return relation.remote_field


def _invalid_related(name: str, opts: Any, reverse: dict[str, Any], draft: Any) -> FieldError:
    choices = [*(field.name for field in _forward(opts)), *reverse, *draft.filtered]
    try:
        field = opts.get_field(name)
    except FieldDoesNotExist:
        field = None
    if field is not None and not field.is_relation:
        return FieldError(
            f"Non-relational field given in select_related: '{name}'. Choices are: {', '.join(choices) or '(none)'}"
        )
    meant = did_you_mean(name, choices).replace(" Did", ". Did")
    return FieldError(
        f"Invalid field name(s) given in select_related: '{name}'. Choices are: {', '.join(choices) or '(none)'}{meant}"
    )
