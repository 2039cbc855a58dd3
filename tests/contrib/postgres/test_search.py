"""What holds of full-text search and of trigrams."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from django.contrib.postgres.fields.array import SliceTransform
from django.contrib.postgres.search import (
    SearchConfig,
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
    TrigramDistance,
    TrigramSimilarity,
    TrigramStrictWordSimilarity,
    TrigramWordDistance,
    TrigramWordSimilarity,
)
from django.db import connections, models
from django.db.models import F, Value
from django.test.utils import isolate_apps
from tests.contrib.postgres.models import Text

pytestmark = pytest.mark.engine("postgresql")


@pytest.fixture
def texts(pg: str) -> list[Text]:
    with connections[pg].cursor() as cursor:
        cursor.execute("SET LOCAL default_text_search_config TO 'pg_catalog.english'")
    rows = [
        Text(title="Cats", body="The cats sat on two mats; 100% true"),
        Text(title="A dog", body="Dogs dig. A brave brave dog digs deep"),
        Text(title="Cadeaux", body="Un beau cadeau", language="french"),
        Text(title="Nothing", body=None),
    ]
    return Text.objects.using(pg).bulk_create(rows)


def titles(pg: str, **condition: object) -> list[str]:
    return list(Text.objects.using(pg).filter(**condition).values_list("title", flat=True))


def test_words_are_found_in_any_form(pg: str, texts: list[Text], query_cache_on: None) -> None:
    assert titles(pg, body__search="cat mat") == ["Cats"]
    assert titles(pg, body__search="digging") == ["A dog"]
    assert titles(pg, body__search="elephant") == []
    assert titles(pg, body__search="100%") == ["Cats"]
    assert titles(pg, body__search=F("title")) == ["Cats", "A dog"]


def test_the_configuration_of_a_query_is_that_of_both_sides(pg: str, texts: list[Text]) -> None:
    assert titles(pg, body__search=SearchQuery("cadeaux", config="french")) == ["Cadeaux"]
    assert titles(pg, body__search=SearchQuery("the", config="simple")) == ["Cats"]
    assert titles(pg, body__search="the") == []


def test_a_vector_of_several_texts_takes_null_for_nothing(pg: str, texts: list[Text]) -> None:
    rows = Text.objects.using(pg).annotate(found=SearchVector("title", "body", "id", config=F("language")))
    assert [row.title for row in rows.filter(found="cadeau")] == ["Cadeaux"]
    assert [row.title for row in rows.filter(found=str(texts[3].pk))] == ["Nothing"]
    assert rows.filter(found="nothingdog").count() == 0


def test_a_stored_vector_is_searched(pg: str, texts: list[Text]) -> None:
    Text.objects.using(pg).update(vector=SearchVector("title", weight="A") + SearchVector("body", weight="D"))
    assert titles(pg, vector="dogs") == ["A dog"]
    assert titles(pg, vector=SearchQuery("dog & !cat", search_type="raw")) == ["A dog"]
    assert titles(pg, vector__isnull=True) == []


def test_a_vector_is_computed_by_the_database(pg: str) -> None:
    with isolate_apps("tests.contrib.postgres"):

        class Article(models.Model):
            body = models.TextField(null=True)
            vector = models.GeneratedField(
                expression=SearchVector("body", config="english", weight="A"),
                output_field=SearchVectorField(),
                db_persist=True,
            )

            class Meta:
                app_label = "postgres"

    with connections[pg].schema_editor() as editor:
        editor.create_model(Article)
    Article.objects.using(pg).bulk_create([Article(body="Cats 100%"), Article(body=None)])
    assert Article.objects.using(pg).get(vector=SearchQuery("cat", config="english")).vector == "'100':2A 'cat':1A"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SearchQuery("cats sat", search_type="phrase"), ["Cats"]),
        (SearchQuery("sat cats", search_type="phrase"), []),
        (SearchQuery('"brave dog" -cat', search_type="websearch"), ["A dog"]),
        (SearchQuery("cat") | SearchQuery("dog"), ["Cats", "A dog"]),
        (SearchQuery("brave") & SearchQuery("dog") & SearchQuery("deep"), ["A dog"]),
        (~SearchQuery("cat") & ~SearchQuery("cadeau"), ["A dog", "Nothing"]),
        (~(~SearchQuery("cat")), ["Cats"]),
    ],
)
def test_queries_are_read_and_joined(pg: str, texts: list[Text], query: SearchQuery, expected: list[str]) -> None:
    assert titles(pg, body__search=query) == expected


def test_rank_counts_weights_and_length(pg: str, texts: list[Text]) -> None:
    vector = SearchVector("title", weight="A") + SearchVector("body", weight="D")
    rows = Text.objects.using(pg).filter(title__in=["Cats", "A dog"])
    for options in ({}, {"weights": [0.1, 0.2, 0.4, 1.0]}, {"normalization": 2}, {"cover_density": True}):
        ranked = rows.annotate(rank=SearchRank(vector, SearchQuery("dog"), **options)).order_by("-rank")
        assert [row.title for row in ranked] == ["A dog", "Cats"]
        assert ranked.filter(rank__gt=0).count() == 1
    both = rows.annotate(rank=SearchRank("body", "dog", normalization=Value(2).bitor(Value(8)))).filter(rank__gt=0)
    assert both.count() == 1


def test_a_headline_marks_what_was_found(pg: str, texts: list[Text]) -> None:
    rows = Text.objects.using(pg).annotate(
        plain=SearchHeadline("body", "brave"),
        marked=SearchHeadline(
            "body",
            SearchQuery("brave"),
            config="english",
            start_sel='<i a="b">',
            stop_sel="</i>",
            max_words=4,
            min_words=1,
        ),
        short=SearchHeadline("body", "dog", max_fragments=2, max_words=3, min_words=1, fragment_delimiter=" ... "),
    )
    row = rows.get(title="A dog")
    assert "<b>brave</b>" in row.plain
    assert '<i a="b">brave</i>' in row.marked
    assert " ... " in row.short


def test_configurations_are_equal_by_name() -> None:
    assert SearchConfig.from_parameter(None) is None
    assert SearchConfig.from_parameter("a") == SearchConfig("a") == SearchConfig.from_parameter(SearchConfig("a"))


def test_what_is_no_vector_or_query_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown search_type argument 'foo'."):
        SearchQuery("x", search_type="foo")
    only = "{0} can only be combined with other {0} instances, got {1}."
    with pytest.raises(TypeError, match=only.format("SearchQuery", "NoneType")):
        None | SearchQuery("x")
    with pytest.raises(TypeError, match=only.format("SearchVector", "F")):
        SearchVector("x") + F("y")


def test_a_query_is_shown_as_it_was_written() -> None:
    query = SearchQuery("a") & (SearchQuery("b") | ~SearchQuery("c"))
    assert str(query) == "(SearchQuery(Value('a')) && (SearchQuery(Value('b')) || ~SearchQuery(Value('c'))))"


def test_inverted_queries_are_not_equal_to_themselves_upright() -> None:
    assert ~SearchQuery("a") != SearchQuery("a")
    assert ~SearchQuery("a") == SearchQuery("a", invert=True)


# --- extensions -------------------------------------------------------------------------------------------------------


def test_accents_do_not_count_on_either_side(pg: str, needs: Callable[..., None]) -> None:
    needs("unaccent")
    Text.objects.using(pg).bulk_create([Text(title="àéÖ"), Text(title="aeO"), Text(title="aeo")])
    assert titles(pg, title__unaccent="aéO") == ["àéÖ", "aeO"]
    assert titles(pg, title__unaccent__iexact="AEO") == ["àéÖ", "aeO", "aeo"]
    assert titles(pg, title__unaccent__endswith="éÖ") == ["àéÖ", "aeO"]


def test_likeness_is_measured_by_trigrams(pg: str, needs: Callable[..., None]) -> None:
    needs("pg_trgm")
    Text.objects.using(pg).bulk_create([Text(title="Matthew"), Text(title="Cat sat on mat."), Text(title="Dog")])
    assert titles(pg, title__trigram_similar="Mathew") == ["Matthew"]
    assert titles(pg, title__trigram_word_similar="Mathew") == ["Matthew"]
    assert titles(pg, title__trigram_strict_word_similar="mat") == ["Cat sat on mat."]
    row = Text.objects.using(pg).annotate(
        similarity=TrigramSimilarity("title", "Cat"),
        distance=TrigramDistance("title", "Cat"),
        word=TrigramWordSimilarity("mat", "title"),
        word_distance=TrigramWordDistance("mat", "title"),
        strict=TrigramStrictWordSimilarity("mat", "title"),
    ).get(title="Cat sat on mat.")
    assert round(row.similarity + row.distance, 5) == 1
    assert (row.word, row.word_distance, row.strict) == (1.0, 0.0, 1.0)


def test_what_stands_in_a_migration_is_named_by_its_public_place() -> None:
    functions = SearchRank("a", "b"), SearchHeadline("a", "b"), TrigramDistance("a", "b")
    for expression in (SearchVector("a"), SearchQuery("a"), *functions):
        assert expression.deconstruct()[0] == f"django.contrib.postgres.search.{type(expression).__name__}"
    assert SearchVectorField().deconstruct()[1] == "django.contrib.postgres.search.SearchVectorField"
    assert SliceTransform(1, 2, "a").deconstruct()[0] == "django.contrib.postgres.fields.array.SliceTransform"
