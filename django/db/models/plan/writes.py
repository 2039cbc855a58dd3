"""Prepared INSERT, UPDATE and DELETE statements, made once per model and set of fields.

Values travel beside a statement in the order of its fields. A value that is an expression is part of the statement,
which is then made for this one use (`insert_with_expressions`, `update_with_expressions`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from django.core.exceptions import FieldError
from django.db.execution.prepared import Prepared
from django.db.models.fields.base import Field
from django.db.models.fields.dates import DateField, DateTimeField, TimeField
from django.db.models.fields.deferred import DeferredAttribute
from django.db.models.lowering import kind_of_field, lower
from django.db.models.memo.slots import Slots
from django.db.models.plan.draft import Draft
from django.db.models.plan.memo import memo
from django.db.models.plan.pins import insist_on_one_database
from django.db.query.expressions import All, Any_, Column, Compare, Members, Param
from django.db.query.node import Node
from django.db.query.statements import Delete, Insert, Update

Read = Callable[[Any], tuple[Any, ...]]

# Types whose values are known to be no expressions: asked once each, not once per value.
plain_types: set[type] = set()
_MOST_PLAIN_TYPES = 1000

_DATE_HOOKS = (DateField.pre_save, DateTimeField.pre_save, TimeField.pre_save)


# --- statements -------------------------------------------------------------------------------------------------------


def insert_for(model: Any, fields: Sequence[Any], returning: Sequence[Any] = (), rows: int = 1) -> Prepared:
    """Return the INSERT of `rows` rows; its values are those of the fields, row by row.

    Args:
        model: whose table.
        fields: the columns written; none at all inserts a row of defaults.
        returning: the fields wanted back.
        rows: how many rows.
    """
    plans = model._meta.write_plans
    key = ("insert", tuple(map(id, fields)), tuple(map(id, returning)), rows)
    return plans.get(key) or memo.once(plans, key, _prepared_insert, model, fields, returning, rows)


def numbered_insert_for(model: Any, fields: Sequence[Any]) -> Prepared:
    """Return the INSERT of one row whose key, numbered by the database, is asked of the cursor."""
    prepared = insert_for(model, fields)
    return Prepared(prepared.tree.but(key=model._meta.auto_field.column))


class ManyRows(Prepared):
    """An INSERT of many rows, which takes the more memory the more they are."""

    __slots__ = ("rows",)

    @property
    def weight(self) -> int:
        """How many things it holds, for the memo: about twenty places for values count as one."""
        return super().weight + self.rows // 20 * len(self.tree.columns)


def _prepared_insert(model: Any, fields: Sequence[Any], returning: Sequence[Any], rows: int) -> Prepared:
    width = len(fields)
    nodes = tuple(
        tuple(saved(field, row * width + place) for place, field in enumerate(fields)) for row in range(rows)
    )
    prepared = ManyRows(_insert(model, fields, nodes, returning))
    prepared.rows = rows
    return prepared


def insert_lists_for(model: Any, fields: Sequence[Any], returning: Sequence[Any] = ()) -> Prepared:
    """Return the INSERT of any number of rows; its values are one list for each of the fields.

    For engines whose operations say that they take them (`inserts_lists`).
    """
    plans = model._meta.write_plans
    key = ("insert lists", tuple(map(id, fields)), tuple(map(id, returning)))
    return plans.get(key) or memo.once(plans, key, _prepared_lists, model, fields, returning)


def _prepared_lists(model: Any, fields: Sequence[Any], returning: Sequence[Any]) -> Prepared:
    lists = tuple(saved(field, place).but(many=True) for place, field in enumerate(fields))
    return Prepared(_insert(model, fields, (lists,), returning))


def update_for(model: Any, fields: Sequence[Any]) -> Prepared:
    """Return the UPDATE of one row; its values are those of the fields, then the primary key's."""
    plans = model._meta.write_plans
    key = ("update", tuple(map(id, fields)))
    return plans.get(key) or memo.once(plans, key, _prepared_update, model, fields)


def _prepared_update(model: Any, fields: Sequence[Any]) -> Prepared:
    nodes = [saved(field, place) for place, field in enumerate(fields)]
    return Prepared(_update(model, fields, nodes, len(fields)))


def delete_for(model: Any, *fields: Any) -> Prepared:
    """Return the DELETE of the rows that have one of the fields (by default the primary key) in a list.

    Its values are these lists, one per field.
    """
    plans = model._meta.write_plans
    fields = fields or (model._meta.pk,)
    key = ("delete", tuple(map(id, fields)))
    return plans.get(key) or memo.once(plans, key, _prepared_delete, model, fields)


def _prepared_delete(model: Any, fields: Sequence[Any]) -> Prepared:
    table = model._meta.db_table
    found = tuple(
        Members(Column(table, field.column, field.kind), Param(place, field.save_codec, field.kind, many=True))
        for place, field in enumerate(fields)
    )
    return Prepared(Delete(table, found[0] if len(found) == 1 else Any_(found)))


def delete_pointing_for(model: Any, fields: Sequence[Any]) -> Prepared:
    """Return the DELETE of the rows that have a value in one of the fields; its only value is that."""
    plans = model._meta.write_plans
    key = ("delete pointing", tuple(map(id, fields)))
    return plans.get(key) or memo.once(plans, key, _prepared_delete_pointing, model, fields)


def _prepared_delete_pointing(model: Any, fields: Sequence[Any]) -> Prepared:
    table = model._meta.db_table
    found = tuple(Compare("=", Column(table, field.column, field.kind), saved(field, 0)) for field in fields)
    return Prepared(Delete(table, found[0] if len(found) == 1 else Any_(found)))


def delete_one_for(model: Any) -> Prepared:
    """Return the DELETE of one row; its values are the primary key's."""
    plans = model._meta.write_plans
    return plans.get("delete one") or memo.once(plans, "delete one", _prepared_delete_one, model)


def _prepared_delete_one(model: Any) -> Prepared:
    return Prepared(Delete(model._meta.db_table, has_key(model, 0)))


def saved(field: Any, index: int) -> Param:
    """Return the node for a value of `field` that is to be stored."""
    return Param(index, field.save_codec, field.kind)


def has_key(model: Any, index: int) -> Node:
    """Return the condition that a row has the primary key whose values stand at `index` and after."""
    options = model._meta
    parts = tuple(
        Compare("=", Column(options.db_table, field.column, field.kind), saved(field, index + place))
        for place, field in enumerate(options.pk_fields)
    )
    return parts[0] if len(parts) == 1 else All(parts)


def _insert(model: Any, fields: Sequence[Any], rows: Any, returning: Sequence[Any]) -> Insert:
    columns = tuple(field.column for field in fields)
    return Insert(
        model._meta.db_table,
        columns,
        rows,
        tuple(field.column for field in returning),
        returning_kinds=tuple(kind_of_field(field) for field in returning),
        default_column="" if columns else model._meta.pk_fields[0].column or "",
    )


def _update(model: Any, fields: Sequence[Any], nodes: Sequence[Node], key_index: int) -> Update:
    assignments = tuple((field.column, node) for field, node in zip(fields, nodes, strict=True))
    return Update(model._meta.db_table, assignments, has_key(model, key_index))


def key_values(model: Any, key: Any) -> tuple[Any, ...]:
    """Return a primary key as the values `has_key()` stands for."""
    return tuple(key) if model._meta.is_composite_pk else (key,)


# --- expressions as values --------------------------------------------------------------------------------------------


def has_expressions(values: Sequence[Any]) -> bool:
    """Whether one of the values is an expression, or an instance, which needs looking at, too."""
    if plain_types.issuperset(map(type, values)):
        return False
    unknown = set(map(type, values)) - plain_types
    found = False
    for each in unknown:
        if hasattr(each, "resolve_expression") or hasattr(each, "prepare_database_save"):
            found = True
        elif len(plain_types) < _MOST_PLAIN_TYPES:
            plain_types.add(each)
    return found


def is_expression(value: Any) -> bool:
    """Whether the value is an expression."""
    return hasattr(type(value), "resolve_expression")


def insert_with_expressions(
    model: Any, fields: Sequence[Any], rows: Sequence[Sequence[Any]], returning: Sequence[Any], alias: str
) -> tuple[Prepared, tuple[Any, ...]]:
    """Return an INSERT for these very rows, and the values that travel with it.

    Raises:
        ValueError: an expression refers to a column.
        CrossDatabaseError: an expression asks another database than that of `alias`.
        FieldError: an expression is an aggregate or a window function.
    """
    values: list[Any] = []
    nodes = tuple(
        tuple(
            _inserted(model, field, value, alias, values) if is_expression(value) else _kept_apart(field, value, values)
            for field, value in zip(fields, row, strict=True)
        )
        for row in rows
    )
    return Prepared(_insert(model, fields, nodes, returning)), tuple(values)


def update_with_expressions(
    model: Any, fields: Sequence[Any], row: Sequence[Any], key: Any, alias: str
) -> tuple[Prepared, tuple[Any, ...]]:
    """Return an UPDATE of one row for these very values, and those that travel with it."""
    values: list[Any] = []
    nodes = [
        lower(resolved_for_save(model, field, value, alias, values))
        if is_expression(value)
        else _kept_apart(field, storable(field, value), values)
        for field, value in zip(fields, row, strict=True)
    ]
    tree = _update(model, fields, nodes, len(values))
    return Prepared(tree), (*values, *key_values(model, key))


def resolved_for_save(model: Any, field: Any, value: Any, alias: str, values: list[Any]) -> Any:
    """Return an expression resolved against its model's own columns; the values it brings are added to `values`.

    Raises:
        FieldError: it is an aggregate or a window function.
        CrossDatabaseError: it asks another database than that of `alias`.
    """
    draft = Draft(model, Slots(len(values)))
    resolved = value.resolve_expression(draft, allow_joins=False, for_save=True)
    values.extend(draft.slots.values)
    if draft.pinned:
        insist_on_one_database(draft.pinned, model._meta.label, alias, "the write")
    for kind, found in (
        ("Aggregate functions are", resolved.contains_aggregate),
        ("Window expressions are", resolved.contains_over_clause),
    ):
        if found:
            raise FieldError(f"{kind} not allowed in this query ({field.name}={resolved!r}).")
    return resolved


def storable(field: Any, value: Any) -> Any:
    """Return a value as an update stores it: an instance becomes its key.

    Raises:
        TypeError: an instance for a field that is no relation.
    """
    if not hasattr(value, "prepare_database_save"):
        return value
    if not field.remote_field:
        raise TypeError(
            f"Tried to update field {field} with a model instance, {value!r}. Use a value compatible with "
            f"{type(field).__name__}."
        )
    return value.prepare_database_save(field)


def _inserted(model: Any, field: Any, value: Any, alias: str, values: list[Any]) -> Node:
    resolved = resolved_for_save(model, field, value, alias, values)
    if resolved.contains_column_references:
        raise ValueError(
            f'Failed to insert expression "{resolved!r}" on {field}. F() expressions can only be used '
            "to update, not to insert."
        )
    return lower(resolved)


def _kept_apart(field: Any, value: Any, values: list[Any]) -> Param:
    values.append(value)
    return saved(field, len(values) - 1)


# --- reading an instance ----------------------------------------------------------------------------------------------


def reader(model: Any, fields: Sequence[Any], add: bool | None) -> Read:
    """Return a function from an instance to the tuple of its values for these fields.

    Args:
        model: the model of the instances.
        fields: which values, in which order.
        add: what `pre_save()` of the fields is told; None reads the attributes as they are.
    """
    names = [field.attname for field in fields]
    special = [] if add is None else [place for place, field in enumerate(fields) if prepares_value(field)]
    # Asking a new instance for its `__dict__` would make one, which it does not have yet.
    read = _always_tuple(attrgetter(*names), names) if add and names else _attributes(model, names)
    if not special:
        return read
    hooks = [(place, fields[place].pre_save) for place in special]

    def read_prepared(instance: Any) -> tuple[Any, ...]:
        # The fields' own values come first: one may load or compute what others are made from.
        prepared = [(place, pre_save(instance, add)) for place, pre_save in hooks]
        values = list(read(instance))
        for place, value in prepared:
            values[place] = value
        return tuple(values)

    return read_prepared


def loaded_reader(model: Any, fields: Sequence[Any]) -> Read | None:
    """Return a function from the attributes of an instance to its values for these fields, two or more.

    It raises KeyError where one is not loaded. None where a value takes more than to be read.
    """
    names = [field.attname for field in fields]
    if any(map(prepares_value, fields)) or not all(_is_plain(model, name) for name in names):
        return None
    return itemgetter(*names)


def prepares_value(field: Any) -> bool:
    """Whether the value to store is not just the attribute's."""
    pre_save = type(field).pre_save
    if pre_save in _DATE_HOOKS:
        return field.auto_now or field.auto_now_add
    return pre_save is not Field.pre_save


def _attributes(model: Any, names: list[str]) -> Read:
    if not names:
        return lambda instance: ()
    if not all(_is_plain(model, name) for name in names):
        return _always_tuple(attrgetter(*names), names)
    get, by_attribute = itemgetter(*names), attrgetter(*names)

    def read(instance: Any) -> Any:
        try:
            return get(instance.__dict__)
        except KeyError:
            # Deferred: the attribute loads it.
            return by_attribute(instance)

    return _always_tuple(read, names)


def _always_tuple(get: Any, names: list[str]) -> Read:
    return get if len(names) > 1 else lambda instance: (get(instance),)


def _is_plain(model: Any, name: str) -> bool:
    """Whether the value simply stands in the instance's `__dict__` once it is loaded."""
    found = next((vars(cls)[name] for cls in model.__mro__ if name in vars(cls)), None)
    plain = found is None or type(found).__get__ is DeferredAttribute.__get__
    return plain and not hasattr(type(found), "__set__")
