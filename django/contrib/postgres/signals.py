"""Types of extensions: they have another number in each database, which the driver must be told on each connection."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql.psycopg_any import driver

Numbers = tuple[tuple[int, ...], tuple[int, ...]]

#: Object identifiers of range types and what inspectdb calls their fields.
RANGE_KINDS = {
    3904: "django.contrib.postgres.fields.IntegerRangeField",
    3906: "django.contrib.postgres.fields.DecimalRangeField",
    3910: "django.contrib.postgres.fields.DateTimeRangeField",
    3912: "django.contrib.postgres.fields.DateRangeField",
    3926: "django.contrib.postgres.fields.BigIntegerRangeField",
}


class TypeNumbers:
    """The object identifiers of a type and of its arrays in a database; asked once per database.

    Changes only by being asked, and by `cache_clear()`.
    """

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name
        self._known: dict[tuple[Any, ...], Numbers] = {}

    def __call__(self, connection_alias: str) -> Numbers:
        """Return both; there are several if an extension is in several schemas, none if it is not installed."""
        return self.of(connections[connection_alias])

    def of(self, connection: Any) -> Numbers:
        """Return both for the database of a connection, which need not be one that its alias would give."""
        settings = connection.settings_dict
        # An alias means another database while tests run.
        key = (connection.alias, settings["HOST"], settings["PORT"], settings["NAME"])
        if key not in self._known:
            self._known[key] = self._asked(connection)
        return self._known[key]

    def _asked(self, connection: Any) -> Numbers:
        with connection.cursor() as cursor:
            cursor.execute("SELECT oid, typarray FROM pg_catalog.pg_type WHERE typname = %s", (self.type_name,))
            rows = cursor.fetchall()
        return tuple(oid for oid, _ in rows), tuple(array for _, array in rows)

    def cache_clear(self) -> None:
        """Ask anew."""
        self._known.clear()


get_hstore_oids = TypeNumbers("hstore")
get_citext_oids = TypeNumbers("citext")


def forget_types() -> None:
    """Ask for the object identifiers anew when they are needed next: an extension has been created or dropped."""
    get_hstore_oids.cache_clear()
    get_citext_oids.cache_clear()


def register_type_handlers(connection: Any, **kwargs: Any) -> None:
    """Teach a new connection to read values of hstore and arrays of citext. A receiver of `connection_created`."""
    if connection.vendor != "postgresql" or connection.alias == NO_DB_ALIAS:
        return
    for oid, array_oid in zip(*get_hstore_oids.of(connection), strict=True):
        driver.register_hstore(connection.connection, oid, array_oid)
    for oid, array_oid in zip(*get_citext_oids.of(connection), strict=True):
        driver.register_citext(connection.connection, oid, array_oid)
