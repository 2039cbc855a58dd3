"""Model._meta: what it knows and how it says that it does not."""

from __future__ import annotations

import pytest

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.options import normalize_together
from django.test.utils import isolate_apps
from tests.testapp.models import Author, Book, Category, Profile, Review

from .test_construction import define

app = isolate_apps("tests.testapp")


def names(fields: object) -> list[str]:
    return [field.name for field in fields]  # type: ignore[attr-defined]


def test_fields_are_those_without_many_to_many():
    assert names(Category._meta.fields) == ["id", "name", "parent"]
    assert names(Book._meta.many_to_many) == ["categories", "reviewers"]


def test_related_objects_are_the_relations_that_point_here():
    assert names(Author._meta.related_objects) == ["profile", "books", "reviewed_books", "reviews"]


def test_get_fields_lists_relations_before_fields():
    assert names(Profile._meta.get_fields()) == ["id", "author", "biography"]
    assert names(Category._meta.get_fields()) == ["children", "books", "id", "name", "parent"]


def test_get_field_finds_by_name_attribute_and_relation():
    options = Book._meta
    assert options.get_field("author") is options.get_field("author_id")
    assert Author._meta.get_field("books").field is options.get_field("author")


def test_unknown_field_offers_the_likely_one():
    with pytest.raises(FieldDoesNotExist, match="Author has no field named 'nmae'. Did you mean 'name'?"):
        Author._meta.get_field("nmae")


def test_lists_are_immutable_and_say_so():
    with pytest.raises(AttributeError, match="The return type of 'fields' should never be mutated"):
        Author._meta.fields.append(None)


def test_labels_and_verbose_names():
    assert (Review._meta.label, Review._meta.label_lower) == ("testapp.Review", "testapp.review")
    assert str(Category._meta.verbose_name_plural) == "categories"
    assert str(Book._meta.verbose_name_plural) == "books"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("a", "b"), (("a", "b"),)),
        ([["a", "b"], ["c"]], (("a", "b"), ("c",))),
        ((), ()),
        (42, 42),
    ],
)
def test_unique_together_is_normalized(written: object, meant: object):
    assert normalize_together(written) == meant


@app
def test_adding_a_field_drops_what_was_computed():
    model = define("Growing", a=models.IntegerField())
    assert names(model._meta.fields) == ["id", "a"]
    model.add_to_class("b", models.IntegerField())
    assert names(model._meta.fields) == ["id", "a", "b"]


@app
def test_paths_lead_to_ancestors_and_back():
    top = define("Top")
    middle = define("Middle", top)
    low = define("Low", middle)
    assert low._meta.get_base_chain(top) == [middle, top]
    assert low._meta.all_parents == (middle, top)
    assert [path.to_opts.model for path in low._meta.get_path_to_parent(top)] == [middle, top]
    assert [path.to_opts.model for path in low._meta.get_path_from_parent(top)] == [middle, low]


@app
def test_constraint_names_are_filled_in_per_class():
    unique = models.UniqueConstraint(fields=["a"], name="%(app_label)s_%(class)s_a")
    base = define("Base", a=models.IntegerField(), meta={"abstract": True, "constraints": [unique]})
    child = define("Child", base)
    assert [constraint.name for constraint in child._meta.constraints] == ["testapp_child_a"]
    assert unique.name == "%(app_label)s_%(class)s_a"


@app
def test_default_alias_may_be_spelt_both_ways():
    assert define("One", meta={"db_connection": "other"})._meta.using == "other"
    assert define("Two", meta={"using": "other"})._meta.db_connection == "other"


def test_unmanaged_and_proxies_are_not_migrated():
    assert Author._meta.can_migrate("default") is True

    @app
    def proxy() -> type:
        return define("Proxy", define("Real"), meta={"proxy": True})

    assert proxy()._meta.can_migrate("default") is False


@pytest.mark.db
def test_order_changed_at_run_time_counts_for_queries_asked_before(monkeypatch: pytest.MonkeyPatch):
    Author.objects.bulk_create([Author(name="Ada", age=2), Author(name="Bo", age=1)])
    assert [author.name for author in Author.objects.all()] == ["Ada", "Bo"]
    monkeypatch.setattr(Author._meta, "ordering", ["age"])
    assert [author.name for author in Author.objects.all()] == ["Bo", "Ada"]
