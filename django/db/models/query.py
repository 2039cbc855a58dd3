"""QuerySet, the public name of the whole vocabulary; its rooms are in `querysets/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.querysets.asynchronous import Asynchronous
from django.db.models.querysets.fetch import MAX_GET_RESULTS, REPR_OUTPUT_SIZE
from django.db.models.querysets.iterables import (
    BaseIterable,
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesIterable,
    ValuesListIterable,
)
from django.db.models.querysets.refine import EmptyQuerySet
from django.db.models.typed import ModelT, RowT
from django.db.models.utils import AltersData
from django.utils.late import LateClass, late_names

if TYPE_CHECKING:
    import datetime
    from typing import Literal, overload

    from django.db.models.prefetching.fetch import (
        Prefetch,
        aprefetch_related_objects,
        get_prefetcher,
        prefetch_one_level,
        prefetch_related_objects,
    )
    from django.db.models.querysets.raw import RawQuerySet

#: The rooms loaded late, and what is in them.
_LATE = {
    "prefetching.fetch": """
        Prefetch aprefetch_related_objects get_prefetcher prefetch_one_level prefetch_related_objects
    """,
    "querysets.raw": "RawQuerySet",
}
__getattr__ = late_names(__name__, _LATE, package="django.db.models")

__all__ = [
    "MAX_GET_RESULTS",
    "REPR_OUTPUT_SIZE",
    "BaseIterable",
    "EmptyQuerySet",
    "FlatValuesListIterable",
    "ModelIterable",
    "NamedValuesListIterable",
    "Prefetch",
    "QuerySet",
    "RawQuerySet",
    "ValuesIterable",
    "ValuesListIterable",
    "aprefetch_related_objects",
    "get_prefetcher",
    "prefetch_one_level",
    "prefetch_related_objects",
]


class QuerySet(Asynchronous[ModelT, RowT], AltersData):
    """A lazy question about the rows of a model.

    Refining methods (`filter`, `order_by`, `annotate`, `using`, ...) give a new QuerySet and touch no database; it is
    put to one when the QuerySet is iterated or a method needs the answer (`get`, `count`, `update`, ...).
    """

    raw_class = LateClass("django.db.models.querysets.raw.RawQuerySet")

    if TYPE_CHECKING:
        # What these give is a QuerySet of other rows.
        def values(self, *fields: Any, **expressions: Any) -> QuerySet[ModelT, dict[str, Any]]: ...
        @overload
        def values_list(
            self, *fields: Any, flat: Literal[True], named: Literal[False] = ...
        ) -> QuerySet[ModelT, Any]: ...
        @overload
        def values_list(
            self, *fields: Any, flat: Literal[False] = ..., named: Literal[True]
        ) -> QuerySet[ModelT, Any]: ...
        @overload
        def values_list(
            self, *fields: Any, flat: bool = ..., named: bool = ...
        ) -> QuerySet[ModelT, tuple[Any, ...]]: ...
        def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> Any: ...
        def dates(self, field_name: str, kind: str, order: str = "ASC") -> QuerySet[ModelT, datetime.date]: ...
        def datetimes(
            self, field_name: str, kind: str, order: str = "ASC", tzinfo: datetime.tzinfo | None = None
        ) -> QuerySet[ModelT, datetime.datetime]: ...
        def raw(
            self, raw_query: str, params: Any = (), translations: Any = None, using: str | None = None
        ) -> RawQuerySet[ModelT]: ...

    def _add_hints(self, **hints: Any) -> None:
        """Note what routers may want to know about where this QuerySet comes from."""
        self._hints = {**self._hints, **hints}

    def _has_filters(self) -> bool:
        """Tell whether any condition was given."""
        return bool(self._query.where)
