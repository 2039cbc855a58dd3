"""References that lead nowhere, found by asking SQLite and told in words."""

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
    quote = connection.ops.quote_name
    wanted = [f"PRAGMA foreign_key_check({quote(name)})" for name in table_names or ()]
    for pragma in wanted if table_names is not None else ["PRAGMA foreign_key_check"]:
        for table, rowid, referenced, key in cursor.execute(pragma).fetchall():
            yield _sentence(cursor, quote, table, rowid, referenced, key)


def _sentence(cursor: Any, quote: Any, table: str, rowid: int | None, referenced: str, key: int) -> str:
    parts = [row for row in cursor.execute(f"PRAGMA foreign_key_list({quote(table)})").fetchall() if row[0] == key]
    columns, targets = [row[3] for row in parts], [row[4] for row in parts]
    primary_key = _primary_key(cursor, quote, table)
    chosen = ", ".join(map(quote, [*primary_key, *columns]))
    row = cursor.execute(f"SELECT {chosen} FROM {quote(table)} WHERE rowid = {rowid or 'NULL'}").fetchone()
    values = row or (None,) * len([*primary_key, *columns])
    if None in targets:
        # Nothing named means the primary key.
        targets = _primary_key(cursor, quote, referenced)
    return (
        f"The row in table '{table}' with primary key '{_joined(values[: len(primary_key)])}' has an invalid foreign "
        f"key: {table}.{_joined(columns)} contains a value '{_joined(values[len(primary_key) :])}' that does not have "
        f"a corresponding value in {referenced}.{_joined(targets)}."
    )


def _primary_key(cursor: Any, quote: Any, table: str) -> list[str]:
    found = cursor.execute(f"PRAGMA table_info({quote(table)})").fetchall()
    return [row[1] for row in sorted((row for row in found if row[5]), key=lambda row: row[5])]


def _joined(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))
