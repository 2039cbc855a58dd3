"""Conditions on windows: the rows are made by an inner statement, and all that is asked of them goes through it."""

from __future__ import annotations

import pytest

from django.db.models import Case, Count, F, IntegerField, Max, Min, OuterRef, Q, Sum, Value, When, Window
from django.db.models.functions import RowNumber
from django.db.models.lookups import GreaterThan
from tests.testapp.models import Author, Book, Review

pytestmark = pytest.mark.db

ROW = Window(RowNumber(), order_by="pk")


@pytest.fixture(autouse=True)
def library() -> None:
    authors = [Author.objects.create(name=name, age=age) for name, age in (("Ann", 30), ("Bob", None), ("Cem", 50))]
    books = [Book.objects.create(title=author.name[0], author=author, pages=10 * author.pk) for author in authors]
    for book, stars in zip(books, (1, 4, 5), strict=True):
        Review.objects.create(book=book, reviewer=authors[0], stars=stars)


def titles(queryset) -> str:
    return "".join(queryset.order_by("title").values_list("title", flat=True))


def test_aggregates_reach_columns_that_the_rows_do_not_show() -> None:
    first = Book.objects.annotate(row=ROW).filter(row__lte=2)
    found = first.aggregate(pages=Sum("pages"), author=Max("author"), row=Max("row"), age=Min("author__age"))
    assert found["pages"] == sum(Book.objects.order_by("pk").values_list("pages", flat=True)[:2])
    assert (found["row"], found["age"]) == (2, 30)
    assert found["author"] == Author.objects.get(name="Bob").pk
    assert first.values("row").aggregate(Count("title")) == {"title__count": 2}


def test_aggregates_over_groups_reach_them_too() -> None:
    rows = Book.objects.annotate(reviewed=Count("reviews"), row=ROW).filter(row__gt=1)
    assert rows.aggregate(n=Sum("reviewed"), top=Max("title")) == {"n": 2, "top": "C"}


def test_condition_beside_them_may_nest_a_query() -> None:
    rows = Book.objects.annotate(row=ROW)
    assert titles(rows.filter(Q(row=1) | Q(pk__in=Review.objects.filter(stars=5).values("book")))) == "AC"
    older = Review.objects.filter(stars__lt=OuterRef("author__age"), book__title="C").values("book")
    assert titles(rows.filter(Q(row=2) | Q(pk__in=older))) == "BC"


def test_window_may_stand_inside_a_case() -> None:
    late = Case(When(row__gt=1, then=Value(1)), default=Value(0), output_field=IntegerField())
    assert titles(Book.objects.annotate(row=ROW).filter(GreaterThan(late, 0))) == "BC"
    assert titles(Book.objects.annotate(row=ROW).exclude(GreaterThan(late, F("row") - 2))) == "C"


def test_window_over_groups_may_be_chosen_under_another_name() -> None:
    rows = Book.objects.annotate(n=Count("reviews")).annotate(row=Window(RowNumber(), order_by="title"))
    assert list(rows.values(place=F("row")).order_by("title")) == [{"place": 1}, {"place": 2}, {"place": 3}]
