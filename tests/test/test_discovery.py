"""Which tests run, and in which order."""

from __future__ import annotations

import unittest
from pathlib import Path

import pytest

from django.test.discovery import Shuffler, filter_tests_by_tags, iter_test_cases, load_label, reorder_tests
from django.test.utils import tag


class First(unittest.TestCase):
    def test_a(self) -> None: ...

    @tag("slow")
    def test_b(self) -> None: ...


@tag("core")
class Second(unittest.TestCase):
    def test_c(self) -> None: ...


TESTS = [First("test_a"), Second("test_c"), First("test_b")]


def names(tests: object) -> list[str]:
    return [test._testMethodName[-1] for test in tests]  # type: ignore[attr-defined]


def test_suites_are_taken_apart_in_order() -> None:
    suite = unittest.TestSuite([unittest.TestSuite(TESTS[:2]), TESTS[2]])
    assert list(iter_test_cases(suite)) == TESTS


def test_a_text_among_tests_is_refused() -> None:
    with pytest.raises(TypeError, match="must be a test case or test suite not string"):
        list(iter_test_cases(["abc"]))


def test_tags_select_by_method_and_class() -> None:
    assert names(filter_tests_by_tags(TESTS, ["slow", "core"], [])) == ["c", "b"]
    assert names(filter_tests_by_tags(TESTS, [], ["slow"])) == ["a", "c"]


def test_tests_of_a_class_stay_together_and_kinds_come_in_turn() -> None:
    assert names(reorder_tests(TESTS, (Second,))) == ["c", "a", "b"]
    assert names(reorder_tests(TESTS, ())) == ["a", "b", "c"]


def test_reverse_turns_the_order_within_each_kind() -> None:
    assert names(reorder_tests(TESTS, (Second,), reverse=True)) == ["c", "b", "a"]


def test_a_test_found_twice_runs_once() -> None:
    assert names(reorder_tests([*TESTS, *TESTS], ())) == ["a", "b", "c"]


def test_the_same_seed_gives_the_same_order_with_some_left_out() -> None:
    words = ["red", "green", "blue", "white"]
    shuffled = Shuffler(7).shuffle(words, key=str)
    assert sorted(shuffled) == sorted(words)
    assert Shuffler(7).shuffle(["white", "green"], key=str) == [w for w in shuffled if w in ("white", "green")]


def test_things_of_one_name_cannot_be_shuffled() -> None:
    with pytest.raises(RuntimeError, match="different names"):
        Shuffler(7).shuffle(["a", "a"], key=str)


def test_a_label_may_be_a_directory_but_not_a_file(tmp_path: Path) -> None:
    file = tmp_path / "test_something.py"
    file.write_text("import unittest\nclass T(unittest.TestCase):\n    def test_x(self): pass\n")
    suite = load_label(unittest.TestLoader(), str(tmp_path), "test*.py", None)
    assert suite.countTestCases() == 1
    with pytest.raises(RuntimeError, match="is a path to a file"):
        load_label(unittest.TestLoader(), str(file), "test*.py", None)
