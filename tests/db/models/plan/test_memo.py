"""What was worked out is forgotten when it is no longer right, and never takes more room than allowed."""

from __future__ import annotations

import datetime
import gc
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models, query_cache
from django.db.models import CharField, ExpressionWrapper, F, IntegerField, Lookup, Q, Transform, Value
from django.db.models.expressions import RawSQL
from django.db.models.plan.memo import Memo, Table, memo
from django.test import override_settings
from django.test.utils import register_lookup
from tests.testapp.models import Author, Book, Publisher, Review

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("query_cache_on")]

ALL_BOOKS = Book.objects.all()


class Shouted(Lookup):
    lookup_name = "contains"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        return f"UPPER({left}) = 'X'", params


class Doubled(Transform):
    lookup_name = "twice"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = compiler.compile(self.lhs)
        return f"({left} * 2)", params


# --- forgetting -------------------------------------------------------------------------------------------------------


def test_lookup_registered_in_place_of_another_is_used_by_the_next_call() -> None:
    def sql() -> str:
        return str(ALL_BOOKS.filter(title__contains="x").query)

    before = sql()
    with register_lookup(CharField, Shouted):
        assert "UPPER" in sql()
        assert "UPPER" in sql()
    assert sql() == before


def test_transform_is_unknown_again_after_it_is_taken_away() -> None:
    with register_lookup(IntegerField, Doubled):
        assert "* 2" in str(ALL_BOOKS.filter(pages__twice=4).query)
    with pytest.raises(FieldError, match="Unsupported lookup 'twice'"):
        ALL_BOOKS.filter(pages__twice=4)


def test_lookup_registered_on_one_field_is_used_by_the_next_call() -> None:
    field = Book._meta.get_field("title")
    before = str(ALL_BOOKS.filter(title__contains="x").query)
    with register_lookup(field, Shouted):
        assert "UPPER" in str(ALL_BOOKS.filter(title__contains="x").query)
    assert str(ALL_BOOKS.filter(title__contains="x").query) == before


@contextmanager
def model_pointing_at_authors() -> Iterator[Any]:
    try:
        author = models.ForeignKey(Author, models.CASCADE, related_name="latecomers")
        yield type(
            "Latecomer",
            (models.Model,),
            {"author": author, "__module__": "tests.testapp.models"},
        )
    finally:
        apps.all_models["testapp"].pop("latecomer", None)
        apps.clear_cache()


def test_relation_of_a_model_defined_later_is_found() -> None:
    with pytest.raises(FieldError, match="latecomers"):
        Author.objects.filter(latecomers=1)
    with model_pointing_at_authors():
        assert "latecomer" in str(Author.objects.filter(latecomers=1).query)
    with pytest.raises(FieldError, match="latecomers"):
        Author.objects.filter(latecomers=1)


def test_column_added_later_is_read_through_a_queryset_that_was_there_before(db: None) -> None:
    assert "shelf" not in str(ALL_BOOKS.query)
    field = IntegerField(default=0)
    field.contribute_to_class(Book, "shelf")
    try:
        assert "shelf" in str(ALL_BOOKS.query)
    finally:
        Book._meta.local_fields.remove(field)
        del Book.shelf
        apps.clear_cache()
    assert "shelf" not in str(ALL_BOOKS.query)


@pytest.mark.feature("has_zoneinfo_database")
def test_changed_settings_reach_querysets_that_were_run_before(db: None) -> None:
    book = Book.objects.create(title="B", author=Author.objects.create(name="A"))
    late = datetime.datetime(2021, 3, 1, 23, tzinfo=datetime.UTC)
    Review.objects.create(book=book, reviewer=book.author, written=late)
    reviews = Review.objects.filter(stars=3)
    day = datetime.date(2021, 3, 1)
    assert reviews.get().written.tzinfo is datetime.UTC
    assert reviews.filter(written__date=day).exists()
    with override_settings(USE_TZ=False):
        assert reviews.get().written.tzinfo is None
        assert list(reviews.values_list("written", flat=True)) == [datetime.datetime(2021, 3, 1, 23)]
    with override_settings(TIME_ZONE="Asia/Tokyo"):
        assert not reviews.filter(written__date=day).exists()
    assert reviews.filter(written__date=day).exists()
    assert reviews.get().written.tzinfo is datetime.UTC


def test_saving_follows_changed_settings(db: None) -> None:
    author = Author.objects.create(name="A")
    book = Book.objects.create(title="B", author=author)

    def saved(moment: datetime.datetime) -> datetime.datetime:
        return Review.objects.get(pk=Review.objects.create(book=book, reviewer=author, written=moment).pk).written

    aware = datetime.datetime(2021, 3, 1, 23, tzinfo=datetime.UTC)
    assert saved(aware) == aware
    with override_settings(USE_TZ=False):
        naive = datetime.datetime(2021, 3, 1, 23)
        assert saved(naive) == naive
    assert saved(aware) == aware


def test_what_was_worked_out_before_a_change_is_not_kept_after_it() -> None:
    own, table = Memo(10), Table()

    def make() -> str:
        own.forget()
        return "stale"

    assert own.once(table, "key", make) == "stale"
    assert not table


def test_two_threads_that_work_out_the_same_go_on_with_one_result() -> None:
    own, table = Memo(10), Table()
    assert own.once(table, "key", lambda: own.keep(table, "key", "first", own.epoch) and "second") == "first"


# --- room -------------------------------------------------------------------------------------------------------------


def test_entries_of_queries_that_are_gone_are_not_counted() -> None:
    own = Memo(10)
    for number in range(100):
        own.keep(Table(), number, number, own.epoch)
    assert own.info()[2:] == (0, 10, 0)


def test_full_memory_is_emptied() -> None:
    own, table = Memo(10), Table()
    for number in range(25):
        own.keep(table, number, number, own.epoch)
    assert (len(table), own.forgotten) == (5, 2)
    assert own.info().size == 5


def shape(number: int) -> Any:
    name = f"x{number}"
    return Book.objects.annotate(**{name: F("pages") + 1}).filter(**{f"{name}__gt": 3}).order_by(name)


def loose_shape(number: int) -> Any:
    return Author.objects.filter(books__in=Book.objects.annotate(x=RawSQL("%s", (number,))).filter(x=1))


def insert_shape(number: int) -> Any:
    names = [field.name for field in Book._meta.concrete_fields if not field.primary_key]
    book = Book.objects.first()
    book.save(update_fields=[name for bit, name in enumerate(names) if number >> bit & 1] or ["title"])
    return [book]


def bytes_after(rounds: range, make: Callable[[int], Any]) -> int:
    for number in rounds:
        list(make(number))
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.parametrize("make", [shape, loose_shape, insert_shape])
def test_ever_new_shapes_do_not_take_ever_more_memory(db: None, make: Callable[[int], Any]) -> None:
    Book.objects.create(title="B", author=Author.objects.create(name="A"))
    # What is loaded on its first use stays.
    for number in range(260):
        list(make(number))
    memo.configure(60)
    tracemalloc.start()
    try:
        # Both counts leave the memory filled to the same part.
        first = bytes_after(range(100), make)
        growth = bytes_after(range(100, 260), make) - first
    finally:
        tracemalloc.stop()
    assert query_cache.info().size <= 80
    assert growth < 150_000


@pytest.mark.nightly
@pytest.mark.slow
def test_a_hundred_thousand_shapes_do_not_take_ever_more_memory(db: None) -> None:
    memo.configure(1000)
    tracemalloc.start()
    try:
        first = bytes_after(range(5_000), shape)
        growth = bytes_after(range(5_000, 100_000), shape) - first
    finally:
        tracemalloc.stop()
    assert growth < 5_000_000


def test_long_lists_are_not_held_by_what_was_learnt_from_them(db: None) -> None:
    marker = [f"title {number}" for number in range(50_000)]
    tracemalloc.start()
    try:
        Book.objects.filter(title__in=marker).values("pk").query  # noqa: B018
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 200_000


def test_inner_queries_that_cannot_be_told_apart_fill_no_memory() -> None:
    before = query_cache.info().size
    for number in range(20):
        loose_shape(number)
    assert query_cache.info().size - before < 10


# --- threads ----------------------------------------------------------------------------------------------------------


def test_threads_share_one_memory_even_while_it_is_emptied() -> None:
    base = Book.objects.filter(Q(author__age__gt=3) | Q(publisher=None))
    questions = [
        lambda n: base.filter(title=str(n)),
        lambda n: base.exclude(categories__name=str(n)).order_by("author__name")[:n],
        lambda n: base.filter(pk__in=range(n)).values("author__name"),
        lambda n: Author.objects.filter(books__in=base.filter(pages__lt=n)),
        lambda n: base.annotate(x=F("pages") + Value(n)).filter(x__gt=n),
        lambda n: Publisher.objects.filter(books__author__name=str(n)).distinct(),
    ]
    with query_cache.disabled():
        expected = {(i, n): str(ask(n).query) for i, ask in enumerate(questions) for n in range(1, 6)}
    wrong: list[Any] = []
    stop = threading.Event()

    def work() -> None:
        try:
            for _ in range(15):
                wrong.extend(key for key, sql in expected.items() if str(questions[key[0]](key[1]).query) != sql)
        except Exception as error:  # noqa: BLE001
            wrong.append(error)

    def empty() -> None:
        while not stop.is_set():
            query_cache.clear()

    workers = [threading.Thread(target=work) for _ in range(8)]
    emptier = threading.Thread(target=empty)
    for thread in (*workers, emptier):
        thread.start()
    for thread in workers:
        thread.join()
    stop.set()
    emptier.join()
    assert wrong == []


# --- the public side --------------------------------------------------------------------------------------------------


def test_second_question_of_a_shape_is_a_hit() -> None:
    query_cache.clear()
    Book.objects.filter(title="a")
    before = query_cache.info()
    Book.objects.filter(title="b")
    after = query_cache.info()
    assert (after.hits - before.hits, after.misses - before.misses, after.size - before.size) == (1, 0, 0)


@pytest.mark.parametrize(
    "among", [range, lambda a, b: iter([a, b]), lambda a, b: {a: b}.keys(), lambda a, b: {b: a}.values()]
)
def test_second_question_for_some_of_many_is_a_hit_whatever_holds_them(among: Any) -> None:
    Book.objects.filter(Q(pages=1), pk__in=among(1, 3))
    before = query_cache.info()
    Book.objects.filter(Q(pages=1), pk__in=among(2, 5))
    after = query_cache.info()
    assert (after.hits - before.hits, after.misses - before.misses, after.size - before.size) == (1, 0, 0)


def test_cleared_memory_is_empty() -> None:
    Book.objects.filter(title="a")
    before = query_cache.info()
    query_cache.clear()
    after = query_cache.info()
    assert before.size > 0
    assert (after.size, after.forgotten) == (0, before.forgotten + 1)


def test_nothing_is_remembered_inside_disabled() -> None:
    held = Book.objects.all()
    with query_cache.disabled():
        with query_cache.disabled():
            held.filter(title="a")
        assert str(held.filter(title="a").query)
        assert query_cache.info().size == 0
    held.filter(title="a")
    assert query_cache.info().size > 0


def test_size_zero_remembers_nothing() -> None:
    query_cache.configure(limit=0)
    Book.objects.filter(title="a")
    assert query_cache.info()[2:4] == (0, 0)


def test_setting_gives_the_size() -> None:
    with override_settings(QUERY_CACHE_SIZE=7):
        Book.objects.filter(title="a")
        assert query_cache.info().limit == 7
    with override_settings(QUERY_CACHE_SIZE=0):
        Book.objects.filter(title="a")
        Book.objects.filter(title="a")
        assert query_cache.info().size == 0


@pytest.mark.parametrize("limit", [-1, "many", 1.5])
def test_size_that_is_no_number_of_entries_is_refused(limit: Any) -> None:
    with pytest.raises(ValueError, match="number of entries"):
        query_cache.configure(limit=limit)


def test_condition_changed_after_use_changes_no_question() -> None:
    condition = Q(title="a")
    before = Book.objects.filter(condition)
    sql = str(before.query)
    condition.add(Q(pages=3), Q.OR)
    assert str(before.query) == sql
    assert "pages" in str(Book.objects.filter(condition).query).split("WHERE")[1]


def test_list_changed_after_use_changes_no_question(db: None) -> None:
    keys = [1]
    found = Book.objects.filter(pk__in=keys)
    keys.append(2)
    assert found.query.sql_with_params()[1] == Book.objects.filter(pk__in=[1]).query.sql_with_params()[1]


def test_values_a_field_makes_nothing_of_hide_no_others(db: None) -> None:
    class Blank(CharField):
        def get_prep_value(self, value: Any) -> Any:
            return super().get_prep_value(value) or None

    Author.objects.create(name="a")
    named = Author.objects.annotate(code=ExpressionWrapper(F("name"), Blank()))
    for keys in (["", "a"], ["a", ""]):
        query_cache.clear()
        assert [named.filter(code__in=[key]).count() for key in keys] == [int(key == "a") for key in keys]
