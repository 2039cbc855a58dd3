"""The public path of database errors, handler and router; the real rooms: `errors`, `connections`, `routing`."""

from __future__ import annotations

from django.db.backends.engines import load_engine as load_backend
from django.db.connections import ConnectionHandler
from django.db.errors import (
    CrossDatabaseError,
    DatabaseError,
    DatabaseErrorWrapper,
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
from django.db.names import DEFAULT_DB_ALIAS, DJANGO_VERSION_PICKLE_KEY
from django.db.routing.router import ConnectionRouter
from django.utils.connection import ConnectionDoesNotExist

__all__ = [
    "DEFAULT_DB_ALIAS",
    "DJANGO_VERSION_PICKLE_KEY",
    "ConnectionDoesNotExist",
    "ConnectionHandler",
    "ConnectionRouter",
    "CrossDatabaseError",
    "DataError",
    "DatabaseError",
    "DatabaseErrorWrapper",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "PartialCommitError",
    "ProgrammingError",
    "ReadOnlyDatabaseError",
    "load_backend",
]
