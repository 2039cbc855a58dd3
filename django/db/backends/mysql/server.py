"""What is asked of a server once for each connection: its version, its modes, whether it knows time zones by name."""

from __future__ import annotations

import re
from typing import Any

_NUMBERS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{1,2})")

#: One row; `facts` reads it.
QUESTION = """
    SELECT VERSION(), @@sql_mode, @@default_storage_engine, @@sql_auto_is_null, @@lower_case_table_names,
        CONVERT_TZ('2001-01-01 01:00:00', 'UTC', 'UTC') IS NOT NULL, @@collation_database
"""

#: A row (name, value) where the storage engine has this setting, none elsewhere.
UNDOES_ALL = "SHOW GLOBAL VARIABLES LIKE 'innodb_rollback_on_timeout'"

_NAMES = (
    "version sql_mode default_storage_engine sql_auto_is_null lower_case_table_names has_zoneinfo_database collation"
).split()


def facts(row: Any) -> dict[str, Any]:
    """Return the answers by name."""
    found = dict(zip(_NAMES, row, strict=True))
    for name in ("sql_auto_is_null", "lower_case_table_names", "has_zoneinfo_database"):
        found[name] = bool(found[name])
    return found


def version_of(text: str) -> tuple[int, ...]:
    """Return the numbers of a version: (10, 11, 19) for `5.5.5-10.11.19-MariaDB`.

    Raises:
        Exception: there are none in it.
    """
    if "mariadb" in text.lower():
        # What some versions say first is only meant for old clients.
        text = text.removeprefix("5.5.5-")
    match = _NUMBERS.match(text)
    if match is None:
        raise Exception(f"Unable to determine MySQL version from version string {text!r}")
    return tuple(map(int, match.groups()))
