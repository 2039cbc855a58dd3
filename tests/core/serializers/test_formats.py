"""Rules of the serialization formats, shown on unsaved instances where rows are not needed."""

from __future__ import annotations

import datetime
import decimal
import json
import uuid

import pytest

from django.core import serializers
from django.core.serializers.base import DeserializationError, DeserializedObject, ProgressBar
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.xml_document import DTDForbidden
from tests.testapp.models import Author, Book, Review

FORMATS = ["json", "jsonl", "xml", "yaml", "python"]


def roundtrip(format, objects, **options):
    return [
        found.object for found in serializers.deserialize(format, serializers.serialize(format, objects, **options))
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_what_goes_out_comes_back(format):
    written = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    review = Review(pk=3, book_id=1, reviewer_id=None, stars=5, text="a <b> & 'ü'\n", written=written)
    (copy,) = roundtrip(format, [review])
    assert (copy.pk, copy.book_id, copy.reviewer_id, copy.stars, copy.written) == (3, 1, None, 5, written)
    assert copy.text.strip() == review.text.strip()


@pytest.mark.parametrize("format", FORMATS)
def test_only_chosen_fields_go_out(format):
    (copy,) = roundtrip(format, [Author(pk=1, name="Ann", age=3)], fields=["age"])
    assert (copy.name, copy.age) == ("", 3)


@pytest.mark.parametrize("format", FORMATS)
def test_an_object_without_a_key_comes_back_without_one(format):
    (copy,) = roundtrip(format, [Author(name="Ann")])
    assert copy.pk is None


def test_json_is_one_line_without_an_indent_and_one_object_a_block_with_one():
    authors = [Author(pk=1, name="Ann"), Author(pk=2, name="Bo")]
    first = '{"model": "testapp.author", "pk": 1, "fields": {"name": "Ann", "age": null}}'
    second = first.replace("1", "2").replace("Ann", "Bo")
    assert serializers.serialize("json", authors) == f"[{first}, {second}]"
    assert serializers.serialize("json", [], indent=2) == "[\n]\n"
    assert json.loads(serializers.serialize("json", authors, indent=2))[1]["pk"] == 2


@pytest.mark.parametrize("document", ['<!DOCTYPE a SYSTEM "x">', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_xml_with_a_document_type_is_refused(document):
    with pytest.raises(DTDForbidden):
        next(serializers.deserialize("xml", document))


def test_characters_that_xml_cannot_hold_are_refused():
    with pytest.raises(ValueError, match=r"Author.name \(pk:1\) contains unserializable characters"):
        serializers.serialize("xml", [Author(pk=1, name="\x01")])


@pytest.mark.parametrize(
    "format, document",
    [
        ("json", '[{"pk":1}'),
        ("jsonl", '{"pk":1'),
        ("yaml", "{"),
        ("xml", "<a><b></a>"),
        ("json", "[1]"),
        ("json", '{"a": 1}'),
    ],
)
def test_a_broken_document_is_one_kind_of_error(format, document):
    with pytest.raises(DeserializationError):
        list(serializers.deserialize(format, document))


def test_a_broken_value_is_told_with_its_model_and_key():
    document = [{"model": "testapp.author", "pk": 1, "fields": {"age": "many"}}]
    with pytest.raises(DeserializationError, match=r"\(testapp.author:pk=1\) field_value was 'many'"):
        list(serializers.deserialize("python", document))


def test_an_unknown_model_can_be_passed_over():
    document = [{"model": "testapp.ghost", "pk": 1, "fields": {}}]
    with pytest.raises(DeserializationError, match="Invalid model identifier: 'testapp.ghost'"):
        list(serializers.deserialize("python", document))
    assert list(serializers.deserialize("python", document, ignorenonexistent=True)) == []


def test_a_format_without_its_library_says_so_when_used(monkeypatch):
    monkeypatch.setattr(serializers, "_serializers", {"odd": "no.such.module"})
    with pytest.raises(ImportError, match="No module named 'no'"):
        serializers.serialize("odd", [])


def test_an_unknown_format_is_a_key_error():
    with pytest.raises(serializers.SerializerDoesNotExist):
        serializers.get_serializer("nonsense")


@pytest.mark.parametrize(
    "value, text",
    [
        (datetime.datetime(2020, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.UTC), "2020-01-02T03:04:05.678Z"),
        (datetime.datetime(2020, 1, 2), "2020-01-02T00:00:00"),
        (datetime.date(2020, 1, 2), "2020-01-02"),
        (datetime.time(3, 4, 5, 678901), "03:04:05.678"),
        (datetime.timedelta(days=1, seconds=3), "P1DT00H00M03S"),
        (decimal.Decimal("1.10"), "1.10"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_json_writes_these_values_as_text(value, text):
    assert json.loads(json.dumps(value, cls=DjangoJSONEncoder)) == text


def test_json_refuses_times_with_a_zone():
    with pytest.raises(ValueError, match="timezone-aware"):
        json.dumps(datetime.time(1, tzinfo=datetime.UTC), cls=DjangoJSONEncoder)


def test_progress_ends_with_a_full_bar(capsys):
    import sys

    serializers.serialize("json", [Author(pk=1), Author(pk=2)], progress_output=sys.stdout, object_count=2)
    assert capsys.readouterr().out.endswith("[" + "." * ProgressBar.progress_width + "]\n")


def test_models_that_natural_keys_go_through_come_first():
    from django.apps import apps

    config = apps.get_app_config("testapp")
    assert serializers.sort_dependencies([(config, [Book, Author])]) == [Book, Author]
    Author.natural_key = lambda self: (self.name,)
    try:
        assert serializers.sort_dependencies([(config, [Book, Author])]) == [Author, Book]
    finally:
        del Author.natural_key


def test_a_deserialized_object_shows_what_it_is():
    assert repr(DeserializedObject(Author(pk=1))) == "<DeserializedObject: testapp.Author(pk=1)>"


@pytest.mark.parametrize("format", ["json", "jsonl", "yaml"])
def test_what_is_told_already_is_not_told_as_something_else(format):
    document = '{"model": "testapp.ghost", "pk": 1, "fields": {}}'
    with pytest.raises(DeserializationError, match="^Invalid model identifier: 'testapp.ghost'"):
        list(serializers.deserialize(format, document if format == "jsonl" else f"[{document}]"))
