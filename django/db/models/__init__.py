"""The public face of models. It loads the rooms in the order of their floors and hands on their names."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import date_lookups, json_lookups, related_lookups, signals, text_lookups, tuple_lookups
from django.db.models.aggregates import *  # noqa: F403
from django.db.models.aggregates import __all__ as aggregates_all
from django.db.models.conditions import FilteredRelation, Q
from django.db.models.constraints import *  # noqa: F403
from django.db.models.constraints import __all__ as constraints_all
from django.db.models.deletion import (
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
from django.db.models.enums import *  # noqa: F403
from django.db.models.enums import __all__ as enums_all
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
    RowRange,
    Subquery,
    Value,
    ValueRange,
    When,
    Window,
    WindowFrame,
    WindowFrameExclusion,
)
from django.db.models.fields import *  # noqa: F403
from django.db.models.fields import __all__ as fields_all
from django.db.models.fields.composite import CompositePrimaryKey
from django.db.models.fields.files import FileField, ImageField
from django.db.models.fields.generated import GeneratedField
from django.db.models.fields.json import JSONField
from django.db.models.fields.proxy import OrderWrt
from django.db.models.fields.related import ForeignKey, ForeignObject, OneToOneField
from django.db.models.fields.reverse_related import (
    ForeignObjectRel,
    ManyToManyRel,
    ManyToOneRel,
    OneToOneRel,
)
from django.db.models.indexes import *  # noqa: F403
from django.db.models.indexes import __all__ as indexes_all
from django.db.models.lookups import Lookup, Transform
from django.db.models.manager import Manager
from django.db.models.query import Prefetch, QuerySet, aprefetch_related_objects, prefetch_related_objects
from django.db.models.related_managers import ManyToManyField
from django.db.models.relations import install as _install  # noqa: F401  (gives fields their accessors)

from django.db.models.base import DEFERRED, Model  # isort: skip

# Loading these rooms registers their lookups on the fields.
LOOKUP_ROOMS = (date_lookups, json_lookups, related_lookups, text_lookups, tuple_lookups)

__all__ = [
    *aggregates_all,
    *constraints_all,
    *enums_all,
    *fields_all,
    *indexes_all,
    "CASCADE",
    "DEFERRED",
    "DO_NOTHING",
    "PROTECT",
    "RESTRICT",
    "SET",
    "SET_DEFAULT",
    "SET_NULL",
    "Case",
    "CompositePrimaryKey",
    "Exists",
    "Expression",
    "ExpressionList",
    "ExpressionWrapper",
    "F",
    "FileField",
    "FilteredRelation",
    "ForeignKey",
    "ForeignObject",
    "ForeignObjectRel",
    "Func",
    "GeneratedField",
    "ImageField",
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
    "Q",
    "QuerySet",
    "RestrictedError",
    "RowRange",
    "Subquery",
    "Transform",
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
