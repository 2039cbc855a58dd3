"""Tests in several processes give the result that they give in one."""

from __future__ import annotations

import io
import multiprocessing
import unittest
from typing import Any

import pytest

from django.test import SimpleTestCase, TestCase
from django.test.parallel import ParallelTestSuite, groups_of
from tests.testapp.models import Author

pytestmark = [
    pytest.mark.forks,
    pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="processes are not forked here"),
    pytest.mark.usefixtures("django_databases"),
]


class Writing(TestCase):
    databases = {"default", "other"}

    def test_first(self) -> None:
        Author.objects.using("other").create(name="a")
        self.assertEqual(Author.objects.using("other").count(), 1)

    def test_second(self) -> None:
        self.assertEqual(Author.objects.using("other").count(), 0)


class Failing(SimpleTestCase):
    def test_fails(self) -> None:
        self.assertEqual(1, 2)

    def test_breaks(self) -> None:
        raise ValueError("broken")

    @unittest.skip("not now")
    def test_skipped(self) -> None: ...

    def test_parts(self) -> None:
        for part in range(3):
            with self.subTest(part=part):
                self.assertNotEqual(part, 1)


class BrokenSetUp(SimpleTestCase):
    @classmethod
    def setUpClass(cls) -> None:
        raise RuntimeError("no set-up")

    def test(self) -> None: ...


for case in (Writing, Failing, BrokenSetUp):
    case.__test__ = False  # type: ignore[attr-defined]  # they run by hand


def suite_of(*cases: type[unittest.TestCase]) -> unittest.TestSuite:
    loader = unittest.TestLoader()
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in cases)


def run(*cases: type[unittest.TestCase]) -> Any:
    return run_suite(ParallelTestSuite(groups_of(suite_of(*cases)), processes=2))


def run_suite(suite: Any) -> Any:
    return unittest.TextTestRunner(stream=io.StringIO()).run(suite)


def test_each_class_is_a_group() -> None:
    tests = [Writing("test_first"), Writing("test_second"), BrokenSetUp("test")]
    assert groups_of(tests) == [tests[:2], tests[2:]]


@pytest.mark.only_on("sqlite")
def test_databases_in_memory_are_there_in_each_process() -> None:
    result = run(Writing, Failing)
    # Some versions of unittest count what is skipped, some do not.
    assert result.testsRun == run_suite(suite_of(Writing, Failing)).testsRun >= 5
    assert {test._testMethodName for test, _ in result.failures} == {"test_fails", "test_parts"}
    assert not any(isinstance(test, Writing) for test, _ in [*result.failures, *result.errors])


def test_what_went_wrong_is_told_with_the_traceback_of_the_other_process() -> None:
    result = run(Failing, BrokenSetUp)
    assert len(result.skipped) == 1
    texts = sorted(text for _, text in result.errors)
    assert any("ValueError: broken" in text and "in test_breaks" in text for text in texts)
    assert any("RuntimeError: no set-up" in text for text in texts)
