"""Values that compare loosely, and the comparison of XML documents."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

__all__ = ["Approximate", "compare_xml", "str_prefix"]


class Approximate:
    """Equal to every number that differs by less than half a unit of the last ``places`` decimal place."""

    def __init__(self, val: Any, places: int = 7) -> None:
        self.val = val
        self.places = places

    def __repr__(self) -> str:
        return repr(self.val)

    def __eq__(self, other: object) -> bool:
        return self.val == other or round(abs(self.val - other), self.places) == 0  # type: ignore[operator]

    __hash__ = None  # type: ignore[assignment]


class str_prefix(str):
    """A text in which ``%(_)s`` stands for the prefix of a text's repr, which is empty today."""

    def __new__(cls, text: str) -> str_prefix:  # type: ignore[misc]
        return str.__new__(cls, text % {"_": ""})


def compare_xml(want: str, got: str) -> bool:
    """Tell whether two XML documents say the same.

    The order of attributes, comments, processing instructions, the declaration, the document type, and the amount
    of white space where there is some, make no difference. Several root elements in a row are fine.

    Raises:
        xml.etree.ElementTree.ParseError: one of them is not well-formed.
    """
    return _parsed(want) == _parsed(got)


def _parsed(text: str) -> Any:
    text = text.strip()
    try:
        return _content(ElementTree.fromstring(text))
    except ElementTree.ParseError:
        # Several elements in a row are no document, but may stand in one.
        return _content(ElementTree.fromstring(f"<root>{text}</root>"))


def _content(element: ElementTree.Element) -> Any:
    children = [(_content(child), _spaced(child.tail)) for child in element]
    return element.tag, element.attrib, _spaced(element.text), children


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
