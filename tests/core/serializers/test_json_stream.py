"""Rules of reading JSON arrays piece by piece: the pieces make no difference."""

from __future__ import annotations

import io
import json

import pytest

from django.core.serializers import json_stream

DOCUMENTS = [
    "[]",
    " [ ] ",
    "[1]",
    '[{"a": [1, "ż]"]}, 12345, "x,]", null, -1.5e10]',
    '[\n{"b": {}},\n{"c": "\\u017c"}\n]\n',
]
BROKEN = ["", "[", "[1", "[1,", "[1,]", "[1 2]", "{}", "[1] 2", '[{"a": }]', '["ż']


@pytest.fixture(params=[1, 2, 7, 100])
def chunk(request, monkeypatch):
    monkeypatch.setattr(json_stream, "CHUNK", request.param)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_any_pieces_give_what_the_whole_gives(chunk, document):
    assert list(json_stream.read_array(io.StringIO(document))) == json.loads(document)
    assert list(json_stream.read_array(io.BytesIO(document.encode()))) == json.loads(document)


@pytest.mark.parametrize("document", BROKEN)
def test_what_is_no_array_is_an_error(chunk, document):
    with pytest.raises(ValueError):
        list(json_stream.read_array(io.BytesIO(document.encode())))


def test_the_place_of_an_error_is_that_in_the_document(chunk):
    with pytest.raises(ValueError, match="line 3 column 7$"):
        list(json_stream.read_array(io.StringIO('[{"a": 1},\n\n  [1, }]')))


def test_bytes_that_are_no_text_are_an_error(chunk):
    with pytest.raises(ValueError):
        list(json_stream.read_array(io.BytesIO(b'["\xff"]')))


def test_elements_come_before_the_document_ends():
    def lines():
        yield '[{"a": 1},'
        raise AssertionError("read too far")

    class Stream:
        pieces = lines()

        def read(self, size):
            return next(self.pieces)

    assert next(json_stream.read_array(Stream())) == {"a": 1}
