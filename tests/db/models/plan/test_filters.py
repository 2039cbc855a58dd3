"""How look-ups become joins and conditions: which tables are joined, how, and what negation makes of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.plan.paths import find_path, trimmed
from tests.quotes import unquoted
from tests.testapp.models import Author, Book, Category, Publisher, Review

pytestmark = pytest.mark.db


def after_from(queryset: Any) -> str:
    """The SQL behind FROM, without quotes and the prefix of tables."""
    return sql(queryset).split(" FROM ", 1)[1]


def sql(queryset: Any) -> str:
    return untyped(unquoted(queryset.order_by().query).replace("testapp_", ""))


def untyped(sql: str) -> str:
    """The SQL without the types that an engine may write behind values."""
    return re.sub(r"::\w+", "", sql)


def test_rows_ordered_by_what_they_are_grouped_by_are_grouped_by_nothing_else() -> None:
    Book.objects.bulk_create(
        [Book(title=str(day), author=Author.objects.create(name="a"), published=f"2024-01-0{day}") for day in (1, 2)]
    )
    groups = Book.objects.values("published__year").annotate(n=Count("pk"))
    for ordered in (groups.order_by("published__year"), groups.filter(n__gt=1).order_by("-published__year")):
        assert list(ordered) == [{"published__year": 2024, "n": 2}]


# --- paths ------------------------------------------------------------------------------------------------------------


def test_path_ends_at_the_last_name_that_is_a_field() -> None:
    path = find_path(["author", "name", "icontains"], Book._meta)
    assert (path.field.name, len(path.infos), path.rest) == ("name", 1, ("icontains",))


def test_pk_stands_for_the_key_everywhere_on_a_path() -> None:
    assert find_path(["author", "pk"], Book._meta).field is Author._meta.pk


def test_reference_whose_column_stands_on_the_near_side_is_trimmed() -> None:
    infos, targets = trimmed(find_path(["author", "id"], Book._meta))
    assert (infos, [field.name for field in targets]) == ((), ["author"])


def test_reverse_relation_is_not_trimmed() -> None:
    infos, _ = trimmed(find_path(["books", "id"], Author._meta))
    assert len(infos) == 1


def test_table_in_between_is_enough_for_the_key_behind_it() -> None:
    infos, targets = trimmed(find_path(["categories", "pk"], Book._meta))
    assert (len(infos), targets[0].name) == (1, "category")


@pytest.mark.parametrize(
    ("model", "names", "many_at"),
    [(Book, ["author", "name"], None), (Author, ["books", "title"], 0), (Review, ["book", "categories"], 1)],
)
def test_path_knows_where_it_may_meet_several_rows(model: Any, names: list[str], many_at: int | None) -> None:
    assert find_path(names, model._meta).many_at == many_at


# --- joins ------------------------------------------------------------------------------------------------------------

JOIN_AUTHOR = "INNER JOIN author ON (book.author_id = author.id)"
PUBLISHER = "JOIN publisher ON (book.publisher_id = publisher.id)"


def test_reference_that_is_always_there_is_joined_inner() -> None:
    assert f"book {JOIN_AUTHOR} WHERE" in after_from(Book.objects.filter(author__name="a"))


def test_reference_that_may_be_missing_is_joined_inner_where_a_missing_row_would_not_fit() -> None:
    assert f"INNER {PUBLISHER}" in after_from(Book.objects.filter(publisher__name="a"))


@pytest.mark.parametrize(
    "condition",
    [
        Q(publisher__name="a") | Q(title="b"),
        ~Q(publisher__name="a"),
        Q(publisher__name=None),
        Q(publisher__name__isnull=True) & Q(title="b"),
        Q(publisher__name="a") ^ Q(title="b"),
    ],
)
def test_reference_that_may_be_missing_is_joined_outer_where_a_row_without_it_may_fit(condition: Q) -> None:
    assert f"LEFT OUTER {PUBLISHER}" in after_from(Book.objects.filter(condition))


def test_join_is_inner_when_every_branch_of_or_needs_it() -> None:
    condition = Q(publisher__name="a") | Q(publisher__name="b")
    assert f"INNER {PUBLISHER}" in after_from(Book.objects.filter(condition))


def test_missing_reference_itself_is_asked_without_a_join() -> None:
    assert after_from(Book.objects.filter(publisher=None)) == "book WHERE book.publisher_id IS NULL"
    assert after_from(Book.objects.filter(publisher__isnull=True)) == "book WHERE book.publisher_id IS NULL"


def test_key_of_a_reference_is_asked_without_a_join() -> None:
    assert after_from(Book.objects.filter(author__id=3)) == "book WHERE book.author_id = 3"
    assert after_from(Book.objects.filter(author__pk__in=[3, 4])).startswith("book WHERE book.author_id ")


def test_key_behind_a_table_in_between_needs_that_table_only() -> None:
    found = after_from(Book.objects.filter(categories=3))
    join, where = found.split(" WHERE ")
    assert join == "book INNER JOIN book_categories ON (book.id = book_categories.book_id)"
    assert where == "book_categories.category_id = 3"


def test_one_call_means_one_related_row_and_two_calls_mean_two() -> None:
    together = after_from(Author.objects.filter(books__title="a", books__pages=1))
    apart = after_from(Author.objects.filter(books__title="a").filter(books__pages=1))
    assert (together.count("JOIN"), apart.count("JOIN")) == (1, 2)


def test_reference_to_one_row_is_joined_once_for_all_calls() -> None:
    assert after_from(Book.objects.filter(author__name="a").filter(author__age=1)).count("JOIN") == 1


def test_table_joined_twice_has_a_label_of_its_own() -> None:
    found = after_from(Category.objects.filter(parent__parent__name="a"))
    assert "category INNER JOIN category T2 ON (category.parent_id = T2.id) INNER JOIN category T3" in found


# --- negation ---------------------------------------------------------------------------------------------------------


def test_negated_comparison_of_a_nullable_column_keeps_rows_without_a_value() -> None:
    found = after_from(Book.objects.exclude(pages=1))
    assert found == "book WHERE NOT (book.pages = 1 AND book.pages IS NOT NULL)"


def test_negated_comparison_of_a_column_that_is_always_there_is_plain() -> None:
    assert after_from(Book.objects.exclude(title="a")) in ("book WHERE NOT (book.title = a)",)


def test_negated_look_up_over_many_rows_becomes_not_exists() -> None:
    found = after_from(Author.objects.exclude(books__title="a"))
    assert found.startswith("author WHERE NOT (EXISTS(SELECT 1")
    assert "U0.title = a" in found
    assert "author.id" in found


def test_each_negated_look_up_over_many_rows_stands_for_itself() -> None:
    assert after_from(Author.objects.exclude(books__title="a", books__pages=1)).count("EXISTS(") == 2


def test_negation_of_a_row_that_this_call_joined_means_that_very_row(db: None) -> None:
    ann = Author.objects.create(name="Ann")
    Book.objects.create(title="a", author=ann, pages=1)
    Book.objects.create(title="a", author=ann, pages=2)
    assert Author.objects.filter(Q(books__title="a") & ~Q(books__pages=1)).count() == 1
    assert Author.objects.filter(books__title="a").exclude(books__pages=1).count() == 0


def test_exclusion_of_missing_rows_asks_that_there_be_one(db: None) -> None:
    ann, bob = Author.objects.create(name="Ann"), Author.objects.create(name="Bob")
    Book.objects.create(title="a", author=ann)
    assert list(Author.objects.exclude(books=None)) == [ann]
    assert list(Author.objects.exclude(books__isnull=False)) == [bob]


# --- what can't be asked ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "error", "text"),
    [
        (
            lambda: Book.objects.filter(titel="a"),
            FieldError,
            "Cannot resolve keyword 'titel' into field. Choices are: ",
        ),
        (
            lambda: Book.objects.filter(author__nam="a"),
            FieldError,
            "Unsupported lookup 'nam' for ForeignKey or join on",
        ),
        (
            lambda: Book.objects.filter(title__fits="a"),
            FieldError,
            "Unsupported lookup 'fits' for CharField or join on",
        ),
        (lambda: Book.objects.filter(title__year__gt=1), FieldError, "Unsupported lookup 'year__gt' for CharField"),
        (lambda: Book.objects.filter(author__gt__lt=1), FieldError, "Unsupported lookup 'gt__lt' for ForeignKey or"),
        (lambda: Book.objects.filter(pages__gt=None), ValueError, "Cannot use None as a query value"),
        (lambda: Book.objects.filter(pages__isnull=1), ValueError, "must be True or False"),
        (lambda: Book.objects.filter(F("pages")), TypeError, "Cannot filter against a non-conditional expression."),
        (lambda: Book.objects.filter(3), TypeError, "Cannot filter against 3"),
        (lambda: Book.objects.filter(author=Publisher(pk=1)), ValueError, 'Must be "Author" instance.'),
        (lambda: Book.objects.filter(author=Author()), ValueError, "must be saved"),
        (lambda: Book.objects.filter(author__in=Publisher.objects.all()), ValueError, 'Use a QuerySet for "Author"'),
        (
            lambda: Book.objects.all()[1:].filter(pages=1),
            TypeError,
            "Cannot filter a query once a slice has been taken.",
        ),
        (
            lambda: Book.objects.all()[1:].order_by("pk"),
            TypeError,
            "Cannot reorder a query once a slice has been taken.",
        ),
        (lambda: Book.objects.all()[-1], ValueError, "Negative indexing is not supported."),
        (lambda: Book.objects.all()["a"], TypeError, "QuerySet indices must be integers or slices, not str."),
        (lambda: Book.objects.all() & Author.objects.all(), TypeError, "Cannot combine queries on two different base"),
        (lambda: Book.objects.distinct() | Book.objects.all(), TypeError, "Cannot combine a unique query with a non-"),
        (
            lambda: Book.objects.distinct("title") | Book.objects.distinct("pages"),
            TypeError,
            "Cannot combine queries with different distinct fields.",
        ),
        (lambda: Book.objects.annotate(title=F("pages")), ValueError, "conflicts with a field on the model."),
        (lambda: Book.objects.annotate(F("pages") + 1), TypeError, "Complex annotations require an alias"),
        (lambda: Book.objects.annotate("pages"), TypeError, "received non-expression"),
        (lambda: Book.objects.aggregate(x=F("pages")), TypeError, "is not an aggregate expression"),
        (
            lambda: str(Book.objects.all().union(Book.objects.all()).order_by("published__year").query),
            NotImplementedError,
            "Ordering combined queries by transforms is not implemented. Annotate 'published__year' in each part",
        ),
        (lambda: Book.objects.order_by("titel"), FieldError, "Cannot resolve keyword 'titel' into field."),
        (lambda: Book.objects.order_by(3), FieldError, "Invalid order_by arguments"),
        (lambda: Book.objects.values("titel").query, FieldError, "Cannot resolve keyword 'titel' into field."),
        (lambda: Book.objects.values_list("pk", "title", flat=True), TypeError, "'flat' is not valid when values_list"),
        (lambda: Book.objects.values_list("pk", flat=True, named=True), TypeError, "can't be used together"),
        (
            lambda: Book.objects.values("pk").select_related("author"),
            TypeError,
            r"after .values\(\) or .values_list\(\)",
        ),
        (lambda: Book.objects.values("pk").delete(), TypeError, r"Cannot call delete\(\) after .values\(\)"),
        (lambda: Book.objects.all()[:1].delete(), TypeError, "Cannot use 'limit' or 'offset' with delete"),
        (
            lambda: Book.objects.all()[:1].update(pages=1),
            TypeError,
            "Cannot update a query once a slice has been taken.",
        ),
        (lambda: Book.objects.update(author__name="a"), FieldDoesNotExist, "Book has no field named 'author__name'"),
        (lambda: Book.objects.update(pages=F("author__age")), FieldError, "Joined field references are not permitted"),
        (
            lambda: Book.objects.update(pages=Count("pk")),
            FieldError,
            "Aggregate functions are not allowed in this query",
        ),
        (
            lambda: Book.objects.filter(author__in=Author.objects.values("pk", "age")),
            ValueError,
            "must have 1 selected fields",
        ),
        (lambda: str(Book.objects.filter(pages=OuterRef("pk")).query), ValueError, "may only be used in a subquery"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask: Any, error: Any, text: str, db: None) -> None:
    with pytest.raises(error, match=text):
        result = ask()
        list(result)


# --- groups, order, slices --------------------------------------------------------------------------------------------


def test_aggregate_groups_by_the_columns_of_the_model() -> None:
    found = sql(Author.objects.annotate(n=Count("books")))
    assert found.split(" GROUP BY ")[1] == "author.id, author.name, author.age"


def test_values_before_an_aggregate_are_the_groups() -> None:
    found = sql(Author.objects.values("age").annotate(n=Count("pk")))
    assert found.split(" GROUP BY ")[1] == "author.age"


def test_condition_on_an_aggregate_is_put_on_the_groups() -> None:
    found = sql(Author.objects.annotate(n=Count("books")).filter(n__gt=1, age=3))
    assert "WHERE author.age = 3 GROUP BY" in found
    assert found.endswith("HAVING COUNT(book.id) > 1")


def test_order_by_a_relation_is_the_order_of_its_model() -> None:
    found = unquoted(Book.objects.order_by("author", "-pk").query)
    assert found.endswith("ORDER BY testapp_author.name ASC, testapp_book.id DESC")


def test_order_by_the_column_of_a_relation_joins_nothing() -> None:
    found = str(Book.objects.order_by("author_id").query)
    assert "JOIN" not in found


def test_reverse_turns_each_part_of_the_order_around() -> None:
    found = unquoted(Book.objects.order_by("title", "-pages").reverse().query)
    assert found.endswith("ORDER BY testapp_book.title DESC, testapp_book.pages ASC")


@pytest.mark.parametrize(
    ("cut", "limits"),
    [
        (lambda rows: rows[2:7], "LIMIT 5 OFFSET 2"),
        (lambda rows: rows[2:7][1:3], "LIMIT 2 OFFSET 3"),
        (lambda rows: rows[2:7][1:30], "LIMIT 4 OFFSET 3"),
        (lambda rows: rows[2:][3:], "OFFSET 5"),
        (lambda rows: rows[:7][3:], "LIMIT 4 OFFSET 3"),
        (lambda rows: rows[:3], "LIMIT 3"),
    ],
)
def test_slice_of_a_slice_counts_from_the_first_one(cut: Any, limits: str) -> None:
    assert untyped(str(cut(Book.objects.order_by("pk")).query)).endswith(limits)


def test_slice_behind_the_end_of_a_slice_is_empty(db: None) -> None:
    Book.objects.create(title="a", author=Author.objects.create(name="A"))
    assert list(Book.objects.all()[:1][5:]) == []


# --- statements that write --------------------------------------------------------------------------------------------


def test_update_of_the_model_alone_is_one_plain_statement(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(1) as captured:
        Book.objects.filter(pages__gt=3).update(pages=F("pages") + 1, title="a")
    statement = untyped(unquoted(captured.captured_queries[0]["sql"]).replace("testapp_book.", ""))
    assert statement == "UPDATE testapp_book SET pages = (pages + 1), title = 'a' WHERE pages > 3"


def test_update_by_another_table_finds_its_rows_in_an_inner_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as captured:
        Book.objects.filter(author__name="a").update(pages=1)
    assert "WHERE testapp_book.id IN (SELECT" in unquoted(captured.captured_queries[0]["sql"])


def test_rows_without_dependents_are_deleted_by_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as captured:
        Review.objects.filter(stars=1).delete()
    assert unquoted(captured.captured_queries[0]["sql"]).startswith("DELETE FROM testapp_review WHERE")


def test_exists_selects_nothing_but_a_row() -> None:
    found = sql(Author.objects.filter(Exists(Book.objects.filter(author=OuterRef("pk")).order_by("title"))))
    assert "ORDER BY" not in found
    assert "EXISTS(SELECT 1" in found
