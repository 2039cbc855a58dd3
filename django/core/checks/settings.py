"""A check for misspelt settings."""

from __future__ import annotations

from typing import Any

from django.conf import global_settings, settings
from django.core.checks.messages import CheckMessage, Warning
from django.core.checks.registry import register
from django.utils.near_miss import near_miss

#: Settings without a default, known all the same.
_ALSO_KNOWN = frozenset(("SITE_ID", "BASE_DIR"))
#: A program may have settings of its own: only what is this like to a known one is taken for a slip.
_CUTOFF = 0.9


@register("settings")
def check_setting_names(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of settings whose names are nearly those of known ones."""
    return slips_of(settings)


def slips_of(settings: Any) -> list[CheckMessage]:
    """Return a warning for each setting that is not known but nearly is.

    A known setting that the program sets as well is not the one that was meant.
    """
    known = global_settings.NAMES | _ALSO_KNOWN
    mine = {name for name in dir(settings) if name.isupper() and settings.is_overridden(name)}
    near = ((name, near_miss(name, known - mine, cutoff=_CUTOFF)) for name in sorted(mine - known))
    return [_misspelt(name, meant) for name, meant in near if meant is not None]


def _misspelt(name: str, meant: str) -> CheckMessage:
    return Warning(
        f"The setting {name} is not known, but {meant} is and is not set.",
        hint=f"Did you mean {meant}? Otherwise silence this check or choose a name less like it.",
        obj="settings",
        id="multidb.W001",
    )
