"""DDL of Oracle."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class DatabaseSchemaEditor(BaseDatabaseSchemaEditor):
    """Creates, changes and drops tables of Oracle."""
