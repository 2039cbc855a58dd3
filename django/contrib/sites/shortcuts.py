"""get_current_site: the current site, with or without the sites app."""

from __future__ import annotations

from typing import Any

from django.apps.registry import apps
from django.contrib.sites.requests import RequestSite


def get_current_site(request: Any) -> Any:
    """Return the current Site, or a RequestSite where the sites app is not installed.

    Args:
        request: anything with `get_host()`; None where SITE_ID says it all.
    """
    if apps.is_installed("django.contrib.sites"):
        from django.contrib.sites.models import Site  # not installed, it could not be imported

        return Site.objects.get_current(request)
    return RequestSite(request)
