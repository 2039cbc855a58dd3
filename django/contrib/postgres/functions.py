"""Functions of PostgreSQL."""

from __future__ import annotations

from django.db.models import DateTimeField, Func, UUIDField

__all__ = ["RandomUUID", "TransactionNow"]


class RandomUUID(Func):
    """A random UUID (version 4)."""

    template = "GEN_RANDOM_UUID()"
    output_field = UUIDField()


class TransactionNow(Func):
    """The point in time at which the transaction began; the statement's own is `Now()`."""

    template = "CURRENT_TIMESTAMP"
    output_field = DateTimeField()
