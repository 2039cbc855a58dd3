"""Run typical reads and writes in a process of their own, and print how many Python functions each of them calls.

Calls are counted when everything was done before: what is worked out once is not what programs wait for.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)

import django  # noqa: E402

django.setup()

from django.db import connection, models  # noqa: E402


class Author(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        app_label = "performance"


class Book(models.Model):
    title = models.CharField(max_length=100)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    price = models.DecimalField(max_digits=8, decimal_places=2)
    published = models.DateTimeField(null=True)
    pages = models.IntegerField(default=0)

    class Meta:
        app_label = "performance"


def operations() -> dict[str, Callable[[], Any]]:
    """Return the operations by name; each can be done again and again."""
    kept = Book.objects.get(pk=1)

    def prefetch() -> list[Any]:
        return [len(author.books.all()) for author in Author.objects.prefetch_related("books")]

    def create() -> Any:
        return Book.objects.create(title="New", author_id=2, price=5, pages=9)

    def save() -> None:
        kept.pages += 1
        kept.save()

    return {
        "get by primary key": lambda: Book.objects.get(pk=7),
        "first of two conditions": lambda: Book.objects.filter(author_id=1, pages__gt=3).first(),
        "list of 100 rows": lambda: list(Book.objects.filter(author_id=1)),
        "prefetch for 10 parents": prefetch,
        "create": create,
        "save a loaded object": save,
        "update by a condition": lambda: Book.objects.filter(pk=7).update(pages=4),
        "create and delete an object": lambda: create().delete(),
    }


def fill() -> None:
    """Make the tables and their rows: ten authors, a hundred books of the first one."""
    with connection.schema_editor() as editor:
        editor.create_model(Author)
        editor.create_model(Book)
    Author.objects.bulk_create([Author(name=f"Author {number}") for number in range(10)])
    Book.objects.bulk_create(
        [Book(title=f"Book {number}", author_id=1, price=number, pages=number) for number in range(100)]
    )


def calls_of(operation: Callable[[], Any]) -> int:
    """Return how many Python functions the operation calls, itself not counted."""
    for _ in range(3):
        operation()
    count = 0

    def notice(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    # Collecting garbage may call what is waiting to be told of it.
    gc.disable()
    sys.setprofile(notice)
    try:
        operation()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count - 1


if __name__ == "__main__":
    fill()
    print(json.dumps({name: calls_of(operation) for name, operation in operations().items()}))
