"""Small work on texts: names, slugs, lists in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.utils.functional import keep_lazy_text, lazy
from django.utils.regex_helper import _lazy_re_compile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Before a capital that ends a word of small letters, and before one that begins a word: something else follows it.
_hump = _lazy_re_compile(r"(?<=[a-z])(?=[A-Z])|(?=[A-Z][^A-Z])")
_not_slug = _lazy_re_compile(r"[^\w\s-]")
_dashes = _lazy_re_compile(r"[-\s]+")
_not_filename = _lazy_re_compile(r"[^-\w.]")
_newlines = _lazy_re_compile(r"\r\n|\r")
# A piece without blanks, in which a quoted stretch may hold blanks and escaped quotes.
_smart_piece = _lazy_re_compile(r"""(?:[^\s'"]*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^\s'"]*)+|\S+""", 16)
_LINE_ENDS = ("\n", "\r")
_OR = gettext_lazy("or")
_phone = str.maketrans("abcdefghijklmnopqrstuvwxyz" "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999" * 2)


@keep_lazy_text
def capfirst(x: Any) -> Any:
    """Return the text with its first letter a capital."""
    if not x:
        return x
    text = x if isinstance(x, str) else str(x)
    return text[0].upper() + text[1:]


def camel_case_to_spaces(value: str) -> str:
    """Return ``SomeCamelCase`` as ``some camel case``."""
    return str(_hump.sub(" ", value)).strip().lower()


def slugify(value: Any, allow_unicode: bool = False) -> Any:
    """Return letters, digits, underscores and single hyphens only, in small letters.

    Args:
        value: any value, taken as text.
        allow_unicode: keep letters that are not ASCII.
    """
    return _slugify(value, allow_unicode)


@keep_lazy_text
def _slugify(value: Any, allow_unicode: bool) -> str:
    import unicodedata  # cost: a large table, for slugs only

    text = unicodedata.normalize("NFKC" if allow_unicode else "NFKD", str(value))
    if not allow_unicode:
        text = text.encode("ascii", "ignore").decode("ascii")
    return str(_dashes.sub("-", _not_slug.sub("", text.lower()))).strip("-_")


def get_valid_filename(name: Any) -> str:
    """Return a name with blanks as underscores and nothing but letters, digits, hyphens, underscores and dots.

    Raises:
        SuspiciousFileOperation: nothing usable remains.
    """
    cleaned = str(_not_filename.sub("", str(name).strip().replace(" ", "_")))
    if cleaned in {"", ".", ".."}:
        raise SuspiciousFileOperation(f"Could not derive file name from '{name}'")
    return cleaned


@keep_lazy_text
def get_text_list(list_: Sequence[Any], last_word: Any = _OR) -> str:
    """Return the items in words: ``a, b or c``."""
    items = [str(item) for item in list_]
    if len(items) < 2:
        return "".join(items)
    # Translators: This string is used as a separator between list elements
    return f"{_(', ').join(items[:-1])} {last_word} {items[-1]}"


@keep_lazy_text
def normalize_newlines(text: Any) -> str:
    """Return the text with every line end a single newline."""
    return str(_newlines.sub("\n", str(text)))


@keep_lazy_text
def phone2numeric(phone: Any) -> str:
    """Return a phone number with its letters as digits."""
    return str(phone).translate(_phone).lower()


@keep_lazy_text
def wrap(text: Any, width: int) -> str:
    """Break lines at blanks so that none is longer than ``width``, except for longer words; line ends stay."""
    import textwrap  # cost

    wrapper = textwrap.TextWrapper(
        width=width, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )
    return "".join(
        "\n".join(wrapper.wrap(line)) + ("\n" if line[-1:] in _LINE_ENDS else "")
        for line in str(text).splitlines(keepends=True)
    )


def smart_split(text: str) -> Iterator[str]:
    """Yield the pieces between blanks; a stretch in single or double quotes stays in one piece, quotes included."""
    for match in _smart_piece.finditer(str(text)):
        yield match.group()


def unescape_string_literal(s: str) -> str:
    """Return what stands between the quotes of a literal.

    Raises:
        ValueError: not a text in quotes.
    """
    if len(s) < 2 or s[0] not in "\"'" or s[-1] != s[0]:
        raise ValueError(f"Not a string literal: {s!r}")
    quote = s[0]
    return s[1:-1].replace(f"\\{quote}", quote).replace("\\\\", "\\")


def _format_lazy(format_string: Any, *args: Any, **kwargs: Any) -> str:
    return str(format_string).format(*args, **kwargs)


#: ``str.format()`` that stays unevaluated, for texts whose parts are promises.
format_lazy = lazy(_format_lazy, str)
