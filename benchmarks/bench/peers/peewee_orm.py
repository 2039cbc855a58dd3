"""peewee: one open connection for each database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import peewee as pw

from bench import operation, tables
from bench.operation import Operation, Peer


def database(place: Any) -> pw.Database:
    """Return peewee's database."""
    if place.engine == "sqlite":
        return pw.SqliteDatabase(place.name, pragmas={"foreign_keys": 1})
    where = {"user": place.user, "password": place.password or None, "host": place.host, "port": place.port}
    if place.engine == "postgresql":
        return pw.PostgresqlDatabase(place.name, **where)
    return pw.MySQLDatabase(place.name, **{**where, "password": place.password})


class Peewee(Peer):
    """Models bound to the main database; others through `bind_ctx`-free copies of the model."""

    def set_up(self) -> None:
        self.databases = {alias: database(place) for alias, place in self.places.items()}
        for item in self.databases.values():
            item.connect()
        self.database = self.databases["default"]
        self.models = {alias: _models(item) for alias, item in self.databases.items()}
        self.__dict__.update(self.models["default"])

    def transaction(self) -> AbstractContextManager[Any]:
        return self.database.atomic()

    def close(self) -> None:
        for item in self.databases.values():
            item.close()

    # --- reading -----------------------------------------------------------------------------------------------------

    def get_pk(self) -> Operation:
        Book = self.Book
        return Operation(lambda n: Book.get_by_id(operation.book_key(n)), operation.book_row)

    def filter_first(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            query = Book.select().where(Book.author == operation.author_key(n), Book.pages > 200)
            return query.order_by(Book.id).first()

        return Operation(run, operation.book_row)

    def filter_fk_100(self) -> Operation:
        Book = self.Book
        return Operation(lambda n: list(Book.select().where(Book.author == operation.author_key(n))), _sorted_books)

    def in_100(self) -> Operation:
        Book = self.Book
        return Operation(lambda n: list(Book.select().where(Book.id.in_(operation.hundred_keys(n)))), _sorted_books)

    def instances_20k(self) -> Operation:
        return Operation(lambda n: list(self.Book.select()), _sorted_books)

    def tuples_20k(self) -> Operation:
        return Operation(
            lambda n: list(self.Book.select().tuples()), lambda found: sorted(map(operation.book_values, found))
        )

    def dicts_20k(self) -> Operation:
        def plain(found: Any) -> Any:
            return sorted(
                operation.book_dict({**row, "author_id": row["author"], "publisher_id": row["publisher"]})
                for row in found
            )

        return Operation(lambda n: list(self.Book.select().dicts()), plain)

    def joined_2k(self) -> Operation:
        Review, Book, Author = self.Review, self.Book, self.Author

        def run(n: int) -> Any:
            query = Review.select(Review, Book, Author).join(Book).join(Author)
            return list(query.order_by(Review.id).limit(2000))

        return Operation(run, lambda found: [(r.id, r.body, r.book.title, r.book.author.name) for r in found])

    def prefetch_200(self) -> Operation:
        Book, Review, BookTag, Tag = self.Book, self.Review, self.BookTag, self.Tag

        def run(n: int) -> Any:
            books = Book.select().where(Book.id > n * 200, Book.id <= (n + 1) * 200)
            links = BookTag.select(BookTag, Tag).join(Tag)
            found = pw.prefetch(books, Review.select(), links)
            return [(book, list(book.reviews), [link.tag for link in book.links]) for book in found]

        def plain(found: Any) -> Any:
            return sorted(
                (book.id, sorted(review.body for review in reviews), sorted(tag.name for tag in tags))
                for book, reviews, tags in found
            )

        return Operation(run, plain)

    def _complex(self, n: int) -> Any:
        Book, Author, Publisher, Review = self.Book, self.Author, self.Publisher, self.Review
        number = pw.fn.COUNT(Review.id).alias("review_count")
        return (
            Book.select(Book, number)
            .join(Author)
            .switch(Book)
            .join(Publisher)
            .switch(Book)
            .join(Review, pw.JOIN.LEFT_OUTER)
            .where(
                (Book.author == 7) | (Book.author == 8 + n % 3),
                Author.born > 1900,
                Book.pages >= 100 + n % 10,
                Book.pages < 900,
                Book.in_print == True,  # noqa: E712
                Publisher.city == "City 3",
            )
            .group_by(Book)
            .order_by(number.desc(), Book.title)
            .limit(20)
        )

    def complex_built(self) -> Operation:
        return Operation(lambda n: self._complex(n).sql(), lambda built: None)

    def complex_run(self) -> Operation:
        return Operation(
            lambda n: list(self._complex(n)), lambda found: [(book.title, book.review_count) for book in found]
        )

    def group_by(self) -> Operation:
        Book, Author = self.Book, self.Author

        def run(n: int) -> Any:
            query = (
                Book.select(Author.country, pw.fn.COUNT(Book.id), pw.fn.AVG(Book.price))
                .join(Author)
                .where(Book.publisher == n + 1)
                .group_by(Author.country)
                .order_by(Author.country)
            )
            return list(query.tuples())

        return Operation(run, operation.averages)

    def exists(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            return Book.select().where(Book.author == operation.author_key(n), Book.pages > 200).exists()

        return Operation(run)

    def count(self) -> Operation:
        Book = self.Book
        return Operation(lambda n: Book.select().where(Book.author == operation.author_key(n)).count())

    # --- writing -----------------------------------------------------------------------------------------------------

    def insert_autocommit(self) -> Operation:
        values = tables.entries()
        return Operation(lambda n: self.Entry.create(**values[n]), lambda entry: entry.id)

    insert_transaction = insert_autocommit

    def bulk_10k(self) -> Operation:
        Entry, rows = self.Entry, tables.entries()[: tables.WRITTEN_AT_ONCE]

        def run(n: int) -> None:
            Entry.bulk_create([Entry(**values) for values in rows], batch_size=1000)

        return Operation(run, lambda nothing: None)

    def _loading(self, model: Any) -> tuple[list[Any], Any]:
        items: list[Any] = []

        def load() -> None:
            items[:] = model.select().order_by(model.id)

        return items, load

    def save_one_field(self) -> Operation:
        Entry = self.Entry
        entries, load = self._loading(Entry)

        def run(n: int) -> None:
            entry = entries[n]
            entry.count = n + 7
            entry.save(only=[Entry.count])

        return Operation(run, before=load)

    def save_1000(self) -> Operation:
        entries, load = self._loading(self.Entry)

        def run(n: int) -> None:
            for number, entry in enumerate(entries):
                entry.count = number + 9
                entry.note = "saved again"
                entry.save()

        return Operation(run, before=load)

    def filter_update(self) -> Operation:
        Entry = self.Entry

        def run(n: int) -> Any:
            return Entry.update(count=n, note="updated").where(Entry.id == n + 1, Entry.count >= 0).execute()

        return Operation(run)

    def delete_one(self) -> Operation:
        entries, load = self._loading(self.Entry)
        return Operation(lambda n: entries[n].delete_instance(), before=load)

    def delete_cascade(self) -> Operation:
        folders, load = self._loading(self.Folder)

        def run(n: int) -> int:
            folders[n].delete_instance(recursive=True)
            return 7

        return Operation(run, before=load)

    def get_or_create(self) -> Operation:
        wanted = tables.wanted_entries()

        def run(n: int) -> Any:
            title, values = wanted[n]
            return self.Entry.get_or_create(title=title, defaults=values)[1]

        return Operation(run)

    # --- several databases -------------------------------------------------------------------------------------------

    def using_other(self) -> Operation:
        Book = self.models["other"]["Book"]
        return Operation(lambda n: Book.get_by_id(operation.book_key(n)), operation.book_row)

    def gather_4(self) -> Operation:
        books = [models["Book"] for models in self.models.values()]

        def run(n: int) -> Any:
            author = operation.author_key(n)
            return [book for Book in books for book in Book.select().where(Book.author == author)]

        return Operation(run, _sorted_books)


def _sorted_books(found: Any) -> Any:
    return sorted(map(operation.book_row, found))


def _models(place: pw.Database) -> dict[str, Any]:
    class Base(pw.Model):
        class Meta:
            database = place
            legacy_table_names = False

    class Author(Base):
        name = pw.CharField(100)
        country = pw.CharField(100)
        born = pw.IntegerField()

    class Publisher(Base):
        name = pw.CharField(100)
        city = pw.CharField(100)

    class Tag(Base):
        name = pw.CharField(100)

    class Book(Base):
        title = pw.CharField(100)
        author = pw.ForeignKeyField(Author, backref="books")
        publisher = pw.ForeignKeyField(Publisher, backref="books")
        price = pw.DecimalField(10, 2)
        published = pw.DateTimeField()
        in_print = pw.BooleanField()
        pages = pw.IntegerField()

    class BookTag(Base):
        book = pw.ForeignKeyField(Book, backref="links")
        tag = pw.ForeignKeyField(Tag)

        class Meta:
            table_name = "book_tags"

    class Review(Base):
        book = pw.ForeignKeyField(Book, backref="reviews")
        stars = pw.IntegerField()
        body = pw.CharField(100)

    class Entry(Base):
        title = pw.CharField(100)
        kind = pw.CharField(100)
        amount = pw.DecimalField(10, 2)
        created = pw.DateTimeField()
        is_open = pw.BooleanField()
        count = pw.IntegerField()
        note = pw.CharField(100)

    class Folder(Base):
        name = pw.CharField(100)

    class Page(Base):
        folder = pw.ForeignKeyField(Folder)
        text = pw.CharField(100)

    class Stamp(Base):
        folder = pw.ForeignKeyField(Folder)
        number = pw.IntegerField()

    return {
        model.__name__: model for model in (Author, Publisher, Tag, Book, BookTag, Review, Entry, Folder, Page, Stamp)
    }



PEER = Peewee
