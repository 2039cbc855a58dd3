"""How the arguments of a model's constructor become attributes: worked out once per model, then run through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from keyword import iskeyword
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models.fields.base import Field
from django.db.models.fields.related_foreign import ForeignKey
from django.db.models.fields.unset import NOT_PROVIDED
from django.db.models.instances.state import DEFERRED
from django.utils.near_miss import did_you_mean
from django.utils.record import Record


class Place(Record):
    """What the constructor does for one field."""

    attname: str
    #: The name under which a related object may be given, where that differs from `attname`.
    relation: str | None
    #: The value without an argument; DEFERRED leaves the attribute unset.
    constant: Any
    #: Makes that value instead, where it is not the same every time.
    make: Any


def places(options: Any) -> tuple[Place, ...]:
    """Return the places of a model's fields: columns in order, then what is made of several columns."""
    in_order = sorted(options.fields, key=lambda field: field.column is None)
    return tuple(_place(field) for field in in_order)


def _place(field: Any) -> Place:
    # A relation over columns of other fields has no value of its own: only an object can be given.
    relation = field.name if field.is_relation and (field.name != field.attname or field.column is None) else None
    if field.column is None or getattr(field, "generated", False):
        return Place(field.attname, relation, DEFERRED, None)
    if _has_constant_default(field):
        return Place(field.attname, relation, field.get_default(), None)
    return Place(field.attname, relation, None, field.get_default)


def _has_constant_default(field: Any) -> bool:
    if type(field).get_default not in (Field.get_default, ForeignKey.get_default):
        return False
    if field.default is NOT_PROVIDED:
        return not field.has_db_default()
    # The default of a relation may be an object whose key is not known yet.
    return not callable(field.default) and not field.is_relation


def written_fill(options: Any) -> Callable[[Any, dict[str, Any]], None]:
    """Return the function that sets the attributes of a model's new instances, written for its fields."""
    names: dict[str, Any] = {"DEFERRED": DEFERRED, "setattr": setattr}
    lines = ["def fill(instance, kwargs):", "    pop = kwargs.pop"]
    for number, place in enumerate(options.places):
        lines += ["    " + line for line in _lines(place, number, names)]
    exec(compile("\n".join(lines), "<constructor>", "exec"), names)  # made of the names of fields alone
    return names["fill"]  # type: ignore[no-any-return]


def _lines(place: Place, number: int, names: dict[str, Any]) -> Iterator[str]:
    attname, relation, constant, make = place
    if make is None:
        default = names[f"constant{number}"] = constant
        value = f"pop({attname!r}, {'DEFERRED' if default is DEFERRED else f'constant{number}'})"
    else:
        names[f"make{number}"] = make
        value = f"pop({attname!r}) if {attname!r} in kwargs else make{number}()"
    if relation is None:
        yield from _set(attname, value)
        return
    yield f"if {relation!r} in kwargs:"
    yield from ["    " + line for line in _set(relation, f"pop({relation!r})")]
    yield "else:"
    yield from ["    " + line for line in _set(attname, value)]


def _set(name: str, value: str) -> Iterator[str]:
    yield f"value = {value}"
    yield "if value is not DEFERRED:"
    is_name = name.isidentifier() and not iskeyword(name)
    yield f"    instance.{name} = value" if is_name else f"    setattr(instance, {name!r}, value)"


def fill_in_order(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Set the attributes of `instance` from values in the order of the fields, then as `fill()` does.

    Raises:
        IndexError: more values than fields.
        TypeError: a field is given both ways.
    """
    options = instance._meta
    fields = options.concrete_fields if len(args) <= len(options.concrete_fields) else options.fields
    if len(args) > len(fields):
        raise IndexError("Number of args exceeds number of fields")
    given = fields[: len(args)]
    for field, value in zip(given, args, strict=True):
        if field.name in kwargs or field.attname in kwargs:
            raise TypeError(
                f"{type(instance).__qualname__}() got both positional and keyword arguments for field '{field.name}'."
            )
        if value is not DEFERRED:
            setattr(instance, field.attname, value)
    if len(given) < len(fields) or kwargs:
        _fill_remaining(instance, {field.attname for field in given}, kwargs)


def _fill_remaining(instance: Any, done: set[str], kwargs: dict[str, Any]) -> None:
    for attname, relation, constant, make in instance._meta.places:
        if attname in done:
            continue
        if relation is not None and relation in kwargs:
            value, attname = kwargs.pop(relation), relation
        else:
            value = kwargs.pop(attname) if attname in kwargs else constant if make is None else make()
        if value is not DEFERRED:
            setattr(instance, attname, value)
    if kwargs:
        set_others(instance, kwargs)


def set_others(instance: Any, kwargs: dict[str, Any]) -> None:
    """Set what is no column but may be set: properties, and names that the model knows as fields."""
    options = instance._meta
    unexpected = []
    for name, value in kwargs.items():
        if name in options._property_names or _is_field(options, name):
            if value is not DEFERRED:
                setattr(instance, name, value)
        else:
            unexpected.append(name)
    if unexpected:
        raise TypeError(_unexpected(instance, unexpected))


def _is_field(options: Any, name: str) -> bool:
    try:
        options.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _unexpected(instance: Any, names: list[str]) -> str:
    text = f"{type(instance).__name__}() got unexpected keyword arguments: {', '.join(map(repr, names))}"
    known = [place.relation or place.attname for place in instance._meta.places]
    hint = did_you_mean(names[0], known) if len(names) == 1 else ""
    return f"{text}.{hint}" if hint else text
