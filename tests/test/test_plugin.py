"""What the pytest plugin gives, and that it costs nothing unless it is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from django.db import connections
from tests.testapp.models import Author

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.db("default", "third")
class TestMarked:
    def test_a_marked_test_writes_to_its_aliases(self) -> None:
        Author.objects.create(name="a")
        Author.objects.using("third").create(name="a")
        assert connections["third"].in_atomic_block

    def test_and_the_next_one_finds_nothing(self) -> None:
        assert Author.objects.count() == Author.objects.using("third").count() == 0

    def test_other_aliases_are_refused(self) -> None:
        with pytest.raises(AssertionError, match="Database queries to 'other' are not allowed in this test"):
            Author.objects.using("other").count()


def test_the_fixture_alone_means_the_default_database(db: None) -> None:
    assert Author.objects.count() == 0
    with pytest.raises(AssertionError, match="'other'"):
        Author.objects.using("other").count()


@pytest.mark.db(transaction=True)
def test_a_transaction_test_has_no_block_around_it() -> None:
    assert not connections["default"].in_atomic_block


@pytest.mark.db("__all__")
def test_queries_are_counted_per_alias(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1, using="third") as captured:
        Author.objects.using("third").count()
    assert "SELECT" in captured[0]["sql"]
    with pytest.raises(pytest.fail.Exception, match="0 queries executed on 'other', 1 expected"):
        with django_assert_num_queries(1, using="other"):
            Author.objects.count()


def test_loading_the_plugin_loads_nothing_of_the_database_layer() -> None:
    code = (
        "import sys; from django.test import pytest_plugin, pytest_fixtures; "
        "print([name for name in sys.modules if name.startswith(('django.db', 'django.conf', 'django.apps'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_stays_away_where_the_other_plugin_is_active() -> None:
    from django.test import pytest_plugin

    class Manager:
        registered: list[str] = []

        def hasplugin(self, name: str) -> bool:
            return name == "django"

        def register(self, plugin: object, name: str) -> None:
            self.registered.append(name)

    class Config:
        pluginmanager = Manager()

    pytest_plugin.pytest_configure(Config())
    assert Manager.registered == []
