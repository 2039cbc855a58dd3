"""Reading XML one top-level object at a time, without anything that makes XML dangerous.

A document type, an entity or anything external ends the reading: fixtures need none of them, and attacks need one.
"""

from __future__ import annotations

from collections import deque
from xml.parsers import expat

CHUNK = 64 * 1024


class DefusedXmlException(ValueError):
    """The document has something in it that is not accepted."""


class DTDForbidden(DefusedXmlException):
    """The document has a document type."""

    def __init__(self, name, sysid, pubid):
        super().__init__(f"DTDForbidden(name={name!r}, system_id={sysid!r}, public_id={pubid!r})")
        self.name, self.sysid, self.pubid = name, sysid, pubid


class EntitiesForbidden(DefusedXmlException):
    """The document defines an entity."""

    def __init__(self, name):
        super().__init__(f"EntitiesForbidden(name={name!r})")
        self.name = name


class ExternalReferenceForbidden(DefusedXmlException):
    """The document refers to something outside itself."""

    def __init__(self, context, base, sysid, pubid):
        super().__init__(f"ExternalReferenceForbidden(system_id={sysid!r}, public_id={pubid!r})")
        self.context, self.base, self.sysid, self.pubid = context, base, sysid, pubid


class Element:
    """A tag, its attributes, and its children in order: elements and texts."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag, attributes):
        self.tag = tag
        self.attributes = attributes
        self.children = []

    def all(self, tag):
        """Return the child elements of that tag."""
        return [child for child in self.children if isinstance(child, Element) and child.tag == tag]

    def text(self):
        """Return all text inside, however deep, in order."""
        texts, waiting = [], deque([self])
        while waiting:
            node = waiting.popleft()
            if isinstance(node, Element):
                waiting.extendleft(reversed(node.children))
            else:
                texts.append(node)
        return "".join(texts)


def read_elements(stream, tag, level=1):
    """Yield each element of that tag at that level (0 is the root) as soon as it is complete.

    Raises:
        DefusedXmlException: the document has a document type, entities, or external parts.
        xml.parsers.expat.ExpatError: it is not well-formed.
    """
    builder = _Builder(tag, level)
    chunk = stream.read(CHUNK)
    while chunk:
        builder.parser.Parse(chunk, False)
        yield from builder.take()
        chunk = stream.read(CHUNK)
    builder.parser.Parse(b"", True)
    yield from builder.take()


class _Builder:
    """Builds the wanted elements from the parser's events, and forgets the rest."""

    def __init__(self, tag, level):
        self.tag, self.level = tag, level
        self.depth = -1
        self.open = []
        self.finished = deque()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.EntityDeclHandler = _refuse_entity
        self.parser.UnparsedEntityDeclHandler = _refuse_entity
        self.parser.ExternalEntityRefHandler = _refuse_reference

    def take(self):
        while self.finished:
            yield self.finished.popleft()

    def _start(self, tag, attributes):
        self.depth += 1
        if self.open or (tag == self.tag and self.depth == self.level):
            element = Element(tag, attributes)
            if self.open:
                self.open[-1].children.append(element)
            self.open.append(element)

    def _end(self, tag):
        self.depth -= 1
        if self.open:
            element = self.open.pop()
            if not self.open:
                self.finished.append(element)

    def _text(self, text):
        if self.open:
            self.open[-1].children.append(text)


def _refuse_doctype(name, sysid, pubid, has_internal_subset):
    raise DTDForbidden(name, sysid, pubid)


def _refuse_entity(name, *rest):
    raise EntitiesForbidden(name)


def _refuse_reference(context, base, sysid, pubid):
    raise ExternalReferenceForbidden(context, base, sysid, pubid)
