"""Escape texts for HTML, and strip tags."""

from __future__ import annotations

import html
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.deprecation import RemovedInDjango60Warning
from django.utils.functional import Promise, keep_lazy
from django.utils.safestring import SafeData, SafeString, mark_safe

#: Elements that have no content and no end tag; the last two are obsolete, and still parsed so.
VOID_ELEMENTS = frozenset(
    "area base br col embed hr img input link meta param source track wbr frame spacer".split()
)


@keep_lazy(SafeString)
def escape(text: Any) -> SafeString:
    """Return a text with ampersand, quotes and angle brackets encoded, escaped already or not."""
    return SafeString(html.escape(str(text)))


def conditional_escape(text: Any) -> Any:
    """Return a text escaped unless it is marked as safe."""
    if isinstance(text, Promise):
        text = str(text)
    return text.__html__() if hasattr(text, "__html__") else escape(text)


def format_html(format_string: str, *args: Any, **kwargs: Any) -> Any:
    """Like ``str.format()``, with the arguments escaped and the result marked as safe.

    Without arguments it warns: then the text was most likely formatted before, unescaped.
    """
    if not (args or kwargs):
        message = "Calling format_html() without passing args or kwargs is deprecated."
        warnings.warn(message, RemovedInDjango60Warning, stacklevel=2)
    named = {name: conditional_escape(value) for name, value in kwargs.items()}
    return mark_safe(format_string.format(*map(conditional_escape, args), **named))


def format_html_join(sep: Any, format_string: str, args_generator: Iterable[Any]) -> Any:
    """Join format_html() of each tuple or mapping of arguments by ``sep``, which is escaped too."""
    pieces = (
        format_html(format_string, **args) if isinstance(args, Mapping) else format_html(format_string, *args)
        for args in args_generator
    )
    return mark_safe(conditional_escape(sep).join(pieces))


@keep_lazy(str)
def strip_tags(value: Any) -> str:
    """Return a text without what looks like tags. The result is not safe: escape it."""
    from html.parser import HTMLParser  # cost

    class Texts(HTMLParser):
        def __init__(self) -> None:
            super().__init__(convert_charrefs=False)
            self.pieces: list[str] = []

        def handle_data(self, data: str) -> None:
            self.pieces.append(data)

        def handle_entityref(self, name: str) -> None:
            self.pieces.append(f"&{name};")

        def handle_charref(self, name: str) -> None:
            self.pieces.append(f"&#{name};")

    text = str(value)
    # Taking one tag out can make another of the pieces around it; each round takes out at least one.
    while "<" in text and ">" in text:
        parser = Texts()
        parser.feed(text)
        parser.close()
        stripped = "".join(parser.pieces)
        if stripped.count("<") == text.count("<"):
            break
        text = stripped
    return text


def html_safe(klass: type) -> type:
    """Class decorator: the text of an instance is safe HTML.

    Raises:
        ValueError: the class has no ``__str__`` of its own, or has ``__html__`` already.
    """
    if "__html__" in klass.__dict__:
        raise ValueError(f"can't apply @html_safe to {klass.__name__} because it defines __html__().")
    if "__str__" not in klass.__dict__:
        raise ValueError(f"can't apply @html_safe to {klass.__name__} because it doesn't define __str__().")
    own: Any = klass.__str__

    def as_html(self: Any) -> str:
        return SafeString(own(self))

    klass.__str__ = as_html  # type: ignore[method-assign,assignment]
    klass.__html__ = as_html  # type: ignore[attr-defined]
    return klass


__all__ = [
    "VOID_ELEMENTS",
    "SafeData",
    "SafeString",
    "conditional_escape",
    "escape",
    "format_html",
    "format_html_join",
    "html_safe",
    "mark_safe",
    "strip_tags",
]
