"""The one door to the databases: `read`, `stream`, `write`, `insert` of a Prepared with its values on an alias.

The usual statement goes the short way: compiled form, values, the driver's cursor. Only where somebody looks on
(logging, execute wrappers, a test's guard) or the transaction is broken does it go through the cursor that users get.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db.connections import connections
from django.db.errors import TransactionManagementError
from django.db.execution.prepared import Prepared
from django.db.routing.groups import refuse_write

Values = Sequence[Any]
Rows = list[tuple[Any, ...]]


def read(prepared: Prepared, values: Values, alias: str) -> Rows:
    """Return all rows.

    Args:
        prepared: a statement that returns rows.
        values: what its Params index.
        alias: the database.

    Raises:
        Error: what the database says, with `alias`.
    """
    return [] if prepared.is_empty else read_from(connections[alias], prepared, values)


def read_from(connection: Any, prepared: Prepared, values: Values) -> Rows:
    """Return all rows, as `read()` does, over a connection that is at hand."""
    try:
        statement = prepared.forms.get(connection.engine_key) or prepared.form(connection)
        if is_watched(connection, statement):
            return _read_watched(connection, statement, values)
        return connection.fetch_plain(*statement.bind(values, connection))
    except connection.Database.Error as error:
        raise _translated(connection, error) from error
    except EmptyResultSet:
        return []


def _read_watched(connection: Any, statement: Any, values: Values) -> Rows:
    cursor = _watched(connection, statement, values)
    if cursor is None:
        return []
    try:
        rows: Rows = cursor.fetchall()
        return rows
    finally:
        cursor.close()


def stream(prepared: Prepared, values: Values, alias: str, chunk_size: int) -> Iterator[Rows]:
    """Yield the rows in lists of at most `chunk_size`; the cursor stays open in between.

    Args:
        prepared: a statement that returns rows.
        values: what its Params index.
        alias: the database.
        chunk_size: rows per list.
    """
    if prepared.is_empty:
        return
    connection = connections[alias]
    try:
        statement = prepared.form(connection)
    except EmptyResultSet:
        return
    if statement.is_empty:
        return
    if statement.locks:
        _require_transaction(connection)
    with connection.chunked_cursor() as cursor:
        cursor.execute(*statement.written_out(values, connection))
        while rows := cursor.fetchmany(chunk_size):
            yield rows
            if len(rows) < chunk_size:
                return


def write(prepared: Prepared, values: Values, alias: str) -> int:
    """Run an UPDATE, DELETE or INSERT and return how many rows it touched.

    Raises:
        ReadOnlyDatabaseError: the alias takes no writes; nothing was sent.
        Error: what the database says, with `alias`.
    """
    if prepared.is_empty:
        return 0
    connection = connections[alias]
    if connection.read_only:
        refuse_write(alias)
    try:
        statement = prepared.forms.get(connection.engine_key) or prepared.form(connection)
        if is_watched(connection, statement):
            return _write_watched(connection, statement, values)
        count: int = connection.write_plain(*statement.bind(values, connection))
    except connection.Database.Error as error:
        raise _translated(connection, error) from error
    except EmptyResultSet:
        return 0
    connection.dirty = not connection.autocommit
    return count


def _write_watched(connection: Any, statement: Any, values: Values) -> int:
    cursor = _watched(connection, statement, values)
    if cursor is None:
        return 0
    connection.dirty = not connection.autocommit
    count: int = cursor.rowcount
    cursor.close()
    return count


def insert(prepared: Prepared, values: Values, alias: str) -> Rows:
    """Run an INSERT and return the wanted columns, one row per inserted row.

    On an engine that cannot return columns it is the last row's generated key alone.

    Raises:
        ReadOnlyDatabaseError: the alias takes no writes; nothing was sent.
        Error: what the database says, with `alias`.
    """
    connection = connections[alias]
    if connection.read_only:
        refuse_write(alias)
    cursor = _executed(connection, prepared, values)
    connection.dirty = not connection.autocommit
    try:
        if prepared.form(connection).returns_rows:
            # A list: some drivers give other sequences, and the rest of the house counts on one.
            return list(cursor.fetchall())
        return _last_key(connection, cursor, prepared.tree)
    except connection.Database.Error as error:
        raise _translated(connection, error) from error
    finally:
        cursor.close()


def insert_numbered(connection: Any, prepared: Prepared, values: Values) -> Any:
    """Run an INSERT of one row and return the number it was given as its key.

    Raises:
        ReadOnlyDatabaseError: the alias takes no writes; nothing was sent.
        Error: what the database says, with the alias.
    """
    if connection.read_only:
        refuse_write(connection.alias)
    tree: Any = prepared.tree
    try:
        statement = prepared.forms.get(connection.engine_key) or prepared.form(connection)
        if not is_watched(connection, statement):
            key = connection.insert_plain(*statement.bind(values, connection), tree)
            connection.dirty = not connection.autocommit
            return key
    except connection.Database.Error as error:
        raise _translated(connection, error) from error
    cursor = _watched(connection, statement, values)
    connection.dirty = not connection.autocommit
    key = connection.ops.last_insert_id(cursor, tree.table, tree.key)
    cursor.close()
    return key


def _last_key(connection: Any, cursor: Any, tree: Any) -> Rows:
    if not tree.returning:
        return []
    return [(connection.ops.last_insert_id(cursor, tree.table, tree.returning[0]),)]


def _executed(connection: Any, prepared: Prepared, values: Values) -> Any:
    """A cursor that has run the statement; None for a statement that need not be sent."""
    try:
        statement = prepared.forms.get(connection.engine_key) or prepared.form(connection)
        if is_watched(connection, statement):
            return _watched(connection, statement, values)
        return connection.execute_plain(*statement.bind(values, connection))
    except connection.Database.Error as error:
        raise _translated(connection, error) from error


def is_watched(connection: Any, statement: Any) -> Any:
    """Tell whether a statement must go the long way: somebody looks on, or something has to be done before."""
    return (
        connection.guarded
        or connection.execute_wrappers
        or connection.needs_rollback
        or connection.force_debug_cursor
        or connection.connection is None
        or not connection.health_check_done
        or settings.DEBUG
        or statement.locks
        or statement.is_empty
        or "cursor" in connection.__dict__
    )


def _watched(connection: Any, statement: Any, values: Values) -> Any:
    if statement.is_empty:
        return None
    if statement.locks:
        _require_transaction(connection)
    if connection.guarded == "start-up" and not connection.in_initialisation:
        connection.guarded = False
    cursor = connection.cursor()
    try:
        cursor.execute(*statement.written_out(values, connection))
    except BaseException:
        cursor.close()
        raise
    return cursor


def _require_transaction(connection: Any) -> None:
    """Refuse to lock rows for no longer than the statement that locks them."""
    if connection.get_autocommit():
        raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")


def _translated(connection: Any, error: BaseException) -> BaseException:
    translated = connection.wrap_database_errors.translate(error)
    return error if translated is None else translated


def run_bound(sql: str, params: Any, alias: str) -> Any:
    """Run a statement that has its values, and return its rows, if it gives any."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
