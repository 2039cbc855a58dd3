"""A chain of routers: each is asked in turn with the hints, None passes on, the first answer decides."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from django.db import connections, router
from tests.testapp.models import Author, Book, Category, Publisher


class Router:
    """Answers from a dict of model name to alias and notes what it was asked."""

    def __init__(self, reads=None, writes=None):
        self.answers = {"read": reads or {}, "write": writes or {}}
        self.asked = []

    def _answer(self, deed, model, hints):
        self.asked.append((deed, model.__name__, hints))
        return self.answers[deed].get(model.__name__)

    def db_for_read(self, model, **hints):
        return self._answer("read", model, hints)

    def db_for_write(self, model, **hints):
        return self._answer("write", model, hints)


class WritesOnly:
    def db_for_write(self, model, **hints):
        return "c" if model is Publisher else None


@pytest.fixture
def chain() -> Iterator[Any]:
    before = router.routers

    def use(*routers):
        router.routers = routers
        return routers

    yield use
    router.routers = before


def test_the_first_answer_decides_and_none_passes_on(three, chain) -> None:
    first, _, last = chain(
        Router(reads={"Author": "a"}, writes={"Author": "a"}),
        WritesOnly(),
        Router(reads={"Author": "c", "Book": "b", "Publisher": "b"}, writes={"Book": "b", "Publisher": "b"}),
    )
    assert [Author.objects.db, Book.objects.db, Publisher.objects.db, Category.objects.db] == ["a", "b", "b", "default"]
    assert [router.db_for_write(model) for model in (Author, Book, Publisher, Category)] == ["a", "b", "c", "default"]
    assert "Author" not in [name for _, name, _ in last.asked]


def test_reads_and_writes_go_where_the_chain_says(three, chain, seen) -> None:
    chain(Router(reads={"Author": "b"}, writes={"Author": "a"}))
    made = Author.objects.create(name="Ann")
    assert (made._state.db, seen("a"), seen("b"), list(Author.objects.all())) == ("a", ["Ann"], [], [])
    Author.objects.using("b").create(name="Bo")
    assert Author.objects.update(name="Cleo") == 1
    assert (seen("a"), seen("b")) == (["Cleo"], ["Bo"])
    assert Author.objects.get_or_create(name="Cleo") == (made, False)
    Author.objects.filter(name="Bo").delete()
    Author.objects.filter(name="Cleo").delete()
    assert (seen("a"), seen("b")) == ([], ["Bo"])


def test_by_name_no_router_is_asked(three, chain) -> None:
    (asked,) = chain(Router(reads={"Author": "c"}, writes={"Author": "c"}))
    author = Author.objects.using("a").create(name="Ann")
    author.save(using="b")
    list(Author.objects.db_manager("b").filter(name="Ann"))
    author.delete(using="b")
    assert asked.asked == []


def test_the_instance_is_a_hint(three, chain) -> None:
    author = Author.objects.using("b").create(name="Ann")
    book = Book.objects.using("b").create(title="One", author=author)
    (asked,) = chain(Router())
    book = Book.objects.using("b").get()
    assert book.author == author
    assert asked.asked == [("read", "Author", {"instance": book})]
    asked.asked.clear()
    assert author.books.count() == 1
    assert asked.asked == [("read", "Book", {"instance": author})]
    asked.asked.clear()
    book.categories.create(name="c")
    assert {(deed, hints.get("instance")) for deed, _, hints in asked.asked} == {("write", book)}
    asked.asked.clear()
    book.save()
    assert asked.asked == [("write", "Book", {"instance": book})]


def test_without_an_opinion_the_instance_decides(three, chain, seen) -> None:
    chain(Router(), Router())
    author = Author.objects.using("b").create(name="Ann")
    author.name = "Bo"
    author.save()
    assert author.books.create(title="One")._state.db == "b"
    assert seen("b") == ["Bo"]


def test_a_routers_opinion_comes_before_the_instance(three, chain, seen) -> None:
    author = Author.objects.using("b").create(name="Ann")
    chain(Router(writes={"Author": "c"}))
    author.save()
    assert (author._state.db, seen("b"), seen("c")) == ("c", ["Ann"], ["Ann"])


def test_two_models_on_two_databases_are_followed_from_object_to_object(three, chain, seen) -> None:
    places = {"Author": "a", "Book": "b"}
    chain(Router(reads=places, writes=places), AllowAll())
    author = Author.objects.create(name="Ann")
    # Both databases have all tables here, so the reference is a constraint of b's, too.
    with connections["b"].constraint_checks_disabled():
        book = Book(title="One")
        book.author = author
        book.save()
        Book.objects.create(title="Two", author_id=author.pk)
    assert (seen("a"), seen("b", "SELECT title, author_id FROM testapp_book")) == (["Ann"], [("One", 1), ("Two", 1)])
    assert Book.objects.get(title="Two").author == author
    assert [each.title for each in author.books.all()] == ["One", "Two"]
    [found] = Author.objects.prefetch_related("books")
    assert [(each.title, each._state.db) for each in found.books.all()] == [("One", "b"), ("Two", "b")]


class AllowAll:
    def allow_relation(self, one, other, **hints):
        return True


def test_rows_of_raw_sql_come_from_where_it_ran_whatever_a_router_says_next(three, chain) -> None:
    class Turns:
        """Reads from one database after the other."""

        def __init__(self) -> None:
            self.next = itertools.cycle("abc")

        def db_for_read(self, model, **hints):
            return next(self.next)

    for alias in three:
        Author.objects.using(alias).create(name=f"of {alias}")
    chain(Turns())
    found = [next(iter(Author.objects.raw("SELECT * FROM testapp_author"))) for _ in range(7)]
    assert {author._state.db for author in found} > {found[0]._state.db}
    assert [author.name for author in found] == [f"of {author._state.db}" for author in found]
