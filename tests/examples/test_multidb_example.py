"""The example of the README runs, and says what the README says it does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "multidb"


def run(*arguments: str, data: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment |= {"MULTIDB_DATA": str(data), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=EXAMPLE, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def counts(output: str) -> dict[str, list[str]]:
    """The table at the end: model -> [where it lives, rows per alias]."""
    lines = re.findall(r"^[^\w]*((?:team|shop|journal)\.\w+)(.*)$", output, re.MULTILINE)
    return {model: re.findall(r"[\w-]+", rest) for model, rest in lines}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("multidb")


@pytest.fixture(scope="module")
def output(data: Path) -> str:
    return run("run.py", data=data)


def test_the_table_shows_each_app_on_its_database_and_the_copy(output: str) -> None:
    assert counts(output) == {
        "team.Member": ["default", "1", "-", "-"],
        "shop.Category": ["catalog", "1", "1", "-"],
        "shop.Product": ["catalog", "2", "2", "-"],
        "journal.Entry": ["audit", "-", "-", "3"],
    }


def test_instances_remember_the_database_they_were_read_from(output: str) -> None:
    assert re.findall(r"was read from (\w+)", output) == ["default", "catalog", "audit"]


def test_only_the_database_of_the_block_is_rolled_back(output: str) -> None:
    assert "products: 2, entries: 3" in output


def test_the_copy_is_joined_on_its_own_database(output: str) -> None:
    assert "the copied lamp: Lights / Lamp / 4400, from default" in output


def test_manage_dumps_the_alias_it_is_told(output: str, data: Path) -> None:
    assert '"model": "journal.entry"' in run("manage.py", "dumpdata", "--database", "audit", data=data)
    assert "journal" not in run("manage.py", "dumpdata", "--database", "catalog", data=data)
