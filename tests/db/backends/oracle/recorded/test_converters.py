"""Values as the driver gives them become those of the fields; and the other way round."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest

from django.db import models
from django.db.backends.oracle import conversion
from django.test import override_settings
from tests.testapp.models import Book, Profile, Review

MOMENT = datetime.datetime(2024, 2, 29, 12, 30, 0, 5)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("BooleanField", 1, True),
        ("BooleanField", 0, False),
        ("DateField", MOMENT, MOMENT.date()),
        ("TimeField", datetime.datetime(1900, 1, 1, 12, 30), datetime.time(12, 30)),
        ("UUIDField", "00000000000000000000000000000007", uuid.UUID(int=7)),
        ("FloatField", Decimal("1.5"), 1.5),
        ("IntegerField", Decimal("7"), 7),
        ("DecimalField", 7, Decimal("7")),
        ("DurationField", Decimal("1.5"), datetime.timedelta(seconds=1.5)),
        ("DurationField", datetime.timedelta(1), datetime.timedelta(1)),
        ("DateTimeField", MOMENT, MOMENT.replace(tzinfo=datetime.UTC)),
    ],
)
def test_a_value_becomes_that_of_its_field(connection: Any, kind: str, given: Any, expected: Any) -> None:
    found = connection.ops.converter(kind)(given)
    assert (expected, type(expected)) == (found, type(found))


def test_decimals_have_the_places_of_their_column(connection: Any) -> None:
    field = models.DecimalField(max_digits=8, decimal_places=2)
    assert ["7.00", "7.10"] == [str(connection.ops.converter("DecimalField", field)(each)) for each in (7, 7.1)]


def test_large_objects_that_came_as_such_are_read(connection: Any) -> None:
    class Large:
        def read(self) -> str:
            return "long"

    assert "long" == connection.ops.converter("TextField")(Large())


def test_moments_are_naive_without_time_zones(connect: Any) -> None:
    with override_settings(USE_TZ=False):
        assert MOMENT == connect().ops.converter("DateTimeField")(MOMENT.replace(tzinfo=datetime.UTC))


def test_moments_are_in_the_zone_of_the_database(connect: Any) -> None:
    connection = connect(TIME_ZONE="Asia/Tokyo")
    read = connection.ops.converter("DateTimeField")(MOMENT)
    assert datetime.timedelta(hours=9) == read.utcoffset()
    assert MOMENT == conversion.naive_in_zone(read, connection)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("BooleanField", True, 1),
        ("TimeField", datetime.time(1, 2), datetime.datetime(1900, 1, 1, 1, 2)),
        ("DateField", MOMENT, MOMENT.date()),
        ("UUIDField", uuid.UUID(int=7), "00000000000000000000000000000007"),
        ("BinaryField", memoryview(b"a"), b"a"),
        ("GenericIPAddressField", "", None),
        ("DateTimeField", MOMENT.replace(tzinfo=datetime.UTC), MOMENT),
    ],
)
def test_a_value_is_sent_as_the_driver_takes_it(connection: Any, kind: str, given: Any, expected: Any) -> None:
    found = connection.ops.binder(kind)(given, connection)
    assert (expected, type(expected)) == (found, type(found))


def test_a_time_with_a_zone_is_refused(connection: Any) -> None:
    with pytest.raises(ValueError, match="timezone-aware times"):
        connection.ops.binder("TimeField")(datetime.time(1, tzinfo=datetime.UTC), connection)


def test_an_aware_moment_is_refused_without_time_zones(connect: Any) -> None:
    with override_settings(USE_TZ=False), pytest.raises(ValueError, match="USE_TZ is False"):
        connection = connect()
        connection.ops.binder("DateTimeField")(MOMENT.replace(tzinfo=datetime.UTC), connection)


def test_rows_become_objects(connection: Any, server: Any) -> None:
    server.plant('FROM "TESTAPP_REVIEW"', [(1, 2, 3, 5, None, MOMENT)])
    review = Review.objects.using(connection.alias).get()
    assert (5, "", MOMENT.replace(tzinfo=datetime.UTC)) == (review.stars, review.text, review.written)


def test_a_related_row_that_is_missing_stays_missing(connection: Any, server: Any) -> None:
    server.plant('FROM "TESTAPP_BOOK"', [(1, "T", 2, None, Decimal(1), None, None, None, None)])
    book = Book.objects.using(connection.alias).select_related("publisher").get()
    assert book.publisher is None


def test_text_made_of_text_is_empty_rather_than_null(connection: Any, server: Any) -> None:
    server.plant('FROM "TESTAPP_PROFILE"', [(None,)])
    loud = Profile.objects.using(connection.alias).annotate(loud=models.functions.Upper("biography"))
    assert "" == loud.values_list("loud", flat=True).get()


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (True, "1"),
        (None, "NULL"),
        ("it's", "'it''s'"),
        (b"\x01\xff", "HEXTORAW('01ff')"),
        (datetime.date(2024, 2, 29), "TO_DATE('2024-02-29', 'YYYY-MM-DD')"),
        (MOMENT, "TO_TIMESTAMP('2024-02-29 12:30:00.000005', 'YYYY-MM-DD HH24:MI:SS.FF6')"),
        (datetime.time(1, 2), "TO_TIMESTAMP('1900-01-01 01:02:00', 'YYYY-MM-DD HH24:MI:SS')"),
        (datetime.timedelta(minutes=1), "NUMTODSINTERVAL(60.0, 'SECOND')"),
    ],
)
def test_values_written_into_definitions(connection: Any, value: Any, literal: str) -> None:
    assert literal == connection.ops.quote_literal(value)
