"""System checks: what is wrong with settings, models and databases before the program runs.

The rooms are ``messages`` and ``registry``; the other files hold the checks themselves, which the registry
loads when somebody asks for checks.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.core.checks.messages import (
    CRITICAL,
    DEBUG,
    ERROR,
    INFO,
    WARNING,
    CheckMessage,
    Critical,
    Debug,
    Error,
    Info,
    Warning,
)
from django.core.checks.registry import ROOMS, Tags, register, run_checks, tag_exists

__all__ = [
    "CRITICAL",
    "DEBUG",
    "ERROR",
    "INFO",
    "WARNING",
    "CheckMessage",
    "Critical",
    "Debug",
    "Error",
    "Info",
    "Tags",
    "Warning",
    "register",
    "run_checks",
    "tag_exists",
]


def __getattr__(name: str) -> Any:
    """Return a room of checks."""
    path = f"{__name__}.{name}"
    if path not in ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(path)
