"""Test tools: the names that tests import, handed on from the rooms where they stand.

A name is loaded when it is asked for: the pytest plugin of this package is found in here, and must cost a program that
does not use it nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test.client import AsyncClient, AsyncRequestFactory, Client, RequestFactory
    from django.test.overrides import modify_settings, override_settings, override_system_checks
    from django.test.skipping import skipIfDBFeature, skipUnlessAnyDBFeature, skipUnlessDBFeature
    from django.test.testcases import SimpleTestCase, TestCase, TransactionTestCase
    from django.test.utils import ignore_warnings, tag

__all__ = [
    "AsyncClient",
    "AsyncRequestFactory",
    "Client",
    "RequestFactory",
    "SimpleTestCase",
    "TestCase",
    "TransactionTestCase",
    "ignore_warnings",
    "modify_settings",
    "override_settings",
    "override_system_checks",
    "skipIfDBFeature",
    "skipUnlessAnyDBFeature",
    "skipUnlessDBFeature",
    "tag",
]

_ROOMS = {
    **dict.fromkeys(("AsyncClient", "AsyncRequestFactory", "Client", "RequestFactory"), "client"),
    **dict.fromkeys(("modify_settings", "override_settings", "override_system_checks"), "overrides"),
    **dict.fromkeys(("skipIfDBFeature", "skipUnlessAnyDBFeature", "skipUnlessDBFeature"), "skipping"),
    **dict.fromkeys(("SimpleTestCase", "TestCase", "TransactionTestCase"), "testcases"),
    **dict.fromkeys(("ignore_warnings", "tag"), "utils"),
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Whoever tests must not see what was remembered under other settings.
    import_module("django.test.signals")
    value = globals()[name] = getattr(import_module(f"django.test.{_ROOMS[name]}"), name)
    return value
