"""Oracle's SQL for PostgreSQL with orafce: only what the two spell otherwise; functions are in `orafce.sql`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from tests.db.backends.oracle.linter.tokens import Token
from tests.db.backends.oracle.linter.tree import Group, Item, Items, find, split
from tests.db.backends.oracle.linter.vocabulary import FUNCTIONS, NOT_FUNCTIONS, RESERVED, TYPES
from tests.db.backends.oracle.standin import problems
from tests.db.backends.oracle.standin.rewriting import Rewriter

#: Type of a value to its column type: what a bind says by its value, a piece of SQL must say in words.
_TYPES = {
    bool: "numeric",
    bytes: "bytea",
    date: "timestamp",
    datetime: "timestamp",
    Decimal: "numeric",
    float: "double precision",
    int: "numeric",
    str: "text",
    timedelta: "interval",
}

#: Words behind a derived table that are no label of it.
_FOLLOWING = frozenset(
    "WHERE GROUP ORDER OFFSET FETCH FOR ON INNER LEFT JOIN CROSS MINUS UNION INTERSECT HAVING".split()
)

#: Words that name nothing, also in lower case.
_WORDS = RESERVED | NOT_FUNCTIONS | FUNCTIONS | TYPES | _FOLLOWING | {"DUAL", "WHEN", "NULLS", "FIRST", "LAST", "OUTER"}


class OrafceRewriter(Rewriter):
    """PostgreSQL has the standard's words, orafce many of Oracle's functions; types, labels and locks differ."""

    functions: ClassVar[dict[str, str]] = {
        "CHR": "chr",
        "GREATEST": "greatest",
        "JSON_ARRAY": "json_array",
        "JSON_EXISTS": "json_exists",
        "JSON_OBJECT": "json_object",
        "JSON_QUERY": "json_query",
        "JSON_VALUE": "json_value",
        "LAG": "lag",
        "LEAD": "lead",
        "LEAST": "least",
        "NTILE": "ntile",
        "RAW": "raw",
    }
    lacking: ClassVar[frozenset[str]] = frozenset("JSON_SERIALIZE JSON_TABLE LNNVL".split())
    phrases: ClassVar[dict[tuple[str, ...], str]] = {
        ("DEFAULT", "ON", "NULL", "AS", "IDENTITY"): "DEFAULT AS IDENTITY",
        ("CASCADE", "CONSTRAINTS"): "CASCADE",
        ("DBMS_RANDOM", ".", "VALUE"): "dbms_random.value()",
        ("BLOB",): "bytea",
        ("CLOB",): "text",
        ("NCLOB",): "text",
        ("MINUS",): "EXCEPT",
        ("NUMBER",): "numeric",
        ("PURGE",): "",
    }

    def __init__(self, types: Mapping[str, type]) -> None:
        super().__init__()
        self.types = types
        self._labels = 0

    def placeholder(self, name: str) -> str:
        """The name of a bind, with the type of its value."""
        wanted = _TYPES.get(self.types.get(name, type(None)))
        return f"%({name})s" if wanted is None else f"CAST(%({name})s AS {wanted})"

    def returning(self, items: Items) -> str:
        """Write a statement that gives rows back, which is a word less."""
        at = find(items, "RETURNING")
        into = at + find(items[at:], "INTO")
        return f"{self.write(items[:at])} RETURNING {self.write(items[at + 1 : into])}"

    def write(self, items: Items) -> str:
        if find(items, "CONNECT") >= 0:
            raise problems.cannot("CONNECT BY")
        if items and items[0].word == "MERGE":
            items = _without_labels_in_set(items)
        return super().write(_of_tables(items))

    def _next(self, items: Items, place: int) -> tuple[str, int]:
        item, following = items[place], items[place + 1 : place + 4]
        words = [each.word for each in following]
        if item.kind == "bind" and words[:1] in (["ROWS"], ["ROW"]):
            return self.one(item).removeprefix("CAST(").split(" ")[0], 1
        if words[:2] == ["IS", "JSON"]:
            return f"is_json({self.one(item)})", 3
        if item.word == "NUMBER" and following and isinstance(following[0], Group):
            return self.number(following[0].items), 2
        if item.word == "INTERVAL" and words[:1] == ["DAY"]:
            return "interval", _length_of_interval(items[place:])
        if isinstance(item, Group) and item.is_query and self._lacks_label(items, place):
            self._labels += 1
            return f'{self.one(item)} "S{self._labels}"', 1
        if _is_bare_name(item) and not (following and isinstance(following[0], Group)):
            return f'"{item.word}"', 1
        return super()._next(items, place)

    def _lacks_label(self, items: Items, place: int) -> bool:
        if place == 0 or items[place - 1].word not in ("FROM", "JOIN"):
            return False
        return place + 1 == len(items) or items[place + 1].word in _FOLLOWING

    def one(self, item: Item) -> str:
        if isinstance(item, Group) or item.kind == "bind":
            return super().one(item)
        if item.kind == "string":
            return _string(item)
        return item.text.replace("%", "%%")

    # --- types and functions ------------------------------------------------------------------------------------------

    def number(self, items: Items) -> str:
        """Write a type of numbers: whole ones are as wide as references to them."""
        return f"numeric({self.write(items)})" if find(items, ",") >= 0 else "bigint"

    def raw(self, items: Items) -> str:
        """Write a type of bytes."""
        return "bytea"

    def json_object(self, items: Items) -> str:
        """Write JSON_OBJECT, a pair for each KEY VALUE."""
        at = find(items, "RETURNING")
        pairs = [split(pair, "VALUE") for pair in split(items if at < 0 else items[:at], ",") if pair]
        written = [f"{self.write(key)}, {self.write(value)}" for key, value in pairs]
        return f"json_build_object({', '.join(written)})::text"

    def chr(self, items: Items) -> str:
        """Write CHR, without the character set."""
        at = find(items, "USING")
        return f"chr({self.write(items[:at] if at >= 0 else items)})"

    def greatest(self, items: Items) -> str:
        """Write GREATEST, which is NULL where one of its arguments is."""
        return f"oracle.greatest({', '.join(self.arguments(items))})"

    def least(self, items: Items) -> str:
        """Write LEAST."""
        return f"oracle.least({', '.join(self.arguments(items))})"

    def lag(self, items: Items) -> str:
        """Write LAG, whose distance is an integer."""
        value, *distance = self.arguments(items)
        return f"lag({', '.join([value, *(f'CAST({each} AS int)' for each in distance[:1]), *distance[1:]])})"

    def lead(self, items: Items) -> str:
        """Write LEAD."""
        return f"lead{self.lag(items).removeprefix('lag')}"

    def ntile(self, items: Items) -> str:
        """Write NTILE, whose number is an integer."""
        return f"ntile(CAST({self.write(items)} AS int))"

    def json_exists(self, items: Items) -> str:
        """Write JSON_EXISTS."""
        document, path = split(items, ",")
        return f"is_there({self.write(document)}, {self.write(path[:1])})"

    def json_value(self, items: Items) -> str:
        """Write JSON_VALUE, of a text or of a number."""
        document, path = split(items, ",")
        is_number = [each.word for each in path[1:3]] == ["RETURNING", "NUMBER"]
        return f"{'found_number' if is_number else 'found'}({self.write(document)}, {self.write(path[:1])})"

    def json_array(self, items: Items) -> str:
        """Write JSON_ARRAY."""
        at = find(items, "RETURNING")
        return f"json_build_array({self.write(items if at < 0 else items[:at])})::text"

    def json_query(self, items: Items) -> str:
        """Write JSON_QUERY, which wraps what it finds or finds documents only."""
        document, path = split(items, ",")
        is_wrapped = [each.word for each in path[-2:]] == ["WITH", "WRAPPER"]
        return f"{'wrapped' if is_wrapped else 'found_document'}({self.write(document)}, {self.write(path[:1])})"


def _is_bare_name(item: Item) -> bool:
    """Whether an item is a name without quotes: Oracle reads it in upper case, PostgreSQL in lower case."""
    return item.kind == "word" and str(item).islower() and item.word not in _WORDS


def _string(item: Token) -> str:
    """Return a string; the empty one is NULL."""
    text = item.text.lstrip("nN")
    if text[0] in "qQ":
        raise problems.cannot("strings in brackets")
    return "NULL" if text == "''" else text.replace("%", "%%")


def _length_of_interval(items: Items) -> int:
    at = find(items, "SECOND")
    return at + 2 if at + 1 < len(items) and isinstance(items[at + 1], Group) else at + 1


def _of_tables(items: Items) -> Items:
    """Cut the columns off of FOR UPDATE OF: tables are named here."""
    at = find(items, "OF")
    if at < 2 or [items[at - 2].word, items[at - 1].word] != ["FOR", "UPDATE"]:
        return items
    columns = split(items[at + 1 :], ",")
    end = [item for item in columns[-1] if item.word in ("NOWAIT", "SKIP", "LOCKED")]
    named: list[Item] = []
    for column in columns:
        named += [Token("operator", ",", 0), column[0]] if named else [column[0]]
    return [*items[: at + 1], *named, *end]


def _without_labels_in_set(items: Items) -> Items:
    """Cut the label of the table off of what MERGE sets."""
    kept: list[Item] = []
    is_set = False
    for place, item in enumerate(items):
        is_set = (is_set or item.word == "SET") and item.word != "WHEN"
        if is_set and kept[-1].word in ("SET", ",") and items[place + 1].word == ".":
            continue
        if is_set and item.word == "." and kept[-1].word in ("SET", ","):
            continue
        kept.append(item)
    return kept
