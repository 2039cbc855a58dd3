"""connect: what stands for the driver's own; users and tablespaces are administered here."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from typing import Any

from tests.db.backends.oracle.standin import problems, server
from tests.db.backends.oracle.standin.server import SYSTEM
from tests.db.backends.oracle.standin.session import Connection, Result

_NAMED = r'"?(\w+)"?'
_ADMINISTRATION = re.compile(
    rf"\s*(CREATE|DROP|ALTER|GRANT)\s+(?:.*?\bTO\s+|(?:TEMPORARY\s+)?(USER|TABLESPACE)\s+){_NAMED}", re.IGNORECASE
)
_PASSWORD = re.compile(r'IDENTIFIED BY "?([^"\s]+)"?', re.IGNORECASE)

#: User to password; the tablespaces there are; user to its tables' LOB columns.
users: dict[str, str] = {SYSTEM: ""}
tablespaces: set[str] = set()
_large: dict[str, dict[str, frozenset[str]]] = {}

#: The room of the database behind: `connect(user)` and `drop(user)`.
_behind = importlib.import_module(f"tests.db.backends.oracle.standin.{server.behind()}")


def connect(params: Mapping[str, Any]) -> Connection:
    """Stand for the driver's `connect`.

    Args:
        params: `dsn`, `user` and `password`.
    """
    user = str(params.get("user") or SYSTEM).upper()
    if user not in users or (user != SYSTEM and users[user] != params.get("password")):
        raise problems.error(1017, "invalid username/password; logon denied")
    session: Any
    if user == SYSTEM:
        session = Administration()
    else:
        session = _behind.connect(user)
    return Connection(session, _large.setdefault(user, {}))


class Administration:
    """The session of the usual user: it makes and drops users and tablespaces, and has no tables."""

    def run(self, sql: str, binds: Mapping[str, Any]) -> Result:
        """Run a statement about users or tablespaces."""
        found = _ADMINISTRATION.match(sql)
        if found is not None:
            deed, what, name = found[1].upper(), (found[2] or "").upper(), found[3].upper()
            if what == "TABLESPACE":
                _tablespace(deed, name)
            elif what == "USER":
                _user(deed, name, _PASSWORD.search(sql))
        return Result([], iter(()), 0)

    def set_autocommit(self, autocommit: bool) -> None:
        """There are no transactions."""

    def commit(self) -> None:
        """There are no transactions."""

    def rollback(self) -> None:
        """There are no transactions."""

    def close(self) -> None:
        """There is nothing open."""


def _tablespace(deed: str, name: str) -> None:
    if deed == "CREATE":
        if name in tablespaces:
            raise problems.error(1543, f"tablespace '{name}' already exists")
        tablespaces.add(name)
    elif name not in tablespaces:
        raise problems.error(959, f"tablespace '{name}' does not exist")
    elif deed == "DROP":
        tablespaces.remove(name)


def _user(deed: str, name: str, password: re.Match[str] | None) -> None:
    if deed == "CREATE" and name in users:
        raise problems.error(1920, f"user name '{name}' conflicts with another user or role name")
    if deed != "CREATE" and name not in users:
        raise problems.error(1918, f"user '{name}' does not exist")
    if deed == "DROP":
        del users[name]
        _large.pop(name, None)
        _behind.drop(name)
    elif password is not None:
        users[name] = password[1]
