"""Rows carried from engine to engine through the ORM and home again: not a byte of them may have changed."""

from __future__ import annotations

import datetime
import os
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from django.apps import apps
from django.db import connections, models
from django.test.utils import isolate_apps
from tests import scratch

WAYS = [
    pytest.param(["sqlite"], id="sqlite"),
    pytest.param(["postgresql"], id="postgresql", marks=pytest.mark.engine("postgresql")),
    pytest.param(["mysql"], id="mysql", marks=pytest.mark.engine("mysql")),
    pytest.param(
        ["postgresql", "mysql"],
        id="postgresql-mysql",
        marks=[pytest.mark.engine("postgresql"), pytest.mark.engine("mysql")],
    ),
]
TEXTS = [
    "",
    " ends in a blank ",
    "it's \"so\" \\ 100% _x_ `y` [z] %s",
    "naïve Ærø 漢字 😀👩‍👩‍👧",
    "line\r\nline\ttab",
    "NULL",
]


def kinds() -> list[type[models.Model]]:
    """Models with every kind of field, those referred to first; to be called where apps are isolated."""

    class Label(models.Model):
        code = models.CharField(max_length=60, primary_key=True)

        class Meta:
            app_label = "testapp"
            db_table = "carried_label"

    class Thing(models.Model):
        text = models.TextField(null=True)
        words = models.CharField(max_length=60, null=True)
        number = models.IntegerField(null=True)
        big = models.BigIntegerField(null=True)
        small = models.SmallIntegerField(null=True)
        positive = models.PositiveBigIntegerField(null=True)
        real = models.FloatField(null=True)
        exact = models.DecimalField(max_digits=28, decimal_places=9, null=True)
        truth = models.BooleanField(null=True)
        day = models.DateField(null=True)
        moment = models.DateTimeField(null=True)
        hour = models.TimeField(null=True)
        took = models.DurationField(null=True)
        blob = models.BinaryField(null=True)
        key = models.UUIDField(null=True, unique=True)
        document = models.JSONField(null=True)
        address = models.GenericIPAddressField(null=True)
        file = models.FileField(null=True)
        label = models.ForeignKey(Label, models.CASCADE, null=True)
        labels = models.ManyToManyField(Label, related_name="things")

        class Meta:
            app_label = "testapp"
            db_table = "carried_thing"

    class Place(models.Model):
        pk = models.CompositePrimaryKey("thing", "number")
        thing = models.ForeignKey(Thing, models.CASCADE)
        number = models.IntegerField()

        class Meta:
            app_label = "testapp"
            db_table = "carried_place"

    return [Label, Thing, Place]


def fill(alias: str, made: Sequence[type[models.Model]]) -> None:
    label, thing, place = (model._default_manager.using(alias) for model in made)
    labels = label.bulk_create(made[0](code=text or "empty") for text in TEXTS)
    for number, (text, row) in enumerate(zip(TEXTS, values(), strict=True), start=1):
        created = thing.create(text=text, words=text, label=labels[number - 1], **row)
        created.labels.set(labels[:number])
        place.create(thing=created, number=-number)
    thing.create()


def values() -> Iterator[dict[str, Any]]:
    utc = datetime.UTC
    for number in range(len(TEXTS)):
        sign = -1 if number % 2 else 1
        yield {
            "number": sign * (2**31 - 1),
            "big": sign * (2**63 - 1),
            "small": sign * 32767,
            "positive": 2**63 - 1 - number,
            "real": sign * [0.1, 1e-300, 1e300, 5e-324, 1 / 3, 0.0][number],
            "exact": sign * Decimal("1234567890123456789.000000001") / (1 if number else -1),
            "truth": bool(number % 2),
            "day": [datetime.date(1000, 1, 1), datetime.date(9999, 12, 31), datetime.date(2024, 2, 29)][number % 3],
            "moment": datetime.datetime(2038 - number * 100, 1, 19, 3, 14, 8, 999999 - number, tzinfo=utc),
            "hour": [datetime.time(0, 0), datetime.time(23, 59, 59, 999999), datetime.time(1, 2, 3, 4)][number % 3],
            "took": sign * datetime.timedelta(days=number * 1000, microseconds=1),
            "blob": [b"", bytes(range(256)), b"\x00", b"'\\%s", b"\xff" * 70_000, b"\xf0\x9f\x98\x80"][number],
            "key": uuid.UUID(int=2**127 + number),
            "document": [{}, [], "😀 'x' \\", {"a": [1, None, True, {"b": -1.5}]}, 2**53, [[[]]]][number],
            "address": ["127.0.0.1", "2001:db8::1", "::ffff:1.2.3.4", "255.255.255.255", "::1", "fe80::1"][number],
            "file": f"folder/{number}.txt",
        }


def carry(alias_from: str, alias_to: str, made: Sequence[type[models.Model]]) -> None:
    """Make the tables and put every row into them, those that only join two others as well."""
    with connections[alias_to].schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    for model in with_joining(made):
        rows = model._default_manager.using(alias_from).order_by("pk").iterator(chunk_size=100)
        model._default_manager.using(alias_to).bulk_create(rows, batch_size=100)


def with_joining(made: Sequence[type[models.Model]]) -> list[type[models.Model]]:
    through = (field.remote_field.through for model in made for field in model._meta.local_many_to_many)
    return [*made, *(model for model in through if model._meta.auto_created)]


def stored(alias: str, made: Sequence[type[models.Model]]) -> dict[str, list[Any]]:
    """What an SQLite file holds, past everything that is ours; with the kind each value is stored as."""
    with sqlite3.connect(connections[alias].settings_dict["NAME"]) as connection:
        found = {}
        for model in with_joining(made):
            columns = [f'"{field.column}"' for field in model._meta.local_concrete_fields if field.column]
            wanted = ", ".join((*columns, *(f"typeof({column})" for column in columns)))
            sql = f'SELECT {wanted} FROM "{model._meta.db_table}" ORDER BY 1, 2'
            found[model._meta.db_table] = connection.execute(sql).fetchall()
    connection.close()
    return found


def seen(alias: str, made: Sequence[type[models.Model]]) -> list[Any]:
    """What the ORM reads, with the types."""
    rows = [
        row
        for model in with_joining(made)
        for row in model._default_manager.using(alias).order_by("pk").values_list(
            *(field.attname for field in model._meta.local_concrete_fields if field.column)
        )
    ]
    return [tuple((type(value).__name__, plain(value)) for value in row) for row in rows]


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.parametrize("way", WAYS)
def test_generated_rows_come_home_unchanged(way: list[str], tmp_path: Path) -> None:
    with isolate_apps("tests.testapp"), ExitStack() as stack:
        made = kinds()
        aliases = [
            stack.enter_context(scratch.database(engine, f"stop_{number}", tmp_path))
            for number, engine in enumerate(["sqlite", *way, "sqlite"])
        ]
        with connections[aliases[0]].schema_editor() as editor:
            for model in made:
                editor.create_model(model)
        fill(aliases[0], made)
        expected = seen(aliases[0], made)
        assert len(expected) == 6 + 7 + 6 + 21
        for number in range(1, len(aliases)):
            carry(aliases[number - 1], aliases[number], made)
            assert sorted(seen(aliases[number], made), key=repr) == sorted(expected, key=repr)
        assert stored(aliases[-1], made) == stored(aliases[0], made)


@pytest.mark.parametrize("way", WAYS)
def test_a_music_shop_comes_home_unchanged(way: list[str], tmp_path: Path) -> None:
    data = os.environ.get("REAL_DATA")
    if not data:
        pytest.skip("no real data: REAL_DATA names no folder")
    made = [apps.get_model("chinook", name) for name in SHOP]
    with ExitStack() as stack:
        start = "start"
        file = Path(data) / "chinook" / "Chinook_Sqlite.sqlite"
        connections.register(start, {"ENGINE": "sqlite3", "NAME": str(file), "READ_ONLY": True})
        stack.callback(connections.unregister, start)
        last = start
        for number, engine in enumerate([*way, "sqlite"]):
            alias = stack.enter_context(scratch.database(engine, f"shop_{number}", tmp_path))
            carry(last, alias, made)
            last = alias
        assert stored(last, made) == stored(start, made)


#: Parents before the ones that refer to them.
SHOP = [
    "Artist", "Album", "Genre", "MediaType", "Track", "Playlist", "PlaylistTrack", "Employee", "Customer", "Invoice",
    "InvoiceLine",
]  # fmt: skip
