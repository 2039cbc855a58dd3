"""A field that converts its own values is told the connection they come and go over, whatever was worked out before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.apps import apps
from django.db import connections, models
from django.db.models import Max
from django.db.models.rows import read

HEARD: list[tuple[str, Any]] = []


class Telling(models.CharField):  # type: ignore[type-arg]
    """A text that notes the connection of each conversion."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        HEARD.append(("read", connection))
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        HEARD.append(("bound", connection))
        return super().get_db_prep_value(value, connection, prepared)


@pytest.fixture
def note(three: tuple[str, ...]) -> Iterator[Any]:
    class Note(models.Model):
        text = Telling(max_length=20)
        given = Telling(max_length=20, db_default="by the database")

        class Meta:
            app_label = "testapp"

    for alias in three:
        with connections[alias].schema_editor() as editor:
            editor.create_model(Note)
        Note.objects.using(alias).bulk_create([Note(text=f"{number}") for number in range(3)])
    yield Note
    del apps.all_models["testapp"]["note"]
    apps.clear_cache()


DEEDS: dict[str, Callable[[Any, str], Any]] = {
    "instances": lambda model, alias: list(model.objects.using(alias).filter(text__in=["1", "2"])),
    "one instance": lambda model, alias: model.objects.using(alias).get(text="1"),
    "rows": lambda model, alias: list(model.objects.using(alias).values("text").filter(text="1")),
    "values of one column": lambda model, alias: list(model.objects.using(alias).values_list("text", flat=True)),
    "aggregates": lambda model, alias: model.objects.using(alias).aggregate(last=Max("text")),
    "SQL of one's own": lambda model, alias: list(model.objects.using(alias).raw("SELECT * FROM testapp_note")),
    "created": lambda model, alias: model.objects.using(alias).create(text="new"),
    "given back": lambda model, alias: model.objects.using(alias).create(text="new").given,
    "given back to those created together": lambda model, alias: model.objects.using(alias).bulk_create([model()]),
    "created together": lambda model, alias: model.objects.using(alias).bulk_create([model(text="a"), model(text="b")]),
    "saved": lambda model, alias: model.objects.using(alias).first().save(),
    "updated": lambda model, alias: model.objects.using(alias).filter(text="1").update(text="one"),
    "read again": lambda model, alias: model.objects.using(alias).first().refresh_from_db(),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_field_hears_of_the_connection_its_values_travel_over(
    three: tuple[str, ...], note: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for a_few in (read.A_FEW, 1):
        monkeypatch.setattr(read, "A_FEW", a_few)
        for alias in three:
            HEARD.clear()
            DEEDS[name](note, alias)
            assert HEARD and {connection.alias for _, connection in HEARD} == {alias}


def test_a_field_hears_of_the_connection_of_its_own_thread(three: tuple[str, ...], note: Any) -> None:
    def look() -> None:
        list(note.objects.using("a").filter(text="1"))
        mine.append({id(connection) for _, connection in HEARD} == {id(connections["a"])})
        connections["a"].close()

    mine: list[bool] = []
    for beside in (False, True):
        HEARD.clear()
        if beside:
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        else:
            look()
    assert mine == [True, True]


@pytest.mark.feature("can_return_columns_from_insert")
def test_what_the_database_gives_back_is_converted_for_the_connection_it_came_over(
    three: tuple[str, ...], note: Any
) -> None:
    for alias in three:
        HEARD.clear()
        note.objects.using(alias).create(text="new")
        assert [connection.alias for deed, connection in HEARD if deed == "read"] == [alias]
