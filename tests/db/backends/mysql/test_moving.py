"""A queryset is sent to this engine or another at any point of its chain, and gives the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from django.db.models import Avg, Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce, Concat, ExtractYear, Length, RowNumber, TruncMonth
from tests.testapp.models import Author, Book, Category, Profile, Publisher, Review

# SQLite's answers are the measure.
pytestmark = [pytest.mark.engine("mysql"), pytest.mark.db, pytest.mark.only_on("sqlite")]

# Of capital letters SQLite knows those of ASCII only, and LIKE never tells them apart there.
QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "rows": lambda rows: rows.order_by("pk").values_list(),
    "text": lambda rows: rows.filter(title__icontains="B\\").order_by("pk").values_list("title"),
    "relation": lambda rows: rows.filter(author__name__istartswith="A").order_by("-pk").values_list("author__age"),
    "exclude": lambda rows: rows.exclude(publisher__name="Press").order_by("pk").values_list("pk"),
    "either": lambda rows: rows.filter(Q(pages__gt=100) ^ Q(author__age=40)).order_by("pk").values_list("pk"),
    "group": lambda rows: rows.values("author__name").annotate(n=Count("pk"), s=Sum("pages")).order_by("author__name"),
    "mean": lambda rows: rows.values("author").annotate(a=Avg("pages")).order_by("author").values_list("a"),
    "having": lambda rows: rows.values("author").annotate(n=Count("pk")).filter(n__gt=1).values_list("author", "n"),
    "division": lambda rows: rows.order_by("pk").values_list(F("pages") / 7, F("pages") % 7),
    "text functions": lambda rows: rows.order_by("pk").values_list(
        Concat("title", Value("/"), "author__name"), Length("title")
    ),
    "dates": lambda rows: rows.order_by("pk").values_list(ExtractYear("published"), TruncMonth("published")),
    "case": lambda rows: rows.order_by("pk").values_list(
        Case(When(pages__gt=150, then=Value("long")), When(pages=None, then=Value("none")), default=Value("short"))
    ),
    "coalesce": lambda rows: rows.order_by("pk").values_list(Coalesce("pages", 0)),
    "nulls": lambda rows: rows.order_by(F("pages").desc(nulls_last=True), "pk").values_list("pk"),
    "window": lambda rows: rows.order_by("pk").values_list(
        Window(RowNumber(), partition_by="author", order_by=F("pk").desc())
    ),
    "slice": lambda rows: rows.order_by("-pk").values_list("pk")[1:3],
    "union": lambda rows: rows.filter(pk=1).union(rows.filter(pages__gt=100)).order_by("pk").values_list("pk"),
    "difference": lambda rows: rows.difference(rows.filter(pk=1)).order_by("-pk").values_list("pk"),
    "among a slice": lambda rows: rows.filter(pk__in=rows.order_by("-pk")[:2].values("pk")).order_by("pk").values("pk"),
    "exists": lambda rows: rows.filter(
        Exists(Book.objects.filter(author=OuterRef("author")).exclude(pk=OuterRef("pk")))
    ).order_by("pk").values_list("pk"),
    "subquery": lambda rows: rows.order_by("pk").values_list(
        Subquery(Book.objects.filter(author=OuterRef("author")).order_by("-pages").values("title")[:1])
    ),
}  # fmt: skip


def fill(alias: str) -> None:
    people = [Author(pk=1, name="Ada", age=40), Author(pk=2, name="Éva", age=None), Author(pk=3, name="ada", age=20)]
    Author.objects.using(alias).bulk_create(people)
    Publisher.objects.using(alias).create(pk=1, name="Press")
    Book.objects.using(alias).bulk_create(
        Book(pk=pk, title=title, author_id=by, publisher_id=at, price=Decimal(price), pages=pages, published=day)
        for pk, title, by, at, price, pages, day in [
            (1, "A é 😀", 1, 1, "1.50", 100, date(2020, 2, 29)),
            (2, "100%_", 1, None, "20.00", 200, date(2021, 12, 31)),
            (3, "É", 2, 1, "0.10", 150, None),
            (4, "b\\'\"", 3, None, "3.33", 151, date(1999, 1, 1)),
        ]
    )


@pytest.fixture
def elsewhere(connection: Any) -> Iterator[str]:
    """The alias of a database of this engine with the same rows as the shared one."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} COLLATE utf8mb4_bin")
    connection.close()
    vars(connection).pop("mysql_server_data", None)
    models = (Author, Profile, Publisher, Category, Book, Review)
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    try:
        fill(connection.alias)
        fill("default")
        yield connection.alias
    finally:
        with connection.schema_editor() as editor:
            for model in reversed(models):
                editor.delete_model(model)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_answer_is_the_same_wherever_using_stands(elsewhere: str, question: Callable[[Any], Any]) -> None:
    expected = list(question(Book.objects.all()))
    assert expected
    assert list(question(Book.objects.using(elsewhere))) == expected
    if not question(Book.objects.all()).query.is_sliced:
        assert list(question(Book.objects.all()).using(elsewhere)) == expected


def test_rows_are_changed_and_copied_where_using_says(elsewhere: str) -> None:
    book = Book.objects.get(pk=1)
    book.pk = None
    book.save(using=elsewhere)
    assert Book.objects.using(elsewhere).get(pk=book.pk).title == "A é 😀"
    assert Book.objects.using(elsewhere).filter(author__name="Ada").update(pages=F("pages") + 1) == 3
    assert Book.objects.filter(author__name="Ada", pages=100).count() == 1
    assert Book.objects.using(elsewhere).filter(author__name="Ada").delete()[0] == 3
    assert Book.objects.count() == 4
