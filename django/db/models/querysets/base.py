"""What a QuerySet is made of: a frozen Query, its values, and where to run it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from django.db.models.memo.keys import Unkeyable
from django.db.models.plan import crossing, embedded, pins
from django.db.models.plan.memo import memo
from django.db.models.plan.query import Query
from django.db.models.plan.steps import root, step
from django.db.models.querysets.face import QueryFace
from django.db.models.querysets.iterables import ModelIterable
from django.db.models.typed import ModelT, Rows, RowT
from django.db.names import DEFAULT_DB_ALIAS, DJANGO_VERSION_PICKLE_KEY
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

    def resolve_expression(self, draft: Any, *args: Any, **kwargs: Any) -> embedded.InnerQuery:
        """Return the query as a part of the draft's."""
        query, first = self.placed_in(draft)
        return embedded.InnerQuery(query, first, draft, self.queryset._db)


#: Of a QuerySet that knows nothing of the kind; it cannot be changed.
NOTHING: Mapping[Any, Any] = MappingProxyType({})


class QuerySetBase(Rows[ModelT, RowT]):
    """The state of a QuerySet and how it is copied. Only the result cache changes after it is made."""

    # What a QuerySet does not have of its own stands here: most are copied several times before they are used.
    _iterable_class: Any = ModelIterable
    _query: Query
    _values: tuple[Any, ...] = ()
    _db: str | None = None
    _hints: Mapping[str, Any] = NOTHING
    _result_cache: list[Any] | None = None
    _prefetch_related_lookups: tuple[Any, ...] = ()
    _prefetch_done = False
    _known_related_objects: Mapping[Any, Mapping[Any, Any]] = NOTHING
    _for_write = False
    _sticky_filter = False
    _fields: tuple[str, ...] | None = None

    #: Nothing that leads to the rows is overridden, so they may be read without making the QuerySet that asks for them.
    _is_plain = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        base = next((ancestor for ancestor in cls.__mro__ if _is_house(ancestor)), QuerySetBase)
        cls._is_plain = all(_is_house(ancestor) or _only_adds(ancestor, base) for ancestor in cls.__mro__)

    def __init__(
        self,
        model: type[ModelT] | None = None,
        query: Any = None,
        using: str | None = None,
        hints: dict[str, Any] | None = None,
    ) -> None:
        self.model: type[ModelT] = model
        if using is not None:
            self._db = using
        if hints:
            self._hints = hints
        if query is not None:
            self._query, self._values = query.question()
        else:
            self._query = memo.roots.get(model) or (root(model) if model is not None else None)

    # --- copies -------------------------------------------------------------------------------------------------------

    def _clone(self) -> Self:
        clone = object.__new__(self.__class__)
        clone.__dict__.update(self.__dict__)
        if self._result_cache is not None:
            clone._result_cache = None
            clone._prefetch_done = False
        return clone

    def _chain(self) -> Self:
        return self._clone()

    def _refined(self, deed: Any, structure: tuple[Any, ...] = (), arguments: tuple[Any, ...] = ()) -> Self:
        """Return a copy that asks what `deed` makes of the question."""
        return self._asking(*step(self._query, self._values, deed, structure, arguments))

    def _asking(self, query: Query, values: tuple[Any, ...]) -> Self:
        """Return a copy that asks another question."""
        if self._is_plain:
            clone = object.__new__(self.__class__)
            clone.__dict__.update(self.__dict__)
            if self._result_cache is not None:
                clone._result_cache = None
                clone._prefetch_done = False
        else:
            clone = self._chain()
        clone._query = query
        clone._values = values
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
        if router.is_silent and not (self._hints or self._for_write):
            return self.model._meta.db_connection or DEFAULT_DB_ALIAS
        if self._for_write:
            return router.db_for_write(self.model, **self._hints) if self._hints else router.alias_for_write(self.model)
        return router.db_for_read(self.model, **self._hints)

    def _alias(self) -> str:
        """Return the alias to run on, after making sure that no inner queryset insists on another database."""
        return self._alias_for(self._query)

    def _alias_for(self, query: Query) -> str:
        """Return the alias to ask `query` of: this QuerySet's, or one that was made from it."""
        alias = self._db
        if alias is None:
            if router.is_silent and self._is_plain and not (self._hints or self._for_write):
                # As in `db`, which costs a call.
                alias = self.model._meta.db_connection or DEFAULT_DB_ALIAS
            else:
                alias = self.db
                if router.routers:
                    self._insist(query, alias)
        if query.pinned:
            self._insist(query, alias)
        return alias

    def _insist(self, query: Any, alias: str) -> None:
        """Make sure that no part of `query` insists on another database than that of `alias`."""
        if query.pinned:
            decided_by = "using()" if self._db is not None else "the routers" if router.routers else "default"
            pins.insist_on_one_database(query.pinned, self.model._meta.label, alias, decided_by)
        if self._db is None and router.routers:
            crossing.refuse_crossing(query, alias, router, self._hints)

    @property
    def has_selected_fields(self) -> bool:
        """Tell whether values() or values_list() chose the columns."""
        return self._query.selection is not None

    @property
    def ordered(self) -> bool:
        """Tell whether the rows come in an order: asked for, or the model's own."""
        return self._query.is_ordered

    @property
    def output_field(self) -> Any:
        """The type of the first column, for when the question stands inside another one."""
        return embedded.InnerQuery(self._query, 0, None).output_field

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
            pinned = pinned | {pins.Pin(self._db, self.model._meta.label)}
        if pinned:
            draft.set(pinned=draft.pinned | pinned)

    def placed_in(self, draft: Any) -> tuple[Query, int]:
        """Return (query, index of its first value) inside the draft's question."""
        self.insist(draft)
        return self._query, draft.slots.extend(self._values)

    def resolve_expression(self, draft: Any, *args: Any, **kwargs: Any) -> embedded.InnerQuery:
        """Return the question as a part of the draft's.

        Raises:
            TypeError: values() chose several columns that can't be compared.
        """
        query, first = self.placed_in(draft)
        return embedded.InnerQuery(query, first, draft, self._db)

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


def _is_house(cls: type) -> bool:
    return cls.__module__.startswith("django.db.models.")


def _only_adds(cls: type, base: type) -> bool:
    """Tell whether a class that is none of ours leaves the methods of `base` as they are."""
    if cls.__module__ in ("builtins", "typing"):
        return True
    return all(name in _WRITTEN_BY_PYTHON or not hasattr(base, name) for name in vars(cls))


_WRITTEN_BY_PYTHON = frozenset(
    "__module__ __doc__ __qualname__ __dict__ __weakref__ __annotations__ __orig_bases__ __parameters__".split()
)
