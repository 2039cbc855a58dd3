"""General aggregates: arrays, JSON, joined texts, bits and truth values of many rows."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates.mixins import OrderableAggMixin
from django.contrib.postgres.fields.array import ArrayField
from django.db.models import Aggregate, BooleanField, JSONField, TextField, Value

__all__ = ["ArrayAgg", "BitAnd", "BitOr", "BitXor", "BoolAnd", "BoolOr", "JSONBAgg", "StringAgg"]


class ArrayAgg(OrderableAggMixin, Aggregate):
    """All values as a list, NULLs included; None of no rows."""

    function = "ARRAY_AGG"
    allow_distinct = True

    def _resolve_output_field(self) -> Any:
        item = self.source_expressions[0]._output_field_or_none
        return None if item is None else ArrayField(item)


class BitAnd(Aggregate):
    """Bits that are set in all values; NULLs are left out."""

    function = "BIT_AND"


class BitOr(Aggregate):
    """Bits that are set in some value; NULLs are left out."""

    function = "BIT_OR"


class BitXor(Aggregate):
    """Bits that are set in an odd number of values; NULLs are left out."""

    function = "BIT_XOR"


class BoolAnd(Aggregate):
    """Whether all are true; NULLs are left out."""

    function = "BOOL_AND"
    output_field = BooleanField()


class BoolOr(Aggregate):
    """Whether one is true; NULLs are left out."""

    function = "BOOL_OR"
    output_field = BooleanField()


class JSONBAgg(OrderableAggMixin, Aggregate):
    """All values as a JSON array; None of no rows."""

    function = "JSONB_AGG"
    allow_distinct = True
    output_field = JSONField()


class StringAgg(OrderableAggMixin, Aggregate):
    """Texts joined, NULLs left out; None of no rows.

    Args:
        expression: the texts.
        delimiter: a text, or an expression, to stand between them.
    """

    function = "STRING_AGG"
    allow_distinct = True
    output_field = TextField()

    def __init__(self, expression: Any, delimiter: Any, **extra: Any) -> None:
        if not hasattr(delimiter, "resolve_expression"):
            delimiter = Value(str(delimiter))
        super().__init__(expression, delimiter, **extra)

    @property
    def default_alias(self) -> str:
        """The name under which `aggregate()` gives the result: that of the texts, the delimiter has no say.

        Raises:
            TypeError: the texts have no name.
        """
        text = self.source_expressions[0]
        if hasattr(text, "name"):
            return f"{text.name}__{self.title.lower()}"
        raise TypeError("Complex expressions require an alias")
