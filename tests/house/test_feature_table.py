"""The page of features says what the flags say."""

from __future__ import annotations

import runpy

from tests.house.sources import ROOT


def test_the_page_of_features_is_fresh() -> None:
    script = ROOT / "docs" / "feature_table.py"
    written = runpy.run_path(str(script))
    assert written["PAGE"].read_text(encoding="utf-8") == written["table"](), f"run python {script.relative_to(ROOT)}"
