"""Lists of values as one array: the statement is the same for every length of a list.

An array is sent as text, which is written in a fraction of the time that the driver takes for as many values. What has
no text of its own here (documents, addresses, bytes) goes to the driver as a list.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.datatypes import INTEGER_KINDS, TEXT_KINDS, VALUE_TYPES

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


# --- arrays as text ---------------------------------------------------------------------------------------------------


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _moment(value: datetime) -> str:
    return f'"{value.isoformat()}"'


def _span(value: timedelta) -> str:
    return f'"{value.days} d {value.seconds}.{value.microseconds:06} s"'


_WRITERS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda value: "NULL",
    bool: lambda value: "t" if value else "f",
    int: int.__repr__,
    str: _text,
    float: float.__repr__,
    Decimal: str,
    UUID: str,
    date: date.isoformat,
    datetime: _moment,
    time: time.isoformat,
    timedelta: _span,
}
#: Types of which programs have subclasses that say the same: choices, marked texts.
_BASES: tuple[type, ...] = (str, int)


def _writer(cls: type) -> Callable[[Any], str] | None:
    known = _WRITERS.get(cls)
    if known is not None:
        return known
    return next((_WRITERS[base] for base in _BASES if issubclass(cls, base)), None)


def written(values: list[Any]) -> Any:
    """Return the text of an array; the list itself if it holds what only the driver can write."""
    writers = {cls: _writer(cls) for cls in set(map(type, values))}
    if None in writers.values():
        return values
    if len(writers) == 1:
        (write,) = writers.values()
        texts = map(write, values)  # type: ignore[arg-type]
    else:
        texts = (writers[type(value)](value) for value in values)  # type: ignore[misc, assignment]
    return f"{{{','.join(texts)}}}"


# --- where lists are sent as arrays -----------------------------------------------------------------------------------

#: Kind to the cast behind the array of a list that a column is looked up in. Without a cast the array is of the
#: column's own type, which may compare in a way of its own (citext).
MEMBER_CASTS = {
    **dict.fromkeys(INTEGER_KINDS, "::bigint[]"),
    **dict.fromkeys(TEXT_KINDS, ""),
    "DateField": "::date[]",
    "DateTimeField": "::timestamptz[]",
    "DecimalField": "::numeric[]",
    "UUIDField": "::uuid[]",
}

#: Type of a column, without its length, to that of the items of a list of its values.
_ITEM_TYPES = {
    "bigint": "bigint",
    "boolean": "boolean",
    "bytea": "bytea",
    "date": "date",
    "double precision": "double precision",
    "inet": "inet",
    "integer": "bigint",
    "interval": "interval",
    "jsonb": "jsonb",
    "numeric": "numeric",
    "smallint": "bigint",
    "text": "text",
    "time": "time",
    "timestamp with time zone": "timestamptz",
    "uuid": "uuid",
    "varchar": "text",
}


def item_type(kind: str) -> str:
    """Return the type of the items of a list of values for columns of a kind."""
    return "bigint" if kind in INTEGER_KINDS else VALUE_TYPES[kind]


def is_usual(kind: str, column_type: str | None) -> bool:
    """Tell whether the column of a field is what its kind says, so that values for it may be sent in a list."""
    return kind in VALUE_TYPES and _ITEM_TYPES.get((column_type or "").partition("(")[0]) == item_type(kind)


class ArrayCodec:
    """A codec that makes one array of a list, each item prepared by another codec. Equal ones are equal.

    Args:
        codec: prepares the items.
        bounded: leave out whole numbers that no integer column can hold: nothing is equal to them.
    """

    def __init__(self, codec: Any, *, bounded: bool = False) -> None:
        self.codec = codec
        self.bounded = bounded

    def binder(self, connection: Any) -> Callable[[Any, Any], Any]:
        """Return the function that makes the array."""
        inner = None if self.codec is None else self.codec.binder(connection)

        def bind(values: Any, connection: Any) -> Any:
            items = list(values) if inner is None else [inner(value, connection) for value in values]
            return written(_within_bounds(items) if self.bounded else items)

        return bind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArrayCodec) and (self.codec, self.bounded) == (other.codec, other.bounded)

    def __hash__(self) -> int:
        return hash((self.codec, self.bounded))


def _within_bounds(values: list[Any]) -> list[Any]:
    if set(map(type, values)) == {int} and _LOWEST <= min(values) and max(values) <= _HIGHEST:
        return values
    return [value for value in values if not isinstance(value, int) or _LOWEST <= value <= _HIGHEST]
