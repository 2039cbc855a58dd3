"""Test databases on the server: made, copied with all that is in them, destroyed."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django.db import DatabaseError, connections
from tests import scratch, servers

pytestmark = pytest.mark.engine("mysql")

NAME = f"test_multidb_made_{os.getpid()}"


@pytest.fixture
def connection() -> Iterator[Any]:
    test = {"NAME": NAME, "CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"}
    connections.register("made", {**servers.config("mysql", "multidb_usual"), "TEST": test})
    yield connections["made"]
    connections["made"].close()
    scratch.on_server(connections["made"], f"DROP DATABASE IF EXISTS {NAME}", f"DROP DATABASE IF EXISTS {NAME}_1")
    connections.unregister("made")


def databases(connection: Any) -> list[tuple[str, str]]:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT schema_name, default_collation_name FROM information_schema.schemata "
            "WHERE schema_name LIKE %s ORDER BY 1",
            [f"{NAME}%"],
        )
        return [tuple(row) for row in cursor.fetchall()]


def make(connection: Any) -> Any:
    creation = connection.creation
    creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    connection.settings_dict["NAME"] = NAME
    scratch.run(
        connection.alias,
        "CREATE TABLE t (n integer, s text);\nINSERT INTO t VALUES (5, 'it''s 😀');\n"
        "CREATE VIEW v AS SELECT n * 2 AS m FROM t;\nCREATE PROCEDURE p () SELECT 7;\n",
    )
    return creation


def test_a_database_is_made_copied_and_destroyed(connection: Any) -> None:
    if shutil.which("mysqldump") is None and shutil.which("mariadb-dump") is None:
        pytest.skip("no program here that dumps: apt-get install mariadb-client")
    creation = make(connection)
    creation.clone_test_db("1", verbosity=0)
    # A copy that is left over is replaced.
    creation.clone_test_db("1", verbosity=0)
    assert databases(connection) == [(NAME, "utf8mb4_unicode_ci"), (f"{NAME}_1", "utf8mb4_unicode_ci")]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT n, s, m FROM {NAME}_1.t JOIN {NAME}_1.v")
        assert [tuple(row) for row in cursor.fetchall()] == [(5, "it's 😀", 10)]
        cursor.execute("SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = %s", [f"{NAME}_1"])
        assert cursor.fetchone()[0] == 1
    creation.destroy_test_db(verbosity=0, suffix="1")
    creation.destroy_test_db("multidb_usual", verbosity=0)
    assert databases(connection) == []


def test_what_is_there_is_kept_or_asked_about(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    creation = make(connection)
    assert creation._create_test_db(verbosity=0, autoclobber=False, keepdb=True) == NAME
    creation.clone_test_db("1", verbosity=0)
    scratch.run(connection.alias, "INSERT INTO t VALUES (6, '')")
    creation.clone_test_db("1", verbosity=0, keepdb=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {NAME}_1.t")
        assert cursor.fetchone()[0] == 1
    monkeypatch.setattr("builtins.input", lambda question: "no")
    with pytest.raises(SystemExit):
        creation._create_test_db(verbosity=0, autoclobber=False)


def test_what_destroying_cannot_mend_ends_the_run(connection: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError(1044, "Access denied for user")

    class Cursor:
        execute = refuse

    with pytest.raises(SystemExit):
        connection.creation._execute_create_test_db(Cursor(), {"dbname": "x", "suffix": ""})
    assert "Access denied" in capsys.readouterr().err


def test_a_dump_that_fails_ends_the_run(
    connection: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    creation = make(connection)
    broken = tmp_path / "mysqldump"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(SystemExit):
        creation.clone_test_db("1", verbosity=0)
    assert "mysqldump ended with 3" in capsys.readouterr().err


def test_character_set_and_collation_are_asked_for(connection: Any) -> None:
    assert connection.creation.sql_table_creation_suffix() == "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
    connection.settings_dict["TEST"].update(CHARSET=None, COLLATION=None)
    assert connection.creation.sql_table_creation_suffix() == ""
