"""QuerySet.update() and bulk deletes: statements that change all rows of a query."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db.models.lowering import lower
from django.db.models.plan.conditions import all_of, has_aggregate
from django.db.models.plan.draft import Draft
from django.db.models.plan.embedded import placed
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Selection
from django.db.models.plan.select import reading
from django.db.query import expressions as e
from django.db.query.fold import fold
from django.db.query.node import Node
from django.db.query.statements import Delete, Update


def assign(draft: Draft, names: tuple[str, ...], *values: Any) -> None:
    """Note the assignments of update(); leaves them, by model, on the query."""
    found: dict[Any, list[tuple[str, Node]]] = {}
    for name, value in zip(names, values, strict=True):
        field = _assignable(draft, name)
        owner = field.model._meta.concrete_model
        # A parent's columns are written by a statement of its own, whose expressions speak of that table.
        resolver = draft if owner is draft.opts.concrete_model else Draft(owner, draft.slots)
        found.setdefault(owner, []).append((field.column, _assigned(resolver, field, name, value)))
        draft.set(pinned=draft.pinned | resolver.pinned)
    draft.set(assignments={owner: tuple(pairs) for owner, pairs in found.items()})


def _assignable(draft: Draft, name: str) -> Any:
    opts = draft.opts
    field = opts.get_field(opts.pk.name if name == "pk" else name)
    direct = not (field.auto_created and not field.concrete) or not field.concrete
    if not direct or (field.is_relation and not (field.many_to_one or field.one_to_one)) or not field.concrete:
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
        return lower(resolved)
    slot = value if hasattr(value, "prepare") and hasattr(value, "param") else None
    if slot is not None:
        return slot.prepare(_preparation(field)).param(field.save_codec, field.kind)
    return e.Literal(_preparation(field)(value), field.save_codec, field.kind)


def _preparation(field: Any) -> Any:
    """Return what is done to a value before it is stored in `field`: an instance becomes its key."""

    def prepared(value: Any) -> Any:
        if hasattr(value, "prepare_database_save"):
            if not field.remote_field:
                raise TypeError(
                    f"Tried to update field {field} with a model instance, {value!r}. Use a value compatible with "
                    f"{type(field).__name__}."
                )
            return value.prepare_database_save(field)
        return value

    return prepared


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
            own = fold(Update(owner._meta.db_table, pairs, _row_condition(query)))
        else:
            others.append((owner, pairs))
    return own, others


def parent_update(owner: Any, pairs: tuple[tuple[str, Node], ...], index: int) -> Update:
    """Return the Update of a parent's table for the keys at `index` of the values."""
    pk = owner._meta.pk
    keys = e.Members(e.Column(owner._meta.db_table, pk.column, pk.kind), e.Param(index, pk, pk.kind, True))
    return Update(owner._meta.db_table, pairs, keys)


def delete_statement(query: Any) -> Delete:
    """Return the statement that deletes all rows of the query, remembered on it."""
    return memo.once(query.derived, "delete", _delete_statement, query)


def _delete_statement(query: Any) -> Delete:
    return fold(Delete(query.model._meta.db_table, _row_condition(query)))


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
