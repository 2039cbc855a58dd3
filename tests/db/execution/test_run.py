"""The one door: read, stream, write, insert, what is refused before anything is sent, and who may look on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.statement import BoundStatement
from django.db.errors import ReadOnlyDatabaseError, TransactionManagementError
from django.db.execution import run
from django.db.execution.prepared import Prepared
from django.db.query.expressions import Column, Compare, Members, Nothing, Param
from django.db.query.sources import Table
from django.db.query.statements import Delete, Insert, Output, Select, Update

Pair = tuple[Any, Any]
TEXT = Column("note", "text")


def select(where: Any = None) -> Prepared:
    return Prepared(Select((Output(TEXT),), Table("note", "note"), where=where))


ADD = Prepared(Insert("note", ("text",), ((Param(0),),), returning=("id",)))
ALL = select()
ONE = select(Compare("=", TEXT, Param(0)))
SOME = select(Members(TEXT, Param(0, many=True)))


def test_rows_come_as_tuples(pair: Pair) -> None:
    assert run.insert(ADD, ("a",), "left") == [(1,)]
    assert run.read(ONE, ("a",), "left") == [("a",)]
    assert run.read(ONE, ("a",), "right") == []


def test_the_same_statement_runs_on_both_databases(pair: Pair) -> None:
    run.insert(ADD, ("a",), "right")
    assert (run.read(ALL, (), "left"), run.read(ALL, (), "right")) == ([], [("a",)])
    assert ALL.form(pair[0]) is ALL.form(pair[1])


def test_lists_take_as_many_placeholders_as_they_have_items(pair: Pair) -> None:
    for text in "abc":
        run.insert(ADD, (text,), "left")
    assert run.read(SOME, (["a", "c"],), "left") == [("a",), ("c",)]
    assert run.read(SOME, (["b"],), "left") == [("b",)]


def test_the_watched_way_gives_the_same_rows_and_is_logged(pair: Pair) -> None:
    for text in "abc":
        run.insert(ADD, (text,), "left")
    pair[0].force_debug_cursor = True
    assert run.read(SOME, (["a", "c"],), "left") == [("a",), ("c",)]
    (query,) = pair[0].queries
    assert query["sql"].endswith("IN ('a', 'c')")


def test_execute_wrappers_see_every_statement(pair: Pair) -> None:
    seen = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, tuple(params), context["connection"]))
        return execute(sql, params, many, context)

    with pair[0].execute_wrapper(wrapper):
        run.read(ONE, ("100%",), "left")
    ((sql, params, connection),) = seen
    assert sql.endswith('"text" = %s') and params == ("100%",) and connection is pair[0]


def test_writes_tell_how_many_rows_they_touched(pair: Pair) -> None:
    for text in "ab":
        run.insert(ADD, (text,), "left")
    rename = Prepared(Update("note", (("text", Param(1)),), Compare("=", TEXT, Param(0))))
    assert run.write(rename, ("a", "z"), "left") == 1
    assert run.write(Prepared(Delete("note")), (), "left") == 2


@pytest.mark.parametrize("alias", ["legacy", "near"])
def test_a_write_to_a_database_that_takes_none_is_refused_before_it_is_sent(
    alias: str, register: Callable[..., Any]
) -> None:
    register("main")
    found = register("legacy", READ_ONLY=True) if alias == "legacy" else register("near", REPLICA_OF="main")
    remedy = "READ_ONLY in DATABASES" if alias == "legacy" else "replica of 'main'. Write to 'main'"
    for deed, prepared in ((run.insert, ADD), (run.write, Prepared(Delete("note")))):
        with pytest.raises(ReadOnlyDatabaseError, match=f"Cannot write to the database '{alias}': .*{remedy}"):
            deed(prepared, ("a",), alias)
    assert found.connection is None


def test_a_statement_that_matches_nothing_is_not_sent(register: Callable[..., Any]) -> None:
    connection = register("never")
    assert run.read(select(Nothing()), (), "never") == []
    assert run.write(Prepared(Delete("note", Nothing())), (), "never") == 0
    assert list(run.stream(select(Nothing()), (), "never", 10)) == []
    assert connection.connection is None


def test_rows_can_be_streamed(pair: Pair) -> None:
    for text in "abc":
        run.insert(ADD, (text,), "left")
    assert list(run.stream(ALL, (), "left", 2)) == [[("a",), ("b",)], [("c",)]]


def test_errors_are_ours_and_name_the_alias(pair: Pair) -> None:
    run.insert(ADD, ("a",), "left")
    with pytest.raises(IntegrityError) as caught:
        run.insert(ADD, ("a",), "left")
    assert caught.value.alias == "left"
    with pytest.raises(OperationalError, match="no such table"):
        run.read(Prepared(Select((Output(Column("x", "y")),), Table("x", "x"))), (), "left")


def test_a_broken_transaction_runs_nothing(pair: Pair) -> None:
    with transaction.atomic("left"):
        transaction.set_rollback(True, using="left")
        with pytest.raises(TransactionManagementError, match="You can't execute queries"):
            run.read(ALL, (), "left")


def test_a_write_makes_its_transaction_dirty(pair: Pair) -> None:
    with transaction.atomic("left"):
        assert not transaction.state().is_dirty("left")
        run.insert(ADD, ("a",), "left")
        assert transaction.state().is_dirty("left")
    run.insert(ADD, ("b",), "left")
    assert not transaction.state().is_dirty("left")


def test_a_bound_statement_runs_on_its_database(pair: Pair) -> None:
    run.insert(ADD, ("a",), "right")
    statement = BoundStatement("SELECT text FROM note WHERE text = %s", ("a",), "right")
    assert statement.execute() == [("a",)]
