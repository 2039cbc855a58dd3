"""Instances: made, compared, pickled, refreshed, validated."""

from __future__ import annotations

import copy
import pickle
import warnings

import pytest

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.base import DJANGO_VERSION_PICKLE_KEY
from django.db.models.instances.state import DEFERRED, ModelState, state_class
from django.db.models.signals import post_init, pre_init
from django.test.utils import isolate_apps
from tests.testapp.models import Author, Book, Publisher, Review


def test_defaults_fill_what_is_not_given():
    review = Review(text="fine")
    assert (review.pk, review.stars, review.text, review.book_id) == (None, 3, "fine", None)


def test_values_may_be_given_in_the_order_of_the_fields():
    author = Author(7, "Ada", age=36)
    assert (author.pk, author.name, author.age) == (7, "Ada", 36)


def test_too_many_values_are_refused():
    with pytest.raises(IndexError, match="Number of args exceeds number of fields"):
        Author(1, "Ada", 36, "more")


def test_field_given_both_ways_is_refused():
    with pytest.raises(TypeError, match="got both positional and keyword arguments for field 'id'"):
        Author(1, id=2)


def test_unknown_argument_is_refused_with_the_likely_one():
    with pytest.raises(TypeError, match=r"Author\(\) got unexpected keyword arguments: 'nmae'. Did you mean 'name'?"):
        Author(nmae="Ada")


def test_related_object_or_its_key_may_be_given():
    author = Author(pk=5)
    assert Book(author=author).author_id == 5
    assert Book(author=author).author is author
    assert Book(author_id=5).author_id == 5


def test_properties_may_be_given():
    assert Author(pk=3).id == 3


def test_deferred_values_stay_out():
    author = Author.from_db("other", ["id"], [4])
    assert author.get_deferred_fields() == {"name", "age"}
    assert (author._state.db, author._state.adding) == ("other", False)
    assert repr(DEFERRED) == "<Deferred field>"


def test_state_of_loaded_rows_is_shared_by_alias():
    assert state_class("other") is state_class("other")
    state = state_class("other")()
    assert (state.db, state.adding, state.__dict__) == ("other", False, {})


def test_state_is_pickled_as_plain_data():
    state = state_class("other")()
    state.fields_cache["x"] = 1
    again = pickle.loads(pickle.dumps(state))
    assert (type(again), again.db, again.adding, again.fields_cache) == (ModelState, "other", False, {"x": 1})


def test_equality_is_of_model_and_key():
    assert Author(pk=1) == Author(pk=1)
    assert Author(pk=1) != Publisher(pk=1)
    assert Author() != Author()


def test_instances_without_key_have_no_hash():
    assert hash(Author(pk=1)) == hash(1)
    with pytest.raises(TypeError, match="Model instances without primary key value are unhashable"):
        hash(Author())


def test_pickling_keeps_values_and_related_objects():
    book = Book(pk=2, title="Notes", author=Author(pk=1, name="Ada"))
    again = pickle.loads(pickle.dumps(book))
    assert (again, again.title, again.author.name) == (book, "Notes", "Ada")


def test_pickle_of_another_version_warns():
    state = {**Author(pk=1).__getstate__(), DJANGO_VERSION_PICKLE_KEY: "1.0"}
    with pytest.warns(RuntimeWarning, match="Pickled model instance's Django version 1.0 does not match"):
        Author.__new__(Author).__setstate__(state)
    del state[DJANGO_VERSION_PICKLE_KEY]
    with pytest.warns(RuntimeWarning, match="Django version is not specified"):
        Author.__new__(Author).__setstate__(state)


def test_copy_has_a_state_of_its_own():
    author = Author(pk=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        twin = copy.copy(author)
    twin._state.adding = False
    assert (twin, author._state.adding) == (author, True)


def test_receivers_are_told_of_new_instances():
    told = []

    def before(sender, args, kwargs, **more):
        told.append((args, dict(kwargs)))

    def after(sender, instance, **more):
        told.append(instance.name)

    pre_init.connect(before, sender=Author)
    post_init.connect(after, sender=Author)
    try:
        Author(name="Ada")
    finally:
        pre_init.disconnect(before, sender=Author)
        post_init.disconnect(after, sender=Author)
    assert told == [((), {"name": "Ada"}), "Ada"]


def test_full_clean_tells_all_that_is_wrong():
    with pytest.raises(ValidationError) as caught:
        Author(name="x" * 101, age="old").full_clean()
    assert set(caught.value.message_dict) == {"name", "age"}


def test_excluded_fields_are_not_validated():
    Author(name="", age="old").clean_fields(exclude={"name", "age"})


@pytest.mark.db
def test_unique_values_are_looked_for():
    Publisher.objects.create(name="Press")
    with pytest.raises(ValidationError) as caught:
        Publisher(name="Press").full_clean()
    assert caught.value.message_dict == {"name": ["Publisher with this Name already exists."]}
    Publisher.objects.get(name="Press").full_clean()


@pytest.mark.db
def test_refresh_loads_what_is_loaded_and_forgets_related_objects():
    author = Author.objects.create(name="Ada")
    book = Book.objects.create(title="Notes", author=author)
    Author.objects.filter(pk=author.pk).update(name="Lovelace")
    Book.objects.filter(pk=book.pk).update(title="More notes")
    book.refresh_from_db()
    assert (book.title, book.author.name) == ("More notes", "Lovelace")


@pytest.mark.db
def test_refresh_of_paths_is_refused():
    author = Author.objects.create(name="Ada")
    with pytest.raises(ValueError, match='Found "__" in fields argument'):
        author.refresh_from_db(fields=["books__title"])


@pytest.mark.db
def test_refreshing_all_of_an_instance_forgets_what_was_prefetched():
    author = Author.objects.create(name="Ada")
    author = Author.objects.prefetch_related("books").get()
    Book.objects.create(title="Notes", author=author)
    assert [] == list(author.books.all())
    author.refresh_from_db()
    assert ["Notes"] == [book.title for book in author.books.all()]


@isolate_apps("tests.testapp")
def test_unique_values_of_parents_and_of_days_are_looked_for_unless_excluded():
    class Place(models.Model):
        code = models.IntegerField(unique=True)

        class Meta:
            app_label = "testapp"

    class Cafe(Place):
        opened = models.DateField()
        dish = models.CharField(max_length=9, unique_for_month="opened")

        class Meta:
            app_label = "testapp"

    by_month = (Cafe, "month", "dish", "opened")
    unique, by_date = Cafe()._get_unique_checks()
    assert ((Place, ("code",)) in unique, by_date) == (True, [by_month])
    unique, by_date = Cafe()._get_unique_checks(exclude={"code", "opened"})
    assert ((Place, ("code",)) in unique, by_date) == (False, [])
