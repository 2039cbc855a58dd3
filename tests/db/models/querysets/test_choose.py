"""Which fields are loaded, in which order rows come, what becomes of combinations of one."""

from __future__ import annotations

import pytest

from django.db import connection, models
from django.test.utils import isolate_apps
from tests.testapp.models import Author

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def authors() -> None:
    Author.objects.bulk_create([Author(name=name, age=age) for name, age in (("Bob", 1), ("Ann", 2), ("Cem", 3))])


def names(queryset) -> str:
    return "".join(author.name[0] for author in queryset)


def test_only_without_a_field_that_is_left_loads_all() -> None:
    rows = Author.objects
    for queryset in (rows.only(), rows.only("name").only(), rows.defer("name").only("name")):
        assert all(author.get_deferred_fields() == set() for author in queryset)


def test_reversal_outlives_the_order_it_was_asked_for() -> None:
    turned = Author.objects.reverse()
    assert names(turned) == names(turned.order_by("name")) == "CBA"
    assert names(turned.order_by("-age")) == "BAC"
    assert names(turned.order_by("name").reverse()) == "ABC"
    assert (turned.earliest("age").name, turned.latest("age").name) == ("Cem", "Bob")
    assert (turned.first().name, turned.last().name) == ("Cem", "Ann")


@pytest.mark.parametrize("combine", ["union", "intersection", "difference"])
def test_combination_with_nothing_is_the_queryset_itself(combine: str) -> None:
    alone = getattr(Author.objects.filter(age__gt=1), combine)()
    assert names(alone.filter(age__lt=3)) == "A"
    assert set(alone.values_list("name", flat=True)) == {"Ann", "Cem"}
    assert alone.delete()[0] == 2


@pytest.mark.db(transaction=True)
@isolate_apps("tests.testapp")
def test_link_to_a_parent_is_never_deferred() -> None:
    class Place(models.Model):
        name = models.CharField(max_length=20)

        class Meta:
            app_label = "testapp"

    class Cafe(Place):
        cups = models.IntegerField()

        class Meta:
            app_label = "testapp"

    with connection.schema_editor() as editor:
        editor.create_model(Place)
        editor.create_model(Cafe)
    try:
        Cafe.objects.create(name="Corner", cups=3)
        (cafe,) = Cafe.objects.select_related("place_ptr").only("cups")
        assert (cafe.cups, cafe.place_ptr.name) == (3, "Corner")
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Cafe)
            editor.delete_model(Place)
