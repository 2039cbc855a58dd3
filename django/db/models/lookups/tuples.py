"""Lookups on several columns at once: composite primary keys, and relations to them.

They are written out column by column, which every engine understands; only an inner query is compared as a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.expressions.references import ColPairs, F
from django.db.models.expressions.subqueries import ResolvedOuterRef
from django.db.models.fields.composite import CompositePrimaryKey
from django.db.models.lookups.base import inner_query
from django.db.models.lookups.comparison import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
    LessThanOrEqual,
    require_single,
)
from django.db.models.lowering import is_expression, kind_of_field, lower, lower_plain
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node


class OuterKey(ResolvedOuterRef):
    """A name of the question around that must mean several columns there."""

    def lower(self) -> Node:
        return nodes.Outer(_KeyOf(self.name))


class _KeyOf(F):
    """What an OuterKey stands for, resolved when its query is embedded."""

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Return the columns.

        Raises:
            ValueError: the name means one column only.
        """
        name = self.name
        found = name.resolve_expression(query) if hasattr(name, "resolve_expression") else query.resolve_ref(name)
        if isinstance(found, ResolvedOuterRef):
            return OuterKey(found.name)
        if not isinstance(lower(found), nodes.Row):
            raise ValueError("Composite field lookups only work with composite expressions.")
        return found


class TupleLookupMixin:
    """A lookup whose left side is several columns, and whose right side is a tuple, or several."""

    def columns(self) -> list[Any]:
        """Return the columns of the left side."""
        return self.lhs.get_cols()

    def prepare(self, value: Any) -> Any:
        return self.prepare_row(value)

    def prepare_row(self, row: Any) -> list[Any]:
        """Return one tuple, each item prepared by its column.

        Raises:
            ValueError: it is no tuple or list of that length.
        """
        columns = self.columns()
        if hasattr(row, "_meta"):
            row = tuple([getattr(row, column.target.attname) for column in columns])
        if not isinstance(row, tuple | list):
            raise ValueError(f"{self._what()} must be a tuple or a list")
        if len(row) != len(columns):
            raise ValueError(f"{self._what()} must have {len(columns)} elements")
        return [_prepared(column, item) for column, item in zip(columns, row, strict=True)]

    def _what(self) -> str:
        return f"{self.lookup_name!r} lookup of {self.lhs.field.name!r}"

    def get_prep_lookup(self) -> Any:
        rhs = self.rhs
        query = inner_query(rhs)
        if query is not None:
            self.require_width(query)
            return rhs
        if hasattr(rhs, "resolve_expression"):
            self._require_known_expression(rhs)
            return OuterKey(rhs.name) if isinstance(rhs, ResolvedOuterRef) else rhs
        return rhs.prepare(self.prepare) if type(rhs) is Slot else self.prepare(rhs)

    def require_width(self, query: Any) -> None:
        """Refuse an inner query with another number of columns.

        Raises:
            ValueError: naming both numbers.
        """
        wanted = len(self.lhs)
        found = sum(len(item) if isinstance(item, ColPairs) else 1 for item in query.expressions)
        if query.has_selected_fields and found != wanted:
            raise ValueError(
                f"The QuerySet value for the {self.lookup_name!r} lookup must have {wanted} selected fields "
                f"(received {found})"
            )

    def _require_known_expression(self, rhs: Any) -> None:
        if not isinstance(rhs, F):
            raise ValueError(
                f"{self.lookup_name!r} subquery lookup of {self.lhs.field.name!r} only supports OuterRef and QuerySet "
                f"objects (received {rhs.__class__.__name__!r})"
            )

    def lower(self) -> Node:
        lefts = [lower(column) for column in self.columns()]
        if hasattr(self.rhs, "resolve_expression"):
            return nodes.Compare(self.operator, nodes.Row(tuple(lefts)), lower(self.rhs))
        return compare_rows(self.operator, lefts, self.lower_items(self.rhs))

    def lower_items(self, row: Any) -> list[Node]:
        """Return the node of each item of one tuple."""
        fields = [column.target for column in self.columns()]
        if type(row) is Slot:
            return [row.param(field, kind_of_field(field), item=place) for place, field in enumerate(fields)]
        pairs = zip(row, fields, strict=True)
        return [lower(item) if is_expression(item) else _plain(item, field) for item, field in pairs]


def _prepared(column: Any, item: Any) -> Any:
    return item if hasattr(item, "resolve_expression") else column.output_field.get_prep_value(item)


def _plain(item: Any, field: Any) -> Node:
    return nodes.Null() if item is None else lower_plain(item, field)


def compare_rows(operator: str, lefts: Sequence[Node], rights: Sequence[Node]) -> Node:
    """Return `(lefts) operator (rights)` column by column: the first difference decides."""
    if operator == "=":
        pairs = zip(lefts, rights, strict=True)
        return nodes.All(tuple([nodes.Compare("=", left, right) for left, right in pairs]))
    (left, *more_lefts), (right, *more_rights) = lefts, rights
    if not more_lefts:
        return nodes.Compare(operator, left, right)
    equal = nodes.Compare("=", left, right)
    rest = nodes.All((equal, compare_rows(operator, more_lefts, more_rights)))
    return nodes.Any_((nodes.Compare(operator[0], left, right), rest))


@CompositePrimaryKey.register_lookup
class TupleExact(TupleLookupMixin, Exact):
    """Equal in every column."""

    def get_prep_lookup(self) -> Any:
        require_single(self.rhs, "exact")
        return super().get_prep_lookup()

    def lower(self) -> Node:
        return super().lower()


@CompositePrimaryKey.register_lookup
class TupleGreaterThan(TupleLookupMixin, GreaterThan):
    """Greater in the first column that differs."""


@CompositePrimaryKey.register_lookup
class TupleGreaterThanOrEqual(TupleLookupMixin, GreaterThanOrEqual):
    """Equal, or greater in the first column that differs."""


@CompositePrimaryKey.register_lookup
class TupleLessThan(TupleLookupMixin, LessThan):
    """Less in the first column that differs."""


@CompositePrimaryKey.register_lookup
class TupleLessThanOrEqual(TupleLookupMixin, LessThanOrEqual):
    """Equal, or less in the first column that differs."""


@CompositePrimaryKey.register_lookup
class TupleIn(TupleLookupMixin, In):
    """Among several tuples, or the rows of a query."""

    def prepare(self, value: Any) -> Any:
        if not isinstance(value, tuple | list | set | frozenset):
            raise ValueError(f"{self._what()} must be a tuple or a list")
        if not all(isinstance(row, tuple | list) or hasattr(row, "_meta") for row in value):
            raise ValueError(f"{self._what()} must be a collection of tuples or lists")
        wanted = len(self.lhs)
        if not all(hasattr(row, "_meta") or len(row) == wanted for row in value):
            raise ValueError(f"{self._what()} must have {wanted} elements each")
        # A row with NULL in it is equal to nothing.
        rows = [self.prepare_row(row) for row in value]
        return [row for row in rows if not any(item is None for item in row)]

    def get_prep_lookup(self) -> Any:
        # How many tuples there are decides the SQL.
        if type(self.rhs) is Slot:
            self.rhs = self.rhs.surrender()
        return super().get_prep_lookup()

    def _require_known_expression(self, rhs: Any) -> None:
        raise ValueError(
            f"{self.lookup_name!r} subquery lookup of {self.lhs.field.name!r} must be a Query object "
            f"(received {rhs.__class__.__name__!r})"
        )

    def lower(self) -> Node:
        lefts = [lower(column) for column in self.columns()]
        query = inner_query(self.rhs)
        if query is not None:
            return nodes.Members(nodes.Row(tuple(lefts)), query.statement())
        rows = tuple([compare_rows("=", lefts, self.lower_items(row)) for row in self.rhs])
        return nodes.Any_(rows) if rows else nodes.Nothing()


@CompositePrimaryKey.register_lookup
class TupleIsNull(TupleLookupMixin, IsNull):
    """NULL in one column at least, or in none."""

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def lower(self) -> Node:
        if not isinstance(self.rhs, bool):
            raise ValueError("The QuerySet value for an isnull lookup must be True or False.")
        parts = tuple([nodes.IsNull(lower(column), negated=not self.rhs) for column in self.columns()])
        return nodes.Any_(parts) if self.rhs else nodes.All(parts)


__all__ = [
    "TupleExact",
    "TupleGreaterThan",
    "TupleGreaterThanOrEqual",
    "TupleIn",
    "TupleIsNull",
    "TupleLessThan",
    "TupleLessThanOrEqual",
]
