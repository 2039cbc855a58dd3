"""Transactions are per database: committing some leaves the others as they are, and the state shows which is which."""

from __future__ import annotations

import threading

import pytest

from django.core.signals import request_finished, request_started
from django.db import connections, transaction
from django.utils.connection import ConnectionDoesNotExist
from tests.testapp.models import Author


@pytest.fixture
def managed(three):
    """All three with autocommit off, one author written to each, nothing committed."""
    transaction.set_autocommit(False, using=three)
    for alias in three:
        Author.objects.using(alias).create(name=f"of {alias}")
    yield three
    for alias in three:
        connections[alias].close()


def test_what_is_not_committed_is_lost_on_that_database_only(managed, seen) -> None:
    transaction.commit(using=["a", "b"])
    assert [seen(alias) for alias in managed] == [["of a"], ["of b"], []]
    transaction.rollback(using=connections)
    assert [seen(alias) for alias in managed] == [["of a"], ["of b"], []]
    assert Author.objects.using("c").count() == 0


def test_rolling_one_back_leaves_the_others_to_be_committed(managed, seen) -> None:
    transaction.rollback(using="b")
    transaction.commit(using=[connections["a"], "b", "c"])
    assert [seen(alias) for alias in managed] == [["of a"], [], ["of c"]]


def test_an_unknown_alias_among_them_commits_none(managed, seen) -> None:
    with pytest.raises(ConnectionDoesNotExist):
        transaction.commit(using=["a", "nowhere"])
    assert seen("a") == []


def test_the_state_tells_which_is_managed_and_dirty(managed) -> None:
    here = threading.get_ident()
    state = transaction.state()
    assert state.managed[here] >= set(managed) and state.dirty[here] >= set(managed)
    transaction.commit(using="b")
    after = transaction.state()
    assert after.dirty[here] & set(managed) == {"a", "c"} and after.managed[here] >= set(managed)
    assert state.dirty[here] >= set(managed), "an answer does not change"


def test_the_state_of_blocks_follows_them(three) -> None:
    here = threading.get_ident()

    def atomic():
        return transaction.state().atomic.get(here, frozenset()) & set(three)

    with transaction.atomic(using="a"):
        assert atomic() == {"a"}
        with transaction.atomic(using=["b", "c"]):
            Author.objects.using("c").create(name="x")
            assert atomic() == set(three)
            assert transaction.state().dirty[here] & set(three) == {"c"}
        assert atomic() == {"a"}
    assert atomic() == frozenset()


def test_a_block_on_one_database_does_not_hold_writes_to_another(three, seen) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(using="a"):
        for alias in three:
            Author.objects.using(alias).create(name=f"of {alias}")
        assert [seen(alias) for alias in three] == [[], ["of b"], ["of c"]]
        1 / 0
    assert [seen(alias) for alias in three] == [[], ["of b"], ["of c"]]


def test_blocks_in_each_other_end_by_themselves(three, seen) -> None:
    with transaction.atomic(using="a"):
        Author.objects.using("a").create(name="Ann")
        with pytest.raises(ZeroDivisionError), transaction.atomic(using="b"):
            Author.objects.using("b").create(name="Bo")
            1 / 0
        with transaction.atomic(using="c"):
            Author.objects.using("c").create(name="Cleo")
        assert seen("c") == ["Cleo"]
    assert [seen(alias) for alias in three] == [["Ann"], [], ["Cleo"]]


def test_what_waits_for_a_commit_waits_for_its_own_database(three) -> None:
    done = []
    with transaction.atomic(using="a"):
        with transaction.atomic(using="b"):
            transaction.on_commit(lambda: done.append("a"), using="a")
            transaction.on_commit(lambda: done.append("b"), using="b")
            transaction.on_commit(lambda: done.append("c"), using="c")
            assert done == ["c"], "no transaction is open there"
        assert done == ["c", "b"]
    assert done == ["c", "b", "a"]


def test_what_waits_for_a_commit_is_dropped_with_its_own_database(three) -> None:
    done = []
    with transaction.atomic(using="a"):
        transaction.on_commit(lambda: done.append("a"), using="a")
        with pytest.raises(ZeroDivisionError), transaction.atomic(using="b"):
            transaction.on_commit(lambda: done.append("b"), using="b")
            1 / 0
    assert done == ["a"]


@pytest.mark.parametrize("signal", [request_started, request_finished])
def test_a_unit_of_work_ends_on_all_even_when_the_middle_one_fails(signal, three, monkeypatch) -> None:
    closed = []
    for alias in three:
        connection = connections[alias]
        connection.ensure_connection()
        connection.close_at = 0  # too old, so the end of the unit of work closes it
        monkeypatch.setattr(connection, "close", lambda alias=alias, close=connection.close: ended(alias, close))

    def ended(alias, close):
        closed.append(alias)
        if alias == "b":
            raise OSError("the line is dead")
        close()

    with pytest.raises(OSError, match="the line is dead") as raised:
        signal.send(sender=None)
    assert [alias for alias in closed if alias in three] == ["a", "b", "c"]
    assert raised.value.__notes__ == ["While finishing with the database 'b'."]
    assert [connections[alias].connection is None for alias in three] == [True, False, True]
    monkeypatch.undo()


def test_each_thread_has_transactions_of_its_own(three, seen) -> None:
    inside, may_end = threading.Event(), threading.Event()

    def work():
        with transaction.atomic(using="a"):
            Author.objects.using("a").create(name="theirs")
            inside.set()
            may_end.wait(5)
        connections["a"].close()

    thread = threading.Thread(target=work)
    thread.start()
    inside.wait(5)
    Author.objects.using("b").create(name="mine")
    assert (seen("a"), seen("b")) == ([], ["mine"])
    assert not connections["a"].in_atomic_block
    may_end.set()
    thread.join()
    assert seen("a") == ["theirs"]
