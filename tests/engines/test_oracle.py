"""The part of the compliance suite that what stands for Oracle can take: it has no documents and no data dictionary."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from django.test.compliance.suite import *
from tests import servers

pytestmark = pytest.mark.engine("oracle")

TAKEN = """
    TestAggregates TestCombinations TestGenerated TestLookups TestMoving TestOrders TestSessions TestSubqueries
    TestTransactions TestWindows
""".split()
for _name in [name for name in globals() if name.startswith("Test") and name not in TAKEN]:
    del globals()[_name]


@pytest.fixture(scope="module")
def engine_settings() -> Iterator[dict[str, Any]]:
    from django.db.backends.oracle import driver  # after the mark has seen whether it is there
    from django.db.backends.oracle.features import DatabaseFeatures

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "connect", driver.connect)  # put back at the end
        # Oracle has them, the stand-in has not.
        patch.setattr(DatabaseFeatures, "supports_virtual_generated_columns", False)
        servers.oracle.install()
        yield servers.config("oracle", f"compliance_{os.getpid()}")
