"""What is in an Oracle database, from its data dictionary."""

from __future__ import annotations

from django.db.backends.base.introspection import BaseDatabaseIntrospection


class DatabaseIntrospection(BaseDatabaseIntrospection):
    """Asks an Oracle database what is in it."""
