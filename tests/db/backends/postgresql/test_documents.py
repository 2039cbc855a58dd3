"""Documents: paths, containment and building, with values written into statements and sent apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django.db.models.fields.json import JSONField
from django.db.query import expressions as e
from django.db.query.sources import Table
from django.db.query.statements import Output, Select

pytestmark = pytest.mark.engine("postgresql")

BOOK = Table("book", "book")
DOC = e.Column("book", "doc", "JSONField")
DOCUMENT = {"a": {"b": [1, None, "x'\"%s"]}, "n": None, "0": "zero", "t": True}
FIELD = JSONField()


@pytest.fixture
def one(book: Any) -> Any:
    with book.cursor() as cursor:
        cursor.execute("INSERT INTO book (doc) VALUES (%s::jsonb)", [json.dumps(DOCUMENT)])
    return book


def value(connection: Any, node: Any) -> Any:
    sql, params = connection.compiler().statement(Select((Output(node),), BOOK)).bind((), connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def at(*path: Any, **options: Any) -> e.Call:
    return e.Call("json_extract", (DOC,), options=(("path", path), *options.items()))


@pytest.mark.parametrize(
    ("path", "expected"),
    [(("a", "b", 0), "1"), (("a", "b", -1), json.dumps("x'\"%s")), (("n",), "null"), (("no",), None), ((), DOCUMENT)],
)
def test_a_piece_is_json_text(one: Any, path: tuple[Any, ...], expected: Any) -> None:
    found = value(one, at(*path))
    assert (json.loads(found) if expected is DOCUMENT else found) == expected


def test_a_piece_as_text_has_no_quotes(one: Any) -> None:
    assert value(one, at("a", "b", 2, as_text=True)) == "x'\"%s"
    assert value(one, at("t", as_text=True)) == "true"
    assert value(one, at("n", as_text=True)) is None


@pytest.mark.parametrize(
    ("path", "there"), [(("n",), True), (("no",), False), (("a", "b"), True), (("0",), True), (("a", "b", 5), False)]
)
def test_a_key_is_there_even_if_it_holds_null(one: Any, path: tuple[Any, ...], there: bool) -> None:
    call = e.Call("json_has_key", (DOC,), "BooleanField", options=(("path", path),))
    assert value(one, e.Condition(e.Truth(call))) is there


def test_containment(one: Any) -> None:
    part = e.Literal({"t": True}, FIELD, "JSONField")
    assert value(one, e.Call("json_contains", (DOC, part))) is True
    assert value(one, e.Call("json_contained_by", (DOC, part))) is False


def test_documents_are_built(one: Any) -> None:
    name, number = e.Literal("k", kind="CharField"), e.Literal(1, kind="IntegerField")
    assert json.loads(value(one, e.Call("json_object", (name, number, name, DOC))))["k"] == DOCUMENT
    assert json.loads(value(one, e.Call("json_array", (name, number)))) == ["k", 1]


def test_a_key_is_no_sql(one: Any) -> None:
    assert value(one, at("a' = 'b' OR 1 = 1; --")) is None
