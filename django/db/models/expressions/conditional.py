"""CASE WHEN, and NOT."""

from __future__ import annotations

from typing import Any

from django.db.models.conditions import Q
from django.db.models.expressions import makers
from django.db.models.expressions.base import Expression
from django.db.models.expressions.values import ExpressionWrapper
from django.db.models.fields.boolean import BooleanField
from django.db.models.lowering import kind_of, lower, lower_condition
from django.db.query import expressions as nodes
from django.db.query.node import Node

_NO_CONDITION = "When() supports a Q object, a boolean expression, or lookups as a condition."


class When(Expression):
    """One branch of a Case: a condition, and what to give where it holds."""

    public_path = "django.db.models.When"
    template = "WHEN %(condition)s THEN %(result)s"
    # It is no condition itself.
    conditional = False

    def __init__(self, condition: Any = None, then: Any = None, **lookups: Any) -> None:
        condition, lookups = _joined(condition, lookups)
        if condition is None or lookups or not getattr(condition, "conditional", False):
            raise TypeError(_NO_CONDITION)
        if isinstance(condition, Q) and not condition:
            raise ValueError("An empty Q() can't be used as a When() condition.")
        super().__init__(output_field=None)
        self.condition = condition
        self.result = self._parse_expressions(then)[0]

    def __str__(self) -> str:
        return f"WHEN {self.condition!r} THEN {self.result!r}"

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self}>"

    def get_source_expressions(self) -> list[Any]:
        return [self.condition, self.result]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        self.condition, self.result = exprs

    def get_source_fields(self) -> list[Any]:
        # Only the result has a say in the type.
        return [self.result._output_field_or_none]

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        clone = self.copy()
        clone.is_summary = summarize
        if hasattr(clone.condition, "resolve_expression"):
            clone.condition = clone.condition.resolve_expression(query, allow_joins, reuse, summarize, False)
        clone.result = clone.result.resolve_expression(query, allow_joins, reuse, summarize, for_save)
        self._refuse_composites([clone.result])
        return clone

    def get_group_by_cols(self) -> list[Any]:
        return [column for source in self.get_source_expressions() for column in source.get_group_by_cols()]

    @property
    def allowed_default(self) -> bool:
        return getattr(self.condition, "allowed_default", True) and self.result.allowed_default

    def branch(self) -> tuple[Node, Node]:
        """Return the nodes of the condition and of the result."""
        return lower_condition(self.condition), lower(self.result)

    def lower(self) -> Node:
        """Return the branch as a CASE of its own."""
        return nodes.Case((self.branch(),), nodes.Null(), kind_of(self))


def _joined(condition: Any, lookups: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Bring a condition and keyword lookups together where both can be."""
    if not lookups:
        return condition, lookups
    if condition is None:
        return Q(**lookups), {}
    if getattr(condition, "conditional", False):
        return Q(condition, **lookups), {}
    return condition, lookups


class Case(Expression):
    """The result of the first When whose condition holds, else the default."""

    public_path = "django.db.models.Case"
    template = "CASE %(cases)s ELSE %(default)s END"
    case_joiner = " "

    def __init__(self, *cases: Any, default: Any = None, output_field: Any = None, **extra: Any) -> None:
        if not all(isinstance(case, When) for case in cases):
            raise TypeError("Positional arguments must all be When objects.")
        super().__init__(output_field)
        self.cases = list(cases)
        self.default = self._parse_expressions(default)[0]
        self.extra = extra

    def __str__(self) -> str:
        return f"CASE {', '.join(map(str, self.cases))}, ELSE {self.default!r}"

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self}>"

    def get_source_expressions(self) -> list[Any]:
        return [*self.cases, self.default]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        *self.cases, self.default = exprs

    def copy(self) -> Any:
        clone = super().copy()
        clone.cases = self.cases[:]
        return clone

    def get_group_by_cols(self) -> list[Any]:
        if not self.cases:
            return self.default.get_group_by_cols()
        return super().get_group_by_cols()

    @property
    def allowed_default(self) -> bool:
        return self.default.allowed_default and all(case.allowed_default for case in self.cases)

    def lower(self) -> Node:
        branches = []
        default = lower(self.default)
        for case in self.cases:
            condition, result = case.branch()
            if type(condition) is nodes.Nothing:
                continue
            if type(condition) is nodes.Everything:
                # What follows is never reached.
                default = result
                break
            branches.append((condition, result))
        return nodes.Case(tuple(branches), default, kind_of(self)) if branches else default


class NegatedExpression(ExpressionWrapper):
    """NOT, before an expression that is true or false."""

    def __init__(self, expression: Any) -> None:
        super().__init__(expression, output_field=BooleanField())

    def __invert__(self) -> Any:
        return self.expression.copy()

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        resolved = super().resolve_expression(query, allow_joins, reuse, summarize, for_save)
        if not getattr(resolved.expression, "conditional", False):
            raise TypeError("Cannot negate non-conditional expressions.")
        return resolved

    def lower(self) -> Node:
        condition = lower_condition(self.expression)
        if type(condition) is nodes.Nothing:
            return nodes.Everything()
        if type(condition) is nodes.Everything:
            return nodes.Nothing()
        return nodes.Not(condition)

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return self.expression.select_format(compiler, sql, params)


makers.negated = NegatedExpression
