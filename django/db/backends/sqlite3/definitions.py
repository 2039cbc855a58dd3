"""What a CREATE TABLE says that SQLite has no question for: constraints with their names, collations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
      | (?P<text>'(?:[^']|'')*')
      | (?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
      | (?P<word>[^\W\d][\w$]*)
      | (?P<number>\d[\w.]*)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)

_TABLE_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})


class Token(NamedTuple):
    """One word, name, text or sign."""

    kind: str
    text: str
    has_space_before: bool = False

    def is_word(self, word: str) -> bool:
        """Tell whether it is this keyword."""
        return self.kind == "word" and self.text.upper() == word

    @property
    def name(self) -> str:
        """The name it is, without quotes."""
        if self.kind != "quoted":
            return self.text
        closing = self.text[-1]
        return self.text[1:-1].replace(closing * 2, closing)


@dataclass(frozen=True)
class Constraint:
    """A constraint: `kind` is "unique" or "check"; an unnamed one has the name ""."""

    kind: str
    name: str
    columns: tuple[str, ...]
    is_json: bool = False
    condition: str = ""


@dataclass
class Definition:
    """What is told about one table. Filled while it is read, not changed afterwards."""

    columns: list[str] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    collations: dict[str, str] = field(default_factory=dict)
    #: Column to its expression and whether its value is kept.
    generated: dict[str, tuple[str, bool]] = field(default_factory=dict)
    has_row_numbers: bool = True

    @property
    def json_columns(self) -> set[str]:
        """Columns that are checked to hold JSON."""
        return {column for found in self.constraints if found.is_json for column in found.columns}


def tokens(sql: str) -> Iterator[Token]:
    """Yield the tokens of SQL, spaces and comments left out."""
    has_space = False
    for match in _TOKEN.finditer(sql):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match[0], has_space)
        has_space = match.lastgroup == "space"


def read_definition(sql: str) -> Definition:
    """Return what a CREATE TABLE statement tells; of a virtual table or CREATE TABLE AS nothing."""
    definition = Definition()
    all_tokens = list(tokens(sql))
    definition.has_row_numbers = not (len(all_tokens) > 2 and _ends_without_row_numbers(all_tokens))
    parts = _parts(all_tokens)
    definition.columns = [part[0].name for part in parts if not _is_table_constraint(part)]
    for part in parts:
        if _is_table_constraint(part):
            _read_constraints(part, None, definition)
        else:
            _read_constraints(part[1:], part[0].name, definition)
    return definition


def _ends_without_row_numbers(all_tokens: list[Token]) -> bool:
    after = all_tokens[max(at for at, token in enumerate(all_tokens) if token.text == ")" or not at) :]
    return any(word.is_word("WITHOUT") and rowid.is_word("ROWID") for word, rowid in pairwise(after))


def _is_table_constraint(part: list[Token]) -> bool:
    return part[0].kind == "word" and part[0].text.upper() in _TABLE_CONSTRAINTS


def _parts(all_tokens: list[Token]) -> list[list[Token]]:
    """The tokens between the outermost brackets, cut at the commas between columns and constraints."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in all_tokens:
        if token.text == ")":
            depth -= 1
            if not depth:
                break
        if depth == 1 and token.text == ",":
            parts.append([])
        elif depth:
            parts[-1].append(token)
        if token.text == "(":
            depth += 1
    return [part for part in parts if part]


def _read_constraints(part: list[Token], column: str | None, definition: Definition) -> None:
    name, position = "", 0
    while position < len(part):
        token = part[position]
        position += 1
        if token.is_word("CONSTRAINT"):
            name = part[position].name
            position += 1
        elif token.is_word("COLLATE") and column is not None:
            definition.collations[column] = part[position].name
            position += 1
        elif token.is_word("UNIQUE") or token.is_word("CHECK"):
            inside, position = _bracketed(part, position)
            definition.constraints.append(_constraint(token.text.lower(), name, inside, column, definition.columns))
            name = ""
        elif token.is_word("AS") and column is not None:
            inside, position = _bracketed(part, position)
            is_stored = position < len(part) and part[position].is_word("STORED")
            definition.generated[column] = (_written(inside), is_stored)
        elif token.text == "(":
            _, position = _bracketed(part, position - 1)


def _bracketed(part: list[Token], position: int) -> tuple[list[Token], int]:
    """The tokens inside the brackets that open at `position`, if any do, and the position after them."""
    if position >= len(part) or part[position].text != "(":
        return [], position
    depth = 0
    for end in range(position, len(part)):
        depth += (part[end].text == "(") - (part[end].text == ")")
        if not depth:
            return part[position + 1 : end], end + 1
    return part[position + 1 :], len(part)


def _constraint(kind: str, name: str, inside: list[Token], column: str | None, columns: list[str]) -> Constraint:
    by_folded = {known.casefold(): known for known in columns}
    names = (token.name.casefold() for token in inside if token.kind in ("word", "quoted"))
    found = dict.fromkeys(by_folded[name] for name in names if name in by_folded)
    if not inside and column is not None:
        found = {column: None}
    is_json = kind == "check" and any(token.is_word("JSON_VALID") for token in inside)
    return Constraint(kind, name, tuple(found), is_json, _written(inside))


def _written(inside: list[Token]) -> str:
    """Tokens as SQL again."""
    return "".join(f" {token.text}" if token.has_space_before else token.text for token in inside).strip()
