"""What the engine of an unconfigured database can do: nothing."""

from __future__ import annotations

from django.db.backends.base.features import BaseDatabaseFeatures


class DummyDatabaseFeatures(BaseDatabaseFeatures):
    """Nothing is supported."""

    supports_transactions = False
    uses_savepoints = False
