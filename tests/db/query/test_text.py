"""Text: trees as people read them."""

import pytest

from django.db.query import expressions as e
from django.db.query.expressions import All, Any_, Column, Compare, Literal, Param
from django.db.query.sources import LEFT, Derived, Join, Table
from django.db.query.statements import Compound, Delete, Insert, Output, Select, Update
from django.db.query.text import text

A = Column("t", "a")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (
            All((Compare("=", A, Param(0)), Any_((e.IsNull(A), e.Not(e.Nothing()))))),
            "t.a = 'x' AND (t.a IS NULL OR NOT (FALSE))",
        ),
        (e.Members(A, Param(1, many=True)), "t.a IN (1, 2)"),
        (e.Between(A, Param(1, item=0), Param(9)), "t.a BETWEEN 1 AND ?9"),
        (e.Match("icontains", A, Literal("it's")), "t.a ICONTAINS 'it''s'"),
        (e.Binary("%%", A, Literal(2)), "(t.a % 2)"),
        (e.Infix("@>", A, e.Prefix("!!", Literal(1))), "(t.a @> !! 1)"),
        (e.Subscript(e.Subscript(A, 2), 1, None, is_slice=True), "t.a[2][1:]"),
        (e.Aggregate("COUNT", (A,), distinct=True, where=e.Truth(A)), "COUNT(DISTINCT t.a) FILTER (WHERE t.a)"),
        (
            e.Over(e.Call("rank"), (A,), (e.Order(A, True, "last"),)),
            "RANK() OVER (PARTITION BY t.a ORDER BY t.a DESC NULLS LAST)",
        ),
        (e.Case(((e.Truth(A), Literal(None)),), Literal(True)), "CASE WHEN t.a THEN NULL ELSE TRUE END"),
        (Literal("x" * 100), "'" + "x" * 57 + "...'"),
        (
            Select((Output(A, "n"),), Table("t", "t"), (Join(LEFT, Table("u", "v"), e.Everything()),), limit=Param(0)),
            "SELECT t.a AS n FROM t LEFT OUTER JOIN u v ON TRUE LIMIT 'x'",
        ),
        (
            Compound("UNION", (Select((Output(e.Star()),)), Select((Output(e.Null()),)))),
            "(SELECT *) UNION (SELECT NULL)",
        ),
        (Select((Output(A),), Derived(Select((Output(e.Keyword("1")),)), "t")), "SELECT t.a FROM (SELECT 1) t"),
        (Insert("t", ("a",), ((Param(0),),), ("id",)), "INSERT INTO t (a) VALUES ('x') RETURNING id"),
        (Update("t", (("a", Param(0)),), e.Exists(Delete("t"))), "UPDATE t SET a = 'x' WHERE EXISTS (DELETE FROM t)"),
    ],
)
def test_trees_read_like_sql(node, expected):
    assert expected == text(node, ("x", [1, 2]))


def test_without_values_params_show_their_place():
    assert "t.a = ?0" == text(Compare("=", A, Param(0)))
