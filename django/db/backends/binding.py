"""Functions that prepare values for the driver: composed for a new statement, written as code for one used again.

A statement that is run once is bound by calling one small function per value. One that is run often gets a function of
its own, in which binders that offer themselves as an expression (`inline`) stand as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from django.db.query.expressions import Literal, Param

Pick: TypeAlias = "Callable[[Sequence[Any], Any], Any]"
#: From all values, and the connection, to the driver's parameters.
Binding: TypeAlias = "Callable[[Sequence[Any], Any], Sequence[Any]]"

#: A function for more values than this would be too large to be worth its writing.
MOST_WRITTEN = 400


def binder_of(node: Param | Literal, connection: Any) -> Any:
    """Return the function `(value, connection)` that prepares a value; None if it is sent as it is."""
    return None if node.codec is None else node.codec.binder(connection)


def pick(param: Any, connection: Any) -> Pick:
    """Return the function that finds one parameter's value and prepares it."""
    if isinstance(param, Literal):
        return _pick_literal(param.value, binder_of(param, connection))
    if not isinstance(param, Param):
        return lambda values, connection: param
    binder = binder_of(param, connection)
    if param.many:
        return _pick_list(param.index, binder)
    if param.item is not None:
        return _pick_item(param.index, param.item, binder)
    index = param.index
    if binder is None:
        return lambda values, connection: values[index]
    return lambda values, connection: binder(values[index], connection)


def _pick_literal(value: Any, binder: Any) -> Pick:
    if binder is None:
        return lambda values, connection: value
    return lambda values, connection: binder(value, connection)


def _pick_list(index: int, binder: Any) -> Pick:
    if binder is None:
        return lambda values, connection: values[index]
    return lambda values, connection: [binder(value, connection) for value in values[index]]


def _pick_item(index: int, item: int, binder: Any) -> Pick:
    if binder is None:
        return lambda values, connection: values[index][item]
    return lambda values, connection: binder(values[index][item], connection)


# --- written as code --------------------------------------------------------------------------------------------------


def written(params: Sequence[Any], connection: Any) -> Binding:
    """Return one function for all parameters, none of which is a list."""
    names: dict[str, Any] = {}
    texts = [_text(param, f"_{place}", names, connection) for place, param in enumerate(params)]
    return _function(f"lambda values, connection: ({', '.join(texts)},)", names)


def written_for_rows(params: Sequence[Param], connection: Any) -> Callable[[Iterable[Any], Any], list[Any]]:
    """Return a function from rows of values to the parameters of all rows, one after the other.

    Args:
        params: those of one row, each the value at its own place.
        connection: of the engine.
    """
    names: dict[str, Any] = {}
    texts = [_prepared(f"v{n}", param, f"_{n}", names, connection) for n, param in enumerate(params)]
    places = ", ".join(f"v{n}" for n in range(len(params)))
    return _function(f"lambda rows, connection: [p for {places}, in rows for p in ({', '.join(texts)},)]", names)


def _text(param: Any, suffix: str, names: dict[str, Any], connection: Any) -> str:
    if isinstance(param, Literal):
        names[f"constant{suffix}"] = param.value
        return _prepared(f"constant{suffix}", param, suffix, names, connection)
    if not isinstance(param, Param):
        names[f"constant{suffix}"] = param
        return f"constant{suffix}"
    value = f"values[{param.index}]" if param.item is None else f"values[{param.index}][{param.item}]"
    return _prepared(value, param, suffix, names, connection)


def _prepared(value: str, param: Any, suffix: str, names: dict[str, Any], connection: Any) -> str:
    """Return the text for a prepared value; what it refers to is added to `names`."""
    binder = binder_of(param, connection)
    if binder is None:
        return value
    inline = getattr(binder, "inline", None)
    if inline is None:
        names[f"bind{suffix}"] = binder
        return f"bind{suffix}({value}, connection)"
    known = {name: f"{name}{suffix}" for name in inline.names}
    names.update({known[name]: found for name, found in inline.names.items()})
    if value.isidentifier():
        return inline.template.format(first=value, value=value, **known)
    return inline.template.format(first=f"(v := {value})", value="v", **known)


def _function(source: str, names: dict[str, Any]) -> Any:
    return eval(compile(source, "<binder>", "eval"), names)  # made of our own words alone
