"""``--compile-for=oracle``: whatever the tests run on their own engine is compiled for another one, too, and linted.

Every statement goes through one door (`django.db.execution.run`); there its tree and its values are compiled and bound
for a connection that is never opened. What the linter finds fails the test that ran the statement.
"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.errors import NotSupportedError
from tests.db.backends.oracle.linter.rules import lint

ENGINES = ("oracle",)


class CompiledFor:
    """Compiles along, from `start()` on.

    Attributes:
        statements: texts compiled so far, to how often.
        unsupported: what the engine said it cannot do, to how often.
        failures: what was found and not yet reported.
    """

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.statements: Counter[str] = Counter()
        self.unsupported: Counter[str] = Counter()
        self.failures: list[str] = []
        self._connection: Any = None
        self._large: Mapping[str, frozenset[str]] | None = None
        self._trees: dict[Any, Any] = {}

    @property
    def connection(self) -> Any:
        """A connection of the engine that is never opened."""
        if self._connection is None:
            self._connection = unopened(self.engine)
        return self._connection

    @property
    def large(self) -> Mapping[str, frozenset[str]]:
        """The LOB columns of all models."""
        if self._large is None:
            self._large = large_columns(self.connection)
        return self._large

    def start(self) -> None:
        """Watch the door from now on."""
        from django.db.execution import prepared, run

        own_form, own_executed = prepared.Prepared.form, run._executed

        def form(self_: Any, connection: Any) -> Any:
            statement = own_form(self_, connection)
            # Whoever counts memory does not want to count ours.
            if connection is not self._connection and not tracemalloc.is_tracing():
                if statement not in self._trees:
                    self._trees[statement] = self_
                    self.look(lambda: (str(self_.form(self.connection).driver_sql), None))
            return statement

        def executed(connection: Any, statement: Any, values: Any) -> Any:
            try:
                cursor = own_executed(connection, statement, values)
            except (ArithmeticError, TypeError, ValueError):
                raise  # a value is refused, by any engine
            except BaseException:
                self._bind(statement, values)
                raise
            self._bind(statement, values)
            return cursor

        prepared.Prepared.form = form  # type: ignore[method-assign]
        run._executed = executed

    def _bind(self, statement: Any, values: Any) -> None:
        tree = self._trees.get(statement)
        if tree is not None and not tracemalloc.is_tracing():
            self.look(lambda: tree.form(self.connection).bind(values, self.connection))

    def look(self, compiled: Callable[[], tuple[str, Any]]) -> None:
        """Compile one statement and note what is wrong with it."""
        try:
            sql, params = compiled()
        except EmptyResultSet:
            return
        except NotSupportedError as error:
            self.unsupported[str(error)] += 1
            return
        except Exception as error:
            self.failures.append(f"{type(error).__name__}: {error}")
            return
        self.statements[sql] += 1
        if params is None and self.statements[sql] > 1:
            return
        binds = None if params is None else params.named() if hasattr(params, "named") else dict(params)
        breaches = lint(sql, large=self.large, binds=binds)
        self.failures += [f"{breach}\n    {sql}" for breach in breaches]

    def taken(self) -> list[str]:
        """Return what was found since the last time."""
        found, self.failures = self.failures, []
        return found


def unopened(engine: str) -> Any:
    """Return a connection of an engine that belongs to no alias and is never opened."""
    from django.db.connections import connections

    alias = f"compiled_for_{engine}"
    connections.register(alias, {"ENGINE": f"django.db.backends.{engine}", "NAME": "localhost/nothing"})
    connection = connections[alias]
    connections.unregister(alias)
    return connection


def large_columns(connection: Any) -> dict[str, frozenset[str]]:
    """Return table name to the names of its LOB columns, of all models."""
    from django.apps import apps

    stored = connection.ops.stored_name
    return {
        stored(model._meta.db_table): frozenset(
            stored(field.column)
            for field in model._meta.local_concrete_fields
            if field.column and str(field.db_type(connection) or "").endswith("LOB")
        )
        for model in apps.get_models(include_auto_created=True)
    }
