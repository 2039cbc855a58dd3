"""Oracle's SQL for H2 in Oracle mode: only what H2 spells otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

from tests.db.backends.oracle.linter.tree import Group, Items, find, split
from tests.db.backends.oracle.standin import problems
from tests.db.backends.oracle.standin.rewriting import Rewriter, literal

_DURATION = "INTERVAL DAY(9) TO SECOND(6)"
_UNITS = {
    "YYYY": "YEAR",
    "Q": "QUARTER",
    "MM": "MONTH",
    "IW": "ISO_WEEK",
    "DDD": "DAY",
    "DD": "DAY",
    "HH24": "HOUR",
    "MI": "MINUTE",
}
_DIGESTS = {"SHA1": "SHA-1", "SHA256": "SHA-256", "SHA384": "SHA-384", "SHA512": "SHA-512"}

#: Type of a value to its column type.
_TYPES = {
    bool: "NUMERIC(1)",
    int: "NUMERIC(38)",
    float: "DOUBLE PRECISION",
    datetime: "TIMESTAMP",
    date: "DATE",
    timedelta: _DURATION,
}


def _without_returning(items: Items) -> Items:
    at = find(items, "RETURNING")
    return items if at < 0 else items[:at]


class H2Rewriter(Rewriter):
    """H2 has most of Oracle's functions; dates, LOBs and digests have other names there."""

    functions: ClassVar[dict[str, str]] = {
        "BITAND": "bits",
        "CAST": "cast",
        "CHR": "chr",
        "DBMS_LOB.COMPARE": "compare",
        "DBMS_LOB.SUBSTR": "short",
        "EXTRACT": "extract",
        "JSON_ARRAY": "json_array",
        "JSON_OBJECT": "json_object",
        "NUMTODSINTERVAL": "duration",
        "STANDARD_HASH": "digest",
        "TO_BLOB": "blob",
        "TO_CLOB": "clob",
        "TO_NCLOB": "clob",
        "TO_NUMBER": "number",
        "TRUNC": "trunc",
    }
    lacking: ClassVar[frozenset[str]] = frozenset(
        "JSON_QUERY JSON_VALUE JSON_EXISTS JSON_SERIALIZE JSON_TABLE LNNVL FROM_TZ TO_DSINTERVAL".split()
    )
    phrases: ClassVar[dict[tuple[str, ...], str]] = {
        ("ON", "NULL", "AS", "IDENTITY"): "",
        ("DEFAULT", "ON", "NULL", "AS", "IDENTITY"): "DEFAULT AS IDENTITY DEFAULT ON NULL",
        ("DEFERRABLE", "INITIALLY", "DEFERRED"): "",
        ("CASCADE", "CONSTRAINTS"): "CASCADE",
        ("DBMS_RANDOM", ".", "VALUE"): "RAND()",
        ("NOWAIT",): "",
        ("SKIP", "LOCKED"): "",
    }

    def __init__(self, types: Mapping[str, type]) -> None:
        super().__init__()
        self.types = types

    def placeholder(self, name: str) -> str:
        """Numbered, so that a bind used twice is one; of the type of its value."""
        place = f"?{self.names.index(name) + 1}"
        wanted = _TYPES.get(self.types.get(name, str))
        return place if wanted is None else f"CAST({place} AS {wanted})"

    def returning(self, items: Items) -> str:
        """Write a statement inside of FINAL TABLE."""
        at, into = find(items, "RETURNING"), find(items, "INTO")
        into = at + find(items[at:], "INTO")
        table = "OLD" if items[0].word == "DELETE" else "FINAL"
        columns = ", ".join(self.write([part[-1]]) for part in split(items[at + 1 : into], ","))
        return f"SELECT {columns} FROM {table} TABLE ({self.write(items[:at])})"

    def write(self, items: Items) -> str:
        locked = find(items, "FOR")
        if 0 <= locked < len(items) - 2 and items[locked + 1].word == "UPDATE" and items[locked + 2].word == "OF":
            items = items[: locked + 2]
        if find(items, "CONNECT") >= 0:
            raise problems.cannot("CONNECT BY")
        return super().write(items)

    def _next(self, items: Items, place: int) -> tuple[str, int]:
        text, taken = super()._next(items, place)
        is_limit = place + 1 < len(items) and items[place].kind == "bind" and items[place + 1].word in ("ROWS", "ROW")
        if is_limit and text.startswith("CAST("):
            text = text[len("CAST(") :].split(" ")[0]
        return text, taken

    # --- functions ----------------------------------------------------------------------------------------------------

    def bits(self, items: Items) -> str:
        """Write BITAND, which H2 has for its own whole numbers only."""
        return f"BITAND({', '.join(f'CAST({each} AS BIGINT)' for each in self.arguments(items))})"

    def json_object(self, items: Items) -> str:
        """Write JSON_OBJECT."""
        return f"CAST(JSON_OBJECT({self.write(_without_returning(items))}) AS CLOB)"

    def json_array(self, items: Items) -> str:
        """Write JSON_ARRAY."""
        return f"CAST(JSON_ARRAY({self.write(_without_returning(items))}) AS CLOB)"

    def cast(self, items: Items) -> str:
        """Write CAST; of a moment in another zone what its clock shows."""
        at = find(items, "AS")
        inner = items[0]
        if isinstance(inner, Group) and inner.items and inner.items[0].word == "FROM_TZ":
            return self.clock(inner.items)
        return f"CAST({self.write(items[:at])} AS {self.write(items[at + 1 :])})"

    def clock(self, items: Items) -> str:
        """Write `FROM_TZ(moment, zone) AT TIME ZONE other` as a moment without zone."""
        moment = items[1]
        assert isinstance(moment, Group)
        arguments = split(moment.items, ",")
        if literal(arguments[1]) != "UTC":
            raise problems.cannot("FROM_TZ of another zone than UTC")
        zone = self.write(items[find(items, "ZONE") + 1 :])
        shown = f"CAST(CAST({self.write(arguments[0])} AS TIMESTAMP WITH TIME ZONE) AT TIME ZONE {zone} AS VARCHAR(40))"
        return f"CAST(REGEXP_REPLACE({shown}, '[+-][0-9:]+$', '') AS TIMESTAMP)"

    def chr(self, items: Items) -> str:
        """Write CHR, without the character set."""
        at = find(items, "USING")
        return f"CHR({self.write(items[:at] if at >= 0 else items)})"

    def compare(self, items: Items) -> str:
        """Write DBMS_LOB.COMPARE as the comparisons it makes."""
        left, right = (f"CAST({one} AS VARCHAR)" for one in self.arguments(items))
        return f"CASE WHEN {left} = {right} THEN 0 WHEN {left} < {right} THEN -1 WHEN {left} > {right} THEN 1 END"

    def short(self, items: Items) -> str:
        """Write DBMS_LOB.SUBSTR."""
        text, length, start = (
            [*self.arguments(items), "32767", "1"][:3]
            if len(split(items, ",")) == 1
            else ([*self.arguments(items), "1"][:3])
        )
        return f"CAST(SUBSTR({text}, {start}, {length}) AS VARCHAR)"

    def extract(self, items: Items) -> str:
        """Write EXTRACT; seconds have their fraction in Oracle."""
        value = self.write(items[2:])
        if items[0].word == "SECOND":
            return f"(EXTRACT(SECOND FROM {value}) + EXTRACT(NANOSECOND FROM {value}) / 1000000000.0)"
        return f"EXTRACT({items[0]} FROM {value})"

    def duration(self, items: Items) -> str:
        """Write NUMTODSINTERVAL; the difference of two dates is a duration already."""
        value, unit = split(items, ",")
        if literal(unit) == "DAY":
            return f"CAST({self.write(value)} AS {_DURATION})"
        return f"CAST(({self.write(value)}) * INTERVAL '1' {literal(unit)} AS {_DURATION})"

    def digest(self, items: Items) -> str:
        """Write STANDARD_HASH."""
        value, name = split(items, ",")
        return f"HASH('{_DIGESTS.get(literal(name), literal(name))}', STRINGTOUTF8({self.write(value)}))"

    def blob(self, items: Items) -> str:
        """Write TO_BLOB."""
        return f"CAST({self.write(items)} AS BLOB)"

    def clob(self, items: Items) -> str:
        """Write TO_CLOB."""
        return f"CAST({self.write(items)} AS CLOB)"

    def number(self, items: Items) -> str:
        """Write TO_NUMBER."""
        return f"CAST({self.write(items)} AS NUMBER)"

    def trunc(self, items: Items) -> str:
        """Write TRUNC; of a moment to a unit as DATE_TRUNC."""
        parts = split(items, ",")
        unit = _UNITS.get(literal(parts[1])) if len(parts) == 2 else None
        if unit is None:
            return f"TRUNC({', '.join(self.arguments(items))})"
        return f"DATE_TRUNC({unit}, {self.write(parts[0])})"
