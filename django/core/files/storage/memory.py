"""Files in memory: for tests, gone with the process."""

from __future__ import annotations

import os
import time
from io import BytesIO, StringIO

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage.configured import ConfiguredStorage, moment
from django.utils.deconstruct import deconstructible

__all__ = ["InMemoryStorage"]


class Entry:
    """A file of the storage: its content and its times, in seconds."""

    def __init__(self):
        self.content = b""
        self.created = self.accessed = self.modified = time.time()


class MemoryFile(ContentFile):
    """An opened entry; what is written gets there when the file is flushed or closed."""

    def __init__(self, entry, mode, name):
        content = entry.content
        if "b" in mode and isinstance(content, str):
            content = content.encode()
        elif "b" not in mode and isinstance(content, bytes):
            content = content.decode()
        super().__init__(content[:0] if "w" in mode else content, name=name)
        self.entry, self.mode = entry, mode
        if "a" in mode:
            self.file.seek(0, os.SEEK_END)
        entry.accessed = time.time()

    def __str__(self):
        return self.name or ""

    def write(self, data):
        if not self.writable():
            raise OSError("The file is not open for writing.")
        written = super().write(data)
        self.flush()
        return written

    def writable(self):
        return any(letter in self.mode for letter in "wa+")

    def flush(self):
        """Put what was written into the storage."""
        self.entry.content = self.file.getvalue()
        self.entry.modified = time.time()

    def close(self):
        if self.writable():
            self.flush()


@deconstructible(path="django.core.files.storage.InMemoryStorage")
class InMemoryStorage(ConfiguredStorage):
    """Keep files in a dict of paths; folders are there while something is in them."""

    def __init__(self, location=None, base_url=None, file_permissions_mode=None, directory_permissions_mode=None):
        super().__init__(location, base_url, file_permissions_mode, directory_permissions_mode)
        self._entries = {}

    def delete(self, name):
        path = self._key(name)
        for key in [key for key in self._entries if key == path or key.startswith(f"{path}/")]:
            del self._entries[key]

    def exists(self, name):
        path = self._key(name)
        return path in ("", *self._entries) or any(key.startswith(f"{path}/") for key in self._entries)

    def listdir(self, path):
        folder = self._key(path)
        if folder and not self.exists(path):
            raise FileNotFoundError(f"No such directory: {path!r}")
        prefix = f"{folder}/" if folder else ""
        below = [key.removeprefix(prefix) for key in self._entries if key.startswith(prefix)]
        folders = dict.fromkeys(key.partition("/")[0] for key in below if "/" in key)
        return list(folders), [key for key in below if "/" not in key]

    def size(self, name):
        content = self._entry(name).content
        return len(content.encode() if isinstance(content, str) else content)

    def get_accessed_time(self, name):
        return moment(self._entry(name).accessed)

    def get_created_time(self, name):
        return moment(self._entry(name).created)

    def get_modified_time(self, name):
        return moment(self._entry(name).modified)

    def _open(self, name, mode="rb"):
        key = self._key(name)
        if key not in self._entries and "w" not in mode and "a" not in mode:
            raise FileNotFoundError(f"No such file or directory: {name!r}")
        return MemoryFile(self._entries.setdefault(key, Entry()), mode, name)

    def _save(self, name, content):
        key = self._key(name)
        entry = self._entries.setdefault(key, Entry())
        chunks = list(content.chunks())
        buffer = StringIO() if chunks and isinstance(chunks[0], str) else BytesIO()
        buffer.writelines(chunks)
        entry.content, entry.modified = buffer.getvalue(), time.time()
        return key

    def _entry(self, name):
        key = self._key(name)
        if key not in self._entries:
            raise FileNotFoundError(f"No such file or directory: {name!r}")
        return self._entries[key]

    def _key(self, name):
        """Return the path of `name` relative to the location, with forward slashes; the location itself is empty."""
        relative = os.path.relpath(os.path.join(self.location, str(name)), self.location).replace("\\", "/")
        if relative == ".." or relative.startswith("../"):
            raise SuspiciousFileOperation(f"{name!r} is located outside of the base path component ({self.location})")
        return "" if relative == "." else relative
