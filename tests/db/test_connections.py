"""connections: by alias, lazily, each thread and task with its own; added and removed while the program runs."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.db import DatabaseError, connection, connections
from django.db.connections import ConnectionHandler
from django.utils.connection import ConnectionDoesNotExist

MEMORY = {"ENGINE": "sqlite3", "NAME": ":memory:"}


def handler(*aliases: str) -> ConnectionHandler:
    return ConnectionHandler({"default": MEMORY, **{alias: dict(MEMORY) for alias in aliases}})


def test_an_unknown_alias_names_the_known_ones_and_the_near_miss() -> None:
    with pytest.raises(ConnectionDoesNotExist) as caught:
        handler("archive")["archiv"]
    assert str(caught.value).startswith("The connection 'archiv' doesn't exist.")
    assert "Known aliases: 'archive', 'default'. Did you mean 'archive'?" in str(caught.value)
    assert isinstance(caught.value, ImproperlyConfigured)


def test_nothing_is_connected_before_it_is_used() -> None:
    assert handler()["default"].connection is None


def test_iteration_is_over_configured_aliases_whether_or_not_they_were_used() -> None:
    connections = handler("a", "b")
    connections["a"]
    assert list(connections) == ["default", "a", "b"]
    assert [each.alias for each in connections.all()] == ["default", "a", "b"]
    assert "b" in connections and "c" not in connections and len(connections) == 3


def test_only_used_ones_can_be_listed() -> None:
    connections = handler("a", "b")
    connections["b"]
    assert [each.alias for each in connections.all(initialized_only=True)] == ["b"]


def test_a_repr_never_shows_a_password() -> None:
    connections = ConnectionHandler({"default": {**MEMORY, "PASSWORD": "secret"}})
    assert repr(connections["default"]) == "<DatabaseWrapper vendor='sqlite' alias='default'>"
    assert "secret" not in repr(connections)


def test_each_thread_has_its_own() -> None:
    connections = handler()
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(connections["default"]))
    thread.start()
    thread.join()
    assert found[0] is not connections["default"]
    assert connections["default"] is connections["default"]


def test_what_a_thread_opened_goes_with_it() -> None:
    connections = handler()
    gone: list[Any] = []

    def use() -> None:
        connections["default"].ensure_connection()
        gone.append(weakref.ref(connections["default"]))
        connections["default"].abandon()

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    del thread
    gc.collect()
    assert gone[0]() is None


def test_each_task_has_its_own_and_may_not_block() -> None:
    connections = handler()

    async def use() -> Any:
        with pytest.raises(SynchronousOnlyOperation):
            connections["default"].cursor()
        return connections["default"]

    async def both() -> list[Any]:
        return await asyncio.gather(use(), use())

    first, second = asyncio.run(both())
    assert first is not second
    assert connections["default"] not in (first, second)


def test_another_threads_connection_cannot_be_used() -> None:
    mine = handler()["default"]
    errors: list[Exception] = []

    def use() -> None:
        try:
            mine.cursor()
        except DatabaseError as error:
            errors.append(error)

    for allowed in (False, True):
        if allowed:
            mine.inc_thread_sharing()
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
    mine.dec_thread_sharing()
    assert len(errors) == 1
    assert "can only be used in that same thread" in str(errors[0])
    mine.abandon()


def test_an_alias_can_be_added_and_taken_away_while_running(register: Callable[..., Any]) -> None:
    found = register("late")
    with found.cursor() as cursor:
        cursor.execute("SELECT 1")
    connections.unregister("late")
    assert found.connection is None
    assert "late" not in connections
    with pytest.raises(ConnectionDoesNotExist):
        connections["late"]


def test_taking_an_alias_away_closes_it_in_other_threads_too(register: Callable[..., Any]) -> None:
    register("late")
    opened, may_end = threading.Event(), threading.Event()
    found: list[Any] = []

    def use() -> None:
        connections["late"].ensure_connection()
        found.append(connections["late"])
        opened.set()
        may_end.wait(5)

    thread = threading.Thread(target=use)
    thread.start()
    opened.wait(5)
    connections.unregister("late")
    may_end.set()
    thread.join()
    assert found[0].connection is None


def test_many_aliases_come_and_go_without_a_trace(register: Callable[..., Any]) -> None:
    traces = []
    for number in range(50):
        traces.append(weakref.ref(register(f"late{number}")))
        connections.unregister(f"late{number}")
    gc.collect()
    assert [trace for trace in traces if trace() is not None] == []


def test_a_primary_with_replicas_cannot_be_taken_away(register: Callable[..., Any]) -> None:
    register("main")
    register("near", REPLICA_OF="main")
    with pytest.raises(ValueError, match=r"\['near'\] are replicas of it. Unregister them first."):
        connections.unregister("main")


def test_a_registration_with_a_mistake_changes_nothing() -> None:
    before = list(connections)
    with pytest.raises(ImproperlyConfigured):
        connections.register("late", {"ENGINE": "sqlit"})
    assert list(connections) == before


def test_the_end_of_a_unit_of_work_reaches_all_even_when_one_raises(register: Callable[..., Any]) -> None:
    first, middle, last = register("one"), register("two"), register("three")
    for each in (first, middle, last):
        each.ensure_connection()
        each.close_at = 0

    def fail() -> None:
        raise DatabaseError("broken")

    middle.close = fail
    with pytest.raises(DatabaseError, match="broken") as caught:
        connections.end_unit_of_work()
    assert (first.connection, last.connection) == (None, None)
    assert "'two'" in caught.value.__notes__[0]
    del middle.close


def test_several_failures_come_as_a_group(register: Callable[..., Any]) -> None:
    for alias in ("one", "two"):
        register(alias).ensure_connection()

    def fail() -> None:
        raise DatabaseError("broken")

    for alias in ("one", "two"):
        connections[alias].close = fail
    with pytest.raises(ExceptionGroup) as caught:
        connections.close_all()
    assert len(caught.value.exceptions) == 2
    for alias in ("one", "two"):
        del connections[alias].close


def test_the_default_proxy_is_the_default_connection() -> None:
    assert connection == connections["default"]
    assert connection.alias == "default"


def test_a_driver_error_is_raised_once_with_its_cause_and_alias(register: Callable[..., Any]) -> None:
    found = register("one")
    with pytest.raises(DatabaseError) as caught, found.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    assert caught.value.alias == "one"
    assert isinstance(caught.value.__cause__, found.Database.Error)
    assert type(caught.value).__name__ == "OperationalError"


def test_at_most_so_many_queries_are_kept(register: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper

    monkeypatch.setattr(BaseDatabaseWrapper, "queries_limit", 2)
    found = register("one")
    found.force_debug_cursor = True
    with found.cursor() as cursor:
        for number in range(3):
            cursor.execute("SELECT %s", [number])
    with pytest.warns(UserWarning, match="only the last 2 queries"):
        assert [query["sql"] for query in found.queries] == ["SELECT 1", "SELECT 2"]


def test_sqlite_cursors_take_both_placeholder_styles(register: Callable[..., Any]) -> None:
    with register("one").cursor() as cursor:
        assert cursor.execute("SELECT %s, '%%'", [1]).fetchone() == (1, "%")
        assert cursor.execute("SELECT %(a)s + %(b)s", {"a": 1, "b": 2}).fetchone() == (3,)
        assert cursor.execute("SELECT '%s'").fetchone() == ("%s",)


def test_sqlite_cursors_give_python_values_where_the_driver_is_told_to(register: Callable[..., Any]) -> None:
    from datetime import date, datetime
    from sqlite3 import PARSE_DECLTYPES

    stored, read = [], []
    for alias, options in (("plain", {}), ("typed", {"detect_types": PARSE_DECLTYPES})):
        with register(alias, OPTIONS=options).cursor() as cursor:
            cursor.execute("CREATE TABLE x (d date, m datetime, b bool)")
            cursor.execute("INSERT INTO x VALUES (%s, %s, %s)", [date(2024, 2, 29), datetime(2024, 2, 29, 12), True])
            (stored if alias == "plain" else read).extend(cursor.execute("SELECT * FROM x").fetchone())
    assert stored == ["2024-02-29", "2024-02-29 12:00:00", 1]
    assert read == [date(2024, 2, 29), datetime(2024, 2, 29, 12), True]
