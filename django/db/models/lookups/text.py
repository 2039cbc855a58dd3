"""Lookups on text: contains, startswith, endswith, regex and their kin, and those on UUIDs kept as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.fields.base import Field
from django.db.models.fields.uuid import UUIDField
from django.db.models.lookups.base import BuiltinLookup
from django.db.models.lowering import lower
from django.db.models.memo.slots import Slot
from django.db.query.expressions import Call, Literal, Match
from django.db.query.node import Node


class TextLookup(BuiltinLookup):
    """Base: the value is text, whatever the column is; the engine escapes it where it must."""

    prepare_rhs = False
    #: The name engines know the comparison by.
    match = ""
    #: What turns the text into what the driver takes.
    codec: Any = None

    def lower(self) -> Node:
        return Match(self.match, lower(self.lhs), self.lower_rhs())

    def lower_rhs(self) -> Node:
        rhs = self.rhs
        if type(rhs) is Slot:
            return rhs.param(self.codec, "TextField")
        if self.rhs_is_direct_value():
            return Literal(rhs, self.codec, "TextField")
        return lower(rhs)

    def get_prep_lookup(self) -> Any:
        rhs = self.rhs
        if type(rhs) is Slot:
            return rhs.prepare(_as_text)
        return _as_text(rhs) if self.rhs_is_direct_value() else rhs


def _as_text(value: Any) -> Any:
    return value if isinstance(value, str | None) else str(value)


@Field.register_lookup
class IExact(TextLookup):
    """Equal, capital letters or not."""

    lookup_name = match = "iexact"

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().process_rhs(compiler, connection)
        if self.rhs_is_direct_value() and params:
            params = [connection.ops.prep_for_iexact_query(params[0]), *params[1:]]
        return sql, params

    def lower(self) -> Node:
        return super().lower()


class PatternLookup(TextLookup):
    """Base of the LIKE family."""

    param_pattern = "%%%s%%"

    def get_rhs_op(self, connection: Any, rhs: Any) -> str:
        if self.rhs_is_direct_value() and not self.bilateral_transforms:
            return super().get_rhs_op(connection, rhs)
        return connection.pattern_ops[self.lookup_name].format(connection.pattern_esc).format(rhs)

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().process_rhs(compiler, connection)
        if self.rhs_is_direct_value() and params and not self.bilateral_transforms:
            params = [self.param_pattern % connection.ops.prep_for_like_query(params[0]), *params[1:]]
        return sql, params

    def lower(self) -> Node:
        return super().lower()


@Field.register_lookup
class Contains(PatternLookup):
    """The text somewhere inside."""

    lookup_name = match = "contains"


@Field.register_lookup
class IContains(Contains):
    """The text somewhere inside, capital letters or not."""

    lookup_name = match = "icontains"


@Field.register_lookup
class StartsWith(PatternLookup):
    """The text at the beginning."""

    lookup_name = match = "startswith"
    param_pattern = "%s%%"


@Field.register_lookup
class IStartsWith(StartsWith):
    """The text at the beginning, capital letters or not."""

    lookup_name = match = "istartswith"


@Field.register_lookup
class EndsWith(PatternLookup):
    """The text at the end."""

    lookup_name = match = "endswith"
    param_pattern = "%%%s"


@Field.register_lookup
class IEndsWith(EndsWith):
    """The text at the end, capital letters or not."""

    lookup_name = match = "iendswith"


@Field.register_lookup
class Regex(TextLookup):
    """Matches a regular expression."""

    lookup_name = match = "regex"


@Field.register_lookup
class IRegex(Regex):
    """Matches a regular expression, capital letters or not."""

    lookup_name = match = "iregex"


# --- UUID -------------------------------------------------------------------------------------------------------------


class _UndashedText:
    """Codec of text that is compared with a UUID: an engine that keeps UUIDs as 32 digits wants no dashes."""

    def binder(self, connection: Any) -> Callable[[Any, Any], Any] | None:
        return None if connection.features.has_native_uuid_field else _undashed


def _undashed(value: str, connection: Any) -> str:
    return value.replace("-", "")


class UUIDTextMixin:
    """Text lookups on a UUID."""

    codec = _UndashedText()

    def lower_rhs(self) -> Node:
        node = super().lower_rhs()
        # An expression cannot be changed by a codec: the engine takes the dashes out in SQL.
        direct = type(self.rhs) is Slot or self.rhs_is_direct_value()
        return node if direct else Call("uuid_text", (node,), "TextField")


@UUIDField.register_lookup
class UUIDIExact(UUIDTextMixin, IExact):
    """Equal, capital letters or not."""


@UUIDField.register_lookup
class UUIDContains(UUIDTextMixin, Contains):
    """The text somewhere inside."""


@UUIDField.register_lookup
class UUIDIContains(UUIDTextMixin, IContains):
    """The text somewhere inside, capital letters or not."""


@UUIDField.register_lookup
class UUIDStartsWith(UUIDTextMixin, StartsWith):
    """The text at the beginning."""


@UUIDField.register_lookup
class UUIDIStartsWith(UUIDTextMixin, IStartsWith):
    """The text at the beginning, capital letters or not."""


@UUIDField.register_lookup
class UUIDEndsWith(UUIDTextMixin, EndsWith):
    """The text at the end."""


@UUIDField.register_lookup
class UUIDIEndsWith(UUIDTextMixin, IEndsWith):
    """The text at the end, capital letters or not."""
