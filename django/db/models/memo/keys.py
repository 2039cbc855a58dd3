"""Keys of calls: what decides the shape of a query is in the key, plain values are set aside.

`key_of(value, values)` returns something hashable for one argument of `filter()`, `annotate()`, ..., and appends to
`values` each plain value whose kind, but not whose content, decides the SQL. `parametrize(value, slots)` returns the
same argument with a Slot in each of those places, taken in the same order. What cannot be keyed raises `Unkeyable`; a
call with such an argument is resolved each time.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models.conditions import FilteredRelation, Q
from django.utils.functional import Promise
from django.utils.late import loaded_classes


class Unkeyable(Exception):
    """An argument whose effect on the SQL is not known from its type."""


#: Attributes an expression computes from others. A copy forgets them, a key leaves them out.
COMPUTED = frozenset(
    "_identity contains_aggregate contains_over_clause contains_column_references contains_subquery"
    " convert_value".split()
)
_LEFT_OUT = COMPUTED | {"_constructor_args"}

_PLAIN = (str, float, datetime.date, datetime.time, datetime.timedelta, bytes, Promise)
#: Further plain ones, by module and name: their modules are not always loaded.
_LATE = (("decimal", "Decimal"), ("uuid", "UUID"))
_ITEMS = (*_PLAIN, int, type(None))
#: Equal ones may be written in different ways: 1.0 and 1.00, 0.0 and -0.0, one moment in two time zones.
_INEXACT = (float, datetime.datetime, datetime.time)
_LISTS = (list, tuple, set, frozenset)
#: What a database can hold in an integer at most; larger numbers change the SQL (nothing is equal to them).
_LARGEST = 2**63
#: The first numbers above what integer columns hold, of one engine or another.
_BOUNDS = (2**15, 2**16, 2**31, 2**32, 10**11, 2**63)
#: Whole numbers below this, from zero on, every integer column can hold.
HELD_BY_ALL = _BOUNDS[0]
#: The key of what most numbers that are larger are.
_COMMON = (int, False, 2**16)


def key_of(value: Any, values: list[Any]) -> Any:
    """Return the key of `value`, its plain values appended to `values`.

    Raises:
        Unkeyable: there is none.
    """
    handler = HANDLERS.get(value.__class__)
    if handler is None:
        handler = handler_for(value)
    return handler(value, values)


def parametrize(value: Any, slots: Any) -> Any:
    """Return `value` with `slots.take(...)` in place of each plain value that `key_of` sets aside, in its order."""
    if isinstance(value, Q):
        return _condition_with_slots(value, slots)
    if hasattr(value, "parametrized"):
        return value.parametrized(slots)
    if value is None or isinstance(value, bool | FilteredRelation) or hasattr(value, "resolve_expression"):
        return value
    return slots.take(value)


# --- plain values -----------------------------------------------------------------------------------------------------


def key_of_plain(value: Any, values: list[Any]) -> Any:
    values.append(value)
    return value.__class__


def _key_of_constant(value: Any, values: list[Any]) -> Any:
    return value


def _key_of_integer(value: int, values: list[Any]) -> Any:
    if 0 <= value < HELD_BY_ALL:
        values.append(value)
        return value.__class__
    if value.__class__ is int and 2**16 <= value < 2**31:
        values.append(value)
        return _COMMON
    if not -_LARGEST <= value < _LARGEST:
        raise Unkeyable(value)
    values.append(value)
    # A comparison with a number that a column cannot hold is decided without the database.
    return (value.__class__, value < 0, nearest_bound(value))


def nearest_bound(value: int) -> int:
    """Return the number nearest to zero that the same integer columns can hold as `value`; 0 if all can."""
    if value >= 0:
        return next((bound for bound in reversed(_BOUNDS) if value >= bound), 0)
    return next((-bound - 1 for bound in reversed(_BOUNDS) if value < -bound), 0)


def _key_of_list(value: Any, values: list[Any]) -> Any:
    types = frozenset(map(type, value))
    for item_type in types:
        if not _is_item(item_type):
            raise Unkeyable(value)
    if tuple in types or list in types:
        _require_flat(value)
    values.append(value)
    # An empty list is falsy, so is its set of types: both are another shape.
    return (value.__class__, types)


def _require_flat(rows: Any) -> None:
    plain = (*_ITEMS, *loaded_classes(*_LATE))
    for row in rows:
        if isinstance(row, tuple | list) and not all(isinstance(item, plain) for item in row):
            raise Unkeyable(rows)


def _is_item(item_type: type) -> bool:
    return (
        issubclass(item_type, _ITEMS)
        or item_type in (tuple, list)
        or hasattr(item_type, "_meta")
        or issubclass(item_type, loaded_classes(*_LATE))
    )


def _key_of_instance(value: Any, values: list[Any]) -> Any:
    values.append(value)
    return ("instance", value.__class__)


def _key_of_dict(value: dict[Any, Any], values: list[Any]) -> Any:
    if any(hasattr(item, "resolve_expression") for item in value.values()):
        raise Unkeyable(value)
    values.append(value)
    return dict


def _refuse(value: Any, values: list[Any]) -> Any:
    raise Unkeyable(value)


# --- conditions -------------------------------------------------------------------------------------------------------


def _key_of_condition(value: Q, values: list[Any]) -> Any:
    key: list[Any] = [value.__class__, value.connector, value.negated]
    for child in value.children:
        if child.__class__ is tuple:
            name, item = child
            key.append(name)
            handler = HANDLERS.get(item.__class__) or handler_for(item)
            key.append(handler(item, values))
        else:
            key.append(key_of(child, values))
    return tuple(key)


def _condition_with_slots(value: Q, slots: Any) -> Q:
    children = [
        (child[0], parametrize(child[1], slots)) if child.__class__ is tuple else parametrize(child, slots)
        for child in value.children
    ]
    return value.create(children, value.connector, value.negated)


def _key_of_filtered_relation(value: FilteredRelation, values: list[Any]) -> Any:
    # Its values are not set aside: the condition is resolved when the relation is first used, not now.
    inside: list[Any] = []
    key = key_of(value.condition, inside)
    return (FilteredRelation, value.relation_name, key, tuple([constant_key(item) for item in inside]))


# --- expressions ------------------------------------------------------------------------------------------------------


def _key_of_having_key(value: Any, values: list[Any]) -> Any:
    return value.memo_key(values)


def key_of_expression(expression: Any, values: list[Any]) -> Any:
    """Return the key of an expression: its class and its attributes. Value leaves set their value aside."""
    cls = expression.__class__
    if not cls.keyable:
        raise Unkeyable(expression)
    key: list[Any] = [cls]
    for name, item in expression.__dict__.items():
        if name in _LEFT_OUT:
            continue
        if item is None or item is False or item.__class__ is str:
            key += (name, item)
            continue
        handler = _ATTRIBUTES.get(item.__class__) or _handler_for_attribute(item)
        key += (name, handler(item, values))
    return tuple(key)


def _key_of_parts(item: Any, values: list[Any]) -> Any:
    return (item.__class__, *[_key_of_attribute(part, values) for part in item])


def _key_of_entries(item: dict[Any, Any], values: list[Any]) -> Any:
    return (dict, *[(name, _key_of_attribute(part, values)) for name, part in item.items()]) if item else dict


def _key_of_attribute(item: Any, values: list[Any]) -> Any:
    handler = _ATTRIBUTES.get(item.__class__)
    if handler is None:
        handler = _handler_for_attribute(item)
    return handler(item, values)


def _key_of_content(item: Any, values: list[Any]) -> Any:
    return constant_key(item)


def _handler_for_attribute(item: Any) -> Callable[[Any, list[Any]], Any]:
    cls = item.__class__
    if hasattr(cls, "memo_key"):
        handler = _key_of_having_key
    elif isinstance(item, Q):
        handler = _key_of_condition
    else:
        handler = _key_of_content
    _ATTRIBUTES[cls] = handler
    return handler


def constant_key(item: Any) -> Any:
    """Return the key of something whose content decides the SQL.

    Raises:
        Unkeyable: it cannot be hashed, or does not say what it is.
    """
    if is_field(item):
        return key_of_field(item)
    if isinstance(item, slice):
        return (slice, item.start, item.stop, item.step)
    if isinstance(item, _LISTS):
        return (item.__class__, *map(constant_key, item))
    if isinstance(item, (*_INEXACT, *loaded_classes(*_LATE[:1]))):
        return (item.__class__, repr(item))
    if isinstance(item, (*_ITEMS, *loaded_classes(*_LATE), type)) or item.__class__ in _CONSTANTS:
        return (item.__class__, item)
    raise Unkeyable(item)


#: Further types whose instances are equal when they mean the same; see `register_constant`.
_CONSTANTS: set[type] = set()


def register_constant(cls: type) -> None:
    """Let attributes of this type be keyed by their own equality and hash."""
    _CONSTANTS.add(cls)


#: Further types whose instances are plain values; see `register_plain`.
_FURTHER_PLAIN: list[type] = []


def register_plain(cls: type) -> None:
    """Let values of this type, and of its subclasses, be set aside: their class alone decides the SQL."""
    _FURTHER_PLAIN.append(cls)
    HANDLERS.pop(cls, None)


def key_of_field(field: Any) -> Any:
    """Return the key of a field: itself if it belongs to a model, else all that makes another one like it."""
    if getattr(field, "model", None) is not None:
        return field
    _, _, args, kwargs = field.deconstruct()
    pairs = [(name, constant_key(item)) for name, item in kwargs.items()]
    return (field.__class__, *map(constant_key, args), *pairs)


def expression_with_slots(expression: Any, slots: Any) -> Any:
    """Return the expression with a Slot in each Value `key_of_expression` set aside; itself if there is none."""
    changed = {}
    for name, item in expression.__dict__.items():
        if name not in _LEFT_OUT:
            new = _attribute_with_slots(item, slots)
            if new is not item:
                changed[name] = new
    if not changed:
        return expression
    clone = expression.copy()
    clone.__dict__.update(changed)
    return clone


def _attribute_with_slots(item: Any, slots: Any) -> Any:
    cls = item.__class__
    if cls is str or item is None:
        return item
    if cls is list or cls is tuple:
        parts = [_attribute_with_slots(part, slots) for part in item]
        same = all(new is old for new, old in zip(parts, item, strict=True))
        return item if same else cls(parts)
    if cls is dict:
        entries = {name: _attribute_with_slots(part, slots) for name, part in item.items()}
        same = all(entries[name] is part for name, part in item.items())
        return item if same else entries
    if hasattr(item, "parametrized"):
        return item.parametrized(slots)
    return _condition_with_slots(item, slots) if isinstance(item, Q) else item


# --- which type is keyed how ------------------------------------------------------------------------------------------

HANDLERS: dict[type, Callable[[Any, list[Any]], Any]] = {
    str: key_of_plain,
    int: _key_of_integer,
    bool: _key_of_constant,
    type(None): _key_of_constant,
    dict: _key_of_dict,
    Q: _key_of_condition,
    FilteredRelation: _key_of_filtered_relation,
    **dict.fromkeys((float, bytes), key_of_plain),
    **dict.fromkeys((datetime.date, datetime.datetime, datetime.time, datetime.timedelta), key_of_plain),
    **dict.fromkeys(_LISTS, _key_of_list),
}


_ATTRIBUTES: dict[type, Callable[[Any, list[Any]], Any]] = {
    str: _key_of_constant,
    bool: _key_of_constant,
    type(None): _key_of_constant,
    list: _key_of_parts,
    tuple: _key_of_parts,
    dict: _key_of_entries,
    Q: _key_of_condition,
}


def handler_for(value: Any) -> Callable[[Any, list[Any]], Any]:
    """Find how values of a type not seen before are keyed, and remember it."""
    handler = _found_handler(value)
    HANDLERS[value.__class__] = handler
    return handler


def _found_handler(value: Any) -> Callable[[Any, list[Any]], Any]:
    cls = value.__class__
    if hasattr(cls, "memo_key"):
        return _key_of_having_key
    if isinstance(value, Q):
        return _key_of_condition
    if hasattr(cls, "resolve_expression") or hasattr(cls, "as_sql"):
        return _refuse
    if hasattr(cls, "_meta"):
        return _key_of_instance
    if isinstance(value, (*_PLAIN, *loaded_classes(*_LATE), *_FURTHER_PLAIN)):
        return key_of_plain
    if isinstance(value, int):
        return _key_of_integer
    return _refuse


_BUILT_IN = dict(HANDLERS), dict(_ATTRIBUTES)


def forget_types() -> None:
    """Forget how types seen since the start are keyed: a class that is not used any more must not live on here."""
    for table, built_in in zip((HANDLERS, _ATTRIBUTES), _BUILT_IN, strict=True):
        for cls in list(table):
            if cls not in built_in:
                table.pop(cls, None)


# --- fields -----------------------------------------------------------------------------------------------------------


def is_field(item: Any) -> bool:
    """Say whether `item` is a field."""
    return hasattr(item, "get_internal_type") and not isinstance(item, type)


def is_boolean(field: Any) -> bool:
    """Say whether a field holds truth values."""
    return field.get_internal_type() == "BooleanField"
