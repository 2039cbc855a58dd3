"""System checks: what is wrong with settings, models and databases before the program runs.

The rooms are ``messages`` and ``registry``; the other files hold the checks themselves, registered when imported here.
"""

from __future__ import annotations

# Imported for the checks they register.
from django.core.checks import async_checks as async_checks
from django.core.checks import commands as commands
from django.core.checks import database as database
from django.core.checks import files as files
from django.core.checks import model_checks as model_checks
from django.core.checks import settings as settings
from django.core.checks import translation as translation
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
from django.core.checks.registry import Tags, register, run_checks, tag_exists

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
