"""What can be asked of an array: its items, parts and length; what it has in common with another one."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operators import ContainedBy, DataContains, OneByOne, Overlap
from django.db.models.expressions.functions import Func
from django.db.models.expressions.values import Value
from django.db.models.fields.numbers import IntegerField
from django.db.models.lookups.base import Transform
from django.db.models.lookups.comparison import Exact, In
from django.db.models.lowering import kind_of_field, lower, lower_all
from django.db.query import expressions as nodes
from django.db.query.node import Node

# --- constructing -----------------------------------------------------------------------------------------------------


class ArrayConstructor(Func):
    """`ARRAY[item, item, ...]` of expressions, at least one; `output_field` is an ArrayField."""

    def lower(self) -> Node:
        kind = kind_of_field(self.output_field)
        array = nodes.Call("array", lower_all(self.source_expressions), kind)
        return nodes.Cast(array, self.output_field, kind)


class ArrayRHSMixin:
    """A lookup whose right side may be a list with expressions in it."""

    def get_prep_lookup(self: Any) -> Any:
        rhs = self.rhs
        if isinstance(rhs, list | tuple) and any(hasattr(item, "resolve_expression") for item in rhs):
            return constructed(rhs, self.lhs.output_field)
        return super().get_prep_lookup()  # type: ignore[misc]

    def lower_rhs(self: Any) -> Node:
        """Return the node of the right side, told its type where it does not know that it is an array."""
        node = super().lower_rhs()  # type: ignore[misc]
        found = getattr(self.rhs, "_output_field_or_none", None)
        if found is None or hasattr(found, "base_field"):
            return node  # type: ignore[no-any-return]
        field = self.lhs.output_field
        return nodes.Cast(node, field, kind_of_field(field))

    # Beside it, for whether a class writes its own SQL is asked of the nearest class that says something.
    def lower(self) -> Node:
        return super().lower()  # type: ignore[misc,no-any-return]


def constructed(items: Any, field: Any) -> ArrayConstructor:
    """Return the array of expressions and plain values that a list stands for."""
    base = field.base_field
    sources = []
    for item in items:
        if isinstance(item, list | tuple):
            item = constructed(item, base)
        elif not hasattr(item, "resolve_expression"):
            item = Value(base.get_prep_value(item), output_field=base)
        sources.append(item)
    return ArrayConstructor(*sources, output_field=field)


# --- lookups ----------------------------------------------------------------------------------------------------------


class ArrayContains(ArrayRHSMixin, DataContains):
    """Has all the items of a list."""


class ArrayContainedBy(ArrayRHSMixin, ContainedBy):
    """A list has all its items."""


class ArrayExact(ArrayRHSMixin, Exact):
    """The same items in the same order."""


class ArrayOverlap(ArrayRHSMixin, Overlap):
    """Has an item in common with a list, or with the values of a query."""

    def lower_rhs(self) -> Node:
        rhs = self.rhs
        if getattr(rhs, "is_inner_query", False):
            kind = kind_of_field(self.lhs.output_field)
            return nodes.Scalar(rhs.statement(), kind, "ARRAY(%(subquery)s)")
        return super().lower_rhs()


class ArrayInLookup(OneByOne, In):
    """Among several arrays."""


# --- transforms -------------------------------------------------------------------------------------------------------


class ArrayLenTransform(Transform):
    """How many items there are, in the first dimension; 0 for an empty array, NULL for none."""

    lookup_name = "len"
    output_field = IntegerField()

    def lower(self) -> Node:
        array = lower(self.lhs)
        kind = "IntegerField"
        length = nodes.Call("array_length", (array, nodes.Keyword("1")), kind)
        counted = nodes.Call("coalesce", (length, nodes.Keyword("0")), kind)
        return nodes.Case(((nodes.IsNull(array), nodes.Null()),), counted, kind)


class IndexTransform(Transform):
    """One item.

    Args:
        index: its place, counted from 1.
        base_field: the field of the item.
    """

    public_path = "django.contrib.postgres.fields.array.IndexTransform"

    def __init__(self, index: int, base_field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.index = index
        self.base_field = base_field() if isinstance(base_field, type) else base_field

    @property
    def output_field(self) -> Any:
        """The field of the item."""
        return self.base_field

    def lower(self) -> Node:
        return nodes.Subscript(lower(self.lhs), self.index, kind=kind_of_field(self.base_field))


class SliceTransform(Transform):
    """A part of an array.

    Args:
        start: the first place, counted from 1.
        end: the last place; None for all that follow.
    """

    public_path = "django.contrib.postgres.fields.array.SliceTransform"

    def __init__(self, start: int, end: int | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start = start
        self.end = end

    def lower(self) -> Node:
        kind = kind_of_field(self._output_field_or_none)
        return nodes.Subscript(lower(self.lhs), self.start, self.end, is_slice=True, kind=kind)


class IndexTransformFactory:
    """Makes the transform for a place in an array."""

    def __init__(self, index: int, base_field: Any) -> None:
        self.index = index
        self.base_field = base_field

    def __call__(self, *args: Any, **kwargs: Any) -> IndexTransform:
        return IndexTransform(self.index, self.base_field, *args, **kwargs)


class SliceTransformFactory:
    """Makes the transform for a part of an array."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __call__(self, *args: Any, **kwargs: Any) -> SliceTransform:
        return SliceTransform(self.start, self.end, *args, **kwargs)


def register(field: Any) -> None:
    """Give a class of array fields all of these."""
    for lookup in (ArrayContains, ArrayContainedBy, ArrayExact, ArrayOverlap, ArrayInLookup, ArrayLenTransform):
        field.register_lookup(lookup)
