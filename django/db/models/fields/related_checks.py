"""Checks of relations."""

from __future__ import annotations


class RelatedChecks:
    """System checks."""


class ForeignObjectChecks:
    """System checks."""


class ForeignKeyChecks:
    """System checks."""
