"""Keys of several columns in questions and changes."""

from __future__ import annotations

import pytest

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Subquery, Window
from django.db.models.functions import RowNumber
from django.test.utils import isolate_apps
from tests.testapp.models import Hall, Seat, Ticket

pytestmark = pytest.mark.db


@pytest.fixture
def hall():
    hall = Hall.objects.create(name="Opera")
    Seat.objects.bulk_create([Seat(hall=hall, number=number) for number in (2, 1, 3)])
    return hall


def numbers(queryset):
    return [seat.number for seat in queryset]


def test_key_is_one_tuple_among_grouped_values(hall):
    Ticket.objects.create(hall=hall, number=2)
    found = Seat.objects.values("pk").annotate(sold=Count("tickets")).order_by("pk")
    assert list(found) == [
        {"pk": (hall.pk, 1), "sold": 0},
        {"pk": (hall.pk, 2), "sold": 1},
        {"pk": (hall.pk, 3), "sold": 0},
    ]


def test_groups_of_all_parts_of_the_key_have_a_first_one(hall):
    groups = Seat.objects.values("hall", "number").annotate(sold=Count("tickets"))
    assert groups.first() == {"hall": hall.pk, "number": 1, "sold": 0}
    with pytest.raises(TypeError, match="unordered queryset performing aggregation"):
        Seat.objects.values("hall").annotate(sold=Count("tickets")).first()


def test_order_by_an_expression_of_the_key_orders_by_its_columns(hall):
    assert numbers(Seat.objects.order_by(F("pk"))) == [1, 2, 3]
    assert numbers(Seat.objects.order_by(F("pk").desc())) == [3, 2, 1]


def test_key_of_the_outer_query_must_be_composite_too(hall):
    same = Seat.objects.filter(pk=OuterRef("pk")).values("number")
    assert numbers(Seat.objects.filter(number=Subquery(same)).order_by("pk")) == [1, 2, 3]
    other = Seat.objects.filter(pk=OuterRef("number")).values("number")
    with pytest.raises(ValueError, match="Composite field lookups only work with composite expressions"):
        len(Seat.objects.filter(number=Subquery(other)))


def test_outer_names_need_a_query_around():
    with pytest.raises(ValueError, match="reference to an outer query"):
        len(Seat.objects.filter(number=OuterRef("number")))


def test_key_is_updated_column_by_column(hall):
    with pytest.raises(FieldError, match="must be updated individually"):
        Seat.objects.update(pk=(hall.pk, 9))
    with pytest.raises(FieldError, match=r"Composite primary keys expressions are not allowed .*label=F\('pk'\)"):
        Seat.objects.update(label=F("pk"))


def test_relation_over_several_columns_is_updated_with_an_instance(hall):
    ticket = Ticket.objects.create(hall=hall, number=2)
    for number in (3, 1):
        assert Ticket.objects.update(seat=Seat.objects.get(number=number)) == 1
        ticket.refresh_from_db()
        assert ticket.seat.number == number
    with pytest.raises(ValueError, match="Unsaved model instance"):
        Ticket.objects.update(seat=Seat())
    with pytest.raises(FieldError, match="only non-relations and foreign keys permitted"):
        Ticket.objects.update(seat=5)


def test_in_bulk_counts_every_column_of_the_key(hall, monkeypatch, django_assert_num_queries):
    from django.db import connection

    monkeypatch.setattr(connection.features, "max_query_params", 5)
    keys = [(hall.pk, number) for number in (1, 2, 3)]
    with django_assert_num_queries(2):
        assert sorted(Seat.objects.in_bulk(keys)) == keys


@pytest.mark.feature("supports_update_conflicts_with_target")
def test_upsert_does_not_write_a_part_of_the_key(hall):
    with pytest.raises(ValueError, match="cannot be used with primary keys in update_fields"):
        Seat.objects.bulk_create(
            [Seat(hall=hall, number=1)],
            update_conflicts=True,
            update_fields=["number"],
            unique_fields=["hall", "number"],
        )


def test_saved_instance_is_not_looked_for_by_its_key(hall, django_assert_num_queries):
    seat = Seat.objects.get(number=1)
    with django_assert_num_queries(1):
        # Its hall must exist.
        seat.full_clean()


@isolate_apps("tests.testapp")
def test_unfit_part_of_a_key_is_told_once():
    class Bench(models.Model):
        pk = models.CompositePrimaryKey("row", "number")
        row = models.IntegerField(null=True)
        number = models.IntegerField()

        class Meta:
            app_label = "testapp"

    assert [message.id for message in Bench.check()] == ["models.E042"]


def test_part_of_a_key_beside_other_columns_is_still_looked_for(hall, django_assert_num_queries):
    seat = Seat.objects.get(number=1)
    with django_assert_num_queries(0):
        seat._perform_unique_checks([(Seat, ("hall", "number")), (Seat, ("number",))])
    seat.label = "best"
    with django_assert_num_queries(1):
        seat._perform_unique_checks([(Seat, ("hall", "label"))])


def test_windows_are_ordered_and_parted_by_the_columns_of_the_key(hall):
    rows = Seat.objects.annotate(row=Window(RowNumber(), order_by="-pk"), alone=Window(Count("*"), partition_by="pk"))
    assert list(rows.order_by("pk").values_list("number", "row", "alone")) == [(1, 3, 1), (2, 2, 1), (3, 1, 1)]
    grouped = Seat.objects.annotate(sold=Count("tickets")).annotate(row=Window(RowNumber(), order_by=F("pk").desc()))
    assert list(grouped.order_by("pk").values_list("number", "sold", "row")) == [(1, 0, 3), (2, 0, 2), (3, 0, 1)]


@pytest.mark.parametrize("order", [(), ("pk",), ("-pk",)])
def test_slices_of_rows_with_such_keys_are_prefetched(hall, order):
    rows = Seat.objects.order_by(*order)[:2]
    (found,) = Hall.objects.prefetch_related(Prefetch("seats", queryset=rows, to_attr="some"))
    assert len(found.some) == 2
    assert not order or numbers(found.some) == ([1, 2] if order == ("pk",) else [3, 2])


def test_rows_are_deleted_together(hall, django_assert_num_queries):
    Ticket.objects.create(hall=hall, number=2)
    with django_assert_num_queries(3):
        deleted, by_model = Seat.objects.filter(number__lt=3).delete()
    assert (deleted, by_model["testapp.Seat"]) == (3, 2)
    assert numbers(Seat.objects.all()) == [3]
