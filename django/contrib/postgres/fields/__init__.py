"""Fields of PostgreSQL's own types: the face of the room. Importing it registers their lookups."""

from django.contrib.postgres.fields import range_lookups  # noqa: F401  (it registers its lookups)
from django.contrib.postgres.fields.array import ArrayField
from django.contrib.postgres.fields.citext import CICharField, CIEmailField, CITextField
from django.contrib.postgres.fields.hstore import HStoreField
from django.contrib.postgres.fields.jsonb import JSONField
from django.contrib.postgres.fields.ranges import (
    BigIntegerRangeField,
    DateRangeField,
    DateTimeRangeField,
    DecimalRangeField,
    IntegerRangeField,
    RangeBoundary,
    RangeField,
    RangeOperators,
)

__all__ = [
    "ArrayField",
    "BigIntegerRangeField",
    "CICharField",
    "CIEmailField",
    "CITextField",
    "DateRangeField",
    "DateTimeRangeField",
    "DecimalRangeField",
    "HStoreField",
    "IntegerRangeField",
    "JSONField",
    "RangeBoundary",
    "RangeField",
    "RangeOperators",
]
