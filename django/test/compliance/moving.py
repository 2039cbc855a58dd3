"""One QuerySet, any engine: `using()` at any point of a chain, and the same answer as the reference's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django.db.models import Avg, Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models import functions as f
from django.test.compliance.library import Author, Book, Category, Review

Step = Callable[[Any], Any]

CHAINS: dict[str, tuple[Any, tuple[Step, ...]]] = {
    "filters": (Book, (lambda q: q.filter(pages__gt=1), lambda q: q.exclude(author__name="bob"))),
    "texts": (Book, (lambda q: q.filter(title__icontains="O"), lambda q: q.filter(title__regex="^.o"))),
    "relations": (Book, (lambda q: q.filter(categories__parent__name="ann"), lambda q: q.distinct())),
    "negated relations": (Author, (lambda q: q.exclude(books__pages__gt=2), lambda q: q.filter(age__isnull=False))),
    "aggregates": (Author, (lambda q: q.annotate(n=Count("books")), lambda q: q.filter(n__gte=1))),
    "groups": (
        Book,
        (lambda q: q.values("author__name"), lambda q: q.annotate(total=Sum("price"), mean=Avg("pages"))),
    ),
    "subqueries": (
        Author,
        (
            lambda q: q.annotate(
                last=Subquery(Book.objects.filter(author=OuterRef("pk")).order_by("-pk").values("pk")[:1])
            ),
            lambda q: q.filter(Exists(Book.objects.filter(author=OuterRef("pk"), pages__isnull=False))),
        ),
    ),
    "cases": (
        Book,
        (
            lambda q: q.annotate(size=Case(When(pages__gt=2, then=Value("thick")), default=Value("thin"))),
            lambda q: q.filter(size="thin"),
        ),
    ),
    "functions": (
        Book,
        (
            lambda q: q.annotate(word=f.Concat(f.Upper("title"), Value("/"), "author__name")),
            lambda q: q.annotate(year=f.ExtractYear("published")).filter(Q(year=2020) | Q(year=None)),
        ),
    ),
    "related rows": (Book, (lambda q: q.select_related("author", "publisher"), lambda q: q.filter(author__age=30))),
    "rows beside": (
        Book,
        (lambda q: q.prefetch_related("categories", "reviews__reviewer"), lambda q: q.filter(pk__lt=5)),
    ),
    "columns": (Book, (lambda q: q.only("title", "price"), lambda q: q.filter(price__lt=20))),
    "expressions": (Book, (lambda q: q.annotate(x=F("pages") * 2 + F("pk")), lambda q: q.filter(x__gt=F("pk")))),
    "lists": (Review, (lambda q: q.filter(reviewer__in=[1, 2]), lambda q: q.filter(Q(stars=1) | Q(text="xx")))),
    "trees": (
        Category,
        (lambda q: q.filter(parent__parent__name="ann"), lambda q: q.values_list("name", "parent__name")),
    ),
}


def _answer(name: str, found: Any) -> list[Any]:
    return [_shown(row) for row in found.order_by("author__name" if name == "groups" else "pk")]


def _shown(row: Any) -> Any:
    if not hasattr(row, "_meta"):
        return row
    shown = {name: getattr(row, name) for name in vars(row) if not name.startswith("_")}
    for name, related in row._state.fields_cache.items():
        shown[f"cached {name}"] = related and related.pk
    for name, related in getattr(row, "_prefetched_objects_cache", {}).items():
        shown[f"beside {name}"] = sorted(each.pk for each in related)
    return shown


class TestMoving:
    @pytest.mark.parametrize("name", list(CHAINS))
    def test_a_chain_moves_at_any_point(self, rows: Any, reference: str, name: str) -> None:
        model, steps = CHAINS[name]
        expected = _answer(name, _taken(model.objects.using(reference), steps))
        assert expected, "a question without an answer proves nothing"
        for at in range(len(steps) + 1):
            found = model.objects.using(reference) if at % 2 else model.objects.all()
            for place, step in enumerate(steps):
                found = step(found.using(rows.alias) if place == at else found)
            found = found.using(rows.alias) if at == len(steps) else found
            assert found.db == rows.alias
            assert _answer(name, found) == expected

    @pytest.mark.parametrize("name", list(CHAINS))
    def test_counts_and_existence_are_the_same(self, rows: Any, reference: str, name: str) -> None:
        model, steps = CHAINS[name]
        there = _taken(model.objects.using(reference), steps)
        assert there.using(rows.alias).count() == there.count()
        assert there.using(rows.alias).exists() is there.exists() is True

    def test_a_query_that_was_answered_is_answered_anew(self, rows: Any, reference: str) -> None:
        there = Author.objects.using(reference).order_by("pk")
        assert {author._state.db for author in there} == {reference}
        here = there.using(rows.alias)
        assert {author._state.db for author in here} == {rows.alias}
        assert {author._state.db for author in there} == {reference}

    def test_aggregates_are_the_same(self, rows: Any, reference: str) -> None:
        asked = {"n": Count("pk"), "most": Max("price"), "some": Sum("pages", filter=Q(pages__lt=30))}
        there, here = (Book.objects.using(alias).aggregate(**asked) for alias in (reference, rows.alias))
        assert here == there

    def test_objects_are_copied_to_the_engine_and_back(self, rows: Any, reference: str) -> None:
        for author in Author.objects.using(reference):
            author.pk += 1000
            author.save(using=rows.alias, force_insert=True)
        copied = Author.objects.using(rows.alias).filter(pk__gt=1000).order_by("pk").values_list("name", "age")
        assert list(copied) == list(Author.objects.using(reference).order_by("pk").values_list("name", "age"))


def _taken(found: Any, steps: tuple[Step, ...]) -> Any:
    for step in steps:
        found = step(found)
    return found
