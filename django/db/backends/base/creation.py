"""BaseDatabaseCreation."""
from __future__ import annotations
class BaseDatabaseCreation:
    def __init__(self, connection): self.connection=connection
