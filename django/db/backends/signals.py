"""Signals of engines."""

from __future__ import annotations

from django.dispatch import Signal

#: A connection to a database was established: `connection`.
connection_created = Signal()
