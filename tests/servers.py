"""The servers the tests may use, as the environment names them.

``TEST_ENGINE=postgresql`` runs the shared tests on that engine instead of SQLite. ``TEST_POSTGRESQL`` says where its
server is: ``postgresql://user:password@host:port``; ``1`` or nothing stands for the usual place.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

#: Engine to where its server usually is.
USUAL = {"postgresql": "postgresql://postgres@127.0.0.1:5432"}


def engine() -> str:
    """Return the engine of the shared tests."""
    return os.environ.get("TEST_ENGINE") or "sqlite"


def place(name: str) -> str | None:
    """Return the URL of an engine's server; None if the tests were not given one."""
    written = os.environ.get(f"TEST_{name.upper()}", "")
    if written in ("", "1"):
        return USUAL.get(name) if written or engine() == name else None
    return written


def config(name: str, database: str, **test: Any) -> dict[str, Any]:
    """Return the configuration of a database on an engine's server."""
    url = urlsplit(place(name) or USUAL[name])
    return {
        "ENGINE": f"django.db.backends.{name}",
        "NAME": database,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "TEST": test,
    }


@cache
def missing(name: str) -> str | None:
    """Return why tests that need an engine cannot run, in one line; None if they can."""
    if name == "sqlite":
        return None
    url = place(name)
    if url is None:
        return f"no {name} server: TEST_{name.upper()} is not set"
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=3).close()
    except OSError as error:
        return f"no {name} server at {parts.hostname}:{parts.port}: {error}"
    return None


def required(name: str) -> bool:
    """Tell whether REQUIRE_ENGINES lists the engine: then a test may not be skipped for want of it."""
    return name in os.environ.get("REQUIRE_ENGINES", "").replace(",", " ").split()
