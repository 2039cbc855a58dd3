"""What every storage does with names; where the bytes go is each storage's own."""

from __future__ import annotations

import os
import pathlib
import posixpath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.utils import validate_file_name
from django.utils.crypto import get_random_string
from django.utils.text import get_valid_filename

__all__ = ["Storage"]


class Storage:
    """A place for files. Subclasses give ``_open``, ``_save`` and what else they can."""

    def open(self, name, mode="rb"):
        """Return the file of that name, opened."""
        return self._open(name, mode)

    def save(self, name, content, max_length=None):
        """Save `content` under a free name like `name`, and return the name it got.

        Args:
            name: a path relative to the storage; the content's own by default.
            content: a File, or any Python file object.
            max_length: how many characters the name may have.
        """
        if name is None:
            name = content.name
        if not hasattr(content, "chunks"):
            content = File(content, name)
        validate_file_name(name, allow_relative_path=True)
        name = self.get_available_name(name, max_length=max_length)
        # A subclass may make names of its own, and those are not to be trusted more.
        validate_file_name(name, allow_relative_path=True)
        name = self._save(name, content)
        validate_file_name(name, allow_relative_path=True)
        return name

    def get_valid_name(self, name):
        """Return `name` with only characters that file systems take."""
        return get_valid_filename(name)

    def get_alternative_name(self, file_root, file_ext):
        """Return another name, with seven random characters before the ending."""
        return f"{file_root}_{get_random_string(7)}{file_ext}"

    def get_available_name(self, name, max_length=None):
        """Return `name`, or one like it that is free and no longer than `max_length`.

        Raises:
            SuspiciousFileOperation: no name short enough is left.
        """
        folder, file_name = os.path.split(str(name).replace("\\", "/"))
        if ".." in pathlib.PurePath(folder).parts:
            raise SuspiciousFileOperation(f"Detected path traversal attempt in '{folder}'")
        validate_file_name(file_name)
        root, ending = _split_ending(file_name)
        name = os.path.join(folder, file_name)
        while self.is_name_available(name, max_length=max_length) is False:
            name = os.path.join(folder, self.get_alternative_name(root, ending))
            too_long = len(name) - max_length if max_length else 0
            if too_long > 0:
                root = root[:-too_long]
                if not root:
                    raise SuspiciousFileOperation(
                        f'Storage can not find an available filename for "{name}". Please make sure that the '
                        'corresponding file field allows sufficient "max_length".'
                    )
                name = os.path.join(folder, self.get_alternative_name(root, ending))
        return name

    def is_name_available(self, name, max_length=None):
        """Whether `name` is free and short enough."""
        return not self.exists(name) and not (max_length and len(name) > max_length)

    def generate_filename(self, filename):
        """Return a valid name for `filename`, which may have folders before the name."""
        folder, name = os.path.split(str(filename).replace("\\", "/"))
        if ".." in pathlib.PurePath(folder).parts:
            raise SuspiciousFileOperation(f"Detected path traversal attempt in '{folder}'")
        return os.path.normpath(os.path.join(folder, self.get_valid_name(name)))

    def path(self, name):
        """Return the path in the file system, where the storage is one."""
        raise NotImplementedError("This backend doesn't support absolute paths.")

    def delete(self, name):
        """Delete the file of that name."""
        raise NotImplementedError("subclasses of Storage must provide a delete() method")

    def exists(self, name):
        """Whether there is a file of that name."""
        raise NotImplementedError("subclasses of Storage must provide an exists() method")

    def listdir(self, path):
        """Return (folders, files) at `path`."""
        raise NotImplementedError("subclasses of Storage must provide a listdir() method")

    def size(self, name):
        """Return the size of a file in bytes."""
        raise NotImplementedError("subclasses of Storage must provide a size() method")

    def url(self, name):
        """Return the URL at which the file can be got."""
        raise NotImplementedError("subclasses of Storage must provide a url() method")

    def get_accessed_time(self, name):
        """Return when the file was last read, aware if USE_TZ."""
        raise NotImplementedError("subclasses of Storage must provide a get_accessed_time() method")

    def get_created_time(self, name):
        """Return when the file was made, aware if USE_TZ."""
        raise NotImplementedError("subclasses of Storage must provide a get_created_time() method")

    def get_modified_time(self, name):
        """Return when the file was last changed, aware if USE_TZ."""
        raise NotImplementedError("subclasses of Storage must provide a get_modified_time() method")


def _split_ending(name):
    """Split before all endings: ``a.tar.gz`` is ``a`` and ``.tar.gz``; a dot at the start begins no ending."""
    path = pathlib.PurePosixPath(posixpath.basename(name))
    ending = "".join(path.suffixes)
    return name.removesuffix(ending) if ending else name, ending
