"""In which form a QuerySet gives its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models.relations.rules import relating
from django.db.models.rows import read
from django.db.models.utils import create_namedtuple_class


class BaseIterable:
    """What iterating over a QuerySet means. `form` is the loader's name for it.

    Args:
        queryset: what is read.
        chunked_fetch: rows are fetched in chunks instead of all at once.
        chunk_size: rows per chunk.
    """

    form = "instance"

    def __init__(self, queryset: Any, chunked_fetch: bool = False, chunk_size: int = 2000) -> None:
        self.queryset = queryset
        self.chunked_fetch = chunked_fetch
        self.chunk_size = chunk_size

    @classmethod
    def maker(cls, queryset: Any) -> Any:
        """Return what makes one result from a tuple, where the form needs it."""
        return None

    def chunks(self) -> Iterator[list[Any]]:
        """Yield the results, in one list or in chunks."""
        queryset = self.queryset
        maker = self.maker(queryset)
        alias = queryset._alias()
        if not self.chunked_fetch:
            yield read.fetch(queryset._query, queryset._values, alias, self.form, maker)
            return
        yield from read.stream(queryset._query, queryset._values, alias, self.form, maker, self.chunk_size)

    def __iter__(self) -> Iterator[Any]:
        for chunk in self.chunks():
            yield from self.finished(chunk)

    def finished(self, chunk: list[Any]) -> list[Any]:
        """Return the results after what is done once per chunk."""
        return chunk


class ModelIterable(BaseIterable):
    """Instances of the model."""

    def finished(self, chunk: list[Any]) -> list[Any]:
        """Hang objects that are known already on the instances."""
        return hang_known(self.queryset, chunk)


def hang_known(queryset: Any, instances: list[Any]) -> list[Any]:
    """Hang the objects that a queryset knows its instances are related to on them; return the instances.

    Rows of another form are returned as they are.
    """
    if not issubclass(queryset._iterable_class, ModelIterable):
        return instances
    for field, objects in queryset._known_related_objects.items():
        _hang(field, objects, instances, relating(field, queryset.db, objects.values()))
    return instances


def _hang(field: Any, objects: dict[Any, Any], instances: list[Any], relate: Callable[[Any, Any], None]) -> None:
    names = [near.attname for near, _ in field.related_fields] if hasattr(field, "related_fields") else [field.attname]
    for instance in instances:
        if field.is_cached(instance):
            continue
        key = getattr(instance, names[0]) if len(names) == 1 else tuple(getattr(instance, name) for name in names)
        known = objects.get(key)
        if known is not None:
            relate(instance, known)


class ValuesIterable(BaseIterable):
    """A dict per row."""

    form = "dict"


class ValuesListIterable(BaseIterable):
    """A tuple per row."""

    form = "tuple"


class FlatValuesListIterable(BaseIterable):
    """The first column of each row."""

    form = "flat"


class NamedValuesListIterable(ValuesListIterable):
    """A named tuple per row."""

    form = "made"

    @classmethod
    def maker(cls, queryset: Any) -> Any:
        """Return the constructor of the named tuple of the chosen columns."""
        return create_namedtuple_class(*queryset._query.selection.names)._make


#: The classes that do nothing but name a form of the loader, to that form.
FORMS: dict[type, str] = {
    cls: cls.form for cls in (ModelIterable, ValuesIterable, ValuesListIterable, FlatValuesListIterable)
}
