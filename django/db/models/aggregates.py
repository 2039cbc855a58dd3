"""Aggregates: one value of many rows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db.models.expressions.functions import Func, OrderByList
from django.db.models.expressions.references import ColPairs, Ref
from django.db.models.expressions.values import Star, Value
from django.db.models.fields.numbers import IntegerField
from django.db.models.functions.comparison import Coalesce
from django.db.models.functions.mixins import NumericOutputFieldMixin
from django.db.models.lowering import kind_of, lower_all, lower_condition
from django.db.query import expressions as nodes
from django.db.query.node import Node


class Aggregate(Func):
    """Base of aggregates, also of users' own: `function`, `template`, `name` and `output_field` say what it is."""

    template = "%(function)s(%(distinct)s%(expressions)s)"
    contains_aggregate = True
    name: str | None = None
    filter_template = "%s FILTER (WHERE %%(filter)s)"
    window_compatible = True
    allow_distinct = False
    allow_order_by = False
    empty_result_set_value: Any = None

    def __init__(
        self,
        *expressions: Any,
        distinct: bool = False,
        filter: Any = None,
        default: Any = None,
        order_by: Any = None,
        **extra: Any,
    ) -> None:
        name = self.__class__.__name__
        if distinct and not self.allow_distinct:
            raise TypeError(f"{name} does not allow distinct.")
        if order_by and not self.allow_order_by:
            raise TypeError(f"{name} does not allow order_by.")
        if default is not None and self.empty_result_set_value is not None:
            raise TypeError(f"{name} does not allow default.")
        self.distinct = distinct
        self.filter = filter
        self.default = default
        self.order_by = _as_order(order_by)
        super().__init__(*expressions, **extra)

    # --- parts ---

    def get_source_fields(self) -> list[Any]:
        # The filter and the order have no say in the type.
        return [source._output_field_or_none for source in self.source_expressions]

    def get_source_expressions(self) -> list[Any]:
        sources = [*self.source_expressions, self.filter]
        return sources if self.order_by is None else [*sources, self.order_by]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        if self.order_by is not None:
            *exprs, self.order_by = exprs
        *self.source_expressions, self.filter = exprs

    # --- resolving ---

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        resolved = super().resolve_expression(query, allow_joins, reuse, summarize, for_save)
        resolved._refuse_aggregates(self.source_expressions)
        if resolved.default is None:
            return resolved
        return resolved._with_default(query, allow_joins, reuse, summarize)

    def _refuse_aggregates(self, given: list[Any]) -> None:
        for before, after in zip(given, self.source_expressions, strict=True):
            if after.contains_aggregate:
                name = before.name if hasattr(before, "name") else repr(before)
                raise FieldError(f"Cannot compute {self.title}('{name}'): '{name}' is an aggregate")

    def _with_default(self, query: Any, allow_joins: bool, reuse: Any, summarize: bool) -> Any:
        field = self._output_field_or_none
        default = self.default
        if hasattr(default, "resolve_expression"):
            default = default.resolve_expression(query, allow_joins, reuse, summarize)
            if default._output_field_or_none is None:
                default.output_field = field
        else:
            default = Value(default, field)
        self.default = None
        coalesce = Coalesce(self, default, output_field=field)
        coalesce.is_summary = self.is_summary
        return coalesce

    @property
    def title(self) -> str:
        """The name of the aggregate, for messages."""
        return self.name or self.__class__.__name__

    @property
    def default_alias(self) -> str:
        """The name under which `aggregate()` gives the result if the caller gave none.

        Raises:
            TypeError: what is aggregated has no name.
        """
        if len(self.source_expressions) == 1 and hasattr(self.source_expressions[0], "name"):
            return f"{self.source_expressions[0].name}__{self.title.lower()}"
        raise TypeError("Complex expressions require an alias")

    def get_group_by_cols(self) -> list[Any]:
        return []

    # --- nodes ---

    def lower(self) -> Node:
        extra = dict(self.extra)
        name = extra.pop("function", self.function) or ""
        template = extra.pop("template", self.template)
        extra.pop("arg_joiner", None)
        return nodes.Aggregate(
            name,
            self.lower_args(),
            kind_of(self),
            self.distinct,
            self.lower_filter(),
            () if self.order_by is None else lower_all(self.order_by.get_source_expressions()),
            "" if template == Aggregate.template else template,
            tuple(extra.items()),
        )

    def lower_args(self) -> tuple[Node, ...]:
        """Return the nodes of what is aggregated."""
        return lower_all(self.source_expressions)

    def lower_filter(self) -> Node | None:
        """Return the node of the filter; None if there is none, or it always holds."""
        if self.filter is None:
            return None
        where = lower_condition(self.filter)
        return None if type(where) is nodes.Everything else where

    def _get_repr_options(self) -> dict[str, Any]:
        options = super()._get_repr_options()
        if self.distinct:
            options["distinct"] = self.distinct
        if self.filter:
            options["filter"] = self.filter
        if self.order_by:
            options["order_by"] = self.order_by
        return options


def _as_order(order_by: Any) -> Any:
    if not order_by:
        return None
    return OrderByList(*(order_by if isinstance(order_by, list | tuple) else (order_by,)))


class Avg(NumericOutputFieldMixin, Aggregate):
    """Mean."""

    function = "AVG"
    name = "Avg"
    allow_distinct = True
    arity = 1


class Count(Aggregate):
    """Number of rows, or of values that are not NULL."""

    function = "COUNT"
    name = "Count"
    output_field = IntegerField()
    allow_distinct = True
    empty_result_set_value = 0
    arity = 1
    allows_composite_expressions = True

    def __init__(self, expression: Any, filter: Any = None, **extra: Any) -> None:
        if expression == "*":
            expression = Star()
        if isinstance(expression, Star) and filter is not None:
            raise ValueError("Star cannot be used with filter. Please specify a field.")
        super().__init__(expression, filter=filter, **extra)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        resolved = super().resolve_expression(*args, **kwargs)
        source = resolved.source_expressions[0]
        while isinstance(source, Ref):
            source = source.source
        if isinstance(source, ColPairs):
            if resolved.distinct:
                raise ValueError("COUNT(DISTINCT) doesn't support composite primary keys")
            # No part of a key is NULL where the row is there: one stands for all.
            resolved.source_expressions = [source.get_cols()[0]]
        return resolved


class Max(Aggregate):
    """Greatest value."""

    #: Its result has no more decimal places than what it goes over.
    keeps_scale = True

    function = "MAX"
    name = "Max"
    arity = 1


class Min(Aggregate):
    """Least value."""

    #: Its result has no more decimal places than what it goes over.
    keeps_scale = True

    function = "MIN"
    name = "Min"
    arity = 1


class StdDev(NumericOutputFieldMixin, Aggregate):
    """Standard deviation of the rows, or of the whole they are a sample of."""

    name = "StdDev"
    arity = 1

    def __init__(self, expression: Any, sample: bool = False, **extra: Any) -> None:
        self.function = "STDDEV_SAMP" if sample else "STDDEV_POP"
        super().__init__(expression, **extra)

    def _get_repr_options(self) -> dict[str, Any]:
        return {**super()._get_repr_options(), "sample": self.function == "STDDEV_SAMP"}


class Sum(Aggregate):
    """Sum."""

    #: Its result has no more decimal places than what it goes over.
    keeps_scale = True

    function = "SUM"
    name = "Sum"
    allow_distinct = True
    arity = 1


class Variance(NumericOutputFieldMixin, Aggregate):
    """Variance of the rows, or of the whole they are a sample of."""

    name = "Variance"
    arity = 1

    def __init__(self, expression: Any, sample: bool = False, **extra: Any) -> None:
        self.function = "VAR_SAMP" if sample else "VAR_POP"
        super().__init__(expression, **extra)

    def _get_repr_options(self) -> dict[str, Any]:
        return {**super()._get_repr_options(), "sample": self.function == "VAR_SAMP"}


__all__ = ["Aggregate", "Avg", "Count", "Max", "Min", "StdDev", "Sum", "Variance"]
