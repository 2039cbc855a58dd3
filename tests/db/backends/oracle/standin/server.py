"""Where what stands for Oracle is: whether all it needs is there, and how an alias is configured for it."""

from __future__ import annotations

import importlib.util
import shutil
from typing import Any

from tests.db.backends.oracle.standin import jar

#: The usual user, who makes all others.
SYSTEM = "SYSTEM"


def missing() -> str | None:
    """Return what is not installed, in one line; None if everything is."""
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
