"""Objects of two databases are related only where allow_relation says so; a refusal leaves both as they were."""

from __future__ import annotations

import pytest

from django.db import transaction
from django.test.utils import override_settings
from tests.testapp.models import Author, Book, Category, Profile

pytestmark = pytest.mark.db("default", "other")

ASSIGNED = (
    'Cannot assign "<Author: Olga>": the current database router prevents this relation. '
    "(It is on database 'other', the other side on 'default'.)"
)


@pytest.fixture
def ann():
    return Author.objects.create(name="Ann")


@pytest.fixture
def olga():
    return Author.objects.using("other").create(name="Olga")


@pytest.fixture
def book(ann):
    return Book.objects.create(title="One", author=ann)


class Never:
    def allow_relation(self, one, other, **hints):
        return False


class Always:
    def allow_relation(self, one, other, **hints):
        return True


def test_a_foreign_key_is_not_set(book, ann, olga, refused) -> None:
    with refused(ValueError, ASSIGNED):
        book.author = olga
    assert book.author == ann and book.author_id == ann.pk


def test_a_foreign_key_is_not_set_in_the_constructor_of_a_saved_object(book, olga, refused) -> None:
    book.refresh_from_db()
    with refused(ValueError, ASSIGNED):
        setattr(book, "author", olga)  # noqa: B010


def test_a_router_forbids_it_within_one_database_too(book, ann, refused) -> None:
    with override_settings(DATABASE_ROUTERS=[Never()]), refused(
        ValueError, 'Cannot assign "<Author: Ann>": the current database router prevents this relation.…'
    ):
        book.author = ann


def test_a_router_allows_it(book, olga) -> None:
    with override_settings(DATABASE_ROUTERS=[Always()]):
        book.author = olga
    assert book.author is olga


def test_the_other_end_of_a_one_to_one_is_not_set(ann, olga, refused) -> None:
    profile = Profile.objects.using("other").create(author=olga)
    with refused(
        ValueError,
        'Cannot assign "<Profile: Profile of Olga>": the current database router prevents this relation. '
        "(It is on database 'other', the other side on 'default'.)",
    ):
        ann.profile = profile


@pytest.mark.parametrize("bulk", [True, False])
def test_objects_of_another_database_are_not_added_to_a_reverse_relation(bulk, ann, olga, refused) -> None:
    theirs = Book.objects.using("other").create(title="Two", author=olga)
    with refused(
        ValueError, 'Cannot assign "<Author: Ann>": the current database router prevents this relation.…'
    ):
        ann.books.add(theirs, bulk=bulk)
    assert theirs.author == olga


@pytest.mark.parametrize("method, sent", [("add", 0), ("set", 1)])
def test_an_object_of_another_database_is_not_added_to_a_many_to_many(method, sent, book, refused) -> None:
    category = Category.objects.using("other").create(name="c")
    with transaction.atomic(), refused(
        ValueError,
        'Cannot add "<Category: c>": instance is on database "default", value is on database "other"',
        sent=sent,
    ):
        getattr(book.categories, method)(*([category] if method == "add" else [[category]]))
    assert book.categories.count() == 0


def test_an_unsaved_object_goes_where_what_it_refers_to_is(olga) -> None:
    book = Book(title="Three")
    book.author = olga
    assert book._state.db == "other"
    book.save()
    assert Book.objects.using("other").get().author == olga and not Book.objects.exists()


def test_the_router_is_asked_with_the_value_first(book, olga) -> None:
    asked = []

    class Watching:
        def allow_relation(self, one, other, **hints):
            asked.append((one, other))
            return True

    with override_settings(DATABASE_ROUTERS=[Watching()]):
        book.author = olga
    assert asked == [(olga, book)]
