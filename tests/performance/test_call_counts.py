"""How many Python functions typical reads and writes call: unlike times, the numbers do not depend on the machine.

The numbers stand in `call_counts.json`, by version of Python. Whoever needs more calls says so by changing the file;
whoever needs fewer lowers the number there, so that it stays a bound. A version that is not in the file is bound by the
oldest one that is: later ones call no more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

HERE = Path(__file__).parent
NUMBERS = HERE / "call_counts.json"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def measured() -> dict[str, int]:
    program = subprocess.run(
        [sys.executable, HERE / "operations.py"],
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, int] = json.loads(program.stdout)
    return found


@pytest.fixture(scope="module")
def numbers() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(NUMBERS.read_text(encoding="utf-8"))
    return found


def test_no_operation_calls_more_functions_than_is_written_down(
    measured: dict[str, int], numbers: dict[str, dict[str, int]]
) -> None:
    written = numbers.get(VERSION) or next(iter(numbers.values()))
    more = {name: (count, written.get(name)) for name, count in measured.items() if count > written.get(name, 0)}
    assert not more, f"More Python calls than {NUMBERS.name} allows, (counted, allowed) by operation: {more}"


def test_the_written_numbers_are_those_counted(
    measured: dict[str, int], numbers: dict[str, dict[str, int]]
) -> None:
    if VERSION not in numbers:
        pytest.skip(f"{NUMBERS.name} has no numbers of Python {VERSION}")
    fewer = {name: count for name, count in measured.items() if count < numbers[VERSION].get(name, 0)}
    assert not fewer, f"Fewer Python calls than before; write these numbers into {NUMBERS.name}: {fewer}"
    assert set(measured) == set(numbers[VERSION])
