"""Checks of relations."""

from __future__ import annotations


class ManyToManyChecks:
    """System checks."""
