"""A pool whose connections were lost with their server gives new ones."""

from __future__ import annotations

import pytest

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.db.connections import connections
from tests.faults.conftest import Fallible
from tests.faults.provoked import run
from tests.testapp.models import Author

pytestmark = [
    pytest.mark.parametrize("own_server", ["postgresql"], indirect=True),
    pytest.mark.skipif(not is_psycopg3, reason="psycopg2 has no pool"),
]


def test_a_checked_pool_gives_no_connection_that_was_lost(fallible: Fallible) -> None:
    connection = fallible.connect(
        CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=True, OPTIONS={"pool": {"min_size": 1, "max_size": 2, "timeout": 10}}
    )
    try:
        before = run(connection, fallible.words.session)
        connections.end_unit_of_work()
        assert connection.connection is None
        fallible.restart()
        assert run(connection, fallible.words.session) != before or connection.is_usable()
        with transaction.atomic(using=connection.alias):
            Author.objects.using(connection.alias).create(name="a")
        assert Author.objects.using(connection.alias).count() == 1
    finally:
        connection.close()
        connection.close_pool()
