"""Conditions: comparisons, text matches, membership and logic as SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.backends.base.collector import Collector
from django.db.query import expressions as nodes
from django.db.query.expressions import Any_, Literal, Param, Row

WILDCARDS = {
    "iexact": ("", ""),
    "contains": ("%", "%"),
    "icontains": ("%", "%"),
    "startswith": ("", "%"),
    "istartswith": ("", "%"),
    "endswith": ("%", ""),
    "iendswith": ("%", ""),
}

# A compound condition needs brackets wherever it is an operand.
COMPOUND = (nodes.All, nodes.Any_, nodes.OddOf)


class Pattern:
    """A codec that makes a LIKE pattern of a value which another codec has prepared. Equal patterns are equal."""

    def __init__(self, codec: Any, lookup: str) -> None:
        self.codec = codec
        self.lookup = lookup

    def binder(self, connection: Any) -> Callable[[Any, Any], str]:
        """Return the function that escapes a value and puts the wildcards of the lookup around it."""
        before, after = WILDCARDS[self.lookup]
        escape = connection.ops.prep_for_like_query
        inner = None if self.codec is None else self.codec.binder(connection)
        if inner is None:
            return lambda value, connection: f"{before}{escape(value)}{after}"
        return lambda value, connection: f"{before}{escape(inner(value, connection))}{after}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and (self.codec, self.lookup) == (other.codec, other.lookup)

    def __hash__(self) -> int:
        return hash((self.codec, self.lookup))


class Conditions(Collector):
    """Visitors of everything that is true, false or unknown."""

    true_condition: ClassVar[str] = "1 = 1"
    #: What has a meaning of its own in LIKE, and how it is written to have none, as literals.
    pattern_escapes: ClassVar[tuple[tuple[str, str], ...]] = (
        (r"'\'", r"'\\'"),
        ("'%%'", r"'\%%'"),
        ("'_'", r"'\_'"),
    )
    false_condition: ClassVar[str] = "0 = 1"

    def visit_everything(self, node: nodes.Everything) -> str:
        return self.true_condition

    def visit_nothing(self, node: nodes.Nothing) -> str:
        return self.false_condition

    def visit_all(self, node: nodes.All) -> str:
        return self.chain([self.operand(item) for item in node.items], " AND ") or self.true_condition

    def visit_any(self, node: nodes.Any_) -> str:
        return self.chain([self.operand(item) for item in node.items], " OR ") or self.false_condition

    def operand(self, node: Any) -> str:
        """Return a condition as part of a larger one."""
        text = self.visit(node)
        return f"({text})" if isinstance(node, COMPOUND) else text

    def visit_odd_of(self, node: nodes.OddOf) -> str:
        if self.features.supports_logical_xor:
            return self.chain([self.operand(item) for item in node.items], " XOR ") or self.false_condition
        ones = [f"CASE WHEN {self.visit(item)} THEN 1 ELSE 0 END" for item in node.items]
        return self.parity(" + ".join(ones)) if ones else self.false_condition

    def parity(self, total: str) -> str:
        """Return the condition that the sum `total` is odd."""
        return f"MOD({total}, 2) = 1"

    def visit_not(self, node: nodes.Not) -> str:
        return f"NOT ({self.visit(node.item)})"

    def visit_compare(self, node: nodes.Compare) -> str:
        left = self.side(node.left, node.right)
        return f"{left} {node.operator} {self.side(node.right, node.left)}"

    visit_compare_beyond = visit_compare

    def side(self, node: Any, other: Any) -> str:
        """Return one side of a comparison with `other`; an engine may type a value by what it is held against."""
        return self.visit(node)

    def visit_between(self, node: nodes.Between) -> str:
        left = self.visit(node.left)
        low = self.side(node.low, node.left)
        return f"{left} BETWEEN {low} AND {self.side(node.high, node.left)}"

    def visit_is_null(self, node: nodes.IsNull) -> str:
        return f"{self.visit(node.expression)} IS {'NOT ' if node.negated else ''}NULL"

    def visit_members(self, node: nodes.Members) -> str:
        right = node.right
        if isinstance(right, tuple):
            return self.members_of_tuple(node.left, right) if right else self.false_condition
        left = self.visit(node.left)
        if isinstance(right, Param):
            return f"{left} IN ({self.side(right, node.left)})"
        # Text of the caller's own stands in brackets already.
        rows = self.visit(right) if isinstance(right, nodes.Raw) else self.subquery(right)
        is_cut = getattr(right, "limit", None) is not None or getattr(right, "offset", None) is not None
        if is_cut and not self.features.allow_sliced_subqueries_with_in:
            # Such an engine cuts the rows of a table that is made by the way, if not those of the list itself.
            rows = f"(SELECT * FROM {rows} {self.quote_name('cut')})"
        return f"{left} IN {rows}"

    def members_of_tuple(self, left: Any, items: tuple[Any, ...]) -> str:
        """Return `left IN (items)`; rows are compared one by one where the engine has no row lists."""
        if isinstance(left, Row) and not self.features.supports_tuple_lookups:
            pairs = [nodes.All(tuple(map(_equal, left.items, item.items))) for item in items]
            return f"({self.visit(Any_(tuple(pairs)))})"
        text = self.visit(left)
        return f"{text} IN ({', '.join([self.side(item, left) for item in items])})"

    def subquery(self, statement: Any) -> str:
        """Return a nested statement in brackets."""
        return f"({self.visit(statement)})"

    def visit_exists(self, node: nodes.Exists) -> str:
        return f"EXISTS{self.subquery(node.select)}"

    def visit_truth(self, node: nodes.Truth) -> str:
        return self.visit(node.expression)

    def visit_condition(self, node: nodes.Condition) -> str:
        text = self.visit(node.condition)
        if not self.features.supports_boolean_expr_in_select_clause:
            return f"CASE WHEN {text} THEN 1 ELSE 0 END"
        return text if isinstance(node.condition, nodes.Exists) else f"({text})"

    # --- text -------------------------------------------------------------------------------------------------------

    def visit_match(self, node: nodes.Match) -> str:
        left = self.matched(node)
        if node.lookup in ("regex", "iregex"):
            return self.regex(left, self.visit(node.right), node.lookup == "iregex")
        return self.like(left, self.pattern(node.right, node.lookup), node.lookup)

    def matched(self, node: nodes.Match) -> str:
        """Return the left side of a match; an engine may have to make it text first."""
        return self.visit(node.left)

    def like(self, left: str, right: str, lookup: str) -> str:
        """Return the LIKE condition; `right` is the pattern with its wildcards."""
        if lookup.startswith("i") and not self.features.has_case_insensitive_like:
            left, right = f"UPPER({left})", f"UPPER({right})"
        return f"{left} LIKE {right} ESCAPE '\\'"

    def regex(self, left: str, right: str, ignores_case: bool) -> str:
        """Return the condition that text matches a regular expression."""
        self.unsupported(f"{self.connection.vendor} has no regular expressions.")

    def pattern(self, node: Any, lookup: str) -> str:
        """Return the pattern of a match: a value escaped when it is bound, or any other expression escaped in SQL."""
        if isinstance(node, Param | Literal):
            return self.visit(node.but(codec=Pattern(node.codec, lookup), kind="TextField"))
        before, after = WILDCARDS[lookup]
        text = self.visit(node)
        for character, escaped in self.pattern_escapes:
            text = f"REPLACE({text}, {character}, {escaped})"
        return " || ".join(part for part in (before and "'%%'", text, after and "'%%'") if part)


def _equal(left: Any, right: Any) -> nodes.Compare:
    return nodes.Compare("=", left, right)
