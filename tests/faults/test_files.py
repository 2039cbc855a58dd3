"""What only SQLite does, whose server is a file that anybody may write to, or remove."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from django.db import IntegrityError, OperationalError, transaction
from django.db.connections import connections
from tests.faults.conftest import Fallible
from tests.faults.provoked import beside, run, wait_until
from tests.testapp.models import Author, Book

pytestmark = pytest.mark.parametrize("own_server", ["sqlite"], indirect=True)


def test_a_lock_that_is_given_up_in_time_was_waited_for(fallible: Fallible) -> None:
    holder, waiter = fallible.connect(), fallible.connect(OPTIONS={"timeout": 30})
    waiter.inc_thread_sharing()
    Author.objects.using(holder.alias).create(name="a")
    began: list[Any] = []
    locked = threading.Event()

    def wait() -> None:
        locked.wait(20)
        waiter.connection.set_trace_callback(began.append)
        run(waiter, "UPDATE testapp_author SET age = age + 1")

    with beside(wait), transaction.atomic(using=holder.alias):
        Author.objects.using(holder.alias).update(age=1)
        locked.set()
        wait_until(lambda: began)
    assert Author.objects.using(holder.alias).get().age == 2


def test_references_are_looked_at_when_the_block_ends(fallible: Fallible) -> None:
    alias = fallible.connect().alias
    with transaction.atomic(using=alias):
        book = Book.objects.using(alias).create(title="t", author_id=7)
        Author.objects.using(alias).create(pk=7, name="late")
    with pytest.raises(IntegrityError) as caught, transaction.atomic(using=alias):
        Author.objects.using(alias).create(name="lost")
        Book.objects.using(alias).create(title="u", author_id=12345)
    assert caught.value.alias == alias
    assert Book.objects.using(alias).get() == book
    assert Author.objects.using(alias).get().name == "late"


def test_with_a_log_of_changes_a_removed_file_is_noticed_by_the_next_connection(fallible: Fallible) -> None:
    path = Path(fallible.server.place_of("logged"))
    connection = fallible.connect(
        NAME=str(path), CONN_MAX_AGE=None, OPTIONS={"init_command": "PRAGMA journal_mode = wal"}
    )
    run(connection, "CREATE TABLE things (n integer)")
    for file in path.parent.glob("logged*"):
        file.unlink()
    run(connection, "INSERT INTO things (n) VALUES (1)")
    connection.close()
    with pytest.raises(OperationalError, match="no such table") as caught:
        run(connection, "SELECT n FROM things")
    assert caught.value.alias == connection.alias
    connections.end_unit_of_work()


def test_a_full_disk_undoes_the_block_and_room_makes_it_work_again(fallible: Fallible) -> None:
    connection = fallible.connect()
    authors = Author.objects.using(connection.alias)
    run(connection, "VACUUM")
    pages = run(connection, "PRAGMA page_count")
    run(connection, f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(OperationalError, match="full"), transaction.atomic(using=connection.alias):
        authors.bulk_create(Author(name="x" * 100) for _ in range(10))
        authors.bulk_create(Author(name="x" * 100) for _ in range(1000))
    assert authors.count() == 0
    run(connection, f"PRAGMA max_page_count = {pages * 1000}")
    authors.bulk_create(Author(name="x" * 100) for _ in range(1000))
    assert authors.count() == 1000
