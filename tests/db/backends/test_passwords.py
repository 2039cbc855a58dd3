"""A password appears nowhere, wherever it stands: in no error, log, representation or list of processes."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import traceback
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db.connections import connections
from django.db.errors import OperationalError
from tests import servers

SECRET = "open-sesame-81"

#: Engine to the modules of which one is its driver.
DRIVERS = {"mysql": ("MySQLdb", "pymysql"), "oracle": ("oracledb",), "postgresql": ("psycopg", "psycopg2")}

#: Where a password may stand, beside PASSWORD and OPTIONS["password"].
OPTIONS: dict[str, tuple[str, ...]] = {
    "mysql": ("passwd",),
    "oracle": ("newpassword", "wallet_password"),
    "postgresql": ("sslpassword",),
}
PLACES = [
    (engine, place) for engine in sorted(DRIVERS) for place in ("PASSWORD", "password", *OPTIONS[engine])
]  # fmt: skip

Register = Callable[..., Any]


@pytest.fixture
def register() -> Iterator[Register]:
    """Make a connection of an engine that is not there: nothing listens on the first port."""

    def make(engine: str, **config: Any) -> Any:
        if not any(map(find_spec, DRIVERS[engine])):
            pytest.skip(f"no driver of {engine} is installed")
        place = {"NAME": "shop", "USER": "ann", "HOST": "127.0.0.1", "PORT": "1", "CONN_MAX_AGE": 0}
        connections.register("away", {"ENGINE": f"django.db.backends.{engine}", **place, **config})
        return connections["away"]

    yield make
    if "away" in connections:
        connections["away"].close_pool()
        connections.unregister("away")


def placed(place: str, **options: Any) -> dict[str, Any]:
    return {"PASSWORD": SECRET, "OPTIONS": options} if place == "PASSWORD" else {"OPTIONS": {place: SECRET, **options}}


def told(error: BaseException, connection: Any, log: str = "") -> list[str]:
    """Return where the password is told: in an error with all that led to it, a representation, the log."""
    said = {
        "the error": "".join(traceback.format_exception(error)),
        "its representation": repr(error),
        "the connection": f"{connection!r} {connection}",
        "its parts": repr([connection.features, connection.ops, connection.creation, connection.client]),
        "all connections": f"{connections!r} {connections.all(initialized_only=True)!r}",
        "the pool": repr(getattr(connection, "_connection_pools", "")),
        "the log": log,
    }
    return [where for where, text in said.items() if SECRET in text]


@pytest.mark.parametrize(("engine", "place"), PLACES)
def test_an_error_of_connecting_does_not_tell_it(
    engine: str, place: str, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    connection = register(engine, **placed(place))
    # Some drivers know some of these options, and some do not.
    with pytest.raises(Exception) as caught:
        connection.ensure_connection()
    assert told(caught.value, connection, caplog.text) == []


@pytest.mark.parametrize(("engine", "place"), PLACES)
def test_an_error_about_another_option_does_not_tell_it(
    engine: str, place: str, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    connection = register(engine, **placed(place, nonsense=1))
    with pytest.raises(Exception) as caught:
        connection.ensure_connection()
    assert told(caught.value, connection, caplog.text) == []


@pytest.mark.parametrize("place", ["PASSWORD", "password"])
@pytest.mark.parametrize("engine", ["oracle", "postgresql"])
def test_a_pool_does_not_tell_it(
    engine: str, place: str, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    pool = {"timeout": 0.2} if engine == "postgresql" else True
    connection = register(engine, **placed(place, pool=pool))
    with pytest.raises((OperationalError, ImproperlyConfigured)) as caught:
        connection.ensure_connection()
    assert told(caught.value, connection, caplog.text) == []


@pytest.mark.parametrize("engine", [pytest.param(name, marks=pytest.mark.engine(name)) for name in servers.USUAL])
def test_a_server_that_lets_nobody_in_does_not_tell_it(
    engine: str, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    config = {**servers.config(engine, "shop"), "USER": "nobody_of_that_name", "PASSWORD": SECRET, "OPTIONS": {}}
    connection = register(engine, **config)
    with pytest.raises(OperationalError) as caught:
        connection.ensure_connection()
    assert told(caught.value, connection, caplog.text) == []


@pytest.mark.parametrize("engine", [pytest.param(name, marks=pytest.mark.engine(name)) for name in servers.USUAL])
def test_a_session_does_not_tell_it(engine: str, register: Register, caplog: pytest.LogCaptureFixture) -> None:
    """The servers of the tests let those in who have none, and ask nobody for it."""
    caplog.set_level(logging.DEBUG)
    config = servers.config(engine, {"mysql": "mysql", "postgresql": "postgres"}[engine])
    if config["PASSWORD"]:
        pytest.skip("the server wants a password of its own")
    if engine == "mysql":
        config["OPTIONS"] = {**config["OPTIONS"], "init_command": f"SET @password = '{SECRET}'"}
    else:
        config["PASSWORD"] = SECRET
    connection = register(engine, **config)
    connection.force_debug_cursor = True
    with pytest.raises(Exception) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT nonsense FROM nowhere")
    assert told(caught.value, connection, caplog.text) == []
    assert SECRET not in str(connection.queries)


# --- URLs in the wrong place ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["NAME", "HOST", "PORT"])
@pytest.mark.parametrize("engine", sorted(DRIVERS))
def test_a_url_in_the_wrong_place_is_refused_and_not_told(
    engine: str,
    key: str,
    register: Register,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A database's URL belongs to no single key; a server would quote it in its errors."""
    caplog.set_level(logging.DEBUG)
    url = f"{engine}://ann:{SECRET}@127.0.0.1:1/shop-with-a-name-that-is-longer-than-most-servers-would-ever-take-it"
    with pytest.raises(ImproperlyConfigured, match=f"{key} of the database 'away' is a URL.*database_url") as caught:
        register(engine, **{key: url}).ensure_connection()
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caplog.text
    with pytest.raises(ImproperlyConfigured):
        connections["away"].client.runshell([])
    call_command("databases")
    assert SECRET not in capsys.readouterr().out


def test_an_address_without_a_password_is_no_url_of_a_database(register: Register) -> None:
    address = "tcps://127.0.0.1:1/shop?wallet_location=/nowhere"
    connection = register("oracle", NAME=address, HOST="", PORT="")
    assert connection.get_connection_params()["dsn"] == address


# --- programs ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs of all engines that write down how they were called, and fail."""
    for name in ("mysql", "mysqldump", "psql", "rlwrap"):
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\necho "$0 $*" >> {tmp_path / "calls"}\nenv >> {tmp_path / "env"}\nexit 3\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.mark.parametrize("place", ["PASSWORD", "password", "passwd"])
@pytest.mark.parametrize("engine", ["mysql", "postgresql"])
def test_a_shells_command_line_and_error_do_not_tell_it(
    engine: str, place: str, register: Register, program: Path
) -> None:
    if engine == "postgresql" and place == "passwd":
        pytest.skip("is no option of this engine's")
    connection = register(engine, **placed(place))
    with pytest.raises(subprocess.CalledProcessError) as caught:
        connection.client.runshell(["-x"])
    assert told(caught.value, connection) == []
    assert SECRET not in (program / "calls").read_text()
    # There alone the program finds it.
    assert SECRET in (program / "env").read_text()


def test_a_shell_that_takes_it_as_an_argument_does_not_tell_it_in_its_error(
    register: Register, program: Path
) -> None:
    connection = register("oracle", PASSWORD=SECRET)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        connection.client.runshell([])
    assert told(caught.value, connection) == []


# --- commands ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("engine", "place"), PLACES)
def test_commands_that_print_the_configuration_do_not_tell_it(
    engine: str,
    place: str,
    register: Register,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register(engine, **placed(place), TEST={"PASSWORD": SECRET})
    call_command("databases")
    config = {"ENGINE": engine, **placed(place), "TEST": {"PASSWORD": SECRET}}
    monkeypatch.setattr(settings, "DATABASES", {"default": config})
    call_command("diffsettings", all=True)
    printed = capsys.readouterr().out
    assert ("away" in printed, "DATABASES" in printed) == (True, True)
    assert SECRET not in printed
