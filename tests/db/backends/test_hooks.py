"""Hooks: an engine says what differs in a page, and the compiler of standard SQL does the rest."""

import pytest

from django.db.backends.base.compiler import SQLCompiler
from django.db.backends.base.features import BaseDatabaseFeatures
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.errors import NotSupportedError
from django.db.query import expressions as e
from django.db.query.expressions import Column, Compare, Literal, Param
from django.db.query.sources import Table
from django.db.query.statements import Compound, Conflict, Insert, Lock, Output, Select


class Compiler(SQLCompiler):
    """An engine with brackets for names, FETCH FIRST, and no truth values in select lists."""

    function_names = {"length": "LEN"}

    def bounds(self, node):
        return f"FETCH FIRST {self.visit(node.limit)} ROWS ONLY" if node.limit is not None else ""

    def call_now(self, node):
        return "GETDATE()"


class Operations(BaseDatabaseOperations):
    paramstyle = "numeric"

    def quote_name(self, name):
        closed = name.replace("]", "]]")
        return f"[{closed}]"


class Features(BaseDatabaseFeatures):
    supports_boolean_expr_in_select_clause = False
    supports_order_by_nulls_modifier = False
    supports_slicing_ordering_in_compound = True
    supports_logical_xor = True
    bare_select_suffix = " FROM DUAL"
    has_select_for_update = True
    has_select_for_update_of = True


class Connection:
    vendor = "example"
    alias = "default"

    def __init__(self):
        self.features, self.ops = Features(self), Operations(self)

    def compiler(self):
        return Compiler(self)


@pytest.fixture
def connection():
    return Connection()


def sql(connection, node):
    return connection.compiler().statement(node).driver_sql


A = Column("t", "a")
ONE = Compare("=", A, Param(0))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Select((Output(e.Keyword("1")),)), "SELECT 1 FROM DUAL"),
        (Select((Output(e.Condition(ONE), "b"),)), "SELECT CASE WHEN [t].[a] = :1 THEN 1 ELSE 0 END AS [b] FROM DUAL"),
        (
            Select((Output(A),), Table("t", "t"), where=ONE, limit=Param(1), lock=Lock(of=(("t", "a"),))),
            "SELECT [t].[a] FROM [t] WHERE [t].[a] = :1 FETCH FIRST :2 ROWS ONLY FOR UPDATE OF [t]",
        ),
        (
            Select((Output(A),), Table("t", "t"), order=(e.Order(A, nulls="first"), e.Order(A, True, "first"))),
            "SELECT [t].[a] FROM [t] ORDER BY [t].[a] IS NOT NULL, [t].[a] ASC, [t].[a] DESC",
        ),
        (
            Select((Output(e.Call("length", (A,))), Output(e.Call("now"))), Table("t", "t"), where=e.OddOf((ONE, ONE))),
            "SELECT LEN([t].[a]), GETDATE() FROM [t] WHERE [t].[a] = :1 XOR [t].[a] = :2",
        ),
        (
            Select((Output(e.Aggregate("COUNT", (e.Star(),), where=ONE)),), Table("t", "t")),
            "SELECT COUNT(CASE WHEN [t].[a] = :1 THEN 1 ELSE NULL END) FROM [t]",
        ),
        (
            Select((Output(A),), Table("t", "t"), where=e.Match("icontains", A, Param(0))),
            "SELECT [t].[a] FROM [t] WHERE UPPER([t].[a]) LIKE UPPER(:1) ESCAPE '\\'",
        ),
        (
            Compound(
                "UNION", (Select((Output(A),), Table("t", "t"), limit=Param(0)), Select((Output(A),), Table("t", "t")))
            ),
            "(SELECT [t].[a] FROM [t] FETCH FIRST :1 ROWS ONLY) UNION (SELECT [t].[a] FROM [t])",
        ),
        (
            Insert("t", ("a]",), ((e.Keyword("DEFAULT"),),), ("a",), Conflict("ignore", ("a",))),
            "INSERT INTO [t] ([a]]]) VALUES (DEFAULT) ON CONFLICT ([a]) DO NOTHING RETURNING [t].[a]",
        ),
    ],
)
def test_hooks_are_asked(connection, node, expected):
    assert expected == sql(connection, node)


def test_what_the_engine_cannot_do_is_refused_by_name(connection):
    for node in (
        e.Over(e.Call("rank")),
        e.Match("regex", A, Literal("x")),
        e.Binary("-", A, A, "DurationField", "DateField", "DateField"),
        e.Binary("+", A, A, "DateField", "DateField", "DurationField"),
    ):
        with pytest.raises(NotSupportedError):
            connection.compiler().compile_node(node)


def test_a_node_of_anothers_making_is_visited_by_its_name(connection):
    class Pivot(e.Node):
        pass

    with pytest.raises(NotSupportedError, match="example has no SQL for Pivot"):
        connection.compiler().compile_node(Pivot())

    class WithPivot(Compiler):
        def visit_pivot(self, node):
            return "PIVOT"

    assert "PIVOT" == WithPivot(connection).compile_node(Pivot())[0]


def test_locks_may_stand_before_the_conditions(connection, monkeypatch):
    monkeypatch.setattr(Features, "for_update_after_from", True)
    node = Select((Output(A),), Table("t", "t"), where=ONE, lock=Lock())
    assert sql(connection, node) == "SELECT [t].[a] FROM [t] FOR UPDATE WHERE [t].[a] = :1"
