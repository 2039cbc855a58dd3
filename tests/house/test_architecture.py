"""The page that describes the house describes this house."""

from __future__ import annotations

import re

from tests.house.sources import ROOT

PAGE = ROOT / "docs" / "architecture.rst"


def test_every_room_named_on_the_architecture_page_exists() -> None:
    rooms = set(re.findall(r"``(django/[\w/.]+?)``", PAGE.read_text(encoding="utf-8")))
    assert rooms, "the page names no rooms"
    assert sorted(room for room in rooms if not (ROOT / room).exists()) == []
