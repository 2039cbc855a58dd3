"""Models as a program writes them; checked, not run."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models.related_managers import ManyRelatedManager, RelatedManager


class Status(models.TextChoices):
    DRAFT = "d", "Draft"
    OUT = "o", "Out"


class Stars(models.IntegerChoices):
    ONE = 1
    TWO = 2, "Two of five"


class Author(models.Model):
    name = models.CharField(max_length=100, unique=True)
    born = models.DateField(null=True, blank=True)

    id: int
    book_set: RelatedManager[Book]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    label = models.SlugField("label")

    books: ManyRelatedManager[Book]


class BookQuerySet(models.QuerySet["Book"]):
    def published(self) -> Self:
        return self.filter(status=Status.OUT).exclude(pages=None)

    def titles(self) -> list[str]:
        return [book.title for book in self]


class BookManager(models.Manager["Book"]):
    def get_queryset(self) -> BookQuerySet:
        return BookQuerySet(self.model, using=self._db)

    def published(self) -> BookQuerySet:
        return self.get_queryset().published()


class Book(models.Model):
    title = models.CharField(max_length=200, db_index=True, help_text="as on the cover")
    subtitle = models.CharField(max_length=200, null=True)
    abstract = models.TextField(blank=True, default="")
    notes = models.TextField(null=True, blank=True)
    status = models.CharField(max_length=1, choices=Status.choices, default=Status.DRAFT)
    stars = models.PositiveSmallIntegerField(choices=Stars, default=Stars.ONE)
    pages = models.IntegerField(null=True)
    sold = models.PositiveBigIntegerField(default=0)
    price = models.DecimalField(max_digits=6, decimal_places=2)
    discount = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    weight = models.FloatField(null=True)
    in_print = models.BooleanField(default=True)
    checked = models.BooleanField(null=True)
    isbn = models.UUIDField(null=True)
    cover = models.ImageField(upload_to="covers", null=True)
    text = models.FileField(upload_to="texts")
    raw = models.BinaryField(null=True)
    out_on = models.DateField(null=True)
    added = models.DateTimeField(auto_now_add=True)
    reads_for = models.DurationField(null=True)
    daily_at = models.TimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    site = models.URLField(null=True)
    contact = models.EmailField()
    meta = models.JSONField(default=dict)
    typed_meta: models.JSONField[dict[str, int]] = models.JSONField(default=dict)
    shelf = models.GeneratedField(
        expression=models.F("title"), output_field=models.CharField(max_length=200), db_persist=True
    )

    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    editor = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="edited")
    sequel: models.ForeignKey[Book | None] = models.ForeignKey("self", models.SET_NULL, null=True)
    owner = models.ForeignKey("auth.User", models.CASCADE)
    twin = models.OneToOneField(Tag, models.PROTECT)
    tags = models.ManyToManyField(Tag, related_name="books")

    author_id: int

    objects = BookManager()

    def age(self) -> datetime.timedelta:
        return datetime.datetime.now() - self.added

    def net(self) -> decimal.Decimal:
        return self.price - (self.discount or decimal.Decimal(0))


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    text = models.TextField()

    objects = models.Manager["Review"]()
    unnamed = models.Manager()


class ReviewQuerySet(models.QuerySet["Letter"]):
    def long(self) -> Self:
        return self.filter(text__length__gt=100)


class Letter(models.Model):
    text = models.TextField()

    objects = ReviewQuerySet.as_manager()
    others = models.Manager.from_queryset(ReviewQuerySet)()


class Stamped(models.Model):
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Note(Stamped):
    id = models.BigAutoField(primary_key=True)
    line = models.TextField()


class UpperField(models.CharField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(value).upper()


class Code(models.Model):
    code = UpperField(max_length=10)
    pk_parts = models.CompositePrimaryKey("code", "number")
    number = models.IntegerField()


FreeT = TypeVar("FreeT")


class FreeField(models.CharField[FreeT]):
    pass


class Category(models.Model):
    code = FreeField[str](max_length=5)
    old_code = FreeField[str | None](max_length=5, null=True)
    total: int
    get_code_display: Callable[[], str]


class CategoryManager(models.Manager.from_queryset(BookQuerySet)):  # type: ignore[misc]
    pass


class LooseManager(models.Manager):
    def mine(self) -> int:
        return self.filter(pk=1).count()


class LooseQuerySet(models.QuerySet):
    def mine(self) -> Self:
        return self.filter(pk=1)


class Loose(models.Model):
    objects = LooseManager()
    others = LooseQuerySet.as_manager()


class Member(models.Model):
    name = models.CharField(_("name"), max_length=10, validators=[validate_slug], error_messages={"null": "no"})
    owner: models.ForeignKey[Author] = models.ForeignKey("Author", on_delete=models.CASCADE, verbose_name=_("owner"))
    groups: models.ManyToManyField[Tag] = models.ManyToManyField("Tag", through="Membership", blank=True)
    plain = models.ManyToManyField("Tag")
    maybe = models.IntegerField(null=bool(1))
    parent = models.OneToOneField(Author, models.CASCADE, parent_link=True, primary_key=True)
