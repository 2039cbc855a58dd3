"""What saving a table of a model needs, worked out once: which columns, which statements, how values are read."""

from __future__ import annotations

from typing import Any

from django.db.models.manager import BaseManager
from django.db.models.plan import writes
from django.db.models.plan.memo import Table, memo
from django.db.models.query import QuerySet
from django.utils.functional import cached_property
from django.utils.record import Record


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
        self._parts = Table()

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


def _is_ours(model: Any, name: str) -> bool:
    """Whether an attribute that all models have is not overridden."""
    owner = next(cls for cls in model.__mro__ if name in vars(cls))
    return bool(owner.__module__ == "django.db.models.base")


def plan_of(model: Any) -> Plan:
    """Return the Plan of a model (a concrete one)."""
    plans = model._meta.write_plans
    return plans.get("plan") or memo.once(plans, "plan", Plan, model)
