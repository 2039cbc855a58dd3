"""The compliance suite on PostgreSQL, with values that are sent apart from their statements."""

from __future__ import annotations

import os
from typing import Any

import pytest

from django.test.compliance.suite import *
from tests import servers

pytestmark = pytest.mark.engine("postgresql")


@pytest.fixture(scope="module")
def engine_settings() -> dict[str, Any]:
    name = f"multidb_compliance_apart_{os.getpid()}"
    options = {"server_side_binding": True}
    return {**servers.config("postgresql", name, NAME=f"test_{name}"), "OPTIONS": options}
