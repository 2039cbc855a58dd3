"""The life of a connection: opened, kept, checked, closed, watched; and who may use it."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest

from django.db import DatabaseError, Error, InterfaceError, NotSupportedError, OperationalError, ProgrammingError
from django.db.backends.signals import connection_created
from django.test.compliance.claims import claims
from django.test.compliance.library import Author, Kinds
from django.test.utils import override_settings


def _select(connection: Any, number: int = 1) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {number}{connection.features.bare_select_suffix}")
        return int(cursor.fetchone()[0])


class TestSessions:
    def test_a_connection_is_opened_by_its_first_use_and_says_so(self, own: Any) -> None:
        created: list[Any] = []

        def receiver(sender: Any, connection: Any, **kwargs: Any) -> None:
            created.append((sender, connection))

        connection_created.connect(receiver)
        try:
            assert own.connection is None
            assert _select(own) == _select(own) == 1
        finally:
            connection_created.disconnect(receiver)
        assert created == [(type(own), own)]

    def test_a_closed_connection_is_opened_anew(self, own: Any) -> None:
        _select(own)
        own.close()
        assert _select(own) == 1

    def test_a_connection_knows_whether_it_works(self, own: Any) -> None:
        own.ensure_connection()
        assert own.is_usable() is True
        own.connection.close()
        assert own.is_usable() is False

    def test_a_connection_that_broke_is_replaced_by_its_health_check(self, own: Any) -> None:
        own.settings_dict["CONN_HEALTH_CHECKS"], own.settings_dict["CONN_MAX_AGE"] = True, None
        _select(own)
        broken = own.connection
        own.close_if_unusable_or_obsolete()  # the unit of work ends
        broken.close()
        assert _select(own) == 1
        assert own.connection is not broken

    def test_a_connection_that_broke_is_not_replaced_inside_of_a_transaction(self, own: Any) -> None:
        own.settings_dict["CONN_HEALTH_CHECKS"] = True
        _select(own)
        own.health_check_done = True
        own.in_atomic_block = True
        own.connection.close()
        with pytest.raises(Error):
            _select(own)

    def test_a_connection_that_broke_is_replaced_after_the_error_it_gave(self, own: Any) -> None:
        own.settings_dict["CONN_MAX_AGE"] = None
        _select(own)
        own.connection.close()
        with pytest.raises(Error):
            _select(own)
        own.close_if_unusable_or_obsolete()
        assert _select(own) == 1

    @pytest.mark.parametrize("age, stays", [(0, False), (600, True), (None, True)])
    def test_a_connection_lives_as_long_as_it_may(self, own: Any, age: int | None, stays: bool) -> None:
        own.settings_dict["CONN_MAX_AGE"] = age
        _select(own)
        first = own.connection
        own.close_if_unusable_or_obsolete()
        _select(own)
        if getattr(own, "is_in_memory_db", lambda: False)():
            pytest.skip("A database in memory lives as long as its connection.")
        assert (own.connection is first) is stays

    def test_wrappers_see_every_statement(self, connection: Any, of: Any) -> None:
        seen: list[tuple[Any, ...]] = []

        def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            seen.append((sql, many, context["connection"]))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(wrapper):
            assert of(Author).filter(name="nobody").count() == 0
            _select(connection, 7)
        assert [(many, found is connection) for _, many, found in seen] == [(False, True)] * 2
        assert "nobody" not in seen[0][0]

    def test_a_wrapper_may_refuse(self, connection: Any, of: Any) -> None:
        def refuse(*args: Any) -> Any:
            raise PermissionError("no statements here")

        with connection.execute_wrapper(refuse), pytest.raises(PermissionError):
            of(Author).count()
        assert of(Author).count() == 0

    def test_statements_are_logged_with_their_alias(self, connection: Any, of: Any, caplog: Any) -> None:
        with caplog.at_level(logging.DEBUG, "django.db.backends"), override_settings(DEBUG=True):
            of(Author).filter(name="who").count()
        record = next(record for record in caplog.records if getattr(record, "sql", None))
        assert record.alias == connection.alias
        assert record.params and "who" in record.params
        assert f"alias={connection.alias}" in record.getMessage()
        assert "who" in connection.queries[-1]["sql"]

    def test_the_log_of_statements_keeps_the_last(self, own: Any) -> None:
        from collections import deque

        own.queries_log = deque(maxlen=3)
        own.force_debug_cursor = True
        for number in range(5):
            _select(own, number)
        with pytest.warns(UserWarning, match="only the last 3 queries"):
            assert [query["sql"].split()[1] for query in own.queries] == ["2", "3", "4"]

    def test_another_thread_may_not_use_a_connection_unless_it_is_shared(self, committing: Any) -> None:
        errors: list[BaseException | None] = []

        def use() -> None:
            try:
                _select(committing)
                errors.append(None)
            except BaseException as error:
                errors.append(error)

        def in_a_thread() -> BaseException | None:
            thread = threading.Thread(target=use)
            thread.start()
            thread.join()
            return errors.pop()

        committing.ensure_connection()
        refused = in_a_thread()
        assert isinstance(refused, DatabaseError) and f"alias '{committing.alias}'" in str(refused)
        committing.inc_thread_sharing()
        try:
            assert in_a_thread() is None
        finally:
            committing.dec_thread_sharing()

    def test_errors_are_ours_keep_the_drivers_and_name_the_alias(self, committing: Any) -> None:
        with pytest.raises(DatabaseError) as raised, committing.cursor() as cursor:
            cursor.execute("THIS IS NO SQL")
        assert isinstance(raised.value, OperationalError | ProgrammingError | NotSupportedError)
        assert isinstance(raised.value.__cause__, committing.Database.Error)
        assert raised.value.alias == committing.alias

    def test_a_missing_table_is_noted_with_the_alias(self, committing: Any) -> None:
        with pytest.raises(DatabaseError) as raised, committing.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {committing.ops.quote_name('no_such_table')}")
        notes = " ".join(getattr(raised.value, "__notes__", []))
        assert f"The database {committing.alias!r} has no such table" in notes

    def test_a_closed_cursor_is_of_no_use(self, committing: Any) -> None:
        cursor = committing.cursor()
        cursor.close()
        kinds = (InterfaceError, DatabaseError, committing.features.closed_cursor_error_class)
        with pytest.raises(kinds):
            cursor.execute(f"SELECT 1{committing.features.bare_select_suffix}")

    def test_no_password_shows(self, own: Any) -> None:
        own.settings_dict = {**own.settings_dict, "PASSWORD": "s3cr3t-pass"}
        assert "s3cr3t-pass" not in repr(own)

    def test_the_version_is_told_in_numbers(self, committing: Any) -> None:
        committing.ensure_connection()
        version = committing.get_database_version()
        assert isinstance(version, tuple) and all(isinstance(part, int) for part in version)
        assert version >= (committing.features.minimum_database_version or (0,))

    @claims("supports_timezones")
    def test_a_database_may_have_a_time_zone(self, own: Any) -> None:
        from datetime import UTC, datetime

        own.settings_dict = {**own.settings_dict, "TIME_ZONE": "Asia/Tokyo"}
        own.forget_settings()
        own.connect()
        assert own.timezone_name == "Asia/Tokyo"
        # The session has it already.
        assert own.ensure_timezone() is False
        if own.features.supports_timezones:
            return
        field = Kinds._meta.get_field("moment")
        adapted = field.get_db_prep_save(datetime(2020, 1, 1, tzinfo=UTC), own)
        assert "09:00" in str(adapted)

    def test_parameters_go_by_position_and_by_name(self, connection: Any) -> None:
        suffix = connection.features.bare_select_suffix
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT CAST(%s AS CHAR(3)), '%%'{suffix}", ["abc"])
            assert tuple(cursor.fetchone()) == ("abc", "%")
            if connection.features.supports_paramstyle_pyformat:
                cursor.execute(f"SELECT CAST(%(word)s AS CHAR(3)), '%%'{suffix}", {"word": "xyz"})
                assert tuple(cursor.fetchone()) == ("xyz", "%")

    def test_many_sets_of_parameters_are_run_at_once(self, connection: Any, of: Any) -> None:
        quote = connection.ops.quote_name
        table, name, age = map(quote, (Author._meta.db_table, "name", "age"))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({name}, {age}) VALUES (%s, %s)", [("a", 1), ("b", 2)])
        assert list(of(Author).order_by("name").values_list("name", "age")) == [("a", 1), ("b", 2)]
