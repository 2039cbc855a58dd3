"""Tortoise: asynchronous; all operations of a measurement run in one coroutine."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from typing import Any

from tortoise import Tortoise, fields
from tortoise.expressions import Q
from tortoise.functions import Avg, Count
from tortoise.models import Model
from tortoise.transactions import in_transaction

from bench import operation, tables
from bench.operation import Operation, Peer


class Author(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(100)
    country = fields.CharField(100)
    born = fields.IntField()

    class Meta:
        table = "author"


class Publisher(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(100)
    city = fields.CharField(100)

    class Meta:
        table = "publisher"


class Tag(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(100)

    class Meta:
        table = "tag"


class Book(Model):
    id = fields.IntField(primary_key=True)
    title = fields.CharField(100)
    author = fields.ForeignKeyField("bench.Author", related_name="books")
    publisher = fields.ForeignKeyField("bench.Publisher", related_name="books")
    price = fields.DecimalField(10, 2)
    published = fields.DatetimeField()
    in_print = fields.BooleanField()
    pages = fields.IntField()
    tags = fields.ManyToManyField(
        "bench.Tag", through="book_tags", forward_key="tag_id", backward_key="book_id", related_name="books"
    )

    class Meta:
        table = "book"


class Review(Model):
    id = fields.IntField(primary_key=True)
    book = fields.ForeignKeyField("bench.Book", related_name="reviews")
    stars = fields.IntField()
    body = fields.CharField(100)

    class Meta:
        table = "review"


class Entry(Model):
    id = fields.IntField(primary_key=True)
    title = fields.CharField(100)
    kind = fields.CharField(100)
    amount = fields.DecimalField(10, 2)
    created = fields.DatetimeField()
    is_open = fields.BooleanField()
    count = fields.IntField()
    note = fields.CharField(100)

    class Meta:
        table = "entry"


class Folder(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(100)

    class Meta:
        table = "folder"


_COLUMNS = tuple(tables.TABLES["book"])


class TortoisePeer(Peer):
    """Models and a connection for each database, in an event loop of its own."""

    asynchronous = True

    def set_up(self) -> None:
        # One context for all coroutines: Tortoise keeps its connections there.
        self.runner = asyncio.Runner()
        config = {
            "connections": {alias: self._connection(place) for alias, place in self.places.items()},
            "apps": {"bench": {"models": [__name__], "default_connection": "default"}},
            "use_tz": False,
        }
        self.clients: list[Any] = []

        async def connect() -> None:
            await Tortoise.init(config=config)
            self.clients += [Tortoise.get_connection(alias) for alias in self.places]

        self.runner.run(connect())

    def _connection(self, place: Any) -> dict[str, Any]:
        engine = {"sqlite": "sqlite", "postgresql": "asyncpg", "mysql": "mysql"}[place.engine]
        if place.engine == "sqlite":
            return {"engine": f"tortoise.backends.{engine}", "credentials": {"file_path": place.name}}
        where = {"user": place.user, "password": place.password, "host": place.host, "port": place.port}
        return {"engine": f"tortoise.backends.{engine}", "credentials": {"database": place.name, **where}}

    def transaction(self) -> AbstractContextManager[Any]:
        return in_transaction("default")

    def close(self) -> None:
        self.runner.run(Tortoise.close_connections())

    # --- reading -----------------------------------------------------------------------------------------------------

    def get_pk(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.get(id=operation.book_key(n))

        return Operation(run, operation.book_row)

    def filter_first(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.filter(author_id=operation.author_key(n), pages__gt=200).order_by("id").first()

        return Operation(run, operation.book_row)

    def filter_fk_100(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.filter(author_id=operation.author_key(n))

        return Operation(run, _sorted_books)

    def in_100(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.filter(id__in=operation.hundred_keys(n))

        return Operation(run, _sorted_books)

    def instances_20k(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.all()

        return Operation(run, _sorted_books)

    def tuples_20k(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.all().values_list(*_COLUMNS)

        return Operation(run, lambda found: sorted(map(operation.book_values, found)))

    def dicts_20k(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.all().values(*_COLUMNS)

        return Operation(run, lambda found: sorted(map(operation.book_dict, found)))

    def joined_2k(self) -> Operation:
        async def run(n: int) -> Any:
            return await Review.all().select_related("book__author").order_by("id").limit(2000)

        return Operation(run, lambda found: [(r.id, r.body, r.book.title, r.book.author.name) for r in found])

    def prefetch_200(self) -> Operation:
        async def run(n: int) -> Any:
            books = await Book.filter(id__gt=n * 200, id__lte=(n + 1) * 200).prefetch_related("reviews", "tags")
            return [(book, list(book.reviews), list(book.tags)) for book in books]

        def plain(found: Any) -> Any:
            return sorted(
                (book.id, sorted(review.body for review in reviews), sorted(tag.name for tag in tags))
                for book, reviews, tags in found
            )

        return Operation(run, plain)

    def _complex(self, n: int) -> Any:
        return (
            Book.filter(
                Q(author_id=7) | Q(author_id=8 + n % 3),
                author__born__gt=1900,
                pages__gte=100 + n % 10,
                pages__lt=900,
                in_print=True,
                publisher__city="City 3",
            )
            .annotate(review_count=Count("reviews"))
            .order_by("-review_count", "title")
            .limit(20)
        )

    def complex_built(self) -> Operation:
        async def run(n: int) -> Any:
            return self._complex(n).sql()

        return Operation(run, lambda built: None)

    def complex_run(self) -> Operation:
        async def run(n: int) -> Any:
            return await self._complex(n)

        return Operation(run, lambda found: [(book.title, book.review_count) for book in found])

    def group_by(self) -> Operation:
        async def run(n: int) -> Any:
            return await (
                Book.filter(publisher_id=n + 1)
                .annotate(number=Count("id"), average=Avg("price"))
                .group_by("author__country")
                .order_by("author__country")
                .values_list("author__country", "number", "average")
            )

        return Operation(run, operation.averages)

    def exists(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.filter(author_id=operation.author_key(n), pages__gt=200).exists()

        return Operation(run)

    def count(self) -> Operation:
        async def run(n: int) -> Any:
            return await Book.filter(author_id=operation.author_key(n)).count()

        return Operation(run)

    # --- writing -----------------------------------------------------------------------------------------------------

    def insert_autocommit(self) -> Operation:
        values = tables.entries()

        async def run(n: int) -> Any:
            return await Entry.create(**values[n])

        return Operation(run, lambda entry: entry.id)

    insert_transaction = insert_autocommit

    def bulk_10k(self) -> Operation:
        rows = tables.entries()[: tables.WRITTEN_AT_ONCE]

        async def run(n: int) -> None:
            await Entry.bulk_create([Entry(**values) for values in rows])

        return Operation(run, lambda nothing: None)

    def _loading(self, model: Any) -> tuple[list[Any], Any]:
        items: list[Any] = []

        async def load() -> None:
            items[:] = await model.all().order_by("id")

        return items, load

    def save_one_field(self) -> Operation:
        entries, load = self._loading(Entry)

        async def run(n: int) -> None:
            entries[n].count = n + 7
            await entries[n].save(update_fields=["count"])

        return Operation(run, before=load)

    def save_1000(self) -> Operation:
        entries, load = self._loading(Entry)

        async def run(n: int) -> None:
            for number, entry in enumerate(entries):
                entry.count = number + 9
                entry.note = "saved again"
                await entry.save()

        return Operation(run, before=load)

    def filter_update(self) -> Operation:
        async def run(n: int) -> Any:
            return await Entry.filter(id=n + 1, count__gte=0).update(count=n, note="updated")

        return Operation(run)

    def delete_one(self) -> Operation:
        entries, load = self._loading(Entry)

        async def run(n: int) -> int:
            await entries[n].delete()
            return 1

        return Operation(run, before=load)

    def get_or_create(self) -> Operation:
        wanted = tables.wanted_entries()

        async def run(n: int) -> Any:
            title, values = wanted[n]
            return (await Entry.get_or_create(defaults=values, title=title))[1]

        return Operation(run)

    # --- several databases -------------------------------------------------------------------------------------------

    def using_other(self) -> Operation:
        other = self.clients[1]

        async def run(n: int) -> Any:
            return await Book.get(id=operation.book_key(n), using_db=other)

        return Operation(run, operation.book_row)

    def gather_4(self) -> Operation:
        async def run(n: int) -> Any:
            author = operation.author_key(n)
            found = await asyncio.gather(*[Book.filter(author_id=author).using_db(client) for client in self.clients])
            return [book for books in found for book in books]

        return Operation(run, _sorted_books)


def _sorted_books(found: Any) -> Any:
    return sorted(map(operation.book_row, found))



PEER = TortoisePeer
