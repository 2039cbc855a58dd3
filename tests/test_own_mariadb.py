"""The MariaDB server that the tests start themselves."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests import servers
from tests.own_servers import MariaDBServer, NoServer, mariadb_program


@pytest.fixture
def server() -> Iterator[MariaDBServer]:
    try:
        server = MariaDBServer().open()
    except NoServer as error:
        pytest.skip(str(error))
    yield server
    server.close()


def ask(server: MariaDBServer, sql: str) -> str:
    place = ["--no-defaults", "--host=127.0.0.1", f"--port={server.port}", "--user=root", "--skip-ssl"]
    command = [mariadb_program("mariadb"), *place, "--batch", "--skip-column-names", f"--execute={sql}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_server_keeps_its_data_when_it_is_killed_and_started(server: MariaDBServer) -> None:
    ask(server, "CREATE DATABASE kept; CREATE TABLE kept.kept AS SELECT 1 AS n")
    server.kill()
    assert not server.answers()
    server.start()
    assert ask(server, "SELECT n FROM kept.kept") == "1"
    server.stop()
    assert not server.answers()


def test_a_furnished_server_knows_zones_by_name(server: MariaDBServer) -> None:
    winter = "SELECT CONVERT_TZ('2020-01-01 12:00:00', 'UTC', 'Asia/Tokyo')"
    assert ask(server, winter) == "NULL"
    server.furnish()
    assert ask(server, winter) == "2020-01-01 21:00:00"


def test_want_of_programs_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path: None)
    monkeypatch.delenv("TEST_MYSQL", raising=False)
    monkeypatch.setattr(servers, "_started", {})
    reason = servers.missing.__wrapped__("mysql")
    assert reason == (
        "no mysql server: apt-get install mariadb-server, or set TEST_MYSQL=mysql://user:password@host:port"
    )
