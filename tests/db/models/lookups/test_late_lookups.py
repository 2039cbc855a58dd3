"""Lookups are loaded when they are first asked for: what a class promises is what its rooms register."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from django.db import models
from django.db.models import lookups  # noqa: F401  (all rooms with lookups)
from django.db.models.functions import Upper
from django.db.models.lookups.registry import RegisterLookupMixin
from django.utils.late import run_module
from tests.house.sources import ROOT


def _classes(cls: type) -> Iterator[type]:
    yield cls
    for child in cls.__subclasses__():
        yield from _classes(child)


def test_every_class_tells_what_its_rooms_register() -> None:
    import django.db.models.functions.datetime
    import django.db.models.lookups.json  # noqa: F401

    ours = {cls for cls in _classes(RegisterLookupMixin) if cls.__module__.startswith("django.db.models")}
    for cls in ours:
        for room in vars(cls).get("late_lookups", {}):
            run_module(room)
    promised = {
        (cls, name, room)
        for cls in ours
        for room, names in vars(cls).get("late_lookups", {}).items()
        for name in names.split()
    }
    registered = {
        (cls, name, lookup.__module__)
        for cls in ours
        for name, lookup in vars(cls).get("class_lookups", {}).items()
        if lookup.__module__.startswith("django.db.models")
    }
    assert promised
    assert promised == registered


CODE = """
import sys
from django.db import models
from django.db.models.lookups.base import Lookup

class Mine(Lookup):
    lookup_name = "contains"

{deed}
assert models.CharField().get_lookup("contains") is {expected}, models.CharField().get_lookup("contains")
assert models.CharField().get_lookup("exact").__name__ == "Exact"
assert models.DateField().get_transform("year").__name__ == "ExtractYear"
assert set(models.DateField.get_lookups()) > {{"year", "iregex", "exact"}}
"""


def _passes(deed: str, expected: str) -> None:
    code = CODE.format(deed=deed, expected=expected)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_a_program_registers_first_is_not_overwritten_by_ours() -> None:
    _passes("models.Field.register_lookup(Mine)", "Mine")


def test_a_lookup_of_ours_can_be_taken_away_before_it_was_used() -> None:
    deed = "from django.db.models.lookups import Contains\nmodels.Field._unregister_lookup(Contains)"
    _passes(deed, "None")


def test_a_class_that_gives_its_own_lookups_is_asked_for_them() -> None:
    class Odd(models.CharField):
        @classmethod
        def get_lookups(cls):
            return {"odd": models.Lookup}

    assert Odd().get_lookup("odd") is models.Lookup
    assert Odd().get_lookup("exact") is None
    assert models.CharField().get_lookup("exact") is not None


def test_a_lookup_registered_on_one_field_is_its_own() -> None:
    field = models.CharField()
    with_upper = field.register_lookup(Upper, "loud")
    assert field.get_transform("loud") is with_upper
    assert models.CharField().get_transform("loud") is None


def test_what_expressions_make_is_loaded_when_they_make_it() -> None:
    code = """
from django.db.models import F, Q
from django.db.models.expressions import makers
assert type(F("a").desc()).__name__ == "OrderBy"
assert type(F("a") + 1).__name__ == "CombinedExpression"
assert makers.negated.__name__ == "NegatedExpression"
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
