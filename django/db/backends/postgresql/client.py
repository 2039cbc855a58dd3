"""How to start psql."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.client import BaseDatabaseClient

#: Option of the connection to psql's environment variable.
_FROM_OPTIONS = {
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class DatabaseClient(BaseDatabaseClient):
    """Starts `psql`; what is secret goes through the environment."""

    executable_name = "psql"
    leaves_interrupts_to_program = True

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Sequence[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        """Return the command line, and the environment for passwords, services and certificates."""
        options = settings_dict.get("OPTIONS") or {}
        name = settings_dict.get("NAME") or ""
        if not name and not options.get("service"):
            # psql itself would take the user's name, in which there is seldom a database.
            name = "postgres"
        args = [cls.executable_name]
        for flag, key in (("-U", "USER"), ("-h", "HOST"), ("-p", "PORT")):
            if settings_dict.get(key):
                args += [flag, str(settings_dict[key])]
        args += parameters
        if name:
            args.append(name)
        env = {variable: str(options[key]) for key, variable in _FROM_OPTIONS.items() if options.get(key)}
        password = settings_dict.get("PASSWORD") or options.get("password")
        if password:
            env["PGPASSWORD"] = str(password)
        return args, env or None
