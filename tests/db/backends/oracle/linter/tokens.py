"""Tokens of SQL as Oracle reads it: words, quoted names, strings, numbers, binds and operators.

Strings and quoted names are understood, so that nothing inside of them is taken for SQL. Characters that begin no token
are tokens of kind "stray".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<space>\s+ | --[^\n]* | /\*.*?\*/)
    | (?P<string>[nN]?'(?:[^']|'')*' | [nN]?[qQ]'\[.*?\]' | [nN]?[qQ]'\{.*?\}' | [nN]?[qQ]'\(.*?\)')
    | (?P<name>"[^"]*")
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?[fFdD]?)
    | (?P<bind>:\s*(?:\w[\w$\#]*|"[^"]*"))
    | (?P<word>[^\W\d][\w$\#]*)
    | (?P<operator>\|\||<>|<=|>=|!=|\^=|:=|=>|\*\*|\.\.|[-+*/=<>(),.@;])
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `kind`: string, name, number, bind, word, operator or stray."""

    kind: str
    text: str
    at: int

    def __str__(self) -> str:
        return self.text

    @property
    def word(self) -> str:
        """What is compared with keywords: a word in upper case, or an operator; empty for all others."""
        return self.text.upper() if self.kind in ("word", "operator") else ""

    @property
    def name(self) -> str:
        """The name that is meant: a quoted one as it is, a word in upper case; empty for all others."""
        if self.kind == "name":
            return self.text[1:-1]
        return self.text.upper() if self.kind == "word" else ""

    @property
    def value(self) -> str:
        """What a string says."""
        return self.text.lstrip("nN")[1:-1].replace("''", "'")


def tokens(sql: str) -> Iterator[Token]:
    """Yield the tokens of a statement; spaces and comments are left out."""
    for match in _TOKEN.finditer(sql):
        kind = match.lastgroup or "stray"
        if kind != "space":
            yield Token(kind, match[0], match.start())
