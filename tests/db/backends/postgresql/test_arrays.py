"""Lists of values as arrays: what is stored and found is the same as with each value by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django.db import models
from django.db.connections import connections
from django.db.errors import DataError, IntegrityError
from django.db.models.functions import Upper
from django.db.models.querysets import bulk
from django.test.utils import CaptureQueriesContext, isolate_apps

pytestmark = pytest.mark.engine("postgresql")

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
#: What each field may hold.
VALUES: dict[str, Any] = {
    "name": TEXT,
    "n": st.none() | st.integers(-(2**31), 2**31 - 1),
    "big": st.none() | st.integers(-(2**63), 2**63 - 1),
    "price": st.none() | st.decimals(-9999, 9999, places=2),
    "ratio": st.none() | st.floats(allow_nan=False),
    "yes": st.none() | st.booleans(),
    "day": st.none() | st.dates(),
    "at": st.none() | st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC)),
    "clock": st.none() | st.times(),
    "took": st.none() | st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
    "key": st.none() | st.uuids(),
    "blob": st.none() | st.binary(max_size=9),
    "home": st.none() | st.ip_addresses().map(str),
    "doc": st.none() | st.dictionaries(TEXT, st.integers(-9, 9) | st.none() | TEXT, max_size=3),
}
ROWS = st.lists(st.fixed_dictionaries(VALUES), min_size=bulk.FEW + 1, max_size=bulk.FEW + 4)


@pytest.fixture
def everything(connection: Any) -> Iterator[Any]:
    """A model with a column of each type, and its table."""
    with isolate_apps("tests.testapp"):

        class Everything(models.Model):
            name = models.CharField(max_length=20)
            n = models.IntegerField(null=True)
            big = models.BigIntegerField(null=True)
            price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
            ratio = models.FloatField(null=True)
            yes = models.BooleanField(null=True)
            day = models.DateField(null=True)
            at = models.DateTimeField(null=True)
            clock = models.TimeField(null=True)
            took = models.DurationField(null=True)
            key = models.UUIDField(null=True)
            blob = models.BinaryField(null=True)
            home = models.GenericIPAddressField(null=True)
            doc = models.JSONField(null=True)

            class Meta:
                app_label = "testapp"
                db_table = "everything"

    with connection.schema_editor() as editor:
        editor.create_model(Everything)
    yield Everything
    with connection.schema_editor() as editor:
        editor.delete_model(Everything)


def shown(rows: Any) -> list[Any]:
    """Rows as they are told apart: BinaryField gives memoryviews."""
    return [tuple(bytes(item) if isinstance(item, memoryview) else item for item in row) for row in rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_inserted_as_lists_are_those_inserted_one_by_one(
    everything: Any, connection: Any, rows: list[dict[str, Any]]
) -> None:
    objects = everything.objects.using(connection.alias)
    objects.all().delete()
    for row in rows:
        objects.create(**row)
    single = shown(objects.order_by("pk").values_list(*VALUES))
    objects.all().delete()
    with CaptureQueriesContext(connection) as captured:
        made = objects.bulk_create([everything(**row) for row in rows])
    assert any("UNNEST" in query["sql"] for query in captured.captured_queries)
    assert shown(objects.order_by("pk").values_list(*VALUES)) == single
    # Each object got the key of its own row.
    assert [everything.objects.using(connection.alias).get(pk=one.pk).name for one in made] == [r["name"] for r in rows]


LOOKED_UP = [name for name in VALUES if name not in ("blob", "doc", "took", "ratio", "clock", "yes", "home")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, data=st.data())
def test_in_finds_what_python_finds(
    everything: Any, connection: Any, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    objects = everything.objects.using(connection.alias)
    objects.all().delete()
    objects.bulk_create([everything(**row) for row in rows])
    for name in LOOKED_UP:
        among = data.draw(st.lists(st.sampled_from([row[name] for row in rows]) | VALUES[name], min_size=1, max_size=9))
        found = objects.filter(**{f"{name}__in": among})
        wanted = [row[name] for row in rows if row[name] is not None and row[name] in among]
        assert sorted(found.values_list(name, flat=True)) == sorted(wanted), (name, str(found.query))
        rest = objects.exclude(**{f"{name}__in": among}).count()
        assert rest == len(rows) - len(wanted) if any(item is not None for item in among) else True


def many(model: Any, **last: Any) -> list[Any]:
    return [model(name=str(place)) for place in range(20)] + [model(**{"name": "last", **last})]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"name": "x" * 21}, DataError),
        ({"n": 2**31}, DataError),
        ({"big": 2**63}, DataError),
        ({"price": Decimal("1000000")}, DataError),
        ({"name": None}, IntegrityError),
        ({"name": "a\0b"}, (DataError, ValueError)),
    ],
)
def test_a_bad_value_among_many_is_the_error_it_is_by_itself(
    everything: Any, connection: Any, values: dict[str, Any], kind: Any
) -> None:
    objects = everything.objects.using(connection.alias)
    with pytest.raises(kind) as alone:
        objects.create(**{"name": "last", **values})
    with pytest.raises(kind) as among:
        objects.bulk_create(many(everything, **values))
    assert type(among.value) is type(alone.value)
    assert type(among.value.__cause__) is type(alone.value.__cause__)
    assert not objects.exists()


def test_clashes_are_settled_as_with_single_rows(everything: Any, connection: Any) -> None:
    objects = everything.objects.using(connection.alias)
    first = [everything(id=place, name="old") for place in range(1, 31)]
    objects.bulk_create(first)
    again = [everything(id=place, name="new") for place in range(21, 51)]
    with pytest.raises(IntegrityError):
        objects.bulk_create(again)
    objects.bulk_create(again, ignore_conflicts=True)
    assert (objects.filter(name="old").count(), objects.count()) == (30, 50)
    objects.bulk_create(again, update_conflicts=True, update_fields=["name"], unique_fields=["id"])
    assert (objects.filter(name="old").count(), objects.count()) == (20, 50)


def test_keys_of_a_proxy_are_made_by_the_database(everything: Any, connection: Any) -> None:
    with isolate_apps("tests.testapp"):

        class Something(everything):
            class Meta:
                app_label = "testapp"
                proxy = True

    made = Something.objects.using(connection.alias).bulk_create([Something(name=name) for name in "abc"])
    assert [everything.objects.using(connection.alias).get(pk=each.pk).name for each in made] == ["a", "b", "c"]


def test_every_length_of_a_list_is_one_statement(everything: Any, connection: Any) -> None:
    objects = everything.objects.using(connection.alias)
    with CaptureQueriesContext(connection) as captured:
        for length in (1, 2, 50):
            list(objects.filter(n__in=range(length)))
            list(objects.filter(name__in=[str(place) for place in range(length)]))
    assert {query["sql"].count("ANY(") for query in captured.captured_queries} == {1}


def test_a_whole_number_that_no_column_holds_is_not_found(everything: Any, connection: Any) -> None:
    objects = everything.objects.using(connection.alias)
    objects.create(name="one", n=1)
    assert objects.filter(n__in=[2**70, 1, -(2**70)]).count() == 1
    assert objects.exclude(n__in=[2**70]).count() == 1


def test_lists_are_compared_with_expressions_too(everything: Any, connection: Any) -> None:
    objects = everything.objects.using(connection.alias)
    objects.create(name="wool", at=datetime(2020, 5, 1, tzinfo=UTC), day=date(2020, 5, 1))
    assert objects.annotate(loud=Upper("name")).filter(loud__in=["WOOL", "SILK"]).count() == 1
    assert objects.filter(at__year__in=[2019, 2020], day__month__in=[5]).count() == 1


class Colour(models.TextChoices):
    RED = "r", "red"


def test_choices_are_the_texts_they_stand_for(everything: Any, connection: Any) -> None:
    objects = everything.objects.using(connection.alias)
    objects.bulk_create([everything(name=Colour.RED) for _ in range(20)])
    assert objects.filter(name__in=[Colour.RED, "x"]).count() == 20


@isolate_apps("tests.testapp")
def test_a_column_of_a_type_of_its_own_gets_its_values_one_by_one(connection: Any) -> None:
    class Mood(models.CharField):
        def db_type(self, connection: Any) -> str:
            return "mood"

    class Person(models.Model):
        mood = Mood(max_length=9)

        class Meta:
            app_label = "testapp"

    with connection.cursor() as cursor:
        cursor.execute("CREATE TYPE mood AS ENUM ('good', 'bad')")
    try:
        with connection.schema_editor() as editor:
            editor.create_model(Person)
        objects = Person.objects.using(connection.alias)
        objects.bulk_create([Person(mood="good") for _ in range(20)])
        assert objects.filter(mood__in=["good", "bad"]).count() == 20
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS testapp_person; DROP TYPE mood")


def test_texts_of_every_type_are_read_as_they_were_meant(connection: Any) -> None:
    values = {
        "text": ["", "NULL", 'a"b\\c', "{,}", None, " "],
        "bigint": [1, -1, None],
        "numeric": [Decimal("NaN"), Decimal("1E+3"), None],
        "double precision": [float("inf"), 1e-300, None],
        "uuid": [UUID(int=1), None],
        "time": [time(1, 2, 3, 4), None],
    }
    from django.db.backends.postgresql.arrays import written

    for kind, items in values.items():
        with connections[connection.alias].cursor() as cursor:
            cursor.execute(f"SELECT * FROM UNNEST(%s::{kind}[])", [written(items)])
            assert repr([row[0] for row in cursor.fetchall()]) == repr(
                [Decimal("1000") if item == Decimal("1E+3") and kind == "numeric" else item for item in items]
            )
