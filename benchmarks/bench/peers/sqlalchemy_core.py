"""SQLAlchemy without its mapper: tables, statements with bound parameters, rows."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

from bench import operation, tables
from bench.operation import Operation, Peer

_TYPES = {
    "key": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "ref": sa.BigInteger,
    "int": sa.Integer,
    "bool": sa.Boolean,
    "text": sa.String(100),
    "money": sa.Numeric(10, 2),
    "moment": sa.DateTime,
}
_DRIVERS = {"psycopg": "postgresql+psycopg", "psycopg2": "postgresql+psycopg2", "MySQLdb": "mysql+mysqldb"}


def engine(place: Any, driver: str) -> sa.Engine:
    """Return SQLAlchemy's engine for a database; outside of `begin` it commits by itself."""
    if place.engine == "sqlite":
        made = sa.create_engine(f"sqlite:///{place.name}", isolation_level="AUTOCOMMIT", poolclass=sa.StaticPool)
        sa.event.listen(made, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys = ON"))
        return made
    usual = "psycopg" if place.engine == "postgresql" else "MySQLdb"
    url = sa.URL.create(
        _DRIVERS[driver or usual], place.user, place.password or None, place.host, place.port, place.name
    )
    return sa.create_engine(url, isolation_level="AUTOCOMMIT")


class Core(Peer):
    """One connection for each database, open all the time."""

    def set_up(self) -> None:
        self.engines = {alias: engine(place, self.driver) for alias, place in self.places.items()}
        self.connections = {alias: made.connect() for alias, made in self.engines.items()}
        self.connection = self.connections["default"]
        metadata = sa.MetaData()
        self.tables = {
            name: sa.Table(
                name,
                metadata,
                *[sa.Column(column, _TYPES[kind], primary_key=kind == "key") for column, kind in columns.items()],
            )
            for name, columns in tables.TABLES.items()
        }
        self.book, self.entry = self.tables["book"], self.tables["entry"]

    def transaction(self) -> AbstractContextManager[Any]:
        return _Transaction(self)

    def close(self) -> None:
        for connection in self.connections.values():
            connection.close()

    def _all(self, statement: Any, **values: Any) -> Any:
        return self.connection.execute(statement, values).all()

    # --- reading -----------------------------------------------------------------------------------------------------

    def get_pk(self) -> Operation:
        book = self.book

        def run(n: int) -> Any:
            return self.connection.execute(sa.select(book).where(book.c.id == operation.book_key(n))).one()

        return Operation(run, operation.book_values)

    def filter_first(self) -> Operation:
        book = self.book

        def run(n: int) -> Any:
            statement = (
                sa.select(book)
                .where(book.c.author_id == operation.author_key(n), book.c.pages > 200)
                .order_by(book.c.id)
                .limit(1)
            )
            return self.connection.execute(statement).first()

        return Operation(run, operation.book_values)

    def filter_fk_100(self) -> Operation:
        book = self.book
        return Operation(
            lambda n: self._all(sa.select(book).where(book.c.author_id == operation.author_key(n))), _sorted_books
        )

    def in_100(self) -> Operation:
        book = self.book
        return Operation(
            lambda n: self._all(sa.select(book).where(book.c.id.in_(operation.hundred_keys(n)))), _sorted_books
        )

    def tuples_20k(self) -> Operation:
        return Operation(lambda n: self._all(sa.select(self.book)), _sorted_books)

    def dicts_20k(self) -> Operation:
        def run(n: int) -> Any:
            return [dict(row) for row in self.connection.execute(sa.select(self.book)).mappings()]

        return Operation(run, lambda found: sorted(map(operation.book_dict, found)))

    def group_by(self) -> Operation:
        book, author = self.book, self.tables["author"]

        def run(n: int) -> Any:
            statement = (
                sa.select(author.c.country, sa.func.count(book.c.id), sa.func.avg(book.c.price))
                .select_from(book.join(author, author.c.id == book.c.author_id))
                .where(book.c.publisher_id == n + 1)
                .group_by(author.c.country)
                .order_by(author.c.country)
            )
            return self._all(statement)

        return Operation(run, operation.averages)

    def exists(self) -> Operation:
        book = self.book

        def run(n: int) -> Any:
            inner = sa.select(book.c.id).where(book.c.author_id == operation.author_key(n), book.c.pages > 200)
            return bool(self.connection.execute(sa.select(inner.exists())).scalar())

        return Operation(run)

    def count(self) -> Operation:
        book = self.book

        def run(n: int) -> Any:
            statement = sa.select(sa.func.count()).select_from(book)
            return self.connection.execute(statement.where(book.c.author_id == operation.author_key(n))).scalar()

        return Operation(run)

    # --- writing -----------------------------------------------------------------------------------------------------

    def insert_autocommit(self) -> Operation:
        insert, values = sa.insert(self.entry), tables.entries()
        return Operation(lambda n: self.connection.execute(insert, values[n]).inserted_primary_key[0])

    insert_transaction = insert_autocommit

    def bulk_10k(self) -> Operation:
        insert, rows = sa.insert(self.entry), list(tables.entries()[: tables.WRITTEN_AT_ONCE])

        def run(n: int) -> None:
            self.connection.execute(insert, rows)

        return Operation(run)

    def save_one_field(self) -> Operation:
        entry = self.entry

        def run(n: int) -> None:
            self.connection.execute(sa.update(entry).where(entry.c.id == n + 1).values(count=n + 7))

        return Operation(run)

    def filter_update(self) -> Operation:
        entry = self.entry

        def run(n: int) -> Any:
            statement = sa.update(entry).where(entry.c.id == n + 1, entry.c.count >= 0)
            return self.connection.execute(statement.values(count=n, note="updated")).rowcount

        return Operation(run)

    def delete_one(self) -> Operation:
        entry = self.entry
        return Operation(lambda n: self.connection.execute(sa.delete(entry).where(entry.c.id == n + 1)).rowcount)

    # --- several databases -------------------------------------------------------------------------------------------

    def using_other(self) -> Operation:
        book, connection = self.book, self.connections["other"]

        def run(n: int) -> Any:
            return connection.execute(sa.select(book).where(book.c.id == operation.book_key(n))).one()

        return Operation(run, operation.book_values)

    def gather_4(self) -> Operation:
        book, connections = self.book, tuple(self.connections.values())

        def run(n: int) -> Any:
            statement = sa.select(book).where(book.c.author_id == operation.author_key(n))
            return [row for connection in connections for row in connection.execute(statement)]

        return Operation(run, _sorted_books)


class _Transaction:
    """A transaction on a connection of its own, which stands in for the open one."""

    def __init__(self, peer: Core) -> None:
        self.peer = peer

    def __enter__(self) -> None:
        self.before = self.peer.connection
        if self.peer.engine == "sqlite":
            self.before.exec_driver_sql("BEGIN")
        else:
            self.peer.connection = self.peer.engines["default"].execution_options(isolation_level=_LEVEL).connect()

    def __exit__(self, *failure: Any) -> None:
        if self.peer.engine == "sqlite":
            self.before.exec_driver_sql("COMMIT")
        else:
            self.peer.connection.commit()
            self.peer.connection.close()
            self.peer.connection = self.before


_LEVEL = "READ COMMITTED"


def _sorted_books(found: Any) -> Any:
    return sorted(map(operation.book_values, found))



PEER = Core
