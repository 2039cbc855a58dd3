"""A server that cannot be reached is told of without the password, wherever that stands."""

from __future__ import annotations

import logging
import traceback
from importlib.util import find_spec
from typing import Any

import pytest

from django.db.connections import connections
from django.db.errors import OperationalError

SECRET = "open-sesame-81"

#: Engine to the modules of which one is its driver.
DRIVERS = {"mysql": ("MySQLdb", "pymysql"), "oracle": ("oracledb",), "postgresql": ("psycopg", "psycopg2")}


@pytest.mark.parametrize("options", [{}, {"password": SECRET}], ids=["of the settings", "of the options"])
@pytest.mark.parametrize("engine", sorted(DRIVERS))
def test_an_error_of_connecting_does_not_tell_the_password(
    engine: str, options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    if not any(map(find_spec, DRIVERS[engine])):
        pytest.skip(f"no driver of {engine} is installed")
    caplog.set_level(logging.DEBUG)
    # Nothing listens on the first port.
    place = {"NAME": "shop", "USER": "ann", "PASSWORD": SECRET, "HOST": "127.0.0.1", "PORT": "1"}
    connections.register("away", {"ENGINE": f"django.db.backends.{engine}", **place, "OPTIONS": options})
    try:
        connection = connections["away"]
        with pytest.raises(OperationalError) as caught:
            connection.ensure_connection()
        said = ["".join(traceback.format_exception(caught.value)), repr(caught.value), repr(connection), caplog.text]
        assert [text for text in said if SECRET in text] == []
    finally:
        connections.unregister("away")
