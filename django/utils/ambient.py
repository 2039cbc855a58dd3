"""How the ground floor reads a setting without knowing the settings room.

The settings room stands one floor above. It is found by its name, as an engine is, when a value is first asked for.
"""

from __future__ import annotations

import sys
from typing import Any

SETTINGS_ROOM = "django.conf"


def setting(name: str) -> Any:
    """Return the value of the setting ``name``; errors are those of ``django.conf.settings``."""
    return getattr(_source(), name)


def settings_configured() -> bool:
    """Tell whether settings are loaded, without loading them."""
    return bool(_source().configured)


def _source() -> Any:
    room = sys.modules.get(SETTINGS_ROOM)
    if room is None or not hasattr(room, "settings"):
        __import__(SETTINGS_ROOM)
        room = sys.modules[SETTINGS_ROOM]
    return room.settings
