"""Objects as XML: ``<django-objects><object model= pk=><field name=>…``."""

from __future__ import annotations

import json
import re
from io import BytesIO
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape, quoteattr

from django.core.serializers import base
from django.core.serializers.python import Deserializer as PythonDeserializer
from django.core.serializers.xml_document import (
    DefusedXmlException,
    DTDForbidden,
    EntitiesForbidden,
    ExternalReferenceForbidden,
    read_elements,
)

__all__ = [
    "DTDForbidden",
    "DefusedXmlException",
    "Deserializer",
    "EntitiesForbidden",
    "ExternalReferenceForbidden",
    "Serializer",
]

NOT_IN_XML = re.compile(r"[\x00-\x08\x0B-\x0C\x0E-\x1F]")


class Serializer(base.Serializer):
    """Write each object as soon as it is walked."""

    def start_serialization(self):
        encoding = self.options.get("encoding", "utf-8")
        self.stream.write(f'<?xml version="1.0" encoding="{encoding}"?>\n<django-objects version="1.0">')

    def end_serialization(self):
        self._line(0)
        self.stream.write("</django-objects>")

    def start_object(self, obj):
        if not hasattr(obj, "_meta"):
            raise base.SerializationError(f"Non-model object ({type(obj)}) encountered during serialization")
        attributes = {"model": obj._meta.label_lower}
        if not self.wants_natural_primary_key(obj) and obj.pk is not None:
            attributes["pk"] = _primary_key(obj)
        self._line(1)
        self.stream.write(_start("object", attributes))

    def end_object(self, obj):
        self._line(1)
        self.stream.write("</object>")

    def handle_field(self, obj, field):
        content = "<None></None>"
        if getattr(obj, field.attname) is not None:
            text = _field_text(obj, field)
            if NOT_IN_XML.search(text):
                raise ValueError(f"{type(obj).__name__}.{field.name} (pk:{obj.pk}) contains unserializable characters")
            content = escape(text)
        self._field({"name": field.name, "type": field.get_internal_type()}, content)

    def handle_fk_field(self, obj, field):
        content = "<None></None>"
        if getattr(obj, field.attname) is not None:
            if self.refers_naturally(field):
                content = _natural(getattr(obj, field.name))
            else:
                content = escape(field.value_to_string(obj))
        self._field(_relation(field), content)

    def handle_m2m_field(self, obj, field):
        # Links with a model of their own are objects themselves.
        if not field.remote_field.through._meta.auto_created:
            return
        natural = self.refers_naturally(field)
        parts = []
        for related in self.related_objects(obj, field):
            attributes = {} if natural else {"pk": _primary_key(related)}
            parts.append(_start("object", attributes) + (_natural(related) if natural else "") + "</object>")
        self._field(_relation(field), "".join(parts))

    def _field(self, attributes, content):
        self._line(2)
        self.stream.write(f"{_start('field', attributes)}{content}</field>")

    def _line(self, level):
        indent = self.options.get("indent")
        if indent is not None:
            self.stream.write("\n" + " " * (indent * level))


class Deserializer(PythonDeserializer):
    """Make objects from XML, given as text, bytes or a stream of either."""

    def __init__(self, stream_or_string, **options):
        document = stream_or_string
        if isinstance(document, str):
            document = document.encode()
        if isinstance(document, bytes):
            document = BytesIO(document)
        super().__init__(read_elements(document, "object"), **options)

    def _all_results(self):
        try:
            for element in self.stream:
                yield from self._handle_object(self._as_dict(element))
        except ExpatError as error:
            raise base.DeserializationError(f"not well-formed XML: {error}") from error

    def _as_dict(self, element):
        label = element.attributes.get("model")
        if not label:
            raise base.DeserializationError("<object> node is missing the required 'model' attribute")
        obj = {"model": label, "fields": {}}
        if "pk" in element.attributes:
            obj["pk"] = element.attributes["pk"]
        for field in element.all("field"):
            name = field.attributes.get("name")
            if not name:
                raise base.DeserializationError("<field> node is missing the 'name' attribute")
            obj["fields"][name] = field
        return obj

    def _handle_value(self, field, value, obj, into):
        # Only the model knows which of the ways to write a value is meant.
        super()._handle_value(field, _written_value(field, value), obj, into)


def _primary_key(obj):
    parts = getattr(obj._meta.pk, "fields", None)
    if parts:
        return json.dumps([part.value_to_string(obj) for part in parts])
    return obj._meta.pk.value_to_string(obj)


def _field_text(obj, field):
    if field.get_internal_type() == "JSONField":
        return json.dumps(field.value_from_object(obj), cls=field.encoder)
    return str(field.value_to_string(obj))


def _relation(field):
    return {
        "name": field.name,
        "rel": type(field.remote_field).__name__,
        "to": field.remote_field.model._meta.label_lower,
    }


def _natural(obj):
    return "".join(f"<natural>{escape(str(part))}</natural>" for part in obj.natural_key())


def _start(tag, attributes):
    return f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in attributes.items())}>"


def _written_value(field, element):
    """Return what stands in the <field> of a model's field: None, a text, a key, or many-to-many keys."""
    if element.all("None"):
        return None
    if field.many_to_many:
        return [_written_key(child) for child in element.all("object")]
    natural = element.all("natural") if field.remote_field else []
    if natural:
        return [part.text().strip() for part in natural]
    text = element.text().strip()
    return json.loads(text, cls=field.decoder) if field.get_internal_type() == "JSONField" else text


def _written_key(element):
    natural = element.all("natural")
    return [part.text().strip() for part in natural] if natural else element.attributes.get("pk")
