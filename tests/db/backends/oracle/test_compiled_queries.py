"""The shared tests' statements, compiled for Oracle, keep Oracle's rules; and what does not is found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compiled_for import CompiledFor

pytest.importorskip("oracledb", reason="oracledb is not installed: pip install oracledb")

ROOT = Path(__file__).resolve().parents[4]

#: Tests whose statements are many and of all kinds; all of them are compiled by the continuous integration.
TESTS = (
    "test_aggregates.py",
    "test_expressions.py",
    "lookups/test_lookups.py",
    "test_saving.py",
    "test_querysets_against_python.py",
)


def test_a_breach_in_what_was_compiled_is_a_failure() -> None:
    along = CompiledFor("oracle")
    along.look(lambda: ('SELECT 1 FROM "T" AS U LIMIT 1', None))
    along.look(lambda: ('SELECT 1 FROM "T" U', None))
    (first, second) = along.taken()
    assert {first.split(":")[0], second.split(":")[0]} == {"table-as", "limit"}
    assert along.taken() == []


@pytest.mark.slow
def test_statements_of_the_query_tests_keep_the_rules_of_oracle() -> None:
    files = [f"tests/db/models/{name}" for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--compile-for=oracle", *files]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-5000:]
    compiled = re.search(r"(\d+) different statements", run.stdout)
    assert compiled is not None
    assert int(compiled[1]) > 200
