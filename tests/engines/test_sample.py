"""The compliance suite on the sample engine."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("duckdb", reason="the sample engine needs its driver: pip install duckdb")

from django.test.compliance.suite import *


@pytest.fixture(scope="module")
def engine_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("compliance") / "database.duckdb"
    return {"ENGINE": "tests.engines.sample", "NAME": str(path), "TEST": {"NAME": str(path)}}
