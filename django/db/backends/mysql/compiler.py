"""The SQL of MySQL and MariaDB, where it differs from the standard."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.compiler import SQLCompiler as BaseCompiler
from django.db.backends.base.conditions import WILDCARDS
from django.db.backends.base.values import TEMPORAL_KINDS
from django.db.backends.mysql.datatypes import INTEGER_KINDS, TEXT_KINDS
from django.db.backends.mysql.dates import between
from django.db.backends.mysql.documents import Documents, is_document
from django.db.backends.mysql.statements import Statements
from django.db.query import expressions as nodes

_VALUES = (nodes.Param, nodes.Literal)


class SQLCompiler(Documents, Statements, BaseCompiler):
    """The driver writes values into statements; the server converts between types by itself, sometimes badly."""

    function_names: ClassVar[dict[str, str]] = {
        "length": "CHAR_LENGTH",
        "strpos": "INSTR",
        "substr": "SUBSTRING",
    }

    # --- arithmetic -------------------------------------------------------------------------------------------------

    def arithmetic(self, node: nodes.Binary) -> str:
        if node.operator == "/" and node.left_kind in INTEGER_KINDS and node.right_kind in INTEGER_KINDS:
            # As everywhere else: whole numbers divided give a whole number.
            left = self.visit(node.left)
            return f"({left} DIV {self.visit(node.right)})"
        return super().arithmetic(node)

    def temporal_shift(self, node: nodes.Binary) -> str:
        """A point in time moved by a duration; `duration + time` is the same as `time + duration`."""
        if node.operator not in "+-":
            self.unsupported(f"{self.connection.display_name} has no {node.operator} between a time and a duration.")
        left = self.visit(node.left)
        right = self.visit(node.right)
        if node.left_kind in TEMPORAL_KINDS:
            return f"({left} {node.operator} INTERVAL {right} MICROSECOND)"
        return f"(INTERVAL {left} MICROSECOND + {right})"

    def temporal_difference(self, node: nodes.Binary) -> str:
        right = self.compile_node(node.right)
        left = self.compile_node(node.left)
        self.params += [*right[1], *left[1]]
        return between(node.left_kind, right[0], left[0])

    def visit_cast(self, node: nodes.Cast) -> str:
        if is_document(node):
            text = self.visit(node.expression)
            return f"JSON_EXTRACT({text}, '$')" if self.is_text else f"CAST({text} AS JSON)"
        if node.kind == "FloatField" and not self.connection.mysql_is_mariadb and not self._casts_to_double():
            return f"({self.visit(node.expression)} + 0.0)"
        return super().visit_cast(node)

    def _casts_to_double(self) -> bool:
        return bool(self.connection.mysql_version >= (8, 0, 17))

    # --- conditions -------------------------------------------------------------------------------------------------

    def visit_compare(self, node: nodes.Compare) -> str:
        if is_document(node.left) or is_document(node.right):
            return self.compared_documents(node)
        return super().visit_compare(node)

    def visit_truth(self, node: nodes.Truth) -> str:
        text = self.visit(node.expression)
        # An index on the column is of use only if it is compared.
        return f"{text} = True" if isinstance(node.expression, nodes.Column | nodes.Case) else text

    def members_of_tuple(self, left: Any, items: tuple[Any, ...]) -> str:
        if not is_document(left):
            return super().members_of_tuple(left, items)
        text = self.normal(left)
        return f"{text} IN ({', '.join([self.normal(item) for item in items])})"

    def matched(self, node: nodes.Match) -> str:
        if self.folds(node):
            return f"LOWER({self.visit(node.left)})"
        return self.visit(node.left)

    def folds(self, node: nodes.Match) -> bool:
        """Tell whether the collation of a value may tell capital letters from others, and the lookup must not."""
        if not node.lookup.startswith("i") or node.lookup == "iregex":
            return False
        is_column = isinstance(node.left, nodes.Column) and node.left.kind in TEXT_KINDS
        return not is_column or self.connection.tells_case_apart

    def visit_match(self, node: nodes.Match) -> str:
        left = self.matched(node)
        if node.lookup in ("regex", "iregex"):
            return self.regex(left, self.visit(node.right), node.lookup == "iregex")
        right = self.pattern(node.right, node.lookup)
        return self.like(left, f"LOWER({right})" if self.folds(node) else right, node.lookup)

    def like(self, left: str, right: str, lookup: str) -> str:
        # The backslash escapes unless something else is named. BINARY tells capital letters apart.
        return f"{left} LIKE {right}" if lookup.startswith("i") else f"{left} LIKE BINARY {right}"

    def regex(self, left: str, right: str, ignores_case: bool) -> str:
        if self.connection.mysql_is_mariadb:
            return f"{left} REGEXP CONCAT('(?{'' if ignores_case else '-'}i)', {right})"
        return f"REGEXP_LIKE({left}, {right}, '{'i' if ignores_case else 'c'}')"

    def pattern(self, node: Any, lookup: str) -> str:
        if isinstance(node, _VALUES):
            return super().pattern(node, lookup)
        before, after = WILDCARDS[lookup]
        text = f"REPLACE(REPLACE(REPLACE({self.visit(node)}, '\\\\', '\\\\\\\\'), '%%', '\\\\%%'), '_', '\\\\_')"
        parts = [part for part in (before and "'%%'", text, after and "'%%'") if part]
        return f"CONCAT({', '.join(parts)})" if len(parts) > 1 else text

    # --- functions --------------------------------------------------------------------------------------------------

    def call_now(self, node: nodes.Call) -> str:
        return "CURRENT_TIMESTAMP(6)"

    def call_random(self, node: nodes.Call) -> str:
        return "RAND()"

    def call_concat(self, node: nodes.Call) -> str:
        return f"CONCAT_WS('', {self.visited(node.args)})"

    def call_chr(self, node: nodes.Call) -> str:
        return f"CONVERT(CHAR({self.visited(node.args)} USING utf32) USING utf8mb4)"

    def call_ord(self, node: nodes.Call) -> str:
        # Of its bytes in this encoding a letter's number is made, not of those it happens to be kept in.
        return f"ORD(CONVERT({self.visited(node.args)} USING utf32))"

    def _digest(self, node: nodes.Call) -> str:
        return f"SHA2({self.visited(node.args)}, {node.name.removeprefix('sha')})"

    call_sha224 = call_sha256 = call_sha384 = call_sha512 = _digest

    # --- windows ----------------------------------------------------------------------------------------------------

    def visit_over(self, node: nodes.Over) -> str:
        call = node.expression
        beyond = isinstance(call, nodes.Call) and call.name in ("lag", "lead") and len(call.args) > 2
        if not beyond or self.features.has_default_in_lead_lag:
            return super().visit_over(node)
        assert isinstance(call, nodes.Call)
        value, offset, default = call.args
        there = node.but(expression=call.but(args=(nodes.Keyword("1"), offset)))
        found = node.but(expression=call.but(args=(value, offset)))
        # What lies beyond the last row gives NULL even where all rows have a value.
        chosen = f"CASE WHEN {self.visit(there)} IS NULL THEN {self.visit(default)}"
        return f"({chosen} ELSE {self.visit(found)} END)"

    def call_any_value(self, node: nodes.Call) -> str:
        return f"{'MIN' if self.connection.mysql_is_mariadb else 'ANY_VALUE'}({self.visited(node.args)})"

    def function_name(self, name: str) -> str:
        if name.lower() == "any_value":
            return "MIN" if self.connection.mysql_is_mariadb else "ANY_VALUE"
        return super().function_name(name)


