"""The databases that fields ask outside of queries: limits of an engine for validators and checks, related rows."""

from __future__ import annotations

from typing import Any

from django.db.connections import connections
from django.db.routing.router import router


def connection_for(alias: str) -> Any:
    """Return the connection configured under ``alias`` (not opened)."""
    return connections[alias]


def write_alias(model: Any) -> str:
    """Return where rows of ``model`` are written by default."""
    return router.db_for_write(model)


def read_alias(model: Any, instance: Any) -> str:
    """Return where rows of ``model`` that belong to ``instance`` are read."""
    return router.db_for_read(model, instance=instance)


def may_migrate(alias: str, model: Any) -> bool:
    """Return whether tables of ``model`` belong to this database."""
    return router.allow_migrate_model(alias, model)


def name_length_limit() -> int | None:
    """Return the length of the longest name of a table; models are made before any query is routed."""
    return connections["default"].ops.max_name_length()
