"""HStoreField: texts by keys. Needs the extension hstore."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.contrib.postgres import operators
from django.contrib.postgres.fields.array import ArrayField
from django.contrib.postgres.fields.engine import OnlyOnPostgreSQL
from django.db.models.fields.base import Field
from django.db.models.fields.mixins import CheckFieldDefaultMixin
from django.db.models.fields.text import TextField
from django.db.models.fields.values import same_for_all_engines
from django.db.models.lookups.base import Transform
from django.db.models.lookups.comparison import In
from django.db.models.lowering import lower
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.utils.translation import gettext_lazy as _

__all__ = ["HStoreField"]

_KIND = "HStoreField"


class HStoreField(OnlyOnPostgreSQL, CheckFieldDefaultMixin, Field[Any]):
    """A dictionary of texts; a value may be None, a key may not."""

    empty_strings_allowed = False
    description = _("Map of strings to strings/nulls")
    default_error_messages = {"not_a_string": _("The value of “%(key)s” is not a string or null.")}
    _default_hint = ("dict", "{}")

    def get_internal_type(self) -> str:
        return _KIND

    def db_type(self, connection: Any) -> str:
        self.require_postgresql(connection)
        return "hstore"

    def value_type(self, connection: Any) -> str:
        return self.db_type(connection)

    def get_transform(self, name: str) -> Any:
        """Return the transform: what is not registered is a key."""
        return super().get_transform(name) or KeyTransformFactory(name)

    # --- values -------------------------------------------------------------------------------------------------------

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        for key, item in (value or {}).items():
            if not isinstance(item, str | None):
                raise self._error("not_a_string", key=key)

    def to_python(self, value: Any) -> Any:
        # A text comes from a serializer.
        return json.loads(value) if isinstance(value, str) else value

    def value_to_string(self, obj: Any) -> str:
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, dict):
            return {str(key): None if item is None else str(item) for key, item in value.items()}
        if isinstance(value, list):
            return [str(item) for item in value]
        return value

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return hstore_text(value) if isinstance(value, dict) else value

    def binder(self, connection: Any) -> Callable[[Any, Any], Any] | None:
        self.require_postgresql(connection)
        if not getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return super().binder(connection)
        return lambda value, connection: hstore_text(value) if isinstance(value, dict) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the dictionary; the text of one comes from a connection that has not been told of the type."""
        return read_hstore(value) if isinstance(value, str) else value


# --- the text of a value ----------------------------------------------------------------------------------------------


def hstore_text(value: dict[str, str | None]) -> str:
    """Return a dictionary as PostgreSQL reads it: `"key"=>"value", "other"=>NULL`."""
    return ", ".join(f"{_quoted(key)}=>{'NULL' if item is None else _quoted(item)}" for key, item in value.items())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>(?:NULL|"((?:[^"\\]|\\.)*)")', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def read_hstore(text: str) -> dict[str, str | None]:
    """Return the dictionary that PostgreSQL wrote as `text`."""
    return {
        _ESCAPED.sub(r"\1", key): None if item is None else _ESCAPED.sub(r"\1", item)
        for key, item in (match.groups() for match in _PAIR.finditer(text))
    }


# --- transforms and lookups -------------------------------------------------------------------------------------------


class KeyTransform(Transform):
    """The value under a key.

    Args:
        key_name: the key.
    """

    output_field = TextField()

    def __init__(self, key_name: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key_name = str(key_name)

    def lower(self) -> Node:
        return nodes.Infix("->", lower(self.lhs), nodes.Literal(self.key_name, None, "TextField"), "TextField")


class KeyTransformFactory:
    """Makes the transform for a key."""

    def __init__(self, key_name: str) -> None:
        self.key_name = key_name

    def __call__(self, *args: Any, **kwargs: Any) -> KeyTransform:
        return KeyTransform(self.key_name, *args, **kwargs)


@HStoreField.register_lookup
class KeysTransform(Transform):
    """The keys, as an array."""

    lookup_name = "keys"
    function = "akeys"
    output_field = ArrayField(TextField())


@HStoreField.register_lookup
class ValuesTransform(Transform):
    """The values, as an array."""

    lookup_name = "values"
    function = "avals"
    output_field = ArrayField(TextField())


class _SeveralKeys:
    """The right side is an array of texts."""

    keys_field = ArrayField(TextField())

    # Beside it, for whether a class writes its own SQL is asked of the nearest class that says something.
    def lower(self) -> Node:
        return super().lower()  # type: ignore[misc,no-any-return]


@HStoreField.register_lookup
class HasKeys(_SeveralKeys, operators.HasKeys):
    """Has all the keys."""


@HStoreField.register_lookup
class HasAnyKeys(_SeveralKeys, operators.HasAnyKeys):
    """Has one of the keys."""


@HStoreField.register_lookup
class HStoreIn(operators.OneByOne, In):
    """Among several dictionaries."""


for _lookup in (operators.DataContains, operators.ContainedBy, operators.HasKey):
    HStoreField.register_lookup(_lookup)
