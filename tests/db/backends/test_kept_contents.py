"""Rows of a test database that are written down and put back after a flush, on every engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from django.apps import apps
from django.db import IntegrityError, connections
from django.db.backends.base import test_contents
from tests import scratch
from tests.testapp.models import Author, Book, Category


class OnlyOurs:
    """Stands for the migrations' loader: says that the library's app has migrations."""

    def __init__(self, connection: Any) -> None:
        self.migrated_apps = {"testapp"}


@pytest.fixture(params=scratch.ENGINES)
def connection(
    request: Any, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    monkeypatch.setattr(test_contents, "LOADER", f"{__name__}.OnlyOurs")
    monkeypatch.setattr(
        test_contents, "apps", SimpleNamespace(get_app_configs=lambda: [apps.get_app_config("testapp")])
    )
    with scratch.database(request.param, "kept", tmp_path_factory.mktemp("kept")) as alias:
        with connections[alias].schema_editor() as editor:
            for model in apps.get_app_config("testapp").get_models():
                editor.create_model(model)
        yield connections[alias]


def flush(connection: Any) -> None:
    tables = connection.introspection.table_names()
    connection.ops.execute_sql_flush(connection.ops.sql_flush(None, tables, reset_sequences=True, allow_cascade=True))


def test_rows_come_back_though_they_refer_to_later_ones(connection: Any) -> None:
    alias = connection.alias
    author = Author.objects.using(alias).create(name="Ann 😀")
    book = Book.objects.using(alias).create(title="Of 'them'", author=author)
    first = Category.objects.using(alias).create(name="first")
    second = Category.objects.using(alias).create(name="second", parent=first)
    first.parent = second
    first.save(using=alias)
    book.categories.add(second)
    kept = connection.creation.serialize_db_to_string()
    flush(connection)
    assert not Category.objects.using(alias).exists()
    connection.creation.deserialize_db_from_string(kept)
    assert Book.objects.using(alias).get().author.name == "Ann 😀"
    assert {each.name: each.parent.name for each in Category.objects.using(alias).select_related("parent")} == {
        "first": "second",
        "second": "first",
    }
    assert [each.name for each in Book.objects.using(alias).get().categories.all()] == ["second"]


def test_rows_that_refer_to_none_are_refused_and_leave_nothing(connection: Any) -> None:
    alias = connection.alias
    Category.objects.using(alias).create(name="alone")
    rows = json.loads(connection.creation.serialize_db_to_string())
    flush(connection)
    rows[0]["fields"]["parent"] = 4711
    with pytest.raises(IntegrityError):
        connection.creation.deserialize_db_from_string(json.dumps(rows))
    assert not Category.objects.using(alias).exists()
    assert Author.objects.using(alias).create(name="still works").pk
