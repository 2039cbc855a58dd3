"""A command's output: a stream that colours what is written and ends it with a line end."""

from __future__ import annotations


class OutputWrapper:
    """Wrap a text stream; everything but ``write`` and the style is the stream's own."""

    def __init__(self, out, ending="\n"):
        self._out = out
        self.ending = ending
        self.style_func = None

    def __getattr__(self, name):
        return getattr(self._out, name)

    @property
    def style_func(self):
        """The function that colours a text; plain unless the stream is a terminal."""
        return self._style_func

    @style_func.setter
    def style_func(self, paint):
        self._style_func = paint if paint and self.isatty() else _plain

    def flush(self):
        """Flush the stream if it can be flushed."""
        getattr(self._out, "flush", _nothing)()

    def isatty(self):
        """Whether the stream is a terminal."""
        return bool(getattr(self._out, "isatty", _nothing)())

    def write(self, msg="", style_func=None, ending=None):
        """Write `msg` coloured, closed by `ending` (the wrapper's own when None) unless it ends so already."""
        ending = self.ending if ending is None else ending
        text = str(msg)
        if ending and not text.endswith(ending):
            text += ending
        self._out.write((style_func or self.style_func)(text))


def _plain(text):
    return text


def _nothing():
    return None
