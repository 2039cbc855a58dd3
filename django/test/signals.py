"""What must be forgotten when a test changes a setting, so that the next reader sees the new value.

Connections and the routers listen for themselves (``django.db.lifecycle``); here is the rest. A room that no program
has loaded has nothing to forget: it is looked for among the loaded modules, never imported.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.test.reconnecting import enter_databases, leave_databases
from django.utils.functional import empty

__all__ = ["COMPLEX_OVERRIDE_SETTINGS", "setting_changed"]

# Overriding these asks for more than forgetting: open connections, test databases.
COMPLEX_OVERRIDE_SETTINGS = {"DATABASES"}


def when(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Call a function without arguments when one of these settings changes."""

    def register(forget: Callable[[], None]) -> Callable[[], None]:
        def changed(*, setting: str, **kwargs: Any) -> None:
            if setting in names:
                forget()

        setting_changed.connect(changed, weak=False, dispatch_uid=f"{__name__}.{forget.__name__}")
        return forget

    return register


@receiver(setting_changed)
def complex_setting_changed(*, enter: bool, setting: str, **kwargs: Any) -> None:
    """Warn of an override that concerns more than what is read next."""
    if enter and setting in COMPLEX_OVERRIDE_SETTINGS:
        warnings.warn(f"Overriding setting {setting} can lead to unexpected behavior.", stacklevel=_level_outside())


@receiver(setting_changed)
def change_databases(*, enter: bool, setting: str, **kwargs: Any) -> None:
    """Let ``connections`` have the databases of the new DATABASES, and later those of the old one again."""
    if setting == "DATABASES":
        enter_databases() if enter else leave_databases()


@when("TIME_ZONE")
def move_process() -> None:
    """Let the process live in the new time zone."""
    if hasattr(time, "tzset"):
        if settings.TIME_ZONE:
            os.environ["TZ"] = settings.TIME_ZONE
        else:
            os.environ.pop("TZ", None)
        time.tzset()


@when("AUTH_USER_MODEL", "INSTALLED_APPS")
def forget_swapped_models() -> None:
    """Forget what follows from which model is the user's."""
    apps.clear_cache()


@when("SERIALIZATION_MODULES")
def forget_serializers() -> None:
    """Look for serializers again."""
    _set("django.core.serializers", "_serializers", {})


@when("PASSWORD_HASHERS")
def forget_hashers() -> None:
    """Read the password hashers again."""
    _clear("django.contrib.auth.hashers", "get_hashers", "get_hashers_by_algorithm")


@when("AUTH_PASSWORD_VALIDATORS")
def forget_validators() -> None:
    """Read the password validators again."""
    _clear("django.contrib.auth.password_validation", "get_default_password_validators")


@when("INSTALLED_APPS")
def forget_commands() -> None:
    """Look for the commands of the apps again."""
    _clear("django.core.management", "get_commands")


@when("CACHES")
def forget_caches() -> None:
    """Make the caches anew."""
    _renew("django.core.cache", "caches")


@when("STORAGES", "MEDIA_ROOT", "DEFAULT_FILE_STORAGE")
def forget_storages() -> None:
    """Make the storages anew."""
    _renew("django.core.files.storage", "storages")
    default = getattr(sys.modules.get("django.core.files.storage"), "default_storage", None)
    if default is not None:
        default._wrapped = empty


@when("SITE_ID")
def forget_sites() -> None:
    """Forget the sites already fetched."""
    _set("django.contrib.sites.models", "SITE_CACHE", {})


def _level_outside() -> int:
    """The stack level, for the caller's ``warnings.warn``, of the line that entered the override."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(("django.dispatch", "django.test.")):
        level, frame = level + 1, frame.f_back
    return level


def _clear(module: str, *functions: str) -> None:
    loaded = sys.modules.get(module)
    for name in functions:
        cached = getattr(loaded, name, None)
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def _renew(module: str, name: str) -> None:
    # Others hold this very object: it is made again in its place.
    handler = getattr(sys.modules.get(module), name, None)
    if handler is not None:
        vars(handler).clear()
        handler.__init__()


def _set(module: str, name: str, value: Any) -> None:
    loaded = sys.modules.get(module)
    if loaded is not None and hasattr(loaded, name):
        setattr(loaded, name, value)
