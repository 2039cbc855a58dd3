"""All fixtures and tests of the suite, to be imported by a star into the test module of an engine."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

import django
from django.apps import apps
from django.conf import settings

FIXTURES = "databases"
ROOMS = (
    "definitions",
    "fields",
    "functions",
    "generated",
    "hostile",
    "keeping",
    "lookups",
    "moving",
    "queries",
    "sessions",
    "testing",
    "transactions",
    "writing",
)
PACKAGE = "django.test.compliance"


def _project() -> None:
    """Set up a project if there is none: the suite needs no application."""
    if not settings.configured:
        settings.configure(USE_TZ=True, TIME_ZONE="UTC", DATABASES={}, INSTALLED_APPS=[], SECRET_KEY="compliance")
    if not apps.ready:
        django.setup()


def _names() -> dict[str, Any]:
    """Return the tests and fixtures of all rooms, each name once."""
    pytest.register_assert_rewrite(*(f"{PACKAGE}.{room}" for room in ROOMS))
    found = dict(vars(import_module(f"{PACKAGE}.{FIXTURES}")))
    names = {name: found[name] for name in FIXTURE_NAMES}
    for room in ROOMS:
        for name, value in vars(import_module(f"{PACKAGE}.{room}")).items():
            if name.startswith("Test") and isinstance(value, type):
                if names.setdefault(name, value) is not value:
                    raise RuntimeError(f"Two rooms of the suite have a {name}.")
    return names


FIXTURE_NAMES = (
    "guarded",
    "names",
    "own",
    "row",
    "committing",
    "connection",
    "database",
    "engine_settings",
    "features",
    "of",
    "reference",
    "rows",
    "sent",
)

_project()
globals().update(_names())
__all__ = [name for name in globals() if name.startswith("Test") or name in FIXTURE_NAMES]
