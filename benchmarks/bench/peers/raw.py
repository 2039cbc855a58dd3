"""The plain driver: SQL written by hand, rows as the driver gives them. On SQLite nothing is converted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import operation, tables
from bench.operation import Operation, Peer

_COLUMNS = "id, title, author_id, publisher_id, price, published, in_print, pages"
_BOOK = f"SELECT {_COLUMNS} FROM book"
_COMPLEX = """
    SELECT b.id, b.title, b.author_id, b.publisher_id, b.price, b.published, b.in_print, b.pages, COUNT(r.id) AS number
    FROM book b
    JOIN author a ON a.id = b.author_id
    JOIN publisher p ON p.id = b.publisher_id
    LEFT JOIN review r ON r.book_id = b.id
    WHERE (b.author_id = 7 OR b.author_id = ?) AND a.born > 1900 AND
         b.pages >= ? AND b.pages < 900 AND b.in_print AND p.city = 'City 3'
    GROUP BY b.id, b.title, b.author_id, b.publisher_id, b.price, b.published, b.in_print, b.pages
    ORDER BY number DESC, b.title
    LIMIT 20
"""
_FIELDS = tuple(tables.entry(0))


class Raw(Peer):
    """DB-API cursors and nothing else."""

    def set_up(self) -> None:
        self.connections = {alias: place.connect(self.driver) for alias, place in self.places.items()}
        self.connection = self.connections["default"]
        self.mark = "?" if self.engine == "sqlite" else "%s"
        if self.engine == "postgresql":
            for connection in self.connections.values():
                connection.autocommit = True

    def sql(self, text: str) -> str:
        """Return a statement with the driver's placeholders and the engine's quotes."""
        text = text.replace("?", self.mark)
        return text.replace('"', "`") if self.engine == "mysql" else text

    @contextmanager
    def transaction(self) -> Iterator[None]:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN")
        yield
        cursor.execute("COMMIT")

    def close(self) -> None:
        for connection in self.connections.values():
            connection.close()

    def _one(self, text: str, alias: str = "default") -> Any:
        """Return what runs a query and fetches one row."""
        sql, cursor = self.sql(text), self.connections[alias].cursor

        def run(*values: Any) -> Any:
            current = cursor()
            current.execute(sql, values)
            return current.fetchone()

        return run

    def _all(self, text: str, alias: str = "default") -> Any:
        """Return what runs a query and fetches all rows."""
        sql, cursor = self.sql(text), self.connections[alias].cursor

        def run(*values: Any) -> Any:
            current = cursor()
            current.execute(sql, values)
            return current.fetchall()

        return run

    def _run(self, text: str) -> Any:
        """Return what runs a statement."""
        sql, cursor = self.sql(text), self.connection.cursor

        def run(*values: Any) -> int:
            current = cursor()
            current.execute(sql, values)
            return current.rowcount

        return run

    # --- reading -----------------------------------------------------------------------------------------------------

    def get_pk(self) -> Operation:
        one = self._one(f"{_BOOK} WHERE id = ?")
        return Operation(lambda n: one(operation.book_key(n)), operation.book_values)

    def filter_first(self) -> Operation:
        one = self._one(f"{_BOOK} WHERE author_id = ? AND pages > ? ORDER BY id LIMIT 1")
        return Operation(lambda n: one(operation.author_key(n), 200), operation.book_values)

    def filter_fk_100(self) -> Operation:
        books = self._all(f"{_BOOK} WHERE author_id = ?")
        return Operation(lambda n: books(operation.author_key(n)), _sorted_books)

    def in_100(self) -> Operation:
        books = self._all(f"{_BOOK} WHERE id IN ({', '.join('?' * 100)})")
        return Operation(lambda n: books(*operation.hundred_keys(n)), _sorted_books)

    def tuples_20k(self) -> Operation:
        books = self._all(_BOOK)
        return Operation(lambda n: books(), _sorted_books)

    instances_20k = tuples_20k

    def dicts_20k(self) -> Operation:
        sql = self.sql(_BOOK)

        def run(n: int) -> Any:
            cursor = self.connection.cursor()
            cursor.execute(sql)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        return Operation(run, lambda found: sorted(map(operation.book_dict, found)))

    def joined_2k(self) -> Operation:
        joined = self._all(
            "SELECT r.id, r.book_id, r.stars, r.body, b.id, b.title, b.author_id, b.publisher_id, b.price, "
            "b.published, b.in_print, b.pages, a.id, a.name, a.country, a.born "
            "FROM review r JOIN book b ON b.id = r.book_id JOIN author a ON a.id = b.author_id ORDER BY r.id LIMIT 2000"
        )
        return Operation(lambda n: joined(), lambda rows: [(row[0], row[3], row[5], row[13]) for row in rows])

    def prefetch_200(self) -> Operation:
        marks = ", ".join("?" * 200)
        books = self._all(f"{_BOOK} WHERE id > ? AND id <= ?")
        reviews = self._all(f"SELECT id, book_id, stars, body FROM review WHERE book_id IN ({marks})")
        tags = self._all(
            "SELECT bt.book_id, t.id, t.name FROM tag t JOIN book_tags bt ON bt.tag_id = t.id "
            f"WHERE bt.book_id IN ({marks})"
        )

        def run(n: int) -> Any:
            found = books(n * 200, (n + 1) * 200)
            keys = [row[0] for row in found]
            of_books: dict[Any, Any] = {row[0]: (row, [], []) for row in found}
            for review in reviews(*keys):
                of_books[review[1]][1].append(review)
            for tag in tags(*keys):
                of_books[tag[0]][2].append(tag)
            return list(of_books.values())

        def plain(found: Any) -> Any:
            return sorted(
                (book[0], sorted(review[3] for review in reviews), sorted(tag[2] for tag in tags))
                for book, reviews, tags in found
            )

        return Operation(run, plain)

    def complex_run(self) -> Operation:
        rows = self._all(_COMPLEX)
        return Operation(lambda n: rows(8 + n % 3, 100 + n % 10), lambda found: [(row[1], row[-1]) for row in found])

    def group_by(self) -> Operation:
        rows = self._all(
            "SELECT a.country, COUNT(b.id), AVG(b.price) FROM book b JOIN author a ON a.id = b.author_id "
            "WHERE b.publisher_id = ? GROUP BY a.country ORDER BY a.country"
        )
        return Operation(lambda n: rows(n + 1), operation.averages)

    def exists(self) -> Operation:
        one = self._one("SELECT 1 FROM book WHERE author_id = ? AND pages > ? LIMIT 1")
        return Operation(lambda n: one(operation.author_key(n), 200) is not None)

    def count(self) -> Operation:
        one = self._one("SELECT COUNT(*) FROM book WHERE author_id = ?")
        return Operation(lambda n: one(operation.author_key(n))[0])

    # --- writing -----------------------------------------------------------------------------------------------------

    def _rows(self) -> tuple[list[tuple[Any, ...]], Any]:
        """Return the rows to write, and what makes of one of them what the driver takes."""
        bound = _for_sqlite if self.engine == "sqlite" else tuple
        return [tuple(values.values()) for values in tables.entries()], bound

    def _insert(self) -> tuple[str, bool]:
        names = ", ".join(f'"{name}"' for name in _FIELDS)
        sql = f"INSERT INTO entry ({names}) VALUES ({', '.join('?' * len(_FIELDS))})"
        returning = self.engine == "postgresql"
        return self.sql(sql + " RETURNING id" if returning else sql), returning

    def insert_autocommit(self) -> Operation:
        sql, returning = self._insert()
        cursor, (rows, bound) = self.connection.cursor, self._rows()

        def run(n: int) -> Any:
            current = cursor()
            current.execute(sql, bound(rows[n]))
            return current.fetchone()[0] if returning else current.lastrowid

        return Operation(run)

    insert_transaction = insert_autocommit

    def bulk_10k(self) -> Operation:
        sql, _ = self._insert()
        sql = sql.removesuffix(" RETURNING id")
        rows, bound = self._rows()
        rows = rows[: tables.WRITTEN_AT_ONCE]

        def run(n: int) -> None:
            self.connection.cursor().executemany(sql, [bound(row) for row in rows])

        if self.driver == "psycopg2":
            from psycopg2.extras import execute_values

            text = sql[: sql.index("VALUES")] + "VALUES %s"

            def run(n: int) -> None:  # noqa: F811
                execute_values(self.connection.cursor(), text, rows, page_size=1000)

        return Operation(run)

    def save_one_field(self) -> Operation:
        update = self._run('UPDATE entry SET "count" = ? WHERE id = ?')

        def run(n: int) -> None:
            update(n + 7, n + 1)

        return Operation(run)

    def save_1000(self) -> Operation:
        names = ", ".join(f'"{name}" = ?' for name in _FIELDS)
        update, (rows, bound) = self._run(f"UPDATE entry SET {names} WHERE id = ?"), self._rows()

        def run(n: int) -> None:
            for number in range(1000):
                title, kind, amount, created, is_open, _, _ = loaded[number]
                update(title, kind, amount, created, is_open, number + 9, "saved again", number + 1)

        loaded: list[Any] = [bound(row) for row in rows[1:1001]]
        return Operation(run)

    def filter_update(self) -> Operation:
        update = self._run('UPDATE entry SET "count" = ?, note = ? WHERE id = ? AND "count" >= ?')
        return Operation(lambda n: update(n, "updated", n + 1, 0))

    def delete_one(self) -> Operation:
        delete = self._run("DELETE FROM entry WHERE id = ?")
        return Operation(lambda n: delete(n + 1))

    def delete_cascade(self) -> Operation:
        pages = self._run("DELETE FROM page WHERE folder_id IN (?)")
        stamps = self._run("DELETE FROM stamp WHERE folder_id IN (?)")
        folder = self._run("DELETE FROM folder WHERE id IN (?)")
        return Operation(lambda n: pages(n + 1) + stamps(n + 1) + folder(n + 1))

    def get_or_create(self) -> Operation:
        names = ", ".join(f'"{name}"' for name in _FIELDS)
        one = self._one(f"SELECT id, {names} FROM entry WHERE title = ? LIMIT 21")
        insert = self.insert_autocommit().run

        def run(n: int) -> bool:
            if one(f"Entry {n + 1}") is not None:
                return False
            insert(n + 1)
            return True

        return Operation(run)

    # --- several databases -------------------------------------------------------------------------------------------

    def using_other(self) -> Operation:
        one = self._one(f"{_BOOK} WHERE id = ?", "other")
        return Operation(lambda n: one(operation.book_key(n)), operation.book_values)

    routers_get = using_other

    def gather_4(self) -> Operation:
        queries = [self._all(f"{_BOOK} WHERE author_id = ?", alias) for alias in self.places]

        def run(n: int) -> Any:
            author = operation.author_key(n)
            return [row for query in queries for row in query(author)]

        return Operation(run, _sorted_books)


def _sorted_books(found: Any) -> Any:
    return sorted(map(operation.book_values, found))


def _for_sqlite(values: tuple[Any, ...]) -> tuple[Any, ...]:
    title, kind, amount, created, is_open, count, note = values
    return title, kind, str(amount), created.isoformat(" "), is_open, count, note



PEER = Raw
