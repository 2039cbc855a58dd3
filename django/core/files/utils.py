"""File names that may be trusted, and a file-like object over another file."""

from __future__ import annotations

import os

from django.core.exceptions import SuspiciousFileOperation


def validate_file_name(name, allow_relative_path=False):
    """Return `name` if it stays where it is put.

    Args:
        allow_relative_path: whether it may have folders before the name.

    Raises:
        SuspiciousFileOperation: it is empty, a path where only a name is allowed, absolute, or goes upwards.
    """
    if os.path.basename(name) in {"", ".", ".."}:
        raise SuspiciousFileOperation(f"Could not derive file name from '{name}'")
    if not allow_relative_path:
        if name != os.path.basename(name):
            raise SuspiciousFileOperation(f"File name '{name}' includes path elements")
        return name
    # A name may come from another system, so both kinds of slashes count.
    path = str(name).replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/"):
        raise SuspiciousFileOperation(f"Detected path traversal attempt in '{name}'")
    return name


class FileProxyMixin:
    """Hand everything a file can do on to ``self.file``."""

    def __getattr__(self, name):
        if name in _HANDED_ON:
            return getattr(self.file, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def closed(self):
        """Whether there is no open file."""
        return not self.file or self.file.closed

    def readable(self):
        """Whether the file is open and can be read."""
        return self._can("readable", "r")

    def writable(self):
        """Whether the file is open and can be written."""
        return self._can("writable", "w")

    def seekable(self):
        """Whether the file is open and has positions."""
        return not self.closed and (not hasattr(self.file, "seekable") or self.file.seekable())

    def __iter__(self):
        return iter(self.file)

    def _can(self, method, mode):
        if self.closed:
            return False
        if hasattr(self.file, method):
            return getattr(self.file, method)()
        return mode in getattr(self.file, "mode", mode)


_HANDED_ON = frozenset(
    ["encoding", "fileno", "flush", "isatty", "newlines", "read", "readinto", "readline", "readlines", "seek", "tell"]
    + ["truncate", "write", "writelines"]
)
