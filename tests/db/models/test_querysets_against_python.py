"""QuerySets put together at random answer what Python answers over the same rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from django.db import connection
from django.test.compliance import answers as python
from django.test.compliance.answers import Branch, Joined
from django.test.compliance.questions import (
    Question,
    as_q,
    condition,
    ordered,
    python_answer,
    python_rows,
    queryset,
    question,
    shown,
)
from tests.testapp.models import Author, Book, Category, Publisher, Review

pytestmark = pytest.mark.db

MODELS = {"author": Author, "book": Book, "category": Category, "publisher": Publisher, "review": Review}


def objects(name: str) -> Any:
    return MODELS[name].objects.all()


@pytest.fixture
def rows(db: None) -> None:
    fill()


def fill() -> None:
    """Make the rows that the Python side knows."""
    for pk, name, age in python.AUTHORS:
        Author.objects.create(pk=pk, name=name, age=age)
    for pk, name in python.PUBLISHERS:
        Publisher.objects.create(pk=pk, name=name)
    for pk, name, parent in python.CATEGORIES:
        Category.objects.create(pk=pk, name=name, parent_id=parent)
    for pk, title, author, publisher, pages in python.BOOKS:
        Book.objects.create(pk=pk, title=title, author_id=author, publisher_id=publisher, pages=pages)
    for book, category in python.BOOK_CATEGORIES:
        Book.objects.get(pk=book).categories.add(category)
    for pk, book, reviewer, stars in python.REVIEWS:
        Review.objects.create(pk=pk, book_id=book, reviewer_id=reviewer, stars=stars)


CASES = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
MANY = settings(CASES, max_examples=5000, derandomize=False)


def agrees(asked: Question) -> None:
    expected = python_answer(asked, connection.features.nulls_order_largest)
    note(f"{asked}\n{queryset(asked, objects).query}" if expected else str(asked))
    assert shown(asked, ordered(asked, objects)) == expected


@CASES
@given(question())
def test_questions_get_the_answers_of_python(rows: None, asked: Question) -> None:
    agrees(asked)


@pytest.mark.nightly
@MANY
@given(question())
def test_many_questions_get_the_answers_of_python(rows: None, asked: Question) -> None:
    agrees(asked)


@st.composite
def combination(draw: Any) -> tuple[str, tuple[Question, ...]]:
    model = draw(st.sampled_from(["author", "book"]))
    return (
        draw(st.sampled_from(["union", "intersection", "difference"])),
        (draw(question(model, plain=True)), draw(question(model, plain=True))),
    )


@settings(CASES, max_examples=100)
@given(combination())
def test_combinations_get_the_answers_of_sets(rows: None, asked: tuple[str, tuple[Question, ...]]) -> None:
    operator, parts = asked
    first, second = (queryset(part, objects).values_list("pk", flat=True) for part in parts)
    sets = [{row.row["pk"] for row in python_rows(part)[0]} for part in parts]
    found = sorted(getattr(first, operator)(second))
    assert found == sorted(getattr(sets[0], operator)(sets[1]))


@settings(CASES, max_examples=100)
@given(st.sampled_from(["or", "and", "xor"]), condition("book"), condition("book"))
def test_merged_conditions_get_the_answers_of_python(rows: None, operator: str, one: Any, other: Any) -> None:
    # Over relations to several rows the two sides may share joins: rules of their own.
    assume(not any(python.many_paths("book", each.path) for side in (one, other) for each, _ in python.leaves(side)))
    left, right = Book.objects.filter(as_q(one)), Book.objects.filter(as_q(other))
    found = {"or": left.__or__, "and": left.__and__, "xor": left.__xor__}[operator](right)
    rows_of_python = [Joined(row, {}) for row in python.TABLES["book"].values()]
    expected = python.filtered("book", rows_of_python, Branch(operator.upper(), (one, other)))
    assert sorted(item.pk for item in found) == sorted(row.row["pk"] for row in expected)
