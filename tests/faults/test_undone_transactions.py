"""A transaction that the server has undone: what comes after must not be taken for a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest

from django.db import DatabaseError, OperationalError, transaction
from tests.faults.conftest import Fallible, open_server, opened_or_skipped
from tests.faults.engines import WORDS
from tests.faults.provoked import ServerFaults
from tests.own_servers import MariaDBServer, OwnServer
from tests.testapp.models import Author


class Swallowed(ServerFaults):
    """A deadlock whose error the program swallows, in a block of its own or not."""

    own_block = False

    def _last_step(self, key: int) -> None:
        with pytest.raises(OperationalError) as caught:
            if self.own_block:
                with transaction.atomic(using=self.victim.alias):
                    super()._last_step(key)
            else:
                super()._last_step(key)
        self.refusal = caught.value
        # Had the server begun another transaction by itself, this alone would be kept.
        self.authors().create(name="alone")


@pytest.mark.parametrize("own_block", [False, True], ids=["swallowed", "swallowed_outside_of_its_block"])
def test_after_a_deadlock_nothing_is_kept_alone(fallible: Fallible, own_block: bool) -> None:
    scene = Swallowed(fallible)
    scene.own_block = own_block
    if own_block and fallible.server.engine == "postgresql":
        # There a deadlock undoes the inner block only.
        scene.deadlock()
        assert scene.authors().filter(name="alone").count() == 1
        assert scene.authors().filter(age=2).count() == 1
        return
    with pytest.raises(DatabaseError):
        scene.deadlock()
    assert scene.authors().filter(name="alone").count() == 0
    assert scene.authors().filter(age=2).count() == 0
    assert scene.authors().create(name="next").pk


def test_after_another_transactions_change_nothing_is_kept_alone(fallible: Fallible) -> None:
    authors, other = Author.objects.using(fallible.connect().alias), fallible.connect(**fallible.words.snapshot())
    ours = Author.objects.using(other.alias)
    changed, late = authors.create(name="changed"), authors.create(name="late")

    def block() -> None:
        with transaction.atomic(using=other.alias):
            # What this sees, the rest of the block sees.
            assert ours.count() == 2
            ours.filter(pk=late.pk).update(name="first step")
            authors.filter(pk=changed.pk).update(age=1)
            with pytest.raises(OperationalError):
                ours.filter(pk=changed.pk).update(name="second step")
            ours.create(name="alone")

    with pytest.raises(DatabaseError):
        block()
    assert sorted(authors.values_list("name", flat=True)) == ["changed", "late"]


class Strict(MariaDBServer):
    """A MariaDB where waiting for a lock in vain undoes the whole transaction."""

    settings: ClassVar[dict[str, str]] = {**MariaDBServer.settings, "innodb-rollback-on-timeout": "ON"}


@pytest.fixture(scope="module")
def strict_server() -> Iterator[OwnServer]:
    server = opened_or_skipped("mysql", Strict)
    yield server
    server.close()


@pytest.fixture
def lenient(opened: dict[str, OwnServer]) -> Iterator[Fallible]:
    """The usual server of MariaDB's, where only the statement is undone."""
    fallible = Fallible(open_server("mysql", opened), WORDS["mysql"])
    yield fallible
    fallible.close()


@pytest.fixture
def strict(strict_server: OwnServer) -> Iterator[Fallible]:
    fallible = Fallible(strict_server, WORDS["mysql"])
    yield fallible
    fallible.close()


@pytest.mark.parametrize("own_block", [False, True], ids=["swallowed", "swallowed_outside_of_its_block"])
@pytest.mark.parametrize("undone", [False, True], ids=["statement_undone", "transaction_undone"])
def test_after_a_lock_waited_for_in_vain_nothing_is_kept_alone(
    request: pytest.FixtureRequest, undone: bool, own_block: bool
) -> None:
    place: Fallible = request.getfixturevalue("strict" if undone else "lenient")
    holder, waiter = place.connect(), place.connect()
    authors = Author.objects.using(waiter.alias)
    authors.all().delete()
    held = authors.create(name="held")
    with waiter.cursor() as cursor:
        cursor.execute(place.words.impatient)

    def block() -> None:
        with transaction.atomic(using=waiter.alias):
            authors.create(name="before")
            with pytest.raises(OperationalError) as caught:
                if own_block:
                    with transaction.atomic(using=waiter.alias):
                        authors.filter(pk=held.pk).update(name="waited")
                else:
                    authors.filter(pk=held.pk).update(name="waited")
            assert caught.value.args[0] == 1205
            authors.create(name="alone")

    with transaction.atomic(using=holder.alias):
        Author.objects.using(holder.alias).update(age=1)
        if undone:
            with pytest.raises(DatabaseError):
                block()
        else:
            block()
    kept = [] if undone else ["alone", "before"]
    assert sorted(authors.exclude(pk=held.pk).values_list("name", flat=True)) == kept
    assert authors.create(name="next").pk
