"""QuerySet.update() and bulk deletes: statements that change all rows of a query."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db.models.expressions.references import ColPairs
from django.db.models.fields.composite import CompositePrimaryKey
from django.db.models.lowering import lower
from django.db.models.plan import writes
from django.db.models.plan.conditions import all_of, has_aggregate
from django.db.models.plan.draft import Draft
from django.db.models.plan.embedded import placed
from django.db.models.plan.memo import memo
from django.db.models.plan.order import order_items
from django.db.models.plan.query import Selection
from django.db.models.plan.select import reading
from django.db.query import expressions as e
from django.db.query.fold import fold
from django.db.query.node import Node
from django.db.query.statements import Delete, Update
from django.db.query.walk import walk


def assign(draft: Draft, names: tuple[str, ...], *values: Any) -> None:
    """Note the assignments of update(); leaves them, by model, on the query."""
    found: dict[Any, list[tuple[str, Node]]] = {}
    for name, value in zip(names, values, strict=True):
        field = _assignable(draft, name)
        owner = field.model._meta.concrete_model
        # A parent's columns are written by a statement of its own, whose expressions speak of that table.
        resolver = draft if owner is draft.opts.concrete_model else Draft(owner, draft.slots)
        if field.concrete:
            pairs = [(field.column, _assigned(resolver, field, name, value))]
        else:
            pairs = _assigned_columns(field, value)
        found.setdefault(owner, []).extend(pairs)
        draft.set(pinned=draft.pinned | resolver.pinned)
    draft.set(assignments={owner: tuple(pairs) for owner, pairs in found.items()})


def _assignable(draft: Draft, name: str) -> Any:
    opts = draft.opts
    field = opts.get_field(opts.pk.name if name == "pk" else name)
    if isinstance(field, CompositePrimaryKey):
        raise FieldError("Composite primary key fields must be updated individually.")
    if (field.many_to_many or not field.concrete) and not _has_columns(field):
        raise FieldError(f"Cannot update model field {field!r} (only non-relations and foreign keys permitted).")
    if getattr(field, "generated", False):
        raise FieldError(f"Cannot update generated field {field.name!r}.")
    return field


def _assigned(draft: Draft, field: Any, name: str, value: Any) -> Node:
    if hasattr(value, "resolve_expression"):
        resolved = value.resolve_expression(draft, allow_joins=False, for_save=True)
        if getattr(resolved, "contains_aggregate", False):
            raise FieldError(f"Aggregate functions are not allowed in this query ({name}={resolved!r}).")
        if getattr(resolved, "contains_over_clause", False):
            raise FieldError(f"Window expressions are not allowed in this query ({name}={resolved!r}).")
        if isinstance(resolved, ColPairs):
            given = f"{name}=F({getattr(value, 'name', value)!r})"
            raise FieldError(f"Composite primary keys expressions are not allowed in this query ({given}).")
        node = lower(resolved)
        _refuse_joins(draft, node)
        return node
    slot = value if hasattr(value, "prepare") and hasattr(value, "param") else None
    if slot is not None:
        if not hasattr(slot.value, "prepare_database_save"):
            # Nor has any later value in this place: types are part of the shape.
            return slot.param(field.save_codec, field.kind)
        return slot.prepare(_preparation(field)).param(field.save_codec, field.kind)
    return e.Literal(_preparation(field)(value), field.save_codec, field.kind)


def _refuse_joins(draft: Draft, node: Node) -> None:
    """Refuse a value that needs another table than the one written to, be it for an OuterRef.

    Raises:
        FieldError: it does.
    """
    joined = draft.sources.keys() - {draft.base_label}
    if joined and any(isinstance(item, e.Column) and item.label in joined for item in walk(node)):
        raise FieldError(
            "Joined field references are not permitted in this query: its value needs another table. Use Subquery()."
        )


def _has_columns(field: Any) -> bool:
    """Tell whether the field is a relation over columns of the model's own, which are fields themselves."""
    return not field.auto_created and field.is_relation and bool(getattr(field, "local_related_fields", ()))


def _assigned_columns(relation: Any, value: Any) -> list[tuple[str, Node]]:
    """Return the assignments that make a relation over several columns refer to an instance, or to nothing."""
    pairs = relation.related_fields

    def key_of(instance: Any) -> tuple[Any, ...]:
        if not isinstance(instance, relation.remote_field.model):
            wanted = relation.remote_field.model._meta.object_name
            raise FieldError(
                f"Cannot update model field {relation!r} to {instance!r} (only non-relations and foreign keys "
                f"permitted). Give an instance of {wanted}, or update the columns individually."
            )
        if not instance._is_pk_set():
            raise ValueError(f"Unsaved model instance {instance!r} cannot be used in an ORM query.")
        return tuple(getattr(instance, theirs.attname) for _, theirs in pairs)

    if value is None:
        return [(mine.column, e.Null()) for mine, _ in pairs]
    if hasattr(value, "prepare") and hasattr(value, "param"):
        value.prepare(key_of)
        return [
            (mine.column, value.param(mine.save_codec, mine.kind, item=place)) for place, (mine, _) in enumerate(pairs)
        ]
    return [
        (mine.column, e.Literal(part, mine.save_codec, mine.kind))
        for (mine, _), part in zip(pairs, key_of(value), strict=True)
    ]


def _preparation(field: Any) -> Any:
    """Return what is done to a value before it is stored in `field`: an instance becomes its key."""
    return lambda value: writes.storable(field, value)


def update_statements(query: Any) -> tuple[Any, list[tuple[Any, Update]]]:
    """Return (the model's own Update or None, those of its parents), remembered on the query.

    The parents' statements expect the list of primary keys as their last value.
    """
    return memo.once(query.derived, "update", _update_statements, query)


def _update_statements(query: Any) -> tuple[Any, list[tuple[Any, Update]]]:
    own = None
    others = []
    for owner, pairs in query.assignments.items():
        if owner is query.model._meta.concrete_model:
            where, order = _row_condition(query), _row_order(query)
            own = fold(Update(owner._meta.db_table, pairs, where, order, key=_key_columns(owner)))
        else:
            others.append((owner, pairs))
    return own, others


def _row_order(query: Any) -> tuple[e.Order, ...]:
    """Return the order in which rows are to be changed, which some engines keep; none where it is by other tables."""
    if not query.order or query.extra_order:
        return ()
    # Nothing is selected that could be named.
    draft = Draft(query.but(selection=Selection(("pk",), ()), shown=frozenset()))
    items = tuple(order_items(draft))
    others = set(draft.sources) - {query.base_label}
    if any(isinstance(node, e.Column) and node.label in others for item in items for node in walk(item)):
        return ()
    return items


def parent_update(owner: Any, pairs: tuple[tuple[str, Node], ...], index: int) -> Update:
    """Return the Update of a parent's table for the keys at `index` of the values."""
    pk = owner._meta.pk
    keys = e.Members(e.Column(owner._meta.db_table, pk.column, pk.kind), e.Param(index, pk, pk.kind, True))
    return Update(owner._meta.db_table, pairs, keys, key=_key_columns(owner))


def delete_statement(query: Any) -> Delete:
    """Return the statement that deletes all rows of the query, remembered on it."""
    return memo.once(query.derived, "delete", _delete_statement, query)


def _delete_statement(query: Any) -> Delete:
    return fold(Delete(query.model._meta.db_table, _row_condition(query), _key_columns(query.model)))


def _key_columns(model: Any) -> tuple[str, ...]:
    return tuple(field.column for field in model._meta.pk_fields)


def _row_condition(query: Any) -> Node | None:
    """Return the condition on the rows of the model's own table, wrapped into IN where it needs other tables."""
    if query.empty:
        return e.Nothing()
    simple = (
        len(query.sources) == 1
        and not query.is_sliced
        and query.group is None
        and not query.distinct
        and not query.extra_tables
        and query.combination is None
        and not any(has_aggregate(node) for node in query.where)
    )
    if simple:
        return all_of(query.where) if query.where else None
    draft = Draft(query)
    keys = query.model._meta.pk_fields
    columns = tuple(("field", field.get_col(draft.base_label)) for field in keys)
    chosen = query.but(selection=Selection(tuple(field.attname for field in keys), columns), shown=frozenset())
    if not query.is_sliced:
        chosen = chosen.but(order=(), default_order=False, extra_order=())
    inner = placed(reading(chosen).statement, 0, draft)
    table = query.model._meta.db_table
    left = [e.Column(table, field.column, field.kind) for field in keys]
    return e.Members(left[0] if len(left) == 1 else e.Row(tuple(left)), inner)
