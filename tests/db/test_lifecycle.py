"""What connections do when a unit of work begins or ends, and when a test changes a setting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connections, reset_queries, router
from django.test import override_settings


def test_the_end_of_a_request_closes_what_is_too_old(register: Callable[..., Any]) -> None:
    short, long = register("short", CONN_MAX_AGE=0), register("long", CONN_MAX_AGE=None)
    for connection in (short, long):
        connection.ensure_connection()
    request_finished.send(sender=None)
    assert short.connection is None
    assert long.connection is not None


def test_the_start_of_a_request_forgets_logged_queries(register: Callable[..., Any]) -> None:
    connection = register("short")
    connection.force_debug_cursor = True
    for forget in (reset_queries, lambda: request_started.send(sender=None)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        assert len(connection.queries_log) == 1
        forget()
        assert len(connection.queries_log) == 0


def test_a_connection_in_a_block_survives_the_end_of_a_request(register: Callable[..., Any]) -> None:
    from django.db import transaction

    connection = register("short")
    with transaction.atomic("short"):
        request_finished.send(sender=None)
        assert connection.connection is not None


def test_a_changed_time_zone_setting_reaches_open_connections(register: Callable[..., Any]) -> None:
    connection = register("short")
    key = connection.engine_key
    with override_settings(USE_TZ=False, TIME_ZONE="Europe/Rome"):
        assert (connection.timezone, connection.timezone_name) == (None, "Europe/Rome")
        assert connection.engine_key is not key
    assert connection.timezone_name == "UTC"
    assert connection.engine_key is key


def test_changed_routers_are_asked_at_once() -> None:
    class ToThird:
        def db_for_read(self, model: Any, **hints: Any) -> str:
            return "third"

    with override_settings(DATABASE_ROUTERS=[ToThird()]):
        assert router.db_for_read(object) == "third"
    assert router.db_for_read(object) == "default"


def test_every_thread_and_task_is_known_by_what_it_opened(register: Callable[..., Any]) -> None:
    register("short")
    assert any("short" in opened for opened in connections.opened_everywhere().values())
