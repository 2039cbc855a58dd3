"""Objects as JSON Lines: one object a line, so a document of any length is written and read in little memory."""

from __future__ import annotations

import json

from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.text import TextDeserializer, TextSerializer


class Serializer(TextSerializer):
    """Write each object on a line of its own."""

    def start_serialization(self):
        self._current = None
        meant_for_others = ("stream", "fields", "indent")
        self.json_kwargs = {name: value for name, value in self.options.items() if name not in meant_for_others}
        self.json_kwargs["separators"] = (",", ": ")
        self.json_kwargs.setdefault("cls", DjangoJSONEncoder)
        self.json_kwargs.setdefault("ensure_ascii", False)

    def end_object(self, obj):
        self.stream.write(json.dumps(self.get_dump_object(obj), **self.json_kwargs))
        self.stream.write("\n")
        self._current = None


class Deserializer(TextDeserializer):
    """Make objects from lines, given as text, bytes or an iterable of either; empty lines are passed over."""

    def __init__(self, stream_or_string, **options):
        lines = stream_or_string
        if isinstance(lines, bytes):
            lines = lines.decode()
        if isinstance(lines, str):
            lines = lines.splitlines()
        super().__init__(_objects(lines), **options)


def _objects(lines):
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as error:
            raise DeserializationError(f"line {number}: {error}") from error
