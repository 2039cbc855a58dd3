"""The door for pytest: test databases per alias, a ``db`` marker, and numbers of queries.

pytest loads this file in every environment where the distribution is installed, so it imports nothing of the package
and does nothing until a test asks. Where pytest-django is active it stays out of the way.
"""

from __future__ import annotations

from typing import Any

RIVALS = ("django", "pytest_django", "pytest_django.plugin")
FIXTURES = "django_multidb_fixtures"


def pytest_configure(config: Any) -> None:
    """Register the marker and the fixtures, unless another plugin does this work.

    A ``conftest.py`` may call this, in a checkout that is not installed; the second call does nothing.
    """
    if any(config.pluginmanager.hasplugin(name) for name in (*RIVALS, FIXTURES)):
        return
    if config.pluginmanager.hasplugin("django_multidb_fixtures"):
        return
    from django.test import pytest_fixtures  # cost: pytest itself is loaded by now, the database layer is not

    config.addinivalue_line(
        "markers",
        "db(*aliases, transaction=False, reset_sequences=False): let the test use these aliases of DATABASES "
        "(the default one without arguments, every one for '__all__'), in a transaction that is rolled back unless "
        "transaction=True.",
    )
    config.pluginmanager.register(pytest_fixtures, FIXTURES)
