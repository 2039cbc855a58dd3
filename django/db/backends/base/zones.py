"""ZoneCodec: how the name of a time zone is sent to an engine that spells zones in a way of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.query.expressions import Literal

#: `function(name, connection)` to the zone's name as the engine reads it.
Spelling = Callable[[str, Any], str]


class ZoneCodec:
    """A codec of a zone's name in the engine's form; another codec finds the name out. Equal if both are.

    Args:
        spell: how the engine spells a zone's name.
        codec: what finds the name out; None: the value is the name.
    """

    def __init__(self, spell: Spelling, codec: Any) -> None:
        self.spell = spell
        self.codec = codec

    def binder(self, connection: Any) -> Spelling:
        """Return the function that names the zone."""
        spell = self.spell
        inner = None if self.codec is None else self.codec.binder(connection)
        if inner is None:
            return spell
        return lambda value, connection: spell(inner(value, connection), connection)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ZoneCodec) and (self.spell, self.codec) == (other.spell, other.codec)

    def __hash__(self) -> int:
        return hash((ZoneCodec, self.spell, self.codec))


def zone_parameter(tzname: Any, spell: Spelling, connection: Any) -> Any:
    """Return the parameter that names a zone: a name as it is spelt, a literal that is spelt when sent."""
    if isinstance(tzname, Literal):
        return tzname.but(codec=ZoneCodec(spell, tzname.codec))
    return spell(tzname, connection)
