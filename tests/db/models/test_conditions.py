"""Q and FilteredRelation."""

from __future__ import annotations

from typing import Any

import pytest

from django.db.models import F, FilteredRelation, Q, Value
from django.db.models.functions import Lower


def test_keywords_in_another_order_make_the_same_condition() -> None:
    assert Q(a=1, b=2) == Q(b=2, a=1)
    assert hash(Q(a=1, b=[2])) == hash(Q(b=[2], a=1))


def test_an_empty_condition_gives_way() -> None:
    assert Q(a=1) == Q(a=1) & Q() == Q() & Q(a=1) == Q() | Q(a=1)
    assert not Q()


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        (Q(a=1) & Q(b=2), "(AND: ('a', 1), ('b', 2))"),
        (Q(a=1) | Q(b=2), "(OR: ('a', 1), ('b', 2))"),
        (Q(a=1) ^ Q(b=2), "(XOR: ('a', 1), ('b', 2))"),
        (~Q(a=1), "(NOT (AND: ('a', 1)))"),
        (Q(a=1) & ~Q(b=2), "(AND: ('a', 1), (NOT (AND: ('b', 2))))"),
        ((Q(a=1) | Q(b=2)) & Q(c=3), "(AND: (OR: ('a', 1), ('b', 2)), ('c', 3))"),
    ],
)
def test_conditions_are_joined_by_operators(condition: Q, shown: str) -> None:
    assert shown == str(condition)


@pytest.mark.parametrize("other", [3, F("a"), object()])
def test_a_condition_is_joined_to_conditions_only(other: Any) -> None:
    with pytest.raises(TypeError):
        Q(a=1) & other


def test_an_unknown_connector_is_refused() -> None:
    with pytest.raises(ValueError, match="_connector must be one of 'AND', 'OR', 'XOR', or None."):
        Q(a=1, _connector="x")


@pytest.mark.parametrize("condition", [Q(a=1), Q(a=1) | Q(b=2), ~Q(a=1), Q(F("a"), b=F("c")), Q(a=1, b=2)], ids=str)
def test_a_condition_is_made_again_from_what_it_deconstructs_to(condition: Q) -> None:
    path, args, kwargs = condition.deconstruct()
    assert "django.db.models.Q" == path
    assert condition == Q(*args, **kwargs)


def test_flattening_yields_expressions_and_right_hand_sides() -> None:
    flat = list(Q(a=1, b=Lower(Value("X"))).flatten())
    assert [1, "X"] == [flat[1], flat[3].value]


def test_the_fields_mentioned_are_those_of_the_model_itself() -> None:
    assert {"a", "b", "c"} == (Q(a__gt=1) | ~Q(b__name=F("c__x"))).referenced_base_fields


def test_a_filtered_relation_needs_a_name_and_a_condition() -> None:
    with pytest.raises(ValueError, match="relation_name cannot be empty."):
        FilteredRelation("")
    with pytest.raises(ValueError, match=r"condition argument must be a Q\(\) instance."):
        FilteredRelation("a", condition=3)


def test_filtered_relations_are_equal_when_they_say_the_same() -> None:
    assert FilteredRelation("a", condition=Q(b=1)) == FilteredRelation("a", condition=Q(b=1))
    assert FilteredRelation("a", condition=Q(b=1)) != FilteredRelation("a", condition=Q(b=2))
