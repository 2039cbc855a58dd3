"""lint: the breaches of Oracle's rules in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.db.backends.oracle.linter.tokens import Token, tokens
from tests.db.backends.oracle.linter.tree import Item, nest

#: The version whose rules are the base: names of 128 bytes, no BOOLEAN, no SELECT without FROM.
BASE_VERSION = (19,)


@dataclass(frozen=True)
class Breach:
    """One rule broken: its name, what was found, and where in the text (an index)."""

    rule: str
    found: str
    at: int = 0

    def __str__(self) -> str:
        return f"{self.rule}: {self.found}"


@dataclass
class Findings:
    """A statement under the linter.

    Args:
        sql: the statement with binds `:name`.
        version: of the server it is meant for.
        large: table name to the names of its CLOB, NCLOB and BLOB columns.
        binds: what is sent with it; None where that is not looked at.
    """

    sql: str
    version: tuple[int, ...] = BASE_VERSION
    large: Mapping[str, frozenset[str]] = field(default_factory=dict)
    binds: Mapping[str, Any] | Sequence[Any] | None = None
    breaches: list[Breach] = field(default_factory=list)
    flat: list[Token] = field(init=False)
    items: list[Item] = field(init=False)

    def __post_init__(self) -> None:
        self.flat = list(tokens(self.sql))
        self.items, unpaired = nest(self.flat)
        for item in unpaired:
            self.add("brackets", f"{item} has no partner", item)

    def add(self, rule: str, found: str, item: Any = None) -> None:
        """Note a breach."""
        self.breaches.append(Breach(rule, found, getattr(item, "at", 0)))

    @property
    def verb(self) -> str:
        """The first word of the statement."""
        first = self.items[0] if self.items else None
        if first is None:
            return ""
        return "SELECT" if first.kind == "group" else first.word

    @property
    def is_block(self) -> bool:
        """Whether it is PL/SQL, which has rules of its own."""
        return self.verb in ("BEGIN", "DECLARE")

    @property
    def is_definition(self) -> bool:
        """Whether it changes the schema."""
        return self.verb in ("CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT", "GRANT")
