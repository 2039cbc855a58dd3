"""Models that are made, saved and deleted as the house does it go a short way, which leads where the long one does."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.backends.statement import _bound, column_binder, prepared_column
from django.db.models.expressions import F, Value
from django.db.models.functions import Lower
from django.db.models.signals import post_init, post_save, pre_save
from django.test.utils import CaptureQueriesContext
from tests.db.models.fields.test_save_codecs import FIELDS, VALUES, outcome

pytestmark = pytest.mark.db(transaction=True)


class Shelf(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "short_ways"


class Jar(models.Model):
    label = models.CharField(max_length=20, unique=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    filled = models.DateTimeField(null=True)
    shelf = models.ForeignKey(Shelf, models.CASCADE, null=True)
    count = models.IntegerField(default=3)

    class Meta:
        app_label = "short_ways"


class Remembering(Jar):
    """A proxy: its instances go the long way."""

    class Meta:
        app_label = "short_ways"
        proxy = True


class Shouting(models.CharField):
    def pre_save(self, instance: Any, add: bool) -> Any:
        return getattr(instance, self.attname).upper()


class Loud(models.Model):
    text = Shouting(max_length=20)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "short_ways"


@pytest.fixture(autouse=True)
def tables() -> Any:
    made = (Shelf, Jar, Loud)
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    # What is worked out once is there: the short ways are open.
    Jar.objects.create(label="first").delete()
    yield
    with connection.schema_editor() as editor:
        for model in reversed(made):
            editor.delete_model(model)


def rows(model: Any = Jar) -> list[Any]:
    return list(model._base_manager.order_by("pk").values_list())


@pytest.mark.filterwarnings("ignore:DateTimeField")
@given(place=st.integers(0, len(FIELDS) - 1), value=VALUES)
@settings(max_examples=300)
def test_what_is_written_for_a_binder_binds_as_it_does(place: int, value: Any) -> None:
    bind = FIELDS[place].save_codec.binder(connection)
    names: dict[str, Any] = {}
    text = _bound(bind, 0, names)
    written = eval(f"lambda value0, connection: {text}", names)
    assert outcome(written, value) == outcome(bind, value)
    column = column_binder(bind)
    assert outcome(lambda one, connection: column([one], connection)[0], value) == outcome(
        lambda one, connection: prepared_column(bind, [one], connection)[0], value
    )


MOMENT = datetime.datetime(2020, 2, 3, 4, 5, 6, 7, datetime.UTC)


@pytest.mark.parametrize(
    "values",
    [
        {"label": "a"},
        {"label": "b", "price": Decimal("1.005"), "filled": MOMENT, "count": 9},
        {"label": "c", "price": 3, "count": "12"},
        {"label": "d", "price": "4.5", "filled": None},
        {"label": Lower(Value("E"))},
        {"label": "f", "pk": 77},
        {"label": "g", "price": Decimal("NaN")},
        {"label": "h", "price": Decimal(10) ** 9},
        {"label": "i", "count": "many"},
        {"label": "j", "shelf": Shelf(name="not saved")},
        {"label": "k", "nonsense": 1},
        {"label": None},
    ],
)
def test_create_goes_where_the_constructor_and_save_go(values: dict[str, Any]) -> None:
    def kept(make: Any) -> Any:
        errors = (ValidationError, ValueError, TypeError, ArithmeticError, DatabaseError)
        try:
            with transaction.atomic():
                obj = make()
        except errors as error:
            return type(error)
        found = rows()
        state = obj._state.db, obj._state.adding, obj.label if isinstance(obj.label, str) else None
        obj.delete()
        return [row[1:] for row in found], state

    def by_hand() -> Any:
        obj = Remembering(**values)
        obj.save(force_insert=True)
        return obj

    assert kept(lambda: Jar.objects.create(**values)) == kept(by_hand)


def test_create_is_seen_by_whoever_has_a_part_in_it() -> None:
    seen: list[str] = []

    def notice(signal: Any = None, **_: Any) -> None:
        seen.append("told")

    for signal in (pre_save, post_save, post_init):
        signal.connect(notice, sender=Jar)
        Jar.objects.create(label=f"told {len(seen)}")
        signal.disconnect(notice, sender=Jar)
    assert seen == ["told"] * 3
    with mock.patch.object(Jar, "save", autospec=True) as save:
        Jar.objects.create(label="kept back")
    assert save.call_count == 1
    with mock.patch.object(models.Model, "__init__", autospec=True, side_effect=RuntimeError):
        with pytest.raises(RuntimeError):
            Jar.objects.create(label="not made")


def test_fields_that_prepare_their_value_do_so() -> None:
    Loud.objects.create(text="one")
    loud = Loud.objects.create(text="two")
    before = loud.changed
    loud.text = "three"
    loud.save()
    assert [row[1] for row in rows(Loud)] == ["ONE", "THREE"]
    assert loud.changed > before


def test_an_instance_is_saved_again_in_one_statement_whatever_it_holds() -> None:
    jar = Jar.objects.create(label="a", price=1, filled=MOMENT)
    jar = Jar.objects.get()
    for count, stored in ((5, 5), ("6", 6), (F("count") + 1, 7)):
        jar.count = count
        with CaptureQueriesContext(connection) as queries:
            jar.save()
        assert len(queries) == 1
        assert rows()[0][-1] == stored
    partial = Jar.objects.only("label").get()
    partial.label = "b"
    with CaptureQueriesContext(connection) as queries:
        partial.save()
    assert "price" not in queries[0]["sql"]
    jar = Jar.objects.get()
    Jar.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        jar.save()
    assert [query["sql"].split()[0] for query in queries] == ["UPDATE", "INSERT"]
    assert rows() == [(jar.pk, "b", Decimal(1), MOMENT, None, 7)]
    with pytest.raises(IntegrityError), transaction.atomic():
        # Not the label: where empty texts are NULL, their columns take it.
        jar.count = None
        jar.save()


@pytest.mark.usefixtures("query_cache_on")
def test_get_or_create_needs_a_block_only_where_more_than_one_statement_could_be() -> None:
    def begun(make: Any) -> int:
        with mock.patch.object(transaction, "Atomic", wraps=transaction.Atomic) as block:
            make()
        return block.call_count

    # That it is one statement is known from the first time.
    Jar.objects.get_or_create(label="a", defaults={"count": 4})
    Jar.objects.all().delete()
    assert begun(lambda: Jar.objects.get_or_create(label="a", defaults={"count": 4})) == 0
    assert begun(lambda: Jar.objects.get_or_create(label="b", defaults={"count": lambda: 5})) == 1
    with transaction.atomic():
        assert begun(lambda: Jar.objects.get_or_create(label="c")) == 1
    assert begun(lambda: Loud.objects.get_or_create(text="d")) == 1
    assert [(row[1], row[-1]) for row in rows()] == [("a", 4), ("b", 5), ("c", 3)]


def test_get_or_create_finds_what_somebody_made_meanwhile() -> None:
    """With and without a block around it."""
    Jar.objects.create(label="a")
    for block in (transaction.atomic(), mock.MagicMock()):
        looks = mock.Mock(side_effect=[[], [Jar.objects.get()]])
        with block, mock.patch.object(models.QuerySet, "_one_if_any", looks):
            assert Jar.objects.get_or_create(label="a") == (Jar.objects.get(), False)
    with pytest.raises(IntegrityError):
        with mock.patch.object(models.QuerySet, "_one_if_any", lambda self, kwargs: []):
            Jar.objects.get_or_create(label="a")
    assert len(rows()) == 1


def test_get_or_create_asks_a_get_of_the_program() -> None:
    class Finding(models.QuerySet):
        def get(self, *args: Any, **kwargs: Any) -> Any:
            return "found"

    assert Finding(Jar).get_or_create(label="a") == ("found", False)
