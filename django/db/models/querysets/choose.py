"""Methods of QuerySet that choose what is read: columns, related objects, fields, SQL of one's own."""

from __future__ import annotations

from itertools import count
from typing import Any, Self

from django.conf import settings
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions.references import F
from django.db.models.fields import DateField, DateTimeField
from django.db.models.functions import datetime as date_functions
from django.db.models.plan import deeds
from django.db.models.plan.steps import anew
from django.db.models.querysets.iterables import (
    FlatValuesListIterable,
    NamedValuesListIterable,
    ValuesIterable,
    ValuesListIterable,
)
from django.db.models.querysets.refine import Refining, check_alias
from django.db.models.typed import ModelT, RowT
from django.db.query.expressions import Raw
from django.utils import timezone


class Choosing(Refining[ModelT, RowT]):
    """The methods that choose what is read."""

    def values(self, *fields: Any, **expressions: Any) -> Self:
        """Return a dict per row."""
        clone = self._values_of(*fields, **expressions)
        clone._iterable_class = ValuesIterable
        return clone

    def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> Self:
        """Return a tuple per row; with `flat` the only column itself, with `named` a named tuple."""
        if flat and named:
            raise TypeError("'flat' and 'named' can't be used together.")
        if flat and len(fields) > 1:
            raise TypeError("'flat' is not valid when values_list is called with more than one field.")
        names, expressions = _named_fields(fields)
        clone = self._values_of(*names, **expressions)
        clone._iterable_class = (
            NamedValuesListIterable if named else FlatValuesListIterable if flat else ValuesListIterable
        )
        return clone

    def _values_of(self, *fields: Any, **expressions: Any) -> Self:
        for name in fields:
            if not isinstance(name, str) and hasattr(name, "resolve_expression"):
                raise TypeError(f"values() takes names of fields; give the expression a name: values(x={name!r}).")
        for name in expressions:
            check_alias(name)
        added = {name: item for name, item in expressions.items() if not (name in fields and item is None)}
        if expressions:
            self._validate_values_are_expressions(added.values(), "values")
        for name in fields:
            if LOOKUP_SEP in name:
                check_alias(name)
        names = (*fields, *(name for name in added if name not in fields))
        if self._query.combination is not None and added:
            self._not_supported_with_combined_queries("annotate")
        clone = self._refined(deeds.select_values, (names, tuple(added)), tuple(added.values()))
        clone._fields = names
        return clone

    def dates(self, field_name: str, kind: str, order: str = "ASC") -> Self:
        """Return the distinct dates of a field, cut to "year", "month", "week" or "day"."""
        if kind not in ("year", "month", "week", "day"):
            raise ValueError("'kind' must be one of 'year', 'month', 'week', or 'day'.")
        return self._cut(field_name, order, date_functions.Trunc(field_name, kind, output_field=DateField()))

    def datetimes(self, field_name: str, kind: str, order: str = "ASC", tzinfo: Any = None) -> Self:
        """Return the distinct instants of a field, cut to "year" down to "second"."""
        if kind not in ("year", "month", "week", "day", "hour", "minute", "second"):
            raise ValueError("'kind' must be one of 'year', 'month', 'week', 'day', 'hour', 'minute', or 'second'.")
        if settings.USE_TZ:
            tzinfo = tzinfo or timezone.get_current_timezone()
        else:
            tzinfo = None
        cut = date_functions.Trunc(field_name, kind, output_field=DateTimeField(), tzinfo=tzinfo)
        return self._cut(field_name, order, cut)

    def _cut(self, field_name: str, order: str, expression: Any) -> Self:
        if order not in ("ASC", "DESC"):
            raise ValueError("'order' must be either 'ASC' or 'DESC'.")
        return (
            self.annotate(datefield=expression, plain_field=F(field_name))
            .values_list("datefield", flat=True)
            .distinct()
            .filter(plain_field__isnull=False)
            .order_by(("-" if order == "DESC" else "") + "datefield")
        )

    def select_related(self, *fields: Any) -> Self:
        """Return instances together with the related objects named; with none named, those that can't be missing."""
        self._not_supported_with_combined_queries("select_related")
        if self._fields is not None:
            raise TypeError("Cannot call select_related() after .values() or .values_list()")
        names = None if fields == (None,) else fields
        return self._refined(deeds.select_related, (names,))

    def prefetch_related(self, *lookups: Any) -> Self:
        """Return instances whose related objects are fetched together, one query per look-up; None clears."""
        self._not_supported_with_combined_queries("prefetch_related")
        clone = self._chain()
        if lookups == (None,):
            clone._prefetch_related_lookups = ()
            return clone
        for lookup in lookups:
            path = lookup.prefetch_to if hasattr(lookup, "prefetch_to") else lookup
            if path.split(LOOKUP_SEP, 1)[0] in self._query.filtered:
                raise ValueError("prefetch_related() is not supported with FilteredRelation.")
        clone._prefetch_related_lookups = (*clone._prefetch_related_lookups, *lookups)
        return clone

    def defer(self, *fields: Any) -> Self:
        """Return instances without these fields, which are loaded when they are read; None loads all."""
        self._not_supported_with_combined_queries("defer")
        if self._fields is not None:
            raise TypeError("Cannot call defer() after .values() or .values_list()")
        return self._refined(deeds.defer, (None if fields == (None,) else fields,))

    def only(self, *fields: Any) -> Self:
        """Return instances with these fields (and the key) only; others are loaded when they are read."""
        self._not_supported_with_combined_queries("only")
        if self._fields is not None:
            raise TypeError("Cannot call only() after .values() or .values_list()")
        if fields == (None,):
            raise TypeError("Cannot pass None as an argument to only().")
        for field in fields:
            if field.split(LOOKUP_SEP, 1)[0] in self._query.filtered:
                raise ValueError("only() is not supported with FilteredRelation.")
        return self._refined(deeds.only, (fields,))

    def extra(
        self,
        select: Any = None,
        where: Any = None,
        params: Any = None,
        tables: Any = None,
        order_by: Any = None,
        select_params: Any = None,
    ) -> Self:
        """Add SQL of one's own; prefer expressions, which know every engine."""
        self._not_supported_with_combined_queries("extra")
        if self._query.is_sliced:
            raise TypeError("Cannot change a query once a slice has been taken. Call extra() first, then slice.")
        remaining = list(select_params or ())
        selected = []
        for name, sql in (select or {}).items():
            check_alias(name)
            sql = str(sql)
            count = sql.replace("%%", "").count("%s")
            selected.append((name, Raw(f"({sql})", tuple(remaining[:count]), False)))
            remaining = remaining[count:]
        conditions = _raw_conditions(where, params)
        structure = (tuple(selected), conditions, tuple(tables or ()), tuple(order_by or ()))
        if params or select_params:
            # Values inside SQL text are part of it; a shape for each of them is not worth remembering.
            clone = self._chain()
            clone._query, clone._values = anew(self._query, self._values, deeds.extra, structure)
        else:
            clone = self._refined(deeds.extra, structure)
        if selected and clone._fields == ():
            # values() without names means all there is, what comes now among it.
            clone = clone._values_of()
        return clone


def _raw_conditions(where: Any, params: Any) -> tuple[Raw, ...]:
    remaining = list(params or ())
    conditions = []
    for sql in where or ():
        count = sql.replace("%%", "").count("%s")
        conditions.append(Raw(f"({sql})", tuple(remaining[:count]), False))
        remaining = remaining[count:]
    if remaining and conditions:
        last = conditions[-1]
        conditions[-1] = last.but(params=(*last.params, *remaining))
    return tuple(conditions)


def _named_fields(fields: tuple[Any, ...]) -> tuple[list[str], dict[str, Any]]:
    """Give a name to each expression among `fields`; return (all names in order, the named expressions)."""
    taken = {field for field in fields if isinstance(field, str)}
    names: list[str] = []
    expressions: dict[str, Any] = {}
    for field in fields:
        if not hasattr(field, "resolve_expression"):
            names.append(field)
            continue
        prefix = _default_name(field)
        name = next(name for number in count(1) if (name := f"{prefix}{number}") not in taken)
        taken.add(name)
        expressions[name] = field
        names.append(name)
    return names, expressions


def _default_name(expression: Any) -> str:
    try:
        return expression.default_alias
    except (AttributeError, TypeError):
        return type(expression).__name__.lower()
