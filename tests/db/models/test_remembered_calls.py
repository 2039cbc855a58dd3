"""Calls that were made before are found by their names and the types of their values, and mean what they meant."""

from __future__ import annotations

import datetime

import pytest

from django.db import connection, models
from django.db.models import Count, F, Q, QuerySet
from django.db.models.signals import post_delete
from tests.testapp.models import Author, Book, Category, Review

pytestmark = pytest.mark.db


@pytest.fixture
def books() -> list[Book]:
    ada, bob = (Author.objects.create(name=name, age=age) for name, age in (("Ada", 36), ("Bob", 7)))
    return [
        Book.objects.create(title=f"{author.name} {number}", author=author, pages=number)
        for author in (ada, bob)
        for number in (1, 2, 3)
    ]


def titles(rows: QuerySet[Book]) -> list[str]:
    return [book.title for book in rows]


@pytest.mark.parametrize("turn", [1, 2])
def test_the_order_of_names_does_not_mix_up_their_values(books, turn):
    assert titles(Book.objects.filter(title="Bob 2", pages=2)) == ["Bob 2"]
    assert titles(Book.objects.filter(pages="2", title="Ada 2")) == ["Ada 2"]
    assert titles(Book.objects.filter(pages__in=["1", 3], author__name="Ada", pages__gt=1)) == ["Ada 3"]
    assert titles(Book.objects.filter(Q(pages=3), title__startswith="B", author__name="Bob")) == ["Bob 3"]
    assert Book.objects.get(title="Ada 1", author__age=36).pages == 1
    assert titles(Book.objects.exclude(title__startswith="B").exclude(pages="3", author__name="Ada")) == [
        "Ada 1",
        "Ada 2",
    ]


@pytest.mark.parametrize("turn", [1, 2])
def test_first_last_and_slices_take_the_values_of_this_call(books, turn):
    for name in ("Ada", "Bob"):
        rows = Book.objects.filter(author__name=name)
        assert (rows.first().title, rows.last().title) == (f"{name} 1", f"{name} 3")
        assert titles(rows[:2]) == [f"{name} 1", f"{name} 2"]
        assert titles(rows[:3]) == [f"{name} 1", f"{name} 2", f"{name} 3"]
        assert titles(rows[:3][1:2]) == [f"{name} 2"]
        assert titles(rows.order_by("-pages")[:2]) == [f"{name} 3", f"{name} 2"]
        assert (rows[:2].first().title, rows.order_by().first().title) == (f"{name} 1", f"{name} 1")
        assert rows.reverse().first().title == f"{name} 3"


@pytest.mark.parametrize("turn", [1, 2])
def test_annotations_are_told_apart_by_what_they_compute(books, turn):
    doubled = Book.objects.annotate(n=F("pages") * 2).order_by("pk")
    tripled = Book.objects.annotate(n=F("pages") * 3).order_by("pk")
    assert [book.n for book in doubled] == [2, 4, 6, 2, 4, 6]
    assert [book.n for book in tripled] == [3, 6, 9, 3, 6, 9]
    assert [author.n for author in Author.objects.annotate(n=Count("books"))] == [3, 3]
    with pytest.raises(ValueError, match="conflicts with a field"):
        Author.objects.annotate(name=Count("books"))
    with pytest.raises(TypeError, match="non-expression"):
        Author.objects.annotate(n=5)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_is_refused_is_refused_again(books, turn):
    few = Book.objects.all()[:2]
    for refused in (lambda: few.filter(pages=1), lambda: few.get(pages=1), lambda: few.order_by("pages")):
        with pytest.raises(TypeError, match="once a slice has been taken"):
            refused()
    with pytest.raises(ValueError, match="expected a number"):
        Book.objects.filter(pages="many")
    with pytest.raises(ValueError, match="must be saved"):
        list(Book.objects.filter(author__in=[Author(name="Nobody")]))


def test_instances_in_a_list_stand_for_their_keys(books):
    authors = list(Author.objects.all())
    for chosen in (authors, authors[:1], authors[1:]):
        assert Book.objects.filter(author__in=chosen).count() == 3 * len(chosen)


def test_a_list_that_changes_later_does_not_change_the_question(books):
    pages = [1, 2]
    rows = Book.objects.filter(pages__in=pages, author__name="Ada")
    pages.append(3)
    assert titles(rows) == ["Ada 1", "Ada 2"]


class Cautious(QuerySet):
    """Tells how often its rows were fetched."""

    fetched = 0

    def _fetch_all(self):
        type(self).fetched += 1
        super()._fetch_all()


def test_querysets_that_fetch_their_own_way_are_asked(books):
    assert (QuerySet._is_plain, Cautious._is_plain) == (True, False)
    rows = Cautious(Book)
    assert rows.get(title="Ada 1").pages == 1
    assert rows.filter(pages=3).first().title == "Ada 3"
    assert Cautious.fetched >= 2


@pytest.mark.only_on("sqlite")
def test_values_that_others_wrote_are_read_all_the_same(books):
    review = Review.objects.create(book=books[0], reviewer=books[0].author, stars=1)
    moment = datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)
    for written in ("2024-05-06 07:08:09", "2024-05-06T07:08:09", "2024-05-06 09:08:09+02:00"):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE testapp_review SET written = %s WHERE id = %s", [written, review.pk])
        assert Review.objects.get().written == moment
        assert Review.objects.values_list("written", flat=True).get() == moment
    with connection.cursor() as cursor:
        cursor.execute("UPDATE testapp_book SET price = %s, published = %s", ["1e2", "2024-05-06 00:00:00"])
    assert {(str(book.price), book.published) for book in Book.objects.all()} == {
        ("100.00", datetime.date(2024, 5, 6))
    }


def test_a_cascade_reports_what_collecting_reports(books):
    Book.objects.get(title="Ada 2").categories.add(Category.objects.create(name="poem"))
    heard: list[str] = []

    def listen(instance: models.Model, **kwargs: object) -> None:
        heard.append(str(instance))

    book, other = Book.objects.get(title="Ada 2"), Book.objects.get(title="Bob 1")
    for each in (book, other):
        Review.objects.create(book=each, reviewer=each.author)
    other.categories.add(Category.objects.get())
    quick = book.delete()
    post_delete.connect(listen, sender=Book)
    try:
        collected = other.delete()
    finally:
        post_delete.disconnect(listen, sender=Book)
    assert heard == ["Bob 1"]
    assert quick == collected == (3, {"testapp.Review": 1, "testapp.Book_categories": 1, "testapp.Book": 1})
    assert (book.pk, Review.objects.count()) == (None, 0)
