"""What the test classes give to a test, and keep from it."""

from __future__ import annotations

import pickle
import threading
import unittest

import pytest
from asgiref.sync import sync_to_async

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from django.test.guard import DatabaseOperationForbidden
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.usefixtures("django_databases")


def run(case: type[unittest.TestCase]) -> unittest.TestResult:
    """Run all tests of a class as unittest does."""
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return result


def problems(result: unittest.TestResult) -> list[str]:
    return [text.strip().splitlines()[-1] for _, text in [*result.errors, *result.failures]]


class SeveralDatabasesTests(TestCase):
    databases = {"default", "other"}

    @classmethod
    def setUpTestData(cls) -> None:
        cls.ada = Author.objects.create(name="Ada")
        author = Author.objects.using("other").create(name="Bob")
        cls.book = Book.objects.using("other").create(title="Notes", author=author)

    def test_rows_are_where_they_were_put(self) -> None:
        self.assertEqual(Author.objects.count(), 1)
        self.assertEqual(Book.objects.count(), 0)
        self.assertEqual(Book.objects.using("other").get(), self.book)

    def test_each_test_has_a_copy_of_the_data(self) -> None:
        self.assertEqual(self.ada, type(self).ada)
        self.assertIsNot(self.ada, type(self).ada)
        self.assertIs(self.ada, self.ada)

    def test_objects_that_belong_together_still_do_in_the_copy(self) -> None:
        self.assertIs(self.book.author, self.book.author)
        self.assertIsNot(self.book.author, type(self).book.author)

    def test_queries_are_counted_on_the_alias_asked_for(self) -> None:
        with self.assertNumQueries(1, using="other"), self.assertNumQueries(0, using="default"):
            list(Author.objects.using("other"))

    def test_a_wrong_number_of_queries_is_told_with_the_queries(self) -> None:
        message = "1 queries executed, 2 expected\nCaptured queries were:\n1. SELECT"
        with self.assertRaisesMessage(AssertionError, message):
            with self.assertNumQueries(2):
                list(Author.objects.all())

    def test_what_runs_after_the_commit_is_collected_per_alias(self) -> None:
        with self.captureOnCommitCallbacks(using="other") as callbacks:
            transaction.on_commit(lambda: None, using="default")
            transaction.on_commit(self.fail, using="other")
        self.assertEqual(callbacks, [self.fail])

    def test_callbacks_that_hand_in_others_are_run_to_the_end(self) -> None:
        calls: list[str] = []

        def first() -> None:
            calls.append("first")
            transaction.on_commit(lambda: calls.append("second"))

        with self.captureOnCommitCallbacks(execute=True):
            transaction.on_commit(first)
        self.assertEqual(calls, ["first", "second"])

    async def test_a_coroutine_is_a_test(self) -> None:
        self.assertEqual(await sync_to_async(Author.objects.count)(), 1)


class QuerySetClaimsTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        Author.objects.bulk_create([Author(name="b"), Author(name="a")])

    def test_order_counts_unless_it_is_said_not_to(self) -> None:
        names = Author.objects.values_list("name", flat=True)
        self.assertQuerySetEqual(names.order_by("-name"), ["b", "a"])
        self.assertQuerySetEqual(names.order_by(), ["b", "a"], ordered=False)

    def test_an_order_cannot_be_claimed_of_an_unordered_queryset(self) -> None:
        with self.assertRaisesMessage(ValueError, "Trying to compare non-ordered queryset"):
            self.assertQuerySetEqual(Author.objects.order_by(), ["b", "a"])


def test_what_a_test_writes_is_rolled_back_on_every_alias() -> None:
    class Case(TestCase):
        databases = {"default", "third"}

        def test(self) -> None:
            Author.objects.create(name="x")
            Author.objects.using("third").create(name="x")

    assert run(Case).wasSuccessful()
    assert not Author.objects.exists()
    assert not Author.objects.using("third").exists()


def test_what_a_transaction_test_commits_is_removed_from_its_aliases_only() -> None:
    class Case(TransactionTestCase):
        databases = {"other"}

        def test(self) -> None:
            Author.objects.using("other").create(name="x")
            assert not connections["other"].in_atomic_block

    Author.objects.create(name="stays")
    try:
        assert problems(run(Case)) == []
        assert not Author.objects.using("other").exists()
        assert Author.objects.count() == 1
    finally:
        Author.objects.all().delete()


def test_an_alias_that_is_not_named_is_refused_with_the_way_out() -> None:
    class Case(TestCase):
        databases = {"default"}

        def test(self) -> None:
            Author.objects.using("other").count()

    path = f"{__name__}.test_an_alias_that_is_not_named_is_refused_with_the_way_out.<locals>.Case"
    assert problems(run(Case)) == [
        "django.test.guard.DatabaseOperationForbidden: Database queries to 'other' are not allowed in this test. "
        f"Add 'other' to {path}.databases to ensure proper test isolation and silence this failure."
    ]


def test_a_simple_test_may_use_no_database_in_any_thread() -> None:
    caught: list[str] = []

    class Case(SimpleTestCase):
        def test_here(self) -> None:
            with self.assertRaisesMessage(DatabaseOperationForbidden, "Database queries to 'default'"):
                Author.objects.count()
            with self.assertRaisesMessage(DatabaseOperationForbidden, "Database connections to 'default'"):
                connections["default"].connect()

        def test_there(self) -> None:
            def there() -> None:
                try:
                    Author.objects.count()
                except DatabaseOperationForbidden as error:
                    caught.append(str(error))

            thread = threading.Thread(target=there)
            thread.start()
            thread.join()

    assert problems(run(Case)) == []
    assert [text.split(" are ")[0] for text in caught] == ["Database threaded connections to 'default'"]


def test_after_a_class_its_refusals_are_gone() -> None:
    class Case(SimpleTestCase):
        def test(self) -> None: ...

    assert run(Case).wasSuccessful()
    assert Author.objects.count() == 0


def test_an_alias_that_does_not_exist_is_refused_with_a_near_miss() -> None:
    class Case(TestCase):
        databases = {"defualt"}

        def test(self) -> None: ...

    message = r"refers to 'defualt' which is not defined in settings.DATABASES\. Did you mean 'default'\?"
    with pytest.raises(ImproperlyConfigured, match=message):
        Case._validate_databases()


def test_an_error_in_the_data_of_a_class_leaves_no_transaction_open() -> None:
    class Case(TestCase):
        @classmethod
        def setUpTestData(cls) -> None:
            raise ValueError("broken")

        def test(self) -> None: ...

    assert problems(run(Case)) == ["ValueError: broken"]
    assert not connections["default"].in_atomic_block


def test_broken_references_are_found_at_the_end_of_the_test() -> None:
    class Case(TestCase):
        def test(self) -> None:
            Book.objects.create(title="nobody's", author_id=12345)

    result = run(Case)
    ((_, found),) = [*result.errors, *result.failures]
    assert "IntegrityError" in found


def test_sequences_cannot_be_reset_inside_a_transaction() -> None:
    class Case(TestCase):
        reset_sequences = True

        def test(self) -> None: ...

    assert problems(run(Case)) == ["TypeError: reset_sequences cannot be used on TestCase instances"]


def test_a_test_travels_between_processes_without_what_cannot() -> None:
    test = SeveralDatabasesTests("test_a_coroutine_is_a_test")
    test.hook = lambda: None
    assert pickle.loads(pickle.dumps(test)) == test


def test_the_http_client_says_that_there_is_none() -> None:
    with pytest.raises(NotImplementedError, match="this package has no HTTP"):
        SeveralDatabasesTests("test_a_coroutine_is_a_test").client  # noqa: B018
