"""What rows are grouped by, and what aggregates go over: annotations, nested statements, combined rows, slices."""

from __future__ import annotations

import pytest

from django.db.errors import NotSupportedError
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from tests.testapp.models import Author, Book, Category, Publisher, Review

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def library() -> None:
    ann, bob = (Author.objects.create(name=name, age=age) for name, age in (("Ann", 30), ("Bob", 40)))
    books = [Book.objects.create(title=title, author=ann, pages=len(title)) for title in ("A", "BB", "CCC")]
    for stars in (1, 5):
        Review.objects.create(book=books[0], reviewer=ann, stars=stars)
    Review.objects.create(book=books[0], reviewer=bob, stars=5)


def test_condition_on_an_aggregate_and_a_column_groups_by_the_column() -> None:
    counted = Author.objects.filter(name="Ann").annotate(n=Count("books"))
    for condition in (Q(n__gt=1, reviews__stars__gt=3), Q(reviews__stars__gt=3) & ~Q(n=1)):
        good = Case(When(condition, then=Value(1)), default=Value(0))
        assert sorted(counted.annotate(good=good).values_list("n", "good")) == [(3, 0), (3, 1)]
    above = ExpressionWrapper(Q(reviews__stars__gt=F("n")), output_field=BooleanField())
    assert sorted(counted.annotate(above=above).values_list("n", "above")) == [(3, False), (3, True)]


def test_nested_statement_beside_an_aggregate_is_one_key_of_the_groups() -> None:
    best = Review.objects.filter(book__author=OuterRef("author")).order_by("-stars").values("stars")[:1]
    found = Book.objects.values("publisher").annotate(best=Subquery(best), n=Count("pk"))
    assert list(found) == [{"publisher": None, "best": 5, "n": 3}]
    Book.objects.create(title="D", author=Author.objects.get(name="Bob"))
    reviewed = Exists(Review.objects.filter(book__author=OuterRef("author")))
    found = Book.objects.values("publisher").annotate(reviewed=reviewed, n=Count("pk")).order_by("n")
    assert [(row["reviewed"], row["n"]) for row in found] == [(False, 1), (True, 3)]


def test_nested_statement_in_an_aggregate_keeps_its_own_columns() -> None:
    Publisher.objects.create(name="Ann")
    inner = Publisher.objects.filter(Exists(Category.objects.filter(name=OuterRef("name"))))
    groups = Author.objects.annotate(n=Count("books"))
    found = groups.aggregate(some=Sum("n", filter=Exists(inner)), none=Sum("n", filter=~Exists(inner)))
    assert found == {"some": None, "none": 3}
    named = Publisher.objects.filter(name=OuterRef("name"))
    assert groups.aggregate(found=Sum("n", filter=Exists(named))) == {"found": 3}
    fewest = Book.objects.values("author").annotate(k=Count("pk")).order_by("k").values("k")[:1]
    assert groups.aggregate(n=Count("pk", filter=Q(n__range=(Subquery(fewest), 9)))) == {"n": 1}


def test_combined_rows_are_aggregated_by_the_columns_they_have() -> None:
    short, long = Book.objects.filter(pages__lt=3), Book.objects.filter(pages__gt=1)
    assert short.union(long).aggregate(Sum("pages"), n=Count("pk")) == {"pages__sum": 6, "n": 3}
    assert short.union(long, all=True).aggregate(Sum("pages")) == {"pages__sum": 8}
    assert short.values("title").intersection(long.values("title")).aggregate(Max("title")) == {"title__max": "BB"}
    with pytest.raises(NotSupportedError, match="Combined rows do not have the column 'pages'"):
        short.values("title").union(long.values("title")).aggregate(Sum("pages"))


def test_slice_ordered_by_an_annotation_tells_whether_it_has_rows() -> None:
    rows = Author.objects.annotate(book=F("books")).order_by("book")
    assert rows[1:3].exists()
    assert rows.distinct()[1:3].exists()
    assert not rows[9:].exists()


def test_each_call_groups_by_the_columns_that_are_chosen_by_then() -> None:
    Author.objects.create(name="Ann", age=50)
    per_author = Author.objects.annotate(books_of_one=Count("books"))
    by_name = per_author.values("name").annotate(rows=Count("pk", distinct=True)).order_by("name")
    assert list(by_name) == [{"name": "Ann", "rows": 2}, {"name": "Bob", "rows": 1}]
    coarser = Author.objects.values("name", "age").annotate(a=Count("pk")).values("name").annotate(b=Count("pk"))
    assert list(coarser.order_by("name")) == [{"name": "Ann", "b": 2}, {"name": "Bob", "b": 1}]
    assert list(per_author.values("books_of_one").annotate(n=Count("pk", distinct=True))) == [
        {"books_of_one": 3, "n": 3}
    ]
    renamed = per_author.values(m=F("books_of_one")).annotate(n=Count("pk", distinct=True))
    assert list(renamed) == [{"m": 3, "n": 3}]
    kept = per_author.values("name").order_by("name", "age")
    assert [row["name"] for row in kept] == ["Ann", "Ann", "Bob"]


def test_what_is_known_to_be_null_is_no_key_of_groups() -> None:
    never = Exists(Review.objects.filter(stars__in=[]))
    authors = Author.objects.annotate(x=Case(When(never, then="age"))).annotate(n=Count("books")).order_by("name")
    assert list(authors.values_list("name", "x", "n")) == [("Ann", None, 3), ("Bob", None, 0)]


def test_excluded_groups_may_be_told_by_a_column_that_is_null() -> None:
    Book.objects.create(title="E", author=Author.objects.get(name="Bob"), publisher=Publisher.objects.create(name="P"))
    reviewed = Book.objects.annotate(n=Count("reviews"))
    left = reviewed.exclude(publisher__name="P", n=0).order_by("title")
    assert [book.title for book in left] == ["A", "BB", "CCC"]
