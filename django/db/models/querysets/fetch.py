"""Methods of QuerySet that read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self, overload

from django.db.connections import connections
from django.db.errors import NotSupportedError
from django.db.execution import run
from django.db.execution.prepared import Prepared
from django.db.models import aggregates
from django.db.models.plan import aggregation, deeds, embedded
from django.db.models.plan.deeds import MAX_GET_RESULTS
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Query
from django.db.models.plan.steps import anew, known, learn, step
from django.db.models.prefetching import fetch as prefetch
from django.db.models.querysets.choose import Choosing
from django.db.models.querysets.iterables import FORMS, ModelIterable, hang_known
from django.db.models.querysets.refine import COMBINED, HEAD, Question, check_alias
from django.db.models.rows import read
from django.db.models.typed import ModelT, RowT
from django.db.query.expressions import Keyword
from django.db.query.fold import fold, is_empty
from django.db.query.statements import Select

REPR_OUTPUT_SIZE = 20


#: The keys of the steps that lead to the question of first() and last().
FIRST, LAST = (deeds.read_first, (False,)), (deeds.read_first, (True,))


def count_rows(draft: Any) -> None:
    """Replace what the query reads by the number of its rows, called "__count"."""
    aggregation.summarise(draft, ("__count",), aggregates.Count("*"))


#: The key of the step that leads to the question of count().
COUNT = (count_rows, ())
#: The value that get() adds to those of its condition.
UP_TO_TWENTY_ONE = (MAX_GET_RESULTS,)

_NEGATIVE = (
    "Negative indexing is not supported. Turn the order round, with reverse() or order_by('-...'), and slice its "
    "beginning."
)


class Fetching(Choosing[ModelT, RowT]):
    """The methods that put the question to a database."""

    # --- being a sequence ---------------------------------------------------------------------------------------------

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            form = FORMS.get(self._iterable_class)
            if form is None:
                self._result_cache = list(self._iterable_class(self))
            else:
                rows = read.fetch(self._query, self._values, self._alias(), form)
                self._result_cache = hang_known(self, rows) if self._known_related_objects else rows
        if not self._prefetch_done and self._prefetch_related_lookups:
            self._prefetch_related_objects()

    def _gives_bare_instances(self) -> bool:
        """Tell whether the instances have no related object at hand when they are loaded."""
        return (
            self._is_plain
            and self._iterable_class is ModelIterable
            and not (self._query.related or self._known_related_objects or self._prefetch_related_lookups)
            and read.plan_of(self._query).is_plain_now()
        )

    def _prefetch_related_objects(self) -> None:
        prefetch.prefetch_for_rows(self._result_cache, self._prefetch_related_lookups)
        self._prefetch_done = True

    def __iter__(self) -> Iterator[RowT]:
        self._fetch_all()
        return iter(self._result_cache or ())

    def __len__(self) -> int:
        self._fetch_all()
        return len(self._result_cache or ())

    def __bool__(self) -> bool:
        self._fetch_all()
        return bool(self._result_cache)

    def __repr__(self) -> str:
        data: list[Any] = list(self[: REPR_OUTPUT_SIZE + 1])
        if len(data) > REPR_OUTPUT_SIZE:
            data[-1] = "...(remaining elements truncated)..."
        return f"<{self.__class__.__name__} {data!r}>"

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: int) -> RowT: ...
        @overload
        def __getitem__(self, key: slice) -> Self: ...

    def __getitem__(self, key: Any) -> Any:
        """Return one result, or a QuerySet of a slice of them (a list when a step is given)."""
        if key.__class__ is slice and self._result_cache is None and key.start is None and key.step is None:
            hit = self._query.steps.get(HEAD)
            if hit is not None and key.stop.__class__ is int and key.stop > 1:
                return self._asking(hit[0], (*self._values, key.stop))
        if not isinstance(key, int | slice):
            raise TypeError(f"QuerySet indices must be integers or slices, not {type(key).__name__}.")
        if isinstance(key, int):
            if key < 0:
                raise ValueError(_NEGATIVE)
            if self._result_cache is not None:
                return self._result_cache[key]
            return list(self._sliced(key, key + 1))[0]
        low, high = (None if end is None else int(end) for end in (key.start, key.stop))
        if (low is not None and low < 0) or (high is not None and high < 0):
            raise ValueError(_NEGATIVE)
        if self._result_cache is not None:
            return self._result_cache[key]
        found = self._sliced(low, high)
        return list(found)[:: key.step] if key.step else found

    def iterator(self, chunk_size: int | None = None) -> Iterator[RowT]:
        """Yield the results without keeping them, `chunk_size` rows (2000 by default) at a time."""
        if chunk_size is None:
            if self._prefetch_related_lookups:
                raise ValueError(
                    "chunk_size must be provided when using QuerySet.iterator() after prefetch_related()."
                )
        elif chunk_size <= 0:
            raise ValueError("Chunk size must be strictly positive.")
        chunked = not connections[self.db].settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
        return self._iterate(chunked, chunk_size or 2000)

    def _iterate(self, chunked: bool, chunk_size: int) -> Iterator[Any]:
        iterable = self._iterable_class(self, chunked_fetch=chunked, chunk_size=chunk_size)
        if not self._prefetch_related_lookups:
            yield from iterable
            return
        items = iter(iterable)
        while chunk := [item for _, item in zip(range(chunk_size), items, strict=False)]:
            prefetch.prefetch_for_rows(chunk, self._prefetch_related_lookups)
            yield from chunk

    # --- one row ------------------------------------------------------------------------------------------------------

    def get(self, *args: Any, **kwargs: Any) -> RowT:
        """Return the one object for which the conditions hold.

        Raises:
            Model.DoesNotExist: there is none.
            Model.MultipleObjectsReturned: there are several.
        """
        found = known(self._query, self._values, deeds.get_one, args, kwargs, UP_TO_TWENTY_ONE)
        results = self._rows_of(found or self._asked_for_one(args, kwargs))
        if len(results) == 1:
            return results[0]
        raise self._not_one(len(results))

    def _asked_for_one(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Question:
        """Return the question of get(), which was never put to this query before."""
        combination = self._query.combination
        if combination is not None and (args or kwargs):
            raise NotSupportedError(
                f"Calling QuerySet.get(...) with filters after {COMBINED[combination.operator]}() is not supported."
            )
        if combination is not None or (self._query.is_sliced and not (args or kwargs)):
            return self._query, self._values
        return self._conditioned(deeds.get_one, args, kwargs)

    def _rows_of(self, question: Question) -> list[Any]:
        """Return the answer to a question, in the form and from the database this QuerySet stands for."""
        form = FORMS.get(self._iterable_class)
        if form is not None and self._is_plain and not (self._known_related_objects or self._prefetch_related_lookups):
            query, values = question
            return read.fetch(query, values, self._alias_for(query), form)
        found = self._chain()
        found._query, found._values = question
        found._fetch_all()
        return found._result_cache or []

    def _not_one(self, count: int) -> Exception:
        name = self.model._meta.object_name
        if not count:
            return self.model.DoesNotExist(f"{name} matching query does not exist.")
        many = count if count < MAX_GET_RESULTS else f"more than {MAX_GET_RESULTS - 1}"
        return self.model.MultipleObjectsReturned(f"get() returned more than one {name} -- it returned {many}!")

    def first(self) -> RowT | None:
        """Return the first object in order (of the primary key, if there is none), or None."""
        if self._result_cache is not None and self.ordered:
            return next(iter(self._result_cache), None)
        for item in self._rows_of(self._asked_for_first(FIRST)):
            return item
        return None

    def last(self) -> RowT | None:
        """Return the last object in order (of the primary key, if there is none), or None."""
        for item in self._rows_of(self._asked_for_first(LAST)):
            return item
        return None

    def _asked_for_first(self, key: tuple[Any, ...]) -> Question:
        """Return the question of first() or last(); the key is that of its step."""
        hit = self._query.steps.get(key)
        if hit is not None:
            return hit[0], (*self._values, 1)
        backwards = key is LAST
        if not self.ordered:
            self._check_ordering_first_last_queryset_aggregation("last" if backwards else "first")
            self._require_unsliced("reorder")
        elif backwards:
            self._require_unsliced("reverse")
        if self._query.is_sliced or self._query.combination is not None:
            rest = (self.reverse() if backwards else self)[:1] if self.ordered else self.order_by("pk")[:1]
            return rest._query, rest._values
        return learn(self._query, self._values, deeds.read_first, (backwards,), (), key)

    def _check_ordering_first_last_queryset_aggregation(self, method: str) -> None:
        if isinstance(self._query.group, tuple):
            opts = self.model._meta
            key = set(self._query.selection.names if self._query.selection else ())
            parts = all(field.name in key or field.attname in key for field in opts.pk_fields)
            if not parts and opts.pk.name not in key and "pk" not in key:
                raise TypeError(
                    f"Cannot use QuerySet.{method}() on an unordered queryset performing aggregation. Add an ordering "
                    "with order_by()."
                )

    def earliest(self, *fields: Any) -> RowT:
        """Return the first object in the order of `fields`, or of Meta.get_latest_by."""
        return self._earliest(*fields)

    def latest(self, *fields: Any) -> RowT:
        """Return the last object in the order of `fields`, or of Meta.get_latest_by."""
        if self._query.is_sliced:
            raise TypeError("Cannot change a query once a slice has been taken. Call latest() before the slice.")
        return self.reverse()._earliest(*fields)

    def _earliest(self, *fields: Any) -> Any:
        order: Any = fields or self.model._meta.get_latest_by
        if not order:
            raise ValueError(
                "earliest() and latest() require either fields as positional arguments or 'get_latest_by' in the "
                "model's Meta."
            )
        if isinstance(order, str):
            order = (order,)
        if self._query.is_sliced:
            raise TypeError("Cannot change a query once a slice has been taken. Call earliest() before the slice.")
        return self._refined(deeds.clear_order).order_by(*order)[:1].get()

    def in_bulk(self, id_list: Any = None, *, field_name: str = "pk") -> dict[Any, RowT]:
        """Return a dict from the values of a unique field to the objects that have them."""
        if self._query.is_sliced:
            raise TypeError("Cannot use 'limit' or 'offset' with in_bulk(). Leave the slice away and give the keys.")
        if not issubclass(self._iterable_class, ModelIterable):
            raise TypeError("in_bulk() cannot be used with values() or values_list().")
        opts = self.model._meta
        unique = {c.fields[0] for c in opts.total_unique_constraints if len(c.fields) == 1}
        if field_name != "pk" and not opts.get_field(field_name).unique and field_name not in unique:
            if self._query.distinct_fields != (field_name,):
                raise ValueError(f"in_bulk()'s field_name must be a unique field but {field_name!r} isn't.")
        if id_list is None:
            found = self._chain()
            return {getattr(item, field_name): item for item in found}
        keys = list(id_list)
        if not keys:
            return {}
        limit = connections[self.db].features.max_query_params
        if limit and field_name == "pk":
            limit //= len(opts.pk_fields)
        size = limit if limit and len(keys) > limit else len(keys)
        result: dict[Any, Any] = {}
        for start in range(0, len(keys), size):
            chunk = self.filter(**{f"{field_name}__in": keys[start : start + size]})
            if not chunk._query.distinct_fields:
                # The order says which row of each is taken.
                chunk = chunk.order_by()
            result.update((getattr(item, field_name), item) for item in chunk)
        return result

    # --- one value ----------------------------------------------------------------------------------------------------

    def exists(self) -> bool:
        """Tell whether there is a row."""
        if self._result_cache is not None:
            return bool(self._result_cache)
        query = self._query
        prepared = query.derived.get("exists") or memo.once(query.derived, "exists", _exists, query)
        return bool(run.read(prepared, self._values, self._alias_for(query)))

    def contains(self, obj: Any) -> bool:
        """Tell whether `obj` is among the rows."""
        self._not_supported_with_combined_queries("contains")
        if self._fields is not None:
            raise TypeError("Cannot call QuerySet.contains() after .values() or .values_list().")
        try:
            if obj._meta.concrete_model is not self.model._meta.concrete_model:
                return False
        except AttributeError:
            raise TypeError("'obj' must be a model instance.") from None
        if not obj._is_pk_set():
            raise ValueError("QuerySet.contains() cannot be used on unsaved objects.")
        if self._result_cache is not None:
            return obj in self._result_cache
        return self.filter(pk=obj.pk).exists()

    def count(self) -> int:
        """Return the number of rows."""
        if self._result_cache is not None:
            return len(self._result_cache)
        query, values = self._query, self._values
        hit = query.steps.get(COUNT)
        if hit is None:
            hit = learn(query, values, count_rows, (), (), COUNT)
        plan = hit[0].derived.get("certain plan")
        if plan is None:
            return self._summed(hit[0], values, COUNT, ())["__count"]
        return read.answer(plan, values, self._alias_for(hit[0]), "flat")[0]

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return a dict of aggregates over all rows."""
        if self._query.distinct_fields:
            raise NotImplementedError(
                "aggregate() + distinct(fields) not implemented. Aggregate over "
                "filter(pk__in=...) of the rows that distinct() chooses."
            )
        self._validate_values_are_expressions((*args, *kwargs.values()), method_name="aggregate")
        for expression in args:
            try:
                name = expression.default_alias
            except (AttributeError, TypeError):
                raise TypeError(
                    f"Complex aggregates require an alias: give {expression!r} by keyword, as in aggregate(total=...)."
                ) from None
            kwargs[name] = expression
        return self._summary(tuple(kwargs), tuple(kwargs.values())) if kwargs else {}

    def _summary(self, names: tuple[str, ...], expressions: tuple[Any, ...]) -> dict[str, Any]:
        for name in names:
            check_alias(name)
        query, values = step(self._query, self._values, aggregation.summarise, (names,), expressions)
        return self._summed(query, values, (aggregation.summarise, (names,)), expressions)

    def _summed(
        self, query: Query, values: tuple[Any, ...], made_by: tuple[Any, ...], expressions: tuple[Any, ...]
    ) -> dict[str, Any]:
        """Return the one row of a summarised query; it was made from this one's by (deed, structure), expressions."""
        if query.pinned:
            # Also where the answer is known without asking: it would not be that of two databases.
            self._insist(query, self.db)
        plan = query.derived.get("plan") or memo.once(query.derived, "plan", _summary_plan, query)
        if plan.prepared.is_empty or _reads_nothing(plan.reading.statement):
            # What is given for no rows may depend on the values, which a remembered query does not hold.
            exact, _ = anew(self._query, self._values, *made_by, expressions)
            row = aggregation.default_row(exact)
            if row is not None:
                return row
            found = plan.reading
            plan = read.Plan(found._replace(statement=aggregation.asked_all_the_same(found.statement)))
        else:
            memo.once(query.derived, "certain plan", lambda: plan)
        return read.answer(plan, values, self._alias_for(query), "dict")[0]

    def explain(self, *, format: str | None = None, **options: Any) -> str:
        """Return the engine's plan for the question, as text."""
        from django.db.execution.explain import explain  # cost: people ask, programs do not

        alias = self._alias()
        return explain(read.plan_of(self._query).prepared, self._values, alias, format, options)

    def raw(self, raw_query: str, params: Any = (), translations: Any = None, using: str | None = None) -> Any:
        """Return a RawQuerySet of the caller's own SQL."""
        queryset = self.raw_class(
            raw_query, model=self.model, params=params, translations=translations, using=using or self._db
        )
        queryset._prefetch_related_lookups = self._prefetch_related_lookups[:]
        return queryset

    raw_class: Any = None

    @classmethod
    def as_manager(cls) -> Self:
        """Return a manager with this class's methods (for type checkers: what has these methods)."""
        manager = cls.manager_class.from_queryset(cls)()
        manager._built_with_as_manager = True
        return manager

    as_manager.__func__.queryset_only = True  # type: ignore[attr-defined]
    manager_class: Any = None


def _exists(query: Any) -> Prepared:
    statement = embedded.exists_statement(query)
    if isinstance(statement, Select) and statement.limit is None:
        statement = statement.but(limit=Keyword("1"))
    return Prepared(fold(statement))


def _summary_plan(query: Any) -> read.Plan:
    return read.Plan(aggregation.summary_reading(query))


def _reads_nothing(statement: Any) -> bool:
    """Tell whether what is aggregated comes from a statement that has no rows."""
    source = getattr(statement, "source", None)
    inner = getattr(source, "statement", None)
    return inner is not None and is_empty(inner)


