"""Subquery, Exists and OuterRef: questions inside questions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db.models.expressions.base import Expression
from django.db.models.expressions.references import F
from django.db.models.fields import BooleanField
from django.db.models.lowering import kind_of
from django.db.query import expressions as e
from django.db.query.node import Node


class ResolvedOuterRef(F):
    """A name of the question around: it stands in the statement already, its column comes with embedding."""

    contains_aggregate = False
    contains_over_clause = False
    contains_column_references = True
    filterable = True
    conditional = False
    opaque = False

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Return itself: only embedding resolves it."""
        return self

    def get_source_expressions(self) -> list[Any]:
        return []

    def lower(self) -> Node:
        """Return the placeholder for the outer column."""
        return e.Outer(self.name)

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an outer name has no column of its own.

        Raises:
            ValueError: always.
        """
        raise ValueError("This queryset contains a reference to an outer query and may only be used in a subquery.")

    @property
    def output_field(self) -> Any:
        raise FieldError(f"The type of OuterRef({self.name!r}) is known only inside the outer query.")

    _output_field_or_none = None

    def get_group_by_cols(self) -> list[Any]:
        return []

    def relabeled_clone(self, change_map: dict[str, str]) -> ResolvedOuterRef:
        return self

    def flatten(self) -> Any:
        """Yield itself."""
        yield self


class OuterRef(F):
    """A name that belongs to the question around the one it is written in."""

    contains_aggregate = False
    contains_over_clause = False

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Return the reference one level further out."""
        return ResolvedOuterRef(self.name)

    def relabeled_clone(self, change_map: dict[str, str]) -> OuterRef:
        return self


class Subquery(Expression):
    """The first column of a question's first row, as a value of each row of the question around.

    Args:
        queryset: the question; usually values() of one column, filtered by OuterRef and sliced to one row.
        output_field: the type, where it can't be told from the column.
    """

    template = "(%(subquery)s)"
    contains_aggregate = False
    empty_result_set_value = None
    subquery = True

    def __init__(self, queryset: Any, output_field: Any = None, **extra: Any) -> None:
        self.queryset = queryset
        self.extra = extra
        self.inner: Any = None
        super().__init__(output_field)

    @property
    def query(self) -> Any:
        """The question, as `queryset.query`."""
        return getattr(self.queryset, "query", self.queryset)

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        """Return the question embedded in `query`."""
        resolved = self.copy()
        resolved.is_summary = summarize
        source = self.queryset
        if not hasattr(source, "resolve_expression"):
            source = _asked_by(source)
        resolved.inner = source.resolve_expression(query)
        return resolved

    def memo_key(self, values: list[Any]) -> Any:
        """Return the key of the question and its template."""
        source = self.queryset if hasattr(self.queryset, "memo_key") else _asked_by(self.queryset)
        own = (type(self), self.template, tuple(sorted(self.extra.items())), id(self._output_field_given()))
        return (*own, source.memo_key(values))

    def parametrized(self, slots: Any) -> Subquery:
        """Return the expression with its question's values placed among `slots`."""
        source = self.queryset if hasattr(self.queryset, "parametrized") else _asked_by(self.queryset)
        placed = self.copy()
        placed.queryset = source.parametrized(slots)
        return placed

    def _output_field_given(self) -> Any:
        return self.__dict__.get("output_field")

    def get_source_expressions(self) -> list[Any]:
        return []

    def set_source_expressions(self, expressions: list[Any]) -> None:
        """Accept no parts: the question is one piece."""

    def _resolve_output_field(self) -> Any:
        if self.inner is not None:
            return self.inner.output_field
        source = self.queryset if hasattr(self.queryset, "resolve_expression") else _asked_by(self.queryset)
        return source.output_field

    def lower(self) -> Node:
        """Return the statement as a value."""
        if self.inner is None:
            raise ValueError("This subquery is not part of a query yet.")
        template = "" if self.template == Subquery.template else self.template
        return e.Scalar(self.inner.statement(ordered=True), kind_of(self), template)

    def get_group_by_cols(self) -> list[Any]:
        """Return the columns of the question around that this one depends on."""
        if self.inner is None or self.inner.depends_on_many():
            return [self]
        return self.inner.outer_columns()


class Exists(Subquery):
    """Whether a question has any row."""

    output_field = BooleanField()
    empty_result_set_value = False

    def lower(self) -> Node:
        """Return the condition."""
        if self.inner is None:
            raise ValueError("This subquery is not part of a query yet.")
        return e.Exists(self.inner.exists_statement())


def _asked_by(face: Any) -> Any:
    """Return something that resolves like a queryset for a `queryset.query`."""
    return face.as_queryset()
