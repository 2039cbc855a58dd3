"""What holds of PostgreSQL's aggregates."""

from __future__ import annotations

import warnings

import pytest

from django.contrib.postgres.aggregates import (
    ArrayAgg,
    BitAnd,
    BitOr,
    BitXor,
    BoolAnd,
    BoolOr,
    Corr,
    CovarPop,
    JSONBAgg,
    RegrCount,
    RegrSlope,
    StringAgg,
)
from django.contrib.postgres.functions import RandomUUID, TransactionNow
from django.db import connections
from django.db.models import F, Q, Value, Window
from django.test.utils import CaptureQueriesContext
from django.utils.deprecation import RemovedInDjango61Warning
from tests.contrib.postgres.models import Board, Counter, Shelf

pytestmark = pytest.mark.engine("postgresql")


@pytest.fixture
def boards(pg: str) -> list[Board]:
    shelf = Shelf.objects.using(pg).create(name="one")
    other = Shelf.objects.using(pg).create(name="two")
    return Board.objects.using(pg).bulk_create(
        [
            Board(shelf=shelf, width=3, label="c", solid=True, note={"n": 3}),
            Board(shelf=shelf, width=1, label="a", solid=True),
            Board(shelf=shelf, width=2, label="b", solid=False, note={"n": 2}),
            Board(shelf=other, width=2, label="b", solid=True),
        ]
    )


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        (ArrayAgg("width", order_by="width"), [1, 2, 2, 3]),
        (ArrayAgg("width", order_by=["-solid", "-width"]), [3, 2, 1, 2]),
        (ArrayAgg("width", distinct=True, order_by="-width"), [3, 2, 1]),
        (ArrayAgg("label", filter=Q(width__gt=1), order_by=F("label").desc()), ["c", "b", "b"]),
        (ArrayAgg("label", filter=Q(width__gt=9)), None),
        (ArrayAgg("label", filter=Q(width__gt=9), default=[]), []),
        (ArrayAgg("width", filter=Q(width__gt=9), default=Value([])), []),
        (JSONBAgg("note", filter=Q(note__isnull=False), order_by="note__n"), [{"n": 2}, {"n": 3}]),
        (JSONBAgg("label", filter=Q(width__gt=9), default=["x"]), ["x"]),
        (StringAgg("label", delimiter=";", order_by="label"), "a;b;b;c"),
        (StringAgg("label", "'%", distinct=True, order_by="label"), "a'%b'%c"),
        (StringAgg("label", delimiter=Value("-"), filter=Q(width=3)), "c"),
        (BitAnd("width"), 0),
        (BitOr("width"), 3),
        (BitXor("width"), 2),
        (BoolAnd("solid"), False),
        (BoolOr("solid"), True),
        (BoolOr(Q(width__gt=2)), True),
        (RegrCount("width", "shelf"), 4),
    ],
)
def test_aggregates_give_what_they_say(pg: str, boards: list[Board], aggregate: object, expected: object) -> None:
    assert Board.objects.using(pg).aggregate(found=aggregate) == {"found": expected}


def test_statistics_are_of_pairs_that_have_both(pg: str, boards: list[Board]) -> None:
    found = Board.objects.using(pg).aggregate(
        same=Corr("width", "width"), slope=RegrSlope("width", "width"), part=CovarPop("width", "width", sample=True)
    )
    assert found == {"same": 1.0, "slope": 1.0, "part": pytest.approx(2 / 3)}
    with pytest.raises(ValueError, match="Both y and x must be provided."):
        Corr("", "x")


def test_rows_are_annotated_with_aggregates_of_relations(pg: str, boards: list[Board]) -> None:
    rows = Shelf.objects.using(pg).annotate(labels=StringAgg("boards__label", ",", order_by="-boards__label"))
    assert [row.labels for row in rows] == ["c,b,a", "b"]
    assert rows.get(labels__startswith="c").name == "one"


def test_an_aggregate_stands_in_a_window(pg: str, boards: list[Board]) -> None:
    window = Window(ArrayAgg("width"), partition_by="shelf", order_by="width")
    rows = Board.objects.using(pg).annotate(so_far=window).order_by("shelf", "width")
    assert [row.so_far for row in rows] == [[1], [1, 2], [1, 2, 3], [2]]


def test_nothing_is_asked_about_no_rows(pg: str) -> None:
    with CaptureQueriesContext(connections[pg]) as captured:
        assert Board.objects.using(pg).none().aggregate(a=ArrayAgg("width"), n=RegrCount("width", "width")) == {
            "a": None,
            "n": 0,
        }
    assert len(captured) == 0


def test_the_old_name_of_the_order_warns() -> None:
    with pytest.warns(RemovedInDjango61Warning, match="The ordering argument is deprecated. Use order_by instead."):
        ArrayAgg("width", ordering="width")
    with warnings.catch_warnings(), pytest.raises(TypeError, match="Cannot specify both order_by and ordering."):
        warnings.simplefilter("ignore")
        StringAgg("label", ",", ordering="label", order_by="label")


def test_keys_and_moments_are_made_by_the_database(pg: str, boards: list[Board]) -> None:
    rows = Board.objects.using(pg).annotate(key=RandomUUID(), now=TransactionNow())
    assert len({row.key for row in rows}) == 4
    assert len({row.now for row in [*rows.all(), *rows.all()]}) == 1


def test_many_rows_of_nothing_but_a_key_are_one_statement(pg: str) -> None:
    with CaptureQueriesContext(connections[pg]) as captured:
        made = Counter.objects.using(pg).bulk_create([Counter() for _ in range(3)])
    assert len(captured) == 1
    stored = Counter.objects.using(pg).order_by("pk").values_list("pk", flat=True)
    assert sorted(each.pk for each in made) == list(stored)
