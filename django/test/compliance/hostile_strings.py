"""Strings that try to leave the place they are put in, and what a test claims about what becomes of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError, ImproperlyConfigured
from django.db import Error, NotSupportedError
from django.test.compliance.library import Author

STRINGS: dict[str, str] = {
    "double quote": 'x" OR "1"="1',
    "single quote": "x' OR '1'='1",
    "backtick": "x` OR `1`=`1",
    "brackets": "x] OR [1]=[1",
    "backslash": "x\\",
    "backslash and quote": "x\\' OR 1=1 -- ",
    "backslash and double quote": 'x\\" OR 1=1 -- ',
    "line comment": "x -- y",
    "comment": "x /* y */ z",
    "end of a comment": "x */ OR 1=1 /*",
    "hash": "x # y",
    "another statement": 'x"; DROP TABLE compliance_author; --',
    "another statement after a quote": "x'; DROP TABLE compliance_author; --",
    "another statement after a bracket": "x); DROP TABLE compliance_author; --",
    "placeholder": "x%s",
    "named placeholder": "x%(y)s",
    "percent": "50%",
    "two percents": "x%%y",
    "question mark": "x?",
    "numbered": "x:1 :arg0 $1 ?1",
    "dollar quote": "x$$ y $$",
    "braces": "x{} {0} {y}",
    "line feed": "x\n; SELECT 1",
    "carriage return": "x\r-- y",
    "tab": "x\ty",
    "unicode quotes": "x’ “y” ʼ ＂ ＇",
    "full width": "ｘ＇；",
    "nul": "x\0y",
    "two names": 'x"."y',
    "dots": "x.y.z",
    "quoted already": '"x" OR 1=1 OR "x"',
    "emoji": "x🦄",
}

#: What may be raised before anything is sent.
REFUSALS = (
    ValueError,
    TypeError,
    AttributeError,
    FieldError,
    FieldDoesNotExist,
    ImproperlyConfigured,
    LookupError,
    NotSupportedError,
)


class Refused:
    """Stands for the answer of a deed that was refused before anything was sent."""

    def __repr__(self) -> str:
        return "<refused>"


REFUSED = Refused()


class Guarded:
    """Tries deeds with hostile strings on one engine, and looks whether anything else came of it.

    Args:
        connection: outside of any transaction.
        sent: the fixture that captures statements.
    """

    def __init__(self, connection: Any, sent: Callable[[], Any]) -> None:
        self.connection = connection
        self.sent = sent
        Author.objects.using(connection.alias).create(name="canary", age=1)

    def tried(self, deed: Callable[[], Any]) -> Any:
        """Return what the deed gives, or REFUSED; anything sent before a refusal is an error."""
        with self.sent() as queries:
            try:
                return deed()
            except REFUSALS as error:
                statements = [query["sql"] for query in queries]
                assert statements == [] or self.is_nul(error), (error, statements)
                return REFUSED
            except Error as error:
                # The driver refuses the character by itself: the text went as one value.
                assert self.is_nul(error), error
                return REFUSED

    def sent_something(self, queries: Any) -> bool:
        """Tell whether there is a statement among the queries that is not about transactions."""
        around = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
        return any(not query["sql"].startswith(around) for query in queries)

    def is_nul(self, error: BaseException) -> bool:
        """Tell whether the driver or the server refused a NUL, as the engine's features say they do."""
        claim = self.connection.features.prohibits_null_characters_in_text_exception
        return bool(claim) and claim[1] in str(error)

    def is_unharmed(self) -> bool:
        """Tell whether the canary sings: its table is there, with its one row."""
        return list(Author.objects.using(self.connection.alias).values_list("name", "age")) == [("canary", 1)]
