"""A misspelt engine, key or setting is refused with the near miss before anything is connected."""

from __future__ import annotations

import pytest

from django.conf import settings
from django.core.checks.settings import slips_of
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.connections import ConnectionHandler
from django.test.utils import override_settings

MEMORY = {"ENGINE": "sqlite3", "NAME": ":memory:"}


def message_of(databases) -> str:
    with pytest.raises(ImproperlyConfigured) as raised:
        ConnectionHandler({"default": MEMORY, **databases})["default"]
    return str(raised.value)


def test_an_unknown_engine() -> None:
    found = message_of({"legacy": {"ENGINE": "django.db.backends.sqlit3", "NAME": "x"}})
    assert found.startswith("'django.db.backends.sqlit3' isn't an available database backend")
    assert found.endswith("Did you mean 'sqlite3'? (The engine is that of DATABASES['legacy'].)")


def test_an_unknown_key() -> None:
    found = message_of({"legacy": {**MEMORY, "PASWORD": "secret"}})
    assert "'legacy'" in found and "'PASWORD'" in found and "Did you mean 'PASSWORD'?" in found
    assert "secret" not in found


def test_an_unknown_key_among_those_for_tests() -> None:
    found = message_of({"legacy": {**MEMORY, "TEST": {"MIROR": "default"}}})
    assert "'MIROR'" in found and "Did you mean 'MIRROR'?" in found


def test_a_replica_of_an_unknown_alias() -> None:
    found = message_of({"legacy": {"REPLICA_OF": "defalt"}})
    assert "'defalt'" in found and "Did you mean 'default'?" in found


def test_a_wrong_configuration_at_run_time_changes_nothing() -> None:
    before = dict(connections.settings)
    with pytest.raises(ImproperlyConfigured, match="Did you mean 'NAME'?"):
        connections.register("late", {"ENGINE": "sqlite3", "NAMES": "x"})
    assert connections.settings == before


def test_a_misspelt_setting_that_is_read() -> None:
    with pytest.raises(AttributeError, match=r"has no attribute 'DATABASE'.*Did you mean 'DATABASES'\?"):
        settings.DATABASE


def test_a_misspelt_setting_that_is_set() -> None:
    with override_settings(DATABASE_ROUTER=[]):
        [warning] = slips_of(settings)
    assert warning.id == "multidb.W001"
    assert warning.msg == "The setting DATABASE_ROUTER is not known, but DATABASE_ROUTERS is and is not set."
