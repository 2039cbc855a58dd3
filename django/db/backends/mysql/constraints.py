"""References that lead nowhere, found by asking and told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def broken_references(connection: Any, cursor: Any, table_names: Iterable[str] | None) -> Iterator[str]:
    """Yield a sentence about each row whose reference leads nowhere.

    Args:
        connection: the connection.
        cursor: an open cursor of it.
        table_names: the tables whose references are checked; None: all.
    """
    introspection = connection.introspection
    for table in introspection.table_names(cursor) if table_names is None else table_names:
        primary_key = introspection.get_primary_key_column(cursor, table)
        if primary_key is None:
            continue
        for column, (target_column, target) in introspection.get_relations(cursor, table).items():
            yield from _broken(connection, cursor, (table, primary_key, column), (target, target_column))


def _broken(
    connection: Any, cursor: Any, source: tuple[str, str, str], referenced: tuple[str, str]
) -> Iterator[str]:
    quote = connection.ops.quote_name
    table, primary_key, column = source
    target, target_column = referenced
    cursor.execute(
        f"SELECT r.{quote(primary_key)}, r.{quote(column)} FROM {quote(table)} r "
        f"LEFT JOIN {quote(target)} t ON r.{quote(column)} = t.{quote(target_column)} "
        f"WHERE r.{quote(column)} IS NOT NULL AND t.{quote(target_column)} IS NULL"
    )
    for key, value in cursor.fetchall():
        yield (
            f"The row in table '{table}' with primary key '{key}' has an invalid foreign key: {table}.{column} "
            f"contains a value '{value}' that does not have a corresponding value in {target}.{target_column}."
        )
