"""A question gives the same SQL and the same rows whether its shape was seen before or not."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from django.core.exceptions import EmptyResultSet, FieldError, ObjectDoesNotExist, ValidationError
from django.db import models, query_cache
from django.db.models import (
    Avg,
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import (
    Cast,
    Coalesce,
    Concat,
    Greatest,
    JSONObject,
    Left,
    Length,
    Lower,
    NullIf,
    Rank,
    Round,
    RowNumber,
    Substr,
    TruncMonth,
    TruncYear,
    Upper,
)
from django.utils.functional import lazy
from tests.testapp.models import Author, Book, Category, Publisher, Review

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("query_cache_on")]

UTC = datetime.UTC
EAST = datetime.timezone(datetime.timedelta(hours=5))


class Genre(models.TextChoices):
    CRIME = "Crime"
    POETRY = "Poetry"


class Size(enum.IntEnum):
    SMALL = 100
    LARGE = 300


class Shout(str):
    """A string of a class of its own."""


later = lazy(lambda text: text, str)


@pytest.fixture(autouse=True)
def library(db: None) -> None:
    authors = [
        Author.objects.create(pk=pk, name=name, age=age)
        for pk, name, age in [(1, "Ann", 30), (2, "Bob", None), (3, "Cid", 30), (4, "Dee", 71)]
    ]
    houses = [Publisher.objects.create(pk=pk, name=name) for pk, name in [(1, "Ace"), (2, "Bolt")]]
    top = Category.objects.create(pk=1, name="Fiction")
    categories = [top] + [
        Category.objects.create(pk=pk, name=name, parent=top) for pk, name in [(2, "Crime"), (3, "Poetry")]
    ]
    rows = [
        ("Alpha", 0, 0, "9.50", 100, datetime.date(2020, 1, 5), [0, 1]),
        ("Beta", 0, None, "20.00", 300, None, [1]),
        ("Gamma", 1, 1, "5.00", None, datetime.date(2021, 7, 1), []),
        ("Delta", 2, 0, "12.25", 300, datetime.date(2021, 7, 30), [2]),
    ]
    for pk, (title, author, house, price, pages, published, marks) in enumerate(rows, 1):
        book = Book.objects.create(
            pk=pk,
            title=title,
            author=authors[author],
            publisher=None if house is None else houses[house],
            price=decimal.Decimal(price),
            pages=pages,
            published=published,
        )
        book.categories.set([categories[mark] for mark in marks])
    for pk, (book, reviewer, stars, hour) in enumerate([(1, 2, 5, 1), (1, 3, 2, 23), (2, 3, 4, 12), (4, 1, 1, 0)], 1):
        written = datetime.datetime(2021, 3, pk, hour, tzinfo=UTC)
        Review.objects.create(pk=pk, book_id=book, reviewer_id=reviewer, stars=stars, written=written)


def author(pk: int) -> Author:
    return Author.objects.get(pk=pk)


# Each entry: what is asked, and two sets of values of the same kinds.
Ask = Callable[..., Any]
CASES: list[tuple[Ask, tuple[Any, ...], tuple[Any, ...]]] = [
    # Look-ups.
    (lambda v: Book.objects.filter(title=v), ("Alpha",), ("Beta",)),
    (lambda v: Book.objects.filter(title=v), ("",), ("Beta",)),
    (lambda v: Book.objects.filter(title=v), (Genre.CRIME,), (Genre.POETRY,)),
    (lambda v: Book.objects.filter(title=v), (Shout("Alpha"),), (Shout("Beta"),)),
    (lambda v: Book.objects.filter(title=v), (later("Alpha"),), (later("Gamma"),)),
    (lambda v: Book.objects.filter(title=v), (3,), (4,)),
    (lambda v: Book.objects.filter(title=v), (True,), (1,)),
    (lambda v: Book.objects.filter(pages=v), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v), (Size.SMALL,), (Size.LARGE,)),
    (lambda v: Book.objects.filter(pages=v), ("100",), ("300",)),
    (lambda v: Book.objects.filter(pages=v), (100.0,), (300.0,)),
    (lambda v: Book.objects.filter(pages=v), (100,), (2**70,)),
    (lambda v: Book.objects.filter(pages=v), (100,), (-(2**63) - 1,)),
    (lambda v: Book.objects.filter(pages__lt=v), (2**70,), (200,)),
    (lambda v: Book.objects.filter(pages__gte=v), (-(2**70),), (200,)),
    (lambda v: Book.objects.filter(pages__gt=v), (99.5,), (100.0,)),
    (lambda v: Book.objects.filter(pages__lte=v), (100.5,), (99.0,)),
    (lambda v: Book.objects.filter(pages=v), (None,), (300,)),
    (lambda v: Book.objects.filter(pages=v), (decimal.Decimal(100),), (decimal.Decimal("300.0"),)),
    (lambda v: Book.objects.filter(price=v), (decimal.Decimal("9.5"),), (decimal.Decimal("20"),)),
    (lambda v: Book.objects.filter(price=v), (20,), (5,)),
    (lambda v: Book.objects.filter(price=v), (9.5,), (20.0,)),
    (lambda v: Book.objects.filter(price=v), ("9.50",), ("20",)),
    (lambda v: Book.objects.filter(price__gt=v), (decimal.Decimal(6),), (decimal.Decimal("12.25"),)),
    (lambda v: Book.objects.filter(published=v), (datetime.date(2020, 1, 5),), (datetime.date(2021, 7, 1),)),
    (lambda v: Book.objects.filter(published=v), ("2020-01-05",), ("2021-07-01",)),
    (lambda v: Book.objects.filter(published__year=v), (2020,), (2021,)),
    (lambda v: Book.objects.filter(published__year__gt=v), (2020,), (2021,)),
    (lambda v: Book.objects.filter(published__month=v), (1,), (7,)),
    (lambda v: Book.objects.filter(published__week_day=v), (1,), (5,)),
    (lambda *v: Book.objects.filter(published__range=v), ("2020-01-01", "2020-12-31"), ("2021-07-02", "2021-08-01")),
    (
        lambda v: Review.objects.filter(written__lt=v),
        (datetime.datetime(2021, 3, 2, 1, tzinfo=UTC),),
        (datetime.datetime(2021, 3, 3, 15, tzinfo=EAST),),
    ),
    (lambda v: Review.objects.filter(written__date=v), (datetime.date(2021, 3, 1),), (datetime.date(2021, 3, 2),)),
    (lambda v: Review.objects.filter(written__hour__gte=v), (12,), (1,)),
    (lambda v: Review.objects.filter(written__year=v), (2020,), (2021,)),
    (lambda v: Review.objects.filter(written__time__gte=v), (datetime.time(12),), (datetime.time(1),)),
    (lambda v: Book.objects.filter(title__contains=v), ("a",), ("l%_\\",)),
    (lambda v: Book.objects.filter(title__icontains=v), ("A",), ("MM",)),
    (lambda v: Book.objects.filter(title__startswith=v), ("A",), ("B%",)),
    (lambda v: Book.objects.filter(title__istartswith=v), ("a",), ("b",)),
    (lambda v: Book.objects.filter(title__endswith=v), ("ta",), ("ma",)),
    (lambda v: Book.objects.filter(title__iexact=v), ("alpha",), ("BETA",)),
    (lambda v: Book.objects.filter(title__iexact=v), (None,), ("BETA",)),
    (lambda v: Book.objects.filter(title__regex=v), ("^A",), ("ta$",)),
    (lambda v: Book.objects.filter(title__iregex=v), ("^a",), ("TA$",)),
    (lambda v: Book.objects.filter(title__gt=v), ("Beta",), ("C",)),
    (lambda v: Book.objects.filter(pages__isnull=v), (True,), (False,)),
    (lambda v: Book.objects.filter(pages__icontains=v), (0,), (3,)),
    # Lists.
    (lambda v: Book.objects.filter(pk__in=v), ([1, 2],), ([3],)),
    (lambda v: Book.objects.filter(pk__in=v), ([1, 2, 3],), ([],)),
    (lambda v: Book.objects.filter(pk__in=v), ([],), ([2],)),
    (lambda v: Book.objects.filter(pk__in=v), ([None],), ([2],)),
    (lambda v: Book.objects.filter(pk__in=v), ([None, 1],), ([2, None, None],)),
    (lambda v: Book.objects.filter(pk__in=v), ((1, 2),), ((3,),)),
    (lambda v: Book.objects.filter(pk__in=v), ({1, 2},), ({3, 4, 1},)),
    (lambda v: Book.objects.filter(pk__in=v), (frozenset({1}),), (frozenset({3}),)),
    (lambda v: Book.objects.filter(pk__in=v), (range(1, 3),), (range(3, 4),)),
    (lambda v: Book.objects.filter(pk__in=v), ({1: "a"},), ({2: "b", 3: "c"},)),
    (lambda v: Book.objects.filter(pk__in=v), ({1: "a"}.keys(),), ({2: "b", 3: "c"}.keys(),)),
    (lambda v: Book.objects.filter(pk__in=iter(v)), ([1, 2],), ([3],)),
    (lambda v: Book.objects.filter(~Q(pk__in=iter(v)) | Q(pages=1)), ([1, 2],), ([3],)),
    (lambda v: Book.objects.exclude(pk__in=v), ({1: 2}.values(),), ({}.values(),)),
    (lambda v: Book.objects.filter(pk__in=v), (range(3, 3),), (range(1, 3),)),
    (lambda v: Book.objects.filter(pk__in=v), ([1, "2"],), (["3", 4],)),
    (lambda v: Book.objects.filter(pk__in=v), ([True],), ([1],)),
    (lambda v: Book.objects.filter(pk__in=v), ([1, 2**70],), ([2**70],)),
    (lambda v: Book.objects.filter(pages__in=v), ([1, 1.5, 100],), ([300.0, 2],)),
    (lambda v: Book.objects.exclude(pages__in=v), ([100],), ([None, 300],)),
    (lambda v: Book.objects.exclude(pages__in=v), ([],), ([None],)),
    (lambda v: Book.objects.filter(pk__in=[F("pages"), v]), (1,), (2,)),
    (lambda *v: Book.objects.filter(pages__range=v), (1, 100), (200, 400)),
    (lambda *v: Book.objects.filter(pages__range=list(v)), (1, 100), (200, 400)),
    (lambda *v: Book.objects.filter(pages__range=(F("pk"), v[0])), (100,), (400,)),
    (lambda v: Book.objects.filter(pages__range=v), ([1, 100],), ([1, 100, 300],)),
    (lambda v: Book.objects.filter(pages__range=v), ((1, 100),), ((None, 100),)),
    # Relations and instances.
    (lambda v: Book.objects.filter(author=v), (1,), (3,)),
    (lambda v: Book.objects.filter(author=author(v)), (1,), (3,)),
    (lambda v: Book.objects.filter(author=v), (None,), (1,)),
    (lambda v: Book.objects.filter(author=v), (Author(name="new"),), (Author(name="newer"),)),
    (lambda v: Book.objects.filter(author=v() if callable(v) else v), (lambda: author(1),), (Author(name="new"),)),
    (lambda v: Book.objects.filter(author=v), (Publisher(pk=1),), (Publisher(pk=2),)),
    (lambda v: Book.objects.filter(author__in=v), ([Author(pk=1)],), ([Author(pk=2), Author(pk=3)],)),
    (lambda v: Book.objects.filter(author__in=v), ([Author(pk=1), 2],), ([3, Author(pk=1)],)),
    (lambda v: Book.objects.filter(author__in=v), ([Author(pk=1)],), ([Author()],)),
    (lambda v: Book.objects.filter(author__in=v), ([Author(pk=1)],), ([Publisher(pk=1)],)),
    (lambda v: Book.objects.filter(author_id=v), (1,), (2,)),
    (lambda v: Book.objects.filter(author__name=v), ("Ann",), ("Bob",)),
    (lambda v: Book.objects.filter(publisher=v), (None,), (1,)),
    (lambda v: Book.objects.filter(publisher__name=v), (None,), ("Ace",)),
    (lambda v: Book.objects.exclude(publisher__name=v), ("Ace",), ("Bolt",)),
    (lambda v: Author.objects.filter(books=v), (1,), (4,)),
    (lambda v: Author.objects.filter(books=v), (None,), (4,)),
    (lambda v: Author.objects.filter(books__title__in=v), (["Alpha"],), (["Beta", "Delta"],)),
    (lambda v: Author.objects.exclude(books__pages=v), (300,), (100,)),
    (lambda v: Author.objects.exclude(books__pages=v), (None,), (100,)),
    (lambda *v: Author.objects.filter(books__pages=v[0], books__price=v[1]), (300, 20), (300, 5)),
    (lambda *v: Author.objects.filter(books__pages=v[0]).filter(books__price=v[1]), (300, 20), (100, 20)),
    (lambda v: Book.objects.filter(categories__name=v), ("Crime",), ("Poetry",)),
    (lambda v: Book.objects.exclude(categories__name=v), ("Crime",), ("Poetry",)),
    (lambda v: Book.objects.filter(categories__parent__name=v).distinct(), ("Fiction",), ("Crime",)),
    (lambda v: Book.objects.filter(reviewers__name__startswith=v), ("B",), ("C",)),
    (lambda v: author(v).books.filter(pages__gt=v), (1,), (3,)),
    (lambda v: Book.objects.get(pk=v).categories.order_by("name"), (1,), (2,)),
    # Q trees.
    (lambda *v: Book.objects.filter(Q(pages=v[0]) | Q(title=v[1])), (100, "Beta"), (300, "Gamma")),
    (lambda *v: Book.objects.filter(Q(pages=v[0]) ^ Q(title=v[1])), (300, "Beta"), (300, "Gamma")),
    (lambda *v: Book.objects.filter(~Q(pages=v[0]), title=v[1]), (100, "Beta"), (300, "Gamma")),
    (lambda *v: Book.objects.filter(~(Q(pages=v[0]) | ~Q(title=v[1]))), (100, "Beta"), (300, "Gamma")),
    (lambda v: Book.objects.filter(Q(), Q(pages=v)), (100,), (300,)),
    (lambda v: Book.objects.filter(Q(pages__in=[]) | Q(pages=v)), (100,), (300,)),
    (lambda v: Book.objects.filter(~Q(pages__in=[]), pages=v), (100,), (300,)),
    (lambda v: Book.objects.filter(Q(pages=v) | Q(pages=None)), (100,), (300,)),
    (lambda v: Book.objects.complex_filter({"pages": v}), (100,), (300,)),
    (lambda v: Book.objects.filter(Q(("pages", v))), (100,), (300,)),
    # F and arithmetic.
    (lambda v: Book.objects.filter(pages__gt=F("pk") * v), (90,), (200,)),
    (lambda v: Book.objects.filter(pages__gt=F("pk") + v), (90.5,), (200.5,)),
    (lambda v: Book.objects.filter(pages=F("pages") + v), (0,), (1,)),
    (lambda v: Book.objects.annotate(x=F("price") + v), (decimal.Decimal(1),), (decimal.Decimal("2.5"),)),
    (lambda v: Book.objects.annotate(x=F("pages") * v), (2,), (3,)),
    (lambda v: Book.objects.annotate(x=F("pages") / v), (2,), (3,)),
    (lambda v: Book.objects.annotate(x=v + F("pages")), (2,), (3,)),
    (lambda v: Book.objects.annotate(x=F("pages") % v), (7,), (11,)),
    (lambda v: Book.objects.annotate(x=F("pages").bitand(v)), (4,), (12,)),
    (lambda v: Book.objects.annotate(x=ExpressionWrapper(F("pages") * v, FloatField())), (1.5,), (2.5,)),
    (
        lambda v: Review.objects.annotate(x=F("written") + v),
        (datetime.timedelta(1),),
        (datetime.timedelta(hours=3),),
    ),
    (
        lambda v: Review.objects.filter(written__gt=Value(datetime.datetime(2021, 3, 2, tzinfo=UTC)) + v),
        (datetime.timedelta(1),),
        (datetime.timedelta(hours=3),),
    ),
    (lambda v: Book.objects.filter(author__age__gt=F("pk") + v), (28,), (60,)),
    (lambda v: Book.objects.filter(title__startswith=F("author__name")) | Book.objects.filter(pk=v), (1,), (2,)),
    # Values and functions.
    (lambda v: Book.objects.annotate(x=Value(v)), (1,), (2,)),
    (lambda v: Book.objects.annotate(x=Value(v)), (1,), (1.0,)),
    (lambda v: Book.objects.annotate(x=Value(v)), (True,), (1,)),
    (lambda v: Book.objects.annotate(x=Value(v)), (True,), (False,)),
    (lambda v: Book.objects.annotate(x=Value(v)), ("a",), ("b",)),
    (lambda v: Book.objects.annotate(x=Value(v, TextField())), (None,), ("b",)),
    (lambda v: Book.objects.annotate(x=Value(1, v)), (IntegerField(),), (FloatField(),)),
    (lambda v: Book.objects.annotate(x=Value("1", v)), (CharField(max_length=3),), (TextField(),)),
    (
        lambda v: Book.objects.annotate(x=Value(decimal.Decimal(1), v)),
        (DecimalField(max_digits=5, decimal_places=1),),
        (DecimalField(max_digits=5, decimal_places=3),),
    ),
    (lambda v: Book.objects.annotate(x=Value(v)), (datetime.date(2020, 1, 1),), (datetime.date(2021, 1, 1),)),
    (lambda v: Book.objects.annotate(x=Value(v)), (uuid.UUID(int=1),), (uuid.UUID(int=2),)),
    (lambda v: Book.objects.annotate(x=Concat("title", Value(v))), ("!",), ("?",)),
    (lambda v: Book.objects.annotate(x=Coalesce("pages", v)), (0,), (7,)),
    (lambda v: Book.objects.annotate(x=Coalesce("pages", Value(v))), (0,), (7,)),
    (lambda v: Book.objects.annotate(x=Left("title", v)), (1,), (3,)),
    (lambda *v: Book.objects.annotate(x=Substr("title", *v)), (1, 2), (2, 3)),
    (lambda v: Book.objects.annotate(x=Round("price", v)), (1,), (0,)),
    (lambda v: Book.objects.annotate(x=Round("price", precision=v)), (1,), (0,)),
    (lambda v: Book.objects.annotate(x=Greatest("pages", Value(v))), (150,), (400,)),
    (lambda v: Book.objects.annotate(x=NullIf("pages", Value(v))), (100,), (300,)),
    (lambda v: Book.objects.annotate(x=Cast(Value(v), IntegerField())), ("1",), ("2",)),
    (lambda v: Book.objects.annotate(x=Cast("pages", v)), (TextField(),), (FloatField(),)),
    (lambda v: Book.objects.annotate(x=Upper("title")).filter(x=v), ("ALPHA",), ("BETA",)),
    (lambda v: Book.objects.annotate(x=Length("title")).filter(x__gt=v), (4,), (5,)),
    (lambda v: Book.objects.annotate(x=Q(pages__gt=v)), (100,), (300,)),
    (lambda v: Book.objects.alias(x=F("pages") + v).filter(x__gt=v), (100,), (151,)),
    (lambda v: Book.objects.annotate(x=JSONObject(title="title", n=Value(v))), (1,), (2,)),
    (lambda v: Book.objects.annotate(x=JSONObject(n="pages")).filter(x__n=v), (100,), (300,)),
    (lambda v: Book.objects.annotate(x=TruncMonth("published")).filter(x=v), ("2021-07-01",), ("2020-01-01",)),
    (lambda v: Review.objects.annotate(x=TruncYear("written", tzinfo=v)), (UTC,), (EAST,)),
    (lambda v: Book.objects.annotate(x=RawSQL("pages + %s", (v,))), (1,), (2,)),
    (lambda v: Book.objects.extra(select={"x": "%s"}, select_params=[v]), (1,), (1.0,)),
    (lambda v: Book.objects.extra(select={"x": "%s"}, select_params=[v]), (1,), (True,)),
    (lambda v: Book.objects.extra(select={"x": "%s"}, select_params=[v]), (decimal.Decimal("1.0"),), (1,)),
    (lambda v: Book.objects.extra(where=["pages = %s"], params=[v]), (100,), (300,)),
    # Conditions as values.
    (
        lambda *v: Book.objects.annotate(x=Case(When(pages=v[0], then=Value(v[1])), default=Value("no"))),
        (100, "yes"),
        (300, "aye"),
    ),
    (
        lambda *v: Book.objects.annotate(
            x=Case(When(Q(pages=v[0]) | Q(author__name=v[1]), then=F("pages")), default=v[2])
        ),
        (100, "Bob", 1),
        (300, "Cid", 2),
    ),
    (lambda v: Book.objects.annotate(x=Case(When(pages=v, then=1), default=None)), (None,), (300,)),
    (lambda v: Book.objects.annotate(x=Case(When(pages__in=v, then=1), default=0)), ([],), ([100],)),
    # Subqueries.
    (lambda v: Author.objects.filter(pk__in=Book.objects.filter(pages=v).values("author")), (100,), (300,)),
    (lambda v: Author.objects.filter(books__in=Book.objects.filter(pages=v)), (100,), (300,)),
    (lambda v: Author.objects.exclude(books__in=Book.objects.filter(pages=v)), (100,), (300,)),
    (lambda v: Author.objects.filter(pk__in=Book.objects.order_by("pk").values("author")[:v]), (1,), (3,)),
    (lambda v: Author.objects.filter(pk__in=Book.objects.none() if v else Book.objects.all()), (True,), (False,)),
    (lambda v: Author.objects.filter(Exists(Book.objects.filter(author=OuterRef("pk"), pages=v))), (100,), (300,)),
    (lambda v: Author.objects.filter(~Exists(Book.objects.filter(author=OuterRef("pk"), pages=v))), (100,), (300,)),
    (
        lambda *v: Author.objects.filter(
            Exists(Book.objects.filter(author=OuterRef("pk"), pages=v[0])), name__gt=v[1]
        ),
        (300, "A"),
        (300, "B"),
    ),
    (
        lambda v: Author.objects.annotate(
            x=Subquery(Book.objects.filter(author=OuterRef("pk"), price__gt=v).order_by("pk").values("title")[:1])
        ),
        (1,),
        (10,),
    ),
    (
        lambda v: Author.objects.annotate(
            x=Exists(
                Book.objects.filter(
                    Exists(Review.objects.filter(book=OuterRef("pk"), stars=v)), author=OuterRef("pk")
                )
            )
        ),
        (5,),
        (1,),
    ),
    (lambda v: Author.objects.filter(pk__in=Subquery(Book.objects.filter(pages=v).values("author"))), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=Book.objects.filter(pk=v).values("pages")), (1,), (2,)),
    (lambda v: Book.objects.filter(author__in=Author.objects.using(v).all()), ("default",), ("other",)),
    (lambda v: Book.objects.filter(author__in=Author.objects.extra(where=["age = %s"], params=[v])), (30,), (71,)),
    # Several querysets.
    (lambda *v: Book.objects.filter(pages=v[0]) | Book.objects.filter(title=v[1]), (100, "Beta"), (300, "Gamma")),
    (lambda *v: Book.objects.filter(pages=v[0]) & Book.objects.filter(title=v[1]), (300, "Beta"), (100, "Gamma")),
    (lambda *v: Book.objects.filter(pages=v[0]) ^ Book.objects.filter(title=v[1]), (300, "Beta"), (100, "Gamma")),
    (
        lambda *v: Author.objects.filter(books__pages=v[0]) | Author.objects.filter(books__title=v[1], age=v[2]),
        (100, "Beta", 30),
        (300, "Gamma", 71),
    ),
    (
        lambda *v: Book.objects.filter(pages=v[0]).union(Book.objects.filter(title=v[1])).order_by("pk"),
        (100, "Beta"),
        (300, "Gamma"),
    ),
    (
        lambda *v: Book.objects.filter(pages=v[0]).union(Book.objects.filter(title=v[1]), all=True).order_by("pk"),
        (300, "Beta"),
        (300, "Gamma"),
    ),
    (lambda v: Book.objects.intersection(Book.objects.filter(pages=v)), (100,), (300,)),
    (lambda v: Book.objects.difference(Book.objects.filter(pages=v)).order_by("pk"), (100,), (300,)),
    (lambda v: Book.objects.values("pk").union(Author.objects.values("pk")).order_by("pk")[:v], (2,), (3,)),
    # Slices and order.
    (lambda v: Book.objects.order_by("pk")[:v], (1,), (2,)),
    (lambda v: Book.objects.order_by("pk")[:v], (0,), (2,)),
    (lambda *v: Book.objects.order_by("pk")[v[0] : v[1]], (1, 2), (1, 4)),
    (lambda *v: Book.objects.order_by("pk")[v[0] : v[1]], (1, 1), (2, 4)),
    (lambda v: Book.objects.order_by("pk")[v:], (0,), (2,)),
    (lambda v: Book.objects.order_by("pk")[v:][:2], (1,), (2,)),
    (lambda v: Book.objects.order_by("pk")[:3][v:], (1,), (4,)),
    (lambda v: Book.objects.order_by(v), ("-pages",), ("title",)),
    (lambda v: Book.objects.order_by(F("pages") + v, "pk"), (1,), (2,)),
    (lambda v: Book.objects.order_by(F("pages").desc(nulls_last=v), "pk"), (True,), (None,)),
    (lambda v: Book.objects.order_by(Coalesce("pages", v), "pk"), (1,), (200,)),
    (lambda v: Book.objects.order_by("author__name", Lower("title").desc())[:v], (2,), (3,)),
    (lambda v: Book.objects.reverse()[:v], (2,), (3,)),
    (lambda v: Book.objects.order_by(Case(When(pk=v, then=0), default=1), "pk"), (3,), (4,)),
    # Columns.
    (lambda v: Book.objects.filter(pages=v).values("title", "author__name"), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).values_list("title", "pages"), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).values_list("title", flat=True), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).values_list("title", named=True), (100,), (300,)),
    (lambda v: Book.objects.values("title", x=F("pages") + v), (1,), (2,)),
    (lambda v: Book.objects.values_list("pk", F("pages") + v), (1,), (2,)),
    (lambda v: Book.objects.filter(pages=v).select_related("author", "publisher"), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).select_related(), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).only("title"), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).defer("title", "author__name").select_related("author"), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).distinct(), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).none(), (100,), (300,)),
    (lambda v: Book.objects.dates("published", v), ("year",), ("month",)),
    (lambda v: Book.objects.dates("published", "month", order=v), ("ASC",), ("DESC",)),
    (lambda v: Review.objects.datetimes("written", "day", tzinfo=v), (UTC,), (EAST,)),
    (lambda v: Book.objects.filter(pages=v).prefetch_related("categories"), (100,), (300,)),
    # Groups.
    (lambda v: Author.objects.annotate(n=Count("books")).filter(n=v), (1,), (2,)),
    (lambda v: Author.objects.annotate(n=Count("books", filter=Q(books__pages=v))), (100,), (300,)),
    (lambda v: Author.objects.annotate(n=Count("books", distinct=v)), (True,), (False,)),
    (lambda v: Author.objects.annotate(n=Sum("books__pages", default=v)), (0,), (7,)),
    (lambda v: Author.objects.values("age").annotate(n=Count("pk")).filter(n__gte=v).order_by("age"), (1,), (2,)),
    (lambda v: Book.objects.values("author").annotate(n=Sum(F("pages") * v)).order_by("author"), (1,), (2,)),
    (lambda v: Book.objects.filter(price__gt=v).values("pages").annotate(a=Avg("price")).order_by("pages"), (1,), (6,)),
    (lambda v: Author.objects.annotate(m=Max("books__price")).filter(Q(m__gt=v) | Q(age=v)), (10,), (30,)),
    # Windows.
    (
        lambda v: Book.objects.annotate(
            r=Window(RowNumber(), partition_by="author", order_by=(F("price") * v).asc())
        ),
        (1,),
        (-1,),
    ),
    (lambda v: Book.objects.annotate(r=Window(Rank(), order_by="pages")).filter(r=v), (1,), (3,)),
    # Filtered relations.
    (
        lambda v: Author.objects.annotate(b=FilteredRelation("books", condition=Q(books__pages=v))).values("pk", "b"),
        (100,),
        (300,),
    ),
    (
        lambda v: Author.objects.annotate(b=FilteredRelation("books", condition=Q(books__pages__in=v))).filter(
            b__isnull=False
        ),
        ([100],),
        ([300],),
    ),
    (
        lambda *v: Author.objects.annotate(b=FilteredRelation("books", condition=Q(books__pages=v[0]))).filter(
            b__title=v[1]
        ),
        (100, "Alpha"),
        (300, "Beta"),
    ),
    # Answers without a QuerySet.
    (lambda v: Book.objects.filter(pages=v).count(), (100,), (300,)),
    (lambda v: Book.objects.filter(pages=v).exists(), (100,), (1,)),
    (lambda v: Book.objects.aggregate(x=Sum("pages") + v), (1,), (2,)),
    (lambda v: Book.objects.aggregate(x=Count("pk", filter=Q(pages=v)), y=Min("price")), (100,), (300,)),
    (lambda v: Book.objects.none().aggregate(x=Sum("pages", default=v)), (5,), (7,)),
    (lambda v: Book.objects.filter(pk__in=[]).aggregate(x=Coalesce(Sum("pages"), v)), (5,), (7,)),
    (lambda v: Book.objects.filter(pk__in=v).aggregate(x=Count("pk")), ([],), ([1],)),
    (lambda v: Book.objects.order_by("pk")[:v].aggregate(x=Sum("pages")), (1,), (2,)),
    (lambda v: Book.objects.get(pk=v), (1,), (2,)),
    (lambda v: Book.objects.get(pk=v), (1,), (77,)),
    (lambda v: Book.objects.in_bulk(v), ([1],), ([2, 3],)),
    (lambda v: Book.objects.filter(pages__gt=v).first(), (1,), (100,)),
    (lambda v: Book.objects.filter(pages__gt=v).last(), (1,), (100,)),
    (lambda v: Book.objects.filter(pages__gt=v).latest("price"), (1,), (100,)),
    (lambda v: Book.objects.contains(Book(pk=v)), (1,), (99,)),
    # What is refused is refused each time.
    (lambda v: Book.objects.filter(pages=v), (100,), ("many",)),
    (lambda v: Book.objects.filter(published=v), ("2020-01-05",), ("yesterday",)),
    (lambda v: Book.objects.filter(pages__gt=v), (None,), (1,)),
    (lambda v: Book.objects.filter(pages__isnull=v), (True,), (3,)),
    (lambda v: Book.objects.filter(**{v: 1}), ("pages",), ("page",)),
    (lambda v: Book.objects.filter(price=v), (decimal.Decimal(1),), (decimal.Decimal("NaN"),)),
    (lambda v: Book.objects.filter(price=v), (1.5,), (float("nan"),)),
]


def seen(result: Any) -> Any:
    """Return what a result looks like to a program, types included."""
    if isinstance(result, models.QuerySet):
        try:
            sql = str(result.query)
        except EmptyResultSet:
            sql = "nothing"
        return sql, [seen(item) for item in result]
    if isinstance(result, models.Model):
        content = {name: seen(value) for name, value in result.__dict__.items() if name != "_state"}
        cached = {name: seen(value) for name, value in result._state.fields_cache.items()}
        return type(result), content, cached
    if isinstance(result, dict):
        return {key: seen(value) for key, value in result.items()}
    if isinstance(result, list | tuple):
        return type(result).__name__, [seen(item) for item in result]
    return type(result), result


def outcome(ask: Ask, values: tuple[Any, ...]) -> Any:
    try:
        return seen(ask(*values))
    except (FieldError, ValueError, OverflowError, ValidationError, ObjectDoesNotExist) as error:
        return type(error), str(error)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_remembered_question_is_answered_as_a_new_one(case: int) -> None:
    ask, these, those = CASES[case]
    with query_cache.disabled():
        expected = [outcome(ask, values) for values in (these, those)]
    for order in ((0, 1, 0, 1), (1, 0, 1, 0)):
        query_cache.clear()
        for number in order:
            assert outcome(ask, (these, those)[number]) == expected[number]


def test_all_questions_in_one_memory_are_answered_as_new_ones() -> None:
    expected = []
    for ask, these, those in CASES:
        with query_cache.disabled():
            expected.append([outcome(ask, values) for values in (these, those)])
    query_cache.clear()
    for _ in range(2):
        for (ask, these, those), answers in zip(CASES, expected, strict=True):
            assert [outcome(ask, values) for values in (these, those)] == answers
    assert query_cache.info().hits > len(CASES)
