"""EXPLAIN of a prepared statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db.connections import connections
from django.db.execution.prepared import Prepared
from django.utils.regex_helper import _lazy_re_compile

# An option's name is written into the statement; nothing else can stand there.
OPTION_NAME = _lazy_re_compile(r"\w+(-\w+)*")


def explain(
    prepared: Prepared, values: Sequence[Any], alias: str, output_format: str | None, options: dict[str, Any]
) -> str:
    """Return the plan of `alias` for a statement, as text.

    Raises:
        ValueError: the engine does not know the format or an option; the message lists what it knows.
    """
    for name in options:
        if not OPTION_NAME.fullmatch(name):
            raise ValueError(f"Invalid option name: {name!r}.")
    connection = connections[alias]
    prefix = connection.ops.explain_query_prefix(output_format, **options)
    sql, params = prepared.form(connection).written_out(values, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {sql}", params)
        rows = cursor.fetchall()
    return "\n".join(" ".join(_as_text(part) for part in row) for row in rows)


def _as_text(part: Any) -> str:
    """A driver may have read a plan in JSON already."""
    return json.dumps(part) if isinstance(part, list | dict) else str(part)
