"""Index: arguments, names, SQL."""

from __future__ import annotations

import pytest

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Lower
from tests.testapp.models import Book


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({}, "At least one field or expression is required to define an index."),
        ({"fields": "title"}, "Index.fields must be a list or tuple."),
        ({"fields": [3]}, "Index.fields must contain only strings with field names."),
        ({"fields": ["a"], "condition": Q(a=1)}, "An index must be named to use condition."),
        ({"fields": ["a"], "condition": "a", "name": "x"}, "Index.condition must be a Q instance."),
        ({"fields": ["a"], "include": ["b"]}, "A covering index must be named."),
        (
            {"fields": ["a"], "opclasses": ["x", "y"], "name": "n"},
            "Index.fields and Index.opclasses must have the same",
        ),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments: dict, text: str):
    with pytest.raises(ValueError) as caught:
        models.Index(**arguments)
    assert str(caught.value).startswith(text)


def test_expressions_and_fields_exclude_each_other():
    with pytest.raises(ValueError, match="Index.fields and expressions are mutually exclusive."):
        models.Index(Lower("title"), fields=["title"], name="x")


def test_name_is_made_of_table_column_and_digest():
    index = models.Index(fields=["-title"])
    index.set_name_with_model(Book)
    assert index.name == "testapp_boo_title_cfc322_idx"


def test_too_long_suffix_is_refused():
    index = models.Index(fields=["title"])
    index.suffix = "too_long"
    with pytest.raises(ValueError, match="Index too long for multiple database support"):
        index.set_name_with_model(Book)


def test_clone_is_equal_and_deconstruction_short():
    index = models.Index(fields=["title", "-pages"], name="x", condition=Q(pages__gt=1), include=["price"])
    assert index.clone() == index
    path, args, kwargs = index.deconstruct()
    assert (path, args) == ("django.db.models.Index", ())
    assert kwargs == {"name": "x", "fields": ["title", "-pages"], "condition": Q(pages__gt=1), "include": ("price",)}


def test_repr_tells_what_is_set():
    assert repr(models.Index(fields=["title"], name="x")) == "<Index: fields=['title'] name='x'>"


@pytest.mark.feature("supports_partial_indexes")
@pytest.mark.feature("supports_expression_indexes")
@pytest.mark.parametrize(
    ("index", "sql"),
    [
        (
            models.Index(fields=["title", "-pages"], name="i"),
            'CREATE INDEX "i" ON "testapp_book" ("title", "pages" DESC)',
        ),
        (
            models.Index(fields=["title"], name="i", condition=Q(pages__gt=100)),
            'CREATE INDEX "i" ON "testapp_book" ("title") WHERE "pages" > 100',
        ),
        (
            models.Index(Lower("title").desc(), F("pages") + 1, "price", name="i"),
            'CREATE INDEX "i" ON "testapp_book" ((LOWER("title")) DESC, (("pages" + 1)), "price")',
        ),
    ],
)
def test_definition_is_written_out_with_its_values(index: models.Index, sql: str, db: None):
    with connection.schema_editor(collect_sql=True) as editor:
        # An engine may write the type of a value behind it.
        assert str(index.create_sql(Book, editor)).replace("::bigint", "") == sql
