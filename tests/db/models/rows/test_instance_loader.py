"""Many rows become instances by another loader than few: nobody can tell the instances apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.rows import read
from tests.testapp.models import Author, Book, Category, Hall, Profile, Publisher, Review, Seat, Ticket

pytestmark = pytest.mark.db


@pytest.fixture
def library() -> None:
    ada, bob = (Author.objects.create(name=name, age=age) for name, age in (("Ada", 36), ("Bob", None)))
    Profile.objects.create(author=ada, biography="wrote")
    house = Publisher.objects.create(name="House")
    top = Category.objects.create(name="top")
    Category.objects.create(name="below", parent=top)
    for number in range(4):
        book = Book.objects.create(
            title=f"Book {number}",
            author=(ada, bob)[number % 2],
            publisher=house if number % 2 else None,
            price=Decimal(number) / 4,
            pages=number or None,
            published=date(2001, 2, 3) if number % 3 else None,
        )
        written = datetime(2020, 1, 2, 3, 4, 5, 678, tzinfo=UTC) if number % 2 else None
        Review.objects.create(book=book, reviewer=bob, stars=number, written=written)
    hall = Hall.objects.create(name="Great")
    Seat.objects.create(hall=hall, number=1, label="a")
    for number in (1, 2, None):
        Ticket.objects.create(hall=hall, number=number)


QUESTIONS: dict[str, Callable[[], QuerySet[Any]]] = {
    "columns that come as they are": lambda: Hall.objects.order_by("pk"),
    "columns that are converted": lambda: Book.objects.order_by("pk"),
    "moments": lambda: Review.objects.order_by("pk"),
    "related objects that are there": lambda: Review.objects.select_related("book__author", "reviewer").order_by("pk"),
    "related objects that may be missing": lambda: Book.objects.select_related("publisher", "author").order_by("pk"),
    "what hangs on a missing one": lambda: Category.objects.select_related("parent__parent").order_by("pk"),
    "one to one": lambda: Profile.objects.select_related("author").order_by("pk"),
    "one to one, from its other side": lambda: Author.objects.select_related("profile").order_by("pk"),
    "two columns as a key": lambda: Seat.objects.select_related("hall"),
    "a relation of two columns": lambda: Ticket.objects.select_related("seat__hall").order_by("pk"),
    "a filtered relation": lambda: (
        Author.objects.annotate(long=FilteredRelation("books", condition=Q(books__pages__gt=2)))
        .select_related("long")
        .order_by("pk")
    ),
    "annotations": lambda: (
        Book.objects.annotate(loud=Upper("title"), twice=F("price") * 2, n=Count("reviews"), one=Value(1)).order_by(
            "pk"
        )
    ),
    "some columns": lambda: Review.objects.only("text", "book__title").select_related("book").order_by("pk"),
    "all columns but some": lambda: Book.objects.defer("price", "title").order_by("pk"),
    "columns that only sort": lambda: Book.objects.distinct().order_by("author__name", "pk"),
}


def _seen(instance: Any) -> Any:
    """Return all there is to an instance, in its order, as plain data."""
    if not hasattr(instance, "_state"):
        return instance
    state = instance._state
    own = [(name, type(value), value) for name, value in instance.__dict__.items() if name != "_state"]
    # A one-to-one leads back again.
    related = {name: getattr(found, "pk", None) for name, found in state.fields_cache.items()}
    further = [_seen(found) for found in state.fields_cache.values() if "profile" not in state.fields_cache]
    return type(instance), list(instance.__dict__)[0], own, state.db, state.adding, related, further


@pytest.mark.parametrize("name", QUESTIONS)
def test_many_rows_become_what_few_rows_become(library: None, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    found = []
    for from_how_many in (1, 1_000_000):
        monkeypatch.setattr(read, "A_FEW", from_how_many)
        found.append([_seen(instance) for instance in QUESTIONS[name]()])
    assert found[0]
    assert found[0] == found[1]


def test_each_of_many_rows_becomes_an_instance_of_its_own(library: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "A_FEW", 1)
    reviews = list(Review.objects.select_related("book").order_by("pk"))
    assert len({id(part) for review in reviews for part in (review, review._state, review.book)}) == 3 * len(reviews)
    reviews[0].book.title = "changed"
    reviews[0]._state.adding = True
    assert [(review.book.title, review._state.adding) for review in reviews[1:]] == [
        (f"Book {number}", False) for number in (1, 2, 3)
    ]
