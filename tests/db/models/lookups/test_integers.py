"""Numbers that a column cannot hold: comparisons with them are decided without asking the database."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django.db import connection
from django.db.models import Sum
from django.db.models.memo.keys import nearest_bound
from django.test.utils import CaptureQueriesContext
from tests.testapp.models import Author, Book, Review

pytestmark = pytest.mark.db


def sent(queryset: Any) -> tuple[int, list[Any]]:
    """The number of statements sent, and what was found."""
    with CaptureQueriesContext(connection) as captured:
        found = list(queryset)
    return len(captured), found


@pytest.fixture
def review(db: None) -> Review:
    author = Author.objects.create(name="a")
    book = Book.objects.create(title="t", author=author, price=1, pages=7)
    return Review.objects.create(book=book, reviewer=author, stars=3)


def limits(model: Any, name: str) -> tuple[int, int]:
    low, high = connection.ops.integer_field_range(model._meta.get_field(name).get_internal_type())
    return low, high


@pytest.mark.parametrize(("model", "name"), [(Review, "stars"), (Book, "pages"), (Book, "id")])
def test_no_statement_is_sent_for_a_number_out_of_the_range(review: Review, model: Any, name: str) -> None:
    low, high = limits(model, name)
    for lookup, value in (
        *((lookup, high + 1) for lookup in ("exact", "gt", "gte")),
        *((lookup, low - 1) for lookup in ("exact", "lt", "lte")),
    ):
        assert sent(model.objects.filter(**{f"{name}__{lookup}": value})) == (0, [])
    for lookup, value in (("lt", high + 1), ("lte", high + 1), ("gt", low - 1), ("gte", low - 1)):
        assert len(sent(model.objects.filter(**{f"{name}__{lookup}": value}))[1]) == 1


def test_the_limits_themselves_are_asked_for(review: Review) -> None:
    low, high = limits(Review, "stars")
    for value in (low, high):
        assert sent(Review.objects.filter(stars=value)) == (1, [])


def test_a_sum_may_be_larger_than_its_column(review: Review) -> None:
    high = min(limits(Review, "stars")[1], 2**31)
    Review.objects.update(stars=high)
    Review.objects.create(book=review.book, reviewer=review.reviewer, stars=high)
    rows = Book.objects.annotate(total=Sum("reviews__stars")).filter(total__gt=high)
    assert sent(rows) == (1, [review.book])


def test_the_answer_is_part_of_the_condition_around_it(review: Review) -> None:
    high = limits(Review, "stars")[1]
    assert len(sent(Review.objects.exclude(stars=high + 1))[1]) == 1
    assert sent(Review.objects.exclude(stars__lt=high + 1)) == (0, [])
    assert sent(Book.objects.filter(reviews__stars=high + 1)) == (0, [])
    assert Review.objects.filter(stars__gt=high + 1).count() == 0


NUMBERS = st.one_of(
    st.integers(-(2**66), 2**66),
    st.builds(lambda power, near: 2**power + near, st.sampled_from([15, 16, 31, 32, 63, 64]), st.integers(-2, 2)),
    st.builds(lambda power, near: -(2**power) + near, st.sampled_from([15, 31, 63]), st.integers(-2, 2)),
    st.integers(0, 9),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=NUMBERS, lookup=st.sampled_from(["exact", "gt", "gte", "lt", "lte"]))
def test_the_database_and_python_agree_on_every_number(review: Review, value: int, lookup: str) -> None:
    answers = {
        "exact": lambda n: n == value,
        "gt": lambda n: n > value,
        "gte": lambda n: n >= value,
        "lt": lambda n: n < value,
        "lte": lambda n: n <= value,
    }
    for model, name, held in ((Review, "stars", 3), (Book, "pages", 7), (Book, "id", review.book_id)):
        found = model.objects.filter(**{f"{name}__{lookup}": value}).count()
        assert found == int(answers[lookup](held)), (model, name)


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers_of_one_key_are_in_the_same_ranges(value: int) -> None:
    bound = nearest_bound(value)
    assert abs(bound) <= abs(value)
    for high in (2**15, 2**16, 2**31, 2**32, 10**11):
        assert (value >= high) == (bound >= high)
        assert (value < -high) == (bound < -high)
