"""Null rejection: which sources must have matched for a condition to hold."""

from __future__ import annotations

import pytest

from django.db.query import expressions as e
from django.db.query.node import Node
from django.db.query.nulls import required_labels

A, B = e.Column("t", "a"), e.Column("u", "b")


@pytest.mark.parametrize(
    ("condition", "labels"),
    [
        (e.Truth(e.Infix("@>", A, B, "BooleanField")), {"t", "u"}),
        (e.Not(e.Truth(e.Infix("@>", A, B, "BooleanField"))), {"t", "u"}),
        (e.Compare("=", e.Infix("||", A, B, "TextField"), e.Literal("x")), set()),
        (e.Compare("=", e.Subscript(A, 1), e.Literal(1)), {"t"}),
        (e.IsNull(e.Subscript(A, 1)), set()),
    ],
)
def test_an_operator_that_compares_needs_both_sides(condition: Node, labels: set[str]) -> None:
    assert {label for label in required_labels([condition]) if isinstance(label, str)} == labels
