"""What can be asked of a range, and whether a number or a moment lies in one."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres import operators
from django.contrib.postgres.fields import ranges
from django.contrib.postgres.fields.engine import without_modifiers
from django.contrib.postgres.fields.ranges import RangeField
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models.expressions.functions import Func
from django.db.models.fields.boolean import BooleanField
from django.db.models.fields.dates import DateField, DateTimeField
from django.db.models.fields.numbers import BigIntegerField, DecimalField, FloatField, IntegerField
from django.db.models.lookups.base import Transform, is_query
from django.db.models.lookups.comparison import In
from django.db.models.lowering import kind_of_field, lower, lower_plain
from django.db.models.memo.slots import Slot
from django.db.query import expressions as nodes
from django.db.query.node import Node

# --- ranges with ranges, or with what may lie in them -----------------------------------------------------------------


@RangeField.register_lookup
class RangeContains(operators.DataContains):
    """Contains a range or an element."""

    def prepare(self, value: Any) -> Any:
        field = self._lhs_field()
        if isinstance(value, list | tuple | Range):
            return field.get_prep_value(value)
        return field.base_field.get_prep_value(value)

    def lower_rhs(self) -> Node:
        rhs, field = self.rhs, self._lhs_field()
        if is_query(rhs) or hasattr(rhs, "resolve_expression"):
            found = getattr(rhs, "_output_field_or_none", None)
            node = super().lower_rhs()
            return node if found is None or isinstance(found, RangeField) else _as_element(node, field)
        value = rhs.value if type(rhs) is Slot else rhs
        if isinstance(value, Range):
            return super().lower_rhs()
        return _as_element(lower_plain(rhs, field.base_field), field)


def _as_element(node: Node, field: Any) -> Node:
    """Return a value with the type that elements of the range have: the operator insists on it."""
    return nodes.Cast(node, _Element(field), kind_of_field(field.base_field))


class _Element:
    """What elements of a range are cast to. Equal for fields of one class."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def cast_db_type(self, connection: Any) -> str:
        """Return the type; for ranges of a program's own, that of the field of the bounds."""
        known = ELEMENT_TYPES.get(self.field.db_type(connection))
        return known or without_modifiers(self.field.base_field.cast_db_type(connection))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Element) and type(self.field) is type(other.field)

    def __hash__(self) -> int:
        return hash(type(self.field))


#: The elements of the server's own ranges. A decimal field may not say how many digits its column would have.
ELEMENT_TYPES = {
    "int4range": "integer",
    "int8range": "bigint",
    "numrange": "numeric",
    "tstzrange": "timestamp with time zone",
    "daterange": "date",
}


class FullyLessThan(operators.PostgresOperatorLookup):
    """Lies before the other range."""

    lookup_name = "fully_lt"
    postgres_operator = ranges.RangeOperators.FULLY_LT


class FullGreaterThan(operators.PostgresOperatorLookup):
    """Lies after the other range."""

    lookup_name = "fully_gt"
    postgres_operator = ranges.RangeOperators.FULLY_GT


class NotLessThan(operators.PostgresOperatorLookup):
    """Does not begin before the other range."""

    lookup_name = "not_lt"
    postgres_operator = ranges.RangeOperators.NOT_LT


class NotGreaterThan(operators.PostgresOperatorLookup):
    """Does not end after the other range."""

    lookup_name = "not_gt"
    postgres_operator = ranges.RangeOperators.NOT_GT


class AdjacentToLookup(operators.PostgresOperatorLookup):
    """Ends where the other range begins, or the other way round."""

    lookup_name = "adjacent_to"
    postgres_operator = ranges.RangeOperators.ADJACENT_TO


class RangeIn(operators.OneByOne, In):
    """Among several ranges."""


for _lookup in (
    operators.ContainedBy,
    operators.Overlap,
    FullyLessThan,
    FullGreaterThan,
    NotLessThan,
    NotGreaterThan,
    AdjacentToLookup,
    RangeIn,
):
    RangeField.register_lookup(_lookup)


# --- parts of a range -------------------------------------------------------------------------------------------------


class _Bound(Transform):
    """Base of transforms to a bound."""

    @property
    def output_field(self) -> Any:
        """The field of the bounds."""
        return self.lhs.output_field.base_field


@RangeField.register_lookup
class RangeStartsWith(_Bound):
    """The lower bound."""

    lookup_name = "startswith"
    function = "lower"


@RangeField.register_lookup
class RangeEndsWith(_Bound):
    """The upper bound."""

    lookup_name = "endswith"
    function = "upper"


def _register_fact(lookup_name: str, what: str) -> type[Func]:
    """Make and register the transform that says something true or false of a range."""
    name = "".join(word.title() for word in lookup_name.split("_"))
    body = {
        "__doc__": what,
        "__module__": __name__,
        "lookup_name": lookup_name,
        "function": lookup_name,
        "output_field": BooleanField(),
    }
    return RangeField.register_lookup(type(name, (Transform,), body))  # type: ignore[return-value]


IsEmpty = _register_fact("isempty", "Whether nothing lies in the range.")
LowerInclusive = _register_fact("lower_inc", "Whether the lower bound belongs to the range.")
LowerInfinite = _register_fact("lower_inf", "Whether the range has no lower bound.")
UpperInclusive = _register_fact("upper_inc", "Whether the upper bound belongs to the range.")
UpperInfinite = _register_fact("upper_inf", "Whether the range has no upper bound.")

# --- numbers and moments in ranges ------------------------------------------------------------------------------------

_RANGES_BY_KIND: dict[str, RangeField] = {
    **dict.fromkeys(("BigAutoField", "BigIntegerField", "PositiveBigIntegerField"), ranges.BigIntegerRangeField()),
    **dict.fromkeys(("DecimalField", "FloatField"), ranges.DecimalRangeField()),
    "DateField": ranges.DateRangeField(),
    "DateTimeField": ranges.DateTimeRangeField(),
}
_WHOLE_NUMBERS = ranges.IntegerRangeField()


class RangeContainedBy(operators.ContainedBy):
    """Lies in a range."""

    def _lhs_field(self) -> Any:
        # The right side is a range of what stands on the left.
        return _RANGES_BY_KIND.get(kind_of_field(self.lhs.output_field), _WHOLE_NUMBERS)

    def lower(self) -> Node:
        element = _as_element(lower(self.lhs), self._lhs_field())
        return nodes.Truth(nodes.Infix(self.postgres_operator, element, self.lower_rhs(), "BooleanField"))


for _field in (IntegerField, BigIntegerField, FloatField, DecimalField, DateField, DateTimeField):
    _field.register_lookup(RangeContainedBy)
