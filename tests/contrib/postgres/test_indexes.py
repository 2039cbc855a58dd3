"""What holds of PostgreSQL's kinds of indexes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django.contrib.postgres.indexes import (
    BloomIndex,
    BrinIndex,
    BTreeIndex,
    GinIndex,
    GistIndex,
    HashIndex,
    OpClass,
    SpGistIndex,
)
from django.contrib.postgres.search import SearchVector
from django.db import connection, connections
from django.db.models import F, Index, Q
from django.db.models.functions import Collate, Lower
from tests.contrib.postgres.models import Shelf, Stay, Text

pytestmark = pytest.mark.engine("postgresql")


def made(pg: str, model: Any, index: Any) -> dict[str, Any]:
    """Make the index; return what the database says of it, and that it is gone again when it was removed."""
    database = connections[pg]
    with database.schema_editor() as editor:
        editor.add_index(model, index)
    with database.cursor() as cursor:
        found = database.introspection.get_constraints(cursor, model._meta.db_table)[index.name]
    with database.schema_editor() as editor:
        editor.remove_index(model, index)
    with database.cursor() as cursor:
        assert index.name not in database.introspection.get_constraints(cursor, model._meta.db_table)
    return found


@pytest.mark.parametrize(
    ("model", "index", "kind", "options"),
    [
        (Shelf, GinIndex(fields=["numbers"], name="i"), "gin", None),
        (
            Shelf,
            GinIndex(fields=["numbers"], name="i", fastupdate=True, gin_pending_list_limit=64),
            "gin",
            ["gin_pending_list_limit=64", "fastupdate=on"],
        ),
        (Text, BrinIndex(fields=["title"], name="i", autosummarize=True, pages_per_range=4), "brin", None),
        (
            Text,
            BTreeIndex(fields=["title"], name="i", fillfactor=80, deduplicate_items=False),
            "btree",
            ["fillfactor=80", "deduplicate_items=off"],
        ),
        (Stay, GistIndex(fields=["whole"], name="i", buffering=True), "gist", ["buffering=on"]),
        (Stay, GistIndex(fields=["whole"], name="i", include=["room"]), "gist", None),
        (Text, HashIndex(fields=["title"], name="i", fillfactor=80), "hash", ["fillfactor=80"]),
        (Text, SpGistIndex(fields=["body"], name="i", condition=Q(title__contains="100%")), "spgist", None),
        (Text, GinIndex(SearchVector("title", "id", config="english"), name="i"), "gin", None),
    ],
)
def test_an_index_is_of_its_kind_with_its_options(
    pg: str, model: Any, index: Any, kind: str, options: list[str] | None
) -> None:
    found = made(pg, model, index)
    assert found["type"] == kind
    if options:
        assert found["options"] == options


def test_a_bloom_index_has_bits_per_column(pg: str, needs: Callable[..., None]) -> None:
    needs("bloom")
    found = made(pg, Stay, BloomIndex(fields=["room", "number"], name="i", length=80, columns=[4, 5]))
    assert (found["type"], found["options"]) == ("bloom", ["length=80", "col1=4", "col2=5"])


def test_a_class_of_operators_stands_before_the_direction_and_behind_the_collation(pg: str) -> None:
    expressions = [
        OpClass(Lower("title"), name="text_pattern_ops").desc(nulls_last=True),
        OpClass(Lower("title").desc(nulls_last=True), name="text_pattern_ops"),
        Collate(OpClass(Lower("title"), name="text_pattern_ops").desc(nulls_last=True), collation="C"),
    ]
    for expression in expressions:
        found = made(pg, Text, Index(expression, name="i"))
        assert "text_pattern_ops DESC NULLS LAST" in found["definition"]
    assert 'COLLATE "C" text_pattern_ops' in found["definition"]


def test_trigram_indexes_name_their_class(pg: str, needs: Callable[..., None]) -> None:
    needs("pg_trgm")
    assert made(pg, Text, GinIndex(OpClass(F("body"), name="gin_trgm_ops"), name="i"))["type"] == "gin"
    assert made(pg, Text, GinIndex(fields=["body"], opclasses=["gin_trgm_ops"], name="i"))["type"] == "gin"


@pytest.mark.parametrize("name", ["", "a b", "ops)) --", "a.b.c", 'x"'])
def test_a_class_of_operators_is_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="Invalid name of an operator class"):
        OpClass("title", name=name)


@pytest.mark.parametrize(
    ("cls", "options"),
    [
        (BloomIndex, {"length": 80, "columns": [4]}),
        (BrinIndex, {"autosummarize": True, "pages_per_range": 16}),
        (BTreeIndex, {"fillfactor": 80, "deduplicate_items": False}),
        (GinIndex, {"fastupdate": True, "gin_pending_list_limit": 128}),
        (GistIndex, {"buffering": False, "fillfactor": 80}),
        (HashIndex, {"fillfactor": 80}),
        (SpGistIndex, {"fillfactor": 80}),
    ],
)
def test_an_index_is_deconstructed_with_its_options(cls: Any, options: dict[str, Any]) -> None:
    index = cls(fields=["title"], name="i", **options)
    path, args, kwargs = index.deconstruct()
    assert path == f"django.contrib.postgres.indexes.{cls.__name__}"
    assert kwargs == {"fields": ["title"], "name": "i", **options}
    assert cls(*args, **kwargs) == index
    assert cls(fields=["title"], name="i").deconstruct()[2] == {"fields": ["title"], "name": "i"}


def test_impossible_options_are_refused() -> None:
    wrong = [
        (BloomIndex, {"columns": "x"}, "BloomIndex.columns must be a list or tuple."),
        (BloomIndex, {"columns": [1, 2]}, "BloomIndex.columns cannot have more values than fields."),
        (BloomIndex, {"columns": [4096]}, "BloomIndex.columns must contain integers from 1 to 4095."),
        (BloomIndex, {"length": 0}, "BloomIndex.length must be None or an integer from 1 to 4096."),
        (BrinIndex, {"pages_per_range": 0}, "pages_per_range must be None or a positive integer"),
    ]
    for cls, options, text in wrong:
        with pytest.raises(ValueError, match=text):
            cls(fields=["title"], name="i", **options)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("index", "columns"),
    [
        (GinIndex(fields=["title"], name="i", fastupdate=True), '("title")'),
        (BloomIndex(fields=["title"], name="i", length=80), '("title")'),
        (GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="i"), '("title")'),
        (Index(OpClass(Lower("title"), name="text_pattern_ops").desc(), name="i"), '((LOWER("title")) DESC)'),
    ],
)
def test_another_engine_makes_an_ordinary_index(index: Any, columns: str) -> None:
    editor = connection.schema_editor(collect_sql=True)
    assert str(index.create_sql(Text, editor)) == f'CREATE INDEX "i" ON "postgres_text" {columns}'
