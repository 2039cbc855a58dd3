"""The settings of the program: ``from django.conf import settings``.

They come from the module that the environment variable DJANGO_SETTINGS_MODULE names, or from ``settings.configure()``;
what neither sets has the value of ``django.conf.global_settings``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import global_settings
from django.conf.reference import SettingsReference as SettingsReference
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import LazyObject, empty
from django.utils.near_miss import did_you_mean

ENVIRONMENT_VARIABLE = "DJANGO_SETTINGS_MODULE"
#: The entries of STORAGES that have a meaning of their own.
DEFAULT_STORAGE_ALIAS = "default"
STATICFILES_STORAGE_ALIAS = "staticfiles"
_SEQUENCES = ("ALLOWED_HOSTS", "INSTALLED_APPS", "LOCALE_PATHS", "SECRET_KEY_FALLBACKS", "TEMPLATE_DIRS")
_ROOTED = ("MEDIA_URL", "STATIC_URL")
_ZONES = "/usr/share/zoneinfo"


class MissingSetting(AttributeError):
    """A setting that was asked for does not exist.

    The near miss is looked for when the message is read: ``getattr(settings, name, default)`` must be cheap.
    """

    def __init__(self, asked_of: str, setting: str, known: Callable[[], Iterable[str]]) -> None:
        super().__init__(f"{asked_of!r} object has no attribute {setting!r}", name=setting)
        self._known = known

    def __str__(self) -> str:
        hint = did_you_mean(str(self.name), self._known())
        return f"{super().__str__()}.{hint}" if hint else super().__str__()


class LazySettings(LazyObject):
    """The settings, loaded when the first one is read.

    Set or deleted on this object only before they are used, and by tests.
    """

    def _setup(self, name: str | None = None) -> None:
        module = os.environ.get(ENVIRONMENT_VARIABLE)
        if not module:
            asked = f"setting {name}" if name else "settings"
            raise ImproperlyConfigured(
                f"Requested {asked}, but settings are not configured. You must either define the environment variable "
                f"{ENVIRONMENT_VARIABLE} or call settings.configure() before accessing settings."
            )
        self._wrapped = Settings(module)

    def __repr__(self) -> str:
        if self._wrapped is empty:
            return "<LazySettings [Unevaluated]>"
        return f'<LazySettings "{self._wrapped.SETTINGS_MODULE}">'

    def __getattr__(self, name: str) -> Any:
        """Return a setting, and keep it so that the next look finds it without coming here."""
        if self._wrapped is empty:
            self._setup(name)
        value = getattr(self._wrapped, name)
        if name == "SECRET_KEY" and not value:
            raise ImproperlyConfigured("The SECRET_KEY setting must not be empty.")
        if name in _ROOTED and value is not None:
            value = _rooted(value, self.FORCE_SCRIPT_NAME)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_wrapped":
            self.__dict__.clear()
        else:
            self.__dict__.pop(name, None)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self.__dict__.pop(name, None)

    def configure(self, default_settings: Any = global_settings, **options: Any) -> None:
        """Set the settings by hand instead of by a module; once, and before any is read.

        Args:
            default_settings: an object with the values of all settings not given.
            options: the settings.

        Raises:
            RuntimeError: they are configured already.
            TypeError: a name is not in capitals.
        """
        if self._wrapped is not empty:
            raise RuntimeError("Settings already configured.")
        holder = UserSettingsHolder(default_settings)
        for name, value in options.items():
            if not name.isupper():
                raise TypeError(f"Setting {name!r} must be uppercase.")
            setattr(holder, name, value)
        self._wrapped = holder

    @property
    def configured(self) -> bool:
        """Whether the settings are loaded."""
        return self._wrapped is not empty


def _rooted(url: Any, script_name: str | None) -> Any:
    """A relative URL put below the place of the program; others stay."""
    if url.startswith("/") or "://" in url:
        return url
    return f"{(script_name or '').rstrip('/')}/{url}"


class Settings:
    """The settings of a module, over the global ones."""

    def __init__(self, settings_module: str) -> None:
        """Import the module and take what is in capitals.

        Raises:
            ImproperlyConfigured: a setting that must be a list or tuple is not.
            ValueError: TIME_ZONE names no zone.
        """
        self.SETTINGS_MODULE = settings_module
        module = import_module(settings_module)
        self._explicit_settings = {name for name in dir(module) if name.isupper()}
        for source, names in ((global_settings, global_settings.NAMES), (module, self._explicit_settings)):
            self.__dict__.update((name, getattr(source, name)) for name in names)
        self._require_sequences()
        self._apply_time_zone()

    def _require_sequences(self) -> None:
        for name in _SEQUENCES:
            if name in self._explicit_settings and not isinstance(self.__dict__[name], list | tuple):
                raise ImproperlyConfigured(f"The {name} setting must be a list or a tuple.")

    def _apply_time_zone(self) -> None:
        """Make TIME_ZONE that of the process, for the standard library's local time."""
        zone = self.__dict__["TIME_ZONE"]
        if not zone or not hasattr(time, "tzset"):
            return
        if os.path.isdir(_ZONES) and not os.path.exists(os.path.join(_ZONES, *zone.split("/"))):
            raise ValueError(f"Incorrect timezone setting: {zone}")
        os.environ["TZ"] = zone
        time.tzset()

    def __getattr__(self, name: str) -> Any:
        raise MissingSetting(type(self).__name__, name, lambda: filter(str.isupper, dir(self)))

    def is_overridden(self, setting: str) -> bool:
        """Tell whether the module sets it."""
        return setting in self._explicit_settings

    def __repr__(self) -> str:
        return f'<{type(self).__name__} "{self.SETTINGS_MODULE}">'


class UserSettingsHolder:
    """Settings made by hand over an object of defaults."""

    # No module is behind them.
    SETTINGS_MODULE: str | None = None

    def __init__(self, default_settings: Any) -> None:
        self.__dict__["_deleted"] = set()
        self.__dict__["default_settings"] = default_settings

    def __getattr__(self, name: str) -> Any:
        if name.isupper() and name not in self._deleted:
            try:
                return getattr(self.default_settings, name)
            except AttributeError:
                pass
        raise MissingSetting(type(self).__name__, name, lambda: filter(str.isupper, dir(self)))

    def __setattr__(self, name: str, value: Any) -> None:
        self._deleted.discard(name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        self._deleted.add(name)
        if name in self.__dict__:
            super().__delattr__(name)

    def __dir__(self) -> list[str]:
        return sorted(
            name for name in {*self.__dict__, *dir(self.default_settings)} if name not in self._deleted
        )

    def is_overridden(self, setting: str) -> bool:
        """Tell whether it was set or deleted by hand, here or in the defaults below."""
        below = getattr(self.default_settings, "is_overridden", lambda name: False)
        return setting in self._deleted or setting in self.__dict__ or bool(below(setting))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


settings = LazySettings()
