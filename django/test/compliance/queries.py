"""What whole queries answer: aggregates, groups, subqueries, combinations, orders, windows, distinct rows, chunks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from django.db import DatabaseError, NotSupportedError, models
from django.db.models import (
    Avg,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    StdDev,
    Subquery,
    Sum,
    Value,
    Variance,
)
from django.db.models import functions as f
from django.test.compliance.claims import claims
from django.test.compliance.library import Author, Book, Category, Kinds, Review
from django.test.compliance.needs import need


class TestAggregates:
    def test_over_all_rows(self, rows: Any, of: Any) -> None:
        found = of(Book).aggregate(
            n=Count("*"),
            known=Count("pages"),
            kinds=Count("pages", distinct=True),
            total=Sum("pages"),
            worth=Sum("price"),
            least=Min("price"),
            last=Max("published"),
            mean=Avg("pages"),
            spread=StdDev("pages"),
            variance=Variance("pages", sample=True),
        )
        assert (found["n"], found["known"], found["kinds"], found["total"]) == (7, 5, 4, 38)
        assert (found["worth"], found["least"]) == (Decimal("167.73"), Decimal("0.50"))
        assert found["last"] == date(2021, 1, 1)
        assert found["mean"] == pytest.approx(7.6)
        assert found["spread"] == pytest.approx(11.2178, rel=1e-4)
        assert found["variance"] == pytest.approx(157.3)

    def test_over_no_rows(self, of: Any) -> None:
        found = of(Book).aggregate(n=Count("pk"), total=Sum("pages"), zero=Sum("pages", default=0), mean=Avg("price"))
        assert found == {"n": 0, "total": None, "zero": 0, "mean": None}

    @claims("supports_aggregate_filter_clause")
    def test_over_the_rows_of_a_condition(self, rows: Any, of: Any) -> None:
        found = of(Book).aggregate(
            few=Count("pk", filter=Q(pages__lt=3)), some=Sum("price", filter=Q(author__name="ann")), n=Count("pk")
        )
        assert found == {"few": 3, "some": Decimal("39.98"), "n": 7}

    def test_over_the_rows_of_a_relation(self, rows: Any, of: Any) -> None:
        asked = of(Author).annotate(n=Count("books"), pages=Sum("books__pages")).order_by("pk")
        assert list(asked.values_list("name", "n", "pages")) == [
            ("ann", 3, 6),
            ("bob", 1, None),
            ("cid", 3, 32),
            ("dee", 0, None),
            ("eve", 0, None),
        ]
        assert list(asked.filter(n__gt=1).values_list("pk", flat=True)) == [1, 3]
        assert asked.filter(n__gt=1).count() == 2
        assert asked.aggregate(most=Max("n")) == {"most": 3}

    @claims("allows_group_by_selected_pks")
    def test_groups(self, rows: Any, of: Any) -> None:
        by_price = of(Book).values("price").annotate(n=Count("pk")).order_by("price").values_list("price", "n")
        assert [(str(price), n) for price, n in by_price] == [
            ("0.50", 1),
            ("7.25", 1),
            ("9.99", 2),
            ("20.00", 2),
            ("100.00", 1),
        ]
        by_year = of(Book).values(year=f.ExtractYear("published")).annotate(n=Count("pk")).order_by("year")
        years = [(found["year"], found["n"]) for found in by_year]
        assert sorted(years, key=str) == [(1999, 1), (2020, 2), (2021, 1), (None, 3)]
        with_author = of(Book).select_related("author").annotate(n=Count("reviews")).order_by("pk")
        assert [(book.author.name, book.n) for book in with_author][:2] == [("ann", 2), ("ann", 1)]

    @claims("supports_subqueries_in_group_by")
    def test_groups_of_what_a_subquery_finds_or_a_refusal(self, rows: Any, of: Any, features: Any, sent: Any) -> None:
        best = Review.objects.filter(book=OuterRef("pk")).order_by("-stars").values("stars")[:1]
        by_best = of(Book).annotate(best=Subquery(best)).values("best").annotate(n=Count("pk"))
        if features.supports_subqueries_in_group_by:
            assert {(found["best"], found["n"]) for found in by_best} == {(None, 3), (1, 1), (2, 1), (3, 2)}
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="Grouping by a subquery is not supported"):
            list(by_best)
        assert len(queries) == 0

    @claims("allows_group_by_lob")
    def test_groups_of_long_texts(self, rows: Any, of: Any, features: Any) -> None:
        need(features, "allows_group_by_lob")
        found = of(Review).values("text").annotate(n=Count("pk")).order_by("text")
        assert [(row["text"], row["n"]) for row in found] == [("x", 3), ("xx", 1), ("xxx", 2)]
        assert len(of(Review).values_list("text", flat=True).distinct()) == 3

    def test_having_with_and_without_groups(self, rows: Any, of: Any) -> None:
        asked = of(Author).annotate(n=Count("books")).filter(Q(n__gt=2) | Q(name="eve")).order_by("pk")
        assert list(asked.values_list("pk", flat=True)) == [1, 3, 5]


class TestWindows:
    @claims("supports_over_clause")
    def test_windows_work_or_are_refused(self, rows: Any, of: Any, features: Any, sent: Any) -> None:
        asked = of(Book).annotate(n=models.Window(f.RowNumber(), order_by="pk"))
        if features.supports_over_clause:
            assert [book.n for book in asked.order_by("pk")] == [1, 2, 3, 4, 5, 6, 7]
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="does not support window expressions"):
            list(asked)
        assert len(queries) == 0

    def test_functions_of_windows(self, rows: Any, of: Any, features: Any) -> None:
        need(features, "supports_over_clause")
        by_author = {"partition_by": "author", "order_by": "pk"}
        asked = of(Book).annotate(
            rank=models.Window(f.Rank(), order_by="price"),
            dense=models.Window(f.DenseRank(), order_by="price"),
            before=models.Window(f.Lag("pk"), **by_author),
            after=models.Window(f.Lead("pk"), **by_author),
            first=models.Window(f.FirstValue("title"), **by_author),
            total=models.Window(Sum("price"), partition_by="author"),
            half=models.Window(f.Ntile(2), order_by="pk"),
        )
        found = list(asked.order_by("pk").values_list("rank", "dense", "before", "after", "first", "total", "half"))
        assert found[0] == (3, 3, None, 2, "art", Decimal("39.98"), 1)
        assert found[6] == (3, 3, 2, None, "art", Decimal("39.98"), 2)
        assert [row[0] for row in found] == [3, 5, 1, 5, 7, 2, 3]
        assert list(asked.filter(dense=1).values_list("pk", flat=True)) == [3]

    @claims("supports_default_in_lead_lag")
    def test_lag_beyond_the_first_row(self, rows: Any, of: Any, features: Any) -> None:
        need(features, "supports_over_clause", "supports_default_in_lead_lag")
        asked = of(Book).annotate(x=models.Window(f.Lag("pages", 1, default=Value(-1)), order_by="pk")).order_by("pk")
        assert [book.x for book in asked][:2] == [-1, 1]

    def test_frames_of_rows(self, rows: Any, of: Any, features: Any) -> None:
        need(features, "supports_over_clause")
        frame = models.RowRange(start=-1, end=0)
        asked = of(Book).annotate(x=models.Window(Sum("pk"), order_by="pk", frame=frame)).order_by("pk")
        assert [book.x for book in asked] == [1, 3, 5, 7, 9, 11, 13]

    @claims("supports_frame_range_fixed_distance", "only_supports_unbounded_with_preceding_and_following")
    def test_frames_of_values_work_or_are_refused(self, rows: Any, of: Any, features: Any, sent: Any) -> None:
        need(features, "supports_over_clause")
        frame = models.ValueRange(start=-1, end=1)
        asked = of(Book).annotate(x=models.Window(Count("pk"), order_by="pk", frame=frame)).order_by("pk")
        if features.supports_frame_range_fixed_distance:
            assert not features.only_supports_unbounded_with_preceding_and_following
            assert [book.x for book in asked] == [2, 3, 3, 3, 3, 3, 2]
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="UNBOUNDED together|does not support"):
            list(asked)
        assert len(queries) == 0

    @claims("supports_frame_exclusion")
    def test_rows_of_a_frame_are_left_out_or_that_is_refused(
        self, rows: Any, of: Any, features: Any, sent: Any
    ) -> None:
        need(features, "supports_over_clause")
        frame = models.RowRange(start=None, end=None, exclusion=models.WindowFrameExclusion.CURRENT_ROW)
        asked = of(Book).annotate(x=models.Window(Count("pk"), order_by="pk", frame=frame))
        if features.supports_frame_exclusion:
            assert {book.x for book in asked} == {6}
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="does not support window frame exclusions"):
            list(asked)
        assert len(queries) == 0


class TestSubqueries:
    def test_a_value_of_another_row(self, rows: Any, of: Any) -> None:
        newest = Book.objects.filter(author=OuterRef("pk")).order_by("-pk").values("title")[:1]
        asked = of(Author).annotate(newest=Subquery(newest)).order_by("pk")
        assert [author.newest for author in asked] == ["art", "cog", "bob", None, None]
        assert asked.filter(newest="bob").get().pk == 3

    def test_a_query_in_a_condition(self, rows: Any, of: Any) -> None:
        assert of(Author).filter(pk__in=of(Book).filter(pages__gt=2).values("author")).count() == 2
        assert of(Author).exclude(pk__in=of(Book).values("author")).count() == 2
        assert of(Book).filter(pages__gt=of(Book).values("pages").filter(pk=2)).count() == 2
        assert of(Book).filter(Exists(of(Review).filter(book=OuterRef("pk"), stars=F("book__pages")))).count() == 2

    def test_a_count_of_other_rows(self, rows: Any, of: Any) -> None:
        counted = Book.objects.filter(author=OuterRef("pk")).order_by().values("author").annotate(n=Count("pk"))
        asked = of(Author).annotate(n=f.Coalesce(Subquery(counted.values("n")), 0)).order_by("pk")
        assert [author.n for author in asked] == [3, 1, 3, 0, 0]

    @claims("update_can_self_select")
    def test_rows_are_changed_by_what_their_own_table_says(self, rows: Any, of: Any) -> None:
        assert of(Book).filter(pk__in=of(Book).filter(pages__isnull=True)).update(pages=-1) == 2
        assert of(Book).filter(author__name="ann").update(title=Value("new")) == 3
        assert of(Book).filter(title="new").count() == 3
        later = Exists(of(Book).filter(author=OuterRef("author"), pk__lt=OuterRef("pk")))
        assert of(Book).filter(later).update(title=Value("later")) == 4
        first = Subquery(of(Book).filter(author=OuterRef("author")).order_by("pk").values("title")[:1])
        assert of(Book).filter(later).update(title=first) == 4
        assert of(Book).filter(title="later").count() == 0
        assert of(Book).filter(title=first).count() == 7

    @claims("delete_can_self_reference_subquery")
    def test_rows_are_deleted_by_what_their_own_table_says(self, rows: Any, of: Any) -> None:
        of(Review).filter(pk__in=of(Review).filter(stars=1)).delete()
        assert of(Review).count() == 3
        better = of(Review).filter(book__author=OuterRef("book__author"), stars__gt=OuterRef("stars"))
        of(Review).filter(Exists(better)).delete()
        assert of(Review).filter(Exists(better)).count() == 0
        of(Review).filter(book__author__name="ann").delete()
        assert of(Review).count() == 0


class TestCombinations:
    @claims("supports_select_union")
    def test_unions(self, rows: Any, of: Any, features: Any) -> None:
        need(features, "supports_select_union")
        few, many = of(Book).filter(pages__lt=3), of(Book).filter(author=1)
        names = few.values_list("pk", flat=True).union(many.values_list("pk", flat=True))
        assert sorted(names) == [1, 2, 4, 7]
        assert len(few.values_list("pk").union(many.values_list("pk"), all=True)) == 6
        assert list(few.union(many).order_by("-title", "pk").values_list("title", flat=True)) == [
            "dee",
            "bio",
            "art",
            "art",
        ]
        assert few.union(many).count() == 4
        assert [book.pk for book in few.union(many).order_by("pk")[1:3]] == [2, 4]

    @claims("supports_select_union", "supports_select_intersection", "supports_select_difference")
    @pytest.mark.parametrize(
        "operator, expected", [("union", [1, 2, 4, 7]), ("intersection", [1, 2]), ("difference", [4])]
    )
    def test_combinations_work_or_are_refused(
        self, rows: Any, of: Any, features: Any, sent: Any, operator: str, expected: list[int]
    ) -> None:
        few, many = of(Book).filter(pages__lt=3), of(Book).filter(author=1)
        asked = getattr(few.values_list("pk", flat=True), operator)(many.values_list("pk", flat=True))
        if getattr(features, f"supports_select_{operator}"):
            assert sorted(asked) == expected
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="not supported on this database backend"):
            list(asked)
        assert len(queries) == 0

    @claims("supports_slicing_ordering_in_compound", "supports_parentheses_in_compound")
    def test_cut_parts_work_or_are_refused(self, rows: Any, of: Any, features: Any, sent: Any) -> None:
        first, last = of(Book).order_by("pk")[:1], of(Book).order_by("-pk")[:1]
        asked = first.union(last)
        if features.supports_slicing_ordering_in_compound:
            assert sorted(book.pk for book in asked) == [1, 7]
            return
        with sent() as queries, pytest.raises(DatabaseError, match="not allowed in subqueries of compound statements"):
            list(asked)
        assert len(queries) == 0

    @claims("supports_parentheses_in_compound")
    def test_a_combination_is_a_part_of_another(self, rows: Any, of: Any) -> None:
        one, two, three = (of(Book).filter(pk=pk).values_list("pk", flat=True) for pk in (1, 2, 3))
        assert sorted(one.union(two.union(three))) == [1, 2, 3]
        assert sorted(one.union(two).union(three)) == [1, 2, 3]

    def test_an_empty_part_takes_nothing_away(self, rows: Any, of: Any) -> None:
        assert sorted(of(Book).none().union(of(Book).filter(pk=2)).values_list("pk", flat=True)) == [2]


class TestOrders:
    @claims("nulls_order_largest", "order_by_nulls_first")
    def test_null_comes_first_or_last(self, rows: Any, of: Any, features: Any) -> None:
        pages = list(of(Book).order_by("pages", "pk").values_list("pages", flat=True))
        down = list(of(Book).order_by("-pages", "pk").values_list("pages", flat=True))
        assert (pages[-1] is None) is features.nulls_order_largest
        assert (down[0] is None) is features.nulls_order_largest
        assert (pages[0] is None) is features.order_by_nulls_first

    @claims("supports_order_by_nulls_modifier")
    @pytest.mark.parametrize(
        "order, expected",
        [
            (F("pages").asc(nulls_first=True), [None, None, 1, 2, 2, 3, 30]),
            (F("pages").asc(nulls_last=True), [1, 2, 2, 3, 30, None, None]),
            (F("pages").desc(nulls_first=True), [None, None, 30, 3, 2, 2, 1]),
            (F("pages").desc(nulls_last=True), [30, 3, 2, 2, 1, None, None]),
        ],
        ids=["first", "last", "down first", "down last"],
    )
    def test_null_comes_where_it_is_asked_to(self, rows: Any, of: Any, order: Any, expected: list[Any]) -> None:
        assert list(of(Book).order_by(order).values_list("pages", flat=True)) == expected

    def test_by_relations_expressions_and_turned_round(self, rows: Any, of: Any) -> None:
        found = of(Book).order_by("author__name", "-title", "-pk")
        assert [book.pk for book in found] == [2, 7, 1, 3, 4, 6, 5]
        assert [book.pk for book in found.reverse()] == [5, 6, 4, 3, 1, 7, 2]
        assert [book.pk for book in of(Book).order_by(f.Length("title"), F("price").desc(), "pk")][:2] == [5, 2]
        assert of(Book).order_by("pk").first().pk == 1 and of(Book).order_by("pk").last().pk == 7
        assert of(Book).filter(published__isnull=False).latest("published").pk == 2

    def test_slices(self, rows: Any, of: Any) -> None:
        books = of(Book).order_by("pk")
        assert [book.pk for book in books[2:4]] == [3, 4]
        assert [book.pk for book in books[5:]] == [6, 7]
        assert books[6].pk == 7 and books[:3].count() == 3 and not books[7:].exists()
        assert books[1:6][1:3].values_list("pk", flat=True)[0] == 3
        with pytest.raises(IndexError):
            books[7]

    @claims("can_distinct_on_fields")
    def test_one_row_of_each_works_or_is_refused(self, rows: Any, of: Any, features: Any, sent: Any) -> None:
        asked = of(Book).order_by("author", "-pk").distinct("author")
        if features.can_distinct_on_fields:
            assert [book.pk for book in asked] == [7, 3, 6]
            return
        with sent() as queries, pytest.raises(NotSupportedError, match="DISTINCT ON fields is not supported"):
            list(asked)
        assert len(queries) == 0

    def test_distinct_rows(self, rows: Any, of: Any) -> None:
        assert sorted(of(Book).values_list("title", flat=True).distinct()) == ["ace", "art", "bio", "bob", "cog", "dee"]
        assert of(Author).filter(books__pages__gt=0).distinct().count() == 2
        assert of(Book).values("author").distinct().count() == 3
        assert of(Book).aggregate(n=Count("author", distinct=True)) == {"n": 3}


class TestReading:
    def test_relations_are_fetched_with_the_rows(self, rows: Any, of: Any, sent: Any) -> None:
        with sent() as queries:
            found = [
                (book.author.name, book.publisher and book.publisher.name)
                for book in of(Book).select_related("author", "publisher").order_by("pk")
            ]
        assert found[:3] == [("ann", "ace"), ("ann", None), ("bob", "bob")]
        assert len(queries) == 1

    def test_many_relations_are_fetched_beside(self, rows: Any, of: Any, sent: Any) -> None:
        reviews = Prefetch("reviews", Review.objects.filter(stars__gt=1))
        with sent() as queries:
            books = list(of(Book).prefetch_related("categories", reviews).order_by("pk"))
            found = [(sorted(each.pk for each in book.categories.all()), len(book.reviews.all())) for book in books]
        assert found == [([1, 2], 1), ([2], 1), ([], 0), ([3, 4], 0), ([], 0), ([1], 0), ([1], 1)]
        assert len(queries) == 3
        assert {book._state.db for book in books} == {rows.alias}

    def test_relations_are_followed_from_an_object(self, rows: Any, of: Any) -> None:
        book = of(Book).get(pk=1)
        assert book.author.name == "ann" and book.author.books.count() == 3
        assert sorted(book.categories.values_list("name", flat=True)) == ["ann", "art"]
        book.categories.set([of(Category).get(pk=4)])
        assert [each.pk for each in of(Category).get(pk=4).books.order_by("pk")] == [1, 4]

    @claims("can_use_chunked_reads")
    @pytest.mark.parametrize("chunk_size", [1, 3, 100])
    def test_rows_come_in_chunks_while_others_are_asked_for(
        self, rows: Any, of: Any, features: Any, chunk_size: int
    ) -> None:
        found = []
        for book in of(Book).order_by("pk").iterator(chunk_size=chunk_size):
            found.append(book.pk)
            if features.can_use_chunked_reads:
                assert of(Book).filter(pk=book.pk).count() == 1
        assert found == [1, 2, 3, 4, 5, 6, 7]

    def test_a_reader_may_stop_in_the_middle(self, rows: Any, of: Any) -> None:
        reader = of(Book).order_by("pk").iterator(chunk_size=2)
        assert next(reader).pk == 1
        reader.close()
        assert of(Book).count() == 7

    @claims("empty_fetchmany_value")
    def test_an_exhausted_cursor_gives_nothing_more(self, rows: Any, features: Any) -> None:
        with rows.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {rows.ops.quote_name(Book._meta.db_table)}")
            assert len(cursor.fetchmany(100)) == 7
            assert cursor.fetchmany(100) == features.empty_fetchmany_value

    def test_columns_are_left_out_and_fetched_later(self, rows: Any, of: Any, sent: Any) -> None:
        book = of(Book).only("title").get(pk=1)
        with sent() as queries:
            assert book.title == "art"
            assert book.price == Decimal("9.99")
        assert len(queries) == 1

    def test_dates_and_moments(self, rows: Any, of: Any) -> None:
        assert list(of(Book).dates("published", "year")) == [date(1999, 1, 1), date(2020, 1, 1), date(2021, 1, 1)]
        assert [found.day for found in of(Review).datetimes("written", "day")] == [1, 2, 4, 5]

    def test_rows_by_key(self, rows: Any, of: Any) -> None:
        assert {pk: book.title for pk, book in of(Book).in_bulk([1, 3, 99]).items()} == {1: "art", 3: "cog"}

    def test_raw_queries(self, rows: Any) -> None:
        quote = rows.ops.quote_name
        table = quote(Book._meta.db_table)
        sql = f"SELECT {quote('id')}, {quote('title')} FROM {table} WHERE {quote('pages')} = %s ORDER BY {quote('id')}"
        found = list(Book.objects.using(rows.alias).raw(sql, [2]))
        assert [(book.pk, book.title) for book in found] == [(2, "bio"), (4, "dee")]
        with rows.cursor() as cursor:
            cursor.execute(sql.replace("%s", "2"))
            assert cursor.fetchone()[1] == "bio"
            cursor.execute(f"SELECT '%%' FROM {table} WHERE {quote('id')} = %s", [1])
            assert cursor.fetchone()[0] == "%"

    def test_null_and_numbers_of_kinds_stay_apart(self, of: Any) -> None:
        of(Kinds).create(whole=0, text="0", ratio=0.0, yes=False)
        assert of(Kinds).filter(whole=0, text="0", ratio=0, yes=False).count() == 1
        assert of(Kinds).filter(whole__isnull=True).count() == 0
