"""The README says what the pages it leads to say."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import PAGES, ROOT

README = PAGES["README"].read_text(encoding="utf-8")
MEASURED = PAGES["docs/benchmarks/index"].read_text(encoding="utf-8")
FIGURES = re.findall(r"^``(\w+)``.*?  +([\d.]+ [mµ]s)  +([\d.]+ [mµ]s)  +([\d.]+ [mµ]s)$", README, re.MULTILINE)


def test_the_readme_shows_figures() -> None:
    assert len(FIGURES) >= 5


@pytest.mark.parametrize("shown", FIGURES, ids=lambda shown: shown[0])
def test_figures_are_those_of_the_page_of_measurements(shown: tuple[str, ...]) -> None:
    """Measured anew? Then copy raw, ours and Django of SQLite, the first table."""
    workload, *figures = shown
    row = re.search(rf"\* - ``{workload}``\n(?:     - (.*)\n)(?:     - (.*)\n)(?:     - (.*)\n)", MEASURED)
    assert row is not None
    assert figures == list(row.groups())


def test_files_that_the_readme_names_exist() -> None:
    named = re.findall(r"``((?:docs|examples|benchmarks)/[\w./]+|[A-Z]{2,}(?:\.rst)?)``|<([\w/]+\.rst)>", README)
    paths = [code or link for code, link in named if (code or link) not in {"ENGINE"}]
    assert paths
    assert [path for path in paths if not (ROOT / path.rstrip("/")).exists() and path.upper() != path] == []
