"""A join of models that routers keep apart is refused before anything is sent; what needs no join works."""

from __future__ import annotations

import pytest

from django.db import connections
from django.db.errors import CrossDatabaseError
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext, override_settings
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.db("__all__")


class Apart:
    """Authors live in one database, everything else in another."""

    def db_for_read(self, model, **hints):
        return "other" if model is Author else "default"

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return True


class Replicas:
    """Reads anywhere, writes in one place."""

    def db_for_read(self, model, **hints):
        return "other" if model is Author else "default"

    def db_for_write(self, model, **hints):
        return "default"


CROSSINGS = {
    "filter": lambda: list(Book.objects.filter(author__name="Ann")),
    "exclude": lambda: list(Author.objects.exclude(books__title="One")),
    "order_by": lambda: list(Book.objects.order_by("author__name")),
    "values": lambda: list(Book.objects.values("author__name")),
    "annotate": lambda: list(Author.objects.annotate(n=Count("books"))),
    "select_related": lambda: list(Book.objects.select_related("author")),
    "subquery": lambda: list(Book.objects.filter(author__in=Author.objects.filter(name="Ann"))),
    "count": lambda: Book.objects.filter(author__name="Ann").count(),
    "exists": lambda: Book.objects.filter(author__name="Ann").exists(),
    "aggregate": lambda: Author.objects.aggregate(n=Count("books")),
    "update": lambda: Book.objects.filter(author__name="Ann").update(title="x"),
    "expression": lambda: list(Book.objects.filter(title=F("author__name"))),
}


@pytest.mark.parametrize("question", CROSSINGS.values(), ids=CROSSINGS)
def test_a_join_of_models_in_two_databases_is_refused_before_anything_is_sent(question) -> None:
    with override_settings(DATABASE_ROUTERS=[Apart()]):
        here, there = (CaptureQueriesContext(connections[alias]) for alias in ("default", "other"))
        with here, there, pytest.raises(CrossDatabaseError, match="no statement can join two databases"):
            question()
    assert [len(here), len(there)] == [0, 0]


@pytest.mark.feature("can_defer_constraint_checks")
def test_what_needs_no_join_works_across_databases() -> None:
    with override_settings(DATABASE_ROUTERS=[Apart()]):
        ann = Author.objects.create(name="Ann")
        book = Book.objects.create(title="One", author=ann)
        assert Book.objects.get(author_id=ann.pk) == book
        assert Book.objects.get(author=ann) == book
        assert Book.objects.get(pk=book.pk).author == ann
        assert [book] == list(ann.books.all())
        assert [[book]] == [list(author.books.all()) for author in Author.objects.prefetch_related("books")]
        # The engine would miss the author at the end of the test: it is in the other database.
        book.delete()


def test_reading_a_replica_elsewhere_is_no_crossing() -> None:
    author = Author.objects.create(name="Ann")
    Book.objects.create(title="One", author=author)
    with override_settings(DATABASE_ROUTERS=[Replicas()]):
        assert 1 == Book.objects.filter(author__name="Ann").count()


def test_using_says_where_both_are() -> None:
    with override_settings(DATABASE_ROUTERS=[Apart()]):
        assert 0 == Book.objects.using("default").filter(author__name="Ann").count()
