"""What holds of hstore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django.contrib.postgres.fields import HStoreField
from django.contrib.postgres.fields.hstore import hstore_text, read_hstore
from django.contrib.postgres.validators import KeysValidator
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import F, OuterRef, Subquery
from django.test.utils import CaptureQueriesContext
from tests.contrib.postgres.models import Tagged

pytestmark = pytest.mark.engine("postgresql")

ODD = {'k"ey': 'va"lue', "b\\s": "a=>b, c", "ŧ": "", "null": None, "": "NULL", "%s": "100%"}


@pytest.fixture
def rows(pg: str, needs: Callable[..., None]) -> list[Tagged]:
    needs("hstore")
    values = [{"a": "b"}, {"a": "b", "c": "d"}, {"c": "d"}, {}, None, {"cat": "TigrOu"}]
    return Tagged.objects.using(pg).bulk_create([Tagged(tags=value) for value in values])


def places(rows: list[Tagged], pg: str, **condition: Any) -> list[int]:
    return [rows.index(found) for found in Tagged.objects.using(pg).filter(**condition)]


@pytest.mark.parametrize("value", [ODD, {}, None, {"a": None}])
def test_a_dictionary_comes_back_as_it_was_stored(pg: str, needs: Callable[..., None], value: Any) -> None:
    needs("hstore")
    Tagged.objects.using(pg).create(tags=value, several=None if value is None else [value, {"x": "y"}])
    stored = Tagged.objects.using(pg).get()
    assert (stored.tags, stored.several) == (value, None if value is None else [value, {"x": "y"}])


def test_keys_and_values_become_texts(pg: str, needs: Callable[..., None]) -> None:
    needs("hstore")
    Tagged.objects.using(pg).create(tags={1: 2, "n": None})
    assert Tagged.objects.using(pg).get(tags__1=2).tags == {"1": "2", "n": None}


@pytest.mark.parametrize(
    ("lookup", "value", "expected"),
    [
        ("exact", {"a": "b"}, [0]),
        ("in", [{"a": "b"}, {}], [0, 3]),
        ("contains", {"a": "b"}, [0, 1]),
        ("contained_by", {"a": "b", "c": "d"}, [0, 1, 2, 3]),
        ("has_key", "c", [1, 2]),
        ("has_keys", ["a", "c"], [1]),
        ("has_any_keys", ["a", "c"], [0, 1, 2]),
        ("keys", ["a"], [0]),
        ("keys__contains", ["a"], [0, 1]),
        ("values", ["b"], [0]),
        ("values__overlap", ["b", "d"], [0, 1, 2]),
        ("a", "b", [0, 1]),
        ("a__isnull", False, [0, 1]),
        ("cat__icontains", "IGR", [5]),
        ("isnull", True, [4]),
    ],
)
def test_lookups_find_what_they_say(
    pg: str, rows: list[Tagged], query_cache_on: None, lookup: str, value: Any, expected: list[int]
) -> None:
    for _ in range(2):  # worked out, then remembered
        assert places(rows, pg, **{f"tags__{lookup}": value}) == expected


def test_a_key_is_annotated_ordered_by_and_found_in_a_subquery(pg: str, rows: list[Tagged]) -> None:
    named = Tagged.objects.using(pg).annotate(a=F("tags__a")).order_by(F("tags__c").asc(nulls_last=True), "pk")
    assert [row.a for row in named][:2] == ["b", None]
    inner = Tagged.objects.using(pg).filter(pk=OuterRef("pk")).values("tags")
    assert Tagged.objects.using(pg).annotate(same=Subquery(inner)).filter(same__a="b").count() == 2


def test_a_hostile_key_stays_a_key(pg: str, rows: list[Tagged]) -> None:
    hostile = "x' = 'a') OR 1 = 1 OR ('d%s"
    with CaptureQueriesContext(connections[pg]) as captured:
        assert not Tagged.objects.using(pg).filter(**{f"tags__{hostile}": "x"}).exists()
    assert "'x' = 'a'" not in captured[0]["sql"].replace("''", "")


def test_the_text_of_a_dictionary_is_read_back() -> None:
    assert read_hstore(hstore_text(ODD)) == ODD


def test_values_that_are_no_texts_are_refused() -> None:
    with pytest.raises(ValidationError, match="The value of “a” is not a string or null.") as caught:
        HStoreField().clean({"a": 1}, None)
    assert caught.value.code == "not_a_string"
    assert HStoreField().clean({"a": None}, None) == {"a": None}


def test_missing_and_unknown_keys_are_named() -> None:
    strict = KeysValidator(keys=["a", "b"], strict=True, messages={"extra_keys": "Too many: %(keys)s"})
    strict({"a": "1", "b": "2"})
    with pytest.raises(ValidationError, match="Some keys were missing: b"):
        strict({"a": "1"})
    with pytest.raises(ValidationError, match="Too many: c"):
        strict({"a": "1", "b": "2", "c": "3"})
    assert strict.deconstruct()[0] == "django.contrib.postgres.validators.KeysValidator"
