"""Turning model instances into text and back: the formats there are, and the two calls that use them.

Formats are registered by name with the path of a module that has a ``Serializer`` and a ``Deserializer``; the setting
SERIALIZATION_MODULES adds to the built-in ones. A module is imported when its format is first asked for.
"""

from __future__ import annotations

import importlib

from django.conf import settings
from django.core.serializers import base
from django.core.serializers.base import (
    DeserializationError,
    DeserializedObject,
    M2MDeserializationError,
    SerializationError,
    SerializerDoesNotExist,
)
from django.core.serializers.dependencies import sort_dependencies

__all__ = [
    "DeserializationError",
    "DeserializedObject",
    "M2MDeserializationError",
    "SerializationError",
    "SerializerDoesNotExist",
    "base",
    "deserialize",
    "get_deserializer",
    "get_public_serializer_formats",
    "get_serializer",
    "get_serializer_formats",
    "register_serializer",
    "serialize",
    "sort_dependencies",
    "unregister_serializer",
]

BUILTIN_SERIALIZERS = {
    "xml": "django.core.serializers.xml_serializer",
    "python": "django.core.serializers.python",
    "json": "django.core.serializers.json",
    "yaml": "django.core.serializers.pyyaml",
    "jsonl": "django.core.serializers.jsonl",
}

# {format: module path, or the module once it is imported}; filled when first asked.
_serializers = {}


class BadSerializer:
    """Stands for a format whose module cannot be imported; using it raises why."""

    internal_use_only = False

    def __init__(self, exception):
        self.exception = exception
        self.Serializer = self.Deserializer = self

    def __call__(self, *args, **kwargs):
        raise self.exception


def register_serializer(format, serializer_module, serializers=None):
    """Make `format` known; `serializers` is the registry to change, the shared one by default."""
    if serializers is None:
        _fill_registry()
        serializers = _serializers
    serializers[format] = serializer_module


def unregister_serializer(format):
    """Forget `format`.

    Raises:
        SerializerDoesNotExist: it is not known.
    """
    _fill_registry()
    if format not in _serializers:
        raise SerializerDoesNotExist(format)
    del _serializers[format]


def get_serializer(format):
    """Return the Serializer class of `format`."""
    return _module(format).Serializer


def get_deserializer(format):
    """Return the Deserializer class of `format`."""
    return _module(format).Deserializer


def get_serializer_formats():
    """Return the names of all formats."""
    _fill_registry()
    return list(_serializers)


def get_public_serializer_formats():
    """Return the names of the formats meant for users."""
    return [format for format in get_serializer_formats() if not get_serializer(format).internal_use_only]


def serialize(format, queryset, **options):
    """Return the objects of `queryset` in `format`; see ``base.Serializer.serialize`` for the options."""
    return get_serializer(format)().serialize(queryset, **options)


def deserialize(format, stream_or_string, **options):
    """Return an iterator of DeserializedObjects of a document in `format`."""
    return get_deserializer(format)(stream_or_string, **options)


def _fill_registry():
    if not _serializers:
        _serializers.update(BUILTIN_SERIALIZERS)
        _serializers.update(getattr(settings, "SERIALIZATION_MODULES", {}))


def _module(format):
    _fill_registry()
    if format not in _serializers:
        raise SerializerDoesNotExist(format)
    module = _serializers[format]
    if isinstance(module, str):
        try:
            module = importlib.import_module(module)
        except ImportError as error:
            module = BadSerializer(error)
        _serializers[format] = module
    return module
