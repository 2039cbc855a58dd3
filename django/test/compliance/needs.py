"""Needs: a test of a combination stops where the engine lacks a part of it; what is lacking is proven elsewhere."""

from __future__ import annotations

from typing import Any

import pytest


def need(features: Any, *flags: str) -> None:
    """Skip the test unless the engine has all of these features."""
    missing = [flag for flag in flags if not getattr(features, flag)]
    if missing:
        pytest.skip(f"{features.connection.vendor} says it has no {', '.join(missing)}")


def need_no(features: Any, *flags: str) -> None:
    """Skip the test if the engine has one of these peculiarities."""
    present = [flag for flag in flags if getattr(features, flag)]
    if present:
        pytest.skip(f"{features.connection.vendor} says that it {', '.join(present)}")
