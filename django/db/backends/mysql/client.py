"""How to start mysql."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.client import BaseDatabaseClient

#: Option of the connection for certificates to the program's argument.
_CERTIFICATES = {
    "ca": "--ssl-ca",
    "capath": "--ssl-capath",
    "cert": "--ssl-cert",
    "key": "--ssl-key",
    "cipher": "--ssl-cipher",
}

#: What newer packages of MariaDB call the programs that were `mysql...` once.
_OTHER_NAMES = {"mysql": "mariadb", "mysqldump": "mariadb-dump"}


class DatabaseClient(BaseDatabaseClient):
    """Starts `mysql`, or `mariadb` where there is no program of the older name.

    The password goes through the environment, so that no list of processes shows it.
    """

    executable_name = "mysql"
    leaves_interrupts_to_program = True

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Sequence[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        """Return the command line, and the environment for the password; OPTIONS come before the other settings."""
        options = settings_dict["OPTIONS"]
        # The second name of each is an older one of the driver's.
        name = options.get("database", options.get("db", settings_dict["NAME"]))
        password = options.get("password", options.get("passwd", settings_dict["PASSWORD"]))
        args = [cls.executable_name, *_arguments(settings_dict, options)]
        if name:
            args.append(str(name))
        args += parameters
        return args, {"MYSQL_PWD": str(password)} if password else None

    def command_line(self, parameters: Sequence[str]) -> tuple[list[str], dict[str, str] | None]:
        """Return the command line with the program's name on this machine, and what is added to the environment."""
        args, env = super().command_line(parameters)
        return [installed_name(args[0]), *args[1:]], env


def _arguments(settings_dict: dict[str, Any], options: dict[str, Any]) -> Iterator[str]:
    if options.get("read_default_file"):
        # Only as the first one does the program take it.
        yield f"--defaults-file={options['read_default_file']}"
    user = options.get("user", settings_dict["USER"])
    host = options.get("host", settings_dict["HOST"])
    port = options.get("port", settings_dict["PORT"])
    if user:
        yield f"--user={user}"
    if options.get("unix_socket"):
        yield f"--socket={options['unix_socket']}"
    elif host:
        yield f"--socket={host}" if "/" in host else f"--host={host}"
    if port:
        yield f"--port={port}"
    # A driver may take something else here, as a context of Python's, that no program can be told.
    certificates = options["ssl"] if isinstance(options.get("ssl"), dict) else {}
    for key, argument in _CERTIFICATES.items():
        if certificates.get(key):
            yield f"{argument}={certificates[key]}"
    if options.get("charset"):
        yield f"--default-character-set={options['charset']}"


def installed_name(program: str) -> str:
    """Return the name under which a program is on this machine; its first name if it has none here."""
    other = _OTHER_NAMES.get(program)
    if other is not None and shutil.which(program) is None and shutil.which(other) is not None:
        return other
    return program
