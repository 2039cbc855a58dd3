"""RawQuerySet: instances from the caller's own SQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.connections import connections
from django.db.models.prefetching import fetch as prefetch
from django.db.models.rows.converters import reader
from django.db.models.typed import ModelT, Rows
from django.db.routing.router import router


class RawQuery:
    """The SQL of a RawQuerySet with its parameters, and the columns it gave."""

    def __init__(self, sql: str, using: str, params: Any = ()) -> None:
        self.sql = sql
        self.using = using
        self.params = params

    def execute(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Run it; return (column names, rows)."""
        connection = connections[self.using]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._adapted(connection))
            names = [connection.introspection.identifier_converter(column[0]) for column in cursor.description or ()]
            return names, cursor.fetchall()

    def columns(self) -> list[str]:
        """Return the names of the columns, running the SQL for them."""
        return self.execute()[0]

    def _adapted(self, connection: Any) -> Any:
        adapt = connection.ops.adapt_unknown_value
        if isinstance(self.params, dict):
            return {name: adapt(value) for name, value in self.params.items()}
        return tuple(adapt(value) for value in self.params) if self.params is not None else None

    def __str__(self) -> str:
        params = self.params
        if params is None:
            return self.sql
        return self.sql % (params if isinstance(params, dict) else tuple(params))

    def __repr__(self) -> str:
        return f"<RawQuery: {self}>"


class RawQuerySet(Rows[ModelT, ModelT]):
    """An iterable of instances made from SQL: columns are matched to fields by name."""

    def __init__(
        self,
        raw_query: str,
        model: Any = None,
        query: Any = None,
        params: Any = (),
        translations: dict[str, str] | None = None,
        using: str | None = None,
        hints: dict[str, Any] | None = None,
    ) -> None:
        self.raw_query = raw_query
        self.model = model
        self._db = using
        self._hints = hints or {}
        self.params = params if params is not None else None
        self.query = query or RawQuery(raw_query, using=self.db, params=self.params)
        self.translations = translations or {}
        self._result_cache: list[Any] | None = None
        self._prefetch_related_lookups: tuple[Any, ...] = ()
        self._prefetch_done = False

    @property
    def db(self) -> str:
        """The alias the SQL is run on."""
        return self._db or router.db_for_read(self.model, **self._hints)

    def using(self, alias: str) -> RawQuerySet[ModelT]:
        """Return a copy that runs on `alias`."""
        found = RawQuerySet(
            self.raw_query, self.model, params=self.params, translations=self.translations, using=alias
        )
        found._prefetch_related_lookups = self._prefetch_related_lookups
        return found

    def prefetch_related(self, *lookups: Any) -> RawQuerySet[ModelT]:
        """Return a copy whose related objects are fetched together; None clears."""
        clone = RawQuerySet(
            self.raw_query, self.model, self.query, self.params, self.translations, self._db, self._hints
        )
        clone._prefetch_related_lookups = () if lookups == (None,) else (*self._prefetch_related_lookups, *lookups)
        return clone

    @property
    def columns(self) -> list[str]:
        """The columns the SQL gives, named as the model's where `translations` say so."""
        return self._renamed(self.query.columns())

    @property
    def model_fields(self) -> dict[str, Any]:
        """The model's fields by their column."""
        convert = connections[self.query.using].introspection.identifier_converter
        return {convert(field.column): field for field in self.model._meta.fields}

    def _renamed(self, names: list[str]) -> list[str]:
        names = list(names)
        for column, field_name in self.translations.items():
            try:
                names[names.index(column)] = field_name
            except ValueError:
                pass  # a translation for a column that is not there means nothing
        return names

    def resolve_model_init_order(self) -> tuple[list[str], list[int], list[tuple[str, int]]]:
        """Return (attribute names, their columns' positions, (name, position) of columns that are no fields)."""
        return self._order(self._renamed(self.query.columns()))

    def _order(self, names: list[str]) -> tuple[list[str], list[int], list[tuple[str, int]]]:
        fields = self.model_fields
        further = [(name, i) for i, name in enumerate(names) if name not in fields]
        loaded = [field for field in self.model._meta.fields if field.column in names]
        return [f.attname for f in loaded], [names.index(f.column) for f in loaded], further

    def iterator(self) -> Iterator[ModelT]:
        """Yield the instances.

        Raises:
            FieldDoesNotExist: the SQL does not give the primary key.
        """
        names, rows = self.query.execute()
        names = self._renamed(names)
        attnames, positions, further = self._order(names)
        for pk in self.model._meta.pk_fields:
            if pk.attname not in attnames:
                raise FieldDoesNotExist(
                    f"Raw query must include the primary key: select the column {pk.column!r}, or map one to it by "
                    "`translations`."
                )
        # Where it ran: a router that is asked again may name another replica.
        alias = self.query.using
        connection = connections[alias]
        fields = self.model_fields
        table = self.model._meta.db_table
        readers = [reader(fields[name].get_col(table), connection) if name in fields else None for name in names]
        for row in rows:
            values = [
                value if convert is None else convert(value) for value, convert in zip(row, readers, strict=True)
            ]
            instance = self.model.from_db(alias, attnames, [values[i] for i in positions])
            for name, position in further:
                setattr(instance, name, values[position])
            yield instance

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._result_cache = list(self.iterator())
        if self._prefetch_related_lookups and not self._prefetch_done:
            prefetch.prefetch_for_rows(self._result_cache, self._prefetch_related_lookups)
            self._prefetch_done = True

    def __iter__(self) -> Iterator[ModelT]:
        self._fetch_all()
        return iter(self._result_cache or ())

    def __aiter__(self) -> AsyncIterator[ModelT]:
        async def generator() -> AsyncIterator[ModelT]:
            from asgiref.sync import sync_to_async  # cost: asgiref loads asyncio

            await sync_to_async(self._fetch_all)()
            for item in self._result_cache or ():
                yield item

        return generator()

    def __len__(self) -> int:
        self._fetch_all()
        return len(self._result_cache or ())

    def __bool__(self) -> bool:
        self._fetch_all()
        return bool(self._result_cache)

    def __getitem__(self, key: Any) -> Any:
        return list(self)[key]

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}: {self.query}>"
