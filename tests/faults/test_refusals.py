"""What a server refuses: the kind of error, its cause, its database, and a connection that goes on working."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from django.db import IntegrityError, OperationalError, connections, transaction
from tests.faults.conftest import Fallible
from tests.testapp.models import Author, Book, Profile

InThread = Callable[[Callable[[], Any]], threading.Thread]


def refused(connection: Any, error: Any) -> bool:
    """Whether an error tells where it is from and why, and the connection works."""
    told = error.alias == connection.alias and isinstance(error.__cause__, connection.Database.Error)
    return told and connection.connection is not None and connection.is_usable()


@pytest.fixture
def two(fallible: Fallible) -> tuple[Any, Any]:
    """Two connections to the same database."""
    return fallible.connect(), fallible.connect()


# --- constraints ------------------------------------------------------------------------------------------------------


def test_a_clash_of_keys(fallible: Fallible) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    author = authors.create(name="a")
    Profile.objects.using(connection.alias).create(author=author)
    with pytest.raises(IntegrityError) as caught:
        Profile.objects.using(connection.alias).create(author=author)
    assert refused(connection, caught.value)
    assert f"'{connection.alias}'" in "".join(traceback.format_exception(caught.value))
    with pytest.raises(IntegrityError) as caught, transaction.atomic(using=connection.alias):
        authors.create(name="b")
        with transaction.atomic(using=connection.alias):
            authors.create(pk=author.pk, name="c")
    assert refused(connection, caught.value)
    assert authors.count() == 1


def test_a_savepoint_keeps_the_transaction_whole(fallible: Fallible) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    with transaction.atomic(using=connection.alias):
        author = authors.create(name="a")
        with pytest.raises(IntegrityError), transaction.atomic(using=connection.alias):
            authors.create(pk=author.pk, name="b")
        authors.create(name="c")
    assert sorted(authors.values_list("name", flat=True)) == ["a", "c"]


def test_a_reference_to_nothing(fallible: Fallible) -> None:
    connection = fallible.connect()
    books = Book.objects.using(connection.alias)
    with pytest.raises(IntegrityError) as caught:
        books.create(title="t", author_id=12345, price=1)
    assert refused(connection, caught.value)
    with pytest.raises(IntegrityError) as caught, transaction.atomic(using=connection.alias):
        books.create(title="t", author_id=12345, price=1)
    assert refused(connection, caught.value)
    assert not books.exists()


def test_an_empty_column_that_must_not_be(fallible: Fallible) -> None:
    connection = fallible.connect()
    with pytest.raises(IntegrityError) as caught:
        Author.objects.using(connection.alias).create(name=None)
    assert refused(connection, caught.value)


# --- locks ------------------------------------------------------------------------------------------------------------


def test_a_lock_is_waited_for_no_longer_than_asked(fallible: Fallible, two: tuple[Any, Any]) -> None:
    holder, waiter = two
    author = Author.objects.using(holder.alias).create(name="a")
    with waiter.cursor() as cursor:
        cursor.execute(fallible.words.impatient)
    with transaction.atomic(using=holder.alias):
        Author.objects.using(holder.alias).filter(pk=author.pk).update(name="held")
        with pytest.raises(OperationalError) as caught:
            Author.objects.using(waiter.alias).filter(pk=author.pk).update(name="waited")
        assert refused(waiter, caught.value)
    with waiter.cursor() as cursor:
        cursor.execute(fallible.words.patient)
    assert Author.objects.using(waiter.alias).filter(pk=author.pk).update(name="waited") == 1


def test_a_locked_row_is_not_waited_for_with_nowait(two: tuple[Any, Any]) -> None:
    holder, waiter = two
    if not waiter.features.has_select_for_update_nowait:
        pytest.skip("the engine has no NOWAIT")
    Author.objects.using(holder.alias).create(name="a")
    with transaction.atomic(using=holder.alias):
        Author.objects.using(holder.alias).select_for_update().get()
        with pytest.raises(OperationalError) as caught, transaction.atomic(using=waiter.alias):
            Author.objects.using(waiter.alias).select_for_update(nowait=True).get()
        assert refused(waiter, caught.value)
        if waiter.features.has_select_for_update_skip_locked:
            with transaction.atomic(using=waiter.alias):
                assert not Author.objects.using(waiter.alias).select_for_update(skip_locked=True).exists()


def test_of_two_transactions_that_wait_for_each_other_one_is_refused(fallible: Fallible, in_thread: InThread) -> None:
    connection = fallible.connect()
    first, second = (Author.objects.using(connection.alias).create(name=name) for name in "ab")
    both_have_one = threading.Barrier(2)
    outcomes: list[Any] = []

    def cross(alias: str, mine: int, other: int) -> None:
        connections.register(alias, fallible.config())
        try:
            with transaction.atomic(using=alias):
                Author.objects.using(alias).filter(pk=mine).update(name=alias)
                both_have_one.wait(10)
                Author.objects.using(alias).filter(pk=other).update(name=alias)
            outcomes.append(alias)
        except OperationalError as error:
            outcomes.append((error.alias, refused(connections[alias], error)))
        finally:
            connections[alias].close()

    threads = [
        in_thread(lambda: cross("left", first.pk, second.pk)),
        in_thread(lambda: cross("right", second.pk, first.pk)),
    ]
    for thread in threads:
        thread.join(30)
    for alias in ("left", "right"):
        connections.unregister(alias)
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, str)]
    (loser,) = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert {winner, loser[0]} == {"left", "right"}
    assert loser[1] is True
    assert set(Author.objects.using(connection.alias).values_list("name", flat=True)) == {winner}


def test_a_transaction_that_would_undo_anothers_change_is_refused(fallible: Fallible) -> None:
    if fallible.words.snapshot is None:
        pytest.skip("the engine's transactions do not fail so")
    one, other = fallible.connect(**fallible.words.snapshot()), fallible.connect()
    author = Author.objects.using(other.alias).create(name="a")

    def change() -> None:
        with transaction.atomic(using=one.alias):
            found = Author.objects.using(one.alias).get(pk=author.pk)
            if found.name == "a":
                Author.objects.using(other.alias).filter(pk=author.pk).update(name="b")
            found.name += "c"
            found.save()

    with pytest.raises(OperationalError) as caught:
        change()
    assert refused(one, caught.value)
    # The remedy: the same transaction once more.
    change()
    assert Author.objects.using(other.alias).get().name == "bc"
