"""Methods of QuerySet that give a changed QuerySet and touch no database."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import FieldError
from django.db.errors import NotSupportedError
from django.db.models.conditions import FilteredRelation, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.plan import deeds, merging
from django.db.models.plan.listed import with_lists
from django.db.models.plan.query import Query
from django.db.models.plan.steps import known, learn, taken_with_condition, taken_with_names
from django.db.models.querysets.base import QuerySetBase
from django.db.models.typed import ModelT, RowT
from django.utils.regex_helper import _lazy_re_compile

# What could end a quoted name or start a comment; no alias needs it.
FORBIDDEN_IN_ALIAS = _lazy_re_compile(r"['`\"\]\[;\s#\x00-\x1f\x7f-\x9f]|--|/\*|\*/")


def check_alias(alias: str) -> None:
    """Refuse a column alias that could break out of its quotes.

    Raises:
        ValueError: it holds white space, quotation marks, semicolons or comment marks.
    """
    if FORBIDDEN_IN_ALIAS.search(alias):
        raise ValueError(
            "Column aliases cannot contain whitespace characters, hashes, control characters, quotation marks, "
            f"semicolons, or SQL comments. (Got {alias!r}.)"
        )


#: The key of the step that leads to the first rows, more than one, of a query that is not sliced.
HEAD = (deeds.set_sliced, "head")

Question = tuple[Query, tuple[Any, ...]]


class Refining(QuerySetBase[ModelT, RowT]):
    """The methods that refine a question."""

    def all(self) -> Self:
        """Return a copy that asks the same anew."""
        return self._chain()

    def none(self) -> Self:
        """Return a QuerySet without rows, which sends nothing."""
        return self._refined(deeds.make_empty)

    def using(self, alias: str | None) -> Self:
        """Return a copy that runs on `alias`; the last call wins."""
        clone = self._chain()
        clone._db = alias
        return clone

    # --- conditions ---------------------------------------------------------------------------------------------------

    def filter(self, *args: Any, **kwargs: Any) -> Self:
        """Return the rows for which all conditions hold."""
        return self._where(deeds.filter_sticky if self._sticky_filter else deeds.filter_by, args, kwargs)

    def exclude(self, *args: Any, **kwargs: Any) -> Self:
        """Return the rows for which the conditions do not all hold."""
        return self._where(deeds.exclude_by, args, kwargs)

    def _where(self, deed: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Self:
        """Return a copy whose rows fulfil the condition Q(*args, **kwargs) or, as the deed says, do not."""
        found = known(self._query, self._values, deed, args, kwargs)
        if found is None:
            listed = with_lists(args, kwargs)
            if listed is not None:
                args, kwargs = listed
                found = known(self._query, self._values, deed, args, kwargs)
        clone = self._asking(*(found or self._conditioned(deed, args, kwargs)))
        if self._sticky_filter:
            clone._sticky_filter = False
        return clone

    def _conditioned(self, deed: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Question:
        """Return (query, values) after a deed that takes a condition, which was never done to this query before."""
        if deed is not deeds.get_one:
            self._not_supported_with_combined_queries("exclude" if deed is deeds.exclude_by else "filter")
        if (args or kwargs) and self._query.is_sliced:
            raise TypeError(
                "Cannot filter a query once a slice has been taken. Filter first, or filter the rows of the slice by "
                "filter(pk__in=...)."
            )
        if "_connector" in kwargs or "_negated" in kwargs:
            invalid = ", ".join(f"'{name}'" for name in sorted(kwargs) if name in ("_connector", "_negated"))
            raise TypeError(f"The following kwargs are invalid: {invalid}")
        return taken_with_condition(self._query, self._values, deed, args, kwargs)

    def complex_filter(self, filter_obj: Any) -> Self:
        """Return the rows for which a Q object or a dictionary of look-ups holds."""
        if isinstance(filter_obj, Q):
            return self.filter(filter_obj)
        return self.filter(**filter_obj)

    # --- several querysets --------------------------------------------------------------------------------------------

    def union(self, *other_qs: Any, all: bool = False) -> Self:
        """Return the rows of all querysets, each once unless `all`."""
        if self._query.empty and not self._query.combination:
            querysets = [qs for qs in other_qs if not qs._query.empty]
            if not querysets:
                return self
            return querysets[0]._combined("UNION", querysets[1:], all=all)
        return self._combined("UNION", other_qs, all=all)

    def intersection(self, *other_qs: Any) -> Self:
        """Return the rows that every queryset has."""
        if self._query.empty:
            return self
        for other in other_qs:
            if other._query.empty:
                return other
        return self._combined("INTERSECT", other_qs)

    def difference(self, *other_qs: Any) -> Self:
        """Return the rows of this queryset that no other has."""
        return self if self._query.empty else self._combined("EXCEPT", other_qs)

    def _combined(self, operator: str, others: Any, *, all: bool = False) -> Self:
        if not others:
            return self._chain()
        clone = self._refined(merging.combine, (operator, all), tuple(others))
        clone._known_related_objects = {}
        return clone

    def __and__(self, other: Any) -> Self:
        self._check_operator_queryset(other, "&")
        self._merge_sanity_check(other)
        if isinstance(other, EmptyQuerySet):
            return other
        if isinstance(self, EmptyQuerySet):
            return self
        return self._merged("AND", other)

    def __or__(self, other: Any) -> Self:
        self._check_operator_queryset(other, "|")
        self._merge_sanity_check(other)
        if isinstance(self, EmptyQuerySet):
            return other
        if isinstance(other, EmptyQuerySet):
            return self
        return self._whole()._merged("OR", other._whole())

    def __xor__(self, other: Any) -> Self:
        self._check_operator_queryset(other, "^")
        self._merge_sanity_check(other)
        if isinstance(self, EmptyQuerySet):
            return other
        if isinstance(other, EmptyQuerySet):
            return self
        return self._whole()._merged("XOR", other._whole())

    def _whole(self) -> Any:
        """Return the queryset itself, or one of the same rows without a slice."""
        if not self._query.is_sliced:
            return self
        return self.model._base_manager.using(self._db).filter(pk__in=self.values("pk"))

    def _merged(self, connector: str, other: Any) -> Self:
        if self._query.is_sliced or other._query.is_sliced:
            raise TypeError("Cannot combine queries once a slice has been taken. Combine first, or use union().")
        mine, theirs = self._query, other._query
        if mine.model is not theirs.model and mine.model._meta.concrete_model is not theirs.model._meta.concrete_model:
            raise TypeError(
                "Cannot combine queries on two different base models. "
                f"One is on {mine.model._meta.label}, the other on {theirs.model._meta.label}."
            )
        if mine.distinct != theirs.distinct:
            raise TypeError(
                "Cannot combine a unique query with a non-unique query. Call distinct() on both, or on neither."
            )
        if mine.distinct_fields != theirs.distinct_fields:
            raise TypeError(
                "Cannot combine queries with different distinct fields. "
                f"One is distinct by {mine.distinct_fields}, the other by {theirs.distinct_fields}."
            )
        clone = self._refined(merging.merge, (connector,), (other,))
        known = {field: dict(objects) for field, objects in self._known_related_objects.items()}
        for field, objects in other._known_related_objects.items():
            known.setdefault(field, {}).update(objects)
        clone._known_related_objects = known
        return clone

    def _merge_sanity_check(self, other: Any) -> None:
        if self._fields is not None and (
            set(self._query.selection.names) != set(getattr(other._query.selection, "names", ()))
        ):
            raise TypeError(
                f"Merging '{type(self).__name__}' classes must involve the same values in each case."
            )

    def _check_operator_queryset(self, other: Any, operator: str) -> None:
        if self._query.combination or other._query.combination:
            raise TypeError(f"Cannot use {operator} operator with combined queryset.")

    def _not_supported_with_combined_queries(self, name: str) -> None:
        if self._query.combination:
            raise NotSupportedError(
                f"Calling QuerySet.{name}() after {COMBINED[self._query.combination.operator]}() is not supported."
            )

    # --- annotations --------------------------------------------------------------------------------------------------

    def annotate(self, *args: Any, **kwargs: Any) -> Self:
        """Return rows that carry further values."""
        return self._annotated(deeds.annotate_shown, args, kwargs)

    def alias(self, *args: Any, **kwargs: Any) -> Self:
        """Return the same rows, with names for expressions to be used in later calls."""
        return self._annotated(deeds.annotate_hidden, args, kwargs)

    def _annotated(self, deed: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Self:
        found = known(self._query, self._values, deed, args, kwargs)
        return self._asking(*(found or self._newly_annotated(deed, args, kwargs)))

    def _newly_annotated(self, deed: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Question:
        """Return (query, values) with annotations that were never made on this query before."""
        method = "annotate" if deed is deeds.annotate_shown else "alias"
        self._not_supported_with_combined_queries(method)
        self._validate_values_are_expressions((*args, *kwargs.values()), method)
        annotations: dict[str, Any] = {}
        for expression in args:
            try:
                name = expression.default_alias
            except (AttributeError, TypeError):
                raise TypeError(
                    f"Complex annotations require an alias: give {expression!r} by keyword, as in {method}(found=...)."
                ) from None
            if name in kwargs:
                raise ValueError(
                    f"The named annotation '{name}' conflicts with the default name for another annotation."
                )
            annotations[name] = expression
        annotations.update(kwargs)
        self._check_annotation_names(annotations)
        return taken_with_names(
            self._query, self._values, deed, (tuple(annotations),), tuple(annotations.values()), (args, kwargs)
        )

    def _check_annotation_names(self, annotations: dict[str, Any]) -> None:
        if self._fields is None:
            taken = _names_of_fields(self.model)
        else:
            taken = set(self._query.selection.names) & _names_of_fields(self.model)
        for name, expression in annotations.items():
            check_alias(name)
            if name in taken:
                raise ValueError(f"The annotation '{name}' conflicts with a field on the model.")
            if isinstance(expression, FilteredRelation) and LOOKUP_SEP in name:
                raise ValueError(f"FilteredRelation alias {name!r} cannot contain lookups.")

    @staticmethod
    def _validate_values_are_expressions(values: Any, method_name: str) -> None:
        invalid = sorted(str(value) for value in values if not hasattr(value, "resolve_expression"))
        if invalid:
            raise TypeError(f"QuerySet.{method_name}() received non-expression(s): {', '.join(invalid)}.")

    # --- order and the rest -------------------------------------------------------------------------------------------

    def order_by(self, *field_names: Any) -> Self:
        """Return the rows in this order; without arguments in none."""
        if all([name.__class__ is str for name in field_names]):
            hit = self._query.steps.get((deeds.order_by, (field_names,)))
            if hit is not None:
                return self._asking(hit[0], self._values)
        self._require_unsliced("reorder")
        for name in field_names:
            if not isinstance(name, str) and not hasattr(name, "resolve_expression"):
                raise FieldError(f"Invalid order_by arguments: {name!r}. Give names of fields, '?' or expressions.")
        names = tuple(name if isinstance(name, str) else None for name in field_names)
        expressions = tuple(name for name in field_names if not isinstance(name, str))
        return self._refined(deeds.order_by, (names,), expressions)

    def reverse(self) -> Self:
        """Return the rows in the opposite order."""
        self._require_unsliced("reverse")
        return self._refined(deeds.reverse)

    def _require_unsliced(self, deed: str) -> None:
        if self._query.is_sliced:
            raise TypeError(
                f"Cannot {deed} a query once a slice has been taken. {deed.capitalize()} first, then slice."
            )

    def distinct(self, *field_names: str) -> Self:
        """Return each row once; with names (where the engine can) one row for each of their values."""
        self._not_supported_with_combined_queries("distinct")
        if self._query.is_sliced:
            raise TypeError(
                "Cannot create distinct fields once a slice has been taken. Call distinct() first, then slice."
            )
        return self._refined(deeds.distinct, (field_names,))

    def select_for_update(
        self, nowait: bool = False, skip_locked: bool = False, of: Any = (), no_key: bool = False
    ) -> Self:
        """Return rows that stay locked until the transaction ends; read from the database that is written to."""
        if nowait and skip_locked:
            raise ValueError("The nowait option cannot be used with skip_locked. Give one of them.")
        clone = self._refined(deeds.lock, (nowait, skip_locked, no_key, tuple(of)))
        clone._for_write = True
        return clone

    def _sliced(self, low: int | None, high: int | None) -> Self:
        """Return rows `low` to `high` of those this QuerySet has."""
        query, values = self._query, self._values
        start = values[query.offset] if query.offset is not None else 0
        stop = None if query.limit is None else start + values[query.limit]
        new_start = start + (low or 0)
        new_stop = stop if high is None else start + high if stop is None else min(stop, start + high)
        if stop is not None:
            new_start = min(new_start, stop)
        limit = None if new_stop is None else max(new_stop - new_start, 0)
        if limit is not None and limit > 1 and not new_start and not query.is_sliced:
            return self._asking(*learn(query, values, deeds.set_sliced, (False, False), (limit, None), HEAD))
        return self._refined(deeds.set_sliced, (limit == 1, limit == 0), (limit, new_start or None))

    def with_columns(self, columns: dict[str, tuple[str, Any]]) -> Self:
        """Return instances that carry columns of a table joined already: {attribute: (table, field)}."""
        tables = {table for table, _ in columns.values()}
        fields = tuple(field for _, field in columns.values())
        return self._refined(deeds.add_columns, (tuple(columns), tables.pop(), fields))

    def explicit_order(self) -> list[str]:
        """Return the names the rows are ordered by: those asked for, else the model's, else the key."""
        query = self._query
        order = query.order or (query.model._meta.ordering if query.default_order else ()) or ("pk",)
        names = [name for name in order if isinstance(name, str)]
        if not query.reversed:
            return names
        return [name[1:] if name.startswith("-") else f"-{name}" for name in names]

    def _next_is_sticky(self) -> Self:
        """Let the filter after the next one use the joins of the next: both then speak of the same related row."""
        self._sticky_filter = True
        return self


COMBINED = {"UNION": "union", "INTERSECT": "intersection", "EXCEPT": "difference"}


def _names_of_fields(model: Any) -> set[str]:
    names: set[str] = set()
    for field in model._meta.get_fields():
        names.add(field.name)
        attname = getattr(field, "attname", None)
        if attname and not getattr(field, "many_to_many", False):
            names.add(attname)
    return names


class EmptyQuerySetMeta(type):
    """isinstance(queryset, EmptyQuerySet) tells whether none() was called on it."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, QuerySetBase) and bool(instance._query.empty) and not instance._query.is_sliced


class EmptyQuerySet(metaclass=EmptyQuerySetMeta):
    """Marker for QuerySets made by none(); cannot be instantiated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("EmptyQuerySet can't be instantiated")

