"""Keys of calls hold what shapes a query; the values stay outside, in one order."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Sum, Value, When, Window
from django.db.models.expressions import RawSQL, RowRange
from django.db.models.functions import Coalesce, Concat, Lower, Round, TruncDay
from django.db.models.memo.keys import Unkeyable, key_of, parametrize, register_plain
from django.db.models.memo.slots import Slot, Slots

PLAIN = st.one_of(
    st.text(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.binary(),
    st.uuids(),
    st.lists(st.integers(0, 9) | st.none(), max_size=3),
)
ANY = PLAIN | st.none() | st.booleans()
NAMES = st.sampled_from(["a", "b__gt", "c__in"])


def expressions(values: Any) -> Any:
    leaves = st.one_of(st.builds(F, st.sampled_from("ab")), st.builds(Value, values))
    conditions = st.builds(lambda name, value: Q(**{name: value}), NAMES, values)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda x, y: Coalesce(x, y), inner, inner),
            st.builds(lambda x, y: x + y, inner, inner),
            st.builds(Lower, inner),
            st.builds(lambda q, x, y: Case(When(q, then=x), default=y), conditions, inner, inner),
            st.builds(lambda x, q: Sum(x, filter=q), inner, conditions),
        ),
        max_leaves=5,
    )


CONDITIONS = st.recursive(
    st.builds(lambda name, value: Q(**{name: value}), NAMES, ANY | expressions(ANY)),
    lambda inner: st.one_of(
        st.builds(lambda x, y: x & y, inner, inner),
        st.builds(lambda x, y: x | y, inner, inner),
        st.builds(lambda x, y: x ^ y, inner, inner),
        st.builds(lambda x: ~x, inner),
    ),
    max_leaves=5,
)


@given(ANY | expressions(ANY) | CONDITIONS)
def test_slots_are_taken_in_the_order_in_which_values_are_set_aside(argument: Any) -> None:
    values: list[Any] = []
    hash(key_of(argument, values))
    slots = Slots(0)
    parametrize(argument, slots)
    assert values == slots.values


@given(st.integers(0, 9), st.integers(0, 9), st.text(), st.text())
def test_other_values_of_the_same_types_give_the_same_key(one: int, two: int, this: str, that: str) -> None:
    def argument(number: int, text: str) -> Q:
        return Q(a=number, b=F("c") + number) | Q(d__in=[number], e=Concat("f", Value(text)))

    assert key_of(argument(one, this), []) == key_of(argument(two, that), [])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (1, "1"),
        (1, True),
        (True, False),
        (0, None),
        (1, 1.0),
        (1, -1),
        ([], [1]),
        ([1], [None]),
        ([1], [1, None]),
        ([1], (1,)),
        (datetime.date(2000, 1, 1), datetime.datetime(2000, 1, 1)),
        (Q(a=1), Q(b=1)),
        (Q(a=1), ~Q(a=1)),
        (Q(a=1) | Q(b=1), Q(a=1) & Q(b=1)),
        (Q(a=1), Q(a=None)),
        (F("a"), F("b")),
        (F("a"), OuterRef("a")),
        (F("a")[1:2], F("a")[1:3]),
        (F("a") + 1, F("a") - 1),
        (Value(1), Value(None)),
        (Value(1), Value(1, models.FloatField())),
        (Count("a"), Count("a", distinct=True)),
        (Count("a"), Count("a", filter=Q(b=1))),
        (Round("a", 1), Round("a", 2)),
        (Window(Sum("a"), frame=RowRange(-1, 0)), Window(Sum("a"), frame=RowRange(-2, 0))),
        (F("a").asc(), F("a").desc()),
        (F("a").asc(nulls_first=True), F("a").asc(nulls_last=True)),
        (TruncDay("a"), TruncDay("a", tzinfo=datetime.UTC)),
    ],
)
def test_what_changes_the_sql_changes_the_key(one: Any, two: Any) -> None:
    assert key_of(one, []) != key_of(two, [])


def test_a_field_given_anew_each_time_gives_the_same_key() -> None:
    def argument() -> Any:
        return Value(1, models.DecimalField(max_digits=5, decimal_places=2))

    assert key_of(argument(), []) == key_of(argument(), [])


@pytest.mark.parametrize(
    "argument",
    [2**63, [object()], [F("a")], {"a": F("b")}, object(), iter([1]), RawSQL("1", []), [(1, F("a"))]],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_known_from_its_type_has_no_key(argument: Any) -> None:
    with pytest.raises(Unkeyable):
        key_of(argument, [])


def test_a_class_with_sql_of_its_own_has_no_key() -> None:
    class Mine(models.Func):
        def as_sql(self, compiler: Any, connection: Any) -> Any:
            return "1", []

    with pytest.raises(Unkeyable):
        key_of(Mine("a"), [])


def test_a_class_that_only_names_its_function_has_a_key() -> None:
    class Mine(models.Func):
        function = "MINE"

    values: list[Any] = []
    assert key_of(Mine("a", 1), values)[0] is Mine
    assert [1] == values


def test_a_class_that_may_look_at_its_values_has_no_key() -> None:
    class Mine(models.Func):
        def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
            return super().resolve_expression(*args, **kwargs)

    with pytest.raises(Unkeyable):
        key_of(Mine(1), [])


def test_parametrize_leaves_the_original_alone() -> None:
    original = F("a") + 1
    placed = parametrize(original, Slots(0))
    assert 1 == original.rhs.value
    assert isinstance(placed.rhs.value, Slot)


def test_parametrize_returns_what_has_no_values_itself() -> None:
    original = Count("a", filter=Q(b=None))
    assert parametrize(Lower("a"), Slots(0)).source_expressions == [F("a")]
    assert parametrize(original, Slots(0)).source_expressions == [F("a")]
    assert parametrize(None, Slots(0)) is None


@pytest.mark.parametrize("value", [decimal.Decimal(1), uuid.UUID(int=1), "x", 1], ids=lambda it: type(it).__name__)
def test_a_plain_value_is_its_type(value: Any) -> None:
    values: list[Any] = []
    assert type(value) is key_of(value, values)
    assert [value] == values


def test_a_type_that_was_registered_is_set_aside() -> None:
    class Interval:
        """Not a plain value until somebody says so."""

    value, values = Interval(), []
    with pytest.raises(Unkeyable):
        key_of(value, values)
    register_plain(Interval)
    assert key_of(value, values) is Interval
    assert values == [value]
