"""The table of faults in the documentation says what each engine does: every line of it is tried."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from django.db import Error, transaction
from django.db.connections import connections
from tests.faults.conftest import Fallible
from tests.faults.provoked import FAULTS, names, run

PAGE = Path(__file__).parents[2] / "docs" / "connections.rst"

#: Said of a fault that an engine does not have.
NONE = "\u2014"


#: The last column.
OUTCOME = "The connection"


def page_table() -> dict[str, dict[str, str]]:
    """Return the page's table: fault to what stands in each column."""
    found = re.search(r"\n(=+(?: +=+){4})\n(Fault .*)\n\1\n(.*?)\n\1\n", PAGE.read_text(), re.DOTALL)
    assert found is not None
    starts = [match.start() for match in re.finditer("=+", found[1])]

    def cells(line: str) -> list[str]:
        return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]

    titles = cells(found[2])
    rows = [cells(line) for line in found[3].splitlines()]
    return {row[0]: dict(zip(titles[1:], row[1:], strict=True)) for row in rows}


def title(engine: str, name: str) -> str:
    return str(getattr(FAULTS[engine][0], name).__doc__)


def test_the_table_has_every_fault_of_every_engine() -> None:
    told = page_table()
    had = {(title(engine, name), FAULTS[engine][1]) for engine in FAULTS for name in names(engine)}
    assert {(fault, column) for fault, row in told.items() for column, cell in row.items() if cell != NONE} == {
        *had,
        *((fault, OUTCOME) for fault, _ in had),
    }
    assert {fault for fault, _ in had} == set(told)


def code(error: Error) -> str:
    """Return what the server calls an error."""
    cause: Any = error.__cause__
    if error.args and isinstance(error.args[0], int):
        return str(error.args[0])
    for name in ("sqlite_errorname", "sqlstate", "pgcode"):
        if getattr(cause, name, None):
            return str(getattr(cause, name)).removeprefix("SQLITE_")
    return ""


@pytest.mark.parametrize(
    ("own_server", "name"),
    [(engine, name) for engine in FAULTS for name in names(engine)],
    indirect=["own_server"],
)
def test_each_fault_is_the_error_that_the_table_says(fallible: Fallible, name: str) -> None:
    engine = fallible.server.engine.removesuffix("3")
    kind, called = FAULTS[engine]
    scene = kind(fallible)
    with pytest.raises(Error) as caught:
        getattr(scene, name)()
    victim, error = scene.victim, caught.value
    told = page_table()[title(engine, name)]
    said, _, codes = told[called].partition(" ")
    assert said == f"``{type(error).__name__}``"
    # Where there is no code in the table, the error may have any, or none.
    assert not codes or code(error) in codes.split(", ")
    assert error.alias == victim.alias
    assert isinstance(error.__cause__, victim.Database.Error)
    if told[OUTCOME] == "is lost":
        connections.end_unit_of_work()
    assert run(victim, "SELECT 1") == 1
    with transaction.atomic(using=victim.alias):
        assert run(victim, "SELECT 2") == 2
