"""Files with a name and a size, read in chunks: File over any file object, ContentFile over a text or bytes."""

from __future__ import annotations

import os
from io import BytesIO, StringIO, UnsupportedOperation

from django.core.files.utils import FileProxyMixin
from django.utils.functional import cached_property

LINE_ENDS = {str: ("\n", "\r"), bytes: (b"\n", b"\r")}


class File(FileProxyMixin):
    """A file object with a name.

    Args:
        file: any Python file object.
        name: a name or path; the file object's own by default.
    """

    DEFAULT_CHUNK_SIZE = 64 * 2**10

    def __init__(self, file, name=None):
        self.file = file
        self.name = getattr(file, "name", None) if name is None else name
        if hasattr(file, "mode"):
            self.mode = file.mode

    def __str__(self):
        return self.name or ""

    def __repr__(self):
        return f"<{type(self).__name__}: {self or 'None'}>"

    def __bool__(self):
        return bool(self.name)

    def __len__(self):
        return self.size

    @cached_property
    def size(self):
        """The number of bytes (characters of a text file).

        Raises:
            AttributeError: the file cannot tell.
        """
        if hasattr(self.file, "size"):
            return self.file.size
        name = getattr(self.file, "name", None)
        if isinstance(name, (str, bytes, os.PathLike)) and os.path.exists(name):
            return os.path.getsize(name)
        if hasattr(self.file, "tell") and hasattr(self.file, "seek"):
            position = self.file.tell()
            self.file.seek(0, os.SEEK_END)
            size = self.file.tell()
            self.file.seek(position)
            return size
        raise AttributeError("Unable to determine the file's size.")

    def chunks(self, chunk_size=None):
        """Yield the file from its start in pieces of `chunk_size` bytes (``DEFAULT_CHUNK_SIZE`` by default)."""
        try:
            self.seek(0)
        except (AttributeError, UnsupportedOperation):
            pass
        while data := self.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
            yield data

    def multiple_chunks(self, chunk_size=None):
        """Whether the file is longer than one chunk."""
        return self.size > (chunk_size or self.DEFAULT_CHUNK_SIZE)

    def __iter__(self):
        """Yield lines, ended by any of the three line ends."""
        rest = None
        for chunk in self.chunks():
            lines = (chunk if rest is None else rest + chunk).splitlines(True)
            # The last line may go on in the next chunk, and so may a line end of two characters.
            rest = lines.pop() if lines and _may_go_on(lines[-1]) else None
            yield from lines
        if rest is not None:
            yield rest

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, tb):
        self.close()

    def open(self, mode=None, *args, **kwargs):
        """Go back to the start, opening the file again if it is closed; returns the file itself."""
        if not self.closed:
            self.seek(0)
        elif self.name and os.path.exists(self.name):
            self.file = open(self.name, mode or self.mode, *args, **kwargs)
        else:
            raise ValueError("The file cannot be reopened.")
        return self

    def close(self):
        """Close the file."""
        self.file.close()


class ContentFile(File):
    """A file whose content is given.

    Args:
        content: a text or bytes.
        name: what the file is called.
    """

    def __init__(self, content, name=None):
        make = StringIO if isinstance(content, str) else BytesIO
        super().__init__(make(content), name=name)
        self.size = len(content)

    def __str__(self):
        return "Raw content"

    def __bool__(self):
        return True

    def open(self, mode=None):
        self.seek(0)
        return self

    def close(self):
        """Do nothing: what is in memory stays readable."""

    def write(self, data):
        """Write `data`, and know the new size."""
        self.__dict__.pop("size", None)
        return self.file.write(data)


def endswith_cr(line):
    """Whether a line (text or bytes) ends with a carriage return."""
    return line.endswith(LINE_ENDS[type(line)][1])


def endswith_lf(line):
    """Whether a line (text or bytes) ends with a line feed."""
    return line.endswith(LINE_ENDS[type(line)][0])


def equals_lf(line):
    """Whether a line (text or bytes) is a line feed and nothing else."""
    return line == LINE_ENDS[type(line)][0]


def _may_go_on(line):
    return not endswith_lf(line)
