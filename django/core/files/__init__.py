"""The face of the file room."""

from __future__ import annotations

from django.core.files.base import File

__all__ = ["File"]
