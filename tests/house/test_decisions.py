"""The pages of decisions: one number, one page."""

from __future__ import annotations

from collections import Counter

from tests.house.sources import ROOT

PAGES = sorted((ROOT / "docs" / "decisions").glob("0*.rst"))


def test_no_two_decisions_have_one_number() -> None:
    numbers = Counter(page.name[:4] for page in PAGES)
    assert [number for number, count in numbers.items() if count > 1] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [f"{number:04}" for number in range(1, len(PAGES) + 1)] == [page.name[:4] for page in PAGES]


def test_a_decision_says_its_number_first() -> None:
    wrong = [page.name for page in PAGES if not page.read_text(encoding="utf-8").startswith(f"{page.name[:4]}: ")]
    assert wrong == []
