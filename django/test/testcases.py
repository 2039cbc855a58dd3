"""The test classes: without databases, with real commits, and inside a transaction that is rolled back.

What they claim is in ``assertions``, what they refuse in ``guard``, what they copy in ``testdata``.
"""

from __future__ import annotations

import logging
import sys
import unittest
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import async_to_sync

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test.assertions import DocumentAssertions, MessageAssertions, QueryAssertions
from django.test.client import AsyncClient, Client
from django.test.guard import DatabaseGuard, DatabaseOperationForbidden
from django.test.locks import SerializeMixin
from django.test.overrides import modify_settings, override_settings
from django.test.skipping import skipIfDBFeature, skipUnlessAnyDBFeature, skipUnlessDBFeature
from django.test.testdata import TestData, is_pickable, kept_apart
from django.utils.near_miss import did_you_mean

__all__ = [
    "DatabaseOperationForbidden",
    "SerializeMixin",
    "SimpleTestCase",
    "TestCase",
    "TestData",
    "TransactionTestCase",
    "is_pickable",
    "skipIfDBFeature",
    "skipUnlessAnyDBFeature",
    "skipUnlessDBFeature",
]

__unittest = True

logger = logging.getLogger("django.test")

ALL_DATABASES = "__all__"


class SimpleTestCase(MessageAssertions, DocumentAssertions, QueryAssertions, unittest.TestCase):
    """A test that uses no database, unless it names some in ``databases``; nothing is put back after it."""

    databases: Any = set()
    client_class: Any = Client
    async_client_class: Any = AsyncClient
    _overridden_settings: dict[str, Any] | None = None
    _modified_settings: list[Any] | None = None
    _refusal = (
        "Database {operation} to {alias!r} are not allowed in SimpleTestCase subclasses. Either subclass TestCase or "
        "TransactionTestCase to ensure proper test isolation or add {alias!r} to {test}.databases to silence this "
        "failure."
    )

    @classmethod
    def setUpClass(cls) -> None:
        """Apply the settings the class is decorated with, and close the databases it did not name."""
        super().setUpClass()
        if cls._overridden_settings:
            cls.enterClassContext(override_settings(**cls._overridden_settings))
        if cls._modified_settings:
            cls.enterClassContext(modify_settings(cls._modified_settings))
        cls.databases = cls._validate_databases()
        guard = DatabaseGuard(cls.databases, cls._refuse)
        guard.start()
        cls.addClassCleanup(guard.stop)

    @classmethod
    def _validate_databases(cls) -> frozenset[str]:
        if cls.databases == ALL_DATABASES:
            return frozenset(connections)
        known = list(connections)
        for alias in cls.databases:
            if alias not in known:
                raise ImproperlyConfigured(
                    f"{_path(cls)}.databases refers to {alias!r} which is not defined in settings.DATABASES."
                    f"{did_you_mean(alias, known)}"
                )
        return frozenset(cls.databases)

    @classmethod
    def _refuse(cls, operation: str, alias: str) -> str:
        return cls._refusal.format(operation=operation, alias=alias, test=_path(cls))

    def __call__(self, result: unittest.TestResult | None = None) -> None:
        """Run the test between set-up and tear-down of its world, so that no subclass must call ``super().setUp()``."""
        self._run_in_world(lambda: super(SimpleTestCase, self).__call__(result), result)

    def debug(self) -> None:
        """Run the test and let its exceptions through."""
        self._run_in_world(super().debug, None)

    def _run_in_world(self, run: Any, result: unittest.TestResult | None) -> None:
        method = getattr(self, self._testMethodName)
        skipped = _is_skipped(type(self)) or _is_skipped(method)
        if iscoroutinefunction(method):
            setattr(self, self._testMethodName, async_to_sync(method))
        if not skipped and not self._reporting(self._pre_setup, result):
            return
        run()
        if not skipped:
            self._reporting(self._post_teardown, result)

    def _reporting(self, step: Any, result: unittest.TestResult | None) -> bool:
        """Do a step; an exception becomes an error of the test, or goes through where there is no result to tell."""
        if result is None:
            step()
            return True
        try:
            step()
        except Exception:
            result.addError(self, sys.exc_info())  # type: ignore[arg-type]
            return False
        return True

    @classmethod
    def _pre_setup(cls) -> None:
        """Make the world of one test, before its ``setUp()``."""

    def _post_teardown(self) -> None:
        """Clear it away, after its cleanups."""

    def __getstate__(self) -> dict[str, Any]:
        # Tests travel between processes; what cannot travel stays.
        return {name: value for name, value in vars(self).items() if is_pickable(value)}

    @cached_property
    def client(self) -> Any:
        """Django's HTTP client; this package has none, and says so."""
        return self.client_class()

    @cached_property
    def async_client(self) -> Any:
        """Django's asynchronous HTTP client; this package has none, and says so."""
        return self.async_client_class()

    def settings(self, **kwargs: Any) -> override_settings:
        """Override settings for a block."""
        return override_settings(**kwargs)

    def modify_settings(self, **kwargs: Any) -> modify_settings:
        """Change settings that are lists, for a block."""
        return modify_settings(**kwargs)


class TransactionTestCase(SimpleTestCase):
    """A test that commits for real; afterwards the tables of its databases are emptied.

    Attributes:
        databases: aliases the test may use, ``"__all__"`` for every one.
        fixtures: loaded into each of them before each test.
        available_apps: full names of the apps that exist for this test; the others are not emptied either.
        reset_sequences: let primary keys start from 1 in each test.
        serialized_rollback: bring back what migrations put into the tables.
    """

    databases: Any = {DEFAULT_DB_ALIAS}
    fixtures: Iterable[Any] | None = None
    available_apps: list[str] | None = None
    reset_sequences = False
    serialized_rollback = False
    _refusal = (
        "Database {operation} to {alias!r} are not allowed in this test. Add {alias!r} to {test}.databases to ensure "
        "proper test isolation and silence this failure."
    )
    _world_is_ready = False

    @classmethod
    def setUpClass(cls) -> None:
        """Make the world of the first test already: what it holds can be used while the class is set up."""
        super().setUpClass()
        if not cls._rolls_back():
            cls._pre_setup()
            cls._world_is_ready = True
            cls.addClassCleanup(cls._clear_unused_world)

    @classmethod
    def _rolls_back(cls) -> bool:
        """Tell whether tests of this class run inside a transaction."""
        return False

    @classmethod
    def _clear_unused_world(cls) -> None:
        if cls._world_is_ready:
            cls._world_is_ready = False
            cls()._post_teardown()

    @classmethod
    def _pre_setup(cls) -> None:
        if cls._world_is_ready:
            cls._world_is_ready = False
            return
        super()._pre_setup()
        if cls.available_apps is not None:
            _limit_apps(cls.available_apps)
            for alias in cls._aliases(include_mirrors=False):
                emit_post_migrate_signal(verbosity=0, interactive=False, db=alias)
        try:
            cls._fixture_setup()
        except BaseException:
            if cls.available_apps is not None:
                _restore_apps()
            raise
        # A full log would hide queries from those who count them.
        for alias in cls._aliases():
            connections[alias].queries_log.clear()

    def _post_teardown(self) -> None:
        try:
            self._fixture_teardown()
            super()._post_teardown()
            if not self._rolls_back():
                # A rollback may have undone what the connection was told when it was opened.
                for connection in connections.all(initialized_only=True):
                    connection.close()
        finally:
            if self.available_apps is not None:
                _restore_apps()

    @classmethod
    def _aliases(cls, include_mirrors: bool = True) -> list[str]:
        """The aliases of the test in the order of DATABASES; a mirror is another name of a database."""
        return [
            alias
            for alias in connections
            if alias in cls.databases
            and (include_mirrors or not connections[alias].settings_dict["TEST"]["MIRROR"])
        ]

    @classmethod
    def _fixture_setup(cls) -> None:
        for alias in cls._aliases(include_mirrors=False):
            if cls.reset_sequences:
                _reset_sequences(connections[alias])
            if cls.serialized_rollback and hasattr(connections[alias], "_test_serialized_contents"):
                _bring_back(connections[alias], cls.available_apps)
            if cls.fixtures:
                call_command("loaddata", *cls.fixtures, verbosity=0, database=alias)

    def _fixture_teardown(self) -> None:
        for alias in self._aliases(include_mirrors=False):
            # Receivers of post_migrate would put rows in that the serialized contents bring back as well.
            inhibit_post_migrate = self.available_apps is not None or (
                self.serialized_rollback and hasattr(connections[alias], "_test_serialized_contents")
            )
            with connections[alias].creation.writable():
                call_command(
                    "flush",
                    verbosity=0,
                    interactive=False,
                    database=alias,
                    reset_sequences=False,
                    allow_cascade=self.available_apps is not None,
                    inhibit_post_migrate=inhibit_post_migrate,
                )


class TestCase(TransactionTestCase):
    """A test inside a transaction per alias, rolled back afterwards; its class has one around all its tests."""

    cls_atomics: dict[str, Any] | None = None
    atomics: dict[str, Any] | None = None

    @classmethod
    def setUpClass(cls) -> None:
        """Open a transaction on each alias, load the fixtures, and call ``setUpTestData()``."""
        super().setUpClass()
        if not cls._rolls_back():
            return
        cls.cls_atomics = cls._enter_atomics()
        cls.addClassCleanup(cls._leave_class_atomics)
        try:
            for alias in cls._aliases(include_mirrors=False) if cls.fixtures else ():
                call_command("loaddata", *cls.fixtures or (), verbosity=0, database=alias)
            with kept_apart(cls):
                cls.setUpTestData()
        except BaseException:
            cls._leave_class_atomics()
            raise

    @classmethod
    def tearDownClass(cls) -> None:
        """Roll everything back and close the connections."""
        if cls._rolls_back():
            cls._leave_class_atomics()
            for connection in connections.all(initialized_only=True):
                connection.close()
        super().tearDownClass()

    @classmethod
    def setUpTestData(cls) -> None:
        """Make rows once for all tests of the class; attributes set here are copied for each test."""

    @classmethod
    def _rolls_back(cls) -> bool:
        return all(connections[alias].features.supports_transactions for alias in cls._aliases())

    @classmethod
    def _enter_atomics(cls) -> dict[str, Any]:
        atomics = {}
        for alias in cls._aliases(include_mirrors=False):
            atomics[alias] = transaction.atomic(using=alias)
            # A durable block of the code under test is outermost as far as that code can see.
            atomics[alias]._from_testcase = True
            atomics[alias].__enter__()
        return atomics

    @classmethod
    def _leave_class_atomics(cls) -> None:
        atomics, cls.cls_atomics = cls.cls_atomics, None
        if atomics:
            cls._rollback_atomics(atomics)

    @classmethod
    def _rollback_atomics(cls, atomics: dict[str, Any]) -> None:
        for alias in reversed(atomics):
            transaction.set_rollback(True, using=alias)
            atomics[alias].__exit__(None, None, None)

    @classmethod
    def _fixture_setup(cls) -> None:
        if not cls._rolls_back():
            cls.setUpTestData()
            super()._fixture_setup()
            return
        if cls.reset_sequences:
            raise TypeError("reset_sequences cannot be used on TestCase instances")
        cls.atomics = cls._enter_atomics()

    def _fixture_teardown(self) -> None:
        if not self._rolls_back():
            super()._fixture_teardown()
            return
        try:
            for alias in reversed(self.atomics or {}):
                if _can_check_constraints(connections[alias]):
                    connections[alias].check_constraints()
        finally:
            self._rollback_atomics(self.atomics or {})

    @classmethod
    @contextmanager
    def captureOnCommitCallbacks(cls, *, using: str = DEFAULT_DB_ALIAS, execute: bool = False) -> Iterator[list[Any]]:
        """Collect what the block hands to ``on_commit()`` on one alias.

        Args:
            execute: call the collected functions at the end, and those that they hand in, and so on.
        """
        callbacks: list[Any] = []
        start = len(connections[using].run_on_commit)
        try:
            yield callbacks
        finally:
            while new := connections[using].run_on_commit[start:]:
                start += len(new)
                for _, callback, robust in new:
                    callbacks.append(callback)
                    if execute:
                        _call_hook(callback, robust)


def _path(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _is_skipped(decorated: Any) -> bool:
    return bool(getattr(decorated, "__unittest_skip__", False))


def _limit_apps(names: list[str]) -> None:
    apps.set_available_apps(names)
    _announce_apps(names, enter=True)


def _restore_apps() -> None:
    apps.unset_available_apps()
    _announce_apps(settings.INSTALLED_APPS, enter=False)


def _announce_apps(names: Any, *, enter: bool) -> None:
    setting_changed.send(sender=type(settings._wrapped), setting="INSTALLED_APPS", value=names, enter=enter)


def _reset_sequences(connection: Any) -> None:
    statements = connection.ops.sequence_reset_by_name_sql(no_style(), connection.introspection.sequence_list())
    if not statements:
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _bring_back(connection: Any, available_apps: list[str] | None) -> None:
    # The contents are those of all apps, not only of the ones this test may see.
    if available_apps is not None:
        apps.unset_available_apps()
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    if available_apps is not None:
        apps.set_available_apps(available_apps)


def _can_check_constraints(connection: Any) -> bool:
    return connection.features.can_defer_constraint_checks and not connection.needs_rollback and connection.is_usable()


def _call_hook(callback: Any, robust: bool) -> None:
    if not robust:
        callback()
        return
    try:
        callback()
    except Exception as error:
        logger.error("Error calling %s in on_commit() (%s).", callback.__qualname__, error, exc_info=True)
