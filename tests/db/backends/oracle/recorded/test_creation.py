"""Test users and tablespaces; sqlplus."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from django.db import DatabaseError
from django.db.backends.oracle.client import DatabaseClient
from tests.db.backends.oracle.recorded.server import error

TEST = {"USER": "tester", "PASSWORD": "t3ster", "TBLSPACE": "test_space", "TBLSPACE_TMP": "test_temp"}


@pytest.fixture
def tested(connect: Any) -> Any:
    return connect(TEST=TEST)


def create(connection: Any, **options: Any) -> None:
    connection.creation._create_test_db(verbosity=0, autoclobber=True, **options)


def test_a_user_with_tablespaces_is_made(tested: Any, server: Any) -> None:
    create(tested)
    assert [
        "CREATE TABLESPACE \"TEST_SPACE\" DATAFILE 'test_space.dbf' SIZE 50M REUSE AUTOEXTEND ON NEXT 25M MAXSIZE 500M",
        "CREATE TEMPORARY TABLESPACE \"TEST_TEMP\" TEMPFILE 'test_temp.dbf' SIZE 50M REUSE AUTOEXTEND ON NEXT 25M "
        "MAXSIZE 500M",
        'CREATE USER "TESTER" IDENTIFIED BY "t3ster" DEFAULT TABLESPACE "TEST_SPACE" TEMPORARY TABLESPACE "TEST_TEMP" '
        'QUOTA UNLIMITED ON "TEST_SPACE"',
        'GRANT CREATE SESSION, CREATE TABLE, CREATE SEQUENCE, CREATE PROCEDURE, CREATE TRIGGER TO "TESTER"',
        'GRANT CREATE VIEW TO "TESTER"',
        'GRANT CREATE MATERIALIZED VIEW TO "TESTER"',
    ] == server.texts
    assert "reader" == server.params[0]["user"]


def test_the_connection_logs_in_as_the_test_user_until_the_end(tested: Any, server: Any) -> None:
    create(tested)
    tested.ensure_connection()
    assert ("tester", "t3ster") == (server.params[-1]["user"], server.params[-1]["password"])
    tested.close()
    tested.creation._destroy_test_db("x", 0)
    assert ("reader", "s3cret") == (tested.settings_dict["USER"], tested.settings_dict["PASSWORD"])
    assert [
        'DROP USER "TESTER" CASCADE',
        'DROP TABLESPACE "TEST_SPACE" INCLUDING CONTENTS AND DATAFILES CASCADE CONSTRAINTS',
        'DROP TABLESPACE "TEST_TEMP" INCLUDING CONTENTS AND DATAFILES CASCADE CONSTRAINTS',
    ] == server.texts[-3:]
    assert "reader" == server.params[-1]["user"]


def test_names_follow_the_user_unless_given(connect: Any) -> None:
    creation = connect(USER="ann").creation
    names = creation.parameters()
    assert ['"TEST_ANN"', '"TEST_ANN"', '"TEST_ANN_TEMP"'] == [
        names[key] for key in ("user", "tablespace", "temporary")
    ]
    assert ["test_ann.dbf", "test_ann_temp.dbf"] == [names["datafile"], names["datafile_tmp"]]


def test_a_password_is_made_up_once(connect: Any) -> None:
    creation = connect().creation
    assert 30 == len(creation.parameters()["password"])
    assert creation.parameters()["password"] == creation.parameters()["password"]


def test_what_is_not_to_be_created_is_not(connect: Any, server: Any) -> None:
    create(connect(TEST={**TEST, "CREATE_DB": False, "CREATE_USER": False}))
    assert [] == server.texts


def test_files_may_be_left_to_the_server(connect: Any) -> None:
    creation = connect(TEST={**TEST, "ORACLE_MANAGED_FILES": True}).creation
    assert 'CREATE TABLESPACE "TEST_SPACE" DATAFILE SIZE 50M AUTOEXTEND ON NEXT 25M MAXSIZE 500M' == (
        creation.tablespace_sql()[0]
    )


def test_a_user_left_over_is_made_anew(tested: Any, server: Any, capsys: Any, monkeypatch: Any) -> None:
    planted = error(1920)
    attempts: list[str] = []
    answer = server.answer

    def once(sql: str) -> Any:
        if sql.startswith("CREATE USER"):
            attempts.append(sql)
            if len(attempts) == 1:
                raise planted
        return answer(sql)

    monkeypatch.setattr(server, "answer", once)
    create(tested)
    assert 2 == len(attempts)
    assert 'DROP USER "TESTER" CASCADE' in server.texts
    assert "t3ster" not in capsys.readouterr().err


def test_a_user_left_over_is_kept_if_that_is_wanted(tested: Any, server: Any) -> None:
    server.plant("^CREATE USER", error=error(1920))
    create(tested, keepdb=True)
    assert 'ALTER USER "TESTER" IDENTIFIED BY "t3ster"' in server.texts


def test_a_privilege_that_cannot_be_passed_on_is_only_told_of(tested: Any, server: Any, capsys: Any) -> None:
    server.plant("^GRANT CREATE VIEW", error=error(1031))
    create(tested)
    assert "no privilege to CREATE VIEW" in capsys.readouterr().err


def test_other_errors_end_the_run(tested: Any, server: Any, capsys: Any) -> None:
    server.plant("^CREATE TABLESPACE", error=error(1031))
    with pytest.raises(SystemExit):
        create(tested)
    assert "Got an error creating the test tablespace" in capsys.readouterr().err


def test_what_is_gone_need_not_be_dropped(tested: Any, server: Any) -> None:
    create(tested)
    server.plant("^DROP USER", error=error(1918))
    tested.creation._destroy_test_db("x", 0)
    assert server.texts[-1].startswith('DROP TABLESPACE "TEST_TEMP"')
    create(tested)
    server.plant("^DROP USER", error=error(1940))
    with pytest.raises(DatabaseError):
        tested.creation._destroy_test_db("x", 0)


def test_no_password_is_logged(tested: Any, server: Any) -> None:
    tested.force_debug_cursor = True
    create(tested)
    assert "t3ster" not in str(tested.queries_log)


def test_two_aliases_share_a_test_database_if_they_share_its_user(connect: Any) -> None:
    first, second, third = connect(TEST=TEST), connect(TEST=TEST), connect(TEST={"USER": "other"})
    assert first.creation.test_db_signature() == second.creation.test_db_signature()
    assert first.creation.test_db_signature() != third.creation.test_db_signature()


# --- sqlplus ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def without_wrapper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)


def test_sqlplus_is_told_where_to_log_in(connection: Any, without_wrapper: None) -> None:
    args, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, ["@script"])
    assert ["sqlplus", "-L", 'reader/"s3cret"@db.example.com:1521/library', "@script"] == args
    assert env is None


def test_lines_can_be_edited_where_the_program_for_that_is(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    args, _ = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    assert ["/usr/bin/rlwrap", "sqlplus"] == args[:2]


def test_an_error_of_sqlplus_does_not_tell_the_password(
    connection: Any, without_wrapper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(args: list[str], **options: Any) -> None:
        raise subprocess.CalledProcessError(1, args)

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        connection.client.runshell([])
    assert "s3cret" not in str(caught.value)
