"""A server is killed and started again: what is lost, what is not, and when the connection is made anew."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.backends.signals import connection_created
from django.db.connections import connections
from django.db.models import Value
from django.db.models.functions import Repeat
from django.db.transaction import TransactionManagementError
from tests.faults.conftest import Fallible
from tests.testapp.models import Author

Lost = (OperationalError, InterfaceError)


def ask(connection: Any, sql: str = "SELECT 1") -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def session(fallible: Fallible, connection: Any) -> Any:
    return ask(connection, fallible.words.session)


def says_where_and_why(error: DatabaseError | InterfaceError, connection: Any) -> bool:
    """Whether an error has its database and its cause."""
    return error.alias == connection.alias and isinstance(error.__cause__, connection.Database.Error)


# --- between queries --------------------------------------------------------------------------------------------------


def test_a_lost_connection_is_an_error_once_and_made_anew_in_the_next_unit_of_work(fallible: Fallible) -> None:
    connection = fallible.connect(CONN_MAX_AGE=None)
    fallible.restart()
    with pytest.raises(Lost) as lost:
        ask(connection)
    assert says_where_and_why(lost.value, connection)
    connections.end_unit_of_work()
    assert ask(connection) == 1


def test_a_checked_connection_is_made_anew_without_an_error(fallible: Fallible) -> None:
    connection = fallible.connect(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
    Author.objects.using(connection.alias).create(name="kept")
    before = session(fallible, connection)
    connections.end_unit_of_work()
    fallible.restart()
    assert Author.objects.using(connection.alias).get().name == "kept"
    assert session(fallible, connection) != before or connection.is_usable()


def test_a_connection_is_checked_once_in_a_unit_of_work(fallible: Fallible) -> None:
    connection = fallible.connect(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
    connections.end_unit_of_work()
    assert ask(connection) == 1
    fallible.restart()
    with pytest.raises(Lost):
        ask(connection)


def test_a_connection_that_is_not_kept_does_not_notice(fallible: Fallible) -> None:
    connection = fallible.connect(CONN_MAX_AGE=0)
    connections.end_unit_of_work()
    assert connection.connection is None
    fallible.restart()
    assert ask(connection) == 1


def test_each_new_connection_is_announced(fallible: Fallible) -> None:
    made = []

    def note(sender: Any, connection: Any, **kwargs: Any) -> None:
        made.append(connection.alias)

    connection_created.connect(note)
    try:
        connection = fallible.connect(CONN_HEALTH_CHECKS=True, CONN_MAX_AGE=None)
        fallible.restart()
        connections.end_unit_of_work()
        ask(connection)
    finally:
        connection_created.disconnect(note)
    assert made == [connection.alias] * 2


def test_a_server_that_is_away_is_an_error_until_it_is_back(fallible: Fallible) -> None:
    connection = fallible.connect(CONN_HEALTH_CHECKS=True, CONN_MAX_AGE=None)
    fallible.server.kill()
    connections.end_unit_of_work()
    for _ in range(2):
        with pytest.raises(OperationalError) as refused:
            ask(connection)
        assert says_where_and_why(refused.value, connection)
    fallible.server.start()
    assert ask(connection) == 1


# --- in a transaction -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("checked", [False, True])
def test_nothing_of_a_transaction_survives_and_it_is_never_continued_on_a_new_connection(
    fallible: Fallible, checked: bool
) -> None:
    connection = fallible.connect(CONN_HEALTH_CHECKS=checked, CONN_MAX_AGE=None)
    authors = Author.objects.using(connection.alias)
    ran: list[str] = []
    connections.end_unit_of_work()
    with pytest.raises(Lost) as lost, transaction.atomic(using=connection.alias):
        authors.create(name="first")
        transaction.on_commit(lambda: ran.append("committed"), using=connection.alias)
        fallible.restart()
        connections.end_unit_of_work()
        authors.create(name="second")
    assert says_where_and_why(lost.value, connection)
    connections.end_unit_of_work()
    assert (authors.count(), ran) == (0, [])
    with transaction.atomic(using=connection.alias):
        authors.create(name="third")
    assert authors.count() == 1


def test_a_block_that_swallows_the_loss_is_broken_all_the_same(fallible: Fallible) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    with pytest.raises((*Lost, TransactionManagementError)):
        with transaction.atomic(using=connection.alias):
            authors.create(name="first")
            fallible.restart()
            with pytest.raises(Lost):
                authors.count()
            # A new connection would count in another transaction.
            with pytest.raises((*Lost, TransactionManagementError)):
                authors.count()
    connections.end_unit_of_work()
    assert authors.count() == 0


def test_a_savepoint_is_lost_with_its_transaction(fallible: Fallible) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    with pytest.raises((*Lost, TransactionManagementError)):
        with transaction.atomic(using=connection.alias):
            authors.create(name="outside")
            with pytest.raises(Lost), transaction.atomic(using=connection.alias):
                authors.create(name="inside")
                fallible.restart()
                authors.create(name="later")
            authors.create(name="outside again")
    connections.end_unit_of_work()
    assert authors.count() == 0


def test_a_commit_that_cannot_be_sent_is_an_error(fallible: Fallible) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    ran: list[str] = []
    with pytest.raises(Lost) as lost, transaction.atomic(using=connection.alias):
        authors.create(name="first")
        transaction.on_commit(lambda: ran.append("committed"), using=connection.alias)
        fallible.restart()
    assert says_where_and_why(lost.value, connection)
    connections.end_unit_of_work()
    assert (authors.count(), ran) == (0, [])


def test_a_transaction_managed_by_hand_is_lost_too(fallible: Fallible) -> None:
    connection = fallible.connect(CONN_HEALTH_CHECKS=True)
    authors = Author.objects.using(connection.alias)
    transaction.set_autocommit(False, using=connection.alias)
    authors.create(name="first")
    fallible.restart()
    with pytest.raises(Lost):
        authors.create(name="second")
    connections.end_unit_of_work()
    assert transaction.get_autocommit(using=connection.alias)
    assert authors.count() == 0


# --- while rows are read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [False, True], ids=["by_itself", "in_a_transaction"])
def test_rows_that_were_not_fetched_are_an_error_and_not_the_end(fallible: Fallible, inside: bool) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    authors.bulk_create([Author(name=str(number)) for number in range(500)])
    read = []

    def loop() -> None:
        # So much that it cannot be on its way already.
        wide = authors.annotate(padding=Repeat(Value("x"), 40_000))
        for author in wide.order_by("pk").iterator(chunk_size=10):
            read.append(author.name)
            if len(read) == 25:
                fallible.restart()

    with pytest.raises(Lost) as lost:
        if inside:
            with transaction.atomic(using=connection.alias):
                loop()
        else:
            loop()
    assert read == [str(number) for number in range(len(read))]
    assert 25 <= len(read) < 500
    assert says_where_and_why(lost.value, connection)
    connections.end_unit_of_work()
    assert authors.count() == 500


def test_a_statement_that_is_running_ends_with_an_error(
    fallible: Fallible, in_thread: Callable[[Callable[[], Any]], threading.Thread]
) -> None:
    connection = fallible.connect()
    before = session(fallible, connection)
    caught: list[BaseException] = []
    alias, config = connection.alias, fallible.config()

    def wait() -> None:
        connections.register("waiting", config)
        try:
            started.set()
            ask(connections["waiting"], fallible.words.wait)
        except Lost as error:
            caught.append(error)
        finally:
            connections["waiting"].close()

    started = threading.Event()
    waiting = in_thread(wait)
    started.wait(10)
    fallible.restart()
    waiting.join(30)
    connections.unregister("waiting")
    assert [error.alias for error in caught] == ["waiting"]  # type: ignore[attr-defined]
    with pytest.raises(Lost):
        ask(connections[alias])
    connections.end_unit_of_work()
    assert session(fallible, connection) is not None and before is not None
