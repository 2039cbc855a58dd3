"""The benchmarks measure right answers: ours are those of SQL written by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

from bench import databases  # noqa: E402
from bench.workloads import WORKLOADS  # noqa: E402

#: Not done by every contestant, or without an answer.
_APART = {"complex_built", "import_setup", "bytes_per_instance"}


def _figures(peer: str, folder: Path) -> dict[str, dict[str, object]]:
    names = ",".join(workload.name for workload in WORKLOADS if workload.name != "import_setup")
    command = [sys.executable, BENCHMARKS / "bench" / "worker.py", peer, "sqlite", folder]
    path = {**os.environ, "PYTHONPATH": str(BENCHMARKS.parent)}
    path.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run([*command, "--times", "1", "--workloads", names], capture_output=True, text=True, env=path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_every_workload_gives_the_answer_of_sql_written_by_hand(tmp_path: Path) -> None:
    """A benchmark of wrong answers would measure nothing."""
    databases.create("sqlite", str(tmp_path))
    expected, ours = _figures("raw", tmp_path), _figures("django_orm", tmp_path)
    assert {name: found["error"] for name, found in ours.items() if "error" in found} == {}
    compared = {workload.name for workload in WORKLOADS} - _APART
    assert {name: ours[name]["checksum"] for name in compared} == {
        name: expected[name]["checksum"] for name in compared
    }
