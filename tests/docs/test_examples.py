"""What the pages show works: each page's Python is run as one program, and print() prints what stands beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, blocks, programs, promises

SHOP = """
from django import standalone
standalone.start({"default": "sqlite:///one.sqlite3", "catalog": "sqlite:///two.sqlite3"}, app_label="shop")
from django.db import connections, models, transaction
class Book(models.Model):
    title = models.CharField(max_length=80)
    price = models.IntegerField()
standalone.create_tables()
def restock(): pass
"""

# What stands before the first block where a page does not say it. Page -> program.
BEFORE = {"docs/connections": SHOP, "docs/query_cache": SHOP, "docs/transactions": SHOP}

# Pages whose blocks are parts of several files, or need a server, and what proves them.
PARTS = {
    "docs/tutorial": "tests/examples",
    "docs/contrib_postgres": "tests/contrib/postgres",
    "docs/engines/postgresql": "tests/db/backends/postgresql",
    "docs/engines/writing_an_engine": "tests/engines",
    "docs/routing": "tests/db/routing",
    "docs/testing": "tests/test",
    "docs/typing": "tests/typing",
}

WITH_PYTHON = {name: page for name, page in PAGES.items() if list(blocks(page))}


@pytest.mark.parametrize("name", WITH_PYTHON)
def test_every_block_is_python(name: str) -> None:
    for line, text in blocks(WITH_PYTHON[name]):
        compile(text, f"{name}.rst:{line}", "exec", flags=0x2000)  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@pytest.mark.parametrize("name", [name for name in WITH_PYTHON if name not in PARTS])
def test_a_page_prints_what_it_says(name: str, tmp_path: Path) -> None:
    for number, source in enumerate(programs(WITH_PYTHON[name])):
        folder = tmp_path / str(number)
        folder.mkdir()
        printed = play(BEFORE.get(name, ""), source, folder)
        expected = promises(source)
        assert expected == {line: printed.get(line, "nothing") for line in expected}


def test_every_page_is_run_or_proven_elsewhere() -> None:
    assert [name for name in PARTS if name not in WITH_PYTHON] == []
    assert [place for place in PARTS.values() if not list((ROOT / place).rglob("test_*.py"))] == []


def play(before: str, source: str, folder: Path) -> dict[int, str]:
    """Run a page's program in an interpreter of its own; return what each line printed last."""
    (folder / "before.py").write_text(before, encoding="utf-8")
    # One line for all that stands before keeps the numbers of the page.
    start = "exec(compile(open('before.py').read(), 'before', 'exec'))\n" if before else "\n"
    (folder / "page.py").write_text(start + source.removeprefix("\n"), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.docs.play", "page.py"],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {line: text for line, text in json.loads(done.stdout.splitlines()[-1])}
