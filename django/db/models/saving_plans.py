"""What saving a table of a model needs, worked out once: which columns, which statements, how values are read."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.connections import connections
from django.db.execution import run
from django.db.models.expressions import DatabaseDefault
from django.db.models.fields.base import Field
from django.db.models.fields.related_foreign import ForeignKey
from django.db.models.instances.instantiation import set_others
from django.db.models.instances.state import ModelState
from django.db.models.manager import BaseManager
from django.db.models.plan import writes
from django.db.models.plan.memo import Table, memo
from django.db.models.query import QuerySet
from django.db.models.signals import post_init, post_save, pre_init, pre_save
from django.utils.functional import cached_property
from django.utils.record import Record


def converter_of(field: Any, connection: Any) -> Any:
    """Return a function from a column's value, as the driver gives it, and its connection to the attribute's.

    None changes nothing. It holds for all connections to the engine, so it keeps none of them.
    """
    convert = connection.ops.converter(field.kind, field)
    hooks = field.get_db_converters(connection)
    if not hooks:
        return None if convert is None else lambda value, connection: None if value is None else convert(value)

    def converted(value: Any, connection: Any) -> Any:
        if convert is not None and value is not None:
            value = convert(value)
        for hook in hooks:
            value = hook(value, field.cached_col, connection)
        return value

    return converted


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
    #: The one field that is given back is asked of the cursor.
    numbered: bool = False


class Plan:
    """What saving one table of a model needs, worked out when first asked for. Lives in the model's `write_plans`."""

    def __init__(self, model: Any) -> None:
        options = model._meta
        self.model = model
        self.key_name = options.pk.attname
        self.columns = [field for field in options.local_concrete_fields if not getattr(field, "generated", False)]
        self.keys = {id(field) for field in options.pk_fields}
        self.key_has_default = all(field.has_default() or field.has_db_default() for field in options.pk_fields)
        pk = options.pk
        own = type(pk).get_pk_value_on_save
        #: A key that is missing may be made before the row is; those of the database's own numbering are not.
        self.makes_keys = pk.has_default() or own not in (Field.get_pk_value_on_save, ForeignKey.get_pk_value_on_save)
        house = _house_of(model)
        #: What a model has that is made and saved as the house does it.
        self.constructor, self.save = house.__init__, house.save
        self._parts = Table()
        #: How to insert a row without a key, by the key of the engine: the usual one of `insert()`.
        self._without_key = Table()

    @cached_property
    def is_simple(self) -> bool:
        """Whether a row of one table is all there is, with one key, and the model lets us save it as we like."""
        options = self.model._meta
        return (
            options.concrete_model is self.model
            and not (options.parents or options.is_composite_pk or options.order_with_respect_to)
            and not (options.select_on_save or options.auto_created or self.manager_is_special)
            and all(_is_ours(self.model, name) for name in ("save_base", "pk", "_is_pk_set", "_get_pk_val"))
        )

    @cached_property
    def is_plainly_made(self) -> bool:
        """Whether nothing but our constructor has a part in new instances."""
        model = self.model
        return (
            self.is_simple
            and type(model).__call__ is type.__call__
            and not any("__new__" in vars(cls) for cls in model.__mro__[:-1])
            and sum("__init__" in vars(cls) for cls in model.__mro__[:-1]) == 1
            and model.__setattr__ is object.__setattr__
            # Not what a test has put in their places for a while.
            and [getattr(own, "__code__", None) and own.__code__.co_name for own in (self.constructor, self.save)]
            == ["__init__", "save"]
        )

    @cached_property
    def is_one_statement(self) -> bool:
        """Whether nothing of the program's own happens while a row is inserted, but for defaults that are called."""
        fields = (*self.model._meta.fields, *self.model._meta.private_fields)
        return (
            self.is_plainly_made
            and all(type(field).__module__.startswith("django.") for field in fields)
            and not any(map(writes.prepares_value, self.columns))
        )

    @cached_property
    def called_defaults(self) -> frozenset[str]:
        """The names of fields whose default the program computes."""
        return frozenset(field.name for field in self.columns if callable(field.default) and field.has_default())

    def create(self, kwargs: dict[str, Any], alias: str) -> Any:
        """Return a new instance with these values, saved; None where that takes more than a row of one table."""
        model = self.model
        if (
            ((pre_save.receivers or post_save.receivers) and is_told_of_saving(model))
            or ((pre_init.receivers or post_init.receivers) and _is_told(model, pre_init, post_init))
            or not self.is_plainly_made
            or model.save is not self.save
            or model.__init__ is not self.constructor
        ):
            return None
        options = model._meta
        if options._reverse_one_to_one_field_names and not options._reverse_one_to_one_field_names.isdisjoint(kwargs):
            return None
        instance = object.__new__(model)
        state = instance._state = ModelState()
        options.fill(instance, kwargs)
        if kwargs:
            set_others(instance, kwargs)
        if options.may_relate and "fields_cache" in state.__dict__:
            instance._prepare_related_fields_for_save(operation_name="save")
        self.insert_new(instance, alias)
        return instance

    def insert_new(self, instance: Any, alias: str) -> None:
        """Insert the row of an instance of a simple plan, and tell the instance."""
        try:
            key = getattr(instance, self.key_name)
            if key is None and self.makes_keys:
                key = self.model._meta.pk.get_pk_value_on_save(instance)
                setattr(instance, self.key_name, key)
            self.insert_row(instance, alias, key is not None)
        except Exception as error:
            transaction.break_block(alias, error)
            raise
        state = instance._state
        state.db = alias
        state.adding = False

    def insert_row(self, instance: Any, alias: str, has_key: bool, raw: bool = False) -> None:
        """Insert the row of this table and set on the instance what the database made for it."""
        connection = connections[alias]
        part = None if has_key or raw else self._without_key.get(connection.engine_key)
        if part is None:
            part = self.insert(connection, has_key, raw)
        values = part.read(instance)
        if not writes.plain_types.issuperset(map(type, values)) and writes.has_expressions(values):
            prepared, values = _insert_of_expressions(self.model, part, values, alias)
        elif part.numbered:
            ((attname, convert),) = part.converters
            key = run.insert_numbered(connection, part.prepared, values)
            setattr(instance, attname, key if convert is None else convert(key, connection))
            return
        else:
            prepared = part.prepared
        rows = run.insert(prepared, values, alias)
        if rows:
            for (attname, convert), value in zip(part.converters, rows[0], strict=False):
                setattr(instance, attname, value if convert is None else convert(value, connection))

    def save_again(self, instance: Any, alias: str) -> bool:
        """Save all columns of an instance that was loaded, for a simple plan; False if that is not all there is to do.

        Then nothing was done yet.
        """
        state, whole = instance._state, self.whole
        if state.adding or whole is None or state.db != alias:
            return False
        try:
            values = whole.read(instance.__dict__)
        except KeyError:
            return False
        if values[-1] is None or not writes.plain_types.issuperset(map(type, values)):
            return False
        try:
            if not run.write(whole.prepared, values, alias):
                self.insert_row(instance, alias, has_key=True)
        except Exception as error:
            transaction.break_block(alias, error)
            raise
        return True

    @cached_property
    def whole(self) -> Part | None:
        """How to update all columns of an instance that has all of them, its key as the last value; None if we can't.

        It reads the attributes of an instance, not the instance.
        """
        part = self.update(None, False)
        read = writes.loaded_reader(self.model, (*part.fields, self.model._meta.pk)) if part.fields else None
        return None if read is None else part._replace(read=read)

    def update_row(self, key: Any, part: Part, values: tuple[Any, ...], alias: str) -> bool:
        """Update the row with this key; tell whether it was there."""
        if not writes.plain_types.issuperset(map(type, values)) and writes.has_expressions(values):
            prepared, values = writes.update_with_expressions(self.model, part.fields, values, key, alias)
        else:
            prepared, values = part.prepared, (*values, *key) if key.__class__ is tuple else (*values, key)
        return run.write(prepared, values, alias) > 0

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
        if not with_key and not raw:
            return memo.once(self._without_key, connection.engine_key, self._insert, connection, False, False)
        key = ("insert", with_key, raw, connection.engine_key)
        return self._parts.get(key) or memo.once(self._parts, key, self._insert, connection, with_key, raw)

    def _insert(self, connection: Any, with_key: bool, raw: bool) -> Part:
        auto = None if with_key else self.model._meta.auto_field
        fields = tuple(field for field in self.columns if field is not auto)
        returning = self._returning(connection.features.can_return_columns_from_insert, with_key)
        numbered = connection.features.prefers_last_insert_id and auto is not None and list(returning) == [auto]
        if numbered:
            prepared = writes.numbered_insert_for(self.model, fields)
        else:
            prepared = writes.insert_for(self.model, fields, returning)
        return Part(
            fields,
            writes.reader(self.model, fields, None if raw else True),
            prepared,
            returning,
            [(field.attname, converter_of(field, connection)) for field in returning],
            numbered,
        )

    def _returning(self, can_return: bool, with_key: bool) -> tuple[Any, ...]:
        """The fields whose values the INSERT gives back."""
        options = self.model._meta
        if can_return:
            return tuple(field for field in options.db_returning_fields if field in options.local_concrete_fields)
        return (options.auto_field,) if options.auto_field and not with_key else ()


def is_told_of_saving(model: Any) -> bool:
    """Whether somebody wants to be told of instances of this very model that are saved."""
    return _is_told(model, pre_save, post_save)


def _is_told(model: Any, *signals: Any) -> bool:
    return any(signal.receivers and signal.has_listeners(model) for signal in signals)


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


def _house_of(model: Any) -> Any:
    """Return the base class of all models."""
    return next(cls for cls in reversed(model.__mro__) if cls.__module__ == "django.db.models.base")


def _is_ours(model: Any, name: str) -> bool:
    """Whether an attribute that all models have is not overridden."""
    owner = next(cls for cls in model.__mro__ if name in vars(cls))
    return bool(owner.__module__ == "django.db.models.base")


def plan_of(model: Any) -> Plan:
    """Return the Plan of a model (a concrete one)."""
    plans = model._meta.write_plans
    return plans.get("plan") or memo.once(plans, "plan", Plan, model)
