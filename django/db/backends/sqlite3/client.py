"""How to start the sqlite3 program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.client import BaseDatabaseClient


class DatabaseClient(BaseDatabaseClient):
    """Starts `sqlite3 FILE`."""

    executable_name = "sqlite3"

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Sequence[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        """Return the command line; the environment stays as it is."""
        return [cls.executable_name, settings_dict["NAME"], *parameters], None
