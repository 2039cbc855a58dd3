"""Rewriting Oracle's SQL for another database: on the tree of the linter, function by function and word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from tests.db.backends.oracle.linter.report import Findings
from tests.db.backends.oracle.linter.tree import Group, Item, Items, find, split
from tests.db.backends.oracle.standin import problems


class Rewriter:
    """Writes one statement for another database.

    Attributes:
        names: the binds met, in the order of their first use.
    """

    #: Function to the method that writes it.
    functions: ClassVar[dict[str, str]] = {}
    #: Functions the other database lacks.
    lacking: ClassVar[frozenset[str]] = frozenset()
    #: Words in a row to what stands for them.
    phrases: ClassVar[dict[tuple[str, ...], str]] = {}

    def __init__(self) -> None:
        self.names: list[str] = []

    def placeholder(self, name: str) -> str:
        """Return what stands for a bind."""
        raise NotImplementedError

    def statement(self, sql: str) -> str:
        """Return a whole statement."""
        items = Findings(sql).items
        return self.returning(items) if find(items, "RETURNING") >= 0 else self.write(items)

    def returning(self, items: Items) -> str:
        """Return a statement that gives rows back."""
        raise NotImplementedError

    def write(self, items: Items) -> str:
        """Return items as SQL."""
        parts: list[str] = []
        place = 0
        while place < len(items):
            text, taken = self._next(items, place)
            parts.append(text)
            place += taken
        return " ".join(part for part in parts if part).replace(" . ", ".")

    def _next(self, items: Items, place: int) -> tuple[str, int]:
        item = items[place]
        for length in (5, 3, 2, 1):
            words = tuple(each.word for each in items[place : place + length])
            if len(words) == length and words in self.phrases:
                return self.phrases[words], length
        for length, name in self._calls(items, place):
            if name in self.functions:
                group = items[place + length - 1]
                assert isinstance(group, Group)
                return getattr(self, self.functions[name])(group.items), length
            if name in self.lacking:
                raise problems.cannot(name)
        return self.one(item), 1

    def _calls(self, items: Items, place: int) -> list[tuple[int, str]]:
        """Pairs of how many items a call at this place takes, and its name."""
        found = []
        for length in (2, 4):
            piece = items[place : place + length]
            if len(piece) == length and isinstance(piece[-1], Group) and not piece[-1].is_case:
                if all(each.word for each in piece[:-1]):
                    found.append((length, "".join(each.word for each in piece[:-1])))
        return found

    def one(self, item: Item) -> str:
        """Return one item."""
        if isinstance(item, Group):
            inside = self.write(item.items)
            return f"({inside})" if item.opened == "(" else f"CASE {inside} END"
        if item.kind == "bind":
            name = item.text[1:]
            if name not in self.names:
                self.names.append(name)
            return self.placeholder(name)
        return item.text

    def arguments(self, items: Items) -> list[str]:
        """Return the arguments of a call."""
        return [self.write(part) for part in split(items, ",")]


def literal(items: Sequence[Item]) -> str:
    """Return what a string says, in upper case; empty where it is something else."""
    return items[0].text.strip("'").upper() if len(items) == 1 and items[0].kind == "string" else ""  # type: ignore[union-attr]


Write = Callable[[Items], str]
