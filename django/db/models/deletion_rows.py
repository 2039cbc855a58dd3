"""Deleting rows: what can go without a look at anything else, and the statements that do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.execution import run
from django.db.models.deletion_rules import DO_NOTHING
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


def delete_alone(instance: Any, model: Any, alias: str) -> tuple[int, dict[str, int]]:
    """Delete an instance on which nothing depends: one statement, no transaction around it."""
    key = writes.key_values(model, instance.pk)
    with transaction.mark_for_rollback_on_error(using=alias):
        count = run.write(writes.delete_one_for(model), key, alias)
    setattr(instance, model._meta.pk.attname, None)
    return count, {model._meta.label: count}


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
        if model._meta.is_composite_pk:
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
