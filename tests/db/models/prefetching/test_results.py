"""What prefetching leaves on instances: rows at hand that are still the QuerySet of their relation."""

from __future__ import annotations

import copy
import pickle

import pytest

from django.db.models import Manager, Prefetch, QuerySet, prefetch_related_objects
from django.db.models.relations.many import create_reverse_many_to_one_manager
from tests.testapp.models import Author, Book, Category, Review

pytestmark = pytest.mark.db


@pytest.fixture
def shelf() -> list[Author]:
    authors = [Author.objects.create(name=name, age=age) for name, age in (("Ada", 36), ("Bob", 7), ("Cid", None))]
    poem, prose = Category.objects.create(name="poem"), Category.objects.create(name="prose")
    for author in authors[:2]:
        for number in (1, 2):
            book = Book.objects.create(title=f"{author.name} {number}", author=author, pages=number)
            book.categories.add(poem, *([prose] if number == 2 else []))
    return list(Author.objects.prefetch_related("books__categories"))


def test_each_instance_has_its_own_rows_and_no_more_statements_are_sent(shelf, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = {a.name: [(book.title, len(book.categories.all())) for book in a.books.all()] for a in shelf}
    assert found == {"Ada": [("Ada 1", 1), ("Ada 2", 2)], "Bob": [("Bob 1", 1), ("Bob 2", 2)], "Cid": []}


def test_rows_know_the_instance_they_were_fetched_for(shelf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert all(book.author is author for author in shelf for book in author.books.all())


def test_stored_rows_answer_for_themselves(shelf, django_assert_num_queries):
    books = shelf[0].books.all()
    with django_assert_num_queries(0):
        assert (len(books), bool(books), books.count(), books.exists()) == (2, True, 2, True)
        assert books[1].title == "Ada 2"
        assert repr(books) == "<QuerySet [<Book: Ada 1>, <Book: Ada 2>]>"
        assert books.first().title == "Ada 1"


def test_refining_stored_rows_asks_the_database_for_that_instance_alone(shelf, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [book.title for book in shelf[1].books.all().filter(pages__gt=1)] == ["Bob 2"]
    with django_assert_num_queries(1):
        assert shelf[1].books.filter(pages=1).get().author is shelf[1]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda rows: pickle.loads(pickle.dumps(rows))])
def test_copies_of_stored_rows_are_ordinary_querysets(shelf, copied):
    rows = copied(shelf[0].books.all())
    assert type(rows) is QuerySet
    assert [book.title for book in rows.order_by("-pages")] == ["Ada 2", "Ada 1"]


def test_stored_rows_become_what_they_stand_for(shelf):
    rows = shelf[0].books.all()
    assert isinstance(rows, QuerySet)
    assert "author_id" in str(rows.query)
    assert type(rows) is QuerySet
    assert rows._result_cache is not None


def test_the_queryset_of_a_prefetch_is_what_is_refined():
    ada = Author.objects.create(name="Ada")
    for number in range(4):
        Book.objects.create(title=f"No. {number}", author=ada, pages=number)
    few = Prefetch("books", Book.objects.filter(pages__gte=2))
    (found,) = Author.objects.prefetch_related(few)
    assert [book.pages for book in found.books.all()] == [2, 3]
    assert [book.pages for book in found.books.all().filter(pages__lt=3)] == [2]


def test_an_instance_that_is_there_twice_has_rows_of_its_own(shelf):
    one, other = Author.objects.get(name="Ada"), Author.objects.get(name="Ada")
    prefetch_related_objects([one, other], "books")
    one.books.all()._result_cache.clear()
    assert len(other.books.all()) == 2


def test_a_key_of_another_type_finds_its_rows():
    author = Author.objects.create(name="Ada")
    book = Book.objects.create(title="One", author=author)
    book.categories.add(Category.objects.create(name="poem"))
    Review.objects.create(book=book, reviewer=author)
    book.pk = str(book.pk)
    prefetch_related_objects([book], "categories")
    assert [category.name for category in book.categories.all()] == ["poem"]


def test_managers_with_a_constructor_are_constructed():
    class Counted(Manager):
        def __init__(self) -> None:
            super().__init__()
            self.extra = 5

    cls = create_reverse_many_to_one_manager(Counted, Author._meta.get_field("books"))
    assert not cls.is_quick
    assert cls(Author(pk=1)).extra == 5


def test_creating_a_related_object_forgets_what_was_prefetched(shelf):
    ada = shelf[0]
    assert 2 == len(ada.books.all())
    ada.books.create(title="Ada 3")
    assert 3 == len(ada.books.all())
