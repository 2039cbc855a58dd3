"""Test databases of Oracle: users and tablespaces of the same database."""

from __future__ import annotations

from django.db.backends.base.creation import BaseDatabaseCreation


class DatabaseCreation(BaseDatabaseCreation):
    """Creates and destroys test users and their tablespaces."""
