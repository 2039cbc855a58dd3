"""Expressions of the user's own keep their values when their question is put inside another one."""

from __future__ import annotations

import pytest

from django.db.models import CharField, Exists, F, Func, OuterRef, Value
from django.db.models.functions import Concat
from tests.testapp.models import Author


class Shout(Func):
    """An expression that writes its own SQL."""

    output_field = CharField()

    def as_sql(self, compiler, connection, **context):
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"UPPER({sql})", params


@pytest.mark.db
def test_values_below_an_own_expression_move_with_the_question():
    author = Author.objects.create(name="Ann")
    inner = Author.objects.annotate(tail=Concat(F("name"), Value("!"))).annotate(loud=Shout(F("tail")))
    inner = inner.filter(loud="ANN!", pk=OuterRef("pk"))
    assert [author] == list(Author.objects.filter(name="Ann").filter(Exists(inner)))
