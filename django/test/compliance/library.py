"""The models of the suite, in a registry of their own: they are no part of the project that runs it.

A small library (authors, books, reviews ...) for questions, and `Kinds`, which has a column of every kind.
"""

from __future__ import annotations

import sys
from typing import Any

from django.apps.config import AppConfig
from django.apps.registry import Apps
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

LABEL = "compliance"

_config = AppConfig("django.test.compliance", sys.modules[__package__])
registry = Apps([_config])
_config.models_module = sys.modules[__name__]


class Base(models.Model):
    class Meta:
        abstract = True
        apps = registry
        app_label = LABEL


class Author(Base):
    name = models.CharField(max_length=100)
    age = models.IntegerField(null=True)


class Publisher(Base):
    name = models.CharField(max_length=100, unique=True)


class Category(Base):
    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")


class Book(Base):
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    publisher = models.ForeignKey(Publisher, models.SET_NULL, null=True, related_name="books")
    categories = models.ManyToManyField(Category, related_name="books")
    price = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    pages = models.IntegerField(null=True)
    published = models.DateField(null=True)


class Review(Base):
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Author, models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField(default=3)
    text = models.TextField(blank=True)
    written = models.DateTimeField(null=True)


class Kinds(Base):
    """A column of every kind, each of which may be null."""

    text = models.CharField(max_length=100, null=True)
    long = models.TextField(null=True)
    slug = models.SlugField(null=True)
    small = models.SmallIntegerField(null=True)
    whole = models.IntegerField(null=True)
    big = models.BigIntegerField(null=True)
    positive = models.PositiveIntegerField(null=True)
    positive_big = models.PositiveBigIntegerField(null=True)
    positive_small = models.PositiveSmallIntegerField(null=True)
    ratio = models.FloatField(null=True)
    amount = models.DecimalField(max_digits=15, decimal_places=5, null=True)
    yes = models.BooleanField(null=True)
    day = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    clock = models.TimeField(null=True)
    span = models.DurationField(null=True)
    key = models.UUIDField(null=True)
    data = models.BinaryField(null=True)
    address = models.GenericIPAddressField(null=True)


class Document(Base):
    body = models.JSONField(null=True)

    class Meta(Base.Meta):
        required_db_features = {"supports_json_field"}


class Keyed(Base):
    """Its key is a UUID that the program gives."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=50)


class Seat(Base):
    pk = models.CompositePrimaryKey("row", "number")
    row = models.CharField(max_length=5)
    number = models.IntegerField()
    label = models.CharField(max_length=50, blank=True)


class Unique(Base):
    """Something unique of its own, something unique together, and the rest of what a clash may be about."""

    code = models.CharField(max_length=20, unique=True)
    left = models.IntegerField(null=True)
    right = models.IntegerField(null=True)
    note = models.CharField(max_length=50, default="")

    class Meta(Base.Meta):
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="compliance_pair")]


class Limited(Base):
    low = models.IntegerField()
    high = models.IntegerField()

    class Meta(Base.Meta):
        constraints = [models.CheckConstraint(condition=Q(low__lte=F("high")), name="compliance_low_high")]


class Defaults(Base):
    """Columns with defaults that the database gives."""

    name = models.CharField(max_length=20)
    number = models.IntegerField(db_default=7)
    word = models.CharField(max_length=20, db_default="word")


class Stamped(Base):
    """A column whose default is an expression."""

    name = models.CharField(max_length=20)
    made = models.DateTimeField(db_default=Now())

    class Meta(Base.Meta):
        required_db_features = {"supports_expression_defaults"}


class Worked(Base):
    """A column that the database works out and keeps."""

    side = models.IntegerField()
    area = models.GeneratedField(
        expression=F("side") * F("side"), output_field=models.BigIntegerField(), db_persist=True
    )

    class Meta(Base.Meta):
        required_db_features = {"supports_stored_generated_columns"}


class Shown(Base):
    """A column that the database works out whenever it is read."""

    name = models.CharField(max_length=20)
    lower = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=20), db_persist=False
    )

    class Meta(Base.Meta):
        required_db_features = {"supports_virtual_generated_columns"}


class Unlimited(Base):
    text = models.CharField()

    class Meta(Base.Meta):
        required_db_features = {"supports_unlimited_charfield"}


def can_have(model: Any, connection: Any) -> bool:
    """Tell whether the engine has what the model needs."""
    return bool(model._meta.can_migrate(connection))


def tables(connection: Any) -> list[Any]:
    """Return the models whose tables the suite makes."""
    return [model for model in registry.get_models() if can_have(model, connection)]
