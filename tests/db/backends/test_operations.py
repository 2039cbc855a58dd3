"""Operations: what holds for every engine that does not say otherwise."""

from __future__ import annotations

import pytest

from django.db import connections, models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import isolation
from tests.testapp.models import Author


@pytest.fixture
def operations(monkeypatch) -> BaseDatabaseOperations:
    monkeypatch.setattr(connections["default"].features, "max_query_params", 100, raising=False)
    return BaseDatabaseOperations(connection=connections["default"])


def test_a_batch_holds_as_many_rows_as_there_is_room_for_values(operations) -> None:
    name, age = Author._meta.get_field("name"), Author._meta.get_field("age")
    assert operations.bulk_batch_size([name, age], [None] * 1000) == 50
    assert operations.bulk_batch_size([name] * 300, [None] * 1000) == 1


def test_a_key_of_two_columns_brings_two_values(operations) -> None:
    with isolation.isolate_apps("tests.testapp"):

        class Seat(models.Model):
            pk = models.CompositePrimaryKey("row", "place")
            row = models.IntegerField()
            place = models.IntegerField()

            class Meta:
                app_label = "testapp"

    assert operations.bulk_batch_size([Seat._meta.pk, Seat._meta.pk, Author._meta.get_field("age")], [None]) == 20


def test_what_an_engine_leaves_out_is_named(operations) -> None:
    calls = (("regex_lookup", ("regex",)), ("quote_name", ("x",)), ("date_trunc_sql", ("day", "x", ())))
    for method, arguments in calls:
        with pytest.raises(
            NotImplementedError, match=rf"^subclasses of BaseDatabaseOperations may require a {method}\(\) method$"
        ):
            getattr(operations, method)(*arguments)
