"""Saving an instance: which tables, which columns, UPDATE or INSERT, and who is told."""

from __future__ import annotations

import warnings
from typing import Any

from django.db import transaction
from django.db.connections import connections
from django.db.errors import DatabaseError
from django.db.execution import run
from django.db.models.aggregates import Max
from django.db.models.expressions import DatabaseDefault
from django.db.models.manager import BaseManager
from django.db.models.plan import writes
from django.db.models.plan.memo import Table, memo
from django.db.models.query import QuerySet
from django.db.models.signals import post_save, pre_save
from django.db.routing.router import router
from django.utils.deprecation import RemovedInDjango60Warning
from django.utils.functional import cached_property
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
    if "fields_cache" in instance._state.__dict__:
        instance._prepare_related_fields_for_save(operation_name="save")
    if force_insert and (force_update or update_fields):
        raise ValueError("Cannot force both insert and updating in model saving.")
    alias = using or router.db_for_write(instance.__class__, instance=instance)
    if update_fields is not None:
        update_fields = frozenset(update_fields)
        if not update_fields:
            return
        _require_columns(instance, update_fields)
    elif not force_insert and alias == instance._state.db:
        update_fields = _loaded_only(instance)
    if not (force_insert or force_update) and _save_simply(instance, alias, update_fields):
        return
    instance.save_base(using=alias, force_insert=force_insert, force_update=force_update, update_fields=update_fields)


#: `save` and `save_base` of Model, put here from above. The short ways are for models that leave them alone.
own_methods: list[Any] = []


def _simple_plan(model: Any) -> Plan | None:
    """The plan of a model whose table is all there is to save, where nobody looks on; else None."""
    if pre_save.receivers or post_save.receivers:
        return None
    plan = plan_of(model)
    return plan if plan.is_simple and [model.save, model.save_base] == own_methods else None


def _save_simply(instance: Any, alias: str, update_fields: frozenset[str] | None) -> bool:
    """Save a row that is there already by its UPDATE alone; tell whether that was possible."""
    state = instance._state
    plan = _simple_plan(instance.__class__)
    if plan is None or state.adding or plan.manager_is_special or plan.model._meta.select_on_save:
        return False
    key = instance.__dict__.get(plan.key)
    part = plan.update(update_fields, False)
    if key is None or not part.fields:
        return False
    try:
        if not _run_update(plan.model, key, part, part.read(instance), alias):
            if update_fields:
                raise DatabaseError("Save with update_fields did not affect any rows.")
            _insert_over(connections[alias], instance, plan, False, True)
    except Exception as error:
        _mark_failed(alias, error)
        raise
    state.db = alias
    return True


def save_new(instance: Any, alias: str) -> None:
    """Do what `instance.save(force_insert=True, using=alias)` does, for an instance that was made just now."""
    plan = _simple_plan(instance.__class__)
    if plan is None or "fields_cache" in instance._state.__dict__:
        instance.save(force_insert=True, using=alias)
        return
    has_key = instance.__dict__.get(plan.key) is not None
    if not has_key and plan.model._meta.auto_field is None:
        instance.save(force_insert=True, using=alias)
        return
    try:
        _insert_over(connections[alias], instance, plan, False, has_key)
    except Exception as error:
        _mark_failed(alias, error)
        raise
    state = instance._state
    state.db = alias
    state.adding = False


def _require_columns(instance: Any, names: frozenset[str]) -> None:
    wrong = names - instance._meta._non_pk_concrete_field_names
    if wrong:
        raise ValueError(
            "The following fields do not exist in this model, are m2m fields, primary keys, or are "
            "non-concrete fields: "
            f"{', '.join(sorted(wrong))}"
        )


def _loaded_only(instance: Any) -> frozenset[str] | None:
    """The names to update where some fields were never loaded; None where all are there."""
    columns = plan_of(instance.__class__).attnames
    loaded = instance.__dict__.keys()
    if columns <= loaded:
        return None
    present = frozenset(columns & loaded & instance._meta._non_pk_concrete_field_names)
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
            _mark_failed(alias, error)
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


def _mark_failed(alias: str, error: Exception) -> None:
    """Let the atomic block around this save, if there is one, end in a rollback."""
    # What transaction.mark_for_rollback_on_error() does, without its price where nothing fails.
    connection = connections[alias]
    if connection.in_atomic_block:
        connection.needs_rollback = True
        connection.rollback_exc = error


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
    if has_key and not wish.force_insert and not _must_be_new(instance, plan, wish):
        if _update(instance, plan, wish):
            return True
        if wish.force_update:
            raise DatabaseError("Forced update did not affect any rows.")
        if wish.update_fields:
            raise DatabaseError("Save with update_fields did not affect any rows.")
    if options.order_with_respect_to:
        _place_last(instance, model, wish.alias)
    _insert(instance, plan, wish, has_key)
    return False


def _must_be_new(instance: Any, plan: Plan, wish: Wish) -> bool:
    """Whether the key was made a moment ago by its default, so that no row can have it."""
    return (
        plan.key_has_default
        and instance._state.adding
        and not (wish.raw or wish.force_update)
        and wish.update_fields is None
    )


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
            _run_update(model, key, part, values, wish.alias) or _row_exists(model, key, wish.alias)
        )
    return _run_update(model, key, part, values, wish.alias)


def _run_update(model: Any, key: Any, part: Part, values: tuple[Any, ...], alias: str) -> bool:
    if writes.has_expressions(values):
        prepared, values = writes.update_with_expressions(model, part.fields, values, key, alias)
    else:
        prepared, values = part.prepared, values + writes.key_values(model, key)
    return run.write(prepared, values, alias) > 0


def _update_through_manager(model: Any, key: Any, fields: Any, values: tuple[Any, ...], alias: str) -> bool:
    """A base manager of the user's own decides which rows there are."""
    rows = model._base_manager.using(alias).filter(pk=key)
    return rows.update(**{field.attname: value for field, value in zip(fields, values, strict=True)}) > 0


def _row_exists(model: Any, key: Any, alias: str) -> bool:
    return model._base_manager.using(alias).filter(pk=key).exists()


def _place_last(instance: Any, model: Any, alias: str) -> None:
    field = model._meta.order_with_respect_to
    siblings = model._base_manager.using(alias).filter(**field.get_filter_kwargs_for_object(instance))
    highest = siblings.aggregate(highest=Max("_order"))["highest"]
    instance._order = 0 if highest is None else highest + 1


def _insert(instance: Any, plan: Plan, wish: Wish, has_key: bool) -> None:
    _insert_over(connections[wish.alias], instance, plan, wish.raw, has_key)


def _insert_over(connection: Any, instance: Any, plan: Plan, raw: bool, has_key: bool) -> None:
    part = plan.insert(connection, has_key, raw)
    prepared, values = part.prepared, part.read(instance)
    if writes.has_expressions(values):
        prepared, values = _insert_of_expressions(plan.model, part, values, connection.alias)
    rows = run.insert_over(connection, prepared, values)
    if rows:
        for (attname, convert), value in zip(part.converters, rows[0], strict=False):
            setattr(instance, attname, value if convert is None else convert(value))


def _insert_of_expressions(
    model: Any, part: Part, values: tuple[Any, ...], alias: str
) -> tuple[Any, tuple[Any, ...]]:
    # Columns that the database fills by itself need not be named: such a statement can be used again.
    kept = [pair for pair in zip(part.fields, values, strict=True) if not isinstance(pair[1], DatabaseDefault)]
    fields = tuple(field for field, _ in kept)
    values = tuple(value for _, value in kept)
    if writes.has_expressions(values):
        return writes.insert_with_expressions(model, fields, [values], part.returning, alias)
    return writes.insert_for(model, fields, part.returning), values


def converter_of(field: Any, connection: Any) -> Any:
    """Return a function from a column's value, as the driver gives it, to the attribute's; None changes nothing."""
    convert = connection.ops.converter(field.kind, field)
    hooks = field.get_db_converters(connection)
    if not hooks:
        return None if convert is None else lambda value: None if value is None else convert(value)

    def converted(value: Any) -> Any:
        if convert is not None and value is not None:
            value = convert(value)
        for hook in hooks:
            value = hook(value, field.cached_col, connection)
        return value

    return converted


# --- plans ------------------------------------------------------------------------------------------------------------


class Part(Record):
    """One statement of a Plan."""

    fields: tuple[Any, ...]
    #: From an instance to its values for the fields.
    read: writes.Read
    #: The statement for plain values; None where there is no column to write.
    prepared: Any
    #: The fields that are given back, and how their values become attributes.
    returning: tuple[Any, ...] = ()
    converters: Any = ()


class Plan:
    """What saving one table of a model needs, worked out when first asked for. Lives in the model's `write_plans`."""

    def __init__(self, model: Any) -> None:
        options = model._meta
        self.model = model
        self.columns = [field for field in options.local_concrete_fields if not getattr(field, "generated", False)]
        self.keys = {id(field) for field in options.pk_fields}
        self.key_has_default = all(field.has_default() or field.has_db_default() for field in options.pk_fields)
        self._parts = Table()

    @cached_property
    def is_simple(self) -> bool:
        """Whether an instance is one row of this table, with a key of one column, and nothing else."""
        options = self.model._meta
        return (
            options.concrete_model is self.model
            and not (options.parents or options.order_with_respect_to or options.is_composite_pk)
        )

    @cached_property
    def key(self) -> str:
        """The attribute that holds the primary key."""
        return str(self.model._meta.pk.attname)

    @cached_property
    def attnames(self) -> frozenset[str]:
        """The attributes that must be loaded for all columns to be saved, inherited ones too."""
        fields = self.model._meta.concrete_fields
        return frozenset(field.attname for field in fields if not getattr(field, "generated", False))

    @cached_property
    def manager_is_special(self) -> bool:
        """Whether the base manager may hide rows."""
        manager = type(self.model._base_manager)
        return manager.get_queryset is not BaseManager.get_queryset or manager._queryset_class is not QuerySet

    def update(self, names: frozenset[str] | None, raw: bool) -> Part:
        """Return how to update the columns with these names (or attribute names); None for all."""
        key = ("update", names, raw)
        return self._parts.get(key) or memo.once(self._parts, key, self._update, names, raw)

    def _update(self, names: frozenset[str] | None, raw: bool) -> Part:
        fields = tuple(
            field
            for field in self.columns
            if id(field) not in self.keys and (names is None or field.name in names or field.attname in names)
        )
        prepared = writes.update_for(self.model, fields) if fields else None
        return Part(fields, writes.reader(self.model, fields, None if raw else False), prepared)

    def insert(self, connection: Any, with_key: bool, raw: bool) -> Part:
        """Return how to insert a row; without a key the database makes it."""
        key = ("insert", with_key, raw, connection.engine_key)
        return self._parts.get(key) or memo.once(self._parts, key, self._insert, connection, with_key, raw)

    def _insert(self, connection: Any, with_key: bool, raw: bool) -> Part:
        auto = None if with_key else self.model._meta.auto_field
        fields = tuple(field for field in self.columns if field is not auto)
        returning = self._returning(connection.features.can_return_columns_from_insert, with_key)
        return Part(
            fields,
            writes.reader(self.model, fields, None if raw else True),
            writes.insert_for(self.model, fields, returning),
            returning,
            [(field.attname, converter_of(field, connection)) for field in returning],
        )

    def _returning(self, can_return: bool, with_key: bool) -> tuple[Any, ...]:
        """The fields whose values the INSERT gives back."""
        options = self.model._meta
        if can_return:
            return tuple(field for field in options.db_returning_fields if field in options.local_concrete_fields)
        return (options.auto_field,) if options.auto_field and not with_key else ()


def plan_of(model: Any) -> Plan:
    """Return the Plan of a model (a concrete one)."""
    plans = model._meta.write_plans
    return plans.get("plan") or memo.once(plans, "plan", Plan, model)
