"""How the ground floor reads a setting, or the installed applications, without knowing the rooms that hold them.

Those rooms stand one floor above. They are found by their names, as engines are, when a value is first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

SETTINGS_ROOM = "django.conf"
APPS_ROOM = "django.apps"


def setting(name: str) -> Any:
    """Return the value of the setting ``name``; errors are those of ``django.conf.settings``."""
    return getattr(_source(), name)


def settings_configured() -> bool:
    """Tell whether settings are loaded, without loading them."""
    return bool(_source().configured)


def installed_apps() -> list[Any]:
    """Return the configurations of the installed applications; errors are those of ``django.apps.apps``."""
    return list(_room(APPS_ROOM).apps.get_app_configs())


def _source() -> Any:
    return _room(SETTINGS_ROOM).settings


def _room(name: str) -> Any:
    room = sys.modules.get(name)
    return import_module(name) if room is None else room
