"""The public face of models. It loads the rooms in the order of their floors and hands on their names."""

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import signals
from django.db.models.aggregates import *  # noqa: F403
from django.db.models.aggregates import __all__ as aggregates_all
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
from django.db.models.expressions import (
    Case,
    Exists,
    Expression,
    ExpressionList,
    ExpressionWrapper,
    F,
    Func,
    OrderBy,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.fields import *  # noqa: F403
from django.db.models.fields import __all__ as fields_all
from django.db.models.fields.composite import CompositePrimaryKey
from django.db.models.fields.json import JSONField
from django.db.models.fields.proxy import OrderWrt
from django.db.models.fields.related import ForeignKey, ForeignObject, OneToOneField
from django.db.models.fields.reverse_related import (
    ForeignObjectRel,
    ManyToManyRel,
    ManyToOneRel,
    OneToOneRel,
)
from django.db.models.lookups import builtin as _builtin  # noqa: F401  (gives fields their lookups)
from django.db.models.lookups.base import Lookup, Transform
from django.db.models.manager import Manager
from django.db.models.query import Prefetch, QuerySet, aprefetch_related_objects, prefetch_related_objects
from django.db.models.related_managers import ManyToManyField
from django.db.models.relations import install as _install  # noqa: F401  (gives fields their accessors)
from django.utils.late import late_names

from django.db.models.base import DEFERRED, Model  # isort: skip

if TYPE_CHECKING:
    from django.db.models.constraints import BaseConstraint, CheckConstraint, Deferrable, UniqueConstraint
    from django.db.models.enums import Choices, IntegerChoices, TextChoices
    from django.db.models.expressions.windows import RowRange, ValueRange, Window, WindowFrame, WindowFrameExclusion
    from django.db.models.fields.files import FileField, ImageField
    from django.db.models.fields.generated import GeneratedField
    from django.db.models.indexes import Index

#: What no model has to have: the rooms, and what is in them.
_LATE = {
    "constraints": "BaseConstraint CheckConstraint Deferrable UniqueConstraint",
    "enums": "Choices IntegerChoices TextChoices",
    "expressions.windows": "RowRange ValueRange Window WindowFrame WindowFrameExclusion",
    "fields.files": "FileField ImageField",
    "fields.generated": "GeneratedField",
    "indexes": "Index",
}
__getattr__ = late_names(__name__, _LATE)



def _holds(condition: Q, against: dict[str, object], using: str) -> bool:
    """Decide Q.check() with the room that can; it is loaded when somebody checks."""
    from django.db.models.row_check import holds  # cost: few programs check

    return holds(condition, against, using)


Q.checker = staticmethod(_holds)

__all__ = [
    *aggregates_all,
    *fields_all,
    "CASCADE",
    "DEFERRED",
    "DO_NOTHING",
    "F",
    "PROTECT",
    "Q",
    "RESTRICT",
    "SET",
    "SET_DEFAULT",
    "SET_NULL",
    "BaseConstraint",
    "Case",
    "CheckConstraint",
    "Choices",
    "CompositePrimaryKey",
    "Deferrable",
    "Exists",
    "Expression",
    "ExpressionList",
    "ExpressionWrapper",
    "FileField",
    "FilteredRelation",
    "ForeignKey",
    "ForeignObject",
    "ForeignObjectRel",
    "Func",
    "GeneratedField",
    "ImageField",
    "Index",
    "IntegerChoices",
    "JSONField",
    "Lookup",
    "Manager",
    "ManyToManyField",
    "ManyToManyRel",
    "ManyToOneRel",
    "Model",
    "ObjectDoesNotExist",
    "OneToOneField",
    "OneToOneRel",
    "OrderBy",
    "OrderWrt",
    "OuterRef",
    "Prefetch",
    "ProtectedError",
    "QuerySet",
    "RestrictedError",
    "RowRange",
    "Subquery",
    "TextChoices",
    "Transform",
    "UniqueConstraint",
    "Value",
    "ValueRange",
    "When",
    "Window",
    "WindowFrame",
    "WindowFrameExclusion",
    "aprefetch_related_objects",
    "prefetch_related_objects",
    "signals",
]
