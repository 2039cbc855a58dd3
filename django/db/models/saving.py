"""Saving an instance: which tables, which columns, UPDATE or INSERT, and who is told."""

from __future__ import annotations

import warnings
from typing import Any

from django.db import transaction
from django.db.errors import DatabaseError
from django.db.models import aggregates
from django.db.models.saving_plans import Plan, is_told_of_saving, plan_of
from django.db.models.signals import post_save, pre_save
from django.db.routing.router import router
from django.utils.deprecation import RemovedInDjango60Warning
from django.utils.record import Record


class Wish(Record):
    """How a table is to be saved."""

    alias: str
    raw: bool = False
    force_insert: bool = False
    force_update: bool = False
    #: Names of the columns to update; None for all.
    update_fields: frozenset[str] | None = None

    # Made by every save(), so without the detour over names.
    def __new__(
        cls,
        alias: str,
        raw: bool = False,
        force_insert: bool = False,
        force_update: bool = False,
        update_fields: frozenset[str] | None = None,
    ) -> Wish:
        return tuple.__new__(cls, (alias, raw, force_insert, force_update, update_fields))


_PARAMETERS = ("force_insert", "force_update", "using", "update_fields")
_DEFAULTS = (False, False, None, None)


# --- save() -----------------------------------------------------------------------------------------------------------


def positional(name: str, args: tuple[Any, ...], named: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments of `save()` with those given by position (deprecated) filled in.

    Raises:
        TypeError: more of them than parameters.
    """
    warnings.warn(f"Passing positional arguments to {name}() is deprecated", RemovedInDjango60Warning, stacklevel=3)
    for parameter, default, value in zip(_PARAMETERS, _DEFAULTS, named[: len(args)], strict=False):
        if value is not default:
            raise TypeError(f"Model.{name}() got multiple values for argument '{parameter}'")
    if len(args) > len(named):
        raise TypeError(
            f"Model.{name}() takes from 1 to {len(named) + 1} positional arguments but {len(args) + 1} were given"
        )
    return (*args, *named[len(args) :])


def save(instance: Any, force_insert: Any, force_update: bool, using: str | None, update_fields: Any) -> None:
    """Check what is asked for, find the alias, and save."""
    model = instance.__class__
    plan = model._meta.write_plans.get("plan") or plan_of(model)
    if model._meta.may_relate and "fields_cache" in instance._state.__dict__:
        instance._prepare_related_fields_for_save(operation_name="save")
    if force_insert and (force_update or update_fields):
        raise ValueError("Cannot force both insert and updating in model saving.")
    alias = using or router.alias_for_write(model, instance)
    is_told = (pre_save.receivers or post_save.receivers) and is_told_of_saving(model)
    is_simple = plan.is_simple and not is_told
    if is_simple and update_fields is None and not (force_insert or force_update) and plan.save_again(instance, alias):
        return
    if update_fields is not None:
        update_fields = frozenset(update_fields)
        if not update_fields:
            return
        _require_columns(instance, update_fields)
    elif not force_insert and alias == instance._state.db and not plan.attnames <= instance.__dict__.keys():
        update_fields = _loaded_only(instance, plan)
    if is_simple and force_insert.__class__ is bool:
        _save_simply(instance, plan, alias, force_insert, force_update, update_fields)
        return
    instance.save_base(using=alias, force_insert=force_insert, force_update=force_update, update_fields=update_fields)


def _save_simply(
    instance: Any, plan: Plan, alias: str, force_insert: bool, force_update: bool, update_fields: Any
) -> None:
    """Do what `save_base()` does, for a model with one table and no signals to be sent."""
    try:
        key = getattr(instance, plan.key_name)
        if key is None:
            key = plan.model._meta.pk.get_pk_value_on_save(instance)
            setattr(instance, plan.key_name, key)
            if key is None and (force_update or update_fields):
                raise ValueError("Cannot force an update in save() with no primary key.")
        if (
            key is None
            or force_insert
            or (plan.key_has_default and _must_be_new(instance, plan, False, force_update, update_fields))
            or not _update_row(instance, plan, key, alias, force_update, update_fields)
        ):
            plan.insert_row(instance, alias, key is not None)
    except Exception as error:
        transaction.break_block(alias, error)
        raise
    state = instance._state
    if state.db != alias:
        state.db = alias
    if state.adding:
        state.adding = False


def _update_row(
    instance: Any, plan: Plan, key: Any, alias: str, force_update: bool, update_fields: Any
) -> bool:
    """Update the one row of an instance; tell whether it was there.

    Raises:
        DatabaseError: it was not, and an UPDATE alone was asked for.
    """
    part = plan.update(update_fields, False)
    if part.fields:
        found = plan.update_row(key, part, part.read(instance), alias)
    else:
        # Nothing to write: the row need only be there.
        found = update_fields is not None or _row_exists(plan.model, key, alias)
    if not found:
        if force_update:
            raise DatabaseError("Forced update did not affect any rows.")
        if update_fields:
            raise DatabaseError("Save with update_fields did not affect any rows.")
    return found


def _require_columns(instance: Any, names: frozenset[str]) -> None:
    wrong = names - instance._meta._non_pk_concrete_field_names
    if wrong:
        raise ValueError(
            "The following fields do not exist in this model, are m2m fields, primary keys, or are "
            "non-concrete fields: "
            f"{', '.join(sorted(wrong))}"
        )


def _loaded_only(instance: Any, plan: Plan) -> frozenset[str] | None:
    """The names to update where some fields were never loaded."""
    present = frozenset(plan.attnames & instance.__dict__.keys() & instance._meta._non_pk_concrete_field_names)
    return present or None


def require_saved_relations(instance: Any, operation: str, fields: Any = None) -> None:
    """Take over keys of related objects that were saved after they had been assigned.

    Raises:
        ValueError: a related object has no key yet, and saving would lose the relation.
    """
    options = instance._meta
    for field in options.concrete_fields:
        if field.is_relation and (fields is None or field in fields) and field.is_cached(instance):
            related = field.get_cached_value(instance, default=None)
            if related:
                _take_key(instance, field, related, operation)
    for field in options.private_fields:
        if field.is_relation and hasattr(field, "fk_field") and field.is_cached(instance):
            related = field.get_cached_value(instance, default=None)
            if related and related.pk is None:
                raise ValueError(_unsaved(operation, field))


def _take_key(instance: Any, field: Any, related: Any, operation: str) -> None:
    """Take the key of a related object, or forget the object where the column was written since."""
    written = getattr(instance, field.attname) not in field.empty_values
    waiting = field.name in instance._state.__dict__.get("assigned_unsaved", ())
    if related.pk is None and not (waiting and written):
        # The one-to-one partner must not go on believing in an object that was never saved.
        if not field.remote_field.multiple and field.remote_field.is_cached(related):
            field.remote_field.delete_cached_value(related)
        raise ValueError(_unsaved(operation, field))
    if waiting and not written:
        setattr(instance, field.name, related)
    if getattr(related, field.target_field.attname) != getattr(instance, field.attname):
        field.delete_cached_value(instance)


def _unsaved(operation: str, field: Any) -> str:
    return f"{operation}() prohibited to prevent data loss due to unsaved related object '{field.name}'."


# --- save_base() ------------------------------------------------------------------------------------------------------


def save_base(
    instance: Any, raw: bool, force_insert: Any, force_update: bool, using: str | None, update_fields: Any
) -> None:
    """Save all tables of an instance and tell the signals."""
    alias = using or router.db_for_write(instance.__class__, instance=instance)
    origin = instance.__class__
    model = origin._meta.concrete_model
    told = not model._meta.auto_created
    if told and pre_save.receivers:
        pre_save.send(sender=origin, instance=instance, raw=raw, using=alias, update_fields=update_fields)
    forced = _models_to_insert(model, force_insert) if force_insert else ()
    wish = Wish(alias, raw, bool(forced), force_update, update_fields)
    if model._meta.parents and not raw:
        updated = _save_with_parents(instance, model, wish, forced)
    else:
        try:
            updated = _save_table(instance, model, wish)
        except Exception as error:
            transaction.break_block(alias, error)
            raise
    state = instance._state
    state.db = alias
    state.adding = False
    if told and post_save.receivers:
        post_save.send(
            sender=origin,
            instance=instance,
            created=not updated,
            update_fields=update_fields,
            raw=raw,
            using=alias,
        )


def _models_to_insert(model: Any, force_insert: Any) -> tuple[Any, ...]:
    """The models whose tables, and those of their subclasses, must get an INSERT."""
    if force_insert is True:
        return (model,)
    if not isinstance(force_insert, tuple):
        raise TypeError("force_insert must be a bool or tuple.")
    for member in force_insert:
        if not hasattr(member, "_meta") or not isinstance(member, type):
            raise TypeError(f"Invalid force_insert member. {member!r} must be a model subclass.")
        if not issubclass(model, member):
            raise TypeError(
                f"Invalid force_insert member. {member.__qualname__} must be a base of {model.__qualname__}."
            )
    return force_insert


def _save_with_parents(instance: Any, model: Any, wish: Wish, forced: tuple[Any, ...]) -> bool:
    with transaction.atomic(using=wish.alias, savepoint=False):
        inserted = _save_parents(instance, model, wish, forced, {})
        return _save_table(instance, model, wish._replace(force_insert=inserted or issubclass(model, forced)))


def _save_parents(instance: Any, model: Any, wish: Wish, forced: tuple[Any, ...], saved: dict[Any, bool]) -> bool:
    """Save the tables of all ancestors, furthest first; tell whether one of them got an INSERT.

    Args:
        saved: ancestors saved already, and whether by an INSERT: two parents may share one.
    """
    any_inserted = False
    for parent, link in model._meta.parents.items():
        _copy_key_up(instance, parent, link)
        inserted = saved.get(parent)
        if inserted is None:
            above = _save_parents(instance, parent, wish, forced, saved)
            parent_wish = wish._replace(force_insert=above or issubclass(parent, forced))
            inserted = saved[parent] = not _save_table(instance, parent, parent_wish)
        any_inserted = any_inserted or inserted
        if link:
            setattr(instance, link.attname, instance._get_pk_val(parent._meta))
            if link.is_cached(instance):
                # The key was written past the relation: its cached object may be another one.
                link.delete_cached_value(instance)
    return any_inserted


def _copy_key_up(instance: Any, parent: Any, link: Any) -> None:
    key = parent._meta.pk.attname
    if link and getattr(instance, key) is None and getattr(instance, link.attname) is not None:
        setattr(instance, key, getattr(instance, link.attname))


# --- one table --------------------------------------------------------------------------------------------------------


def _save_table(instance: Any, model: Any, wish: Wish) -> bool:
    """Save one table's columns; tell whether a row was updated (else one was inserted)."""
    options = model._meta
    plan = plan_of(model)
    has_key = instance._is_pk_set(options)
    if not has_key:
        key = options.pk.get_pk_value_on_save(instance)
        if key or not options.is_composite_pk:
            setattr(instance, options.pk.attname, key)
        has_key = instance._is_pk_set(options)
    if not has_key and (wish.force_update or wish.update_fields):
        raise ValueError("Cannot force an update in save() with no primary key.")
    is_new = _must_be_new(instance, plan, wish.raw, wish.force_update, wish.update_fields)
    if has_key and not wish.force_insert and not is_new:
        if _update(instance, plan, wish):
            return True
        if wish.force_update:
            raise DatabaseError("Forced update did not affect any rows.")
        if wish.update_fields:
            raise DatabaseError("Save with update_fields did not affect any rows.")
    if options.order_with_respect_to:
        _place_last(instance, model, wish.alias)
    plan.insert_row(instance, wish.alias, has_key, wish.raw)
    return False


def _must_be_new(instance: Any, plan: Plan, raw: bool, force_update: bool, update_fields: Any) -> bool:
    """Whether the key was made a moment ago by its default, so that no row can have it."""
    return plan.key_has_default and instance._state.adding and not (raw or force_update) and update_fields is None


def _update(instance: Any, plan: Plan, wish: Wish) -> bool:
    part = plan.update(wish.update_fields, wish.raw)
    model = plan.model
    key = instance._get_pk_val(model._meta)
    if not part.fields:
        # Nothing to write: the row need only be there.
        return wish.update_fields is not None or _row_exists(model, key, wish.alias)
    values = part.read(instance)
    if plan.manager_is_special:
        return _update_through_manager(model, key, part.fields, values, wish.alias)
    if instance._meta.select_on_save and not wish.force_update:
        return _row_exists(model, key, wish.alias) and (
            plan.update_row(key, part, values, wish.alias) or _row_exists(model, key, wish.alias)
        )
    return plan.update_row(key, part, values, wish.alias)


def _update_through_manager(model: Any, key: Any, fields: Any, values: tuple[Any, ...], alias: str) -> bool:
    """A base manager of the user's own decides which rows there are."""
    rows = model._base_manager.using(alias).filter(pk=key)
    return rows.update(**{field.attname: value for field, value in zip(fields, values, strict=True)}) > 0


def _row_exists(model: Any, key: Any, alias: str) -> bool:
    return model._base_manager.using(alias).filter(pk=key).exists()


def _place_last(instance: Any, model: Any, alias: str) -> None:
    field = model._meta.order_with_respect_to
    siblings = model._base_manager.using(alias).filter(**field.get_filter_kwargs_for_object(instance))
    highest = siblings.aggregate(highest=aggregates.Max("_order"))["highest"]
    instance._order = 0 if highest is None else highest + 1
