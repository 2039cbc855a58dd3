"""The test environment, and the public path of the small tools.

``setup_test_environment()`` and ``teardown_test_environment()`` live here. Everything else is handed on from the room
where it stands: ``contexts``, ``overrides``, ``isolation``, ``captures``, ``comparison``, ``timing``, ``databases``.
"""

from __future__ import annotations

import time
import unittest
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.test.captures import (
    CaptureQueriesContext,
    ContextList,
    captured_output,
    captured_stderr,
    captured_stdin,
    captured_stdout,
    ignore_warnings,
)
from django.test.comparison import Approximate, compare_xml, str_prefix
from django.test.contexts import TestContextDecorator
from django.test.databases import (
    dependency_ordered,
    get_unique_databases_and_mirrors,
    setup_databases,
    teardown_databases,
)
from django.test.discovery import iter_test_cases
from django.test.isolation import (
    extend_sys_path,
    freeze_time,
    garbage_collect,
    isolate_apps,
    isolate_lru_cache,
    register_lookup,
)
from django.test.overrides import modify_settings, override_settings, override_system_checks
from django.test.timing import NullTimeKeeper, TimeKeeper
from django.utils.module_loading import import_string

__all__ = [
    "Approximate",
    "CaptureQueriesContext",
    "ContextList",
    "NullTimeKeeper",
    "TestContextDecorator",
    "TimeKeeper",
    "captured_output",
    "captured_stderr",
    "captured_stdin",
    "captured_stdout",
    "compare_xml",
    "dependency_ordered",
    "extend_sys_path",
    "freeze_time",
    "garbage_collect",
    "get_runner",
    "get_unique_databases_and_mirrors",
    "ignore_warnings",
    "isolate_apps",
    "isolate_lru_cache",
    "iter_test_cases",
    "modify_settings",
    "override_settings",
    "override_system_checks",
    "register_lookup",
    "require_jinja2",
    "requires_tz_support",
    "setup_databases",
    "setup_test_environment",
    "str_prefix",
    "tag",
    "teardown_databases",
    "teardown_test_environment",
]


class _TestState:
    """What the settings were before the test environment. Changed by the two functions below."""


def setup_test_environment(debug: bool | None = None) -> None:
    """Change the settings to those of a test run.

    Args:
        debug: value of DEBUG during the run; None leaves it.

    Raises:
        RuntimeError: it is set up already.
    """
    if hasattr(_TestState, "saved_data"):
        raise RuntimeError(
            "setup_test_environment() was already called and can't be called again without first calling "
            "teardown_test_environment()."
        )
    _TestState.saved_data = SimpleNamespace(  # type: ignore[attr-defined]
        debug=settings.DEBUG,
        allowed_hosts=getattr(settings, "ALLOWED_HOSTS", []),
    )
    settings.DEBUG = settings.DEBUG if debug is None else debug
    settings.ALLOWED_HOSTS = [*_TestState.saved_data.allowed_hosts, "testserver"]  # type: ignore[attr-defined]


def teardown_test_environment() -> None:
    """Bring the settings back that ``setup_test_environment()`` changed."""
    saved: Any = _TestState.saved_data  # type: ignore[attr-defined]
    settings.DEBUG = saved.debug
    settings.ALLOWED_HOSTS = saved.allowed_hosts
    del _TestState.saved_data  # type: ignore[attr-defined]


def get_runner(settings: Any, test_runner_class: str | None = None) -> Any:
    """Import the test runner: the class named, or that of the TEST_RUNNER setting."""
    return import_string(test_runner_class or settings.TEST_RUNNER)


def tag(*tags: str) -> Any:
    """Mark a test or a test class with words that ``--tag`` and ``--exclude-tag`` select by."""

    def decorator(obj: Any) -> Any:
        obj.tags = getattr(obj, "tags", frozenset()) | frozenset(tags)
        return obj

    return decorator


def require_jinja2(test: Any) -> Any:
    """Skip the test: templates are the web framework's."""
    return unittest.skip("this package has no templates")(test)


# Elsewhere the process cannot be told to live in another time zone.
requires_tz_support = unittest.skipUnless(
    hasattr(time, "tzset"),
    "This test relies on the ability to run a program in an arbitrary time zone, but your operating system isn't "
    "able to do that.",
)
