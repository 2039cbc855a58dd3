"""Configures the package for its own tests. Test databases are made when the first test asks for one.

``@pytest.mark.engine("postgresql")`` skips a test where there is no server of that engine; `servers` says how one is
named. ``@pytest.mark.extension("hstore")`` skips it where the PostgreSQL server has no such extension. An engine that
REQUIRE_ENGINES lists may not be skipped: its tests fail instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import compiled_for, servers
from tests.db.backends.oracle.standin import expectations

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


#: The tests of queries, some of which cannot pass on what stands for Oracle.
QUERY_TESTS = Path(__file__).parent / "db" / "models"

#: What compiles along, where --compile-for asks for it.
ALONG = pytest.StashKey[compiled_for.CompiledFor]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--query-cache",
        choices=("on", "off", "one"),
        default="on",
        help="run with worked-out queries remembered (on), never remembered (off), or one at a time (one)",
    )
    parser.addoption(
        "--compile-for",
        choices=compiled_for.ENGINES,
        help="compile every statement for this engine, too, and fail tests whose statements its linter objects to",
    )
    parser.addoption("--nightly", action="store_true", help="run the tests that take minutes, too")


def pytest_configure(config: pytest.Config) -> None:
    if getattr(config.option, "numprocesses", None):
        # Once for all the processes among which the tests are divided.
        for name in servers.OWN:
            servers.share(name)
    if os.environ.get("TEST_POSTGRESQL_DRIVER") == "psycopg2":
        sys.modules["psycopg"] = None  # type: ignore[assignment]
    import django
    from django.test import pytest_plugin

    config.addinivalue_line("markers", "engine(name): needs a server of this engine")
    config.addinivalue_line("markers", "extension(name): needs an extension of PostgreSQL's")
    config.addinivalue_line("markers", "forks: forks this process, so it runs before all that may start threads")
    config.addinivalue_line("markers", "feature(name): needs the shared databases' engine to have this feature")
    config.addinivalue_line("markers", "only_on(name): is about the shared databases being of this engine")
    # A checkout that is not installed has no entry point to load the plugin by.
    pytest_plugin.pytest_configure(config)
    django.setup()
    from django.db import query_cache

    limits = {"on": None, "off": 0, "one": 1}
    query_cache.configure(limit=limits[config.getoption("--query-cache")])
    if servers.engine() == "oracle" and servers.missing("oracle") is None:
        servers.oracle.install()
    if config.getoption("--compile-for"):
        config.stash[ALONG] = compiled_for.CompiledFor(config.getoption("--compile-for"))
        config.stash[ALONG].start()


@pytest.fixture
def query_cache_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """Worked-out queries are remembered during the test, whatever the command line says."""
    from django.db.models.plan.memo import memo

    before = memo.limit
    memo.configure(10_000)
    yield
    memo.configure(before)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # A fork of a process that has Java's threads in it never ends: what stands for Oracle comes later.
    items.sort(key=lambda item: item.get_closest_marker("forks") is None)
    if servers.engine() != "oracle":
        return
    for item in items:
        reason = expectations.reason_for(item.name) if item.path.is_relative_to(QUERY_TESTS) else None
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
        if left_out := expectations.LEFT_OUT.get(item.name.partition("[")[0]):
            item.add_marker(pytest.mark.skip(reason=left_out))


def pytest_unconfigure() -> None:
    servers.stop()


def pytest_sessionstart(session: pytest.Session) -> None:
    engine = servers.engine()
    reason = servers.missing(engine)
    if reason is not None:
        pytest.exit(f"Nothing was tested: {reason}", returncode=int(servers.required(engine)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("only_on"):
        if servers.engine() != marker.args[0]:
            pytest.skip(f"is about {marker.args[0]}, but TEST_ENGINE is {servers.engine()}")
    for marker in item.iter_markers("feature"):
        from django.db import connection

        if not getattr(connection.features, marker.args[0]):
            pytest.skip(f"{servers.engine()} has not the feature {marker.args[0]}")
    if item.get_closest_marker("nightly") and not item.config.getoption("--nightly"):
        pytest.skip("takes minutes: run with --nightly")
    for marker in item.iter_markers("engine"):
        refuse(marker.args[0], servers.missing(marker.args[0]))
    for marker in item.iter_markers("extension"):
        extension = marker.args[0]
        # What is no part of PostgreSQL is required by its own name.
        refuse(extension if extension in servers.PACKAGES else "postgresql", servers.lacking(extension))


def refuse(engine: str, reason: str | None) -> None:
    """Skip a test for a reason, or let it fail where the engine is required."""
    if reason is None:
        return
    if servers.required(engine):
        pytest.fail(f"REQUIRE_ENGINES lists {engine}, but there is {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test for what was found while its statements were compiled for another engine."""
    result = yield
    found = item.config.stash[ALONG].taken() if ALONG in item.config.stash else []
    if found:
        pytest.fail("\n".join(found), pytrace=False)
    return result


def pytest_terminal_summary(terminalreporter: Any) -> None:
    config = terminalreporter.config
    if ALONG not in config.stash:
        return
    along = config.stash[ALONG]
    terminalreporter.section(f"compiled for {along.engine}")
    terminalreporter.line(f"{len(along.statements)} different statements, {along.statements.total()} in all")
    for message, times in along.unsupported.most_common():
        terminalreporter.line(f"not supported ({times} times): {message}")
