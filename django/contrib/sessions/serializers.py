"""How session data become text."""

from __future__ import annotations

from django.core.signing import JSONSerializer

__all__ = ["JSONSerializer"]
