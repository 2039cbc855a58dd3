"""Rows of several databases are separate, and every object knows and keeps to the one it came from."""

from __future__ import annotations

import pickle
import random

import pytest

from django.db import CrossDatabaseError
from django.db.models import prefetch_related_objects
from tests.testapp.models import Author, Book, Category, Profile, Publisher

TABLES = {
    Author: "SELECT id, name, age FROM testapp_author ORDER BY id",
    Book: "SELECT id, title, author_id, publisher_id, pages FROM testapp_book ORDER BY id",
    Category: "SELECT book_id, category_id FROM testapp_book_categories ORDER BY book_id, category_id",
}


def test_the_same_key_is_another_row_on_each_database(three, seen) -> None:
    for alias in three:
        Author.objects.using(alias).create(pk=1, name=f"of {alias}")
    assert [Author.objects.using(alias).get(pk=1).name for alias in three] == ["of a", "of b", "of c"]
    Author.objects.using("b").filter(pk=1).update(name="changed")
    Author.objects.using("c").all().delete()
    assert [seen(alias) for alias in three] == [["of a"], ["changed"], []]


def deeds(seed):
    """Yield (name, deed): what somebody does to one database, the deed a function of its alias."""
    dice = random.Random(seed)
    for number in range(40):
        kind = dice.randrange(9)
        key, other, age = dice.randrange(1, 8), dice.randrange(1, 8), dice.randrange(90)
        yield kind, _deed(kind, key, other, age, f"n{number}")


def _deed(kind, key, other, age, name):
    def deed(alias):
        authors = Author.objects.using(alias)
        books = Book.objects.db_manager(alias)
        match kind:
            case 0:
                Author(pk=key, name=name, age=age).save(using=alias)
            case 1:
                authors.bulk_create([Author(name=name, age=age + more) for more in range(3)])
            case 2:
                authors.filter(age__lt=age, pk=key).update(name=name, age=None)
            case 3:
                authors.filter(pk=key).delete()
            case 4 if authors.exists():
                books.create(title=name, author=authors.earliest("pk"), pages=age)
            case 5:
                authors.update_or_create(name=f"u{other}", defaults={"age": age})
            case 6 if books.exists():
                category = Category.objects.using(alias).get_or_create(name=f"c{other}")[0]
                books.earliest("pk").categories.add(category)
            case 7 if authors.filter(pk=key).exists():
                author = authors.get(pk=key)
                author.books.update(pages=age)
                author.age = age
                author.save()
            case 8:
                publisher, _ = Publisher.objects.using(alias).get_or_create(name=f"p{other}")
                books.filter(author_id=key).update(publisher=publisher)
                if age > 80:
                    publisher.delete()

    return deed


@pytest.mark.parametrize("seed", range(5))
def test_work_on_three_at_once_does_to_each_what_it_does_to_one_alone(seed, three, register, seen) -> None:
    order = random.Random(seed)
    plans = {alias: list(deeds(seed * 100 + at)) for at, alias in enumerate(three)}
    waiting = {alias: iter(plan) for alias, plan in plans.items()}
    while waiting:
        alias = order.choice(sorted(waiting))
        kind_and_deed = next(waiting[alias], None)
        if kind_and_deed is None:
            del waiting[alias]
        else:
            kind_and_deed[1](alias)
    for alias, plan in plans.items():
        alone = register(f"{alias}_alone")
        for _, deed in plan:
            deed(alone)
        for sql in TABLES.values():
            assert seen(alias, sql) == seen(alone, sql)
    assert len({str(seen(alias, TABLES[Author])) for alias in three}) == 3


def test_an_object_knows_where_it_came_from(three) -> None:
    author = Author(name="Ann")
    assert (author._state.db, author._state.adding) == (None, True)
    author.save(using="b")
    assert (author._state.db, author._state.adding) == ("b", False)
    made = Author.objects.using("c").bulk_create([Author(name="x")])
    found = [Author.objects.using("b").get(), *Author.objects.using("b").raw("SELECT * FROM testapp_author"), made[0]]
    assert [each._state.db for each in found] == ["b", "b", "c"]
    assert pickle.loads(pickle.dumps(author))._state.db == "b"


def test_what_is_done_with_an_object_is_done_where_it_came_from(three, seen) -> None:
    author = Author.objects.using("b").create(name="Ann")
    author.name = "Bo"
    author.save()
    author.books.create(title="One")
    Profile.objects.using("b").create(author=author)
    author.refresh_from_db()
    assert author.profile._state.db == author.books.get()._state.db == author.books.get().author._state.db == "b"
    assert author.books.get().categories.create(name="c")._state.db == "b"
    author.delete()
    assert [seen("b", f"SELECT COUNT(*) FROM testapp_{table}")[0] for table in ("author", "book", "profile")] == [0] * 3


def test_an_object_refreshed_from_elsewhere_belongs_there(three) -> None:
    for alias in ("a", "b"):
        Author.objects.using(alias).create(pk=1, name=f"of {alias}")
    author = Author.objects.using("a").get()
    author.refresh_from_db(using="b")
    assert (author.name, author._state.db) == ("of b", "b")


def test_save_and_delete_elsewhere_by_saying_so(three, seen) -> None:
    author = Author.objects.using("a").create(name="Ann")
    author.save(using="b")
    assert (author._state.db, seen("a"), seen("b")) == ("b", ["Ann"], ["Ann"])
    author.delete(using="a")
    assert (seen("a"), seen("b")) == ([], ["Ann"])


def test_an_object_is_copied_as_a_new_row_without_its_key(three, seen) -> None:
    Author.objects.using("b").create(name="was there")
    author = Author.objects.using("a").create(name="Ann")
    author.pk = None
    author.save(using="b")
    assert (author.pk, seen("a"), seen("b")) == (2, ["Ann"], ["was there", "Ann"])


def test_saved_with_its_key_it_takes_the_row_that_is_there(three, seen) -> None:
    Author.objects.using("b").create(pk=1, name="was there")
    Author.objects.using("a").create(pk=1, name="Ann").save(using="b")
    assert seen("b") == ["Ann"]


def test_a_manager_is_bound_to_a_database_and_so_is_all_it_makes(three) -> None:
    manager = Author.objects.db_manager("c")
    assert manager.db == manager.all().db == manager.filter(name="x").exclude(age=1).db == "c"
    assert manager.create(name="x")._state.db == "c"
    assert manager.using("a").db == "a"
    assert Author.objects.db == "default"


def test_using_called_last_wins(three) -> None:
    for alias in three:
        Author.objects.using(alias).create(name=alias)
    query = Author.objects.using("a").using("b").filter(name__in=["a", "b", "c"])
    assert [query.get().name, query.using("c").get().name, query.get().name] == ["b", "c", "b"]


def test_related_objects_come_from_the_database_of_the_query(three, django_assert_num_queries) -> None:
    for alias in three:
        author = Author.objects.using(alias).create(pk=1, name=f"of {alias}")
        book = Book.objects.using(alias).create(pk=1, title=f"One of {alias}", author=author)
        book.categories.add(Category.objects.using(alias).create(name=f"c of {alias}"))
    for alias in three:
        with django_assert_num_queries(2, using=alias):
            [book] = Book.objects.using(alias).select_related("author").prefetch_related("categories")
            assert (book.title, book.author.name) == (f"One of {alias}", f"of {alias}")
            assert [(each.name, each._state.db) for each in book.categories.all()] == [(f"c of {alias}", alias)]


def test_deferred_columns_are_loaded_from_the_database_of_the_object(three) -> None:
    for alias in three:
        Author.objects.using(alias).create(pk=1, name=f"of {alias}")
    authors = [Author.objects.using(alias).defer("name").get() for alias in three]
    assert [author.name for author in authors] == ["of a", "of b", "of c"]


def test_a_reverse_manager_goes_where_it_is_told_but_relates_no_strangers(three) -> None:
    for alias in three:
        author = Author.objects.using(alias).create(pk=1, name=alias)
        Book.objects.using(alias).create(title=f"One of {alias}", author=author)
    author = Author.objects.using("a").get()
    assert author.books.get().title == "One of a"
    assert author.books.using("b").values_list("title", flat=True).get() == "One of b"
    assert author.books.db_manager("c").count() == 1
    with pytest.raises(ValueError, match=r'^Cannot assign "<Author: a>": the current database router prevents this'):
        author.books.using("b").get()


def test_instances_of_several_databases_get_the_related_objects_of_their_own(three) -> None:
    found = []
    for alias in three[:2]:
        author = Author.objects.using(alias).create(pk=1, name=f"of {alias}")
        book = Book.objects.using(alias).create(pk=1, title=f"One of {alias}", author=author)
        book.categories.add(Category.objects.using(alias).create(pk=1, name=f"kind of {alias}"))
        found.append(Book.objects.using(alias).get())
    prefetch_related_objects(found, "author__books", "categories")
    assert [book.author.name for book in found] == ["of a", "of b"]
    assert [book.author.books.all()[0].title for book in found] == ["One of a", "One of b"]
    assert [book.categories.all()[0].name for book in found] == ["kind of a", "kind of b"]


def test_links_are_written_where_the_instance_is_and_nowhere_else(three, seen) -> None:
    for alias in three:
        author = Author.objects.using(alias).create(pk=1, name=alias)
        Book.objects.using(alias).create(pk=1, title=alias, author=author)
        Category.objects.using(alias).create(pk=1, name=alias)
    book = Book.objects.using("a").get()
    for deed in (
        lambda kinds: kinds.add(1),
        lambda kinds: kinds.set([1]),
        lambda kinds: kinds.remove(1),
        lambda kinds: kinds.clear(),
        lambda kinds: kinds.create(name="new"),
        lambda kinds: kinds.get_or_create(name="new"),
        lambda kinds: kinds.update_or_create(name="new"),
    ):
        with pytest.raises(CrossDatabaseError, match='on database "b", which db_manager.. named.*is on database "a"'):
            deed(book.categories.db_manager("b"))
    assert seen("b", "SELECT name FROM testapp_category") == ["b"]
    assert book.categories.db_manager("a").create(name="new")._state.db == "a"
    assert seen("a", TABLES[Category]) == [(1, 2)]
    assert seen("b", TABLES[Category]) == []
