"""The suite runs outside of this source tree: with no project, from the ten lines that the documentation shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

TEN_LINES = """
import pytest

from django.test.compliance.suite import *

@pytest.fixture(scope="module")
def engine_settings():
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}

class TestOrders(TestOrders):
    @pytest.mark.xfail(reason="stated where it is", strict=True)
    def test_slices(self):
        raise NotImplementedError
"""


@pytest.mark.slow
def test_ten_lines_run_the_suite_without_a_project(tmp_path: Path) -> None:
    (tmp_path / "test_compliance.py").write_text(TEN_LINES, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "TestOrders or TestTransactions"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 xfailed" in run.stdout and " passed" in run.stdout
