"""Moving a file to another place, over the borders of file systems."""

from __future__ import annotations

import os
from shutil import copymode, copystat

from django.core.files import locks

__all__ = ["file_move_safe"]


def file_move_safe(old_file_name, new_file_name, chunk_size=1024 * 64, allow_overwrite=False):
    """Move a file: renamed where that is possible, else copied and removed.

    Raises:
        FileExistsError: there is a file at the new place and `allow_overwrite` is not set.
    """
    if os.path.exists(new_file_name) and os.path.samefile(old_file_name, new_file_name):
        return
    if not allow_overwrite and os.access(new_file_name, os.F_OK):
        raise FileExistsError(f"Destination file {new_file_name} exists and allow_overwrite is False.")
    try:
        os.rename(old_file_name, new_file_name)
    except OSError:
        _copy(old_file_name, new_file_name, chunk_size, allow_overwrite)
        _copy_attributes(old_file_name, new_file_name)
        os.remove(old_file_name)


def _copy(old_file_name, new_file_name, chunk_size, allow_overwrite):
    only_new = 0 if allow_overwrite else os.O_EXCL
    with open(old_file_name, "rb") as old:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | only_new
        with open(os.open(new_file_name, flags), "wb") as new:
            locks.lock(new, locks.LOCK_EX)
            while chunk := old.read(chunk_size):
                new.write(chunk)
            new.flush()
            locks.unlock(new)


def _copy_attributes(old_file_name, new_file_name):
    """Copy times and mode; some file systems allow only the mode, some not even that."""
    try:
        copystat(old_file_name, new_file_name)
    except PermissionError:
        try:
            copymode(old_file_name, new_file_name)
        except PermissionError:
            pass
