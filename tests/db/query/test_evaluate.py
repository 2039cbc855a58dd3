"""Evaluate: conditions in Python say what SQLite says."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django.db.backends.sqlite3 import _functions
from django.db.backends.sqlite3.compiler import SQLCompiler
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.backends.sqlite3.operations import DatabaseOperations
from django.db.errors import NotSupportedError
from django.db.query import expressions as e
from django.db.query.evaluate import evaluate, matching
from django.db.query.expressions import Column, Literal, Param
from django.db.query.sources import Table
from django.db.query.statements import Output, Select


class Connection:
    vendor = "sqlite"
    timezone = None

    def __init__(self):
        self.features, self.ops = DatabaseFeatures(self), DatabaseOperations(self)
        self.raw = sqlite3.connect(":memory:")
        self.raw.execute("CREATE TABLE t (a integer, b integer, s text)")
        self.raw.execute("PRAGMA case_sensitive_like = ON")
        _functions.register(self.raw)


CONNECTION = Connection()

numbers = st.integers(-9, 9)
texts = st.text("aB%_\\", max_size=3)
number_values = st.recursive(
    st.one_of(
        st.sampled_from([Column("t", "a"), Column("t", "b"), e.Null()]),
        st.builds(Literal, numbers),
        st.just(Param(0)),
    ),
    lambda inner: st.builds(e.Binary, st.sampled_from(["+", "-", "*", "/", "%%", "&", "|"]), inner, inner),
    max_leaves=4,
)
operators = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
comparisons = st.one_of(
    st.builds(e.Compare, operators, number_values, number_values),
    st.builds(e.Between, number_values, number_values, number_values),
    st.builds(e.IsNull, number_values, st.booleans()),
    st.builds(e.Members, number_values, st.lists(number_values, max_size=3).map(tuple)),
    st.builds(e.Members, number_values, st.just(Param(1, many=True))),
    st.builds(
        e.Match,
        st.sampled_from(["contains", "startswith", "endswith", "regex"]),
        st.just(Column("t", "s")),
        st.builds(Literal, st.text("aB", max_size=2)),
    ),
    st.builds(
        e.Match, st.sampled_from(["contains", "startswith"]), st.just(Column("t", "s")), st.builds(Literal, texts)
    ),
    st.builds(e.Truth, number_values),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(e.Not, inner),
        st.builds(e.All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(e.Any_, st.lists(inner, max_size=3).map(tuple)),
        st.builds(e.OddOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    condition=conditions,
    a=st.none() | numbers,
    b=st.none() | numbers,
    s=st.none() | texts,
    value=numbers,
    members=st.lists(numbers, min_size=1, max_size=3),
)
def test_python_agrees_with_sqlite(condition, a, b, s, value, members):
    values = (value, members)
    select = Select((Output(e.Condition(condition)),), Table("t", "t"))
    CONNECTION.raw.execute("DELETE FROM t")
    CONNECTION.raw.execute("INSERT INTO t VALUES (?, ?, ?)", (a, b, s))
    sql, params = SQLCompiler(CONNECTION).statement(select).bind(values, CONNECTION)
    ((expected,),) = CONNECTION.raw.execute(sql, params).fetchall()
    row = {("t", "a"): a, ("t", "b"): b, ("t", "s"): s}
    assert (None if expected is None else bool(expected)) == evaluate(condition, row, values)


def test_only_rows_that_match_for_certain_are_kept():
    rows = [{("t", "a"): value} for value in (1, None, 2)]
    condition = e.Compare(">", Column("t", "a"), Param(0))
    assert rows[2:] == list(matching(condition, rows, (1,)))
    assert rows == list(matching(None, rows))


@pytest.mark.parametrize("lookup", ["iexact", "icontains", "istartswith", "iendswith", "iregex"])
def test_the_i_lookups_pass_over_case(lookup):
    assert evaluate(e.Match(lookup, Literal("StraSSe"), Literal("sTRAssE")), {}) is True


def test_what_needs_a_database_is_refused_by_name():
    with pytest.raises(NotSupportedError, match=r"Only a database can work out Call: RANDOM\(\)"):
        evaluate(e.Compare("=", e.Call("random"), Literal(1)), {})
    with pytest.raises(NotSupportedError, match="membership in a query"):
        evaluate(e.Members(Literal(1), Select(())), {})
