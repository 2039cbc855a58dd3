"""Rules of queries: FROM, labels, order, limits, set operators, grouping, locks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from tests.db.backends.oracle.linter import large
from tests.db.backends.oracle.linter.report import Findings
from tests.db.backends.oracle.linter.tree import Group, Item, Items, arms, clauses, find, groups, split, text
from tests.db.backends.oracle.linter.values import Values, without_direction

JOINS = ("JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "OUTER", ",")
AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX", "STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP", "LISTAGG")
#: Roles of a query whose rows have no order.
UNORDERED = ("in", "exists", "scalar", "part")


class Queries(Values):
    """Checks one statement's queries."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._names: dict[int, list[str]] = {}

    def check_query(self, items: Items, role: str, scope: Mapping[str, frozenset[str]]) -> None:
        """Check a query: one SELECT, several combined, or one in brackets.

        Args:
            items: the query without the brackets around it.
            role: where it stands: top, inline, in, exists, scalar, part.
            scope: labels of the queries around it, to their LOB columns.
        """
        if items[0].word == "WITH":
            items = self._check_with(items, scope)
        parts = arms(items)
        if len(parts) == 1:
            self._check_part(items, role, scope)
            return
        for number, (operator, part) in enumerate(parts):
            is_last = number + 1 == len(parts)
            if not part:
                self.findings.add("missing", f"nothing stands beside {operator} (ORA-00928)")
                continue
            self._check_arm(part, operator or parts[1][0], role, scope, is_last=is_last)

    def _check_with(self, items: Items, scope: Mapping[str, frozenset[str]]) -> Items:
        for number, item in enumerate(items):
            if item.word in ("SELECT",) or (isinstance(item, Group) and items[number - 1].word not in ("AS",)):
                return items[number:]
            if isinstance(item, Group):
                self.check_query(item.items, "inline", scope)
        return items

    def _check_arm(
        self, part: Items, operator: str, role: str, scope: Mapping[str, frozenset[str]], *, is_last: bool
    ) -> None:
        bracketed = isinstance(part[0], Group)
        inside = part[0].items if isinstance(part[0], Group) else part
        found = clauses(part)
        if not is_last and not bracketed and ("ORDER" in found or "FETCH" in found or "OFFSET" in found):
            self.findings.add("ordered-part", f"ORDER BY or FETCH before {operator} (ORA-00933)", part[0])
        if bracketed:
            self._check_orders_of("inline" if not is_last else role, found)
        self.check_query(inside, "inline" if bracketed else "part-last" if is_last else "part", scope)
        if operator != "UNION ALL":
            self._check_large_outputs(clauses(inside).get("SELECT", []), inside, operator, scope)

    def _check_part(self, items: Items, role: str, scope: Mapping[str, frozenset[str]]) -> None:
        first = items[0]
        if isinstance(first, Group):
            self.check_query(first.items, role, scope)
            return
        found = clauses(items)
        self._check_source(found, items)
        inner = {**scope, **self._check_from(found.get("FROM", []), scope)}
        self._check_outputs(found, inner, role)
        if "WHERE" in found:
            self.check_condition(found["WHERE"], inner)
        if "HAVING" in found:
            self.check_condition(found["HAVING"], inner)
        self._check_grouping(found, inner)
        self._check_ordering(found, inner, role)
        self._check_limit(found, items)
        self._check_lock(found, items, inner)

    def _check_source(self, found: dict[str, list[Item]], items: Items) -> None:
        if not found.get("FROM") and self.findings.version < (23,):
            self.findings.add("from", f"{text(items)[:60]}: SELECT without FROM (ORA-00923)", items[0])

    # --- FROM ---------------------------------------------------------------------------------------------------------

    def _check_from(self, items: Items, scope: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        labels: dict[str, frozenset[str]] = {}
        conditions: list[Items] = []
        for source in split(items, *JOINS):
            on = find(source, "ON")
            if on >= 0:
                conditions.append(source[on + 1 :])
                source = source[:on]
            if source:
                self._check_table(source, labels, scope)
        for condition in conditions:
            self.check_condition(condition, {**scope, **labels})
        return labels

    def _check_table(
        self, source: Items, labels: dict[str, frozenset[str]], scope: Mapping[str, frozenset[str]]
    ) -> None:
        first, last = source[0], source[-1]
        if find(source, "AS") >= 0:
            self.findings.add("table-as", f"{text(source)[:60]}: no AS before the label of a table (ORA-00933)", first)
        if first.word == "LATERAL":
            source = source[1:]
            first = source[0]
        columns: frozenset[str] = frozenset()
        if isinstance(first, Group):
            columns = self._inline(first, {**scope, **labels})
        elif first.word not in ("JSON_TABLE", "TABLE"):
            columns = self.findings.large.get(_table(source), frozenset())
        if last.name:
            labels[last.name] = columns

    def _inline(self, group: Group, scope: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """Check a derived table and return which of its columns are LOBs."""
        if not group.is_query:
            return frozenset()
        self.check_query(group.items, "inline", scope)
        items = group.items
        while isinstance(items[0], Group):
            items = items[0].items
        first = arms(items)[0][1]
        found = clauses(first)
        quiet = Queries(Findings("", self.findings.version, self.findings.large))
        inner = {**scope, **quiet._check_from(found.get("FROM", []), scope)}
        outputs = split(found.get("SELECT", []), ",")
        return frozenset(output_name(part) for part in outputs if large.is_large(expression_of(part), inner))

    # --- outputs ------------------------------------------------------------------------------------------------------

    def _check_outputs(self, found: dict[str, list[Item]], scope: Mapping[str, frozenset[str]], role: str) -> None:
        items = found.get("SELECT", [])
        distinct = bool(items) and items[0].word in ("DISTINCT", "UNIQUE")
        if distinct:
            items = items[1:]
            self._check_large_outputs(items, None, "DISTINCT", scope)
        outputs = split(items, ",")
        for output in outputs:
            self._check_output(output, len(outputs), scope, role)
        names = Counter(name for output in outputs if (name := output_name(output)))
        twice = [name for name, number in names.items() if number > 1]
        if twice and (role == "inline" or "FETCH" in found or "OFFSET" in found):
            self.findings.add("same-names", f"several columns are named {', '.join(twice)} (ORA-00918)", items[0])

    def _check_output(self, output: Items, how_many: int, scope: Mapping[str, frozenset[str]], role: str) -> None:
        if output and output[-1].word == "*" and (len(output) == 1 or output[-2].word == "."):
            if len(output) == 1 and how_many > 1:
                self.findings.add("star", "* stands beside other columns (ORA-00936)", output[0])
            return
        if role == "exists" and len(output) == 1:
            return
        self.check_value(expression_of(output), scope)

    def _check_large_outputs(
        self, outputs: Items, query: Items | None, what: str, scope: Mapping[str, frozenset[str]]
    ) -> None:
        if query is not None:
            found = clauses(query)
            quiet = Queries(Findings("", self.findings.version, self.findings.large))
            scope = {**scope, **quiet._check_from(found.get("FROM", []), scope)}
        for output in split(outputs, ","):
            if large.is_large(expression_of(output), scope):
                self.findings.add("large-distinct", f"{what} with the LOB {text(output)} (ORA-00932)")

    # --- GROUP BY, ORDER BY -------------------------------------------------------------------------------------------

    def _check_grouping(self, found: dict[str, list[Item]], scope: Mapping[str, frozenset[str]]) -> None:
        grouped = split(found["GROUP"], ",") if "GROUP" in found else []
        for part in grouped:
            self.check_value(part, scope)
            if large.is_large(part, scope):
                self.findings.add("large-grouped", f"GROUP BY the LOB {text(part)} (ORA-00932)")
            if any(group.is_query for group in groups(part)):
                self.findings.add("group-subquery", f"GROUP BY {text(part)[:60]}: a subquery (ORA-22818)")
        self._check_same_binds(grouped, found)

    def _check_same_binds(self, grouped: list[list[Item]], found: dict[str, list[Item]]) -> None:
        """An output is known as grouped by its text: the same value in another bind makes it another expression."""
        texts = {text(part) for part in grouped}
        shapes = {without_binds(one) for one in texts if ":" in one}
        for output in split(found.get("SELECT", []), ","):
            written = text(expression_of(output))
            if ":" in written and written not in texts and without_binds(written) in shapes:
                self.findings.add("group-binds", f"{written[:60]} is grouped by, but with other binds (ORA-00979)")

    def _check_ordering(self, found: dict[str, list[Item]], scope: Mapping[str, frozenset[str]], role: str) -> None:
        self._check_orders_of(role, found)
        if role == "part-last":  # positions and names of the whole
            return
        for part in split(found.get("ORDER", []), ",") if found.get("ORDER") else []:
            value = without_direction(part)
            self.check_value(value, scope)
            if large.is_large(value, scope):
                self.findings.add("large-ordered", f"ORDER BY the LOB {text(value)} (ORA-00932)")

    def _check_orders_of(self, role: str, found: dict[str, list[Item]]) -> None:
        if role in UNORDERED and "ORDER" in found and "FETCH" not in found and "OFFSET" not in found:
            self.findings.add("ordered-subquery", f"ORDER BY in a subquery of {role.upper()} (ORA-00907)")

    # --- limits and locks ---------------------------------------------------------------------------------------------

    def _check_limit(self, found: dict[str, list[Item]], items: Items) -> None:
        if "LIMIT" in found:
            self.findings.add("limit", "LIMIT: FETCH FIRST n ROWS ONLY is Oracle's word (ORA-00933)", items[0])
        offset, fetch = found.get("OFFSET"), found.get("FETCH")
        if offset is not None and [item.word for item in offset[1:]] not in (["ROWS"], ["ROW"]):
            self.findings.add("limit", f"OFFSET {text(offset)}: ROWS must follow (ORA-00905)", items[0])
        if fetch is not None:
            words = [item.word for item in fetch]
            if words[:1] not in (["FIRST"], ["NEXT"]) or words[2:] not in (["ROWS", "ONLY"], ["ROWS", "WITH", "TIES"]):
                self.findings.add("limit", f"FETCH {text(fetch)}: FETCH FIRST n ROWS ONLY (ORA-00905)", items[0])
        order = [word for word in found if word in ("ORDER", "OFFSET", "FETCH", "FOR")]
        if order != [word for word in ("ORDER", "OFFSET", "FETCH", "FOR") if word in found]:
            self.findings.add("limit", "ORDER BY, OFFSET, FETCH and FOR UPDATE come in this order", items[0])

    def _check_lock(self, found: dict[str, list[Item]], items: Items, scope: Mapping[str, frozenset[str]]) -> None:
        if "FOR" not in found:
            return
        outputs = found.get("SELECT", [])
        hindering = [word for word in ("GROUP", "FETCH", "OFFSET") if word in found]
        if outputs and outputs[0].word == "DISTINCT":
            hindering.append("DISTINCT")
        if any(item.word in AGGREGATES for item in outputs):
            hindering.append("an aggregate")
        if hindering:
            self.findings.add("lock", f"FOR UPDATE with {', '.join(hindering)} (ORA-02014)", items[0])
        of = found["FOR"]
        if of and of[0].word == "OF":
            for part in split(of[1 : _end_of_names(of)], ","):
                if len(part) == 1 and part[0].name in scope:
                    self.findings.add("lock", f"FOR UPDATE OF {text(part)}: a column must be named (ORA-00904)")


def _end_of_names(items: Items) -> int:
    at = find(items, "NOWAIT", "WAIT", "SKIP")
    return at if at >= 0 else len(items)


def _table(source: Items) -> str:
    """Return the name of a table, of `schema . table label` for one."""
    at = 2 if len(source) > 2 and source[1].word == "." else 0
    return source[at].name


def expression_of(output: Items) -> Items:
    """Return an output without its name."""
    if len(output) > 2 and output[-2].word == "AS":
        return output[:-2]
    if len(output) > 1 and output[-1].kind == "name" and output[-2].word != ".":
        return output[:-1]
    return output


def output_name(output: Items) -> str:
    """Return the name an output has in the result; empty where it is an expression without one."""
    if len(output) > 1 and (output[-2].word in ("AS", ".") or output[-1].kind == "name"):
        return output[-1].name
    return output[0].name if len(output) == 1 and output[0].kind == "name" else ""


def without_binds(written: str) -> str:
    """Return an expression with all its binds alike."""
    return re.sub(r":\w+", ":", written)
