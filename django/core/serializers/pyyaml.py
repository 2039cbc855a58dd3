"""Objects as a YAML sequence; needs PyYAML (``pip install PyYAML``)."""

from __future__ import annotations

import datetime
from decimal import Decimal

import yaml

from django.core.serializers.base import DeserializationError
from django.core.serializers.text import TextDeserializer, TextSerializer

# The C loader and dumper do the same work several times as fast, where libyaml was there when PyYAML was built.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SafeDumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class DjangoSafeDumper(SafeDumper):
    """Dump decimals as text and dicts in their own order."""


def _as_text(dumper, value):
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(value))


def _as_mapping(dumper, value):
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items())


DjangoSafeDumper.add_representer(Decimal, _as_text)
DjangoSafeDumper.add_representer(dict, _as_mapping)


class Serializer(TextSerializer):
    """Collect the objects, then dump them at once."""

    def _value_from_field(self, obj, field):
        value = super()._value_from_field(obj, field)
        # YAML knows no time of day; a number of seconds would come back otherwise.
        return str(value) if isinstance(value, datetime.time) else value

    def end_serialization(self):
        self.options.setdefault("allow_unicode", True)
        self.options.setdefault("sort_keys", False)
        yaml.dump(self.objects, self.stream, Dumper=DjangoSafeDumper, **self.options)


class Deserializer(TextDeserializer):
    """Make objects from a YAML sequence, given as text, bytes or a stream; no tag makes other Python objects."""

    def __init__(self, stream_or_string, **options):
        document = stream_or_string.decode() if isinstance(stream_or_string, bytes) else stream_or_string
        try:
            objects = yaml.load(document, Loader=SafeLoader)
        except yaml.YAMLError as error:
            raise DeserializationError(str(error)) from error
        super().__init__(objects or [], **options)
