"""How long a connection is kept, who looks on while it is used, and what it is worth after an error."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from django.db import IntegrityError, transaction
from django.db.connections import connections
from django.test.compliance.library import Author, Unique
from django.test.compliance.needs import need, need_no


def _select(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1{connection.features.bare_select_suffix}")
        return int(cursor.fetchone()[0])


class TestKeeping:
    def test_a_value_that_is_there_already_is_an_error_of_ours_and_the_connection_goes_on(
        self, committing: Any
    ) -> None:
        need(committing.features, "supports_transactions")
        codes = Unique.objects.using(committing.alias)
        codes.create(code="x")
        before = committing.connection
        with pytest.raises(IntegrityError) as caught, transaction.atomic(using=committing.alias):
            codes.create(code="x")
        assert isinstance(caught.value.__cause__, committing.Database.Error)
        assert caught.value.alias == committing.alias
        assert (codes.count(), committing.connection) == (1, before)

    def test_nothing_where_something_must_be_is_an_error_of_ours_too(self, committing: Any) -> None:
        need_no(committing.features, "interprets_empty_strings_as_nulls")
        authors = Author.objects.using(committing.alias)
        with pytest.raises(IntegrityError) as caught:
            authors.create(name=None)
        assert caught.value.alias == committing.alias
        assert authors.count() == 0

    def test_the_end_of_a_unit_of_work_leaves_a_block_alone(self, committing: Any, names: Any) -> None:
        need(committing.features, "supports_transactions")
        committing.ensure_connection()
        before, age = committing.connection, committing.close_at
        committing.close_at = 0.0
        try:
            with transaction.atomic(using=committing.alias):
                names.add("kept")
                committing.close_if_unusable_or_obsolete()
                assert committing.connection is before
        finally:
            committing.close_at = age
        assert names() == ["kept"]

    def test_a_connection_whose_autocommit_was_left_changed_is_not_kept(self, own: Any) -> None:
        need(own.features, "supports_transactions")
        if getattr(own, "is_in_memory_db", lambda: False)():
            pytest.skip("A database in memory lives as long as its connection.")
        own.settings_dict["CONN_MAX_AGE"] = None
        _select(own)
        first = own.connection
        own.set_autocommit(False)
        own.close_if_unusable_or_obsolete()
        assert own.connection is None
        assert _select(own) == 1
        assert own.connection is not first
        assert own.get_autocommit()

    def test_a_connection_that_gave_an_error_but_works_is_kept(self, own: Any) -> None:
        own.settings_dict["CONN_MAX_AGE"] = None
        _select(own)
        first = own.connection
        with pytest.raises(Exception, match="."), own.cursor() as cursor:
            cursor.execute("THIS IS NO SQL")
        own.close_if_unusable_or_obsolete()
        assert _select(own) == 1
        assert own.connection is first

    def test_the_inner_one_of_two_wrappers_is_nearer_to_the_database(self, connection: Any) -> None:
        seen: list[str] = []

        def wrapper(name: str) -> Any:
            def around(execute: Any, *args: Any) -> Any:
                seen.append(name)
                return execute(*args)

            return around

        with connection.execute_wrapper(wrapper("outer")), connection.execute_wrapper(wrapper("inner")):
            _select(connection)
        _select(connection)
        assert seen == ["outer", "inner"]

    def test_wrappers_of_one_database_see_nothing_of_another(self, connection: Any) -> None:
        others = [connections[alias] for alias in connections if alias != connection.alias]
        if not others:
            pytest.skip("There is one database only.")

        def refuse(*args: Any) -> Any:
            raise AssertionError("not mine")

        with others[0].execute_wrapper(refuse):
            assert _select(connection) == 1

    def test_the_log_tells_how_long_a_statement_took_also_of_one_that_fails(self, own: Any, caplog: Any) -> None:
        own.ensure_connection()
        own.force_debug_cursor = True
        with caplog.at_level(logging.DEBUG, "django.db.backends"):
            _select(own)
            with pytest.raises(Exception, match="."), own.cursor() as cursor:
                cursor.execute("THIS IS NO SQL")
        records = [record for record in caplog.records if record.name == "django.db.backends"]
        assert [record.alias for record in records] == [own.alias] * 2
        assert all(isinstance(record.duration, float) and record.duration >= 0 for record in records)
        assert [record.sql.split()[0] for record in records] == ["SELECT", "THIS"]
        assert [sorted(query) for query in own.queries] == [["sql", "time"]] * 2
