"""What the tests of faults must know of an engine beyond its features: the words that provoke a fault."""

from __future__ import annotations

from typing import Any

from django.utils.record import Record


class Words(Record):
    """Statements of one engine."""

    #: The database that is there from the start; "" if databases need not be made.
    maintenance: str = ""
    #: Keeps the session at work for a minute.
    wait: str = ""
    #: Whether a session, by its number, is at that work; whether it is there.
    at_work: str = ""
    alive: str = ""
    #: Ends a session, by its number; cancels the statement it is at.
    end: str = ""
    cancel: str = ""
    #: Statements may take a moment only.
    hurried: str = ""
    #: Waits for locks no longer than a moment.
    impatient: str
    #: Back to the usual patience.
    patient: str
    #: Does not look whether those it waits for wait for it, where that can be told.
    stubborn: str = ""
    #: Whether somebody waits for a lock.
    waiting: str = ""
    #: The number by which the server knows the session.
    session: str = ""
    #: A configuration whose transactions fail when they would change what another one changed; None if the engine has
    #: no such transactions.
    snapshot: Any


WORDS: dict[str, Words] = {
    "mysql": Words(
        maintenance="mysql",
        wait="SELECT SLEEP(60)",
        at_work="SELECT 1 FROM information_schema.processlist WHERE id = %s AND state = 'User sleep'",
        alive="SELECT 1 FROM information_schema.processlist WHERE id = %s",
        end="KILL CONNECTION %s",
        cancel="KILL QUERY %s",
        hurried="SET max_statement_time = 0.05",
        impatient="SET innodb_lock_wait_timeout = 0",
        patient="SET innodb_lock_wait_timeout = 50",
        stubborn="SELECT 1",
        # Its list of those who wait is old; but whoever comes last, it refuses who has changed less.
        waiting="SELECT 1",
        session="SELECT CONNECTION_ID()",
        snapshot=lambda: {
            "OPTIONS": {
                "isolation_level": "repeatable read",
                # Otherwise what another one has changed is changed once more, unseen.
                "init_command": "SET innodb_snapshot_isolation = ON",
            }
        },
    ),
    "postgresql": Words(
        maintenance="postgres",
        wait="SELECT pg_sleep(60)",
        at_work="SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'",
        alive="SELECT 1 FROM pg_stat_activity WHERE pid = %s",
        end="SELECT pg_terminate_backend(%s)",
        cancel="SELECT pg_cancel_backend(%s)",
        hurried="SET statement_timeout = '50ms'",
        impatient="SET lock_timeout = '100ms'",
        patient="SET lock_timeout = 0",
        stubborn="SET deadlock_timeout = '1min'",
        waiting="SELECT COUNT(*) FROM pg_locks WHERE NOT granted",
        session="SELECT pg_backend_pid()",
        snapshot=lambda: {"OPTIONS": {"isolation_level": _repeatable_read()}},
    ),
    "sqlite": Words(
        impatient="PRAGMA busy_timeout = 0",
        patient="PRAGMA busy_timeout = 5000",
        # What is read stays as it was, while others write.
        snapshot=lambda: {"OPTIONS": {"init_command": "PRAGMA journal_mode = wal"}},
    ),
}


def _repeatable_read() -> Any:
    from django.db.backends.postgresql.psycopg_any import IsolationLevel  # optional driver

    return IsolationLevel.REPEATABLE_READ
