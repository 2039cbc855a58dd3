"""A field that is gone, kept for the history of projects: a check says what to use instead."""

from __future__ import annotations

from django.db.models import JSONField as BuiltinJSONField

__all__ = ["JSONField"]


class JSONField(BuiltinJSONField):
    """JSON. Gone: `django.db.models.JSONField` is there for all engines."""

    system_check_removed_details = {
        "msg": "django.contrib.postgres.fields.JSONField is removed except for support in historical migrations.",
        "hint": "Use django.db.models.JSONField instead.",
        "id": "fields.E904",
    }
