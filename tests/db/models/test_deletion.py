"""delete(): what goes along, what forbids it, which statements are sent."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from django.db import connection, models
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.db.models.signals import post_delete, pre_delete
from django.test.utils import isolate_apps
from tests.testapp.models import Author, Book, Publisher, Review

from .test_construction import define

pytestmark = pytest.mark.db
app = isolate_apps("tests.testapp")
# Tables come and go in these tests.
own_tables = pytest.mark.db(transaction=True)


@contextmanager
def tables(*made: type) -> Iterator[None]:
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for model in reversed(made):
                editor.delete_model(model)


def test_instance_without_key_cannot_be_deleted():
    with pytest.raises(ValueError, match="Author object can't be deleted because its id attribute is set to None."):
        Author().delete()


def test_row_on_which_nothing_depends_goes_with_one_statement(django_assert_num_queries):
    review = Review.objects.create(
        book=Book.objects.create(title="Notes", author=Author.objects.create(name="Ada")),
        reviewer=Author.objects.create(name="Bob"),
    )
    with django_assert_num_queries(1):
        assert review.delete() == (1, {"testapp.Review": 1})
    assert review.pk is None


def test_dependents_go_first_and_are_counted():
    author = Author.objects.create(name="Ada")
    book = Book.objects.create(title="Notes", author=author)
    Review.objects.create(book=book, reviewer=author)
    assert author.delete() == (3, {"testapp.Review": 1, "testapp.Book": 1, "testapp.Author": 1})


def test_set_null_keeps_the_row():
    publisher = Publisher.objects.create(name="Press")
    book = Book.objects.create(title="Notes", author=Author.objects.create(name="Ada"), publisher=publisher)
    publisher.delete()
    book.refresh_from_db()
    assert book.publisher is None


def test_signals_tell_the_origin_dependents_first():
    told = []

    def receiver(signal, sender, instance, origin, **kwargs):
        told.append((signal is post_delete, sender.__name__, origin.name))

    author = Author.objects.create(name="Ada")
    Book.objects.create(title="Notes", author=author)
    for signal in (pre_delete, post_delete):
        signal.connect(receiver)
    try:
        author.delete()
    finally:
        for signal in (pre_delete, post_delete):
            signal.disconnect(receiver)
    assert told == [
        (False, "Book", "Ada"),
        (False, "Author", "Ada"),
        (True, "Book", "Ada"),
        (True, "Author", "Ada"),
    ]


def test_deletion_of_no_rows_is_empty():
    assert Author.objects.none().delete() == (0, {})
    assert Author.objects.all().delete() == (0, {})


@app
@own_tables
def test_protected_rows_forbid_it():
    parent = define("Parent")
    child = define("Child", parent=models.ForeignKey(parent, models.PROTECT))
    with tables(parent, child):
        instance = parent.objects.create()
        row = child.objects.create(parent=instance)
        with pytest.raises(ProtectedError) as caught:
            instance.delete()
        assert caught.value.protected_objects == {row}
        assert str(caught.value.args[0]) == (
            "Cannot delete some instances of model 'Parent' because they are referenced through protected foreign "
            "keys: 'Child.parent'."
        )


@app
@own_tables
def test_restricted_rows_may_go_by_another_way():
    top = define("Top")
    parent = define("Parent", top=models.ForeignKey(top, models.CASCADE))
    child = define(
        "Child", top=models.ForeignKey(top, models.CASCADE), parent=models.ForeignKey(parent, models.RESTRICT)
    )
    with tables(top, parent, child):
        first = top.objects.create()
        held = parent.objects.create(top=first)
        row = child.objects.create(top=first, parent=held)
        with pytest.raises(RestrictedError) as caught:
            held.delete()
        assert caught.value.restricted_objects == {row}
        first.delete()
        assert not child.objects.exists()


@app
@own_tables
def test_set_and_default_give_another_parent():
    parent = define("Parent")
    child = define(
        "Child",
        a=models.ForeignKey(parent, models.SET(lambda: 1), related_name="+"),
        b=models.ForeignKey(parent, models.SET_DEFAULT, default=1, related_name="+"),
    )
    with tables(parent, child):
        parent.objects.create(pk=1)
        second = parent.objects.create(pk=2)
        child.objects.create(a=second, b=second)
        second.delete()
        assert child.objects.values_list("a", "b").get() == (1, 1)


@app
@own_tables
def test_row_of_a_child_takes_its_parents_along_unless_kept():
    parent = define("Parent")
    child = define("Child", parent)
    with tables(parent, child):
        child.objects.create().delete()
        assert not parent.objects.exists()
        child.objects.create().delete(keep_parents=True)
        assert (parent.objects.count(), child.objects.count()) == (1, 0)


@app
def test_models_that_point_in_a_circle_keep_their_order():
    one, two = define("One"), define("Two")
    collector = Collector(using="default")
    collector.add_dependency(one, two)
    collector.add_dependency(two, one)
    collector.sort()
    assert list(collector.data) == [two, one]


@app
def test_rules_can_be_written_down():
    assert models.SET(3).deconstruct() == ("django.db.models.SET", (3,), {})


@pytest.mark.parametrize("name", ["CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "DO_NOTHING"])
def test_rules_travel_by_their_public_path(name: str) -> None:
    rule = getattr(models, name)
    assert "django.db.models.deletion" == rule.__module__
    assert rule is pickle.loads(pickle.dumps(rule))


def test_what_is_collected_already_is_not_collected_again():
    ada, bob = Author(pk=1), Author(pk=2)
    collector = Collector(using="default")
    assert [ada] == collector.add([ada])
    assert [bob] == collector.add([ada, bob, bob])
    assert {Author: {ada, bob}} == {model: set(rows) for model, rows in collector.data.items()}


@app
@own_tables
@pytest.mark.parametrize("rule", [models.PROTECT, models.RESTRICT])
def test_rows_of_a_refusal_can_be_shown_without_a_query_for_each(rule, django_assert_num_queries):
    parent = define("Parent")
    child = define("Child", parent=models.ForeignKey(parent, rule), name=models.CharField(max_length=9))
    with tables(parent, child):
        instance = parent.objects.create()
        for name in "ab":
            child.objects.create(parent=instance, name=name)
        with django_assert_num_queries(1), pytest.raises((ProtectedError, RestrictedError)) as caught:
            instance.delete()
        with django_assert_num_queries(0):
            assert sorted(row.name for row in caught.value.args[1]) == ["a", "b"]


@app
@own_tables
def test_parents_of_rows_that_go_along_are_not_fetched_one_by_one(django_assert_num_queries):
    plant = define("Plant", plant_key=models.AutoField(primary_key=True))
    food = define("Food", food_key=models.AutoField(primary_key=True))
    herb = type("Herb", (plant, food), {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "testapp"})})
    with tables(plant, food, herb):
        for _ in range(3):
            herb.objects.create()
        with django_assert_num_queries(7):
            assert food.objects.all().delete()[0] == 9
        assert not plant.objects.exists()
