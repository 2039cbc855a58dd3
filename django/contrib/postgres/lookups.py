"""Lookups on text that extensions bring; and the face of all lookups of this application."""

from __future__ import annotations

from django.contrib.postgres.operators import (
    ContainedBy,
    DataContains,
    HasAnyKeys,
    HasKey,
    HasKeys,
    Overlap,
    PostgresOperatorLookup,
)
from django.contrib.postgres.search import SearchLookup
from django.db.models.lookups.base import Transform

__all__ = [
    "ContainedBy",
    "DataContains",
    "HasAnyKeys",
    "HasKey",
    "HasKeys",
    "Overlap",
    "PostgresOperatorLookup",
    "SearchLookup",
    "TrigramSimilar",
    "TrigramStrictWordSimilar",
    "TrigramWordSimilar",
    "Unaccent",
]


class Unaccent(Transform):
    """The text without accents. Needs the extension unaccent."""

    bilateral = True
    lookup_name = "unaccent"
    function = "UNACCENT"


class TrigramSimilar(PostgresOperatorLookup):
    """The text is like another one. Needs the extension pg_trgm."""

    lookup_name = "trigram_similar"
    postgres_operator = "%"


class TrigramWordSimilar(PostgresOperatorLookup):
    """A part of the text is like the other one. Needs the extension pg_trgm."""

    lookup_name = "trigram_word_similar"
    postgres_operator = "%>"


class TrigramStrictWordSimilar(PostgresOperatorLookup):
    """Some whole words of the text are like the other one. Needs the extension pg_trgm."""

    lookup_name = "trigram_strict_word_similar"
    postgres_operator = "%>>"
