"""The compliance suite on SQLite, in a file."""

from __future__ import annotations

from typing import Any

import pytest

from django.test.compliance.suite import *


@pytest.fixture(scope="module")
def engine_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("compliance") / "database.sqlite3"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"init_command": "PRAGMA synchronous=OFF"},  # nobody pulls the plug
        "TEST": {"NAME": str(path)},
    }
