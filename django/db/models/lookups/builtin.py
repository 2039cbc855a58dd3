"""All built-in lookups: loading these files registers them on the fields they are for."""

from django.db.models.lookups import comparison, dates, integers, json, related, text, tuples

__all__ = ["comparison", "dates", "integers", "json", "related", "text", "tuples"]
