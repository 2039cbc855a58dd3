"""Values: columns, parameters, arithmetic, CASE, casts, aggregates and windows as SQL."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.collector import Collector
from django.db.query import expressions as nodes
from django.db.query.node import Node

TEMPORAL_KINDS = frozenset({"DateField", "DateTimeField", "TimeField"})
DURATION = "DurationField"

_ELSEWHERE = "Run the query on an engine that has, with using()."

# Neutral names which are the standard's own.
STANDARD_FUNCTIONS = frozenset(
    """
    abs acos any_value asin atan atan2 ceiling chr coalesce cos cot cume_dist degrees dense_rank exp first_value floor
    greatest json_array json_object lag last_value lead least left length ln log lower lpad ltrim md5 mod nth_value
    ntile nullif percent_rank pi power radians rank repeat replace reverse right round row_number rpad rtrim sha1
    sha224 sha256 sha384 sha512 sign sin sqrt strpos substr tan trim upper
    """.split()
)


class Values(Collector):
    """Visitors of what has a value."""

    # --- leaves -----------------------------------------------------------------------------------------------------

    def visit_column(self, node: nodes.Column) -> str:
        quote = self.quote_name
        return f"{quote(node.label)}.{quote(node.name)}" if node.label else quote(node.name)

    def visit_param(self, node: nodes.Param) -> str:
        self.params.append(node)
        return "%s"

    def visit_literal(self, node: nodes.Literal) -> str:
        self.params.append(node)
        return "%s"

    def placed(self, node: Any) -> str:
        """Return a value written straight into a column: the column's type rules, so a parameter needs none."""
        if isinstance(node, nodes.Param | nodes.Literal):
            self.params.append(node)
            return "%s"
        return self.visit(node)

    def visit_null(self, node: nodes.Null) -> str:
        return "NULL"

    def visit_star(self, node: nodes.Star) -> str:
        return f"{self.quote_name(node.label)}.*" if node.label else "*"

    def visit_keyword(self, node: nodes.Keyword) -> str:
        return node.text

    def visit_raw(self, node: nodes.Raw) -> str:
        self.params.extend(node.params)
        return f"({node.sql})" if node.parenthesised else node.sql

    def visit_row(self, node: nodes.Row) -> str:
        return f"({self.visited(node.items)})"

    # --- operators --------------------------------------------------------------------------------------------------

    def visit_binary(self, node: nodes.Binary) -> str:
        kinds = node.left_kind, node.right_kind
        if DURATION in kinds and not self.features.has_native_duration_field:
            return self.duration_arithmetic(node)
        if node.operator == "-" and kinds[0] == kinds[1] and kinds[0] in TEMPORAL_KINDS:
            return self.temporal_difference(node)
        return self.arithmetic(node)

    def arithmetic(self, node: nodes.Binary) -> str:
        """Return plain arithmetic in brackets."""
        left = self.visit(node.left)
        return f"({self.ops.combine_expression(node.operator, [left, self.visit(node.right)])})"

    def duration_arithmetic(self, node: nodes.Binary) -> str:
        """Return arithmetic with a duration on an engine that keeps durations as microseconds."""
        kinds = {node.left_kind, node.right_kind}
        if kinds & TEMPORAL_KINDS:
            return self.temporal_shift(node)
        return self.arithmetic(node)

    def temporal_shift(self, node: nodes.Binary) -> str:
        """Return a point in time moved by a duration."""
        self.unsupported(f"{self.connection.vendor} cannot add durations to dates or times.")

    def temporal_difference(self, node: nodes.Binary) -> str:
        """Return the duration between two points in time."""
        if not self.features.supports_temporal_subtraction:
            self.unsupported(f"This backend does not support {node.left_kind} subtraction.")
        return self.arithmetic(node)

    def visit_infix(self, node: nodes.Infix) -> str:
        self.unsupported(f"{self.connection.display_name} has no operator {node.operator}.", _ELSEWHERE)

    def visit_prefix(self, node: nodes.Prefix) -> str:
        self.unsupported(f"{self.connection.display_name} has no operator {node.operator}.", _ELSEWHERE)

    def visit_subscript(self, node: nodes.Subscript) -> str:
        self.unsupported(f"{self.connection.display_name} has no arrays.", _ELSEWHERE)

    def visit_case(self, node: nodes.Case) -> str:
        whens = [f"WHEN {self.visit(condition)} THEN {self.visit(value)}" for condition, value in node.whens]
        default = self.visit(node.default)
        return f"CASE {' '.join(whens)} ELSE {default} END" if whens else default

    def visit_cast(self, node: nodes.Cast) -> str:
        return f"CAST({self.visit(node.expression)} AS {node.target.cast_db_type(self.connection)})"

    def visit_collate(self, node: nodes.Collate) -> str:
        return f"{self.visit(node.expression)} COLLATE {self.quote_name(node.collation)}"

    def visit_operator_class(self, node: nodes.OperatorClass) -> str:
        # Where it is no item of an index it changes nothing.
        return self.visit(node.expression)

    def visit_scalar(self, node: nodes.Scalar) -> str:
        if node.template:
            return node.template % {"subquery": self.visit(node.select)}
        return f"({self.visit(node.select)})"

    # --- functions --------------------------------------------------------------------------------------------------

    standard_functions: ClassVar[frozenset[str]] = STANDARD_FUNCTIONS
    function_names: ClassVar[dict[str, str]] = {}

    def visit_call(self, node: nodes.Call) -> str:
        """Write a function: by the user's template, by the engine's renderer of that name, else as NAME(args)."""
        if node.template:
            return self.templated(node, self.visited(node.args, node.joiner))
        if node.name == "json_object" and not self.features.has_json_object_function:
            self.unsupported("JSONObject() is not supported on this database backend.")
        renderer = self.renderers.get(node.name)
        if renderer is not None:
            return renderer(self, node)
        return f"{self.function_name(node.name)}({self.visited(node.args, node.joiner)})"

    def function_name(self, name: str) -> str:
        """Return the engine's name of a function."""
        renamed = self.function_names.get(name)
        if renamed is not None:
            return renamed
        return name.upper() if name in self.standard_functions else name

    def templated(self, node: Any, arguments: str, **extra: Any) -> str:
        """Fill in the template of a call or an aggregate."""
        data: dict[str, Any] = {"function": self.function_name(node.name), "expressions": arguments, "field": arguments}
        return node.template % {**data, **dict(node.options), **extra}

    def visit_aggregate(self, node: nodes.Aggregate) -> str:
        """Write an aggregate; where the engine has no FILTER, its condition moves into the argument as a CASE."""
        if node.where is not None and not self.features.supports_aggregate_filter_clause:
            node = _with_condition_inside(node, node.where)
        text = self.aggregate(node)
        if node.where is not None:
            text = f"{text} FILTER (WHERE {self.visit(node.where)})"
        return text

    def aggregate(self, node: nodes.Aggregate) -> str:
        """Return the aggregate without its FILTER."""
        arguments = self.visited(node.args)
        order = self.aggregate_order(node)
        if node.template:
            distinct = "DISTINCT " if node.distinct else ""
            return self.templated(node, arguments, distinct=distinct, order_by=order.lstrip(), filter="")
        distinct = "DISTINCT " if node.distinct else ""
        return f"{self.function_name(node.name)}({distinct}{arguments}{order})"

    def aggregate_order(self, node: nodes.Aggregate) -> str:
        """Return the ORDER BY inside an aggregate, with a space before it."""
        return f" ORDER BY {self.visited(node.order)}" if node.order else ""

    # --- windows ----------------------------------------------------------------------------------------------------

    def visit_over(self, node: nodes.Over) -> str:
        if not self.features.supports_over_clause:
            self.unsupported("This backend does not support window expressions.")
        text = self.windowed(node.expression)
        parts = []
        if node.partition:
            parts.append(f"PARTITION BY {self.visited(node.partition)}")
        if node.order:
            parts.append(f"ORDER BY {self.visited(node.order)}")
        if node.frame is not None:
            parts.append(self.visit(node.frame))
        return f"{text} OVER ({' '.join(parts)})"

    def windowed(self, node: Any) -> str:
        """Return the function before OVER; nothing may be wrapped around it."""
        if isinstance(node, nodes.Aggregate):
            return Values.visit_aggregate(self, node)
        if isinstance(node, nodes.Call):
            return Values.visit_call(self, node)
        return self.visit(node)

    def visit_frame(self, node: nodes.Frame) -> str:
        bounds = self.ops.window_frame_rows_start_end
        if node.unit == "RANGE":
            bounds = self.ops.window_frame_range_start_end
        start, end = bounds(node.start, node.end)
        if node.exclusion and not self.features.supports_frame_exclusion:
            self.unsupported("This backend does not support window frame exclusions.")
        exclusion = f" EXCLUDE {node.exclusion}" if node.exclusion else ""
        return f"{node.unit} BETWEEN {start} AND {end}{exclusion}"

    def visit_order(self, node: nodes.Order) -> str:
        direction = "DESC" if node.descending else "ASC"
        if not node.nulls:
            return f"{self.visit(node.expression)} {direction}"
        if self.features.supports_order_by_nulls_modifier:
            return f"{self.visit(node.expression)} {direction} NULLS {'FIRST' if node.nulls == 'first' else 'LAST'}"
        if (node.nulls == "first") == (self.features.order_by_nulls_first != node.descending):
            return f"{self.visit(node.expression)} {direction}"
        nullness = f"{self.visit(node.expression)} IS {'NOT ' if node.nulls == 'first' else ''}NULL"
        return f"{nullness}, {self.visit(node.expression)} {direction}"


def _with_condition_inside(node: nodes.Aggregate, condition: Node) -> nodes.Aggregate:
    """Return `F(CASE WHEN condition THEN x ELSE NULL END)` for `F(x) FILTER (WHERE condition)`."""
    first: Node = nodes.Keyword("1") if not node.args or isinstance(node.args[0], nodes.Star) else node.args[0]
    inside = nodes.Case(((condition, first),), nodes.Null())
    return node.but(args=(inside, *node.args[1:]), where=None)
