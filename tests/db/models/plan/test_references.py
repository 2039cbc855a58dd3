"""What a name that leads over a reference stands for: which type its values have, which row it speaks of."""

from __future__ import annotations

import pickle

import pytest

from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower
from django.db.models.plan.draft import Draft
from django.test.utils import isolate_apps
from tests.testapp.models import Author, Book, Profile, Review

pytestmark = pytest.mark.db


@pytest.fixture
def books() -> list[Book]:
    authors = [Author.objects.create(name=name) for name in ("Ann", "Bob")]
    return [Book.objects.create(title=author.name, author=author, pages=author.pk) for author in authors]


# --- types ------------------------------------------------------------------------------------------------------------


def test_key_behind_a_reference_is_compared_as_the_key_is(books: list[Book]) -> None:
    first, second = sorted(book.author_id for book in books)
    for name in ("author__id", "author__pk"):
        assert [book.author_id for book in Book.objects.filter(**{f"{name}__lt": first + 0.5})] == [first]
        assert [book.author_id for book in Book.objects.filter(**{f"{name}__gte": first + 0.5})] == [second]
    assert Book.objects.filter(author__id__range=(first, first)).count() == 1
    assert Book.objects.filter(author__id__contains=first).count() >= 1


def test_references_are_reckoned_with_as_the_keys_they_hold(books: list[Book]) -> None:
    found = Book.objects.annotate(
        difference=F("pages") - F("author"),
        chosen=Case(When(pages__gt=0, then="author"), default=Value(0)),
        publisher_or=Coalesce("publisher", 0),
    )
    assert set(found.values_list("difference", "publisher_or")) == {(0, 0)}
    assert {book.chosen for book in found} == {book.author_id for book in books}
    assert Book.objects.aggregate(n=Sum(F("author") * 2))["n"] == 2 * sum(book.author_id for book in books)


@isolate_apps("tests.testapp")
def test_computed_columns_are_reckoned_with_as_their_results() -> None:
    class Area(models.Model):
        side = models.IntegerField()
        square = models.GeneratedField(
            expression=F("side") * F("side"), output_field=models.IntegerField(), db_persist=True
        )

        class Meta:
            app_label = "testapp"

    expression = (F("square") - Value(1) + F("side")).resolve_expression(Draft(Area))
    assert type(expression.output_field) is models.IntegerField


# --- rows -------------------------------------------------------------------------------------------------------------


def test_outer_names_below_a_negation_are_those_of_the_row_that_is_asked_about(books: list[Book]) -> None:
    ann, bob = books
    Review.objects.create(book=ann, reviewer=bob.author, stars=ann.pk)
    Review.objects.create(book=bob, reviewer=ann.author, stars=bob.pk + 1)
    same = Book.objects.filter(pk=OuterRef("pk")).values("pk")
    assert list(Book.objects.exclude(reviews__stars=Subquery(same))) == [bob]
    named = Author.objects.filter(name=OuterRef("title"))
    assert list(Book.objects.exclude(reviews__stars__gt=0, reviews__reviewer__in=named)) == [ann, bob]
    assert not Author.objects.exclude(Q(books__pages__gt=0) & Exists(Book.objects.filter(author=OuterRef("pk"))))


@pytest.mark.parametrize("through", ["books", "reviewed_books"])
def test_excluded_relation_with_a_condition_means_has_none_such(books: list[Book], through: str) -> None:
    ann, bob = (book.author for book in books)
    for author in (ann, bob):
        for book in books:
            Review.objects.create(book=book, reviewer=author)
    Book.objects.create(title="Other", author=ann, pages=0)
    chosen = Author.objects.annotate(
        chosen=FilteredRelation(through, condition=Q(**{f"{through}__title": "Ann"}))
    )
    with_it = {"books": [ann], "reviewed_books": [ann, bob]}[through]
    assert list(chosen.exclude(chosen__isnull=False)) == [author for author in (ann, bob) if author not in with_it]
    assert list(chosen.exclude(chosen__pages=ann.pk)) == [author for author in (ann, bob) if author not in with_it]
    assert set(chosen.exclude(chosen__title="Bob")) == {ann, bob}


def test_update_may_name_the_key_of_a_reference_but_nothing_behind_it(books: list[Book]) -> None:
    assert Book.objects.update(pages=F("author__id")) == 2
    name = Subquery(Author.objects.filter(pk=OuterRef("author__id")).values("name")[:1])
    assert Book.objects.update(title=name) == 2
    beyond_it = Profile.objects.filter(author__age=OuterRef("author__age"))
    for beyond in (F("author__age"), Subquery(beyond_it.values("pk"))):
        with pytest.raises(FieldError, match="Joined field references are not permitted in this query"):
            Book.objects.update(pages=beyond)


def test_relations_as_such_are_not_updated(books: list[Book]) -> None:
    with pytest.raises(FieldError, match="only non-relations and foreign keys permitted"):
        Book.objects.update(categories=1)


# --- values and names -------------------------------------------------------------------------------------------------


@pytest.mark.db(transaction=True)
@isolate_apps("tests.testapp")
def test_annotated_key_of_a_document_is_compared_as_the_key_itself() -> None:
    class Page(models.Model):
        body = models.JSONField(null=True)

        class Meta:
            app_label = "testapp"

    with connection.schema_editor() as editor:
        editor.create_model(Page)
    try:
        five, text, none = (Page.objects.create(body=body) for body in ({"n": 5}, {"n": "5"}, {"n": None}))
        keyed = Page.objects.annotate(n=F("body__n"))
        for found in (keyed.filter(n=5), keyed.filter(n__in=[5, 7]), Page.objects.alias(n=F("body__n")).filter(n=5)):
            assert list(found) == [five]
        assert list(keyed.exclude(n=5).exclude(n="5")) == [none]
        of_text = keyed.filter(pk=text.pk)
        assert [of_text.filter(n__lt=other).exists() for other in ("4", "6")] == [False, True]
        assert [of_text.filter(n__gte=other).exists() for other in ("4", "5", "6")] == [True, True, False]
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Page)


def test_query_of_the_callers_own_is_looked_for_in_as_a_whole(books: list[Book]) -> None:
    names = RawSQL("SELECT title FROM testapp_book WHERE pages > %s", (0,))
    assert Author.objects.filter(name__in=names).count() == 2
    assert Author.objects.exclude(name__in=names).count() == 0


def test_expressions_without_a_name_are_counted_by_kind(books: list[Book]) -> None:
    chosen = ("pk", Lower("title"), F("author__name"), Lower("author__name"), F("pages"))
    rows = Book.objects.values_list(*chosen, named=True)
    assert rows[0]._fields == ("pk", "lower1", "f1", "lower2", "f2")


def test_queries_over_any_relation_survive_pickling(books: list[Book]) -> None:
    for queryset in (
        Author.objects.filter(books__title="Ann", reviewed_books=None),
        Author.objects.annotate(n=Count("books")).filter(n=1),
        Book.objects.filter(categories__parent=None),
    ):
        list(queryset)
        assert list(pickle.loads(pickle.dumps(queryset))) == list(queryset)
