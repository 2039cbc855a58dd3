"""What the tests of faults must know of an engine beyond its features: the words that provoke a fault."""

from __future__ import annotations

from typing import Any

from django.utils.record import Record


class Words(Record):
    """Statements of one engine."""

    #: The database that is there from the start.
    maintenance: str
    #: Keeps the session busy for a minute.
    wait: str
    #: Waits for locks no longer than a moment.
    impatient: str
    #: Back to the usual patience.
    patient: str
    #: The number by which the server knows the session.
    session: str
    #: An option of the configuration whose transactions fail when they would see what another one changed; None if the
    #: engine has no such transactions.
    snapshot: Any


WORDS: dict[str, Words] = {
    "mysql": Words(
        maintenance="mysql",
        wait="SELECT SLEEP(60)",
        impatient="SET innodb_lock_wait_timeout = 0",
        patient="SET innodb_lock_wait_timeout = 50",
        session="SELECT CONNECTION_ID()",
        snapshot=lambda: {
            "isolation_level": "repeatable read",
            # Otherwise what another one has changed is changed once more, unseen.
            "init_command": "SET innodb_snapshot_isolation = ON",
        },
    ),
    "postgresql": Words(
        maintenance="postgres",
        wait="SELECT pg_sleep(60)",
        impatient="SET lock_timeout = '100ms'",
        patient="SET lock_timeout = 0",
        session="SELECT pg_backend_pid()",
        snapshot=lambda: {"isolation_level": _repeatable_read()},
    ),
}


def _repeatable_read() -> Any:
    from django.db.backends.postgresql.psycopg_any import IsolationLevel  # optional driver

    return IsolationLevel.REPEATABLE_READ
