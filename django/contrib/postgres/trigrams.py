"""Likeness of texts by trigrams, as functions and distances. Their public place is `search`."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions.functions import Func
from django.db.models.expressions.values import Value
from django.db.models.fields.numbers import FloatField
from django.db.models.lowering import lower
from django.db.query import expressions as nodes
from django.db.query.node import Node


class TrigramBase(Func):
    """Base of likeness of an expression and a text, which is no name. Needs the extension pg_trgm."""

    output_field = FloatField()

    def __init__(self, expression: Any, string: Any, **extra: Any) -> None:
        super().__init__(expression, string if hasattr(string, "resolve_expression") else Value(string), **extra)


class TrigramWordBase(Func):
    """Base of likeness of a text, which is no name, and a part of an expression. Needs the extension pg_trgm."""

    output_field = FloatField()

    def __init__(self, string: Any, expression: Any, **extra: Any) -> None:
        super().__init__(string if hasattr(string, "resolve_expression") else Value(string), expression, **extra)


class TrigramSimilarity(TrigramBase):
    """How alike two texts are, from 0 to 1."""

    public_path = "django.contrib.postgres.search.TrigramSimilarity"
    function = "SIMILARITY"


class TrigramWordSimilarity(TrigramWordBase):
    """How alike a text and the best part of another one are, from 0 to 1."""

    public_path = "django.contrib.postgres.search.TrigramWordSimilarity"
    function = "WORD_SIMILARITY"


class TrigramStrictWordSimilarity(TrigramWordBase):
    """How alike a text and the best words of another one are, from 0 to 1."""

    public_path = "django.contrib.postgres.search.TrigramStrictWordSimilarity"
    function = "STRICT_WORD_SIMILARITY"


class _Distance(Func):
    """Base of distances: an operator between both."""

    operator = ""

    def lower(self) -> Node:
        left, right = map(lower, self.source_expressions)
        return nodes.Infix(self.operator, left, right, "FloatField")


class TrigramDistance(_Distance, TrigramBase):
    """1 less the similarity."""

    public_path = "django.contrib.postgres.search.TrigramDistance"
    operator = "<->"


class TrigramWordDistance(_Distance, TrigramWordBase):
    """1 less the word similarity."""

    public_path = "django.contrib.postgres.search.TrigramWordDistance"
    operator = "<<->"


class TrigramStrictWordDistance(_Distance, TrigramWordBase):
    """1 less the strict word similarity."""

    public_path = "django.contrib.postgres.search.TrigramStrictWordDistance"
    operator = "<<<->"
