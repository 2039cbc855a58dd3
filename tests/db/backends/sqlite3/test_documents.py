"""JSON documents: every value at a path is told apart from every other."""

import json

import pytest

from django.db.backends.sqlite3.documents import json_path
from django.db.query import expressions as e
from django.db.query.expressions import Column, Compare, Literal
from django.db.query.sources import Table
from django.db.query.statements import Output, Select

DOC = Column("t", "doc", "JSONField")
VALUES = [None, True, False, 0, 1, 1.5, "", "true", "null", "1", 'quo"te', [1, "a"], {"k": None}]


@pytest.fixture
def documents(connection):
    connection.raw.execute("CREATE TABLE t (id integer, doc text)")
    rows = [(number, json.dumps({"a b": [value]})) for number, value in enumerate(VALUES)]
    connection.raw.executemany("INSERT INTO t VALUES (?, ?)", [*rows, (99, "{}")])
    return connection


def extract(document, *path, **options):
    return e.Call("json_extract", (document,), options=(("path", path), *options.items()))


@pytest.mark.parametrize(
    ("keys", "expected"), [((), "$"), (("a", 0), '$."a"[0]'), ((-1,), "$[#-1]"), (('a"] || x',), '$."a\\"] || x"')]
)
def test_paths(keys, expected):
    assert expected == json_path(keys)


@pytest.mark.parametrize(("number", "value"), list(enumerate(VALUES)))
def test_a_value_equals_itself_only(documents, number, value):
    wanted = extract(Literal(json.dumps(value)))
    select = Select((Output(Column("t", "id")),), Table("t", "t"), where=Compare("=", extract(DOC, "a b", 0), wanted))
    assert [(number,)] == documents.run(select)


def test_values_come_out_as_json_or_numbers(documents):
    select = Select((Output(extract(DOC, "a b", -1)),), Table("t", "t"))
    found = [value if not isinstance(value, str) else json.loads(value) for (value,) in documents.run(select)]
    assert [*VALUES, None] == found


def test_text_has_no_quotes(documents):
    select = Select((Output(extract(DOC, "a b", 0, as_text=True)),), Table("t", "t"))
    found = [value for (value,) in documents.run(select)]
    assert [
        None,
        "true",
        "false",
        "0",
        "1",
        "1.5",
        "",
        "true",
        "null",
        "1",
        'quo"te',
        '[1,"a"]',
        '{"k":null}',
        None,
    ] == found


def test_a_key_with_null_is_there(documents):
    has_key = e.Call("json_has_key", (DOC,), options=(("path", ("a b", 0)),))
    select = Select((Output(Column("t", "id")),), Table("t", "t"), where=e.Not(e.Truth(has_key)))
    assert [(99,)] == documents.run(select)


def test_documents_become_part_of_a_larger_one(documents):
    call = e.Call("json_object", (Literal("x"), DOC, Literal("y"), e.Call("json_array", (Literal(1),))))
    select = Select((Output(call),), Table("t", "t"), where=Compare("=", Column("t", "id"), Literal(99)))
    assert [('{"x":{},"y":[1]}',)] == documents.run(select)
