"""Configures the package for its own tests. Test databases are made when the first test asks for one."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")



def pytest_configure(config: pytest.Config) -> None:
    import django

    if not config.pluginmanager.hasplugin("django_multidb_fixtures"):
        from django.test import pytest_plugin

        pytest_plugin.pytest_configure(config)
    django.setup()
