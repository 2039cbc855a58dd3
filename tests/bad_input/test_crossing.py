"""A query whose parts insist on two databases is refused before anything is sent; it is never answered wrongly."""

from __future__ import annotations

import pytest

from django.db import connections, transaction
from django.db.errors import CrossDatabaseError
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, When
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.db("default", "other")

MESSAGE = (
    "Subqueries aren't allowed across different databases. Force the inner query to be evaluated using "
    "`list(inner_query)`. The inner query on testapp.Author insists on 'other' (chosen by using()), the outer one on "
    "testapp.Author runs on 'default' (chosen by {}). Give both the same alias, or leave using() away from the inner "
    "query: it then runs where the outer one does."
)


@pytest.fixture(autouse=True)
def authors():
    """The same keys on both databases, for different people."""
    for alias, names in (("default", ["Ann", "Bo"]), ("other", ["Olga", "Pit", "Rex"])):
        for pk, name in enumerate(names, 1):
            Author.objects.using(alias).create(pk=pk, name=name)


def here():
    return Author.objects.using("default")


def there():
    return Author.objects.using("other")


READS = {
    "in": lambda: here().filter(pk__in=there()),
    "in values": lambda: here().filter(pk__in=there().values("pk")),
    "not in": lambda: here().exclude(pk__in=there()),
    "exact": lambda: here().filter(pk=there().values("pk")[:1]),
    "nested": lambda: here().filter(pk__in=Author.objects.filter(pk__in=there())),
    "in Q": lambda: here().filter(Q(name="Ann") | Q(pk__in=there())),
    "exists": lambda: here().filter(Exists(there().filter(pk=OuterRef("pk")))),
    "not exists": lambda: here().filter(~Exists(there().filter(pk=OuterRef("pk")))),
    "annotated": lambda: here().annotate(x=Subquery(there().filter(pk=OuterRef("pk")).values("name"))),
    "ordered": lambda: here().order_by(Exists(there().filter(pk=OuterRef("pk")))),
    "case": lambda: here().annotate(x=Case(When(pk__in=there(), then=1), default=2)),
    "union": lambda: here().union(there()),
    "union all": lambda: here().union(here(), there(), all=True),
    "intersection": lambda: here().intersection(there()),
    "difference": lambda: here().difference(there()),
    "or": lambda: here() | there(),
    "and": lambda: here() & there(),
    "xor": lambda: here() ^ there(),
    "sliced or": lambda: here()[:1] | there()[:1],
}


@pytest.mark.parametrize("query", READS.values(), ids=READS)
@pytest.mark.parametrize(
    "run",
    [
        list,
        lambda query: query.count(),
        lambda query: query.exists(),
        lambda query: query.first(),
        lambda query: list(query.iterator()),
    ],
    ids=["list", "count", "exists", "first", "iterator"],
)
def test_a_read_over_two_databases_is_refused(query, run, refused) -> None:
    question = query()
    with refused(CrossDatabaseError, MESSAGE.format("using()")):
        run(question)


def test_the_error_is_the_documented_value_error() -> None:
    with pytest.raises(ValueError, match="^Subqueries aren't allowed across different databases. Force the inner"):
        list(here().filter(pk__in=there()))


WRITES = {
    "update": lambda: here().filter(pk__in=there()).update(name="x"),
    "update to": lambda: here().update(name=Subquery(there().values("name")[:1])),
    "delete": lambda: here().filter(pk__in=there()).delete(),
    "bulk_update": lambda: here().bulk_update([Author(pk=1, name=Subquery(there().values("name")[:1]))], ["name"]),
    "aggregate": lambda: here().aggregate(x=Sum(Subquery(there().values("pk")[:1]))),
    "explain": lambda: here().filter(pk__in=there()).explain(),
}


@pytest.mark.parametrize("deed", WRITES.values(), ids=WRITES)
def test_a_deed_over_two_databases_is_refused(deed, refused) -> None:
    with transaction.atomic(), refused(CrossDatabaseError, MESSAGE.format("using()")):
        deed()
    assert list(here().order_by("pk").values_list("name", flat=True)) == ["Ann", "Bo"]


@pytest.mark.parametrize("pk", [None, 1])
def test_saving_what_another_database_computes_is_refused(pk, refused) -> None:
    author = Author(pk=pk, name=Subquery(there().values("name")[:1]))
    with refused(CrossDatabaseError, MESSAGE.format("the write")):
        author.save(using="default")
    with refused(CrossDatabaseError, MESSAGE.format("the write")):
        here().bulk_create([author])


def test_without_using_the_outer_one_runs_where_it_would_anyway(refused) -> None:
    with refused(CrossDatabaseError, MESSAGE.format("default")):
        list(Author.objects.filter(pk__in=there()))


def test_an_inner_query_that_insists_on_nothing_follows_the_outer_one() -> None:
    anywhere = Author.objects.filter(pk__gte=2)
    assert [each.name for each in there().filter(pk__in=anywhere).order_by("pk")] == ["Pit", "Rex"]
    assert [each.name for each in there().intersection(anywhere).order_by("pk")] == ["Pit", "Rex"]
    assert [each.name for each in (there().filter(pk=1) | anywhere).order_by("pk")] == ["Olga", "Pit", "Rex"]


def test_one_database_for_all_parts_is_fine() -> None:
    books = Book.objects.using("other").filter(author=OuterRef("pk"))
    assert [each.name for each in there().filter(~Exists(books)).order_by("pk")] == ["Olga", "Pit", "Rex"]
    assert there().using("default").filter(pk__in=here()).count() == 2


def test_the_way_out_that_the_message_names_works() -> None:
    assert [each.name for each in here().filter(pk__in=list(there().values_list("pk", flat=True))).order_by("pk")] == [
        "Ann",
        "Bo",
    ]


def test_using_called_last_on_the_outer_query_decides(refused) -> None:
    question = here().filter(pk__in=there())
    assert question.using("other").count() == 3
    with refused(CrossDatabaseError, MESSAGE.format("using()")):
        question.count()


def test_prefetched_objects_of_another_database_are_not_taken_for_related_ones(refused) -> None:
    Book.objects.using("other").create(title="Two", author=there().get(pk=2))
    question = here().prefetch_related(Prefetch("books", Book.objects.using("other")))
    with refused(
        ValueError, 'Cannot assign "<Author: Bo>": the current database router prevents this relation.…', sent=2
    ):
        list(question)


def test_a_replica_and_its_primary_are_one_database(library, register) -> None:
    register("mirror", REPLICA_OF=library, NAME=connections[library].settings_dict["NAME"])
    inner = Author.objects.using("mirror").filter(name=F("name"))
    assert Author.objects.using(library).filter(pk__in=inner).count() == 1
    assert inner.union(Author.objects.using(library)).count() == 1
