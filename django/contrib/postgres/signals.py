"""Types of extensions: they have another number in each database, which the driver must be told on each connection."""

from __future__ import annotations

from functools import cache
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


def _numbers_of(connection_alias: str, type_name: str) -> Numbers:
    with connections[connection_alias].cursor() as cursor:
        cursor.execute("SELECT oid, typarray FROM pg_catalog.pg_type WHERE typname = %s", (type_name,))
        rows = cursor.fetchall()
    return tuple(oid for oid, _ in rows), tuple(array for _, array in rows)


@cache
def get_hstore_oids(connection_alias: str) -> Numbers:
    """Return the object identifiers of hstore and of its arrays in a database; asked once per alias.

    There are several if the extension is installed in several schemas, none if it is not installed.
    """
    return _numbers_of(connection_alias, "hstore")


@cache
def get_citext_oids(connection_alias: str) -> Numbers:
    """Return the object identifiers of citext and of its arrays in a database, as `get_hstore_oids`."""
    return _numbers_of(connection_alias, "citext")


def forget_types() -> None:
    """Ask for the object identifiers anew when they are needed next: an extension has been created or dropped."""
    get_hstore_oids.cache_clear()
    get_citext_oids.cache_clear()


def register_type_handlers(connection: Any, **kwargs: Any) -> None:
    """Teach a new connection to read values of hstore and arrays of citext. A receiver of `connection_created`."""
    if connection.vendor != "postgresql" or connection.alias == NO_DB_ALIAS:
        return
    for oid, array_oid in zip(*get_hstore_oids(connection.alias), strict=True):
        driver.register_hstore(connection.connection, oid, array_oid)
    for oid, array_oid in zip(*get_citext_oids(connection.alias), strict=True):
        driver.register_citext(connection.connection, oid, array_oid)
