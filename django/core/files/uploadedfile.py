"""Files that came from elsewhere, with the name and content type they came with."""

from __future__ import annotations

import os
from io import BytesIO

from django.conf import settings
from django.core.files import temp as tempfile
from django.core.files.base import File
from django.core.files.utils import validate_file_name

__all__ = ["InMemoryUploadedFile", "SimpleUploadedFile", "TemporaryUploadedFile", "UploadedFile"]

LONGEST_NAME = 255


class UploadedFile(File):
    """A file and what its sender said of it."""

    def __init__(self, file=None, name=None, content_type=None, size=None, charset=None, content_type_extra=None):
        super().__init__(file, name)
        self.size = size
        self.content_type = content_type
        self.charset = charset
        self.content_type_extra = content_type_extra

    def __repr__(self):
        return f"<{type(self).__name__}: {self.name} ({self.content_type})>"

    @property
    def name(self):
        """The bare name, never a path, short enough for a file system."""
        return self._name

    @name.setter
    def name(self, name):
        self._name = None if name is None else _shortened(validate_file_name(os.path.basename(name)) if name else name)


class TemporaryUploadedFile(UploadedFile):
    """A file kept in a temporary file of its own."""

    def __init__(self, name, content_type, size, charset, content_type_extra=None):
        _, ending = os.path.splitext(name)
        file = tempfile.NamedTemporaryFile(suffix=f".upload{ending}", dir=settings.FILE_UPLOAD_TEMP_DIR)
        super().__init__(file, name, content_type, size, charset, content_type_extra)

    def temporary_file_path(self):
        """Return the path of the temporary file."""
        return self.file.name

    def close(self):
        try:
            return self.file.close()
        except FileNotFoundError:
            # Whoever moved the file away has done what closing was to do.
            pass


class InMemoryUploadedFile(UploadedFile):
    """A file kept in memory."""

    def __init__(self, file, field_name, name, content_type, size, charset, content_type_extra=None):
        super().__init__(file, name, content_type, size, charset, content_type_extra)
        self.field_name = field_name

    def open(self, mode=None):
        self.file.seek(0)
        return self

    def chunks(self, chunk_size=None):
        """Yield all of it: it is in memory already."""
        self.file.seek(0)
        yield self.read()

    def multiple_chunks(self, chunk_size=None):
        return False


class SimpleUploadedFile(InMemoryUploadedFile):
    """A file made of bytes, for tests and scripts."""

    def __init__(self, name, content, content_type="text/plain"):
        content = content or b""
        super().__init__(BytesIO(content), None, name, content_type, len(content), None, None)

    @classmethod
    def from_dict(cls, file_dict):
        """Make a file from a dict with ``filename``, ``content`` and perhaps ``content-type``."""
        return cls(file_dict["filename"], file_dict["content"], file_dict.get("content-type", "text/plain"))


def _shortened(name):
    if len(name) <= LONGEST_NAME:
        return name
    stem, ending = os.path.splitext(name)
    ending = ending[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(ending)] + ending
