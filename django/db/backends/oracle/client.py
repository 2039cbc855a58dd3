"""How to start sqlplus."""

from __future__ import annotations

from django.db.backends.base.client import BaseDatabaseClient


class DatabaseClient(BaseDatabaseClient):
    """Starts `sqlplus`, under `rlwrap` where that is installed: sqlplus itself has no line editing."""

    executable_name = "sqlplus"
    wrapper_name = "rlwrap"
