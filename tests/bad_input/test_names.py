"""A field or look-up that does not exist is refused when the query is written, with the near miss; nothing is sent."""

from __future__ import annotations

import pytest

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import F, Q, Sum
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.db

AUTHOR = (
    "Cannot resolve keyword 'nam' into field. Choices are: age, books, id, name, profile, reviewed_books, reviews. "
    "Did you mean 'name'?"
)


@pytest.mark.parametrize(
    "refine",
    [
        lambda authors: authors.filter(nam="x"),
        lambda authors: authors.exclude(nam="x"),
        lambda authors: authors.filter(Q(name="x") | Q(nam="y")),
        lambda authors: authors.filter(name=F("nam")),
        lambda authors: authors.order_by("-nam"),
        lambda authors: authors.values("nam"),
        lambda authors: authors.values_list("nam", flat=True),
        lambda authors: authors.annotate(x=F("nam")),
        lambda authors: authors.aggregate(Sum("nam")),
        lambda authors: authors.distinct("nam").count(),
        lambda authors: authors.earliest("nam"),
        lambda authors: authors.get(nam=1),
        lambda authors: authors.get_or_create(nam=1),
    ],
)
def test_an_unknown_field_in_a_query(refine, refused) -> None:
    with refused(FieldError, AUTHOR):
        refine(Author.objects)


@pytest.mark.parametrize(
    "deed",
    [
        lambda authors: list(authors.only("nam")),
        lambda authors: list(authors.defer("nam")),
        lambda authors: authors.update(nam=1),
        lambda authors: authors.in_bulk(field_name="nam"),
        lambda authors: authors.bulk_update([Author(pk=1)], ["nam"]),
        lambda authors: list(Book.objects.only("author__nam")),
        lambda authors: Author._meta.get_field("nam"),
    ],
)
def test_an_unknown_field_where_columns_are_chosen(deed, refused) -> None:
    with refused(FieldDoesNotExist, "Author has no field named 'nam'. Did you mean 'name'?"):
        deed(Author.objects)


@pytest.mark.parametrize("deed", [lambda: Author(nam="x"), lambda: Author.objects.create(nam="x")])
def test_an_unknown_field_of_a_new_object(deed, refused) -> None:
    with refused(TypeError, "Author() got unexpected keyword arguments: 'nam'. Did you mean 'name'?"):
        deed()


def test_an_unknown_field_to_save(refused) -> None:
    with refused(
        ValueError,
        "The following fields do not exist in this model, are m2m fields, primary keys, or are non-concrete fields: "
        "nam",
    ):
        Author(pk=1).save(update_fields=["nam"])


def test_an_unknown_field_among_the_defaults(refused) -> None:
    with refused(FieldError, "Invalid field name(s) for model Author: 'nam'.", sent=1):
        Author.objects.get_or_create(name="x", defaults={"nam": 1})


def test_an_unknown_relation_to_select(refused) -> None:
    with refused(
        FieldError,
        "Invalid field name(s) given in select_related: 'athor'. Choices are: author, publisher. "
        "Did you mean 'author'?",
    ):
        list(Book.objects.select_related("athor"))


def test_a_plain_field_is_no_relation_to_select(refused) -> None:
    with refused(
        FieldError, "Non-relational field given in select_related: 'title'. Choices are: author, publisher"
    ):
        list(Book.objects.select_related("title"))


@pytest.mark.parametrize(
    "condition, message",
    [
        (
            {"name__icontain": "x"},
            "Unsupported lookup 'icontain' for CharField or join on the field not permitted, "
            "perhaps you meant icontains or contains?",
        ),
        ({"name__xyz": "x"}, "Unsupported lookup 'xyz' for CharField or join on the field not permitted."),
        ({"books__title__startwith": "x"}, "Unsupported lookup 'startwith' for CharField or join on the field not…"),
    ],
)
def test_an_unknown_lookup(condition, message, refused) -> None:
    with refused(FieldError, message):
        Author.objects.filter(**condition)


@pytest.mark.parametrize(
    "condition, message",
    [
        (
            {"author__nam": "x"},
            "Unsupported lookup 'nam' for ForeignKey or join on the field not permitted. Did you mean 'name'?",
        ),
        (
            {"author__icontains": "x"},
            "Unsupported lookup 'icontains' for ForeignKey or join on the field not permitted.",
        ),
        (
            {"author__isnul": True},
            "Unsupported lookup 'isnul' for ForeignKey or join on the field not permitted, perhaps you meant isnull?",
        ),
    ],
)
def test_a_relation_has_its_own_lookups_and_the_fields_behind_it(condition, message, refused) -> None:
    with refused(FieldError, message):
        Book.objects.filter(**condition)


def test_a_value_of_the_wrong_kind(refused) -> None:
    with refused(ValueError, "Field 'id' expected a number but got 'abc'."):
        Author.objects.filter(id="abc")
    with refused(ValueError, 'Cannot query "x": Must be "Author" instance.'):
        Book.objects.filter(author=Book(title="x"))
