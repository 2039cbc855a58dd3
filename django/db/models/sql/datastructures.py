"""What a question reads from."""

from django.db.models.plan.query import Source as Join
from django.db.query.sources import Table as BaseTable

__all__ = ["BaseTable", "Join"]
