"""Temporary files with a name: the standard library's."""

from __future__ import annotations

import tempfile
from tempfile import NamedTemporaryFile

__all__ = ["NamedTemporaryFile", "gettempdir"]

gettempdir = tempfile.gettempdir
