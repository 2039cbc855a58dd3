"""Django's interface: for Django itself, and for this project, whichever the process can import."""

from __future__ import annotations

import itertools
from contextlib import AbstractContextManager
from typing import Any

from bench import operation, tables
from bench.operation import Operation, Peer

_ENGINES = {"sqlite": "sqlite3", "postgresql": "postgresql", "mysql": "mysql"}


class Unsure:
    """A router that has no opinion."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return None

    db_for_write = db_for_read


class Sure:
    """A router that sends everything to one database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "other"

    db_for_write = db_for_read


class Django(Peer):
    """Models over the tables of the benchmark."""

    def set_up(self) -> None:
        from django.conf import settings

        settings.configure(
            DATABASES={alias: self._config(place) for alias, place in self.places.items()},
            INSTALLED_APPS=["bench"],
            USE_TZ=False,
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        )
        import django

        django.setup()
        define_models(self)

    def _config(self, place: Any) -> dict[str, Any]:
        config = {"ENGINE": f"django.db.backends.{_ENGINES[self.engine]}", "NAME": place.name}
        if self.engine != "sqlite":
            config.update(USER=place.user, PASSWORD=place.password, HOST=place.host, PORT=str(place.port))
        return config

    def transaction(self) -> AbstractContextManager[Any]:
        from django.db import transaction

        return transaction.atomic()

    def close(self) -> None:
        from django.db import connections

        connections.close_all()

    # --- reading -----------------------------------------------------------------------------------------------------

    def get_pk(self) -> Operation:
        get = self.Book.objects.get
        return Operation(lambda n: get(pk=operation.book_key(n)), operation.book_row)

    def filter_first(self) -> Operation:
        books = self.Book.objects

        def run(n: int) -> Any:
            return books.filter(author_id=operation.author_key(n), pages__gt=200).first()

        return Operation(run, operation.book_row)

    def filter_fk_100(self) -> Operation:
        books = self.Book.objects

        def run(n: int) -> Any:
            return list(books.filter(author=operation.author_key(n)))

        return Operation(run, lambda found: sorted(map(operation.book_row, found)))

    def in_100(self) -> Operation:
        books = self.Book.objects

        def run(n: int) -> Any:
            return list(books.filter(pk__in=operation.hundred_keys(n)))

        return Operation(run, lambda found: sorted(map(operation.book_row, found)))

    def instances_20k(self) -> Operation:
        return Operation(lambda n: list(self.Book.objects.all()), lambda found: sorted(map(operation.book_row, found)))

    def tuples_20k(self) -> Operation:
        return Operation(
            lambda n: list(self.Book.objects.values_list()), lambda found: sorted(map(operation.book_values, found))
        )

    def dicts_20k(self) -> Operation:
        return Operation(
            lambda n: list(self.Book.objects.values()), lambda found: sorted(map(operation.book_dict, found))
        )

    def joined_2k(self) -> Operation:
        reviews = self.Review.objects.select_related("book__author").order_by("id")

        def run(n: int) -> Any:
            return list(reviews[:2000])

        return Operation(run, lambda found: [(r.id, r.body, r.book.title, r.book.author.name) for r in found])

    def prefetch_200(self) -> Operation:
        books = self.Book.objects.prefetch_related("reviews", "tags")

        def run(n: int) -> Any:
            return [
                (book, list(book.reviews.all()), list(book.tags.all()))
                for book in books.filter(id__gt=n * 200, id__lte=(n + 1) * 200)
            ]

        def plain(found: Any) -> Any:
            return sorted(
                (book.id, sorted(review.body for review in reviews), sorted(tag.name for tag in tags))
                for book, reviews, tags in found
            )

        return Operation(run, plain)

    def _complex(self, n: int) -> Any:
        from django.db.models import Count, Q

        return (
            self.Book.objects.filter(
                Q(author=7) | Q(author=8 + n % 3),
                author__born__gt=1900,
                pages__gte=100 + n % 10,
                pages__lt=900,
                in_print=True,
                publisher__city="City 3",
            )
            .annotate(review_count=Count("reviews"))
            .order_by("-review_count", "title")[:20]
        )

    def complex_built(self) -> Operation:
        return Operation(lambda n: self._complex(n).query.sql_with_params(), lambda built: None)

    def complex_run(self) -> Operation:
        return Operation(
            lambda n: list(self._complex(n)), lambda found: [(book.title, book.review_count) for book in found]
        )

    def group_by(self) -> Operation:
        from django.db.models import Avg, Count

        books = self.Book.objects

        def run(n: int) -> Any:
            return list(
                books.filter(publisher=n + 1)
                .values("author__country")
                .annotate(number=Count("id"), average=Avg("price"))
                .order_by("author__country")
            )

        return Operation(
            run, lambda rows: operation.averages((r["author__country"], r["number"], r["average"]) for r in rows)
        )

    def exists(self) -> Operation:
        books = self.Book.objects
        return Operation(lambda n: books.filter(author_id=operation.author_key(n), pages__gt=200).exists())

    def count(self) -> Operation:
        books = self.Book.objects
        return Operation(lambda n: books.filter(author_id=operation.author_key(n)).count())

    # --- writing -----------------------------------------------------------------------------------------------------

    def insert_autocommit(self) -> Operation:
        create, values = self.Entry.objects.create, tables.entries()
        return Operation(lambda n: create(**values[n]), lambda entry: entry.pk)

    insert_transaction = insert_autocommit

    def bulk_10k(self) -> Operation:
        Entry, rows = self.Entry, tables.entries()[: tables.WRITTEN_AT_ONCE]

        def run(n: int) -> Any:
            return Entry.objects.bulk_create([Entry(**values) for values in rows])

        return Operation(run, lambda entries: None)

    def _entries(self) -> tuple[list[Any], Any]:
        """Return a list that is filled with the loaded entries before each measurement, and what fills it."""
        entries: list[Any] = []

        def load() -> None:
            entries[:] = self.Entry.objects.order_by("id")

        return entries, load

    def save_one_field(self) -> Operation:
        entries, load = self._entries()

        def run(n: int) -> None:
            entry = entries[n]
            entry.count = n + 7
            entry.save(update_fields=["count"])

        return Operation(run, before=load)

    def save_1000(self) -> Operation:
        entries, load = self._entries()

        def run(n: int) -> None:
            for number, entry in enumerate(entries):
                entry.count = number + 9
                entry.note = "saved again"
                entry.save()

        return Operation(run, before=load)

    def filter_update(self) -> Operation:
        entries = self.Entry.objects
        return Operation(lambda n: entries.filter(pk=n + 1, count__gte=0).update(count=n, note="updated"))

    def delete_one(self) -> Operation:
        entries, load = self._entries()
        return Operation(lambda n: entries[n].delete()[0], before=load)

    def delete_cascade(self) -> Operation:
        folders: list[Any] = []

        def load() -> None:
            folders[:] = self.Folder.objects.order_by("id")

        return Operation(lambda n: folders[n].delete()[0], before=load)

    def get_or_create(self) -> Operation:
        entries, wanted = self.Entry.objects, tables.wanted_entries()

        def run(n: int) -> Any:
            title, values = wanted[n]
            return entries.get_or_create(title=title, defaults=values)[1]

        return Operation(run)

    # --- several databases -------------------------------------------------------------------------------------------

    def using_other(self) -> Operation:
        books = self.Book.objects
        return Operation(lambda n: books.using("other").get(pk=operation.book_key(n)), operation.book_row)

    def routers_get(self) -> Operation:
        from django.test import override_settings

        routers = override_settings(DATABASE_ROUTERS=[Unsure(), Sure()])
        routers.enable()
        get = self.Book.objects.get
        return Operation(lambda n: get(pk=operation.book_key(n)), operation.book_row, done=routers.disable)

    def gather_4(self) -> Operation:
        books, aliases = self.Book.objects, tuple(self.places)

        def run(n: int) -> Any:
            author = operation.author_key(n)
            return list(itertools.chain(*[books.using(alias).filter(author_id=author) for alias in aliases]))

        return Operation(run, lambda found: sorted(map(operation.book_row, found)))


def define_models(peer: Any) -> None:
    """Define the models and put them on the peer."""
    from django.db import models

    class Author(models.Model):
        name = models.CharField(max_length=100)
        country = models.CharField(max_length=100)
        born = models.IntegerField()

        class Meta:
            app_label, db_table = "bench", "author"

    class Publisher(models.Model):
        name = models.CharField(max_length=100)
        city = models.CharField(max_length=100)

        class Meta:
            app_label, db_table = "bench", "publisher"

    class Tag(models.Model):
        name = models.CharField(max_length=100)

        class Meta:
            app_label, db_table = "bench", "tag"

    class Book(models.Model):
        title = models.CharField(max_length=100)
        author = models.ForeignKey(Author, models.CASCADE, related_name="books")
        publisher = models.ForeignKey(Publisher, models.CASCADE, related_name="books")
        price = models.DecimalField(max_digits=10, decimal_places=2)
        published = models.DateTimeField()
        in_print = models.BooleanField()
        pages = models.IntegerField()
        tags = models.ManyToManyField(Tag, db_table="book_tags", related_name="books")

        class Meta:
            app_label, db_table = "bench", "book"

    class Review(models.Model):
        book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
        stars = models.IntegerField()
        body = models.CharField(max_length=100)

        class Meta:
            app_label, db_table = "bench", "review"

    class Entry(models.Model):
        title = models.CharField(max_length=100)
        kind = models.CharField(max_length=100)
        amount = models.DecimalField(max_digits=10, decimal_places=2)
        created = models.DateTimeField()
        is_open = models.BooleanField()
        count = models.IntegerField()
        note = models.CharField(max_length=100)

        class Meta:
            app_label, db_table = "bench", "entry"

    class Folder(models.Model):
        name = models.CharField(max_length=100)

        class Meta:
            app_label, db_table = "bench", "folder"

    class Page(models.Model):
        folder = models.ForeignKey(Folder, models.CASCADE)
        text = models.CharField(max_length=100)

        class Meta:
            app_label, db_table = "bench", "page"

    class Stamp(models.Model):
        folder = models.ForeignKey(Folder, models.CASCADE)
        number = models.IntegerField()

        class Meta:
            app_label, db_table = "bench", "stamp"

    peer.Book, peer.Review, peer.Entry, peer.Folder = Book, Review, Entry, Folder



PEER = Django
