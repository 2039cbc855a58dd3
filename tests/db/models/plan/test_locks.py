"""select_for_update(of=...): its names are checked before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models import FilteredRelation, Q
from django.test.utils import CaptureQueriesContext, isolate_apps
from tests.testapp.models import Author, Book, Review

pytestmark = pytest.mark.db

REFUSED = (
    r"^Invalid field name\(s\) given in select_for_update\(of=\(\.\.\.\)\): {}\. Only relational fields followed in "
    r"the query are allowed\. Choices are: {}\.$"
)


@pytest.mark.parametrize(
    ("queryset", "of", "choices"),
    [
        (Book.objects.all(), ("author",), "self"),
        (Book.objects.select_related("author"), ("nonexistent", "author__name"), "self, author"),
        (Review.objects.select_related("book__author"), ("reviewer",), "self, book, book__author"),
        (Author.objects.select_related("profile"), ("books",), "self, profile"),
        (Book.objects.select_related(), ("publisher",), "self, author"),
    ],
)
def test_a_name_that_is_not_followed_is_refused_before_anything_is_sent(
    queryset: Any, of: tuple[str, ...], choices: str
) -> None:
    asked = queryset.select_for_update(of=of)
    message = REFUSED.format(", ".join(of), choices)
    with CaptureQueriesContext(connection) as sent, pytest.raises(FieldError, match=message):
        list(asked)
    assert len(sent) == 0


@isolate_apps("tests.testapp")
def test_parents_may_be_locked() -> None:
    class Place(models.Model):
        class Meta:
            app_label = "testapp"

    class Bar(Place):
        class Meta:
            app_label = "testapp"

    class Seat(models.Model):
        bar = models.ForeignKey(Bar, models.CASCADE)

        class Meta:
            app_label = "testapp"

    with pytest.raises(FieldError, match=REFUSED.format("x", "self, bar, bar__place_ptr")):
        str(Seat.objects.select_related("bar").select_for_update(of=("x",)).query)
    lock = Bar.objects.select_for_update(of=("self", "place_ptr"))
    if connection.features.has_select_for_update_of:
        assert str(lock.query).endswith('FOR UPDATE OF "testapp_bar", "testapp_place"')


def test_rows_are_locked_by_the_names_of_what_is_followed() -> None:
    if connection.features.has_select_for_update and not connection.features.has_select_for_update_of:
        pytest.skip("The engine locks all rows or none.")
    followed = FilteredRelation("reviews", condition=Q(reviews__stars__gt=3))
    with transaction.atomic():
        list(Book.objects.select_related("author").select_for_update(of=("self", "author")))
        list(Book.objects.alias(good=followed).filter(good__pk__gt=0).select_for_update(of=("self",)))
        list(Book.objects.select_related("author").select_for_update(of=("self",)).values("author__name"))
        assert not Book.objects.select_for_update(of=("self", "author")).exists()


def test_a_filtered_relation_is_locked_by_the_name_it_was_given() -> None:
    if not connection.features.has_select_for_update_of:
        pytest.skip("The engine locks all rows or none.")
    named = FilteredRelation("author", condition=Q(author__age__gt=3))
    rows = Book.objects.annotate(grown=named).select_related("grown")
    with pytest.raises(FieldError, match=REFUSED.format("author", "self, grown")):
        str(rows.select_for_update(of=("author",)).query)
    assert str(rows.select_for_update(of=("grown",)).query).rpartition(" FOR UPDATE OF ")[2]
