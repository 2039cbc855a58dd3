"""What stands for Oracle is tested in a process of its own: one with a Java machine in it cannot be forked safely.

What it is connected to is decided once for a process.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers

TESTS = Path(__file__).with_name("standin_in_own_process.py")
ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.engine("oracle")
@pytest.mark.slow
def test_what_stands_for_oracle_answers_as_sqlite_does() -> None:
    run_in_own_process("h2", least=30)


@pytest.mark.extension("orafce")
@pytest.mark.extension("pgcrypto")
@pytest.mark.slow
def test_postgresql_with_orafce_answers_as_sqlite_does() -> None:
    pytest.importorskip("oracledb")
    pytest.importorskip("psycopg")
    servers.share("postgresql")
    run_in_own_process("orafce", least=57)


def run_in_own_process(behind: str, least: int) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TESTS)]
    environment = {**os.environ, "ORACLE_STANDIN": behind}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed is not None
    assert int(passed[1]) >= least
