"""What formats of text share: they hold the dicts of the Python format, and tell what goes wrong in one of these."""

from __future__ import annotations

from django.core.serializers import base, python


class TextSerializer(python.Serializer):
    """Give what was written to the stream."""

    internal_use_only = False

    def getvalue(self):
        # Past the Python serializer, whose value is its list of dicts.
        return base.Serializer.getvalue(self)


class TextDeserializer(python.Deserializer):
    """Make objects of a document's dicts.

    Raises:
        DeserializationError: a dict is none of a known model, or a value does not fit its field.
    """

    def _handle_object(self, obj):
        try:
            yield from super()._handle_object(obj)
        except (GeneratorExit, base.DeserializationError):
            raise
        except Exception as error:
            raise base.DeserializationError(f"Error deserializing object: {error}") from error
