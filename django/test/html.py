"""Compare pieces of HTML by what they say: a small tree with white space and attribute order evened out."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

from django.utils.html import VOID_ELEMENTS

__all__ = ["Element", "HTMLParseError", "RootElement", "parse_html"]

# Only these are white space to HTML; a no-break space is a character like any other.
WHITESPACE = re.compile(r"[ \t\n\f\r\v]+")
# An attribute whose mere presence says yes.
BOOLEAN = frozenset(
    "allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden ismap "
    "itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected".split()
)

Attributes = tuple[tuple[str, str | None], ...]


class HTMLParseError(Exception):
    """The text has an end tag without its start tag. Arguments: message, (line, column)."""


class Element:
    """One element: name, attributes in a settled order, children (elements and texts)."""

    def __init__(self, name: str | None, attributes: Any = ()) -> None:
        self.name = name
        self.attributes: Attributes = tuple(sorted((_settled(key, value) for key, value in attributes), key=repr))
        self.children: list[Element | str] = []

    def append(self, child: Element | str) -> None:
        """Add a child; a text goes on with the text before it."""
        if isinstance(child, str) and self.children and isinstance(self.children[-1], str):
            self.children[-1] += child
        else:
            self.children.append(child)

    def finalize(self) -> None:
        """Even out white space, in this element and all below it."""
        settled: list[Element | str] = []
        for child in self.children:
            if isinstance(child, str):
                child = WHITESPACE.sub(" ", child).strip(" ")
                if not child:
                    continue
            else:
                child.finalize()
            settled.append(child)
        self.children = settled

    def count(self, wanted: Element | str) -> int:
        """Tell how often a text, an element, or a row of children occurs in here, at any depth."""
        if self == wanted:
            return 1
        if isinstance(wanted, RootElement):
            found = _rows(self.children, wanted.children)
        else:
            found = sum(_matches(child, wanted) for child in self.children)
        return found + sum(child.count(wanted) for child in self.children if _is_other_element(child, wanted))

    def __contains__(self, wanted: Element | str) -> bool:
        return self.count(wanted) > 0

    def __getitem__(self, index: int) -> Element | str:
        return self.children[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash((self.name, self.attributes))

    def __str__(self) -> str:
        attributes = "".join(f" {key}" if value is None else f' {key}="{value}"' for key, value in self.attributes)
        start = f"<{self.name}{attributes}>"
        return f"{start}\n{self._inside()}\n</{self.name}>" if self.children else start

    __repr__ = __str__

    def _inside(self) -> str:
        texts = (html.escape(child, quote=False) if isinstance(child, str) else str(child) for child in self.children)
        return "\n".join(texts)

    def _identity(self) -> Any:
        return self.name, self.attributes, self.children


class RootElement(Element):
    """Several elements, or a text, in a row."""

    def __init__(self) -> None:
        super().__init__(None)

    def __str__(self) -> str:
        return self._inside()

    __repr__ = __str__


class _TreeBuilder(HTMLParser):
    """Feeds one tree; elements left open are closed at the end of what encloses them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = RootElement()
        self.open: list[Element] = [self.root]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.open.append(self.open[-1].children[-1])  # type: ignore[arg-type]

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.open[-1].append(Element(tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        depth = next((i for i in reversed(range(1, len(self.open))) if self.open[i].name == tag), None)
        if depth is not None:
            del self.open[depth:]
        elif tag not in VOID_ELEMENTS:
            line, column = self.getpos()
            raise HTMLParseError(f"Unexpected end tag `{tag}` (Line {line}, Column {column})", (line, column))

    def handle_data(self, data: str) -> None:
        self.open[-1].append(data)


def parse_html(text: str) -> Element:
    """Read HTML into a tree; one element alone is returned itself, anything else under a root.

    Raises:
        HTMLParseError: an end tag closes nothing.
    """
    builder = _TreeBuilder()
    builder.feed(text)
    builder.close()
    builder.root.finalize()
    children = builder.root.children
    return children[0] if len(children) == 1 and isinstance(children[0], Element) else builder.root


def _settled(name: str, value: str | None) -> tuple[str, str | None]:
    if name in BOOLEAN and (not value or value == name):
        return name, None
    if name == "class":
        value = " ".join(sorted(word for word in WHITESPACE.split(value or "") if word))
    return name, value or ""


def _matches(child: Element | str, wanted: Element | str) -> int:
    if isinstance(child, str):
        return child.count(wanted) if isinstance(wanted, str) else 0
    return int(child == wanted)


def _is_other_element(child: Element | str, wanted: Element | str) -> bool:
    return isinstance(child, Element) and child != wanted


def _rows(children: list[Element | str], wanted: list[Element | str]) -> int:
    found, at = 0, 0
    while wanted and at <= len(children) - len(wanted):
        if children[at : at + len(wanted)] == wanted:
            found += 1
            at += len(wanted)
        else:
            at += 1
    return found
