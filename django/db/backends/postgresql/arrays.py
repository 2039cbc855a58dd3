"""Lists of values as one array: the statement is the same for every length of a list.

The array is sent as text, which the server reads faster than the driver writes a hundred values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.datatypes import TEXT_KINDS
from django.utils.frozen import Frozen

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


def array(values: Iterable[Any], write: Callable[[Any], str]) -> str:
    """Return the text of an array of values, none of them NULL."""
    return f"{{{','.join(map(write, values))}}}"


def integers(values: list[Any]) -> str:
    """Return the array of whole numbers; what no integer is large enough for is left out, nothing being equal to it."""
    if values and not (_LOWEST <= min(values) and max(values) <= _HIGHEST):
        values = [value for value in values if _LOWEST <= value <= _HIGHEST]
    return array(values, int.__repr__)


def texts(values: list[str]) -> str:
    """Return the array of texts."""
    joined = '","'.join([value.replace("\\", "\\\\").replace('"', '\\"') for value in values])
    return f'{{"{joined}"}}' if values else "{}"


def plain(values: list[Any]) -> str:
    """Return the array of values whose `str()` needs no quotes: numbers, UUIDs, dates."""
    return array(values, str)


def moments(values: list[Any]) -> str:
    """Return the array of points in time, each with its offset if it has one."""
    return array(values, lambda value: f'"{value.isoformat()}"')


class ArrayKind(Frozen):
    """How lists for columns of a kind are sent: the type of an item, the cast behind the array, what writes it."""

    item: type
    cast: str
    write: Callable[[list[Any]], str]

    def __init__(self, item: type, cast: str, write: Callable[[list[Any]], str]) -> None:
        self.__dict__.update(item=item, cast=cast, write=write)


_INTEGERS = ArrayKind(int, "::bigint[]", integers)
# Without a cast the array is of the column's own type, which may compare in a way of its own (citext).
_TEXTS = ArrayKind(str, "", texts)

ARRAY_KINDS: dict[str, ArrayKind] = {
    **dict.fromkeys(
        (
            "AutoField",
            "BigAutoField",
            "BigIntegerField",
            "IntegerField",
            "PositiveBigIntegerField",
            "PositiveIntegerField",
            "PositiveSmallIntegerField",
            "SmallAutoField",
            "SmallIntegerField",
        ),
        _INTEGERS,
    ),
    **dict.fromkeys(TEXT_KINDS, _TEXTS),
    "DateField": ArrayKind(date, "::date[]", plain),
    "DateTimeField": ArrayKind(datetime, "::timestamptz[]", moments),
    "DecimalField": ArrayKind(Decimal, "::numeric[]", plain),
    "UUIDField": ArrayKind(UUID, "::uuid[]", plain),
}


class ArrayCodec:
    """A codec that makes one array of a list, each item prepared by another codec. Equal ones are equal."""

    def __init__(self, codec: Any, kind: str) -> None:
        self.codec = codec
        self.kind = kind

    def binder(self, connection: Any) -> Callable[[Any, Any], Any]:
        """Return the function that makes the array; of values of another type the driver makes one."""
        inner = None if self.codec is None else self.codec.binder(connection)
        wanted, write = ARRAY_KINDS[self.kind].item, ARRAY_KINDS[self.kind].write

        def bind(values: Any, connection: Any) -> Any:
            items = list(values) if inner is None else [inner(value, connection) for value in values]
            known = all(issubclass(cls, wanted) for cls in set(map(type, items)))
            return write(items) if known else items

        return bind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArrayCodec) and (self.codec, self.kind) == (other.codec, other.kind)

    def __hash__(self) -> int:
        return hash((self.codec, self.kind))
