"""Objects as one JSON array, and the encoder for values JSON knows nothing of."""

from __future__ import annotations

import datetime
import decimal
import json
import uuid
from io import BytesIO, StringIO

from django.core.serializers.base import DeserializationError
from django.core.serializers.json_stream import read_array
from django.core.serializers.text import TextDeserializer, TextSerializer
from django.utils.duration import duration_iso_string
from django.utils.functional import Promise
from django.utils.timezone import is_aware


class DjangoJSONEncoder(json.JSONEncoder):
    """Encode dates, times, durations, decimals, UUIDs and lazy texts too, all as text."""

    def default(self, o):
        if isinstance(o, datetime.datetime):
            return _moment(o)
        if isinstance(o, datetime.date):
            return o.isoformat()
        if isinstance(o, datetime.time):
            return _time(o)
        if isinstance(o, datetime.timedelta):
            return duration_iso_string(o)
        if isinstance(o, (decimal.Decimal, uuid.UUID, Promise)):
            return str(o)
        return super().default(o)


class Serializer(TextSerializer):
    """Write each object as soon as it is walked."""

    def start_serialization(self):
        self._init_options()
        self.stream.write("[")

    def end_serialization(self):
        indent = self.options.get("indent")
        self.stream.write("\n]\n" if indent else "]")

    def end_object(self, obj):
        indent = self.options.get("indent")
        if not self.first:
            self.stream.write("," if indent else ", ")
        if indent:
            self.stream.write("\n")
        self.stream.write(json.dumps(self.get_dump_object(obj), **self.json_kwargs))
        self._current = None

    def _init_options(self):
        self._current = None
        meant_for_others = ("stream", "fields")
        self.json_kwargs = {name: value for name, value in self.options.items() if name not in meant_for_others}
        if self.options.get("indent"):
            # Prevents a space at the end of lines.
            self.json_kwargs["separators"] = (",", ": ")
        self.json_kwargs.setdefault("cls", DjangoJSONEncoder)
        self.json_kwargs.setdefault("ensure_ascii", False)


class Deserializer(TextDeserializer):
    """Make objects from a JSON array, given as text, bytes or a stream of either."""

    def __init__(self, stream_or_string, **options):
        document = stream_or_string
        if isinstance(document, (str, bytes)):
            document = StringIO(document) if isinstance(document, str) else BytesIO(document)
        super().__init__(read_array(document), **options)

    def _all_results(self):
        try:
            yield from super()._all_results()
        except ValueError as error:
            raise DeserializationError(str(error)) from error


def _moment(value):
    """ISO 8601 as ECMAScript has it: thousandths of a second at most, and Z for UTC."""
    text = value.isoformat(timespec="milliseconds" if value.microsecond else "auto")
    return f"{text.removesuffix('+00:00')}Z" if text.endswith("+00:00") else text


def _time(value):
    if is_aware(value):
        raise ValueError("JSON can't represent timezone-aware times.")
    return value.isoformat(timespec="milliseconds" if value.microsecond else "auto")
