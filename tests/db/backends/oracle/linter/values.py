"""Rules of what has a value and of what is true or false: neither may stand in the other's place."""

from __future__ import annotations

from collections.abc import Mapping

from tests.db.backends.oracle.linter import large
from tests.db.backends.oracle.linter.report import Findings
from tests.db.backends.oracle.linter.tree import Group, Item, Items, find, split, text
from tests.db.backends.oracle.linter.vocabulary import EXTRACTS, FUNCTIONS, NOT_FUNCTIONS, PREDICATES, TYPES

MOST_ITEMS = 1000
COMPARISONS = ("=", "<>", "!=", "^=", "<", ">", "<=", ">=")
CONDITION_WORDS = ("IS", "IN", "LIKE", "LIKEC", "LIKE2", "LIKE4", "BETWEEN", "EXISTS", "AND", "OR", "NOT")
PATTERNS = ("LIKE", "LIKEC", "LIKE2", "LIKE4")
#: Functions whose brackets hold a grammar of their own.
OWN_GRAMMAR = frozenset({"JSON_TABLE", "JSON_OBJECT", "JSON_ARRAY", "JSON_OBJECTAGG", "JSON_ARRAYAGG", "XMLELEMENT"})
JSON_PATHS = frozenset({"JSON_VALUE", "JSON_QUERY", "JSON_EXISTS"})
FRAMES = ("ROWS", "RANGE", "GROUPS")


class Values:
    """Checks expressions of one statement. `Queries` brings the rules of subqueries."""

    findings: Findings

    def check_query(self, items: Items, role: str, scope: Mapping[str, frozenset[str]]) -> None:
        """Check a nested query."""
        raise NotImplementedError

    # --- conditions ---------------------------------------------------------------------------------------------------

    def check_condition(self, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        """Check what stands where a condition must."""
        for part in _conjuncts(items):
            while part and part[0].word == "NOT":
                part = part[1:]
            self._check_predicate(part, scope)

    def _check_predicate(self, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        first = items[0] if items else None
        if isinstance(first, Group) and len(items) == 1 and not first.is_case and not first.is_query:
            if find(first.items, ",") < 0:
                self.check_condition(first.items, scope)
                return
        if first is not None and first.word == "EXISTS" and len(items) == 2 and isinstance(items[1], Group):
            self.check_query(items[1].items, "exists", scope)
            return
        if first is not None and first.word in PREDICATES and len(items) == 2:
            self.check_value(items, scope, is_predicate=True)
            return
        at = find(items, *COMPARISONS, "IS", "IN", "BETWEEN", *PATTERNS)
        if at < 0:
            self.findings.add("value-as-condition", f"{text(items)} is a value, not a condition (ORA-00920)", first)
            return
        self._check_comparison(items, at, scope)

    def _check_comparison(self, items: Items, at: int, scope: Mapping[str, frozenset[str]]) -> None:
        word = items[at].word
        left = list(items[:at])
        if left and left[-1].word == "NOT":
            left.pop()
        right = items[at + 1 :]
        self.check_value(left, scope)
        if word == "IS":
            self._check_is(right)
        elif word == "IN":
            self._check_members(left, right, scope)
        else:
            self._check_sides(word, left, right, scope)

    def _check_is(self, right: Items) -> None:
        said = [item.word for item in right if item.word != "NOT"]
        if said[:1] not in (["NULL"], ["JSON"], ["NAN"], ["INFINITE"], ["EMPTY"], ["OF"]):
            self.findings.add("is", f"IS {text(right)}: only NULL, JSON, NAN and INFINITE may follow (ORA-00908)")

    def _check_sides(self, word: str, left: Items, right: Items, scope: Mapping[str, frozenset[str]]) -> None:
        cut = {"BETWEEN": ("AND",)}.get(word, ("ESCAPE",) if word in PATTERNS else ())
        sides = split(right, *cut) if cut else [list(right)]
        for side in sides:
            if side and side[0].word in ("ANY", "ALL", "SOME"):
                side = side[1:]
            self.check_value(side, scope)
        for side in (left, *sides[:1]):
            self._check_empty(side)
            if word not in PATTERNS:
                self._check_large(side, word, scope)

    def _check_members(self, left: Items, right: Items, scope: Mapping[str, frozenset[str]]) -> None:
        self._check_large(left, "IN", scope)
        members = right[0] if right else None
        if not isinstance(members, Group) or len(right) != 1:
            self.findings.add("in-list", f"IN {text(right)[:40]}: brackets are missing (ORA-00906)", members)
            return
        if members.is_query:
            self.check_query(members.items, "in", scope)
            return
        parts = split(members.items, ",")
        if len(parts) > MOST_ITEMS:
            self.findings.add("in-list", f"IN with {len(parts)} items, {MOST_ITEMS} are allowed (ORA-01795)", members)
        if not members.items:
            self.findings.add("in-list", "IN with no items (ORA-00936)", members)
        for part in parts[: MOST_ITEMS + 1]:
            self.check_value(part, scope)
            self._check_empty(part)

    def _check_empty(self, side: Items) -> None:
        """An empty string is NULL: comparing with it is never true."""
        if len(side) != 1:
            return
        (item,) = side
        binds = self.findings.binds
        if item.kind == "string" and getattr(item, "value", "x") == "":
            self.findings.add("empty-string", "a comparison with '' is never true: use IS NULL", item)
        elif item.kind == "bind" and isinstance(binds, Mapping) and binds.get(str(item)[1:], "x") == "":
            self.findings.add("empty-string", f"{item} is '', and a comparison with it is never true", item)

    def _check_large(self, side: Items, word: str, scope: Mapping[str, frozenset[str]]) -> None:
        if large.is_large(side, scope):
            self.findings.add("large-compared", f"{text(side)} is a LOB: it cannot stand beside {word} (ORA-00932)")

    # --- values -------------------------------------------------------------------------------------------------------

    def check_value(self, items: Items, scope: Mapping[str, frozenset[str]], *, is_predicate: bool = False) -> None:
        """Check what stands where a value must."""
        if not items:
            self.findings.add("missing", "an expression is missing (ORA-00936)")
        for number, item in enumerate(items):
            if item.word in COMPARISONS or (item.word in CONDITION_WORDS and not _is_between_of_frame(items, number)):
                self.findings.add("condition-as-value", f"{text(items)} is a condition, not a value (ORA-00923)", item)
            elif item.word in PREDICATES and not is_predicate:
                self.findings.add("condition-as-value", f"{item} is a condition, not a value (ORA-00904)", item)
            elif isinstance(item, Group):
                self._check_group(items, number, item, scope)

    def _check_group(self, items: Items, number: int, group: Group, scope: Mapping[str, frozenset[str]]) -> None:
        before = items[number - 1] if number else None
        if group.is_case:
            self.check_case(group.items, scope)
        elif group.is_query:
            self.check_query(group.items, "scalar", scope)
        elif before is not None and before.word == "OVER":
            self._check_window(group.items, scope)
        elif before is not None and before.word == "GROUP":  # WITHIN GROUP
            self._check_orders(group.items, scope)
        elif before is not None and before.kind in ("word", "name") and before.word not in NOT_FUNCTIONS:
            self._check_call(items, number, group, scope)
        else:
            for part in split(group.items, ","):
                self.check_value(part, scope)

    def check_case(self, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        """Check the inside of CASE ... END."""
        is_searched = items[:1] and items[0].word == "WHEN"
        current: list[Item] = []
        word = "" if is_searched else "CASE"
        for item in [*items, None]:
            if item is not None and item.word not in ("WHEN", "THEN", "ELSE"):
                current.append(item)
                continue
            if word == "WHEN" and is_searched:
                self.check_condition(current, scope)
            elif word:
                self.check_value(current, scope)
            word, current = (item.word, []) if item is not None else ("", [])

    def _check_window(self, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        frame = find(items, *FRAMES)
        items = items[:frame] if frame >= 0 else items
        order = find(items, "ORDER")
        partition = items[:order] if order >= 0 else items
        if partition:
            for part in split(partition[2:], ","):
                self.check_value(part, scope)
        if order >= 0:
            self._check_orders(items[order:], scope)

    def _check_orders(self, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        """Check `ORDER BY ...` in brackets of a function."""
        for part in split(items[2:], ","):
            self.check_value(without_direction(part), scope)

    # --- calls --------------------------------------------------------------------------------------------------------

    def _check_call(self, items: Items, number: int, group: Group, scope: Mapping[str, frozenset[str]]) -> None:
        name = items[number - 1].word
        is_dotted = number > 1 and items[number - 2].word == "."
        if items[number - 1].kind == "word" and not is_dotted and name not in FUNCTIONS:
            self.findings.add("function", f"{name}: Oracle has no such function (ORA-00904)", items[number - 1])
        if name == "CAST":
            self._check_cast(group.items, scope)
        elif name == "EXTRACT":
            self._check_extract(group.items, scope)
        elif name == "LOG" and len(split(group.items, ",")) != 2:
            self.findings.add("function", "LOG takes a base and a number (ORA-00909)", group)
        elif name == "CONCAT" and len(split(group.items, ",")) != 2:
            self.findings.add("function", "CONCAT takes two texts before version 23 (ORA-00909)", group)
        elif name in JSON_PATHS:
            self._check_json(name, group, scope)
        elif name not in OWN_GRAMMAR:
            self._check_arguments(name, group.items, scope)

    def _check_arguments(self, name: str, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        if not items or (len(items) == 1 and items[0].word == "*"):
            return
        is_distinct = items[0].word == "DISTINCT"
        words = {"TRIM": ("FROM", "BOTH", "LEADING", "TRAILING"), "TRANSLATE": ("USING",)}.get(name, ())
        order = find(items, "ORDER")
        if order >= 0:
            self.findings.add("aggregate-order", f"{name} is ordered by WITHIN GROUP (ORA-00907)", items[order])
            items = items[:order]
        for part in split(items[1:] if is_distinct else items, ",", *words):
            if part or not words:
                self.check_value(part, scope)
            if (is_distinct or name in ("MIN", "MAX", "SUM", "AVG")) and large.is_large(part, scope):
                self.findings.add("large-grouped", f"{name} of the LOB {text(part)} (ORA-00932)")

    def _check_cast(self, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        at = find(items, "AS")
        self.check_value(items[:at], scope)
        if at < 0 or items[at + 1].word not in TYPES:
            self.findings.add("type", f"CAST to {text(items[at + 1 :])}: no such type (ORA-00902)")

    def _check_extract(self, items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        if items[0].word not in EXTRACTS:
            self.findings.add("function", f"EXTRACT knows no {items[0]} (ORA-00907)", items[0])
        self.check_value(items[2:], scope)

    def _check_json(self, name: str, group: Group, scope: Mapping[str, frozenset[str]]) -> None:
        parts = split(group.items, ",")
        self.check_value(split(parts[0], "FORMAT")[0], scope)
        path = parts[1][0] if len(parts) > 1 and parts[1] else None
        if path is None or path.kind != "string" or (len(parts[1]) > 1 and parts[1][1].word == "||"):
            self.findings.add("json-path", f"{name}: the path must be one literal (ORA-40454)", group)


def _is_between_of_frame(items: Items, number: int) -> bool:
    return items[number].word in ("BETWEEN", "AND") and any(item.word in FRAMES for item in items[:number])


def without_direction(items: Items) -> Items:
    """Return an item of ORDER BY without ASC, DESC and NULLS FIRST or LAST."""
    at = find(items, "ASC", "DESC", "NULLS", "SIBLINGS")
    return items if at < 0 else items[:at]


def _conjuncts(items: Items) -> list[list[Item]]:
    """Cut a condition at AND and OR; the AND of BETWEEN stays inside."""
    parts: list[list[Item]] = [[]]
    between = False
    for item in items:
        if item.word == "BETWEEN":
            between = True
        if item.word in ("AND", "OR") and not (between and item.word == "AND"):
            parts.append([])
            continue
        if item.word == "AND":
            between = False
        parts[-1].append(item)
    return parts
