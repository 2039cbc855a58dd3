"""Deleting rows: what can go without a look at anything else, and the statements that do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.execution import run
from django.db.models.deletion.rules import CASCADE, DO_NOTHING
from django.db.models.plan import writes
from django.db.models.plan.memo import memo
from django.db.models.signals import post_delete, pre_delete

#: How many rows one DELETE by primary keys takes.
ROWS_PER_DELETE = 100


def get_candidate_relations_to_delete(opts: Any) -> Iterator[Any]:
    """Yield the relations whose rows a deletion has to think of: not many-to-many, they have rows of their own."""
    for rel in opts.get_fields(include_hidden=True):
        if rel.auto_created and not rel.concrete and (rel.one_to_one or rel.one_to_many):
            yield rel


class Alone:
    """What deleting one instance of a model takes, where nothing depends on it: one statement, no block around it.

    Args:
        model: whose instances.
    """

    def __init__(self, model: Any) -> None:
        options = model._meta
        self.prepared = writes.delete_one_for(model)
        self.key_name = options.pk.attname
        self.label = options.label
        self.has_parts = options.is_composite_pk

    def run(self, instance: Any, alias: str) -> tuple[int, dict[str, int]]:
        """Delete the instance; return how many rows went, and how many per model."""
        key = tuple(instance.pk) if self.has_parts else (instance.pk,)
        try:
            count = run.write(self.prepared, key, alias)
        except Exception as error:
            transaction.break_block(alias, error)
            raise
        setattr(instance, self.key_name, None)
        return count, {self.label: count}


def alone_of(model: Any) -> Alone | None:
    """Return how to delete one instance of a model; None where something may depend on it."""
    plans = model._meta.write_plans
    found = plans.get("alone")
    if found is None:
        found = memo.once(plans, "alone", lambda: (Alone(model) if is_leaf(model) else None,))
    return found[0]  # type: ignore[no-any-return]


class Cascade:
    """What deleting one instance of a model takes, where all that depends on it can go without being loaded.

    Args:
        steps: (label of a model, the DELETE of its rows that point at the instance), in order.
        models: those whose rows go.
    """

    def __init__(self, steps: list[tuple[str, Any]], models: list[Any]) -> None:
        self.steps = steps
        self.models = models

    def is_listened_to(self) -> bool:
        """Tell whether somebody wants to be told of a row that goes."""
        return bool(pre_delete.receivers or post_delete.receivers) and any(map(has_listeners, self.models))

    def run(self, instance: Any, alias: str) -> tuple[int, dict[str, int]]:
        """Delete the instance and what points at it; return how many rows went, and how many per model."""
        model = instance.__class__
        key = (instance.pk,)
        counts: dict[str, int] = {}
        with transaction.atomic(using=alias, savepoint=False):
            for label, prepared in self.steps:
                count = run.write(prepared, key, alias)
                if count:
                    counts[label] = counts.get(label, 0) + count
            count = run.write(writes.delete_one_for(model), key, alias)
        if count:
            counts[model._meta.label] = counts.get(model._meta.label, 0) + count
        setattr(instance, model._meta.pk.attname, None)
        return sum(counts.values()), counts


def cascade_of(model: Any) -> Cascade | None:
    """Return how to delete one instance of a model; None where the rows that depend on it must be looked at."""
    plans = model._meta.write_plans
    found = plans.get("cascade")
    if found is None:
        found = memo.once(plans, "cascade", lambda: (_found_cascade(model),))
    return found[0]  # type: ignore[no-any-return]


def _found_cascade(model: Any) -> Cascade | None:
    options = model._meta
    if options.is_composite_pk or options.concrete_model._meta.parents:
        return None
    if any(hasattr(field, "bulk_related_objects") for field in options.private_fields):
        return None
    pointing: dict[Any, list[Any]] = {}
    for rel in get_candidate_relations_to_delete(options):
        if rel.field.remote_field.on_delete is DO_NOTHING:
            continue
        if not _goes_unseen(rel, options.pk):
            return None
        pointing.setdefault(rel.related_model, []).append(rel.field)
    steps = [(child._meta.label, writes.delete_pointing_for(child, fields)) for child, fields in pointing.items()]
    return Cascade(steps, [model, *pointing])


def _goes_unseen(rel: Any, key: Any) -> bool:
    """Whether rows that point at a deleted one by its primary key can be deleted without a look at them."""
    field, child = rel.field, rel.related_model
    return (
        field.remote_field.on_delete is CASCADE
        and field.concrete
        and field.foreign_related_fields == (key,)
        and field.model._meta.concrete_model is child._meta.concrete_model
        and child._base_manager.auto_created
        and is_leaf(child, field)
    )


def is_leaf(model: Any, from_field: Any = None) -> bool:
    """Whether rows of the model can be deleted without a look at any other; remembered with the model.

    Args:
        from_field: a link to a parent that is being deleted as well.
    """
    plans = model._meta.write_plans
    key = ("is leaf", id(from_field))
    return memo.once(plans, key, _found_leaf, model._meta, from_field)


def _found_leaf(options: Any, from_field: Any) -> bool:
    return (
        all(link is from_field for link in options.concrete_model._meta.parents.values())
        and all(rel.field.remote_field.on_delete is DO_NOTHING for rel in get_candidate_relations_to_delete(options))
        and not any(hasattr(field, "bulk_related_objects") for field in options.private_fields)
    )


def has_listeners(model: Any) -> bool:
    if not (pre_delete.receivers or post_delete.receivers):
        return False
    return any(signal.receivers and signal.has_listeners(model) for signal in (pre_delete, post_delete))


class PointingRows:
    """The rows of a model that point at some instances, unloaded; deleted by one statement."""

    def __init__(self, model: Any, fields: list[Any], instances: list[Any]) -> None:
        self.model = model
        self.fields = fields
        self.instances = instances

    def _raw_delete(self, using: str) -> int:
        lists = tuple(
            [getattr(instance, field.foreign_related_fields[0].attname) for instance in self.instances]
            for field in self.fields
        )
        return run.write(writes.delete_for(self.model, *self.fields), lists, using)


def delete_by_key(model: Any, keys: list[Any], alias: str) -> int:
    count = 0
    for start in range(0, len(keys), ROWS_PER_DELETE):
        batch = keys[start : start + ROWS_PER_DELETE]
        if model._meta.is_composite_pk and model._base_manager.auto_created:
            count += model._base_manager.filter(pk__in=batch)._raw_delete(alias)
        elif model._meta.is_composite_pk:
            # Another base manager may not see them all.
            count += sum(run.write(writes.delete_one_for(model), tuple(key), alias) for key in batch)
        else:
            count += run.write(writes.delete_for(model), (batch,), alias)
    return count


def update_by_key(field: Any, value: Any, keys: list[Any], alias: str) -> None:
    model = field.model
    for start in range(0, len(keys), ROWS_PER_DELETE):
        batch = keys[start : start + ROWS_PER_DELETE]
        rows = model._base_manager.using(alias).filter(pk__in=batch)
        rows.update(**{field.name: value})
