"""What managers and QuerySets give."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypeVar, assert_type

from django.db import models
from django.db.models import Avg, Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, TruncYear
from django.db.models.query import RawQuerySet
from django.db.models.related_managers import ManyRelatedManager, RelatedManager
from tests.typing.library import (
    Author,
    Book,
    BookManager,
    BookQuerySet,
    Letter,
    Note,
    Review,
    ReviewQuerySet,
    Tag,
)


def managers() -> None:
    assert_type(Author.objects, models.Manager[Author])
    assert_type(Note.objects, models.Manager[Note])
    assert_type(Book.objects, BookManager)
    assert_type(Book.objects.published(), BookQuerySet)
    assert_type(Book.objects.get_queryset().filter(pages=3).published(), BookQuerySet)
    assert_type(Letter.objects.long().order_by("pk"), ReviewQuerySet)
    assert_type(Letter.others.filter(pk=1).long(), ReviewQuerySet)
    assert_type(Letter.objects.get(), Letter)
    assert_type(Author._default_manager, models.Manager[Author])
    assert_type(Author.objects.db_manager("archive"), models.Manager[Author])


def refining() -> None:
    authors = Author.objects.filter(name="Ada")
    assert_type(authors, models.QuerySet[Author])
    assert_type(authors.exclude(Q(name="") | ~Q(born=None)), models.QuerySet[Author])
    assert_type(Author.objects.all().order_by("-name", F("born").desc(nulls_last=True)), models.QuerySet[Author])
    assert_type(Author.objects.using("archive").distinct().reverse(), models.QuerySet[Author])
    assert_type(authors | Author.objects.none(), models.QuerySet[Author])
    assert_type(authors[:3], models.QuerySet[Author])
    assert_type(authors[0], Author)
    assert_type(authors.annotate(n=Count("book")).alias(m=F("n") + 1), models.QuerySet[Author])
    assert_type(authors.select_related().only("name").prefetch_related(Prefetch("book_set")), models.QuerySet[Author])
    assert_type(BookQuerySet(Book).published().select_for_update(), BookQuerySet)


def fetching() -> None:
    authors = Author.objects.all()
    assert_type(authors.get(pk=1), Author)
    assert_type(Author.objects.get(pk=1), Author)
    assert_type(Author.objects.first(), Author | None)
    assert_type(authors.last(), Author | None)
    assert_type(authors.latest("born"), Author)
    assert_type([author for author in authors], list[Author])
    assert_type(list(authors), list[Author])
    assert_type(authors.iterator(chunk_size=5), Iterator[Author])
    assert_type(authors.in_bulk([1, 2]), dict[Any, Author])
    assert_type(authors.count() + len(authors), int)
    assert_type(authors.exists(), bool)
    assert_type(authors.aggregate(n=Avg("pk")), dict[str, Any])
    assert_type(Author.objects.raw("SELECT 1"), RawQuerySet[Author])
    assert_type([author for author in Author.objects.raw("SELECT 1")], list[Author])


def other_rows() -> None:
    authors = Author.objects.all()
    assert_type(authors.values("name"), models.QuerySet[Author, dict[str, Any]])
    assert_type([row["name"] for row in Author.objects.values()], list[Any])
    assert_type(authors.values_list("name", "born"), models.QuerySet[Author, tuple[Any, ...]])
    assert_type(authors.values_list("name", flat=True), models.QuerySet[Author, Any])
    assert_type(authors.values("name").first(), dict[str, Any] | None)
    assert_type(authors.values("name").filter(pk=1), models.QuerySet[Author, dict[str, Any]])
    assert_type(list(authors.dates("born", "year")), list[datetime.date])
    names: list[str] = list(authors.values_list("name", flat=True))
    print(names, authors.values_list("name", named=True)[0].name)


def writing() -> None:
    assert_type(Author.objects.create(name="Ada"), Author)
    author, created = Author.objects.get_or_create(name="Ada", defaults={"born": None})
    assert_type(author, Author)
    assert_type(created, bool)
    assert_type(Author.objects.all().update_or_create(name="Ada", defaults={"born": None}), tuple[Author, bool])
    assert_type(Author.objects.bulk_create([Author(name="Ada")]), list[Author])
    assert_type(Author.objects.filter(pk=1).update(name=Lower("name")), int)
    assert_type(Author.objects.filter(pk=1).delete(), tuple[int, dict[str, int]])
    assert_type(author.delete(), tuple[int, dict[str, int]])
    author.save(update_fields=["name"], using="archive")
    author.refresh_from_db()
    Author.objects.bulk_create([Review()])  # error


async def asynchronous() -> None:
    assert_type(await Author.objects.aget(pk=1), Author)
    assert_type(await Author.objects.afirst(), Author | None)
    assert_type(await Author.objects.filter(pk=1).alast(), Author | None)
    assert_type(await Author.objects.acreate(name="Ada"), Author)
    assert_type(await Author.objects.all().aget_or_create(name="Ada"), tuple[Author, bool])
    assert_type(await Author.objects.all().acount(), int)
    assert_type(await Author.objects.all().ain_bulk(), dict[Any, Author])
    assert_type([author async for author in Author.objects.all()], list[Author])
    assert_type(Author.objects.all().aiterator(), AsyncIterator[Author])
    author = Author(name="Ada")
    await author.asave()
    assert_type(await author.adelete(), tuple[int, dict[str, int]])


def related(author: Author, book: Book, tag: Tag) -> None:
    assert_type(author.book_set, RelatedManager[Book])
    assert_type(author.book_set.filter(pages=1), models.QuerySet[Book])
    author.book_set.add(book, bulk=False)
    author.book_set.set([book])
    assert_type(book.tags, ManyRelatedManager[Tag])
    assert_type(book.tags.first(), Tag | None)
    book.tags.add(tag, 3)
    assert_type(tag.books.all(), models.QuerySet[Book])


def expressions() -> models.QuerySet[Book]:
    newest = Book.objects.filter(author=OuterRef("pk")).order_by("-added")
    writers = Author.objects.annotate(newest=Subquery(newest.values("title")[:1])).filter(Exists(newest))
    kind = Case(When(pages__gt=300, then=Value("thick")), default=Value("thin"), output_field=models.CharField())
    return (
        Book.objects.filter(Q(author__in=writers) & Q(price__lt=F("discount") * 2) | Q(pages__gte=100))
        .annotate(kind=kind, year=TruncYear("added"), shown=Coalesce("subtitle", "title"))
        .alias(n=Count("tags", filter=Q(tags__label="x"), distinct=True))
    )


def errors() -> Author | None:
    try:
        return Author.objects.get(pk=1)
    except Author.MultipleObjectsReturned:
        raise
    except Author.DoesNotExist as error:
        print(error.args)
    return None


M = TypeVar("M", bound=models.Model)


def generic(model: type[M]) -> M | None:
    return model._default_manager.filter(pk=1).first()


def any_books(books: models.QuerySet[Book]) -> models.QuerySet[models.Model]:
    books.nothing()  # error
    books.filter().get().titel  # error
    Author.objects.get(pk=1).title  # error
    return books
