"""The fixtures of the pytest plugin. The database layer is loaded when the first of them is used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest

DEFAULT_ALIAS = "default"
MARKER = "db"


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Let marked tests and tests of database test cases have the test databases."""
    for item in items:
        if item.get_closest_marker(MARKER):
            _need(item, MARKER)
        elif _uses_databases(item):
            _need(item, "django_databases")


@pytest.fixture(scope="session")
def django_databases(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Create one test database per alias of DATABASES, for the whole run.

    Returns:
        the aliases.
    """
    import django
    from django.apps import apps
    from django.db import connections

    if not apps.ready:
        django.setup()
    tools = import_module("django.test.utils")
    tools.setup_test_environment(debug=False)
    old = tools.setup_databases(verbosity=0, interactive=False)
    yield list(connections)
    tools.teardown_databases(old, verbosity=0)
    tools.teardown_test_environment()


@pytest.fixture
def db(request: pytest.FixtureRequest, django_databases: list[str]) -> Iterator[None]:
    """Let the test use the databases named by its ``db`` marker; the default one without a marker."""
    marker = request.node.get_closest_marker(MARKER)
    aliases = marker.args if marker else ()
    options = marker.kwargs if marker else {}
    cases = import_module("django.test.testcases")
    base = cases.TransactionTestCase if options.get("transaction") else cases.TestCase
    world = type(
        "MarkedTest",
        (base,),
        {
            "__module__": request.node.module.__name__,
            "databases": "__all__" if "__all__" in aliases else set(aliases or [DEFAULT_ALIAS]),
            "reset_sequences": options.get("reset_sequences", False),
        },
    )
    with _inside(world):
        yield


@pytest.fixture
def django_assert_num_queries() -> Callable[..., Any]:
    """Give a context manager that claims how many queries its block sends to one alias.

    ``with django_assert_num_queries(2, using="catalog"): ...``
    """

    @contextmanager
    def claim(num: int, using: str = DEFAULT_ALIAS) -> Iterator[Any]:
        from django.db import connections

        captures = import_module("django.test.captures")
        with captures.CaptureQueriesContext(connections[using]) as captured:
            yield captured
        if len(captured) != num:
            listing = captures.describe_queries(captured.captured_queries)
            pytest.fail(f"{len(captured)} queries executed on {using!r}, {num} expected\n{listing}", pytrace=False)

    return claim


@contextmanager
def _inside(world: Any) -> Iterator[None]:
    """Do what unittest does around one test of a class."""
    try:
        world.setUpClass()
        try:
            test = world()
            test._pre_setup()
            try:
                yield
            finally:
                test._post_teardown()
        finally:
            world.tearDownClass()
    finally:
        world.doClassCleanups()
        for exc_info in world.tearDown_exceptions:
            raise exc_info[1]


def _uses_databases(item: Any) -> bool:
    # Not loaded: then no test class can be one of them.
    cases = sys.modules.get("django.test.testcases")
    cls = getattr(item, "cls", None)
    return bool(cases and cls and issubclass(cls, cases.SimpleTestCase) and cls.databases)


def _need(item: Any, fixture: str) -> None:
    # In front: unittest's setUpClass() is a fixture too, and must find the databases.
    if fixture not in item.fixturenames:
        item.fixturenames.insert(0, fixture)
