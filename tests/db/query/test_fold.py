"""Fold: what always or never holds rises; what says nothing is left out."""

import pytest

from django.db.query import expressions as e
from django.db.query.expressions import All, Any_, Column, Compare, Everything, Members, Not, Nothing, OddOf
from django.db.query.fold import fold, is_empty
from django.db.query.sources import Table
from django.db.query.statements import Compound, Delete, Output, Select, Update

A, B = Compare("=", Column("t", "a"), e.Param(0)), Compare("=", Column("t", "b"), e.Param(1))
NONE = Members(Column("t", "a"), ())


def select(where=None, **parts):
    return Select((Output(Column("t", "a")),), Table("t", "t"), where=where, **parts)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (NONE, Nothing()),
        (Not(NONE), Everything()),
        (Not(Not(NONE)), Nothing()),
        (All((A, NONE)), Nothing()),
        (All((A, Everything())), A),
        (All(()), Everything()),
        (All((A, All((B, A)))), All((A, B, A))),
        (All((A, Any_((B, A)))), All((A, Any_((B, A))))),
        (Any_((A, NONE)), A),
        (Any_((NONE, NONE)), Nothing()),
        (Any_((A, Everything())), Everything()),
        (OddOf((A, Nothing())), OddOf((A,))),
        (OddOf((A, Everything())), Not(OddOf((A,)))),
        (OddOf((A, B, Everything(), Everything())), OddOf((A, B))),
        (OddOf(()), Nothing()),
        (Members(Column("t", "a"), select(NONE)), Nothing()),
        (e.Exists(select(NONE)), Nothing()),
        (e.Exists(select(A)), e.Exists(select(A))),
        (e.IsNull(e.Scalar(select(NONE))), e.IsNull(e.Null())),
    ],
)
def test_conditions_fold(condition, expected):
    assert expected == fold(condition)


def test_a_case_loses_the_branches_never_taken():
    one, two, three = e.Param(1), e.Param(2), e.Param(3)
    assert e.Case(((A, one),), two) == fold(e.Case(((NONE, three), (A, one)), two))
    assert e.Case(((A, one),), three) == fold(e.Case(((A, one), (Everything(), three), (B, one)), two))
    assert two == fold(e.Case(((NONE, one),), two))


def test_what_always_holds_is_no_where():
    assert select() == fold(select(Not(NONE)))
    assert Delete("t") == fold(Delete("t", All(())))
    assert Update("t", (("a", e.Null()),)) == fold(Update("t", (("a", e.Null()),), Everything()))


def test_what_has_nothing_to_fold_is_shared():
    tree = select(All((A, B)))
    assert fold(tree) is tree


COUNT = e.Aggregate("COUNT", (e.Star(),))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (select(), False),
        (select(NONE), True),
        (select(limit=e.Keyword("0")), True),
        (Select((Output(COUNT),), Table("t", "t"), where=NONE), False),
        (Select((Output(e.Call("coalesce", (COUNT,))),), Table("t", "t"), where=NONE), False),
        (Select((Output(COUNT),), Table("t", "t"), where=NONE, group=(Column("t", "a"),)), True),
        (Select((Output(e.Scalar(Select((Output(COUNT),)))),), Table("t", "t"), where=NONE), True),
        (Delete("t", NONE), True),
        (Update("t", (), NONE), True),
        (Compound("UNION", (select(NONE), select(NONE))), True),
        (Compound("UNION", (select(NONE), select())), False),
        (Compound("INTERSECT", (select(NONE), select())), True),
        (Compound("EXCEPT", (select(), select(NONE))), False),
        (Compound("EXCEPT", (select(NONE), select())), True),
    ],
)
def test_emptiness_is_known_before_sending(statement, expected):
    assert expected == is_empty(fold(statement))


def test_empty_parts_leave_a_union():
    assert select(A) == fold(Compound("UNION ALL", (select(NONE), select(A))))
    assert select(A, distinct=True) == fold(Compound("UNION", (select(NONE), select(A))))
    assert Compound("UNION", (select(A), select(B))) == fold(Compound("UNION", (select(A), select(NONE), select(B))))
