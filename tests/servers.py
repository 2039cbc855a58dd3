"""The servers the tests use.

``TEST_ENGINE=postgresql`` runs the shared tests on that engine instead of SQLite. ``TEST_POSTGRESQL`` says where its
server is: ``postgresql://user:password@host:port``; ``1``: at the usual place; ``off``: nowhere. Where it says nothing,
the tests start a server of their own, if its programs are there (`own_servers`), and stop it when they end. Databases
are made on it and dropped again.

No Oracle server can be had here: ``TEST_ENGINE=oracle`` runs the shared tests on what stands for one, H2 in Oracle
mode in a Java machine of the tests' own process, or with ``ORACLE_STANDIN=orafce`` the PostgreSQL server with the
extension orafce (`tests.db.backends.oracle.standin`).

``TEST_POSTGRESQL_DRIVER=psycopg2`` hides psycopg 3; ``TEST_POSTGRESQL_BINDING=server`` sends values apart from
statements.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.db.backends.oracle.standin import server as oracle
from tests.own_servers import OWN, NoServer, OwnServer

#: Engine to where its server usually is.
USUAL = {
    "mysql": "mysql://root@127.0.0.1:3306",
    "postgresql": "postgresql://postgres@127.0.0.1:5432",
}

#: Engine to how its server comes to Debian.
INSTALL = {
    "mysql": "apt-get install mariadb-server",
    "postgresql": "apt-get install postgresql",
}

#: Extension to how it comes to Debian, where it is not one of PostgreSQL's own.
PACKAGES = {"orafce": "postgresql-15-orafce"}

_started: dict[str, OwnServer] = {}


def engine() -> str:
    """Return the engine of the shared tests."""
    return os.environ.get("TEST_ENGINE") or "sqlite"


def place(name: str) -> str | None:
    """Return the URL of an engine's server, started if need be; None if there is none to use.

    Raises:
        NoServer: the tests cannot start one of their own.
    """
    written = os.environ.get(f"TEST_{name.upper()}", "")
    if written == "off":
        return None
    if written == "1" or (not written and name not in OWN and engine() == name):
        return USUAL.get(name)
    return written or _own(name)


def _own(name: str) -> str | None:
    if name not in OWN:
        return None
    if name not in _started:
        _started[name] = OWN[name]().open()
        _started[name].furnish()
    return _started[name].url


def share(name: str) -> None:
    """Let the processes that are started from here on use this process' own server, if it is to have one."""
    if not os.environ.get(f"TEST_{name.upper()}") and missing(name) is None:
        os.environ[f"TEST_{name.upper()}"] = str(place(name))


def stop() -> None:
    """Stop the servers that this process has started."""
    while _started:
        name, server = _started.popitem()
        if os.environ.get(f"TEST_{name.upper()}") == server.url:
            del os.environ[f"TEST_{name.upper()}"]
        server.close()


def config(name: str, database: str, **test: Any) -> dict[str, Any]:
    """Return the configuration of a database on an engine's server."""
    if name == "oracle":
        return oracle.config(database, **test)
    return config_at((None if missing(name) else place(name)) or USUAL[name], name, database, **test)


def config_at(place: str, name: str, database: str, **test: Any) -> dict[str, Any]:
    """Return the configuration of a database on the server of an engine at a URL."""
    url = urlsplit(place)
    return {
        "ENGINE": f"django.db.backends.{name}",
        "NAME": database,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "OPTIONS": options(name),
        "TEST": test,
    }


def options(name: str) -> dict[str, Any]:
    """Return the options that the environment wants for an engine's connections."""
    return {"server_side_binding": True} if os.environ.get(f"TEST_{name.upper()}_BINDING") == "server" else {}


@cache
def missing(name: str) -> str | None:
    """Return why tests that need an engine cannot run, in one line; None if they can."""
    if name == "sqlite":
        return None
    if name == "oracle":
        needed = ("orafce", "pgcrypto") if oracle.behind() == "orafce" else ()
        return oracle.missing() or next(filter(None, map(lacking, needed)), None)
    try:
        url = place(name)
    except NoServer as error:
        return f"no {name} server: {error}"
    if url is None:
        written = os.environ.get(f"TEST_{name.upper()}")
        if written:
            return f"no {name} server: TEST_{name.upper()} is {written}"
        return f"no {name} server: TEST_{name.upper()} is not set ({INSTALL.get(name, 'see the docs')})"
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=3).close()
    except OSError as error:
        return f"no {name} server at {parts.hostname}:{parts.port}: {error} ({INSTALL.get(name, 'see the docs')})"
    return None


@cache
def extensions() -> frozenset[str]:
    """Return the names of the extensions that the PostgreSQL server could create."""
    from django.db.connections import connections

    connections.register("extensions", config("postgresql", "postgres"))
    try:
        with connections["extensions"].cursor() as cursor:
            cursor.execute("SELECT name FROM pg_available_extensions")
            return frozenset(name for (name,) in cursor.fetchall())
    finally:
        connections["extensions"].close()
        connections.unregister("extensions")


def lacking(extension: str) -> str | None:
    """Return why tests that need an extension of PostgreSQL's cannot run, in one line; None if they can."""
    reason = missing("postgresql")
    if reason is not None or extension in extensions():
        return reason
    package = PACKAGES.get(extension, "postgresql-contrib")
    return f"no extension {extension} on the postgresql server (apt-get install {package}, TEST_POSTGRESQL=1)"


def required(name: str) -> bool:
    """Tell whether REQUIRE_ENGINES lists the engine: then a test may not be skipped for want of it."""
    return name in os.environ.get("REQUIRE_ENGINES", "").replace(",", " ").split()
