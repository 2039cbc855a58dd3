"""Lookups: what stands between the two sides of a condition, `lhs lookup rhs`. The face of the room.

`base` holds the machinery, `registry` what fields know by name; the other files hold the lookups, by what they look at.
Its names are loaded when they are asked for: fields, which stand below lookups, import `registry`.
"""

from typing import TYPE_CHECKING

from django.utils.late import late_names

if TYPE_CHECKING:
    from django.db.models.lookups.base import BuiltinLookup, FieldGetDbPrepValueMixin, Lookup, Transform
    from django.db.models.lookups.comparison import (
        Exact,
        FieldGetDbPrepValueIterableMixin,
        GreaterThan,
        GreaterThanOrEqual,
        In,
        IsNull,
        LessThan,
        LessThanOrEqual,
        Range,
    )
    from django.db.models.lookups.dates import YearExact, YearGt, YearGte, YearLookup, YearLt, YearLte
    from django.db.models.lookups.integers import (
        IntegerFieldExact,
        IntegerFieldFloatRounding,
        IntegerFieldOverflow,
        IntegerGreaterThan,
        IntegerGreaterThanOrEqual,
        IntegerLessThan,
        IntegerLessThanOrEqual,
    )
    from django.db.models.lookups.text import (
        Contains,
        EndsWith,
        IContains,
        IEndsWith,
        IExact,
        IRegex,
        IStartsWith,
        PatternLookup,
        Regex,
        StartsWith,
        UUIDContains,
        UUIDEndsWith,
        UUIDIContains,
        UUIDIEndsWith,
        UUIDIExact,
        UUIDIStartsWith,
        UUIDStartsWith,
        UUIDTextMixin,
    )

__getattr__ = late_names(__name__, {
    "base": "BuiltinLookup FieldGetDbPrepValueMixin Lookup Transform",
    "comparison": (
        "Exact FieldGetDbPrepValueIterableMixin GreaterThan GreaterThanOrEqual In IsNull LessThan "
        "LessThanOrEqual Range"
    ),
    "dates": "YearExact YearGt YearGte YearLookup YearLt YearLte",
    "integers": (
        "IntegerFieldExact IntegerFieldFloatRounding IntegerFieldOverflow IntegerGreaterThan "
        "IntegerGreaterThanOrEqual IntegerLessThan IntegerLessThanOrEqual"
    ),
    "text": (
        "Contains EndsWith IContains IEndsWith IExact IRegex IStartsWith PatternLookup Regex StartsWith "
        "UUIDContains UUIDEndsWith UUIDIContains UUIDIEndsWith UUIDIExact UUIDIStartsWith UUIDStartsWith "
        "UUIDTextMixin"
    ),
})

__all__ = [
    "BuiltinLookup",
    "Contains",
    "EndsWith",
    "Exact",
    "FieldGetDbPrepValueIterableMixin",
    "FieldGetDbPrepValueMixin",
    "GreaterThan",
    "GreaterThanOrEqual",
    "IContains",
    "IEndsWith",
    "IExact",
    "IRegex",
    "IStartsWith",
    "In",
    "IntegerFieldExact",
    "IntegerFieldFloatRounding",
    "IntegerFieldOverflow",
    "IntegerGreaterThan",
    "IntegerGreaterThanOrEqual",
    "IntegerLessThan",
    "IntegerLessThanOrEqual",
    "IsNull",
    "LessThan",
    "LessThanOrEqual",
    "Lookup",
    "PatternLookup",
    "Range",
    "Regex",
    "StartsWith",
    "Transform",
    "UUIDContains",
    "UUIDEndsWith",
    "UUIDIContains",
    "UUIDIEndsWith",
    "UUIDIExact",
    "UUIDIStartsWith",
    "UUIDStartsWith",
    "UUIDTextMixin",
    "YearExact",
    "YearGt",
    "YearGte",
    "YearLookup",
    "YearLt",
    "YearLte",
]
