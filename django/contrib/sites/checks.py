"""The system check of SITE_ID."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks.messages import Error


def check_site_id(app_configs: Any = None, **kwargs: Any) -> list[Any]:
    """Return an error if SITE_ID is there but no integer."""
    if isinstance(getattr(settings, "SITE_ID", None), int | None):
        return []
    return [Error("The SITE_ID setting must be an integer", id="sites.E101")]
