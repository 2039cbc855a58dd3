"""What a test may claim, beyond ``unittest``: messages, documents, querysets, numbers of queries."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.util import safe_repr
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import ParseError

from django.db import DEFAULT_DB_ALIAS, connections
from django.test.captures import CaptureQueriesContext, describe_queries
from django.test.comparison import compare_xml
from django.test.html import HTMLParseError, parse_html

__all__ = ["DocumentAssertions", "MessageAssertions", "QueryAssertions"]

# unittest leaves frames of such files out of a failure's traceback.
__unittest = True


class MessageAssertions:
    """Claims about the text of exceptions and warnings. Mixed into a ``unittest.TestCase``."""

    def assertRaisesMessage(self, expected_exception: Any, expected_message: str, *args: Any, **kwargs: Any) -> Any:
        """Claim that an exception is raised whose text contains the message.

        Without a callable it is a context manager, whose ``exception`` is what was raised.
        """
        return self._claim_message(self.assertRaises, "exception", expected_exception, expected_message, args, kwargs)

    def assertWarnsMessage(self, expected_warning: Any, expected_message: str, *args: Any, **kwargs: Any) -> Any:
        """Claim that a warning is given whose text contains the message."""
        return self._claim_message(self.assertWarns, "warning", expected_warning, expected_message, args, kwargs)

    def _claim_message(
        self, claim: Any, attribute: str, expected: Any, message: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        block = self._containing_message(claim, attribute, expected, message)
        if not args:
            return block
        func, *rest = args
        with block:
            func(*rest, **kwargs)
        return None

    @contextmanager
    def _containing_message(self, claim: Any, attribute: str, expected: Any, message: str) -> Iterator[Any]:
        with claim(expected) as caught:
            yield caught
        self.assertIn(message, str(getattr(caught, attribute)))


class DocumentAssertions:
    """Claims about JSON, XML, HTML and URLs that look beyond spelling. Mixed into a ``unittest.TestCase``."""

    def assertJSONEqual(self, raw: Any, expected_data: Any, msg: Any = None) -> None:
        """Claim that a JSON text says the expected: another JSON text, or data."""
        self.assertEqual(*self._both_loaded(raw, expected_data), msg=msg)

    def assertJSONNotEqual(self, raw: Any, expected_data: Any, msg: Any = None) -> None:
        """Claim that a JSON text says something else."""
        self.assertNotEqual(*self._both_loaded(raw, expected_data), msg=msg)

    def _both_loaded(self, raw: Any, expected: Any) -> tuple[Any, Any]:
        try:
            data = json.loads(raw)
        except json.JSONDecodeError:
            self.fail(f"First argument is not valid JSON: {raw!r}")
        if isinstance(expected, str):
            try:
                expected = json.loads(expected)
            except ValueError:
                self.fail(f"Second argument is not valid JSON: {expected!r}")
        return data, expected

    def assertXMLEqual(self, xml1: str, xml2: str, msg: Any = None) -> None:
        """Claim that two XML documents say the same."""
        if not self._same_xml(xml1, xml2, msg):
            self.fail(self._formatMessage(msg, _difference(xml1, xml2)))

    def assertXMLNotEqual(self, xml1: str, xml2: str, msg: Any = None) -> None:
        """Claim that two XML documents do not say the same."""
        if self._same_xml(xml1, xml2, msg):
            self.fail(self._formatMessage(msg, f"{safe_repr(xml1, True)} == {safe_repr(xml2, True)}"))

    def _same_xml(self, xml1: str, xml2: str, msg: Any) -> bool:
        try:
            return compare_xml(xml1, xml2)
        except ParseError as error:
            self.fail(self._formatMessage(msg, f"First or second argument is not valid XML\n{error}"))

    def assertHTMLEqual(self, html1: str, html2: str, msg: Any = None) -> None:
        """Claim that two pieces of HTML have the same elements, attributes and texts."""
        first, second = self._both_parsed(html1, html2)
        if first != second:
            self.fail(self._formatMessage(msg, _difference(first, second)))

    def assertHTMLNotEqual(self, html1: str, html2: str, msg: Any = None) -> None:
        """Claim that two pieces of HTML differ."""
        first, second = self._both_parsed(html1, html2)
        if first == second:
            self.fail(self._formatMessage(msg, f"{safe_repr(first, True)} == {safe_repr(second, True)}"))

    def assertInHTML(self, needle: str, haystack: str, count: int | None = None, msg_prefix: str = "") -> None:
        """Claim that one piece of HTML occurs in another; with ``count``, exactly so often."""
        found, where = self._occurrences(needle, haystack)
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        if count is None:
            self.assertTrue(found != 0, f"{prefix}Couldn't find {needle!r} in the following response\n{where}")
        else:
            self.assertEqual(
                found, count, f"{prefix}Found {found} instances of {needle!r} (expected {count}) in the following "
                f"response\n{where}",
            )

    def assertNotInHTML(self, needle: str, haystack: str, msg_prefix: str = "") -> None:
        """Claim that one piece of HTML does not occur in another."""
        found, where = self._occurrences(needle, haystack)
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        self.assertEqual(found, 0, f"{prefix}{needle!r} unexpectedly found in the following response\n{where}")

    def _occurrences(self, needle: str, haystack: str) -> tuple[int, str]:
        parsed = _parsed(self, needle, "First argument is not valid HTML:")
        return _parsed(self, haystack, "Second argument is not valid HTML:").count(parsed), repr(haystack)

    def _both_parsed(self, html1: str, html2: str) -> tuple[Any, Any]:
        first = _parsed(self, html1, "First argument is not valid HTML:")
        return first, _parsed(self, html2, "Second argument is not valid HTML:")

    def assertURLEqual(self, url1: Any, url2: Any, msg_prefix: str = "") -> None:
        """Claim that two URLs are the same when the order of parameters of different names is left out of account."""
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        self.assertEqual(_settled_url(url1), _settled_url(url2), f"{prefix}Expected '{url1}' to equal '{url2}'")


class QueryAssertions:
    """Claims about querysets and about what is sent to a database. Mixed into a ``unittest.TestCase``."""

    def assertQuerySetEqual(
        self, qs: Any, values: Any, transform: Callable[[Any], Any] | None = None, ordered: bool = True, msg: Any = None
    ) -> None:
        """Claim that a queryset gives these values.

        Args:
            qs: a queryset, or any iterable.
            values: what is expected, transformed already.
            transform: applied to each item of ``qs`` before it is compared.
            ordered: False compares how often each value occurs, whatever the order.

        Raises:
            ValueError: ``ordered`` is asked of a queryset without an order and more than one value.
        """
        values = list(values)
        items = list(map(transform, qs) if transform else qs)
        if not ordered:
            return self.assertDictEqual(Counter(items), Counter(values), msg=msg)
        if len(values) > 1 and not getattr(qs, "ordered", True):
            raise ValueError("Trying to compare non-ordered queryset against more than one ordered value.")
        return self.assertEqual(items, values, msg=msg)

    def assertNumQueries(
        self, num: int, func: Callable[..., Any] | None = None, *args: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any
    ) -> AbstractContextManager[Any] | None:
        """Claim that a call, or the block of a ``with``, sends exactly ``num`` queries to one alias.

        Args:
            using: the alias whose queries are counted.
        """
        counting = NumQueries(self, num, connections[using])
        if func is None:
            return counting
        with counting:
            func(*args, **kwargs)
        return None


class NumQueries(CaptureQueriesContext):
    """Counts the queries of a block and claims their number."""

    def __init__(self, test_case: Any, num: int, connection: Any) -> None:
        super().__init__(connection)
        self.test_case = test_case
        self.num = num

    def __exit__(self, exc_type: Any, exc: Any, traceback: Any) -> None:
        super().__exit__(exc_type, exc, traceback)
        if exc_type is not None:
            return
        executed = len(self)
        self.test_case.assertEqual(
            executed, self.num,
            f"{executed} queries executed, {self.num} expected\n"
            f"Captured queries were:\n{describe_queries(self.captured_queries)}",
        )


def _parsed(test: Any, text: str, complaint: str) -> Any:
    try:
        return parse_html(text)
    except HTMLParseError as error:
        test.fail(test._formatMessage(None, f"{complaint}\n{error}"))


def _difference(first: Any, second: Any) -> str:
    lines = difflib.ndiff(str(first).splitlines(), str(second).splitlines())
    return f"{safe_repr(first, True)} != {safe_repr(second, True)}\n" + "\n".join(lines)


def _settled_url(url: Any) -> str:
    parts = urlsplit(str(url))
    # Sorting by name alone keeps the order of the values of one name.
    query = sorted(parse_qsl(parts.query), key=lambda pair: pair[0])
    return urlunsplit(parts._replace(query=urlencode(query)))
