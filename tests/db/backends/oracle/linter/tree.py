"""The tokens of a statement nested by brackets and by CASE ... END, and the ways to cut a level of that tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.db.backends.oracle.linter.tokens import Token

#: Words that begin a clause of SELECT, with the word that must follow; "" for any.
CLAUSES = {
    "SELECT": "",
    "FROM": "",
    "WHERE": "",
    "GROUP": "BY",
    "HAVING": "",
    "ORDER": "BY",
    "OFFSET": "",
    "FETCH": "",
    "FOR": "UPDATE",
    "CONNECT": "BY",
    "START": "WITH",
    "LIMIT": "",
}
SET_OPERATORS = ("UNION", "MINUS", "INTERSECT", "EXCEPT")


@dataclass(slots=True)
class Group:
    """What stands in brackets (`opened` is "(") or between CASE and END (`opened` is "CASE")."""

    opened: str
    at: int
    items: list[Item] = field(default_factory=list)
    is_closed: bool = False
    word = ""
    name = ""
    kind = "group"

    def __str__(self) -> str:
        inside = text(self.items)
        return f"({inside})" if self.opened == "(" else f"CASE {inside} END"

    @property
    def is_case(self) -> bool:
        """Whether it is a CASE."""
        return self.opened == "CASE"

    @property
    def is_query(self) -> bool:
        """Whether it is a subquery in brackets."""
        return not self.is_case and is_query(self.items)


Item: TypeAlias = "Token | Group"
Items: TypeAlias = "Sequence[Item]"


def text(items: Iterable[Item]) -> str:
    """Return items as SQL, one space between any two."""
    return " ".join(map(str, items))


def nest(flat: Iterable[Token]) -> tuple[list[Item], list[Token | Group]]:
    """Return the tree of a statement, and the brackets in it that have no partner."""
    top = Group("", 0)
    stack, unpaired = [top], []
    for token in flat:
        if token.word in ("(", "CASE"):
            group = Group(token.word, token.at)
            stack[-1].items.append(group)
            stack.append(group)
        elif token.word in (")", "END") and stack[-1].opened == {")": "(", "END": "CASE"}[token.word]:
            stack.pop().is_closed = True
        elif token.word == ")":
            unpaired.append(token)
        else:
            stack[-1].items.append(token)
    return top.items, [*unpaired, *stack[1:]]


def is_query(items: Items) -> bool:
    """Tell whether items are a query."""
    if not items:
        return False
    first = items[0]
    if first.word in ("SELECT", "WITH"):
        return True
    return isinstance(first, Group) and first.is_query and all(item.kind != "operator" for item in items)


def groups(items: Items) -> Iterator[Group]:
    """Yield all groups, however deep."""
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from groups(item.items)


def flat(items: Items) -> Iterator[Token]:
    """Yield all tokens, however deep; brackets are left out."""
    for item in items:
        if isinstance(item, Group):
            yield from flat(item.items)
        else:
            yield item


def split(items: Items, *words: str) -> list[list[Item]]:
    """Cut a level at these words or operators, which are left out."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.word in words:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def find(items: Items, *words: str) -> int:
    """Return where the first of these words stands on this level; -1 if none does."""
    return next((number for number, item in enumerate(items) if item.word in words), -1)


def arms(items: Items) -> list[tuple[str, list[Item]]]:
    """Cut a query at its set operators: pairs of the operator before a part ("" before the first) and the part."""
    parts: list[tuple[str, list[Item]]] = [("", [])]
    for item in items:
        if item.word in SET_OPERATORS:
            parts.append((item.word, []))
        elif item.word == "ALL" and not parts[-1][1] and len(parts) > 1:
            parts[-1] = (f"{parts[-1][0]} ALL", [])
        else:
            parts[-1][1].append(item)
    return parts


def clauses(items: Items) -> dict[str, list[Item]]:
    """Cut one SELECT into its clauses, by their first word."""
    parts: dict[str, list[Item]] = {}
    current: list[Item] = []
    for number, item in enumerate(items):
        following = items[number + 1].word if number + 1 < len(items) else ""
        if item.word in CLAUSES and CLAUSES[item.word] in ("", following) and not _belongs_to_function(items, number):
            current = parts.setdefault(item.word, [])
        else:
            current.append(item)
    for word, second in CLAUSES.items():
        if second and parts.get(word):
            del parts[word][0]
    return parts


def _belongs_to_function(items: Items, number: int) -> bool:
    """FETCH and OFFSET may be names of columns; only a number or a bind follows where they are words."""
    if items[number].word != "OFFSET":
        return False
    return number + 1 >= len(items) or items[number + 1].kind in ("operator",)
