"""What is sent of values that are compared, and of questions inside questions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pytest

from django.db import DataError, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import ExtractMonth
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.db


@pytest.fixture
def book():
    return Book.objects.create(title="Emma", author=Author.objects.create(name="Jane"), price=Decimal("1.24"))


def test_compared_decimal_keeps_its_digits_and_stored_one_must_fit(book):
    assert not Book.objects.filter(price__gte=Decimal("1.2401")).exists()
    assert Book.objects.filter(price__lt=Decimal("1.2401")).exists()
    assert not Book.objects.filter(price__gte=Decimal("123456789012")).exists()
    book.price = Decimal("123456789012")
    # Refused by us where decimals are kept as text, else by the database.
    with pytest.raises((InvalidOperation, DataError)), transaction.atomic():
        book.save()


def test_subquery_that_locks_rows_keeps_its_order():
    inner = Author.objects.order_by("-age")
    assert "ORDER BY" in str(Author.objects.filter(pk__in=inner.select_for_update()).query).split("IN", 1)[1]
    assert "ORDER BY" not in str(Author.objects.filter(pk__in=inner).query).split("IN", 1)[1].split(")")[0]


def test_part_of_an_outer_date_is_taken_once_its_type_is_known():
    found = Book.objects.filter(published__month=ExtractMonth(OuterRef("published"))).values("title")[:1]
    Book.objects.annotate(same=Subquery(found))
    other = Book.objects.filter(published__month=ExtractMonth(OuterRef("title"))).values("title")[:1]
    with pytest.raises(ValueError, match="Extract input expression must be DateField"):
        Book.objects.annotate(same=Subquery(other))
