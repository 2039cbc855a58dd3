"""One question, worked out once, asked of databases of two engines in several zones and ways of sending values."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from django.db import connections
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractHour, TruncDate, TruncHour
from tests import scratch, servers
from tests.testapp.models import Author, Book, Review

pytestmark = pytest.mark.engine("postgresql")

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
ASKED: dict[str, Callable[[Any, Any], Any]] = {
    "points in time": lambda reviews, books: reviews.filter(written__gt=NOON).values_list("stars", "written"),
    "several of them": lambda reviews, books: reviews.filter(written__in=[NOON, None]).values_list("stars", "written"),
    "days": lambda reviews, books: reviews.filter(written__date=NOON.date()).values_list("stars"),
    "hours in groups": lambda reviews, books: (
        reviews.annotate(hour=TruncHour("written")).values("hour").annotate(n=Count("pk")).order_by("hour")
    ),
    "days in groups": lambda reviews, books: (
        reviews.values("written__date").annotate(n=Count("pk"), last=Max("written")).order_by("-written__date")
    ),
    "days, each once": lambda reviews, books: (
        reviews.annotate(day=TruncDate("written")).values_list("day").distinct().order_by("day")
    ),
    "two parts in groups": lambda reviews, books: (
        reviews.values("written__hour", "written__date").annotate(n=Count("pk"))
        .order_by("written__date", "written__hour")
    ),
    "groups, some left out": lambda reviews, books: (
        reviews.annotate(hour=ExtractHour("written")).values("hour").annotate(n=Count("pk")).filter(n__gt=1)
        .order_by("-n", "hour")
    ),
    "otherwise": lambda reviews, books: reviews.annotate(
        x=Coalesce("written", NOON), y=Coalesce(None, NOON)
    ).values_list("x", "y"),
    "an extreme": lambda reviews, books: [reviews.aggregate(x=Max("written", filter=Q(stars__lt=4)))],
    "an inner question": lambda reviews, books: books.annotate(
        last=Subquery(reviews.filter(book=OuterRef("pk")).order_by("-written").values("written")[:1])
    ).values_list("title", "last").order_by("title"),
    "objects": lambda reviews, books: [
        (book.title, [(review.stars, review.written) for review in book.reviews.all()])
        for book in books.prefetch_related("reviews").order_by("title")
    ],
    "joined": lambda reviews, books: reviews.filter(book__title__icontains="B").values_list("stars", F("book__title")),
}


@pytest.fixture(scope="module")
def aliases(tmp_path_factory: Any) -> Iterator[list[str]]:
    """Four databases with the same rows; the second of each engine is in another zone."""
    found = []
    with ExitStack() as stack:
        for engine in ("sqlite", "postgresql"):
            for zone in (None, "Asia/Tokyo"):
                alias = f"beside_{engine}_{zone is not None:d}"
                stack.enter_context(scratch.database(engine, alias, tmp_path_factory.mktemp(alias)))
                config = dict(connections[alias].settings_dict, TIME_ZONE=zone)
                if engine == "postgresql":
                    config["OPTIONS"] = {**servers.options(engine), "server_side_binding": zone is not None}
                connections[alias].settings_dict.update(config)
                _fill(alias)
                found.append(alias)
        yield found


def _fill(alias: str) -> None:
    models = (Author, *(Book._meta.get_field(name).related_model for name in ("publisher", "categories")), Book, Review)
    with connections[alias].schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    author = Author.objects.using(alias).create(name="Ann")
    for number in range(3):
        book = Book.objects.using(alias).create(title=f"{'bB'[number % 2]}{number}", author=author)
        for stars in range(3):
            written = NOON + dt.timedelta(hours=5 * number, minutes=30 * stars)
            Review.objects.using(alias).create(book=book, reviewer=author, stars=stars + number, written=written)


@pytest.mark.parametrize("name", ASKED)
def test_all_give_the_same_answer_whoever_is_asked_first(aliases: list[str], name: str) -> None:
    reviews, books = Review.objects.order_by("pk"), Book.objects.all()
    for seed in range(3):
        order = random.Random(seed).sample(aliases, len(aliases))
        answers = [list(ASKED[name](reviews.using(alias), books.using(alias))) for alias in order]
        assert answers[0]
        assert answers[1:] == answers[:-1]
