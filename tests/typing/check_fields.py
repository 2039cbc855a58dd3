"""The values of fields on instances."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any, assert_type

from django.db import models
from django.db.models.fields.files import FieldFile, ImageFieldFile
from django.db.models.related_managers import ManyRelatedManager
from tests.typing.library import (
    Author,
    Book,
    Category,
    Code,
    Loose,
    LooseManager,
    LooseQuerySet,
    Member,
    Note,
    Stars,
    Status,
    Tag,
)


def columns(book: Book, note: Note, code: Code, tag: Tag) -> None:
    assert_type(book.title, str)
    assert_type(book.subtitle, str | None)
    assert_type(book.abstract, str)
    assert_type(book.notes, str | None)
    assert_type(book.status, str)
    assert_type(book.stars, int)
    assert_type(book.pages, int | None)
    assert_type(book.sold, int)
    assert_type(book.price, decimal.Decimal)
    assert_type(book.discount, decimal.Decimal | None)
    assert_type(book.weight, float | None)
    assert_type(book.in_print, bool)
    assert_type(book.checked, bool | None)
    assert_type(book.isbn, uuid.UUID | None)
    assert_type(book.text, FieldFile)
    assert_type(book.cover, ImageFieldFile)
    assert_type(book.raw, bytes | memoryview | None)
    assert_type(book.out_on, datetime.date | None)
    assert_type(book.added, datetime.datetime)
    assert_type(book.reads_for, datetime.timedelta | None)
    assert_type(book.daily_at, datetime.time | None)
    assert_type(book.address, str | None)
    assert_type(book.site, str | None)
    assert_type(book.contact, str)
    assert_type(book.typed_meta, dict[str, int])
    assert_type(book.shelf, str)
    assert_type(tag.key, uuid.UUID)
    assert_type(tag.label, str)
    assert_type(note.id, int)
    assert_type(note.made, datetime.datetime)
    assert_type(note.line, str)
    assert_type(code.code, str)
    assert_type(code.pk_parts, tuple[Any, ...])
    anything: list[int] = book.meta["whatever"]
    anything.append(book.pk)


def relations(book: Book, author: Author) -> None:
    assert_type(book.author, Author)
    assert_type(book.author.name, str)
    assert_type(book.editor, Author | None)
    assert_type(book.editor.name if book.editor else "", str)
    assert_type(book.sequel, Book | None)
    assert_type(book.twin, Tag)
    assert_type(book.author_id, int)
    book.owner.anything()  # named by text: its model is not known
    assert_type(author.id, int)


def assignment(book: Book, author: Author) -> None:
    book.title = "new"
    book.status = Status.OUT
    book.stars = Stars.TWO
    book.pages = None
    book.sold = models.F("sold") + 1
    book.author = author
    book.editor = None
    book.title = None  # error
    book.title = 3  # error
    book.author = None  # error
    book.pages = "many"  # error


def wrong(book: Book) -> None:
    book.titel  # error
    models.CharField(max_lenght=3)  # error
    models.TextField(auto_now=True)  # error
    Author().objects.all()  # error
    Book.titel  # error


def on_the_class() -> None:
    assert_type(Book.title.field, Any)
    assert_type(models.CharField(max_length=3), "models.CharField[str]")
    assert_type(models.CharField(null=True), "models.CharField[str | None]")
    assert_type(models.ForeignKey(Author, models.CASCADE), "models.ForeignKey[Author]")


class Length(models.Func):
    output_field = models.IntegerField()


def field_of_something_else() -> None:
    print(Length("title").output_field.max_length)


def declared(category: Category, member: Member) -> None:
    assert_type(category.code, str)
    assert_type(category.old_code, str | None)
    assert_type(category.total + 1, int)
    assert_type(category.get_code_display(), str)
    assert_type(member.name, str)
    assert_type(member.owner, Author)
    assert_type(member.groups, ManyRelatedManager[Tag])
    assert_type(member.parent, Author)
    assert_type(Loose.objects, LooseManager)
    assert_type(Loose.objects.mine(), int)
    assert_type(Loose.others.mine(), LooseQuerySet)
    print(member.plain.all(), member.maybe)
