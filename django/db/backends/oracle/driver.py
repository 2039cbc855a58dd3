"""The driver: python-oracledb, or cx_Oracle where only that is installed. The only file that knows their names.

What is here is what the engine uses of a driver: the module with the DB-API's errors, the types of binds and columns,
connecting, and pools.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def installed() -> ModuleType:
    """Return the driver's module.

    Raises:
        ImproperlyConfigured: no driver is installed.
    """
    try:
        import oracledb  # optional driver

        return oracledb
    except ImportError:
        pass
    try:
        import cx_Oracle  # optional driver

        return cx_Oracle
    except ImportError as error:
        raise ImproperlyConfigured(
            "Error loading oracledb module. Install it: pip install oracledb."
        ) from error


#: The driver's module: errors, types, `makedsn`.
Database: Any = installed()
is_oracledb: bool = Database.__name__ == "oracledb"

# The types of binds, output variables and columns.
BLOB = Database.DB_TYPE_BLOB
CLOB = Database.DB_TYPE_CLOB
DATE = Database.DB_TYPE_DATE
INTERVAL = Database.DB_TYPE_INTERVAL_DS
LONG = Database.DB_TYPE_LONG
LONG_NVARCHAR = getattr(Database, "DB_TYPE_LONG_NVARCHAR", LONG)
LONG_RAW = Database.DB_TYPE_LONG_RAW
NCLOB = Database.DB_TYPE_NCLOB
NUMBER = Database.DB_TYPE_NUMBER
RAW = Database.DB_TYPE_RAW
STRING = Database.DB_TYPE_VARCHAR
NSTRING = Database.DB_TYPE_NVARCHAR
TIMESTAMP = Database.DB_TYPE_TIMESTAMP


def connect(params: dict[str, Any]) -> Any:
    """Open a connection.

    Args:
        params: the driver's arguments, `user`, `password` and `dsn` among them.
    """
    return Database.connect(**params)


def create_pool(params: dict[str, Any]) -> Any:
    """Make a pool of connections; it opens them when they are wanted.

    Args:
        params: the arguments of `connect`, and the pool's own (`min`, `max`, `increment`, ...).

    Raises:
        ImproperlyConfigured: the driver is not python-oracledb.
    """
    if not is_oracledb:
        raise ImproperlyConfigured("Pooling requires the driver oracledb. Install it: pip install oracledb.")
    return Database.create_pool(**params)


def dsn_of(host: str, port: int, sid: str) -> str:
    """Return the address of a database on a host, by its SID."""
    return f"(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}))(CONNECT_DATA=(SID={sid})))"
