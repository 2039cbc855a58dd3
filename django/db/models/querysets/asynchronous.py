"""The `a...` twins of QuerySet's methods: the same calls, run in a thread by `sync_to_async`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.db.models.querysets.write import Writing


def _twin(name: str) -> Callable[..., Any]:
    """Return the coroutine method that runs the method called `name` in a thread."""

    async def twin(self: Any, *args: Any, **kwargs: Any) -> Any:
        from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

        return await sync_to_async(getattr(self, name))(*args, **kwargs)

    twin.__name__ = twin.__qualname__ = f"a{name}"
    twin.__doc__ = f"Do what `{name}()` does, from asynchronous code."
    original = getattr(Writing, name)
    for mark in ("alters_data", "queryset_only"):
        if hasattr(original, mark):
            setattr(twin, mark, getattr(original, mark))
    return twin


class Asynchronous(Writing):
    """The asynchronous side of the vocabulary."""

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

    def __aiter__(self) -> AsyncIterator[Any]:
        async def generator() -> AsyncIterator[Any]:
            from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

            await sync_to_async(self._fetch_all)()
            for item in self._result_cache or ():
                yield item

        return generator()

    async def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Any]:
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
