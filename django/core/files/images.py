"""Images: a file that knows its width and height; needs Pillow."""

from __future__ import annotations

from django.core.files.base import File
from django.utils.late import Late

struct, zlib = Late("struct"), Late("zlib")

# Enough for most formats' headers; doubled until it is.
FIRST_READ = 1024


class ImageFile(File):
    """A file with ``width`` and ``height``."""

    @property
    def width(self):
        """Width in pixels, or None."""
        return self._dimensions[0]

    @property
    def height(self):
        """Height in pixels, or None."""
        return self._dimensions[1]

    @property
    def _dimensions(self):
        if not hasattr(self, "_dimensions_cache"):
            was_closed = self.closed
            self.open()
            self._dimensions_cache = get_image_dimensions(self, close=was_closed)
        return self._dimensions_cache


def get_image_dimensions(file_or_path, close=False):
    """Return (width, height) of an image, (None, None) when it is none or is not there.

    Args:
        close: close the file in the end instead of going back to where it stood.
    """
    is_path = not hasattr(file_or_path, "read")
    if is_path:
        try:
            file = open(file_or_path, "rb")
        except OSError:
            return None, None
        close = True
    else:
        file = file_or_path
        position = file.tell()
        file.seek(0)
    try:
        return _size(file) or (None, None)
    finally:
        if close:
            file.close()
        else:
            file.seek(position)


def _size(file):
    """Feed Pillow until it knows the size; most formats say it in the first bytes."""
    from PIL import ImageFile as pillow  # choice: an optional package

    parser, wanted = pillow.Parser(), FIRST_READ
    while data := file.read(wanted):
        try:
            parser.feed(data)
        except (zlib.error, struct.error, RuntimeError) as error:
            # Cut short, and some readers complain before they have had enough; more data settles it.
            if isinstance(error, zlib.error) and not str(error).startswith("Error -5"):
                raise
        except ValueError:
            pass
        if parser.image:
            return parser.image.size
        wanted *= 2
    return None
