"""The runner makes the databases that the tests ask for, runs, and counts what went wrong."""

from __future__ import annotations

import io
import logging
import unittest
from argparse import ArgumentParser
from typing import Any

import pytest

from django.test import SimpleTestCase, TestCase, tag
from django.test.runner import DiscoverRunner


class Passing(TestCase):
    databases = {"default", "third"}

    def test(self) -> None: ...


class Serialized(TestCase):
    databases = {"other"}
    serialized_rollback = True

    def test(self) -> None: ...


@tag("wanted")
class Plain(SimpleTestCase):
    def test(self) -> None:
        self.fail("on purpose")


# Not found by the loader of this module's own tests: they run by hand, below.
Passing.__test__ = Serialized.__test__ = Plain.__test__ = False  # type: ignore[attr-defined]


def suite(*cases: type[unittest.TestCase]) -> unittest.TestSuite:
    return unittest.TestSuite(case("test") for case in cases)


def quiet_runner(**kwargs: Any) -> DiscoverRunner:
    return DiscoverRunner(verbosity=0, interactive=False, enable_faulthandler=False, **kwargs)


def test_only_the_databases_that_tests_name_are_needed() -> None:
    assert quiet_runner().get_databases(suite(Passing, Plain)) == {"default": False, "third": False}


def test_contents_are_kept_for_those_who_ask() -> None:
    assert quiet_runner().get_databases(suite(Passing, Serialized)) == {"default": False, "third": False, "other": True}


def test_the_steps_come_in_order_and_the_result_is_the_number_of_failures() -> None:
    steps: list[str] = []

    class Runner(DiscoverRunner):
        def setup_test_environment(self, **kwargs: Any) -> None:
            steps.append("environment")

        def build_suite(self, *args: Any, **kwargs: Any) -> Any:
            steps.append("suite")
            return suite(Plain)

        def setup_databases(self, **kwargs: Any) -> Any:
            steps.append(f"databases {sorted(kwargs['aliases'])}")
            return []

        def run_checks(self, databases: Any) -> None:
            steps.append("checks")

        def get_test_runner_kwargs(self) -> dict[str, Any]:
            return {**super().get_test_runner_kwargs(), "stream": io.StringIO()}

        def teardown_databases(self, old_config: Any, **kwargs: Any) -> None:
            steps.append("away")

        def teardown_test_environment(self, **kwargs: Any) -> None:
            steps.append("back")

    assert Runner(verbosity=0, enable_faulthandler=False).run_tests([]) == 1
    assert steps == ["environment", "suite", "databases []", "checks", "away", "back"]


def test_options_of_the_command_are_the_arguments_of_the_runner() -> None:
    parser = ArgumentParser()
    DiscoverRunner.add_arguments(parser)
    given = parser.parse_args(["--tag", "slow", "--keepdb", "-k", "author", "--shuffle", "7", "--parallel", "2"])
    runner = DiscoverRunner(**{**vars(given), "verbosity": 0, "enable_faulthandler": False})
    assert (runner.tags, runner.keepdb, runner.test_name_patterns) == ({"slow"}, True, {"*author*"})
    assert (runner.shuffle, runner.parallel) == (7, 2)


def test_the_debugger_and_several_processes_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="--pdb"):
        quiet_runner(pdb=True, parallel=2)


def test_what_is_said_goes_to_the_logger_if_there_is_one(caplog: pytest.LogCaptureFixture) -> None:
    runner = quiet_runner(logger=logging.getLogger("runner"))
    with caplog.at_level(logging.INFO):
        runner.log("Found 3 test(s).")
    assert caplog.messages == ["Found 3 test(s)."]
