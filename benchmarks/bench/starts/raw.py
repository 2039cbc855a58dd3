"""Starting with the plain driver."""

from __future__ import annotations

import sqlite3


def start(models: int) -> None:
    """Do what a program without any mapper does: connect and create so many tables' worth of nothing."""
    sqlite3.connect(":memory:").execute("SELECT 1").fetchone()
