"""Databases: `connections` by alias, the default `connection`, `router`, `transaction` and the errors."""

from __future__ import annotations

from django.utils.late import late_rooms

# Not needed before a database is asked.
late_rooms(__name__, "transaction")

from django.db import transaction
from django.db.backends import questions
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
from django.db.execution import run
from django.db.lifecycle import close_old_connections, reset_queries
from django.db.names import DEFAULT_DB_ALIAS, DJANGO_VERSION_PICKLE_KEY
from django.db.routing.router import router

# From here on bound statements can be executed, and schema editors can begin transactions.
questions.run_bound = lambda sql, params, alias: run.run_bound(sql, params, alias)
questions.atomic = lambda alias: transaction.atomic(alias)

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
