"""save(): which statements it sends, what it refuses."""

from __future__ import annotations

import re
from unittest import mock

import pytest

from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.db.models.signals import post_save, pre_save
from django.test.utils import CaptureQueriesContext, isolate_apps
from tests.testapp.models import Author, Book, Publisher

from .test_construction import define

pytestmark = pytest.mark.db


def test_new_instance_is_inserted_with_one_statement(django_assert_num_queries):
    author = Author(name="Ada")
    with django_assert_num_queries(1):
        author.save()
    assert author.pk is not None
    assert (author._state.db, author._state.adding) == ("default", False)


def test_saved_instance_is_updated_with_one_statement(django_assert_num_queries):
    author = Author.objects.create(name="Ada")
    author.name = "Lovelace"
    with django_assert_num_queries(1):
        author.save()
    assert Author.objects.get().name == "Lovelace"


def test_key_without_a_row_is_tried_then_inserted(django_assert_num_queries):
    with django_assert_num_queries(2):
        Author(pk=77, name="Ada").save()
    assert Author.objects.get().pk == 77


def test_update_fields_leaves_other_columns_alone():
    author = Author.objects.create(name="Ada", age=1)
    author.name, author.age = "Lovelace", 2
    author.save(update_fields=["age"])
    assert Author.objects.values_list("name", "age").get() == ("Ada", 2)


def test_no_update_fields_at_all_sends_nothing(django_assert_num_queries):
    author = Author.objects.create(name="Ada")
    with django_assert_num_queries(0):
        author.save(update_fields=[])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"force_insert": True, "force_update": True}, "Cannot force both insert and updating in model saving."),
        ({"update_fields": ["nope"]}, "The following fields do not exist in this model, are m2m fields, primary keys"),
        ({"force_update": True}, "Cannot force an update in save() with no primary key."),
    ],
)
def test_contradictions_are_refused(options: dict, text: str):
    with pytest.raises(ValueError) as caught:
        Author(name="Ada").save(**options)
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"force_update": True}, "Forced update did not affect any rows."),
        ({"update_fields": ["name"]}, "Save with update_fields did not affect any rows."),
    ],
)
def test_update_of_a_missing_row_fails(options: dict, text: str):
    with pytest.raises(DatabaseError, match=text):
        Author(pk=99, name="Ada").save(**options)


def test_deferred_columns_are_not_written():
    Author.objects.create(name="Ada", age=1)
    author = Author.objects.defer("age").get()
    Author.objects.update(age=2)
    author.name = "Lovelace"
    author.save()
    assert Author.objects.values_list("name", "age").get() == ("Lovelace", 2)


def test_expression_is_computed_by_the_database():
    author = Author.objects.create(name="Ada", age=1)
    author.age = F("age") + 1
    author.save()
    assert Author.objects.get().age == 2


def test_column_cannot_be_inserted_from_itself():
    with pytest.raises(ValueError, match=r"F\(\) expressions can only be used to update, not to insert."):
        Author(name="Ada", age=F("age") + 1).save()


def test_unsaved_relation_is_refused():
    with pytest.raises(ValueError, match=r"save\(\) prohibited to prevent data loss due to unsaved related object"):
        Book(title="Notes", author=Author(name="Ada")).save()


def test_key_of_a_relation_saved_later_is_taken():
    author = Author(name="Ada")
    book = Book(title="Notes", author=author)
    author.save()
    book.save()
    assert Book.objects.get().author == author


def test_column_written_after_the_relation_wins():
    first, second = Author.objects.create(name="Ada"), Author.objects.create(name="Bob")
    book = Book(title="Notes", author=first)
    book.author_id = second.pk
    book.save()
    assert book.author == second


def test_receivers_are_told_what_happened():
    told = []

    def receiver(signal, sender, instance, raw, using, update_fields, created=None, **kwargs):
        told.append((signal is post_save, using, update_fields, created))

    pre_save.connect(receiver, sender=Publisher)
    post_save.connect(receiver, sender=Publisher)
    try:
        publisher = Publisher.objects.create(name="Press")
        publisher.save(update_fields=["name"])
    finally:
        pre_save.disconnect(receiver, sender=Publisher)
        post_save.disconnect(receiver, sender=Publisher)
    names = frozenset({"name"})
    assert told == [
        (False, "default", None, None),
        (True, "default", None, True),
        (False, "default", names, None),
        (True, "default", names, False),
    ]


def test_positional_arguments_still_work_and_warn():
    with pytest.warns(DeprecationWarning, match=r"Passing positional arguments to save\(\) is deprecated"):
        Author(name="Ada").save(True)
    with (
        pytest.warns(DeprecationWarning),
        pytest.raises(TypeError, match="multiple values for argument 'force_insert'"),
    ):
        Author(name="Ada").save(True, force_insert=True)


@pytest.mark.db("default", "other")
def test_instance_is_saved_where_it_is_told():
    author = Author(name="Ada")
    author.save(using="other")
    assert author._state.db == "other"
    assert not Author.objects.using("default").exists()
    author.save()
    assert not Author.objects.using("default").exists()


@isolate_apps("tests.testapp")
def test_force_insert_names_must_be_ancestors():
    parent = define("Parent")
    child = define("Child", parent)
    stranger = define("Stranger")
    with pytest.raises(TypeError, match="force_insert must be a bool or tuple."):
        child().save(force_insert=[parent])
    with pytest.raises(TypeError, match="Invalid force_insert member. Stranger must be a base of Child."):
        child().save(force_insert=(stranger,))


@pytest.mark.db(transaction=True)
@isolate_apps("tests.testapp")
def test_parents_are_saved_in_one_transaction_and_share_the_key(django_assert_num_queries):
    from django.db import connection

    parent = define("Parent", name=models.CharField(max_length=5))
    child = define("Child", parent, nick=models.CharField(max_length=5))
    with connection.schema_editor() as editor:
        editor.create_model(parent)
        editor.create_model(child)
    try:
        instance = child(name="a", nick="b")
        instance.save()
        assert instance.parent_ptr_id == instance.id
        again = child.objects.get()
        assert (again.name, again.nick) == ("a", "b")
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(child)
            editor.delete_model(parent)


def test_instance_is_no_value_of_a_plain_column():
    author, other = Author.objects.create(name="Ada"), Author.objects.create(name="Bo")
    author.name = other
    refusal = "Tried to update field testapp.Author.name with a model instance, <Author: Bo>"
    with pytest.raises(TypeError, match=refusal):
        author.save()
    with pytest.raises(TypeError, match=refusal):
        Author.objects.update(name=other)


def saved_in_both_ways(act):
    """Return the statements and the state after `act`, with nobody looking on and with receivers of the signals."""
    outcomes = []
    for receivers in (False, True):
        heard = []

        def hear(signal, heard=heard, **kwargs):
            heard.append(kwargs["instance"])

        if receivers:
            pre_save.connect(hear, weak=False)
            post_save.connect(hear, weak=False)
        try:
            Author.objects.all().delete()
            with CaptureQueriesContext(connection) as captured:
                author = act()
        finally:
            pre_save.disconnect(hear)
            post_save.disconnect(hear)
        assert bool(heard) is receivers
        statements = [re.sub(rf"\b{author.pk}\b", "KEY", query["sql"]) for query in captured]
        rows = list(Author.objects.values_list("name", "age"))
        outcomes.append((statements, rows, author._state.db, author._state.adding, author.pk is not None))
    return outcomes


def _changed(**options):
    author = Author.objects.create(name="Ada", age=71)
    author.name, author.age = "Lovelace", 72
    author.save(**options)
    return author


def _deleted_meanwhile():
    author = Author.objects.create(name="Ada", age=71)
    Author.objects.filter(pk=author.pk).delete()
    author.save()
    return author


@pytest.mark.parametrize(
    "act",
    [
        lambda: Author.objects.create(name="Ada", age=71),
        lambda: Author.objects.create(pk=99, name="Ada"),
        lambda: _changed(),
        lambda: _changed(update_fields=["age"]),
        lambda: _changed(force_update=True),
        _deleted_meanwhile,
    ],
)
def test_the_short_way_of_saving_is_the_long_way(act):
    """Without receivers less is looked at; what is sent and what is known afterwards are the same."""
    short, long = saved_in_both_ways(act)
    assert short == long


def test_a_save_of_the_model_s_own_is_called_by_create():
    """The short way is for models that leave `save()` alone, also when it is put in place later."""
    called = []
    with mock.patch.object(Author, "save", lambda self, **kwargs: called.append(kwargs)):
        Author.objects.create(name="Ada")
    assert called == [{"force_insert": True, "using": "default"}]


def test_a_failed_insert_by_create_breaks_the_transaction():
    """As a failed save does."""
    Author.objects.create(pk=5, name="Ada")
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            Author.objects.create(pk=5, name="Lovelace")
        assert connection.needs_rollback
        connection.needs_rollback = False
        connection.set_rollback(True)
