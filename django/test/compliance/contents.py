"""The rows of the library, the same in every database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.test.compliance import answers
from django.test.compliance.library import Author, Book, Category, Publisher, Review

PRICES = {1: "9.99", 2: "20.00", 3: "0.50", 4: "20.00", 5: "100.00", 6: "7.25", 7: "9.99"}
PUBLISHED = {1: date(2020, 2, 29), 2: date(2021, 1, 1), 3: None, 4: date(2020, 12, 31), 5: date(1999, 5, 5), 6: None}

MOMENT = datetime(2021, 8, 15, 22, 30, 45, 500000, tzinfo=UTC)
#: The row of `Kinds` that functions are tried on.
KINDS: dict[str, Any] = {
    "text": "Hello",
    "long": "  wörld ",
    "whole": 7,
    "small": -3,
    "big": 2**40,
    "ratio": 2.25,
    "amount": Decimal("12.34500"),
    "yes": True,
    "day": date(2021, 8, 15),
    "moment": MOMENT,
    "clock": time(22, 30, 45, 500000),
    "span": timedelta(hours=1, microseconds=5),
    "key": UUID(int=5),
}


def fill(alias: str) -> None:
    """Put the library's rows into a database."""
    _insert(alias, Author, [{"pk": pk, "name": name, "age": age} for pk, name, age in answers.AUTHORS])
    _insert(alias, Publisher, [{"pk": pk, "name": name} for pk, name in answers.PUBLISHERS])
    _insert(alias, Category, [{"pk": pk, "name": name, "parent_id": up} for pk, name, up in answers.CATEGORIES])
    _insert(alias, Book, [_book(*row) for row in answers.BOOKS])
    through = Book.categories.through
    _insert(alias, through, [{"book_id": book, "category_id": found} for book, found in answers.BOOK_CATEGORIES])
    _insert(alias, Review, [_review(*row) for row in answers.REVIEWS])


def _book(pk: int, title: str, author: int, publisher: int | None, pages: int | None) -> dict[str, Any]:
    return {
        "pk": pk,
        "title": title,
        "author_id": author,
        "publisher_id": publisher,
        "pages": pages,
        "price": Decimal(PRICES[pk]),
        "published": PUBLISHED.get(pk),
    }


def _review(pk: int, book: int, reviewer: int, stars: int) -> dict[str, Any]:
    return {
        "pk": pk,
        "book_id": book,
        "reviewer_id": reviewer,
        "stars": stars,
        "text": "x" * stars,
        "written": None if stars == 3 else datetime(2021, 3, pk, 23, 30, pk, 123456, tzinfo=UTC),
    }


def _insert(alias: str, model: Any, rows: list[dict[str, Any]]) -> None:
    model.objects.using(alias).bulk_create([model(**row) for row in rows])
