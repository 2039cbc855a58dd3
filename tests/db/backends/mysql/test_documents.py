"""Documents: paths, containment and building."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django.db.models.fields.json import JSONField
from django.db.query import expressions as e
from django.db.query.sources import Table
from django.db.query.statements import Output, Select

pytestmark = pytest.mark.engine("mysql")

BOOK = Table("book", "book")
DOC = e.Column("book", "doc", "JSONField")
DOCUMENT = {"a": {"b": [1, None, "x'\"%s"]}, "n": None, "0": "zero", "t": True}
FIELD = JSONField()


@pytest.fixture
def one(book: Any) -> Any:
    with book.cursor() as cursor:
        cursor.execute("INSERT INTO book (doc) VALUES (%s)", [json.dumps(DOCUMENT)])
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
    assert bool(value(one, e.Condition(e.Truth(call)))) is there


def test_containment(one: Any) -> None:
    part = e.Literal({"t": True}, FIELD, "JSONField")
    assert value(one, e.Call("json_contains", (DOC, part))) == 1
    assert value(one, e.Call("json_contained_by", (DOC, part))) == 0


def test_documents_are_built(one: Any) -> None:
    name, number = e.Literal("k", kind="CharField"), e.Literal(1, kind="IntegerField")
    assert json.loads(value(one, e.Call("json_object", (name, number, name, DOC))))["k"] == DOCUMENT
    assert json.loads(value(one, e.Call("json_array", (name, number)))) == ["k", 1]


def test_a_key_is_no_sql(one: Any) -> None:
    assert value(one, at("a' = 'b' OR 1 = 1; --")) is None


# --- comparisons ------------------------------------------------------------------------------------------------------


def is_found(connection: Any, condition: Any) -> bool:
    statement = connection.compiler().statement(Select((Output(e.Literal(1)),), BOOK, where=condition))
    sql, params = statement.bind((), connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return bool(cursor.fetchall())


def document(value: Any) -> e.Literal:
    return e.Literal(value, FIELD, "JSONField")


def whole(value: Any) -> e.Call:
    """A value in the form in which pieces are compared."""
    return e.Call("json_extract", (document(value),), "JSONField", options=(("path", ()),))


def piece(*path: Any) -> e.Call:
    return at(*path).but(kind="JSONField")


def test_a_document_is_the_same_whatever_the_order_of_its_keys(one: Any) -> None:
    backwards = dict(reversed(DOCUMENT.items()))
    assert list(backwards) != list(DOCUMENT)
    assert is_found(one, e.Compare("=", DOC, document(backwards)))
    assert not is_found(one, e.Compare("=", DOC, document({**DOCUMENT, "t": False})))


@pytest.mark.parametrize(
    ("path", "value"), [(("t",), True), (("n",), None), (("0",), "zero"), (("a", "b", 0), 1), (("a",), DOCUMENT["a"])]
)
def test_a_piece_is_compared_as_what_it_is(one: Any, path: tuple[Any, ...], value: Any) -> None:
    assert is_found(one, e.Compare("=", piece(*path), whole(value)))
    assert is_found(one, e.Members(piece(*path), (whole("other"), whole(value))))
    assert not is_found(one, e.Compare("=", piece(*path), whole(str(value) + " ")))


@pytest.mark.parametrize(("operator", "found"), [(">", True), ("<", False), (">=", True)])
def test_numbers_are_compared_by_size(one: Any, operator: str, found: bool) -> None:
    with one.cursor() as cursor:
        cursor.execute("UPDATE book SET doc = %s", [json.dumps({"n": 10})])
    assert is_found(one, e.Compare(operator, piece("n"), whole(9))) is found


def test_texts_are_compared_by_their_letters(one: Any) -> None:
    assert is_found(one, e.Compare(">", piece("0"), whole("aero")))
    assert not is_found(one, e.Compare("<", piece("0"), whole("aero")))


@pytest.mark.parametrize(("lookup", "text", "found"), [("icontains", "ZER", True), ("contains", "ZER", False)])
def test_a_piece_is_matched_as_text(one: Any, lookup: str, text: str, found: bool) -> None:
    left = at("0", as_text=True).but(kind="TextField")
    assert is_found(one, e.Match(lookup, left, e.Literal(text, kind="TextField"))) is found
