"""The models of these tests, in a registry of their own: only the databases of these tests have their tables."""

from __future__ import annotations

from django.apps.registry import Apps
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateRangeField,
    DateTimeRangeField,
    DecimalRangeField,
    HStoreField,
    IntegerRangeField,
)
from django.contrib.postgres.search import SearchVectorField
from django.db import models

registry = Apps(["tests.contrib.postgres"])


class Base(models.Model):
    class Meta:
        abstract = True
        app_label = "postgres"
        apps = registry
        required_db_vendor = "postgresql"


class Shelf(Base):
    """Arrays of all kinds."""

    name = models.CharField(max_length=20)
    numbers = ArrayField(models.IntegerField(), null=True)
    words = ArrayField(models.CharField(max_length=5), default=list)
    grid = ArrayField(ArrayField(models.IntegerField(null=True)), null=True)
    days = ArrayField(models.DateField(), null=True)
    moments = ArrayField(models.DateTimeField(), null=True)
    prices = ArrayField(models.DecimalField(max_digits=6, decimal_places=2), null=True)
    keys = ArrayField(models.UUIDField(), null=True)
    homes = ArrayField(models.GenericIPAddressField(), null=True)
    documents = ArrayField(models.JSONField(), null=True)
    spans = ArrayField(IntegerRangeField(), null=True)
    blobs = ArrayField(models.BinaryField(), null=True)
    number = models.IntegerField(null=True)

    class Meta(Base.Meta):
        ordering = ("pk",)


class Board(Base):
    """A part of a shelf."""

    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="boards")
    width = models.IntegerField(default=0)
    label = models.CharField(max_length=20, default="")
    solid = models.BooleanField(default=True)
    note = models.JSONField(null=True)


class Stay(Base):
    """Ranges of all kinds."""

    room = models.IntegerField(default=0)
    whole = IntegerRangeField(null=True)
    large = BigIntegerRangeField(null=True)
    exact = DecimalRangeField(null=True)
    days = DateRangeField(null=True)
    moments = DateTimeRangeField(null=True)
    closed = DateTimeRangeField(null=True, default_bounds="[]")
    number = models.IntegerField(null=True)
    ratio = models.FloatField(null=True)
    day = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    cancelled = models.BooleanField(default=False)

    class Meta(Base.Meta):
        ordering = ("pk",)


class Tagged(Base):
    """Texts by keys. Its table is made where the extension is."""

    tags = HStoreField(null=True)
    several = ArrayField(HStoreField(), null=True)

    class Meta(Base.Meta):
        ordering = ("pk",)


class Text(Base):
    """Something to search."""

    title = models.CharField(max_length=60, default="")
    body = models.TextField(null=True)
    language = models.CharField(max_length=20, default="english")
    vector = SearchVectorField(null=True)

    class Meta(Base.Meta):
        ordering = ("pk",)


class Counter(Base):
    """Nothing but a key."""

    id = models.SmallAutoField(primary_key=True)


PLAIN = (Shelf, Board, Stay, Text, Counter)
