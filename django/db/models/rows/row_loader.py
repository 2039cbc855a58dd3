"""Loaders of rows that stay rows: tuples, dicts, the values of one column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.plan.layout import Reading, RowLayout
from django.db.models.rows.source import Rows, Source, targets


def row_values(source: Source, layout: RowLayout) -> tuple[list[str], int]:
    """Return the source text of each value of a row, and how many columns they take."""
    values: list[str] = []
    position = 0
    for _, expression in layout.columns:
        targets = getattr(expression, "targets", None)
        width = len(targets) if targets and len(targets) > 1 else 1
        if width == 1:
            values.append(source.converted(f"c{position}", expression))
        else:
            parts = zip(range(position, position + width), expression.get_cols(), strict=True)
            values.append("(" + ", ".join(source.converted(f"c{i}", part) for i, part in parts) + ",)")
        position += width
    return values, position


def row_loader(
    reading: Reading, connection: Any, form: str, maker: Any = None, *, inlined: bool = True
) -> Callable[[Rows, Any], list[Any]]:
    """Return the loader of rows, called with (rows, connection).

    The form is "tuple", "dict", "flat" (first column) or "made" (maker called with the tuple).
    """
    source = Source(connection, inlined=inlined)
    values, width = row_values(source, reading.layout)
    names = [name for name, _ in reading.layout.columns]
    untouched = values == [f"c{i}" for i in range(width)] and not reading.hidden
    if form == "tuple" and untouched:
        return lambda rows, connection: list(rows)
    # A starred rest takes the hidden columns that only serve the statement.
    rest = "*_" if reading.hidden else ""
    item = {
        "tuple": "(" + ", ".join(values) + ("," if len(values) == 1 else "") + ")",
        "dict": "{" + ", ".join(f"{name!r}: {value}" for name, value in zip(names, values, strict=True)) + "}",
        "flat": values[0] if values else "None",
        "made": f"make(({', '.join(values)},))",
    }[form]
    source.names["make"] = maker
    return source.loader(
        "rows, connection",
        lambda depth: source.add(depth, f"return [{item} for ({targets(width)}{rest}) in rows]"),
        lambda: row_loader(reading, connection, form, maker, inlined=False),
    )
