"""Run test classes in several processes, each with a copy of the test databases.

Processes are forked: they inherit the tests, are told the number of a group, and send back what happened as plain data,
which the result of the main process is then told as if it had happened there.
"""

from __future__ import annotations

import multiprocessing
import traceback
import unittest
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from unittest.suite import _ErrorHolder

from django.db import connections
from django.test.discovery import iter_test_cases

__all__ = ["ParallelTestSuite", "RemoteError", "RemoteFailure", "can_fork", "groups_of"]

# (what to tell the result, number of the test in its group or its description, what else to tell)
Event = tuple[str, Any, tuple[Any, ...]]


class RemoteError(Exception):
    """An error in another process; its text is the traceback there."""


class RemoteFailure(AssertionError):
    """A failed claim in another process; its text is the traceback there."""


class ParallelTestSuite(unittest.TestSuite):
    """Groups of tests, each run in one process from beginning to end.

    Args:
        groups: the tests of each group.
        processes: how many groups run at a time.
        failfast: end all processes at the first failure.
    """

    def __init__(self, groups: list[list[Any]], processes: int, failfast: bool = False) -> None:
        self.groups = groups
        self.processes = min(processes, len(groups))
        self.failfast = failfast
        super().__init__(test for group in groups for test in group)

    def run(self, result: Any, debug: bool = False) -> Any:
        """Run all groups and tell the result what happened, in the order in which groups finish."""
        # Connections do not survive the fork in both processes; databases in memory spare themselves.
        for connection in connections.all(initialized_only=True):
            connection.close()
        context = multiprocessing.get_context("fork")
        numbers = context.Value("i", 0)
        global _groups
        _groups = self.groups
        with context.Pool(self.processes, initializer=_start_worker, initargs=(numbers,)) as pool:
            for group, events in pool.imap_unordered(_run_group, range(len(self.groups))):
                _replay(events, self.groups[group], result)
                if result.shouldStop or (self.failfast and not result.wasSuccessful()):
                    pool.terminate()
                    break
        return result


def can_fork() -> bool:
    """Tell whether processes of this program are forked, so that they inherit tests and databases in memory."""
    return multiprocessing.get_start_method() == "fork"


def groups_of(tests: Iterable[Any]) -> list[list[Any]]:
    """Split tests by class: what a class sets up is set up in one process."""
    return [list(members) for _, members in groupby(iter_test_cases(tests), type)]


# The groups of the suite being run, for the processes forked from this one. Set by run() only.
_groups: list[list[Any]] = []


def _start_worker(numbers: Any) -> None:
    with numbers.get_lock():
        numbers.value += 1
        number = numbers.value
    for connection in connections.all():
        connection.creation.setup_worker_connection(number)


def _run_group(group: int) -> tuple[int, list[Event]]:
    recorder = _Recorder(_groups[group])
    unittest.TestSuite(_groups[group]).run(recorder)
    return group, recorder.events


class _Recorder(unittest.TestResult):
    """Notes what a result is told."""

    def __init__(self, tests: list[Any]) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.numbers = {id(test): number for number, test in enumerate(tests)}

    def _note(self, what: str, test: Any, *rest: Any) -> None:
        # What is no test of the group stands for the set-up of a class or module.
        self.events.append((what, self.numbers.get(id(test), getattr(test, "description", str(test))), rest))

    def startTest(self, test: Any) -> None:
        self._note("startTest", test)

    def stopTest(self, test: Any) -> None:
        self._note("stopTest", test)

    def addSuccess(self, test: Any) -> None:
        self._note("addSuccess", test)

    def addError(self, test: Any, err: Any) -> None:
        self._note("addError", test, _as_text(err))

    def addFailure(self, test: Any, err: Any) -> None:
        self._note("addFailure", test, _as_text(err))

    def addSkip(self, test: Any, reason: str) -> None:
        self._note("addSkip", test, str(reason))

    def addExpectedFailure(self, test: Any, err: Any) -> None:
        self._note("addExpectedFailure", test, _as_text(err))

    def addUnexpectedSuccess(self, test: Any) -> None:
        self._note("addUnexpectedSuccess", test)

    def addDuration(self, test: Any, elapsed: float) -> None:
        self._note("addDuration", test, elapsed)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        if err is not None:
            is_failure = issubclass(err[0], test.failureException)
            message = f"{subtest._subDescription()}\n{_as_text(err)}"
            self._note("addFailure" if is_failure else "addError", test, message)


def _as_text(err: Any) -> str:
    return "".join(traceback.format_exception(*err))


def _replay(events: list[Event], tests: list[Any], result: Any) -> None:
    for what, which, rest in events:
        test = tests[which] if isinstance(which, int) else _ErrorHolder(which)
        if hasattr(result, what):
            getattr(result, what)(test, *_arguments(what, rest))


def _arguments(what: str, rest: tuple[Any, ...]) -> Iterator[Any]:
    for each in rest:
        if what in ("addFailure", "addExpectedFailure"):
            yield RemoteFailure, RemoteFailure(each), None
        elif what == "addError":
            yield RemoteError, RemoteError(each), None
        else:
            yield each
