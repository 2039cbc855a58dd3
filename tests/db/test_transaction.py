"""Transactions: blocks in blocks, several databases at once, and what is known about them from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from django.db import IntegrityError, transaction
from django.db.connections import connections
from django.db.errors import PartialCommitError, TransactionManagementError
from django.utils.connection import ConnectionDoesNotExist
from tests.db.conftest import write

Pair = tuple[Any, Any]
Notes = Callable[[Any], list[str]]


def test_a_block_is_kept_when_it_ends_well(pair: Pair, notes: Notes) -> None:
    with transaction.atomic("left"):
        write(pair[0], "a")
        assert notes(pair[0]) == []
    assert notes(pair[0]) == ["a"]


def test_a_block_is_undone_by_an_exception(pair: Pair, notes: Notes) -> None:
    with pytest.raises(KeyError), transaction.atomic("left"):
        write(pair[0], "a")
        raise KeyError
    assert notes(pair[0]) == []
    assert not pair[0].in_atomic_block and pair[0].get_autocommit()


def test_a_block_in_a_block_is_undone_by_itself(pair: Pair, notes: Notes) -> None:
    with transaction.atomic("left"):
        write(pair[0], "a")
        with pytest.raises(KeyError), transaction.atomic("left"):
            write(pair[0], "b")
            raise KeyError
        write(pair[0], "c")
    assert notes(pair[0]) == ["a", "c"]


def test_a_block_without_savepoint_takes_the_outer_one_with_it(pair: Pair, notes: Notes) -> None:
    with transaction.atomic("left"):
        write(pair[0], "a")
        with pytest.raises(KeyError), transaction.atomic("left", savepoint=False):
            raise KeyError
        with pytest.raises(TransactionManagementError, match="You can't execute queries until the end of the 'atomic'"):
            write(pair[0], "b")
    assert notes(pair[0]) == []


def test_a_block_decorates_a_function_again_and_again(pair: Pair, notes: Notes) -> None:
    @transaction.atomic(using="left")
    def countdown(number: int) -> None:
        write(pair[0], str(number))
        if number:
            countdown(number - 1)

    countdown(2)
    assert notes(pair[0]) == ["2", "1", "0"]


def test_a_durable_block_is_never_inside_another(pair: Pair) -> None:
    with pytest.raises(RuntimeError, match="durable"):
        with transaction.atomic("left"), transaction.atomic("left", durable=True):
            pass
    with transaction.atomic("left"), transaction.atomic("right", durable=True):
        pass


def test_a_block_may_be_told_to_roll_back(pair: Pair, notes: Notes) -> None:
    with transaction.atomic("left"):
        write(pair[0], "a")
        transaction.set_rollback(True, using="left")
    assert notes(pair[0]) == []


def test_a_block_in_the_callers_own_transaction_commits_nothing(pair: Pair, notes: Notes) -> None:
    transaction.set_autocommit(False, using="left")
    try:
        with transaction.atomic("left"):
            write(pair[0], "a")
        assert notes(pair[0]) == []
        transaction.commit(using="left")
        assert notes(pair[0]) == ["a"]
    finally:
        transaction.rollback(using="left")
        transaction.set_autocommit(True, using="left")


def test_a_connection_closed_in_a_block_loses_the_block_and_works_after_it(pair: Pair, notes: Notes) -> None:
    with transaction.atomic("left"):
        write(pair[0], "a")
        pair[0].close()
    assert notes(pair[0]) == []
    write(pair[0], "b")
    assert notes(pair[0]) == ["b"]


@pytest.mark.parametrize("deed", [transaction.commit, transaction.rollback, transaction.savepoint])
def test_an_unknown_alias_is_refused_before_anything_is_done(pair: Pair, notes: Notes, deed: Any) -> None:
    transaction.set_autocommit(False, using="left")
    write(pair[0], "a")
    with pytest.raises(ConnectionDoesNotExist):
        deed(["left", "lift"])
    assert notes(pair[0]) == []
    transaction.rollback("left")
    transaction.set_autocommit(True, using="left")


# --- several databases --------------------------------------------------------------------------------------


def test_a_block_over_several_is_kept_in_all(pair: Pair, notes: Notes) -> None:
    with transaction.atomic(using=["left", pair[1]]):
        write(pair[0], "a")
        write(pair[1], "b")
    assert (notes(pair[0]), notes(pair[1])) == (["a"], ["b"])


def test_a_block_over_several_is_undone_in_all(pair: Pair, notes: Notes) -> None:
    with pytest.raises(KeyError), transaction.atomic(using=("left", "right")):
        write(pair[0], "a")
        write(pair[1], "b")
        raise KeyError
    assert (notes(pair[0]), notes(pair[1])) == ([], [])


def test_rolling_one_back_rolls_all_back(pair: Pair, notes: Notes) -> None:
    with transaction.atomic(using=("left", "right")):
        write(pair[0], "a")
        write(pair[1], "b")
        transaction.set_rollback(True, using="right")
    assert (notes(pair[0]), notes(pair[1])) == ([], [])


def defer_an_error(connection: Any) -> None:
    """Make the commit of the open transaction fail: a reference that leads nowhere, checked at the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS ref (id integer PRIMARY KEY, note_id integer REFERENCES note (id) "
            "DEFERRABLE INITIALLY DEFERRED)"
        )
        cursor.execute("INSERT INTO ref (note_id) VALUES (99)")


def test_a_commit_that_fails_later_tells_who_committed(pair: Pair, notes: Notes, register: Callable[..., Any]) -> None:
    third = register("third_one")
    with pytest.raises(PartialCommitError) as caught, transaction.atomic(using=("left", "right", "third_one")):
        write(pair[0], "a")
        defer_an_error(pair[1])
        with third.cursor() as cursor:
            cursor.execute("CREATE TABLE note (id integer PRIMARY KEY, text text)")
    assert (caught.value.committed, caught.value.rolled_back) == (["left"], ["right", "third_one"])
    assert caught.value.unknown == []
    assert isinstance(caught.value.__cause__, IntegrityError)
    assert notes(pair[0]) == ["a"]
    assert third.introspection.table_names() == []
    assert transaction.state().atomic == {}


def test_a_first_commit_that_fails_is_an_ordinary_error(pair: Pair, notes: Notes) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using=("left", "right")):
        defer_an_error(pair[0])
        write(pair[1], "b")
    assert notes(pair[1]) == []


def test_what_waits_for_the_commit_runs_when_all_have_committed(pair: Pair, notes: Notes) -> None:
    seen: list[list[str]] = []
    with transaction.atomic(using=("left", "right")):
        write(pair[1], "b")
        transaction.on_commit(lambda: seen.append(notes(pair[1])), using="left")
    assert seen == [["b"]]


# --- after the commit ---------------------------------------------------------------------------------------


def test_what_waits_for_the_commit_is_dropped_with_its_savepoint(pair: Pair) -> None:
    seen: list[str] = []
    with transaction.atomic("left"):
        transaction.on_commit(lambda: seen.append("kept"), using="left")
        with pytest.raises(KeyError), transaction.atomic("left"):
            transaction.on_commit(lambda: seen.append("dropped"), using="left")
            raise KeyError
    assert seen == ["kept"]


def test_without_an_alias_the_block_entered_last_is_waited_for(pair: Pair) -> None:
    seen: list[str] = []
    with transaction.atomic("left"):
        with transaction.atomic("right"):
            transaction.on_commit(lambda: seen.append("done"))
            assert seen == []
        assert seen == ["done"]


# --- state --------------------------------------------------------------------------------------------------


def test_the_state_tells_managed_dirty_and_atomic_by_thread(pair: Pair) -> None:
    here = threading.get_ident()
    with transaction.atomic("left"):
        with transaction.atomic("right"):
            write(pair[0], "a")
            state = transaction.state()
            assert state.atomic[here] >= {"left", "right"}
            assert state.managed[here] >= {"left", "right"}
            assert state.dirty[here] & {"left", "right"} == {"left"}
            assert state.is_dirty("left") and not state.is_dirty("right")
    after = transaction.state()
    assert not after.is_atomic("left") and not after.is_dirty("left") and not after.is_managed("left")


def test_the_state_of_other_threads_is_seen(pair: Pair) -> None:
    inside, may_end = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic("right"):
            inside.set()
            may_end.wait(5)
        connections["right"].close()

    thread = threading.Thread(target=work)
    thread.start()
    inside.wait(5)
    state = transaction.state()
    may_end.set()
    thread.join()
    assert "right" in state.atomic[thread.ident]
    assert "right" not in state.atomic.get(threading.get_ident(), frozenset())


def test_reading_leaves_a_transaction_clean(pair: Pair) -> None:
    with transaction.atomic("left"), pair[0].cursor() as cursor:
        cursor.execute("SELECT * FROM note")
        assert not pair[0].dirty
