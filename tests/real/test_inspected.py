"""Databases of the world, loaded by the servers' own clients: printed as models, read through them, asked the same.

Runs where the scripts lie: REAL_DATA names a folder with ``chinook/Chinook_Sqlite.sqlite``,
``chinook/Chinook_MySql.sql``, ``chinook/Chinook_PostgreSql.sql``, ``sakila/postgres-schema.sql`` and
``sakila/postgres-data-copy.sql``.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from django.db import connections, models
from django.test.utils import isolate_apps
from tests import scratch, servers
from tests.real.reports import REPORTS, Shop

DATA = os.environ.get("REAL_DATA", "")
ENGINES = ["sqlite", "postgresql", "mysql"]

if not DATA:
    pytest.skip("no real data: REAL_DATA names no folder", allow_module_level=True)

#: The scripts make a database of their own and go there; ours is made already.
OTHER_PLACES = re.compile(rb"^(?:DROP DATABASE|CREATE DATABASE|USE|\\c) .*?;\s*$", re.MULTILINE)

SCRIPTS = {
    ("chinook", "postgresql"): ["chinook/Chinook_PostgreSql.sql"],
    ("chinook", "mysql"): ["chinook/Chinook_MySql.sql"],
    ("sakila", "postgresql"): ["sakila/postgres-schema.sql", "sakila/postgres-data-copy.sql"],
}


def fill(alias: str, *scripts: str) -> None:
    """Let the server's own client read the scripts, started as ``dbshell`` starts it."""
    client = connections[alias].client
    words = ["-q"] if connections[alias].vendor == "postgresql" else []
    args, added = client.command_line(words)
    if shutil.which(args[0]) is None:
        pytest.skip(f"no {args[0]} on this machine, which is to load the scripts")
    for script in scripts:
        text = OTHER_PLACES.sub(b"", (Path(DATA) / script).read_bytes())
        subprocess.run(args, input=text, check=True, env={**os.environ, **(added or {})}, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Shop]]:
    """Load a database into an engine, once, and return its printed models."""
    with ExitStack() as stack:
        shops: dict[tuple[str, str], Shop] = {}

        def load(name: str, engine: str) -> Shop:
            if (name, engine) not in shops:
                require(engine)
                folder = tmp_path_factory.mktemp(name)
                alias = stack.enter_context(scratch.database(engine, f"{name}_{engine}", folder))
                if engine == "sqlite":
                    file = connections[alias].settings_dict["NAME"]
                    shutil.copyfile(Path(DATA) / "chinook/Chinook_Sqlite.sqlite", file)
                else:
                    fill(alias, *SCRIPTS[name, engine])
                with isolate_apps("tests.testapp"):
                    found = scratch.imported(scratch.inspected(alias, include_views=True))
                shops[name, engine] = Shop(found, alias)
            return shops[name, engine]

        yield load


def require(engine: str) -> None:
    reason = servers.missing(engine)
    if reason is None:
        return
    if servers.required(engine):
        pytest.fail(f"REQUIRE_ENGINES lists {engine}, but there is {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.mark.parametrize(
    ("name", "engine", "tables"),
    [("chinook", "sqlite", 11), ("chinook", "postgresql", 11), ("chinook", "mysql", 11), ("sakila", "postgresql", 28)],
)
def test_every_table_and_view_is_read_through_its_model(printed: Any, name: str, engine: str, tables: int) -> None:
    shop = printed(name, engine)
    assert len(shop.models) == tables
    for model in shop.models.values():
        table = connections[shop.alias].ops.quote_name(model._meta.db_table)
        with connections[shop.alias].cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            [(expected,)] = cursor.fetchall()
        rows = model._default_manager.using(shop.alias)
        if isinstance(model._meta.pk, models.BigAutoField):
            # None was printed: what has no key, as most views, has no instances; but it has rows.
            rows = rows.values(*(field.name for field in model._meta.fields if not field.primary_key))
        assert len(rows.all()) == expected


@pytest.mark.parametrize("engine", ENGINES[1:])
@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.__name__)
def test_a_report_is_the_same_on_every_engine(printed: Any, engine: str, report: Callable[[Shop], Any]) -> None:
    expected = comparable(report(printed("chinook", "sqlite")))
    assert len(expected) > 0
    assert comparable(report(printed("chinook", engine))) == expected


def test_there_are_twenty_reports() -> None:
    assert len(REPORTS) == 20


def comparable(rows: Any) -> list[Any]:
    """Rows in an order that no engine's collation decides; sums of money and averages without what is below a cent."""
    return sorted((tuple(map(plain, row)) for row in rows), key=repr)


def plain(value: Any) -> Any:
    if isinstance(value, Decimal | float):
        return f"{value:.2f}"
    if isinstance(value, datetime.datetime):
        # A column without a time zone is read without one where the server knows both kinds.
        return value.replace(tzinfo=None)
    # The scripts differ in a blank at the end of a city's name, and in a backslash that MySQL takes for an escape.
    return value.strip().replace("\\", "") if isinstance(value, str) else value
