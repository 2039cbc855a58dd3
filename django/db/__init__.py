"""Databases: `connections` by alias, the default `connection`, `router`, `transaction` and the errors."""

from __future__ import annotations

from django.db.connections import ConnectionHandler, connection, connections
from django.db.errors import (
    CrossDatabaseError,
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    PartialCommitError,
    ProgrammingError,
    ReadOnlyDatabaseError,
)
from django.db.execution import run as _run  # noqa: F401  (bound statements can be executed from here on)
from django.db.lifecycle import close_old_connections, reset_queries
from django.db.names import DEFAULT_DB_ALIAS, DJANGO_VERSION_PICKLE_KEY
from django.db.routing.router import router
from django.db.transaction import atomic as _atomic  # noqa: F401  (schema editors can begin transactions from here on)

__all__ = [
    "DEFAULT_DB_ALIAS",
    "DJANGO_VERSION_PICKLE_KEY",
    "ConnectionHandler",
    "CrossDatabaseError",
    "DataError",
    "DatabaseError",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "PartialCommitError",
    "ProgrammingError",
    "ReadOnlyDatabaseError",
    "close_old_connections",
    "connection",
    "connections",
    "reset_queries",
    "router",
]
