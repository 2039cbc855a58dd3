"""The configuration of the sessions app."""

from __future__ import annotations

from django.apps.config import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    """Sessions kept in the database."""

    name = "django.contrib.sessions"
    verbose_name = _("Sessions")
