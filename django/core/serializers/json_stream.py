"""Reading a JSON array one element at a time, so that a fixture need not fit into memory."""

from __future__ import annotations

from json import JSONDecodeError, JSONDecoder

CHUNK = 64 * 1024
IN_NUMBERS = "+-.eE0123456789"
SPACE = " \t\n\r"


def read_array(stream, decoder=None):
    """Yield the elements of the JSON array that `stream` (of text or bytes) holds.

    Raises:
        ValueError: it is no JSON array; the message has the line and column in the whole document.
    """
    reader = _Reader(stream, decoder or JSONDecoder())
    if reader.next_character() != "[":
        raise reader.error("an array was expected")
    reader.take(1)
    separator = ""
    while (character := reader.next_character()) != "]":
        if separator and character != ",":
            raise reader.error("Expecting ',' delimiter")
        reader.take(len(separator))
        yield reader.next_value()
        separator = ","
    reader.take(1)
    if reader.next_character():
        raise reader.error("Extra data")


class _Reader:
    """A window on the document that moves on; what is behind it is forgotten."""

    def __init__(self, stream, decoder):
        self.stream = stream
        self.decoder = decoder
        self.text = ""
        self.position = 0
        self.lines_before = 0
        self.column_before = 0
        self.at_end = False
        self.chunk = CHUNK

    def next_character(self):
        """Move to the next character that is no space, and return it; empty at the end."""
        while True:
            while self.position < len(self.text) and self.text[self.position] in SPACE:
                self.position += 1
            if self.position < len(self.text) or not self._read_more():
                return self.text[self.position : self.position + 1]

    def take(self, count):
        """Move over `count` characters."""
        self.position += count

    def next_value(self):
        """Move over the next value and return it."""
        self.next_character()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.position)
            except JSONDecodeError as error:
                # Half a value looks like a broken one until the rest is there.
                if not self._read_more():
                    self.position = error.pos
                    raise self.error(error.msg) from None
                continue
            # A number may go on in what was not read yet: "1.5", with "e+" left over, begins "1.5e+10".
            left_over = self.text[end : end + 3]
            if len(left_over) > 2 or left_over.lstrip(IN_NUMBERS) or not self._read_more():
                self.position = end
                self.chunk = CHUNK
                return value

    def error(self, message):
        """Return the error with the place where the window stands."""
        before = self.text[: self.position]
        line = self.lines_before + before.count("\n") + 1
        column = len(before) - before.rfind("\n") + (self.column_before if "\n" not in before else 0)
        return ValueError(f"{message}: line {line} column {column}")

    def _read_more(self):
        if self.at_end:
            return False
        data = self.stream.read(self.chunk)
        if isinstance(data, bytes):
            # A character may be cut in two; its rest is at most three bytes away.
            data = self._whole_characters(data)
        if not data:
            self.at_end = True
            return False
        # Each further try reads twice as much, so a value of any length costs no more than a few tries.
        self.chunk *= 2
        self._forget()
        self.text += data
        return True

    def _whole_characters(self, data):
        for _ in range(4):
            try:
                return data.decode()
            except UnicodeDecodeError as error:
                more = self.stream.read(1)
                if not more or error.end < len(data):
                    raise
                data += more
        return data.decode()

    def _forget(self):
        before = self.text[: self.position]
        newlines = before.count("\n")
        self.lines_before += newlines
        self.column_before = len(before) - before.rfind("\n") - 1 + (0 if newlines else self.column_before)
        self.text = self.text[self.position :]
        self.position = 0
