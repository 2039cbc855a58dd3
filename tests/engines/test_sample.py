"""The compliance suite on the sample engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb", reason="the sample engine needs its driver: pip install duckdb")

from django.test.compliance.suite import *


@pytest.fixture(scope="module")
def engine_settings() -> dict[str, Any]:
    name = ":memory:compliance"  # shared by all connections of this process
    return {"ENGINE": "tests.engines.sample", "NAME": name, "TEST": {"NAME": name}}


def test_the_sample_is_written_in_less_than_300_lines() -> None:
    files = Path(__file__).with_name("sample").glob("*.py")
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) < 300
