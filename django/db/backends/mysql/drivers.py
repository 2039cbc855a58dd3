"""The driver that is installed: mysqlclient if it is there, else PyMySQL."""

from __future__ import annotations

import os
from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def installed() -> ModuleType:
    """Return the module of ours that stands before the driver; MYSQL_DRIVER=pymysql in the environment prefers PyMySQL.

    Raises:
        ImproperlyConfigured: no driver is installed.
    """
    if os.environ.get("MYSQL_DRIVER", "").lower() != "pymysql":
        try:
            from django.db.backends.mysql import driver_mysqlclient  # optional driver

            return driver_mysqlclient
        except ImportError:
            pass
    try:
        from django.db.backends.mysql import driver_pymysql  # optional driver

        return driver_pymysql
    except ImportError as error:
        raise ImproperlyConfigured(
            "Error loading MySQLdb module.\nDid you install mysqlclient? Install it or PyMySQL: pip install "
            "mysqlclient, or pip install PyMySQL."
        ) from error


driver: Any = installed()
Database = driver.Database
