"""A connection as compilers see it, over a bare SQLite database in memory: no settings, no models."""

import sqlite3

import pytest

from django.db.backends.sqlite3 import _functions
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.backends.sqlite3.operations import DatabaseOperations


class BareConnection:
    """What a compiler asks of a connection, and a way to run what it wrote."""

    vendor = "sqlite"
    display_name = "SQLite"
    alias = "default"
    timezone = None
    timezone_name = "UTC"

    def __init__(self):
        self.features = DatabaseFeatures(self)
        self.ops = DatabaseOperations(self)
        self.raw = sqlite3.connect(":memory:")
        _functions.register(self.raw)

    def compiler(self):
        return self.ops.compiler_class(self)

    def cursor(self):
        raise NotImplementedError

    def run(self, node, values=()):
        """Compile, bind and run one statement; return its rows."""
        sql, params = self.compiler().statement(node).bind(values, self)
        return self.raw.execute(sql, params).fetchall()

    def sql(self, node):
        return self.compiler().compile_node(node)[0]


@pytest.fixture
def connection():
    connection = BareConnection()
    yield connection
    connection.raw.close()


@pytest.fixture
def books(connection):
    """A table of three books; the last has no price."""
    connection.raw.execute(
        "CREATE TABLE book (id integer PRIMARY KEY, title text, price decimal, day date, at datetime, n integer)"
    )
    connection.raw.executemany(
        "INSERT INTO book VALUES (?, ?, ?, ?, ?, ?)",
        [
            (1, "100% _Wool_", 1.5, "2020-02-29", "2020-02-29 23:30:00", 4),
            (2, "back\\slash", 2.25, "2021-01-01", "2021-01-01 00:30:00", 5),
            (3, "Plain", None, None, None, None),
        ],
    )
    return connection
