"""A broken fixture loads nothing at all, and the message names the file and the record."""

from __future__ import annotations

import json

import pytest

from django.core.management import CommandError, call_command
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.db("default", "other")


def author(pk, model="testapp.author", **fields):
    return {"model": model, "pk": pk, "fields": fields or {"name": f"A{pk}"}}


def book(pk, author):
    return {"model": "testapp.book", "pk": pk, "fields": {"title": f"B{pk}", "author": author}}


@pytest.fixture(params=["default", "other"])
def alias(request):
    return request.param


@pytest.fixture
def load(tmp_path, alias):
    """Write the files (texts or lists of objects) and load them in one command."""

    def run(*contents):
        paths = [tmp_path / f"part{number}.json" for number in range(1, len(contents) + 1)]
        for path, content in zip(paths, contents, strict=True):
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        call_command("loaddata", *map(str, paths), database=alias, verbosity=0)

    return run


@pytest.fixture(autouse=True)
def nothing_loaded(alias):
    Author.objects.using(alias).create(pk=50, name="was there")
    yield
    assert list(Author.objects.using(alias).values_list("pk", "name")) == [(50, "was there")]
    assert not Book.objects.using(alias).exists()


GOOD = [author(1), author(2), author(50)]


@pytest.mark.parametrize("good_ones_before", [0, 1, 2])
@pytest.mark.parametrize(
    "broken, kind, message",
    [
        (json.dumps(GOOD)[:-1], DeserializationError, r"Expecting ',' delimiter: line 1 column \d+"),
        ("{oops", DeserializationError, "an array was expected: line 1 column 1"),
        (
            [author(1), author(2, "testapp.auhor")],
            DeserializationError,
            r"Invalid model identifier: 'testapp.auhor'.*\(record 2\)",
        ),
        ([author(2, "testap.author")], DeserializationError, r"Invalid model identifier: 'testap.author'.*record 1"),
        (
            [author(1), author(2, nam="x")],
            DeserializationError,
            r"Author has no field named 'nam'. Did you mean 'name'\?.*\(record 2\)",
        ),
        ([author("x")], DeserializationError, r"\(testapp.author:pk=x\).*\(record 1\)"),
        ([author(1, name=None)], IntegrityError, r"Could not load testapp.Author\(pk=1\): .*(?i:not.null constraint)"),
    ],
    ids=["syntax", "no list", "model", "app", "field", "key", "null"],
)
def test_a_broken_file_loads_nothing_of_those_before_it_either(good_ones_before, broken, kind, message, load) -> None:
    part = good_ones_before + 1
    with pytest.raises(kind, match=rf"(?s)Problem installing fixture '.*part{part}.json': .*{message}"):
        load(*[GOOD] * good_ones_before, broken)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_reference_to_nowhere_is_found_at_the_end_wherever_it_stands(place, load) -> None:
    files = [[author(1)], [author(2)]]
    files.insert(place, [book(1, author=99)])
    with pytest.raises(IntegrityError, match=r"(?s)^Problem installing fixtures: .*testapp_book.*author_id.*99"):
        load(*files)


def test_a_file_that_is_not_there_stops_those_before_it(load, alias, tmp_path) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps(GOOD))
    with pytest.raises(CommandError, match="^No fixture named 'nowhere' found.$"):
        call_command("loaddata", str(good), "nowhere", database=alias, verbosity=0)
