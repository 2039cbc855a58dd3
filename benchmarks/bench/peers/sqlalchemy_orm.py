"""SQLAlchemy's mapper: a session for each piece of work, closed after it, as a service would do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from bench import operation, tables
from bench.operation import Operation, Peer
from bench.peers.sqlalchemy_core import engine


class Base(orm.DeclarativeBase):
    """Of all mapped classes."""


_Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key() -> Any:
    return orm.mapped_column(_Key, primary_key=True)


class Author(Base):
    __tablename__ = "author"
    id: orm.Mapped[int] = _key()
    name: orm.Mapped[str]
    country: orm.Mapped[str]
    born: orm.Mapped[int]


class Publisher(Base):
    __tablename__ = "publisher"
    id: orm.Mapped[int] = _key()
    name: orm.Mapped[str]
    city: orm.Mapped[str]


class Tag(Base):
    __tablename__ = "tag"
    id: orm.Mapped[int] = _key()
    name: orm.Mapped[str]


class Book(Base):
    __tablename__ = "book"
    id: orm.Mapped[int] = _key()
    title: orm.Mapped[str]
    author_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("author.id"))
    publisher_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("publisher.id"))
    price = orm.mapped_column(sa.Numeric(10, 2))
    published = orm.mapped_column(sa.DateTime)
    in_print: orm.Mapped[bool]
    pages: orm.Mapped[int]
    author = orm.relationship(Author)
    publisher = orm.relationship(Publisher)
    reviews = orm.relationship("Review", back_populates="book")
    tags = orm.relationship(Tag, secondary="book_tags")


class BookTag(Base):
    __tablename__ = "book_tags"
    id: orm.Mapped[int] = _key()
    book_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("book.id"))
    tag_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("tag.id"))


class Review(Base):
    __tablename__ = "review"
    id: orm.Mapped[int] = _key()
    book_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("book.id"))
    stars: orm.Mapped[int]
    body: orm.Mapped[str]
    book = orm.relationship(Book, back_populates="reviews")


class Entry(Base):
    __tablename__ = "entry"
    id: orm.Mapped[int] = _key()
    title: orm.Mapped[str]
    kind: orm.Mapped[str]
    amount = orm.mapped_column(sa.Numeric(10, 2))
    created = orm.mapped_column(sa.DateTime)
    is_open: orm.Mapped[bool]
    count: orm.Mapped[int]
    note: orm.Mapped[str]


class Folder(Base):
    __tablename__ = "folder"
    id: orm.Mapped[int] = _key()
    name: orm.Mapped[str]
    pages = orm.relationship("Page", cascade="all, delete-orphan")
    stamps = orm.relationship("Stamp", cascade="all, delete-orphan")


class Page(Base):
    __tablename__ = "page"
    id: orm.Mapped[int] = _key()
    folder_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("folder.id"))
    text: orm.Mapped[str]


class Stamp(Base):
    __tablename__ = "stamp"
    id: orm.Mapped[int] = _key()
    folder_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("folder.id"))
    number: orm.Mapped[int]


class Mapper(Peer):
    """Sessions over one engine for each database."""

    def set_up(self) -> None:
        engines = {alias: engine(place, self.driver) for alias, place in self.places.items()}
        if self.engine == "sqlite":
            # Sessions begin and commit; SQLite's driver does so by itself.
            for place in engines.values():
                sa.event.listen(place, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        else:
            engines = {
                alias: made.execution_options(isolation_level="READ COMMITTED") for alias, made in engines.items()
            }
        self.makers = {alias: orm.sessionmaker(made) for alias, made in engines.items()}
        self.Session = self.makers["default"]
        #: The session of the transaction that is open.
        self.session: Any = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.Session(expire_on_commit=False) as self.session:
            yield
            self.session.commit()
        self.session = None

    # --- reading -----------------------------------------------------------------------------------------------------

    def get_pk(self) -> Operation:
        def run(n: int) -> Any:
            with self.Session() as session:
                return session.get(Book, operation.book_key(n))

        return Operation(run, operation.book_row)

    def filter_first(self) -> Operation:
        def run(n: int) -> Any:
            with self.Session() as session:
                query = sa.select(Book).where(Book.author_id == operation.author_key(n), Book.pages > 200)
                return session.scalars(query.order_by(Book.id).limit(1)).first()

        return Operation(run, operation.book_row)

    def filter_fk_100(self) -> Operation:
        def run(n: int) -> Any:
            with self.Session() as session:
                return session.scalars(sa.select(Book).where(Book.author_id == operation.author_key(n))).all()

        return Operation(run, _sorted_books)

    def in_100(self) -> Operation:
        def run(n: int) -> Any:
            with self.Session() as session:
                return session.scalars(sa.select(Book).where(Book.id.in_(operation.hundred_keys(n)))).all()

        return Operation(run, _sorted_books)

    def instances_20k(self) -> Operation:
        def run(n: int) -> Any:
            with self.Session() as session:
                return session.scalars(sa.select(Book)).all()

        return Operation(run, _sorted_books)

    def tuples_20k(self) -> Operation:
        columns = [Book.__table__.c[name] for name in tables.TABLES["book"]]

        def run(n: int) -> Any:
            with self.Session() as session:
                return session.execute(sa.select(*columns)).all()

        return Operation(run, lambda found: sorted(map(operation.book_values, found)))

    def dicts_20k(self) -> Operation:
        columns = [Book.__table__.c[name] for name in tables.TABLES["book"]]

        def run(n: int) -> Any:
            with self.Session() as session:
                return [dict(row) for row in session.execute(sa.select(*columns)).mappings()]

        return Operation(run, lambda found: sorted(map(operation.book_dict, found)))

    def joined_2k(self) -> Operation:
        query = (
            sa.select(Review)
            .options(orm.joinedload(Review.book, innerjoin=True).joinedload(Book.author, innerjoin=True))
            .order_by(Review.id)
            .limit(2000)
        )

        def run(n: int) -> Any:
            with self.Session() as session:
                return session.scalars(query).all()

        return Operation(run, lambda found: [(r.id, r.body, r.book.title, r.book.author.name) for r in found])

    def prefetch_200(self) -> Operation:
        def run(n: int) -> Any:
            with self.Session() as session:
                query = (
                    sa.select(Book)
                    .where(Book.id > n * 200, Book.id <= (n + 1) * 200)
                    .options(orm.selectinload(Book.reviews), orm.selectinload(Book.tags))
                )
                return [(book, list(book.reviews), list(book.tags)) for book in session.scalars(query)]

        def plain(found: Any) -> Any:
            return sorted(
                (book.id, sorted(review.body for review in reviews), sorted(tag.name for tag in tags))
                for book, reviews, tags in found
            )

        return Operation(run, plain)

    def _complex(self, n: int) -> Any:
        number = sa.func.count(Review.id).label("review_count")
        return (
            sa.select(Book, number)
            .join(Book.author)
            .join(Book.publisher)
            .outerjoin(Book.reviews)
            .where(
                sa.or_(Book.author_id == 7, Book.author_id == 8 + n % 3),
                Author.born > 1900,
                Book.pages >= 100 + n % 10,
                Book.pages < 900,
                Book.in_print.is_(True),
                Publisher.city == "City 3",
            )
            .group_by(*Book.__table__.c)
            .order_by(number.desc(), Book.title)
            .limit(20)
        )

    def complex_built(self) -> Operation:
        made = self.Session.kw["bind"]

        def run(n: int) -> Any:
            return self._complex(n).compile(made)

        return Operation(run, lambda built: None)

    def complex_run(self) -> Operation:
        def run(n: int) -> Any:
            with self.Session() as session:
                return session.execute(self._complex(n)).all()

        return Operation(run, lambda rows: [(book.title, number) for book, number in rows])

    def group_by(self) -> Operation:
        def run(n: int) -> Any:
            query = (
                sa.select(Author.country, sa.func.count(Book.id), sa.func.avg(Book.price))
                .join(Book.author)
                .where(Book.publisher_id == n + 1)
                .group_by(Author.country)
                .order_by(Author.country)
            )
            with self.Session() as session:
                return session.execute(query).all()

        return Operation(run, operation.averages)

    def exists(self) -> Operation:
        def run(n: int) -> Any:
            inner = sa.select(Book.id).where(Book.author_id == operation.author_key(n), Book.pages > 200)
            with self.Session() as session:
                return bool(session.scalar(sa.select(inner.exists())))

        return Operation(run)

    def count(self) -> Operation:
        def run(n: int) -> Any:
            query = sa.select(sa.func.count()).select_from(Book).where(Book.author_id == operation.author_key(n))
            with self.Session() as session:
                return session.scalar(query)

        return Operation(run)

    # --- writing -----------------------------------------------------------------------------------------------------

    def insert_autocommit(self) -> Operation:
        values = tables.entries()

        def run(n: int) -> Any:
            with self.Session() as session:
                entry = Entry(**values[n])
                session.add(entry)
                session.flush()
                key = entry.id
                session.commit()
                return key

        return Operation(run)

    def insert_transaction(self) -> Operation:
        values = tables.entries()

        def run(n: int) -> Any:
            entry = Entry(**values[n])
            self.session.add(entry)
            self.session.flush()
            return entry.id

        return Operation(run)

    def bulk_10k(self) -> Operation:
        rows = tables.entries()[: tables.WRITTEN_AT_ONCE]

        def run(n: int) -> None:
            self.session.add_all([Entry(**values) for values in rows])
            self.session.flush()

        return Operation(run)

    def _loading(self, model: Any) -> tuple[list[Any], Any]:
        items: list[Any] = []

        def load() -> None:
            with self.Session(expire_on_commit=False) as session:
                items[:] = session.scalars(sa.select(model).order_by(model.id)).all()
                session.expunge_all()

        return items, load

    def save_one_field(self) -> Operation:
        entries, load = self._loading(Entry)

        def run(n: int) -> None:
            with self.Session(expire_on_commit=False) as session:
                session.add(entries[n])
                entries[n].count = n + 7
                session.commit()

        return Operation(run, before=load)

    def save_1000(self) -> Operation:
        entries, load = self._loading(Entry)

        def attach() -> None:
            self.session.add_all(entries)

        def run(n: int) -> None:
            for number, entry in enumerate(entries):
                entry.count = number + 9
                entry.note = "saved again"
            self.session.flush()

        return Operation(run, before=load, inside=attach)

    def filter_update(self) -> Operation:
        def run(n: int) -> Any:
            statement = sa.update(Entry).where(Entry.id == n + 1, Entry.count >= 0)
            with self.Session() as session:
                changed = session.execute(statement.values(count=n, note="updated")).rowcount
                session.commit()
                return changed

        return Operation(run)

    def _deleting(self, model: Any, rows: int) -> Operation:
        items, load = self._loading(model)

        def run(n: int) -> int:
            with self.Session() as session:
                session.delete(items[n])
                session.commit()
                return rows

        return Operation(run, before=load)

    def delete_one(self) -> Operation:
        return self._deleting(Entry, 1)

    def delete_cascade(self) -> Operation:
        return self._deleting(Folder, 7)

    def get_or_create(self) -> Operation:
        rows = tables.entries()

        def run(n: int) -> bool:
            values = rows[n + 1]
            with self.Session() as session:
                found = session.scalars(sa.select(Entry).where(Entry.title == values["title"])).one_or_none()
                if found is not None:
                    return False
                session.add(Entry(**values))
                session.commit()
                return True

        return Operation(run)

    # --- several databases -------------------------------------------------------------------------------------------

    def using_other(self) -> Operation:
        def run(n: int) -> Any:
            with self.makers["other"]() as session:
                return session.get(Book, operation.book_key(n))

        return Operation(run, operation.book_row)

    def routers_get(self) -> Operation:
        makers = self.makers

        class Routed(orm.Session):
            """A session that is told its database for each statement."""

            def get_bind(self, mapper: Any = None, **kwargs: Any) -> Any:
                return makers["other"].kw["bind"]

        def run(n: int) -> Any:
            with Routed() as session:
                return session.get(Book, operation.book_key(n))

        return Operation(run, operation.book_row)

    def gather_4(self) -> Operation:
        def run(n: int) -> Any:
            query = sa.select(Book).where(Book.author_id == operation.author_key(n))
            found: list[Any] = []
            for maker in self.makers.values():
                with maker() as session:
                    found += session.scalars(query)
            return found

        return Operation(run, _sorted_books)


def _sorted_books(found: Any) -> Any:
    return sorted(map(operation.book_row, found))



PEER = Mapper
