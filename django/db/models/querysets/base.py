"""What a QuerySet is made of: a frozen Query, its values, and where to run it."""

from __future__ import annotations

import copy
from typing import Any, Self

from django.db.models.memo_keys import Unkeyable
from django.db.models.plan.crossing import refuse_crossing
from django.db.models.plan.embedded import InnerQuery
from django.db.models.plan.pins import Pin, insist_on_one_database
from django.db.models.plan.query import Query
from django.db.models.plan.steps import root, step
from django.db.models.querysets.face import QueryFace
from django.db.models.querysets.iterables import ModelIterable
from django.db.models.typed import ModelT, Rows, RowT
from django.db.names import DJANGO_VERSION_PICKLE_KEY
from django.db.routing.router import router


class Placed:
    """A queryset whose values have their place among those of the query it stands in."""

    filterable = True
    conditional = False

    def __init__(self, queryset: Any, first: int) -> None:
        self.queryset = queryset
        self.first = first
        self.model = queryset.model
        self._iterable_class = queryset._iterable_class
        self.has_selected_fields = queryset.has_selected_fields

    @property
    def output_field(self) -> Any:
        """The type of the first column."""
        return self.queryset.output_field

    def placed_in(self, draft: Any) -> tuple[Query, int]:
        """Return (query, index of its first value)."""
        self.queryset.insist(draft)
        return self.queryset._query, self.first

    def resolve_expression(self, draft: Any, *args: Any, **kwargs: Any) -> InnerQuery:
        """Return the query as a part of the draft's."""
        query, first = self.placed_in(draft)
        return InnerQuery(query, first, draft, self.queryset._db)


class QuerySetBase(Rows[ModelT, RowT]):
    """The state of a QuerySet and how it is copied. Only the result cache changes after it is made."""

    _iterable_class: Any = ModelIterable
    _query: Query

    def __init__(
        self,
        model: type[ModelT] | None = None,
        query: Any = None,
        using: str | None = None,
        hints: dict[str, Any] | None = None,
    ) -> None:
        self.model: type[ModelT] = model
        self._db = using
        self._hints = hints or {}
        if query is None:
            self._query, self._values = root(model) if model is not None else None, ()
        else:
            self._query, self._values = query.question()
        self._result_cache: list[Any] | None = None
        self._prefetch_related_lookups: tuple[Any, ...] = ()
        self._prefetch_done = False
        self._known_related_objects: dict[Any, dict[Any, Any]] = {}
        self._for_write = False
        self._sticky_filter = False
        self._fields: tuple[str, ...] | None = None

    # --- copies -------------------------------------------------------------------------------------------------------

    def _clone(self) -> Self:
        clone = object.__new__(self.__class__)
        state = clone.__dict__
        state.update(self.__dict__)
        state["_result_cache"] = None
        state["_prefetch_done"] = False
        return clone

    def _chain(self) -> Self:
        return self._clone()

    def _refined(self, deed: Any, structure: tuple[Any, ...] = (), arguments: tuple[Any, ...] = ()) -> Self:
        """Return a copy that asks what `deed` makes of the question."""
        clone = self._chain()
        clone._query, clone._values = step(self._query, self._values, deed, structure, arguments)
        return clone

    def __deepcopy__(self, memo_of_copy: dict[int, Any]) -> Self:
        """Copy without the results."""
        clone = object.__new__(self.__class__)
        for name, value in self.__dict__.items():
            if name == "_result_cache":
                clone.__dict__[name] = None
            elif name in ("_query", "_values", "model"):
                clone.__dict__[name] = value
            else:
                clone.__dict__[name] = copy.deepcopy(value, memo_of_copy)
        return clone

    # --- the question -------------------------------------------------------------------------------------------------

    @property
    def query(self) -> QueryFace:
        """The question: prints as SQL, pickles, and can be set on another QuerySet of the model."""
        return QueryFace(self._query, self._values, self)

    @query.setter
    def query(self, face: Any) -> None:
        self._query, self._values = face.question()
        self.model = self._query.model
        self._result_cache = None
        if self._query.selection is not None and self._iterable_class is ModelIterable:
            self._iterable_class = QueryFace.rows_of_values

    @property
    def db(self) -> str:
        """The alias this question will be put to."""
        if self._db is not None:
            return self._db
        if self._for_write:
            return router.db_for_write(self.model, **self._hints)
        return router.db_for_read(self.model, **self._hints)

    def _alias(self) -> str:
        """Return the alias to run on, after making sure that no inner queryset insists on another database."""
        alias = self.db
        self._insist(self._query, alias)
        return alias

    def _insist(self, query: Any, alias: str) -> None:
        """Make sure that no part of `query` insists on another database than that of `alias`."""
        if query.pinned:
            decided_by = "using()" if self._db is not None else "the routers" if router.routers else "default"
            insist_on_one_database(query.pinned, self.model._meta.label, alias, decided_by)
        if self._db is None and router.routers:
            refuse_crossing(query, alias, router, self._hints)

    @property
    def has_selected_fields(self) -> bool:
        """Tell whether values() or values_list() chose the columns."""
        return self._query.selection is not None

    @property
    def ordered(self) -> bool:
        """Tell whether the rows come in an order: asked for, or the model's own."""
        query = self._query
        if query.extra_order or query.order or query.empty:
            return True
        return bool(query.default_order and query.model._meta.ordering and query.group is None)

    @property
    def output_field(self) -> Any:
        """The type of the first column, for when the question stands inside another one."""
        return InnerQuery(self._query, 0, None).output_field

    # --- standing inside another query --------------------------------------------------------------------------------

    def memo_key(self, values: list[Any]) -> Any:
        """Return the key of this question as an argument of another; its values are appended to `values`."""
        if not self._query.shared:
            raise Unkeyable(self)
        values.extend(self._values)
        return (QuerySetBase, self._query, self._db)

    def parametrized(self, slots: Any) -> Placed:
        """Return the question with its values placed among `slots`."""
        return Placed(self, slots.extend(self._values))

    def insist(self, draft: Any) -> None:
        """Tell the outer question which databases this one and its parts insist on."""
        pinned = self._query.pinned
        if self._db is not None:
            pinned = pinned | {Pin(self._db, self.model._meta.label)}
        if pinned:
            draft.set(pinned=draft.pinned | pinned)

    def placed_in(self, draft: Any) -> tuple[Query, int]:
        """Return (query, index of its first value) inside the draft's question."""
        self.insist(draft)
        return self._query, draft.slots.extend(self._values)

    def resolve_expression(self, draft: Any, *args: Any, **kwargs: Any) -> InnerQuery:
        """Return the question as a part of the draft's.

        Raises:
            TypeError: values() chose several columns that can't be compared.
        """
        query, first = self.placed_in(draft)
        return InnerQuery(query, first, draft, self._db)

    # --- pickling -----------------------------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        import django  # cost: only pickling needs the version

        self._fetch_all()  # type: ignore[attr-defined]
        return {**self.__dict__, DJANGO_VERSION_PICKLE_KEY: django.__version__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        import warnings  # cost: only pickling needs them

        import django

        pickled = state.get(DJANGO_VERSION_PICKLE_KEY)
        if pickled is None:
            warnings.warn("Pickled queryset instance's Django version is not specified.", RuntimeWarning, stacklevel=2)
        elif pickled != django.__version__:
            warnings.warn(
                f"Pickled queryset instance's Django version {pickled} does not match the current version "
                f"{django.__version__}.",
                RuntimeWarning,
                stacklevel=2,
            )
        self.__dict__.update(state)
