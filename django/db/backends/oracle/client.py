"""How to start sqlplus."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.client import BaseDatabaseClient
from django.db.backends.oracle.driver import dsn_of


class DatabaseClient(BaseDatabaseClient):
    """Starts `sqlplus`, under `rlwrap` where that is installed: sqlplus itself cannot edit lines."""

    executable_name = "sqlplus"
    wrapper_name = "rlwrap"

    @staticmethod
    def connect_string(settings_dict: dict[str, Any]) -> str:
        """Return `user/"password"@address`, as sqlplus takes it."""
        host, port = str(settings_dict.get("HOST") or ""), str(settings_dict.get("PORT") or "")
        address = str(settings_dict["NAME"])
        if host.strip() or port.strip():
            address = dsn_of(host.strip() or "localhost", int(port or 1521), address)
        return f'{settings_dict["USER"]}/"{settings_dict["PASSWORD"]}"@{address}'

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Sequence[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        """Return the command line; sqlplus takes the password there and nowhere else."""
        args = [cls.executable_name, "-L", cls.connect_string(settings_dict), *parameters]
        wrapper = shutil.which(cls.wrapper_name)
        return [wrapper, *args] if wrapper else args, None

    def runshell(self, parameters: Sequence[str]) -> None:
        """Run sqlplus; an error does not tell the password that stands in the command line.

        Raises:
            FileNotFoundError: it is not installed.
            subprocess.CalledProcessError: it ended with an error.
        """
        import subprocess  # cost: only dbshell comes here

        self.connection.check_settings()
        secret = self.connect_string(self.connection.settings_dict)
        try:
            super().runshell(parameters)
        except subprocess.CalledProcessError as error:
            shown = ["********" if argument == secret else argument for argument in error.cmd]
            raise subprocess.CalledProcessError(error.returncode, shown) from None
