"""Logging set up from the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.utils.ambient import setting
from django.utils.module_loading import import_string

#: What is logged before the setting LOGGING adds to it: to the console, only with DEBUG.
DEFAULT_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "require_debug_false": {"()": "django.utils.log.RequireDebugFalse"},
        "require_debug_true": {"()": "django.utils.log.RequireDebugTrue"},
    },
    "handlers": {
        "console": {"level": "INFO", "filters": ["require_debug_true"], "class": "logging.StreamHandler"},
    },
    "loggers": {"django": {"handlers": ["console"], "level": "INFO"}},
}


def configure_logging(logging_config: str | None, logging_settings: dict[str, Any] | None) -> None:
    """Apply the default logging, then the program's.

    Args:
        logging_config: dotted path of the function that takes ``logging_settings``; None leaves logging alone.
        logging_settings: the setting LOGGING.
    """
    if not logging_config:
        return
    _configure_default()
    if logging_settings:
        import_string(logging_config)(logging_settings)


def _configure_default() -> None:
    """Do what DEFAULT_LOGGING says. By hand: `logging.config` costs as much as all models of a small program."""
    logger = logging.getLogger("django")
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
    console = logging.StreamHandler()
    console.setLevel("INFO")
    console.addFilter(RequireDebugTrue())
    logger.addHandler(console)
    logger.setLevel("INFO")


class CallbackFilter(logging.Filter):
    """Lets a record through if a function says so."""

    def __init__(self, callback: Callable[[logging.LogRecord], Any]) -> None:
        super().__init__()
        self.callback = callback

    def filter(self, record: logging.LogRecord) -> bool:
        """Ask the function."""
        return bool(self.callback(record))


class RequireDebugFalse(logging.Filter):
    """Lets a record through if the setting DEBUG is false."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Ask the settings."""
        return not setting("DEBUG")


class RequireDebugTrue(logging.Filter):
    """Lets a record through if the setting DEBUG is true."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Ask the settings."""
        return bool(setting("DEBUG"))
