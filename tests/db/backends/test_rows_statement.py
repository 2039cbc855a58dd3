"""An INSERT of any number of rows is compiled once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from django.db import connection, transaction
from django.db.backends.rows_statement import NUMBERS_KEPT
from django.db.query.expressions import Param
from django.db.query.statements import Insert
from django.test.utils import CaptureQueriesContext
from tests.testapp.models import Author

LISTS = tuple(Param(place, many=True) for place in range(2))


@pytest.mark.only_on("sqlite")
def test_the_row_is_written_as_often_as_there_are_values():
    statement = connection.compiler().statement(Insert("a%b", ("c", "d"), (LISTS,)))
    sql, params = statement.bind(((1, 2, 3), ("x", "y", "z")), connection)
    assert sql == 'INSERT INTO "a%b" ("c", "d") VALUES (?, ?), (?, ?), (?, ?)'
    assert params == [1, "x", 2, "y", 3, "z"]
    assert statement.bind(((1,), ("x",)), connection)[0] == 'INSERT INTO "a%b" ("c", "d") VALUES (?, ?)'


@pytest.mark.only_on("sqlite")
def test_a_name_that_looks_like_the_row_is_left_alone():
    statement = connection.compiler().statement(Insert("a(%s, %s)", ("c", "d"), (LISTS,)))
    assert statement.bind(((1, 2), (3, 4)), connection)[0] == (
        'INSERT INTO "a(%s, %s)" ("c", "d") VALUES (?, ?), (?, ?)'
    )


@pytest.mark.only_on("sqlite")
def test_texts_are_kept_for_some_numbers_of_rows():
    statement = connection.compiler().statement(Insert("a", ("c",), ((Param(0, many=True),),)))
    for number in range(1, 3 * NUMBERS_KEPT):
        sql, params = statement.bind((range(number),), connection)
        assert (sql.count("?"), params) == (number, list(range(number)))
    assert len(statement._texts) <= NUMBERS_KEPT


@pytest.mark.db
@pytest.mark.parametrize("number", [1, 2, 8, 9, 40, 400])
def test_any_number_of_objects_is_stored_as_it_is(number):
    """Few rows and many take different ways."""
    Author.objects.bulk_create(Author(name=f"{place}'%s?", age=place or None) for place in range(number))
    assert list(Author.objects.order_by("pk").values_list("name", "age")) == [
        (f"{place}'%s?", place or None) for place in range(number)
    ]


@pytest.mark.db
def test_the_log_shows_every_row():
    """What is logged is what was sent."""
    with CaptureQueriesContext(connection) as captured:
        Author.objects.bulk_create(Author(name=f"name {place}") for place in range(30))
    (query,) = [query["sql"] for query in captured if query["sql"].startswith("INSERT")]
    assert all(f"name {place}" in query for place in range(30))


@pytest.mark.db
def test_a_value_that_cannot_be_stored_is_refused_for_every_row():
    """Values are prepared as one object's are."""
    with pytest.raises((TypeError, ValueError)), transaction.atomic():
        Author.objects.bulk_create([*[Author(name="a", age=1)] * 20, Author(name="b", age=Decimal("NaN"))])
    assert not Author.objects.exists()
