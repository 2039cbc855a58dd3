"""The test runner: labels in, number of failures out. Databases are made before and removed after."""

from __future__ import annotations

import argparse
import faulthandler
import logging
import os
import sys
import unittest
from collections.abc import Iterable
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.test.databases import setup_databases, teardown_databases
from django.test.discovery import Shuffler, filter_tests_by_tags, iter_test_cases, load_label, reorder_tests
from django.test.parallel import ParallelTestSuite, can_fork, groups_of
from django.test.results import DebugSQLTextTestResult, PDBDebugResult
from django.test.testcases import SimpleTestCase, TestCase
from django.test.timing import NullTimeKeeper, TimeKeeper
from django.test.utils import setup_test_environment, teardown_test_environment

__all__ = [
    "DebugSQLTextTestResult",
    "DiscoverRunner",
    "PDBDebugResult",
    "ParallelTestSuite",
    "Shuffler",
    "get_max_test_processes",
    "parallel_type",
]


def get_max_test_processes() -> int:
    """The number of processes ``--parallel auto`` asks for: DJANGO_TEST_PROCESSES, or the number of processors."""
    return int(os.environ.get("DJANGO_TEST_PROCESSES") or os.cpu_count() or 1)


def parallel_type(value: str) -> int | str:
    """Read the argument of ``--parallel``."""
    if value == "auto":
        return value
    try:
        return int(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not an integer or the string 'auto'") from None


class DiscoverRunner:
    """Finds tests below directories and packages and runs them; the arguments are the options of ``manage.py test``.

    Subclasses override one step each: ``setup_test_environment``, ``build_suite``, ``setup_databases``,
    ``run_checks``, ``run_suite``, ``teardown_databases``, ``teardown_test_environment``, ``suite_result``.
    """

    test_suite: Any = unittest.TestSuite
    parallel_test_suite: Any = ParallelTestSuite
    test_runner: Any = unittest.TextTestRunner
    test_loader: Any = unittest.defaultTestLoader
    reorder_by: tuple[type, ...] = (TestCase, SimpleTestCase)

    def __init__(
        self,
        pattern: str | None = None,
        top_level: str | None = None,
        verbosity: int = 1,
        interactive: bool = True,
        failfast: bool = False,
        keepdb: bool = False,
        reverse: bool = False,
        debug_mode: bool = False,
        debug_sql: bool = False,
        parallel: int | str = 0,
        tags: Iterable[str] | None = None,
        exclude_tags: Iterable[str] | None = None,
        test_name_patterns: Iterable[str] | None = None,
        pdb: bool = False,
        buffer: bool = False,
        enable_faulthandler: bool = True,
        timing: bool = False,
        shuffle: int | bool | None = False,
        logger: logging.Logger | None = None,
        durations: int | None = None,
        **kwargs: Any,
    ) -> None:
        if pdb and parallel not in (0, 1):
            raise ValueError("You cannot use --pdb with parallel tests; pass --parallel=1 to use it.")
        if buffer and parallel not in (0, 1):
            raise ValueError("You cannot use -b/--buffer with parallel tests; pass --parallel=1 to use it.")
        self.pattern = pattern or "test*.py"
        self.top_level = top_level
        self.verbosity = verbosity
        self.interactive = interactive
        self.failfast = failfast
        self.keepdb = keepdb
        self.reverse = reverse
        self.debug_mode = debug_mode
        self.debug_sql = debug_sql
        self.parallel = parallel
        self.tags = set(tags or ())
        self.exclude_tags = set(exclude_tags or ())
        self.test_name_patterns = {_as_pattern(each) for each in test_name_patterns or ()}
        self.pdb = pdb
        self.buffer = buffer
        self.time_keeper: Any = TimeKeeper() if timing else NullTimeKeeper()
        self.shuffle = shuffle
        self.shuffle_seed: int | None = None
        self.logger = logger
        self.durations = durations
        if enable_faulthandler:
            _enable_faulthandler()

    @classmethod
    def add_arguments(cls, parser: Any) -> None:
        """Add the options of the runner to those of the ``test`` command."""
        for flags, settings in _OPTIONS:
            parser.add_argument(*flags, **settings)
        if sys.version_info >= (3, 12):
            parser.add_argument(
                "--durations", type=int, metavar="N", help="Show the N slowest test cases (N=0 for all)."
            )

    def log(self, msg: str, level: int | None = None) -> None:
        """Say something: to the logger if there is one, else on the screen if it is not meant to be quiet.

        Args:
            level: a level of ``logging``; INFO by default.
        """
        level = logging.INFO if level is None else level
        if self.logger is not None:
            self.logger.log(level, msg)
        elif self.verbosity > 0 and (level > logging.DEBUG or self.verbosity > 1):
            print(msg)

    def run_tests(self, test_labels: Iterable[str] | None, **kwargs: Any) -> int:
        """Do everything: environment, tests, databases, checks, run, and away with it again.

        Args:
            test_labels: directories and dotted paths; the current directory if there are none.

        Returns:
            the number of tests that failed.
        """
        self.setup_test_environment()
        try:
            suite = self.build_suite(test_labels)
            databases = self.get_databases(suite)
            with self.time_keeper.timed("Total database setup"):
                serialized = {alias for alias, is_serialized in databases.items() if is_serialized}
                old_config = self.setup_databases(aliases=set(databases), serialized_aliases=serialized)
            result = self._run_between(old_config, suite, databases)
        finally:
            self.teardown_test_environment()
        self.time_keeper.print_results()
        return self.suite_result(suite, result)

    def _run_between(self, old_config: Any, suite: Any, databases: Any) -> Any:
        failed = True
        try:
            self.run_checks(databases)
            result = self.run_suite(suite)
            failed = False
        finally:
            try:
                with self.time_keeper.timed("Total database teardown"):
                    self.teardown_databases(old_config)
            except Exception:
                # The first error is the one to see.
                if not failed:
                    raise
        return result

    def setup_test_environment(self, **kwargs: Any) -> None:
        """Change the settings for tests, and let Ctrl-C end the run after the present test."""
        setup_test_environment(debug=self.debug_mode)
        unittest.installHandler()

    def teardown_test_environment(self, **kwargs: Any) -> None:
        """Take both back."""
        unittest.removeHandler()
        teardown_test_environment()

    def build_suite(self, test_labels: Iterable[str] | None = None, **kwargs: Any) -> Any:
        """Find the tests of the labels and put them in the order of running."""
        self.test_loader.testNamePatterns = sorted(self.test_name_patterns) or None
        loaded = [
            load_label(self.test_loader, label.rstrip("/") or "/", self.pattern, self.top_level)
            for label in (test_labels or ["."])
        ]
        tests = list(filter_tests_by_tags(iter_test_cases(loaded), self.tags, self.exclude_tags))
        self._log_selection(tests)
        return self._as_suite(list(reorder_tests(tests, self.reorder_by, self.reverse, self._make_shuffler())))

    def _as_suite(self, tests: list[Any]) -> Any:
        """Make the suite: one for several processes if they are asked for, possible, and of any use."""
        processes = get_max_test_processes() if self.parallel == "auto" else int(self.parallel)
        groups = groups_of(tests) if processes > 1 else []
        if len(groups) > 1 and not can_fork():
            self.log("Tests run in one process: processes are not forked here.", level=logging.WARNING)
        elif len(groups) > 1 and self.debug_sql:
            self.log("Tests run in one process: --debug-sql listens in this one.", level=logging.WARNING)
        elif len(groups) > 1:
            suite = self.parallel_test_suite(groups, processes, self.failfast)
            self.parallel = suite.processes
            return suite
        self.parallel = 0
        return self.test_suite(tests)

    def _log_selection(self, tests: list[Any]) -> None:
        if self.tags:
            self.log(f"Including test tag(s): {', '.join(sorted(self.tags))}.", level=logging.DEBUG)
        if self.exclude_tags:
            self.log(f"Excluding test tag(s): {', '.join(sorted(self.exclude_tags))}.", level=logging.DEBUG)
        self.log(f"Found {len(tests)} test(s).")

    def _make_shuffler(self) -> Shuffler | None:
        if self.shuffle is False:
            return None
        shuffler = Shuffler(seed=None if self.shuffle is True else self.shuffle)
        self.shuffle_seed = shuffler.seed
        self.log(f"Using shuffle seed: {shuffler.seed_display}")
        return shuffler

    def get_databases(self, suite: Any) -> dict[str, bool]:
        """Find out which aliases the tests need, and whose first contents are to be kept.

        Returns:
            {alias: whether a test asks for ``serialized_rollback``}.
        """
        needed: dict[str, bool] = {}
        for test in iter_test_cases(suite):
            databases = getattr(test, "databases", None)
            for alias in connections if databases == "__all__" else databases or ():
                needed[alias] = needed.get(alias, False) or getattr(test, "serialized_rollback", False)
        unused = [repr(alias) for alias in connections if alias not in needed]
        if unused:
            self.log(f"Skipping setup of unused database(s): {', '.join(sorted(unused))}.", level=logging.DEBUG)
        return needed

    def setup_databases(self, **kwargs: Any) -> Any:
        """Create the test databases; the arguments are those of ``django.test.utils.setup_databases``."""
        return setup_databases(
            self.verbosity,
            self.interactive,
            time_keeper=self.time_keeper,
            keepdb=self.keepdb,
            debug_sql=self.debug_sql,
            parallel=int(self.parallel) if self.parallel != "auto" else 0,
            **kwargs,
        )

    def run_checks(self, databases: Any) -> None:
        """Run the system checks, those of the databases included."""
        call_command("check", verbosity=self.verbosity, databases=databases)

    def run_suite(self, suite: Any, **kwargs: Any) -> Any:
        """Run the tests and return their result."""
        try:
            return self.test_runner(**self.get_test_runner_kwargs()).run(suite)
        finally:
            if self.shuffle_seed is not None:
                self.log(f"Used shuffle seed: {self.shuffle_seed!r}")

    def get_resultclass(self) -> Any:
        """The class of the result that the options ask for; None is unittest's own."""
        if self.debug_sql:
            return DebugSQLTextTestResult
        return PDBDebugResult if self.pdb else None

    def get_test_runner_kwargs(self) -> dict[str, Any]:
        """The arguments of ``test_runner``."""
        kwargs = {
            "failfast": self.failfast,
            "resultclass": self.get_resultclass(),
            "verbosity": self.verbosity,
            "buffer": self.buffer,
        }
        if sys.version_info >= (3, 12):
            kwargs["durations"] = self.durations
        return kwargs

    def teardown_databases(self, old_config: Any, **kwargs: Any) -> None:
        """Remove the test databases."""
        parallel = int(self.parallel) if self.parallel != "auto" else 0
        teardown_databases(old_config, verbosity=self.verbosity, parallel=parallel, keepdb=self.keepdb)

    def suite_result(self, suite: Any, result: Any, **kwargs: Any) -> int:
        """Count what went wrong."""
        return len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)


# (flags, settings of add_argument) in the order of the help.
_OPTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("--failfast",), {"action": "store_true", "help": "Stop at the first test that fails."}),
    (
        ("-t", "--top-level-directory"),
        {"dest": "top_level", "help": "Top level of the project for unittest discovery."},
    ),
    (("-p", "--pattern"), {"default": "test*.py", "help": "The files that are test modules. Defaults to test*.py."}),
    (("--keepdb",), {"action": "store_true", "help": "Preserve the test databases between runs."}),
    (
        ("--shuffle",),
        {"nargs": "?", "default": False, "type": int, "metavar": "SEED", "help": "Run the tests in another order."},
    ),
    (("-r", "--reverse"), {"action": "store_true", "help": "Reverse test case order."}),
    (("--debug-mode",), {"action": "store_true", "help": "Set DEBUG to True."}),
    (("-d", "--debug-sql"), {"action": "store_true", "help": "Print the SQL queries of failing tests."}),
    (
        ("--parallel",),
        {"nargs": "?", "const": "auto", "default": 0, "type": parallel_type, "metavar": "N",
         "help": "Run test classes in N processes; as many as there are processors without a number."},
    ),
    (("--tag",), {"action": "append", "dest": "tags", "help": "Run only tests with this tag. Repeatable."}),
    (
        ("--exclude-tag",),
        {"action": "append", "dest": "exclude_tags", "help": "Leave out tests with this tag. Repeatable."},
    ),
    (("--pdb",), {"action": "store_true", "help": "Open the debugger where a test fails."}),
    (("-b", "--buffer"), {"action": "store_true", "help": "Discard the output of passing tests."}),
    (
        ("--no-faulthandler",),
        {"action": "store_false", "dest": "enable_faulthandler", "help": "Print no traceback when Python crashes."},
    ),
    (("--timing",), {"action": "store_true", "help": "Print how long the set-up of each database took."}),
    (
        ("-k",),
        {"action": "append", "dest": "test_name_patterns",
         "help": "Run only tests whose names match the pattern or contain the word. Repeatable."},
    ),
]


def _as_pattern(word: str) -> str:
    return word if "*" in word else f"*{word}*"


def _enable_faulthandler() -> None:
    try:
        faulthandler.enable(file=sys.stderr.fileno())
    except (AttributeError, OSError, ValueError):
        # Standard error has been replaced by something that is no file.
        if sys.__stderr__ is not None:
            faulthandler.enable(file=sys.__stderr__.fileno())
