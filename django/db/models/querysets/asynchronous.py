"""The `a...` twins of QuerySet's methods: the same calls, run in a thread by `sync_to_async`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models.querysets.write import Writing
from django.db.models.typed import ModelT, RowT
from django.utils.asyncio import twin

if TYPE_CHECKING:
    from collections.abc import Iterable


def _twin(name: str) -> Callable[..., Any]:
    """Return the twin of a QuerySet method, marked as that one is."""
    original = vars(getattr(Writing, name))
    return twin(name, **{mark: original[mark] for mark in ("alters_data", "queryset_only") if mark in original})


class Asynchronous(Writing[ModelT, RowT]):
    """The asynchronous side of the vocabulary."""

    if TYPE_CHECKING:
        # As written for the method of the same name without the `a`.
        async def aget(self, *args: Any, **kwargs: Any) -> RowT: ...
        async def acreate(self, **kwargs: Any) -> ModelT: ...
        async def aget_or_create(self, defaults: Any = None, **kwargs: Any) -> tuple[ModelT, bool]: ...
        async def aupdate_or_create(
            self, defaults: Any = None, create_defaults: Any = None, **kwargs: Any
        ) -> tuple[ModelT, bool]: ...
        async def abulk_create(
            self,
            objs: Iterable[ModelT],
            batch_size: int | None = None,
            ignore_conflicts: bool = False,
            update_conflicts: bool = False,
            update_fields: Any = None,
            unique_fields: Any = None,
        ) -> list[ModelT]: ...
        async def abulk_update(
            self, objs: Iterable[ModelT], fields: Iterable[str], batch_size: int | None = None
        ) -> int: ...
        async def aupdate(self, **kwargs: Any) -> int: ...
        async def adelete(self) -> tuple[int, dict[str, int]]: ...
        async def acount(self) -> int: ...
        async def aaggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]: ...
        async def aexists(self) -> bool: ...
        async def acontains(self, obj: Any) -> bool: ...
        async def aexplain(self, *, format: str | None = None, **options: Any) -> str: ...
        async def ain_bulk(self, id_list: Any = None, *, field_name: str = "pk") -> dict[Any, RowT]: ...
        async def afirst(self) -> RowT | None: ...
        async def alast(self) -> RowT | None: ...
        async def aearliest(self, *fields: Any) -> RowT: ...
        async def alatest(self, *fields: Any) -> RowT: ...

    else:
        aget = _twin("get")
        acreate = _twin("create")
        aget_or_create = _twin("get_or_create")
        aupdate_or_create = _twin("update_or_create")
        abulk_create = _twin("bulk_create")
        abulk_update = _twin("bulk_update")
        aupdate = _twin("update")
        adelete = _twin("delete")
        acount = _twin("count")
        aaggregate = _twin("aggregate")
        aexists = _twin("exists")
        acontains = _twin("contains")
        aexplain = _twin("explain")
        ain_bulk = _twin("in_bulk")
        afirst = _twin("first")
        alast = _twin("last")
        aearliest = _twin("earliest")
        alatest = _twin("latest")

    def __aiter__(self) -> AsyncIterator[RowT]:
        async def generator() -> AsyncIterator[Any]:
            from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

            await sync_to_async(self._fetch_all)()
            for item in self._result_cache or ():
                yield item

        return generator()

    async def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[RowT]:
        """Yield the results without keeping them, `chunk_size` rows at a time."""
        from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

        if chunk_size <= 0:
            raise ValueError("Chunk size must be strictly positive.")
        items = await sync_to_async(self.iterator)(chunk_size=chunk_size)
        while chunk := await sync_to_async(_taken)(items, chunk_size):
            for item in chunk:
                yield item


def _taken(items: Iterator[Any], count: int) -> list[Any]:
    return [item for _, item in zip(range(count), items, strict=False)]
