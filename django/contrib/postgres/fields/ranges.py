"""Fields of ranges: whole numbers, decimals, dates and points in time from one bound to another."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar

from django.contrib.postgres.fields.base_field import WithBaseField
from django.contrib.postgres.fields.engine import OnlyOnPostgreSQL
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange, Range
from django.db.models.expressions.base import Expression
from django.db.models.fields.base import Field
from django.db.models.fields.dates import DateField, DateTimeField
from django.db.models.fields.numbers import BigIntegerField, DecimalField, IntegerField
from django.db.models.fields.values import same_for_all_engines
from django.db.models.memo.keys import register_plain
from django.db.query.expressions import Literal
from django.db.query.node import Node

__all__ = [
    "BigIntegerRangeField",
    "DateRangeField",
    "DateTimeRangeField",
    "DecimalRangeField",
    "IntegerRangeField",
    "RangeBoundary",
    "RangeField",
    "RangeOperators",
]

_BOUNDS = ("[)", "(]", "()", "[]")


class RangeBoundary(Expression):
    """Which bounds of a range belong to it, as functions that make ranges take it: `'[)'`."""

    def __init__(self, inclusive_lower: bool = True, inclusive_upper: bool = False) -> None:
        super().__init__()
        self.lower_bound = "[" if inclusive_lower else "("
        self.upper_bound = "]" if inclusive_upper else ")"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.lower_bound}{self.upper_bound})"

    def lower(self) -> Node:
        return Literal(f"{self.lower_bound}{self.upper_bound}", None, "TextField")


class RangeOperators:
    """The operators of ranges, as exclusion constraints take them."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    CONTAINS = "@>"
    CONTAINED_BY = "<@"
    OVERLAPS = "&&"
    FULLY_LT = "<<"
    FULLY_GT = ">>"
    NOT_LT = "&>"
    NOT_GT = "&<"
    ADJACENT_TO = "-|-"


class RangeField(OnlyOnPostgreSQL, WithBaseField, Field[Any]):
    """Base of fields of ranges; a subclass says what its bounds are.

    Its values are ranges of the driver (`range_type`); a list or tuple of two bounds is taken, too. A program may have
    fields of its own for its own range types: they set `base_field` and `range_type` and override `db_type`.
    """

    empty_strings_allowed = False
    #: The class of fields of the bounds; of an instance, a field of that class.
    base_field: Any = None
    #: The driver's class of values.
    range_type: ClassVar[Any] = None
    #: PostgreSQL's type.
    range_db_type: ClassVar[str] = ""
    #: Which bounds belong to a range given as a list or tuple.
    default_bounds = "[)"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "default_bounds" in kwargs:
            raise TypeError(f"Cannot use 'default_bounds' with {type(self).__name__}.")
        self.base_field = self.base_field()
        super().__init__(*args, **kwargs)

    def is_choice_value(self, value: Any) -> bool:
        return isinstance(value, list | tuple) or super().is_choice_value(value)

    # --- column -------------------------------------------------------------------------------------------------------

    def db_type(self, connection: Any) -> str:
        self.require_postgresql(connection)
        return self.range_db_type

    def value_type(self, connection: Any) -> str:
        return self.db_type(connection)

    # --- values -------------------------------------------------------------------------------------------------------

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, list | tuple):
            lower, upper = value
            return self.range_type(lower, upper, self.default_bounds)
        return value

    @same_for_all_engines
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return range_text(value) if isinstance(value, Range) else value

    def binder(self, connection: Any) -> Callable[[Any, Any], Any] | None:
        self.require_postgresql(connection)
        if not getattr(type(self).get_db_prep_value, "left_to_engine", False):
            return super().binder(connection)
        return lambda value, connection: range_text(value) if isinstance(value, Range) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._from_json(json.loads(value))
        if isinstance(value, list | tuple):
            return self.range_type(value[0], value[1], self.default_bounds)
        return value

    def _from_json(self, parts: dict[str, Any]) -> Any:
        """Return the range that `value_to_string` wrote."""
        for end in ("lower", "upper"):
            if end in parts:
                parts[end] = self.base_field.to_python(parts[end])
        return self.range_type(**parts)

    def value_to_string(self, obj: Any) -> Any:
        value = self.value_from_object(obj)
        if value is None:
            return None
        if value.isempty:
            return json.dumps({"empty": True})
        parts = {end: self._bound_to_string(getattr(value, end)) for end in ("lower", "upper")}
        return json.dumps({**parts, "bounds": value._bounds})

    def _bound_to_string(self, bound: Any) -> Any:
        if bound is None:
            return None
        return self.base_field.value_to_string(SimpleNamespace(**{self.base_field.attname: bound}))


class ContinuousRangeField(RangeField):
    """Base of ranges between whose bounds there is always something more: which bounds belong to them matters.

    Args:
        default_bounds: of ranges given as lists or tuples: "[)", "(]", "()" or "[]".
    """

    def __init__(self, *args: Any, default_bounds: str = "[)", **kwargs: Any) -> None:
        if default_bounds not in _BOUNDS:
            raise ValueError("default_bounds must be one of '[)', '(]', '()', or '[]'.")
        self.default_bounds = default_bounds
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.default_bounds != "[)":
            kwargs["default_bounds"] = self.default_bounds
        return name, path, args, kwargs


class IntegerRangeField(RangeField):
    """A range of whole numbers."""

    base_field = IntegerField
    range_type = NumericRange
    range_db_type = "int4range"

    def get_internal_type(self) -> str:
        return "IntegerRangeField"


class BigIntegerRangeField(RangeField):
    """A range of large whole numbers."""

    base_field = BigIntegerField
    range_type = NumericRange
    range_db_type = "int8range"

    def get_internal_type(self) -> str:
        return "BigIntegerRangeField"


class DecimalRangeField(ContinuousRangeField):
    """A range of decimals."""

    base_field = DecimalField
    range_type = NumericRange
    range_db_type = "numrange"

    def get_internal_type(self) -> str:
        return "DecimalRangeField"


class DateTimeRangeField(ContinuousRangeField):
    """A range of points in time."""

    base_field = DateTimeField
    range_type = DateTimeTZRange
    range_db_type = "tstzrange"

    def get_internal_type(self) -> str:
        return "DateTimeRangeField"


class DateRangeField(RangeField):
    """A range of dates."""

    base_field = DateField
    range_type = DateRange
    range_db_type = "daterange"

    def get_internal_type(self) -> str:
        return "DateRangeField"


# --- the text of a value ----------------------------------------------------------------------------------------------


def range_text(value: Any) -> str:
    """Return a range as PostgreSQL reads it: `["1","10")`. It says nothing of the type of the bounds."""
    if value.isempty:
        return "empty"
    opening = "[" if value.lower_inc else "("
    closing = "]" if value.upper_inc else ")"
    return f"{opening}{_bound_text(value.lower)},{_bound_text(value.upper)}{closing}"


def _bound_text(bound: Any) -> str:
    if bound is None:
        return ""
    text = bound.isoformat() if hasattr(bound, "isoformat") else str(bound)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


#: Filters by ranges of the driver are worked out once per shape, like those by other plain values.
register_plain(Range)
