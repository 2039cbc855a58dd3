"""A question as the value of a field keeps its own values apart from those of the row."""

from __future__ import annotations

import pytest

from django.db.models import OuterRef, Subquery
from tests.testapp.models import Author, Category


@pytest.mark.db
def test_create_with_a_subquery_reads_what_the_subquery_asks():
    Author.objects.create(name="Ann")
    Author.objects.create(name="Bob")
    asked = Subquery(Author.objects.filter(name="Bob").values("name")[:1])
    made = Category.objects.create(name=asked)
    made.refresh_from_db()
    assert "Bob" == made.name


@pytest.mark.db
def test_save_with_a_subquery_reads_what_the_subquery_asks():
    Author.objects.create(name="Ann")
    category = Category.objects.create(name="old")
    category.name = Subquery(Author.objects.filter(name="Ann").values("name")[:1])
    category.save()
    category.refresh_from_db()
    assert "Ann" == category.name


@pytest.mark.db
def test_update_with_a_correlated_subquery_reads_what_it_asks():
    Author.objects.create(name="Ann")
    category = Category.objects.create(name="Ann")
    Category.objects.create(name="Zoe")
    found = Author.objects.filter(name=OuterRef("name"), pk__gt=0).values("pk")[:1]
    Category.objects.filter(name="Ann").update(name=Subquery(found))
    category.refresh_from_db()
    assert str(Author.objects.get().pk) == category.name
