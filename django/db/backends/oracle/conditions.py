"""Conditions in Oracle's SQL: truth values are numbers, long texts large objects, the empty text is NULL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.compiler import SQLCompiler as BaseCompiler
from django.db.backends.oracle.binds import MOST_ITEMS, USUAL, Part, Reading
from django.db.backends.oracle.datatypes import LARGE_KINDS, SHORT_TEXT, TEXT_KINDS
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.db.query.statements import Compound, Select

_VALUES = (nodes.Param, nodes.Literal)

#: Functions that are conditions already.
_CONDITIONS = frozenset({"json_has_key", "json_contains", "json_contained_by"})


#: Functions of texts that give a large object if they are given one.
_GIVE_LARGE = frozenset(
    "coalesce concat greatest least left lower lpad ltrim repeat replace right rpad rtrim substr trim upper".split()
)


def is_large(node: Any) -> bool:
    """Tell whether a value is a large object: a column of such a kind, or what is made of one."""
    if isinstance(node, nodes.Column):
        return node.kind in LARGE_KINDS
    if isinstance(node, nodes.Call):
        return node.name in _GIVE_LARGE and any(map(is_large, node.args))
    if isinstance(node, nodes.Case):
        return node.kind in LARGE_KINDS or any(is_large(value) for _, value in node.whens) or is_large(node.default)
    if isinstance(node, nodes.Scalar):
        select: Any = node.select
        return isinstance(select, Select) and is_large(select.columns[0].expression)
    return False


def is_text(node: Any) -> bool:
    """Tell whether a value is a text."""
    return getattr(node, "kind", "") in TEXT_KINDS


class ShortText:
    """What a large text is cast to where it must be compared, sorted or grouped."""

    def cast_db_type(self, connection: Any) -> str:
        """Return the type."""
        return SHORT_TEXT


SHORT = ShortText()


class Conditions(BaseCompiler):
    """Visitors of conditions."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        #: What about the values the text is for.
        self.reading: Reading = USUAL
        #: Whether what is being written is denied: what is unknown must then be decided.
        self.denied = False
        #: Whether rows of the SELECT being written are compared with each other.
        self.compares_outputs = False
        #: Values which may be the empty text, and lists which may be long: another text may be needed then.
        self.texts: list[int] = []
        self.lists: list[tuple[int, int]] = []

    # --- truth ------------------------------------------------------------------------------------------------------

    def visit_truth(self, node: nodes.Truth) -> str:
        inner = node.expression
        text = self.visit(inner)
        if isinstance(inner, nodes.Raw) or (isinstance(inner, nodes.Call) and inner.name in _CONDITIONS):
            return text
        if isinstance(inner, nodes.Opaque) and self.ops.conditional_expression_supported_in_where_clause(
            inner.expression
        ):
            return text
        return f"{text} = 1"

    def visit_not(self, node: nodes.Not) -> str:
        self.denied = not self.denied
        try:
            return super().visit_not(node)
        finally:
            self.denied = not self.denied

    # --- comparisons --------------------------------------------------------------------------------------------------

    def visit_compare(self, node: nodes.Compare) -> str:
        left, right = node.left, node.right
        if isinstance(left, nodes.Row) and isinstance(right, nodes.Row) and node.operator == "=":
            pairs = tuple(nodes.Compare("=", *pair) for pair in zip(left.items, right.items, strict=True))
            return f"({self.visit(nodes.All(pairs))})"
        if is_text(left) or is_text(right):
            if self.may_be_empty(right):
                return self.emptiness(left, node.operator)
            if self.may_be_empty(left):
                return self.emptiness(right, node.operator)
        if is_large(left) or is_large(right):
            return self.decided(left, self.compare_large(node))
        if isinstance(left, nodes.Column) and isinstance(right, nodes.Column):
            node = of_one_type(node)
        return self.decided(left, super().visit_compare(node))

    def may_be_empty(self, node: Any) -> bool:
        """Tell whether a value compared with text is the empty text; note that it may be, for later values."""
        if isinstance(node, nodes.Literal):
            return isinstance(node.value, str) and not node.value
        if not isinstance(node, nodes.Param) or node.item is not None:
            return False
        self.texts.append(node.index)
        return node.index in self.reading.empty

    def emptiness(self, node: Any, operator: str) -> str:
        """Return the comparison of a text with the empty one."""
        text = self.visit(node)
        if operator in ("=", "<="):
            return f"{text} IS NULL"
        if operator in ("<>", ">"):
            return f"{text} IS NOT NULL"
        return self.true_condition if operator == ">=" else self.false_condition

    def decided(self, left: Any, text: str) -> str:
        """Return a condition on a column of texts; where it is denied, a row with the empty text must not be lost."""
        if self.denied and isinstance(left, nodes.Column) and is_text(left):
            return f"({text} AND {self.visit(left)} IS NOT NULL)"
        return text

    def compare_large(self, node: nodes.Compare) -> str:
        """Return a comparison that has a large object on one side: there is a function for that."""
        left = self.large_text(node.left)
        return f"DBMS_LOB.COMPARE({left}, {self.large_text(node.right)}) {node.operator} 0"

    def large_text(self, node: Any) -> str:
        """Return a text as a large object."""
        return self.visit(node) if is_large(node) else f"TO_NCLOB({self.visit(node)})"

    def visit_between(self, node: nodes.Between) -> str:
        if is_large(node.left):
            low = nodes.Compare(">=", node.left, node.low)
            return f"({self.visit(low)} AND {self.visit(nodes.Compare('<=', node.left, node.high))})"
        return self.decided(node.left, super().visit_between(node))

    # --- membership ---------------------------------------------------------------------------------------------------

    def visit_members(self, node: nodes.Members) -> str:
        right = node.right
        if isinstance(right, nodes.Param):
            return self.decided(node.left, self.members_of_list(node.left, right))
        if isinstance(right, tuple):
            return super().visit_members(node)
        return self.decided(node.left, f"{self.short(node.left)} IN {self.subquery(self.with_short_outputs(right))}")

    def members_of_list(self, left: Any, right: nodes.Param) -> str:
        """Return `left IN (...)`, in pieces where the list is too long, with `IS NULL` where it holds an empty text."""
        most = self.most_members(left)
        self.lists.append((right.index, most))
        number = self.reading.pieces_of(right.index, most)
        conditions = [self.member_of(left, part) for part in pieces_of(right, number, most)]
        if is_text(left) and self.may_be_empty(right):
            conditions.append(f"{self.visit(left)} IS NULL")
        return conditions[0] if len(conditions) == 1 else f"({self.chain(conditions, ' OR ')})"

    def most_members(self, left: Any) -> int:
        """Return how many values one condition can compare with."""
        return 1 if is_large(left) else MOST_ITEMS

    def member_of(self, left: Any, part: nodes.Param) -> str:
        """Return the condition that a value is among the items of a list, or of one piece of it."""
        if is_large(left):
            text = self.visit(left)
            return f"DBMS_LOB.COMPARE({text}, TO_NCLOB({self.visit(part)})) = 0"
        text = self.visit(left)
        return f"{text} IN ({self.side(part, left)})"

    def visit_part(self, node: Part) -> str:
        """Write the items of one piece of a list."""
        return self.visit_param(node)

    def members_of_tuple(self, left: Any, items: tuple[Any, ...]) -> str:
        if not isinstance(left, nodes.Row) and (is_text(left) or is_large(left)):
            return f"({self.visit(nodes.Any_(tuple(nodes.Compare('=', left, item) for item in items)))})"
        if len(items) <= MOST_ITEMS or isinstance(left, nodes.Row):
            return super().members_of_tuple(left, items)
        pieces = [items[start : start + MOST_ITEMS] for start in range(0, len(items), MOST_ITEMS)]
        conditions = [super(Conditions, self).members_of_tuple(left, piece) for piece in pieces]
        return f"({self.chain(conditions, ' OR ')})"

    def subquery(self, statement: Any) -> str:
        # An order that nothing is cut from is not allowed inside of a condition.
        return super().subquery(without_order(statement))

    def as_short(self, node: Any) -> Node:
        """Return a large text as one that is none, which fails where it does not fit; anything else as it is.

        Raises:
            NotSupportedError: a large object that is no text.
        """
        if not is_large(node):
            same: Node = node
            return same
        if node.kind == "BinaryField":
            self.unsupported(
                "Oracle cannot compare, sort or group large binary objects.", "Leave the column out with defer()."
            )
        return nodes.Cast(node, SHORT, "CharField")

    def of_one_set(self, items: Sequence[Any]) -> list[Any]:
        """Return values that become one, bare texts in the character set of columns if one is not bare.

        The server does not bring the two sets together by itself.
        """
        bare = [isinstance(item, _VALUES) and is_text(item) and not getattr(item, "many", False) for item in items]
        if not any(bare) or all(bare):
            return list(items)
        pairs = zip(items, bare, strict=True)
        return [nodes.Cast(item, SHORT, "CharField") if is_bare else item for item, is_bare in pairs]

    def short(self, node: Any) -> str:
        """Return a value; a large text as one that is none."""
        return self.visit(self.as_short(node))

    def with_short_outputs(self, statement: Any) -> Any:
        """Return a statement whose rows can be compared: with short texts in the place of large ones."""
        if isinstance(statement, Compound):
            return statement.but(parts=tuple(map(self.with_short_outputs, statement.parts)))
        if not isinstance(statement, Select) or not any(is_large(output.expression) for output in statement.columns):
            return statement
        columns = tuple(
            output.but(expression=self.as_short(output.expression), name=output.name or own_name(output))
            for output in statement.columns
        )
        return statement.but(columns=columns)

    # --- text -------------------------------------------------------------------------------------------------------

    def visit_match(self, node: nodes.Match) -> str:
        if node.lookup == "iexact" and self.may_be_empty(node.right):
            return self.emptiness(node.left, "=")
        return self.decided(node.left, super().visit_match(node))

    def regex(self, left: str, right: str, ignores_case: bool) -> str:
        return f"REGEXP_LIKE({left}, {right}, '{'i' if ignores_case else 'c'}')"


def own_name(output: Any) -> str:
    """Return the name that an output has without being given one; "" for what is no column."""
    return output.expression.name if isinstance(output.expression, nodes.Column) else ""


def of_one_type(node: nodes.Compare) -> nodes.Compare:
    """Return a comparison of two columns with both as text, if just one of them is text: it may hold no number."""
    left: Any = node.left
    right: Any = node.right
    if not (left.kind and right.kind) or is_text(left) == is_text(right):
        return node
    if is_text(left):
        return node.but(right=nodes.Call("TO_CHAR", (right,), "CharField"))
    return node.but(left=nodes.Call("TO_CHAR", (left,), "CharField"))


def pieces_of(node: nodes.Param, number: int, most: int) -> list[nodes.Param]:
    """Return a list as so many pieces of at most `most` items."""
    if number == 1:
        return [node]
    starts = range(0, number * most, most)
    return [Part(node.index, node.codec, node.kind, True, None, start, start + most) for start in starts]


def without_order(statement: Any) -> Any:
    """Return a SELECT without its order, unless rows are cut off by it."""
    if isinstance(statement, Select | Compound) and statement.order:
        if statement.limit is None and statement.offset is None:
            return statement.but(order=())
    return statement
