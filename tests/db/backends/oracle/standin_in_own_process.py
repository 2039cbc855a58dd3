"""What stands for Oracle behaves like it, and gives the same answers as SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.connections import connections
from django.db.models import Avg, Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.functions import (
    Coalesce,
    Concat,
    ExtractMonth,
    Length,
    Rank,
    TruncYear,
    Upper,
)
from tests.db.backends.oracle.standin import server
from tests.db.backends.oracle.standin.questions import BEYOND_H2
from tests.testapp.models import Author, Book, Category, Publisher, Review

pytestmark = pytest.mark.engine("oracle")

PASSWORD = "Secret_1"


@pytest.fixture(scope="module")
def oracle() -> Iterator[str]:
    """The alias of a database on what stands for Oracle, with the library's tables."""
    from django.db.backends.oracle import driver  # after the mark has seen whether it is there
    from tests.db.backends.oracle.standin import accounts

    before, driver.connect = driver.connect, accounts.connect
    accounts.users["COMPARED"] = PASSWORD
    config = {"ENGINE": "django.db.backends.oracle", "NAME": "standin:1521/tests"}
    connections.register("oracle", {**config, "USER": "COMPARED", "PASSWORD": PASSWORD})
    create_tables("oracle")
    yield "oracle"
    connections["oracle"].close()
    connections.unregister("oracle")
    accounts.Administration().run("DROP USER COMPARED CASCADE", {})
    driver.connect = before


def create_tables(alias: str) -> None:
    with connections[alias].schema_editor() as editor:
        for model in apps.get_app_config("testapp").get_models():
            editor.create_model(model)


@pytest.fixture
def both(oracle: str, register: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    """SQLite and what stands for Oracle, with the same rows."""
    register("sqlite")
    create_tables("sqlite")
    with transaction.atomic(using=oracle):
        for alias in ("sqlite", oracle):
            plant(alias)
        yield "sqlite", oracle
        transaction.set_rollback(True, using=oracle)


def plant(alias: str) -> None:
    authors = [Author(id=n, name=name, age=age) for n, (name, age) in enumerate(AUTHORS, 1)]
    Author.objects.using(alias).bulk_create(authors)
    Publisher.objects.using(alias).bulk_create([Publisher(id=1, name="Ace"), Publisher(id=2, name="Tor")])
    Category.objects.using(alias).create(id=1, name="all")
    Book.objects.using(alias).bulk_create(
        Book(
            id=n,
            title=f"{'%_'[n % 2]}Book {n}",
            author_id=n % 4 + 1,
            publisher_id=(None, 1, 2)[n % 3],
            price=Decimal(n * 7 % 40) / 4,
            pages=None if n % 5 == 0 else n * 31 % 200,
            published=date(2020 + n % 3, n % 12 + 1, n % 28 + 1),
        )
        for n in range(1, 25)
    )
    Review.objects.using(alias).bulk_create(
        Review(
            id=n,
            book_id=n % 24 + 1,
            reviewer_id=n % 4 + 1,
            stars=n % 5 + 1,
            text="" if n % 3 == 0 else f"Text {n % 4}",
            written=datetime(2024, n % 12 + 1, 28, 23, 59, 59, 250_000 * (n % 4), tzinfo=UTC),
        )
        for n in range(1, 40)
    )


AUTHORS = [("Ada", 36), ("Emmy", None), ("émile", 53), ("", 20)]

QUESTIONS: dict[str, Callable[[str], QuerySet[Any]]] = {
    "joined": lambda alias: (
        Book.objects.using(alias).filter(author__name__contains="d").values_list("id", "author__name")
    ),
    "optional": lambda alias: Book.objects.using(alias).exclude(publisher__name="Ace").values_list("id"),
    "empty text": lambda alias: Author.objects.using(alias).filter(name="").values_list("id"),
    "not the empty text": lambda alias: Author.objects.using(alias).exclude(name="").values_list("id"),
    "large text": lambda alias: Review.objects.using(alias).filter(text="Text 1").values_list("id", "text"),
    "large texts apart": lambda alias: Review.objects.using(alias).exclude(text="").values_list("text").distinct(),
    "wildcards": lambda alias: Book.objects.using(alias).filter(title__startswith="%B").values_list("title"),
    "ignoring case": lambda alias: Author.objects.using(alias).filter(name__icontains="A").values_list("id"),
    "many": lambda alias: Book.objects.using(alias).filter(id__in=range(5, 2500)).values_list("id"),
    "page": lambda alias: (
        Book.objects.using(alias).select_related("author").order_by("-price", "id")[3:9].values_list("id")
    ),
    "groups": lambda alias: (
        Book.objects.using(alias).values_list("publisher").annotate(Count("id"), Sum("price"), Max("pages"))
    ),
    "condition on groups": lambda alias: (
        Author.objects.using(alias)
        .annotate(n=Count("books"), mean=Avg("books__pages"))
        .filter(n__gt=2)
        .values_list("id", "n")
    ),
    "condition in an aggregate": lambda alias: (
        Author.objects.using(alias).annotate(n=Count("books", filter=Q(books__price__gt=4))).values_list("id", "n")
    ),
    "true or false": lambda alias: (
        Book.objects.using(alias)
        .annotate(cheap=Case(When(price__lt=3, then=Value(True)), default=Value(False)))
        .filter(cheap=True)
        .values_list("id", "cheap")
    ),
    "exists": lambda alias: (
        Book.objects.using(alias)
        .annotate(read=Exists(Review.objects.filter(book=OuterRef("pk"), stars__gte=4)))
        .values_list("id", "read")
    ),
    "inner question": lambda alias: (
        Book.objects.using(alias)
        .annotate(
            best=Subquery(Review.objects.filter(book=OuterRef("pk")).order_by("-stars", "id").values("stars")[:1])
        )
        .values_list("id", "best")
    ),
    "dates": lambda alias: (
        Book.objects.using(alias)
        .annotate(month=ExtractMonth("published"), year=TruncYear("published"))
        .filter(published__year=2021)
        .values_list("id", "month", "year")
    ),
    "moments": lambda alias: (
        Review.objects.using(alias).filter(written__date=date(2024, 3, 28)).values_list("id", "written")
    ),
    "texts": lambda alias: (
        Author.objects.using(alias)
        .annotate(long=Length("name"), loud=Upper("name"), all=Concat("name", Value("-"), Coalesce("name", Value("x"))))
        .filter(id__lt=3)  # SQLite knows the capitals of ASCII only
        .values_list("id", "long", "loud", "all")
    ),
    "arithmetic": lambda alias: (
        Book.objects.using(alias).annotate(x=F("price") * 2 - F("pages") % 7).values_list("id", "x")
    ),
    "ranks": lambda alias: (
        Book.objects.using(alias)
        .annotate(place=Window(Rank(), partition_by="author", order_by="-price"))
        .values_list("id", "place")
    ),
    "union": lambda alias: (
        Book.objects.using(alias)
        .filter(id__lt=3)
        .values_list("id")
        .union(Book.objects.using(alias).filter(id__gt=20).values_list("id"))
    ),
    "difference": lambda alias: (
        Book.objects.using(alias)
        .values_list("id")
        .difference(Book.objects.using(alias).filter(id__gt=5).values_list("id"))
    ),
}

if server.behind() == "orafce":
    QUESTIONS |= BEYOND_H2


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_gets_the_answer_it_gets_from_sqlite(both: tuple[str, str], name: str) -> None:
    sqlite, oracle = both
    ask = QUESTIONS[name]
    expected, found = ([comparable(row) for row in ask(alias)] for alias in both)
    assert len(expected) > 0
    if not ask(sqlite).query.is_sliced:
        expected, found = sorted(expected, key=repr), sorted(found, key=repr)
    assert found == expected


def comparable(row: Any) -> Any:
    """A row with the empty text for no text, which are the same in Oracle."""
    return tuple("" if value is None else round(value, 6) if isinstance(value, float) else value for value in row)


def test_a_row_gets_its_number_through_an_output_variable(oracle: str) -> None:
    author = Author.objects.using(oracle).create(name="Ada")
    assert isinstance(author.pk, int)
    assert Author.objects.using(oracle).get(pk=author.pk).name == "Ada"
    author.delete()


def test_rows_that_are_there_are_changed_and_others_made(oracle: str) -> None:
    with transaction.atomic(using=oracle):
        Author.objects.using(oracle).create(id=1, name="Ada", age=36)
        rows = [Author(id=1, name="Ada", age=37), Author(id=2, name="Emmy", age=53)]
        Author.objects.using(oracle).bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=["age"]
        )
        ages = Author.objects.using(oracle).order_by("id").values_list("id", "age")
        assert list(ages) == [(1, 37), (2, 53)]
        transaction.set_rollback(True, using=oracle)


def test_a_statement_that_fails_undoes_itself_alone(oracle: str) -> None:
    from django.db.backends.oracle import driver  # after the mark has seen whether it is there

    with transaction.atomic(using=oracle):
        Author.objects.using(oracle).create(id=1, name="Ada")
        with pytest.raises(driver.Database.DatabaseError, match="ORA-00904"):
            connections[oracle].connection.cursor().execute('SELECT "MISSING" FROM "TESTAPP_AUTHOR"')
        assert Author.objects.using(oracle).get().name == "Ada"
        transaction.set_rollback(True, using=oracle)


def test_a_broken_reference_is_found_at_the_end_of_the_transaction(oracle: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(using=oracle):
        Book.objects.using(oracle).create(title="x", author_id=4711)
        assert Book.objects.using(oracle).count() == 1
    assert "ORA-02291" in str(caught.value.__cause__)
    assert not Book.objects.using(oracle).exists()


def test_a_value_twice_in_a_unique_column_is_an_integrity_error(oracle: str) -> None:
    with transaction.atomic(using=oracle):
        Publisher.objects.using(oracle).create(name="Ace")
        with pytest.raises(IntegrityError), transaction.atomic(using=oracle):
            Publisher.objects.using(oracle).create(name="Ace")
        assert Publisher.objects.using(oracle).count() == 1
        transaction.set_rollback(True, using=oracle)


def test_what_the_linter_objects_to_is_not_run(oracle: str) -> None:
    from django.db import ProgrammingError

    with connections[oracle].cursor() as cursor, pytest.raises(ProgrammingError, match="table-as"):
        cursor.execute("SELECT 1 FROM DUAL AS D")


def test_what_it_cannot_do_is_said(oracle: str) -> None:
    from django.db import NotSupportedError

    with connections[oracle].cursor() as cursor, pytest.raises(NotSupportedError, match="cannot: CONNECT BY"):
        cursor.execute("SELECT LEVEL FROM DUAL CONNECT BY LEVEL <= 3")
