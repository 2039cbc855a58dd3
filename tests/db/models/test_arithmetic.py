"""Arithmetic as engines answer it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from django.db.models import DurationField, ExpressionWrapper, Value
from tests.testapp.models import Author

pytestmark = pytest.mark.db


@pytest.mark.parametrize(
    ("microseconds", "divisor", "expected"), [(7, 2, 4), (-7, 2, -4), (9, 3, 3), (1, 3, 0), (10, 3.2, 3)]
)
def test_divided_durations_are_rounded(microseconds: int, divisor: float, expected: int) -> None:
    Author.objects.create(name="Ann")
    part = ExpressionWrapper(Value(timedelta(microseconds=microseconds)) / divisor, output_field=DurationField())
    (found,) = Author.objects.annotate(part=part).values_list("part", flat=True)
    assert found == timedelta(microseconds=expected)
