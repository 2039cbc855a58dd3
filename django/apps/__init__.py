"""The installed applications and their models. The rooms are ``config`` and ``registry``."""

from __future__ import annotations

from django.apps.config import AppConfig
from django.apps.registry import apps

__all__ = ["AppConfig", "apps"]
