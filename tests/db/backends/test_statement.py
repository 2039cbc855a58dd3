"""Statements: values are picked, prepared and put into the driver's placeholders."""

import pytest

from django.db.backends import questions
from django.db.backends.statement import BoundStatement, Statement, join_placeholders, split_placeholders
from django.db.query.expressions import Literal, Param


class Doubling:
    """A codec whose driver wants everything twice as large."""

    def binder(self, connection):
        return lambda value, connection: value * 2


def test_split_turns_doubled_percents_into_single_ones():
    assert ["a ", " LIKE '%' ", ""] == split_placeholders("a %s LIKE '%%' %s")


def test_a_lone_percent_sign_is_refused():
    with pytest.raises(ValueError, match="percent sign"):
        split_placeholders("a % b")


@pytest.mark.parametrize(
    ("paramstyle", "expected"),
    [("qmark", "a ? 5% ?"), ("format", "a %s 5%% %s"), ("numeric", "a :1 5% :2")],
)
def test_placeholders_follow_the_paramstyle(paramstyle, expected):
    assert expected == join_placeholders(["a ", " 5% ", ""], paramstyle)


def test_no_params_bind_to_nothing(connection):
    assert ("SELECT 5%2", ()) == Statement("SELECT 5%%2", [], connection).bind((), connection)


@pytest.mark.parametrize(
    ("params", "values", "expected"),
    [
        ([Param(0)], (7,), [7]),
        ([Param(1), Param(0), Param(1)], (7, 8), [8, 7, 8]),
        ([Param(0, Doubling()), "raw"], (7,), [14, "raw"]),
        ([Param(0, item=1), Param(0, Doubling(), item=0)], ((1, 2),), [2, 2]),
        ([Literal(3), Literal(3, Doubling()), Param(0)], (1,), [3, 6, 1]),
    ],
)
def test_bind_picks_and_prepares_values(connection, params, values, expected):
    statement = Statement(", ".join(["%s"] * len(params)), params, connection)
    sql, bound = statement.bind(values, connection)
    assert expected == list(bound)
    assert ", ".join("?" * len(expected)) == sql


def test_lists_become_as_many_placeholders_as_they_have_items(connection):
    statement = Statement(
        "a IN (%s) AND b = %s AND c IN (%s)",
        [Param(0, many=True), Param(1), Param(2, Doubling(), many=True)],
        connection,
    )
    assert ("a IN (?, ?) AND b = ? AND c IN (?)", [1, 2, 3, 8]) == statement.bind(([1, 2], 3, [4]), connection)
    assert ("a IN (?) AND b = ? AND c IN (?, ?)", [1, 3, 8, 10]) == statement.bind(([1], 3, [4, 5]), connection)


def test_expansions_are_kept_within_a_bound(connection):
    statement = Statement("a IN (%s)", [Param(0, many=True)], connection)
    for length in range(1, 500):
        statement.bind((range(length),), connection)
    assert len(statement._memo) <= 64


def test_a_wrong_number_of_parameters_is_found_when_compiling(connection):
    with pytest.raises(ValueError, match="1 placeholders but 2 parameters"):
        Statement("%s", [1, 2], connection)


def test_bound_statements_are_equal_by_what_they_say():
    assert BoundStatement("SELECT 1", (), "a") == BoundStatement("SELECT 1", (), "a")
    assert BoundStatement("SELECT 1", (), "a") != BoundStatement("SELECT 1", (), "b")
    assert "SELECT 1" == str(BoundStatement("SELECT 1", (), "a"))


def test_a_bound_statement_runs_where_its_alias_says(monkeypatch):
    ran = []
    monkeypatch.setattr(questions, "run_bound", lambda *args: ran.append(args))
    BoundStatement("SELECT ?", (1,), "other").execute()
    assert [("SELECT ?", (1,), "other")] == ran


def test_before_anything_can_run_it_a_bound_statement_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(questions, "run_bound", questions._no_way)
    with pytest.raises(RuntimeError, match=r"django\.db"):
        BoundStatement("SELECT 1", (), "a").execute()
