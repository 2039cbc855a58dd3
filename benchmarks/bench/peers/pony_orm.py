"""Pony: a session for each piece of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from pony import orm

from bench import operation, tables
from bench.operation import Operation, Peer


class Pony(Peer):
    """Entities bound to each database; the identity map ends with each session."""

    def set_up(self) -> None:
        self.entities = {alias: _entities(place) for alias, place in self.places.items()}
        self.__dict__.update(self.entities["default"])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with orm.db_session:
            yield

    # --- reading -----------------------------------------------------------------------------------------------------

    def get_pk(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            with orm.db_session:
                return Book[operation.book_key(n)]

        return Operation(run, _row)

    def filter_first(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            author = operation.author_key(n)
            with orm.db_session:
                return Book.select(lambda b: b.author.id == author and b.pages > 200).order_by(Book.id).first()

        return Operation(run, _row)

    def filter_fk_100(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            author = operation.author_key(n)
            with orm.db_session:
                return list(Book.select(lambda b: b.author.id == author))

        return Operation(run, _sorted_books)

    def in_100(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            keys = operation.hundred_keys(n)
            with orm.db_session:
                return list(Book.select(lambda b: b.id in keys))

        return Operation(run, _sorted_books)

    def instances_20k(self) -> Operation:
        def run(n: int) -> Any:
            with orm.db_session:
                return list(self.Book.select())

        return Operation(run, _sorted_books)

    def tuples_20k(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            with orm.db_session:
                return list(
                    orm.select(
                        (b.id, b.title, b.author.id, b.publisher.id, b.price, b.published, b.in_print, b.pages)
                        for b in Book
                    )
                )

        return Operation(run, lambda found: sorted(map(operation.book_values, found)))

    def joined_2k(self) -> Operation:
        Review = self.Review

        def run(n: int) -> Any:
            with orm.db_session:
                query = Review.select().prefetch(self.Book, self.Author).order_by(Review.id).limit(2000)
                return [(r.id, r.body, r.book.title, r.book.author.name) for r in query]

        return Operation(run)

    def prefetch_200(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            low, high = n * 200, (n + 1) * 200
            with orm.db_session:
                books = Book.select(lambda b: b.id > low and b.id <= high).prefetch(Book.reviews, Book.tags)
                return [(book, list(book.reviews), list(book.tags)) for book in books]

        def plain(found: Any) -> Any:
            return sorted(
                (book.id, sorted(review.body for review in reviews), sorted(tag.name for tag in tags))
                for book, reviews, tags in found
            )

        return Operation(run, plain)

    def _complex(self, n: int) -> Any:
        Book = self.Book
        second, low = 8 + n % 3, 100 + n % 10
        return (
            orm.select(
                (b, orm.count(b.reviews))
                for b in Book
                if (b.author.id == 7 or b.author.id == second)
                and b.author.born > 1900
                and b.pages >= low
                and b.pages < 900
                and b.in_print
                and b.publisher.city == "City 3"
            )
            .order_by(lambda b, number: (orm.desc(number), b.title))
            .limit(20)
        )

    def complex_built(self) -> Operation:
        def run(n: int) -> Any:
            with orm.db_session:
                Book = self.Book
                second, low = 8 + n % 3, 100 + n % 10
                return (
                    orm.select(
                        (b, orm.count(b.reviews))
                        for b in Book
                        if (b.author.id == 7 or b.author.id == second)
                        and b.author.born > 1900
                        and b.pages >= low
                        and b.pages < 900
                        and b.in_print
                        and b.publisher.city == "City 3"
                    )
                    .order_by(lambda b, number: (orm.desc(number), b.title))
                    .get_sql()
                )

        return Operation(run, lambda built: None)

    def complex_run(self) -> Operation:
        def run(n: int) -> Any:
            with orm.db_session:
                return [(book.title, number) for book, number in self._complex(n)]

        return Operation(run)

    def group_by(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            publisher = n + 1
            with orm.db_session:
                query = orm.select(
                    (b.author.country, orm.count(b.id), orm.avg(b.price)) for b in Book if b.publisher.id == publisher
                )
                return list(query.order_by(1))

        return Operation(run, operation.averages)

    def exists(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            author = operation.author_key(n)
            with orm.db_session:
                return Book.select(lambda b: b.author.id == author and b.pages > 200).exists()

        return Operation(run)

    def count(self) -> Operation:
        Book = self.Book

        def run(n: int) -> Any:
            author = operation.author_key(n)
            with orm.db_session:
                return Book.select(lambda b: b.author.id == author).count()

        return Operation(run)

    # --- writing -----------------------------------------------------------------------------------------------------

    def insert_autocommit(self) -> Operation:
        values = tables.entries()

        def run(n: int) -> Any:
            with orm.db_session:
                entry = self.Entry(**values[n])
                entry.flush()
                return entry.id

        return Operation(run)

    def insert_transaction(self) -> Operation:
        values = tables.entries()

        def run(n: int) -> Any:
            entry = self.Entry(**values[n])
            entry.flush()
            return entry.id

        return Operation(run)

    def bulk_10k(self) -> Operation:
        rows = tables.entries()[: tables.WRITTEN_AT_ONCE]

        def run(n: int) -> None:
            for values in rows:
                self.Entry(**values)
            orm.flush()

        return Operation(run)

    def _loading(self, entity: Any) -> tuple[list[Any], Any]:
        """Return a list, and what fills it with all entities once the session is open."""
        items: list[Any] = []

        def load() -> None:
            items[:] = entity.select().order_by(entity.id)

        return items, load

    def save_one_field(self) -> Operation:
        def run(n: int) -> None:
            # Objects live as long as their session: it has to be loaded here.
            with orm.db_session:
                self.Entry[n + 1].count = n + 7

        return Operation(run)

    def save_1000(self) -> Operation:
        entries, load = self._loading(self.Entry)

        def run(n: int) -> None:
            for number, entry in enumerate(entries):
                entry.count = number + 9
                entry.note = "saved again"
            orm.flush()

        return Operation(run, inside=load)

    def _deleting(self, entity: Any, rows: int) -> Operation:
        def run(n: int) -> int:
            with orm.db_session:
                entity[n + 1].delete()
            return rows

        return Operation(run)

    def delete_one(self) -> Operation:
        return self._deleting(self.Entry, 1)

    def delete_cascade(self) -> Operation:
        return self._deleting(self.Folder, 7)

    def get_or_create(self) -> Operation:
        rows = tables.entries()

        def run(n: int) -> bool:
            values = rows[n + 1]
            with orm.db_session:
                if self.Entry.get(title=values["title"]) is not None:
                    return False
                self.Entry(**values)
            return True

        return Operation(run)

    # --- several databases -------------------------------------------------------------------------------------------

    def using_other(self) -> Operation:
        Book = self.entities["other"]["Book"]

        def run(n: int) -> Any:
            with orm.db_session:
                return Book[operation.book_key(n)]

        return Operation(run, _row)

    def gather_4(self) -> Operation:
        models = [entities["Book"] for entities in self.entities.values()]

        def run(n: int) -> Any:
            author = operation.author_key(n)
            found: list[Any] = []
            with orm.db_session:
                for Book in models:
                    found += Book.select(lambda b: b.author.id == author)
            return found

        return Operation(run, _sorted_books)


def _row(book: Any) -> Any:
    return operation.book_values(
        (
            book.id,
            book.title,
            book.author.id,
            book.publisher.id,
            book.price,
            book.published,
            book.in_print,
            book.pages,
        )
    )


def _sorted_books(found: Any) -> Any:
    return sorted(map(_row, found))


def _entities(place: Any) -> dict[str, Any]:
    db = orm.Database()

    class Author(db.Entity):
        _table_ = "author"
        name = orm.Required(str)
        country = orm.Required(str)
        born = orm.Required(int)
        books = orm.Set("Book")

    class Publisher(db.Entity):
        _table_ = "publisher"
        name = orm.Required(str)
        city = orm.Required(str)
        books = orm.Set("Book")

    class Tag(db.Entity):
        _table_ = "tag"
        name = orm.Required(str)
        books = orm.Set("Book", table="book_tags", column="book_id")

    class Book(db.Entity):
        _table_ = "book"
        title = orm.Required(str)
        author = orm.Required(Author, column="author_id")
        publisher = orm.Required(Publisher, column="publisher_id")
        price = orm.Required(Decimal, 10, 2)
        published = orm.Required(datetime, precision=6)
        in_print = orm.Required(bool)
        pages = orm.Required(int)
        tags = orm.Set(Tag, table="book_tags", column="tag_id")
        reviews = orm.Set("Review")

    class Review(db.Entity):
        _table_ = "review"
        book = orm.Required(Book, column="book_id")
        stars = orm.Required(int)
        body = orm.Required(str)

    class Entry(db.Entity):
        _table_ = "entry"
        title = orm.Required(str)
        kind = orm.Required(str)
        amount = orm.Required(Decimal, 10, 2)
        created = orm.Required(datetime, precision=6)
        is_open = orm.Required(bool)
        count = orm.Required(int)
        note = orm.Required(str)

    class Folder(db.Entity):
        _table_ = "folder"
        name = orm.Required(str)
        pages = orm.Set("Page")
        stamps = orm.Set("Stamp")

    class Page(db.Entity):
        _table_ = "page"
        folder = orm.Required(Folder, column="folder_id")
        text = orm.Required(str)

    class Stamp(db.Entity):
        _table_ = "stamp"
        folder = orm.Required(Folder, column="folder_id")
        number = orm.Required(int)

    if place.engine == "sqlite":
        db.bind(provider="sqlite", filename=place.name)
    elif place.engine == "postgresql":
        db.bind(provider="postgres", user=place.user, host=place.host, port=place.port, database=place.name)
    else:
        where = {"user": place.user, "passwd": place.password, "host": place.host, "port": place.port}
        db.bind(provider="mysql", db=place.name, **where)
    db.generate_mapping(check_tables=False)
    return {"Author": Author, "Book": Book, "Review": Review, "Entry": Entry, "Folder": Folder}



PEER = Pony
