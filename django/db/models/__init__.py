"""The public face of models. It loads the rooms in the order of their floors and hands on their names."""

from typing import TYPE_CHECKING

from django.utils.late import late_names, late_rooms

# What a program needs that defines models and asks simple questions is loaded with the package. Of the rest, these are
# the rooms that others of ours import: they are loaded when they are first used.
late_rooms(
    __name__,
    """
    aggregates saving
    """,
)

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import signals
from django.db.models.conditions import FilteredRelation, Q
from django.db.models.deletion.rules import (
    CASCADE,
    DO_NOTHING,
    PROTECT,
    RESTRICT,
    SET,
    SET_DEFAULT,
    SET_NULL,
    ProtectedError,
    RestrictedError,
)
from django.db.models.expressions import Expression, ExpressionList, ExpressionWrapper, F, Func, Value
from django.db.models.fields import (
    BLANK_CHOICE_DASH,
    NOT_PROVIDED,
    AutoField,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    CommaSeparatedIntegerField,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    EmailField,
    Field,
    FilePathField,
    FloatField,
    IntegerField,
    NullBooleanField,
    PositiveBigIntegerField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    SlugField,
    SmallAutoField,
    SmallIntegerField,
    TextField,
    TimeField,
    URLField,
)
from django.db.models.fields.related import ForeignKey, ForeignObject, OneToOneField
from django.db.models.fields.reverse_related import (
    ForeignObjectRel,
    ManyToManyRel,
    ManyToOneRel,
    OneToOneRel,
)
from django.db.models.lookups.base import Lookup, Transform
from django.db.models.manager import Manager
from django.db.models.query import QuerySet
from django.db.models.relations import install as _install  # noqa: F401  (gives fields their accessors)

from django.db.models.base import DEFERRED, Model  # isort: skip

if TYPE_CHECKING:
    from django.db.models.aggregates import Aggregate, Avg, Count, Max, Min, StdDev, Sum, Variance
    from django.db.models.constraints import BaseConstraint, CheckConstraint, Deferrable, UniqueConstraint
    from django.db.models.enums import Choices, IntegerChoices, TextChoices
    from django.db.models.expressions import Case, Exists, OrderBy, OuterRef, Subquery, When
    from django.db.models.expressions.windows import RowRange, ValueRange, Window, WindowFrame, WindowFrameExclusion
    from django.db.models.fields import BinaryField, GenericIPAddressField, IPAddressField, UUIDField
    from django.db.models.fields.composite import CompositePrimaryKey
    from django.db.models.fields.files import FileField, ImageField
    from django.db.models.fields.generated import GeneratedField
    from django.db.models.fields.json import JSONField
    from django.db.models.fields.proxy import OrderWrt
    from django.db.models.indexes import Index
    from django.db.models.prefetching.fetch import Prefetch, aprefetch_related_objects, prefetch_related_objects
    from django.db.models.related_managers import ManyToManyField

#: What no model has to have: the rooms, and what is in them.
_LATE = {
    "aggregates": "Aggregate Avg Count Max Min StdDev Sum Variance",
    "constraints": "BaseConstraint CheckConstraint Deferrable UniqueConstraint",
    "enums": "Choices IntegerChoices TextChoices",
    "expressions.conditional": "Case When",
    "expressions.ordering": "OrderBy",
    "expressions.subqueries": "Exists OuterRef Subquery",
    "expressions.windows": "RowRange ValueRange Window WindowFrame WindowFrameExclusion",
    "fields.binary": "BinaryField",
    "fields.composite": "CompositePrimaryKey",
    "fields.files": "FileField ImageField",
    "fields.generated": "GeneratedField",
    "fields.json": "JSONField",
    "fields.network": "GenericIPAddressField IPAddressField",
    "fields.proxy": "OrderWrt",
    "fields.uuid": "UUIDField",
    "indexes": "Index",
    "prefetching.fetch": "Prefetch aprefetch_related_objects prefetch_related_objects",
    "related_managers": "ManyToManyField",
}
__getattr__ = late_names(__name__, _LATE)


def _holds(condition: Q, against: dict[str, object], using: str) -> bool:
    """Decide Q.check() with the room that can; it is loaded when somebody checks."""
    from django.db.models.row_check import holds  # cost: few programs check

    return holds(condition, against, using)


Q.checker = staticmethod(_holds)

__all__ = [
    "BLANK_CHOICE_DASH",
    "CASCADE",
    "DEFERRED",
    "DO_NOTHING",
    "F",
    "NOT_PROVIDED",
    "PROTECT",
    "Q",
    "RESTRICT",
    "SET",
    "SET_DEFAULT",
    "SET_NULL",
    "Aggregate",
    "AutoField",
    "Avg",
    "BaseConstraint",
    "BigAutoField",
    "BigIntegerField",
    "BinaryField",
    "BooleanField",
    "Case",
    "CharField",
    "CheckConstraint",
    "Choices",
    "CommaSeparatedIntegerField",
    "CompositePrimaryKey",
    "Count",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "Deferrable",
    "DurationField",
    "EmailField",
    "Exists",
    "Expression",
    "ExpressionList",
    "ExpressionWrapper",
    "Field",
    "FileField",
    "FilePathField",
    "FilteredRelation",
    "FloatField",
    "ForeignKey",
    "ForeignObject",
    "ForeignObjectRel",
    "Func",
    "GeneratedField",
    "GenericIPAddressField",
    "IPAddressField",
    "ImageField",
    "Index",
    "IntegerChoices",
    "IntegerField",
    "JSONField",
    "Lookup",
    "Manager",
    "ManyToManyField",
    "ManyToManyRel",
    "ManyToOneRel",
    "Max",
    "Min",
    "Model",
    "NullBooleanField",
    "ObjectDoesNotExist",
    "OneToOneField",
    "OneToOneRel",
    "OrderBy",
    "OrderWrt",
    "OuterRef",
    "PositiveBigIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "Prefetch",
    "ProtectedError",
    "QuerySet",
    "RestrictedError",
    "RowRange",
    "SlugField",
    "SmallAutoField",
    "SmallIntegerField",
    "StdDev",
    "Subquery",
    "Sum",
    "TextChoices",
    "TextField",
    "TimeField",
    "Transform",
    "URLField",
    "UUIDField",
    "UniqueConstraint",
    "Value",
    "ValueRange",
    "Variance",
    "When",
    "Window",
    "WindowFrame",
    "WindowFrameExclusion",
    "aprefetch_related_objects",
    "prefetch_related_objects",
    "signals",
]
