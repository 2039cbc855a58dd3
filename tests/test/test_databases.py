"""Which test databases are made, and in which order."""

from __future__ import annotations

import unittest
from collections.abc import Iterator

import pytest

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import TestCase
from django.test.databases import dependency_ordered, get_unique_databases_and_mirrors, set_mirror
from tests.testapp.models import Author


def order(databases: dict[str, set[str]], dependencies: dict[str, list[str]]) -> list[str]:
    given = [(signature, (f"{signature}_db", aliases)) for signature, aliases in databases.items()]
    return [signature for signature, _ in dependency_ordered(given, dependencies)]


def test_what_another_depends_on_comes_first() -> None:
    databases = {"s1": {"alpha"}, "s2": {"bravo"}, "s3": {"charlie"}}
    assert order(databases, {"alpha": ["charlie"], "bravo": ["alpha"]}) == ["s3", "s1", "s2"]


def test_a_dependency_of_one_alias_is_one_of_all_that_share_its_database() -> None:
    assert order({"s1": {"alpha", "bravo"}, "s2": {"charlie"}}, {"bravo": ["charlie"]}) == ["s2", "s1"]


def test_a_circle_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Circular dependency in TEST\[DEPENDENCIES\]"):
        order({"s1": {"alpha"}, "s2": {"bravo"}}, {"alpha": ["bravo"], "bravo": ["alpha"]})


def test_a_dependency_on_an_alias_of_the_same_database_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="Circular dependency"):
        order({"s1": {"alpha", "bravo"}}, {"bravo": ["alpha"]})


def test_each_alias_of_our_own_settings_is_a_database_of_its_own_and_default_comes_first() -> None:
    databases, mirrors = get_unique_databases_and_mirrors()
    assert [aliases for _, aliases in databases.values()] == [{"default"}, {"other"}, {"third"}]
    assert mirrors == {}


def test_only_the_aliases_asked_for_are_made() -> None:
    databases, _ = get_unique_databases_and_mirrors({"third"})
    assert [aliases for _, aliases in databases.values()] == [{"third"}]


@pytest.fixture
def replica(django_databases: list[str]) -> Iterator[str]:
    connections.register("replica", {"ENGINE": "django.db.backends.sqlite3", "TEST": {"MIRROR": "default"}})
    _, mirrors = get_unique_databases_and_mirrors({"default", "replica"})
    assert mirrors == {"replica": "default"}
    set_mirror("replica", "default")
    yield "replica"
    # First, or unregistering would close the primary's connection.
    del connections["replica"]
    connections["default"].guarded = False
    connections.unregister("replica")


def test_what_a_test_writes_in_its_transaction_is_seen_through_the_mirror(replica: str) -> None:
    class Case(TestCase):
        databases = {"default", "replica"}

        def test(self) -> None:
            Author.objects.create(name="a")
            self.assertEqual(Author.objects.using("replica").get().name, "a")

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Case).run(result)
    assert (result.errors, result.failures) == ([], [])
    assert not Author.objects.exists()


def test_a_mirror_that_is_not_named_does_not_close_its_primary(replica: str) -> None:
    class Case(TestCase):
        databases = {"default"}

        def test(self) -> None:
            self.assertEqual(Author.objects.count(), 0)

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Case).run(result)
    assert (result.errors, result.failures) == ([], [])
