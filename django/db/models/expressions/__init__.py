"""Expressions: the face of the room. Each name lives in the file named after what it does."""

from typing import TYPE_CHECKING

from django.utils.late import late_names, late_rooms

late_rooms(__name__, "conditional ordering")

from django.db.models.expressions.base import BaseExpression, Expression, OutputFieldIsNoneError
from django.db.models.expressions.combinable import Combinable
from django.db.models.expressions.functions import ExpressionList, Func, OrderByList
from django.db.models.expressions.references import Col, ColPairs, F, Ref, Sliced
from django.db.models.expressions.values import DatabaseDefault, ExpressionWrapper, RawSQL, Star, Value

if TYPE_CHECKING:
    from django.db.models.expressions.arithmetic import CombinedExpression, DurationExpression, TemporalSubtraction
    from django.db.models.expressions.arithmetic_types import NoneType, register_combinable_fields
    from django.db.models.expressions.conditional import Case, NegatedExpression, When
    from django.db.models.expressions.ordering import OrderBy
    from django.db.models.expressions.subqueries import Exists, OuterRef, ResolvedOuterRef, Subquery
    from django.db.models.expressions.windows import RowRange, ValueRange, Window, WindowFrame, WindowFrameExclusion

#: The rooms loaded late, and what is in them.
_LATE = {
    "arithmetic": "CombinedExpression DurationExpression TemporalSubtraction",
    "arithmetic_types": "NoneType register_combinable_fields",
    "conditional": "Case NegatedExpression When",
    "ordering": "OrderBy",
    "subqueries": "Exists OuterRef ResolvedOuterRef Subquery",
    "windows": "RowRange ValueRange Window WindowFrame WindowFrameExclusion",
}
__getattr__ = late_names(__name__, _LATE)

__all__ = [
    "BaseExpression",
    "Case",
    "Col",
    "ColPairs",
    "Combinable",
    "CombinedExpression",
    "DatabaseDefault",
    "DurationExpression",
    "Exists",
    "Expression",
    "ExpressionList",
    "ExpressionWrapper",
    "F",
    "Func",
    "NegatedExpression",
    "NoneType",
    "OrderBy",
    "OrderByList",
    "OuterRef",
    "OutputFieldIsNoneError",
    "RawSQL",
    "Ref",
    "ResolvedOuterRef",
    "RowRange",
    "Sliced",
    "Star",
    "Subquery",
    "TemporalSubtraction",
    "Value",
    "ValueRange",
    "When",
    "Window",
    "WindowFrame",
    "WindowFrameExclusion",
    "register_combinable_fields",
]
