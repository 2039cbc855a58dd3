"""The page that describes the house describes this house."""

from __future__ import annotations

import re

from tests.house.sources import ROOT

PAGE = ROOT / "docs" / "architecture.rst"


def test_every_room_named_on_the_architecture_page_exists() -> None:
    rooms = set(re.findall(r"``(django/[\w/.]+?)``", PAGE.read_text(encoding="utf-8")))
    assert rooms, "the page names no rooms"
    assert sorted(room for room in rooms if not (ROOT / room).exists()) == []


def test_every_room_of_models_is_named_and_every_named_room_exists() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("The rooms of models\n")[2].partition("What starting costs")[0]
    named = {name.rstrip("/") for name in re.findall(r"``([\w/]+?(?:\.py|/))``", section)}
    models = ROOT / "django" / "db" / "models"
    assert sorted(name for name in named if not (models / name).exists()) == []
    rooms = {path.name for path in models.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert sorted(rooms - named) == []
