"""SQL without what differs between engines only because each has quotes of its own."""

from __future__ import annotations


def unquoted(sql: object) -> str:
    """Return SQL without the quotes around names."""
    return str(sql).replace('"', "").replace("`", "")


def in_double_quotes(sql: object) -> str:
    """Return SQL with names in the quotes of the standard."""
    return str(sql).replace("`", '"')
