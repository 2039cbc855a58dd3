"""System checks: what is wrong with settings, models and databases before the program runs.

The rooms are ``messages`` and ``registry``; the other files hold the checks themselves, which the registry
loads when somebody asks for checks.
"""

from __future__ import annotations

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
from django.utils.late import late_names

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

__getattr__ = late_names(__name__, dict.fromkeys(ROOMS, ""))
