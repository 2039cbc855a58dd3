"""Where what stands for Oracle is: whether all it needs is there, and how an alias is configured for it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import Any

from tests.db.backends.oracle.standin import jar

#: The usual user, who makes all others.
SYSTEM = "SYSTEM"


def behind() -> str:
    """Return what stands for Oracle: "h2", or what ORACLE_STANDIN says, which may be "orafce".

    Raises:
        ValueError: it says something else.
    """
    name = os.environ.get("ORACLE_STANDIN") or "h2"
    if name not in ("h2", "orafce"):
        raise ValueError(f"ORACLE_STANDIN is {name!r}: let it be h2 or orafce.")
    return name


def missing() -> str | None:
    """Return what is not installed, in one line; None if everything is. The server of orafce is not asked for."""
    if behind() == "orafce":
        lacking = [name for name in ("psycopg", "oracledb") if importlib.util.find_spec(name) is None]
        return f"nothing that can stand for Oracle: pip install {' '.join(lacking)}" if lacking else None
    lacking = [name for name in ("jpype", "oracledb") if importlib.util.find_spec(name) is None]
    if not jar().exists() or shutil.which("java") is None:
        return "nothing that can stand for Oracle: apt-get install libh2-java default-jre-headless"
    if lacking:
        return "nothing that can stand for Oracle: pip install jpype1 oracledb"
    return None


def config(database: str, **test: Any) -> dict[str, Any]:
    """Return the configuration of an alias: a test user of the database's name is made for it."""
    return {
        "ENGINE": "django.db.backends.oracle",
        "NAME": "standin:1521/tests",
        "USER": SYSTEM,
        "PASSWORD": "",
        "TEST": {"USER": f"test_{database}", **test},
    }


def install() -> None:
    """Let the engine connect to what stands for Oracle, in this process, from now on."""
    from django.db.backends.oracle import driver  # needs the driver
    from tests.db.backends.oracle.standin import accounts  # needs the driver and Java

    driver.connect = accounts.connect
