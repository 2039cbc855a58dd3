"""The SQL of SQLite, where it differs from the standard."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.compiler import SQLCompiler as BaseCompiler
from django.db.backends.base.values import DURATION, TEMPORAL_KINDS
from django.db.backends.sqlite3.documents import Documents
from django.db.query import expressions as nodes
from django.db.query.statements import Insert

NUMERIC = "DecimalField"
NOT_ON_TEXT = frozenset({"SUM", "AVG", "STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP"})


class SQLCompiler(Documents, BaseCompiler):
    """Columns have only an affinity here: a computed decimal must be told to be a number, or it compares as text."""

    function_names: ClassVar[dict[str, str]] = {
        "greatest": "MAX",
        "least": "MIN",
        "any_value": "MIN",
        "string_agg": "GROUP_CONCAT",
        "STRING_AGG": "GROUP_CONCAT",
    }

    # --- decimals ---------------------------------------------------------------------------------------------------

    def numeric(self, node: Any, text: str) -> str:
        """Return the text of a node, cast if the node is a decimal."""
        return f"CAST({text} AS NUMERIC)" if node.kind == NUMERIC else text

    def visit_param(self, node: nodes.Param) -> str:
        self.params.append(node)
        return "%s" if node.kind != NUMERIC or node.many else "CAST(%s AS NUMERIC)"

    def visit_literal(self, node: nodes.Literal) -> str:
        self.params.append(node)
        return "%s" if node.kind != NUMERIC else "CAST(%s AS NUMERIC)"

    def side(self, node: Any, other: Any) -> str:
        # A column lends its affinity to a bare value.
        return self.placed(node) if isinstance(other, nodes.Column) else self.visit(node)

    def visit_call(self, node: nodes.Call) -> str:
        return self.numeric(node, super().visit_call(node))

    def visit_binary(self, node: nodes.Binary) -> str:
        return self.numeric(node, super().visit_binary(node))

    def duration_arithmetic(self, node: nodes.Binary) -> str:
        if node.operator != "/" or node.right_kind in (DURATION, *TEMPORAL_KINDS):
            return super().duration_arithmetic(node)
        # Division of whole numbers cuts off here; other engines round.
        left = self.visit(node.left)
        return f"orm_divided({left}, {self.visit(node.right)})"

    def visit_case(self, node: nodes.Case) -> str:
        return self.numeric(node, super().visit_case(node))

    def visit_aggregate(self, node: nodes.Aggregate) -> str:
        return self.numeric(node, super().visit_aggregate(node))

    def visit_over(self, node: nodes.Over) -> str:
        return self.numeric(node, super().visit_over(node))

    def aggregate(self, node: nodes.Aggregate) -> str:
        if node.distinct and len(node.args) > 1:
            self.unsupported("SQLite doesn't support DISTINCT on aggregate functions accepting multiple arguments.")
        if node.name in NOT_ON_TEXT and node.args and getattr(node.args[0], "kind", "") in TEMPORAL_KINDS:
            self.unsupported(
                "You cannot use Sum, Avg, StdDev, and Variance aggregations on date/time fields in sqlite3 since "
                "date/time is saved as text."
            )
        return super().aggregate(node)

    def visit_cast(self, node: nodes.Cast) -> str:
        kind = node.kind
        if kind == "DateTimeField":
            return f"STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', {self.visit(node.expression)})"
        if kind == "TimeField":
            return f"STRFTIME('%%H:%%M:%%f', {self.visit(node.expression)})"
        if kind == "DateField":
            return f"DATE({self.visit(node.expression)})"
        if kind == NUMERIC:
            return f"CAST({self.visit(node.expression)} AS NUMERIC)"
        return super().visit_cast(node)

    # --- times ------------------------------------------------------------------------------------------------------

    def temporal_shift(self, node: nodes.Binary) -> str:
        """A point in time moved by a duration; `duration + time` is the same as `time + duration`."""
        if node.operator not in "+-":
            self.unsupported(f"SQLite has no {node.operator} between a time and a duration.")
        if node.left_kind in TEMPORAL_KINDS:
            left = self.visit(node.left)
            return f"orm_shift({left}, {'-' if node.operator == '-' else ''}{self.visit(node.right)})"
        duration = self.visit(node.left)
        return f"orm_shifted({duration}, {self.visit(node.right)})"

    def temporal_difference(self, node: nodes.Binary) -> str:
        left = self.visit(node.left)
        return f"orm_span({left}, {self.visit(node.right)})"

    def call_now(self, node: nodes.Call) -> str:
        # The default format has no fraction of a second.
        return "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')"

    # --- conditions -------------------------------------------------------------------------------------------------

    def parity(self, total: str) -> str:
        return f"({total}) %% 2 = 1"

    def regex(self, left: str, right: str, ignores_case: bool) -> str:
        return f"{left} REGEXP {right}" if not ignores_case else f"{left} REGEXP ('(?i)' || {right})"

    def members_of_tuple(self, left: Any, items: tuple[Any, ...]) -> str:
        if not isinstance(left, nodes.Row):
            return super().members_of_tuple(left, items)
        text = self.visit(left)
        return f"{text} IN (VALUES {self.visited(items)})"

    # --- functions --------------------------------------------------------------------------------------------------

    def call_random(self, node: nodes.Call) -> str:
        # The library's RANDOM() is any 64-bit integer.
        return "(RANDOM() / 18446744073709551616.0 + 0.5)"

    def call_left(self, node: nodes.Call) -> str:
        text = self.visit(node.args[0])
        return f"SUBSTR({text}, 1, {self.visit(node.args[1])})"

    def call_right(self, node: nodes.Call) -> str:
        text = self.visit(node.args[0])
        length = self.visit(node.args[1])
        return f"SUBSTR({text}, -({length}), {self.visit(node.args[1])})"

    def call_chr(self, node: nodes.Call) -> str:
        return f"CHAR({self.visited(node.args)})"

    def call_ord(self, node: nodes.Call) -> str:
        return f"UNICODE({self.visited(node.args)})"

    def call_strpos(self, node: nodes.Call) -> str:
        return f"INSTR({self.visited(node.args)})"

    def call_round(self, node: nodes.Call) -> str:
        """Write a rounding.

        Raises:
            ValueError: to tens, hundreds, ..., which SQLite cannot do.
        """
        precision = node.args[1]
        if isinstance(precision, nodes.Literal) and precision.value < 0:
            raise ValueError("SQLite does not support negative precision.")
        return f"ROUND({self.visited(node.args)})"

    def call_uuid_text(self, node: nodes.Call) -> str:
        return f"REPLACE({self.visit(node.args[0])}, '-', '')"

    def call_coalesce(self, node: nodes.Call) -> str:
        return f"COALESCE({self.visited(node.args)})" if len(node.args) > 1 else self.visit(node.args[0])

    # --- writing ----------------------------------------------------------------------------------------------------

    def insert_into(self, node: Insert) -> str:
        # The form that works on every table, those without a unique constraint included.
        ignores = node.conflict is not None and node.conflict.action == "ignore" and not node.conflict.target
        return "INSERT OR IGNORE INTO" if ignores else "INSERT INTO"

    def conflict(self, node: Any) -> str:
        return "" if node.action == "ignore" and not node.target else super().conflict(node)

    def default_keyword(self) -> str:
        # NULL in an integer key asks for the next number; other columns have their default written out.
        return "NULL"

    def default_row(self, node: Insert) -> str:
        if len(node.rows) > 1 and node.conflict is not None:
            self.unsupported("Several rows without any column cannot be inserted in one statement.")
        return super().default_row(node)


