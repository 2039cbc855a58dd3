"""Lookups by PostgreSQL's own operators."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.text import TextField
from django.db.models.lookups.base import FieldGetDbPrepValueMixin, Lookup
from django.db.models.lowering import lower
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node


class PostgresOperatorLookup(FieldGetDbPrepValueMixin, Lookup):
    """A condition `lhs operator rhs`; subclasses set `postgres_operator`."""

    lookup_name = "operator"
    postgres_operator: str = ""

    def lower(self) -> Node:
        return nodes.Truth(nodes.Infix(self.postgres_operator, lower(self.lhs), self.lower_rhs(), "BooleanField"))


class DataContains(PostgresOperatorLookup):
    """Contains the value."""

    lookup_name = "contains"
    postgres_operator = "@>"


class ContainedBy(PostgresOperatorLookup):
    """The value contains it."""

    lookup_name = "contained_by"
    postgres_operator = "<@"


class Overlap(PostgresOperatorLookup):
    """Has something in common with the value."""

    lookup_name = "overlap"
    postgres_operator = "&&"


class OneByOne:
    """An IN whose values must each be told their type: how many there are is part of the SQL."""

    def get_prep_lookup(self: Any) -> Any:
        if type(self.rhs) is Slot:
            self.rhs = self.rhs.surrender()
        return super().get_prep_lookup()  # type: ignore[misc]

    # Beside it, for whether a class writes its own SQL is asked of the nearest class that says something.
    def lower(self) -> Node:
        return super().lower()  # type: ignore[misc,no-any-return]


# --- keys of hstore ---------------------------------------------------------------------------------------------------


class KeyLookup(PostgresOperatorLookup):
    """Base of lookups for keys; the field of the right side is not that of the left one."""

    keys_field: Any = TextField()

    def _lhs_field(self) -> Any:
        return self.keys_field

    def prepare(self, value: Any) -> Any:
        return str(value)

    # Beside it, for whether a class writes its own SQL is asked of the nearest class that says something.
    def lower(self) -> Node:
        return super().lower()


class HasKey(KeyLookup):
    """Has the key."""

    lookup_name = "has_key"
    postgres_operator = "?"


class HasKeys(KeyLookup):
    """Has all the keys."""

    lookup_name = "has_keys"
    postgres_operator = "?&"

    def prepare(self, value: Any) -> Any:
        return [str(key) for key in value]


class HasAnyKeys(HasKeys):
    """Has one of the keys."""

    lookup_name = "has_any_keys"
    postgres_operator = "?|"
