"""Results that tell more: the SQL of failed tests, a debugger where one failed."""

from __future__ import annotations

import logging
import pdb
import traceback
import unittest
from io import StringIO
from typing import Any

__all__ = ["DebugSQLTextTestResult", "PDBDebugResult"]


class DebugSQLTextTestResult(unittest.TextTestResult):
    """Prints below each failure the SQL that the test sent, on every alias."""

    def __init__(self, stream: Any, descriptions: Any, verbosity: int, **kwargs: Any) -> None:
        self.logger = logging.getLogger("django.db.backends")
        self.logger.setLevel(logging.DEBUG)
        self.debug_sql_stream: StringIO | None = None
        super().__init__(stream, descriptions, verbosity, **kwargs)

    def startTest(self, test: Any) -> None:
        """Begin to listen."""
        self.debug_sql_stream = StringIO()
        self.handler = logging.StreamHandler(self.debug_sql_stream)
        self.logger.addHandler(self.handler)
        super().startTest(test)

    def stopTest(self, test: Any) -> None:
        """Stop listening; at the highest verbosity print what was heard even though nothing failed."""
        super().stopTest(test)
        self.logger.removeHandler(self.handler)
        if self.showAll:
            self.stream.write(self._heard())
            self.stream.writeln(self.separator2)

    def addError(self, test: Any, err: Any) -> None:
        """Keep the SQL beside the error."""
        super().addError(test, err)
        self.errors[-1] = (*self.errors[-1], self._heard())  # type: ignore[call-overload]

    def addFailure(self, test: Any, err: Any) -> None:
        """Keep the SQL beside the failure."""
        super().addFailure(test, err)
        self.failures[-1] = (*self.failures[-1], self._heard())  # type: ignore[call-overload]

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        """Keep the SQL beside the failure of a part of a test."""
        super().addSubTest(test, subtest, err)
        if err is not None:
            kept = self.failures if issubclass(err[0], test.failureException) else self.errors
            kept[-1] = (*kept[-1], self._heard())  # type: ignore[call-overload]

    def printErrorList(self, flavour: str, errors: Any) -> None:
        """Print failures with their SQL."""
        for test, err, sql in errors:
            self.stream.writeln(self.separator1)
            self.stream.writeln(f"{flavour}: {self.getDescription(test)}")
            self.stream.writeln(self.separator2)
            self.stream.writeln(err)
            self.stream.writeln(self.separator2)
            self.stream.writeln(sql)

    def _heard(self) -> str:
        # Failures of a class, before any test began, have no stream.
        return self.debug_sql_stream.getvalue() if self.debug_sql_stream else ""


class PDBDebugResult(unittest.TextTestResult):
    """Opens the debugger where a test failed."""

    def addError(self, test: Any, err: Any) -> None:
        """Debug the error."""
        super().addError(test, err)
        self._debug(err)

    def addFailure(self, test: Any, err: Any) -> None:
        """Debug the failure."""
        super().addFailure(test, err)
        self._debug(err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        """Debug the failure of a part of a test."""
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._debug(err)

    def _debug(self, err: Any) -> None:
        self._restoreStdout()  # type: ignore[attr-defined]
        self.buffer = False
        traceback.print_exception(*err)
        pdb.post_mortem(err[2])
