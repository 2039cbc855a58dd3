"""How the server's own program is started: settings and OPTIONS as arguments, the password where nobody sees it."""

from __future__ import annotations

import signal
import subprocess
from typing import Any

import pytest

from django.db.backends.mysql import client as client_module
from django.db.backends.mysql.client import DatabaseClient

PLAIN = {"NAME": "shop", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}}


def command(parameters: tuple[str, ...] = (), **settings: Any) -> tuple[list[str], dict[str, str] | None]:
    return DatabaseClient.settings_to_cmd_args_env({**PLAIN, **settings}, list(parameters))


def test_only_the_name_is_needed() -> None:
    assert command() == (["mysql", "shop"], None)


def test_settings_are_arguments_and_the_password_is_not() -> None:
    args, env = command(("-e", "SELECT 1"), USER="ann", PASSWORD="secret", HOST="db.example", PORT=3307)
    assert args == ["mysql", "--user=ann", "--host=db.example", "--port=3307", "shop", "-e", "SELECT 1"]
    assert env == {"MYSQL_PWD": "secret"}


@pytest.mark.parametrize(
    "where", [{"HOST": "/run/my.sock"}, {"OPTIONS": {"unix_socket": "/run/my.sock"}, "HOST": "localhost"}]
)
def test_a_socket_is_told_from_a_host(where: dict[str, Any]) -> None:
    assert command(**where)[0] == ["mysql", "--socket=/run/my.sock", "shop"]


def test_options_come_before_settings() -> None:
    options = {"user": "bo", "passwd": "other", "host": "elsewhere", "port": 1, "db": "store"}
    args, env = command(USER="ann", PASSWORD="secret", HOST="db", PORT=2, OPTIONS=options)
    assert (args, env) == (
        ["mysql", "--user=bo", "--host=elsewhere", "--port=1", "store"], {"MYSQL_PWD": "other"},
    )  # fmt: skip


def test_a_file_of_defaults_is_the_first_argument() -> None:
    options = {"read_default_file": "/etc/my.cnf", "charset": "utf8mb4"}
    assert command(USER="ann", OPTIONS=options)[0] == [
        "mysql", "--defaults-file=/etc/my.cnf", "--user=ann", "--default-character-set=utf8mb4", "shop",
    ]  # fmt: skip


def test_certificates_are_arguments() -> None:
    ssl = {"ca": "/ca", "capath": "/cas", "cert": "/cert", "key": "/key", "cipher": "AES", "check_hostname": True}
    assert command(OPTIONS={"ssl": ssl})[0] == [
        "mysql", "--ssl-ca=/ca", "--ssl-capath=/cas", "--ssl-cert=/cert", "--ssl-key=/key", "--ssl-cipher=AES", "shop",
    ]  # fmt: skip
    assert command(OPTIONS={"ssl": True})[0] == ["mysql", "shop"]


def test_the_program_may_have_its_newer_name(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"mariadb"}
    monkeypatch.setattr(client_module.shutil, "which", lambda name: name if name in there else None)
    assert [client_module.installed_name(name) for name in ("mysql", "mysqldump", "psql")] == [
        "mariadb", "mysqldump", "psql",
    ]  # fmt: skip
    there.add("mysql")
    assert client_module.installed_name("mysql") == "mysql"


def test_an_interrupt_is_for_the_program_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Connection:
        settings_dict = PLAIN

        def check_settings(self) -> None: ...

    seen = []
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: seen.append(signal.getsignal(signal.SIGINT)))
    before = signal.getsignal(signal.SIGINT)
    DatabaseClient(Connection()).runshell([])
    assert (seen, signal.getsignal(signal.SIGINT)) == ([signal.SIG_IGN], before)
