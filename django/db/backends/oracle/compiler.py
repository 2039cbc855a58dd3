"""The SQL of Oracle, where it differs from the standard: values, arithmetic and functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.backends.base.calls import options_of
from django.db.backends.oracle.binds import USUAL, OracleStatement, Reading, Watched
from django.db.backends.oracle.conditions import is_large, is_text
from django.db.backends.oracle.datatypes import LARGE_TEXTS, WHOLE_KINDS
from django.db.backends.oracle.documents import Documents
from django.db.backends.oracle.statements import Statements
from django.db.query import expressions as nodes
from django.db.query.fold import fold, is_empty
from django.db.query.node import Node
from django.db.query.statements import Compound, Select

DURATION = "DurationField"


class SQLCompiler(Documents, Statements):
    """Truth values are numbers, texts may be large objects, and the empty text is NULL."""

    function_names: ClassVar[dict[str, str]] = {
        "ceiling": "CEIL",
        "strpos": "INSTR",
    }

    def statement(self, node: Node) -> OracleStatement:
        """Compile a whole statement.

        Raises:
            NotSupportedError: Oracle cannot say a part of it.
        """
        return self.read(fold(node, self.within_range), USUAL)

    def read(self, tree: Node, reading: Reading) -> OracleStatement:
        """Compile a folded statement for values of one kind; see `binds`."""
        compiler = type(self)(self.connection)
        compiler.reading = reading
        sql, params = compiler.compile_node(tree)
        returning = bool(getattr(tree, "returning", ())) and self.features.can_return_columns_from_insert
        return OracleStatement(
            sql,
            params,
            self.connection,
            watched=Watched(compiler.texts, compiler.lists) if reading is USUAL else None,
            compile_for=lambda other: self.read(tree, other),
            returns_rows=isinstance(tree, Select | Compound) or returning,
            is_empty=is_empty(tree),
            locks=getattr(tree, "lock", None) is not None,
        )

    # --- arithmetic -------------------------------------------------------------------------------------------------

    def arithmetic(self, node: nodes.Binary) -> str:
        if node.operator == "/" and node.left_kind in WHOLE_KINDS and node.right_kind in WHOLE_KINDS:
            # Whole numbers, as elsewhere: here all numbers are decimals.
            return f"TRUNC{super().arithmetic(node)}"
        write = _OPERATORS.get(node.operator)
        if write is None:
            return super().arithmetic(node)
        return f"({write(lambda: self.visit(node.left), lambda: self.visit(node.right))})"

    def temporal_difference(self, node: nodes.Binary) -> str:
        difference = self.arithmetic(node)
        # The difference of two dates is a number of days.
        return f"NUMTODSINTERVAL({difference}, 'DAY')" if node.left_kind == "DateField" else difference

    def visit_case(self, node: nodes.Case) -> str:
        if node.kind not in LARGE_TEXTS:
            *values, default = self.of_one_set([*[value for _, value in node.whens], node.default])
            whens = tuple((when[0], value) for when, value in zip(node.whens, values, strict=True))
            return super().visit_case(node.but(whens=whens, default=default))
        # All results must be large objects if one is.
        whens = tuple((condition, self.as_large(value)) for condition, value in node.whens)
        return super().visit_case(node.but(whens=whens, default=self.as_large(node.default)))

    def as_large(self, node: Any) -> Node:
        """Return a text as a large object."""
        if isinstance(node, nodes.Null) or is_large(node):
            same: Node = node
            return same
        return nodes.Call("TO_NCLOB", (node,), "TextField")

    def visit_over(self, node: nodes.Over) -> str:
        return super().visit_over(node.but(partition=tuple(map(self.as_short, node.partition))))

    def aggregate(self, node: nodes.Aggregate) -> str:
        if node.name in ("MIN", "MAX") or node.distinct:
            node = node.but(args=tuple(map(self.as_short, node.args)))
        if node.name in ("AVG", "SUM") and node.args and getattr(node.args[0], "kind", "") == DURATION:
            return f"NUMTODSINTERVAL({node.name}({self.seconds(node)}), 'SECOND')"
        if node.name.upper() == "STRING_AGG":
            return self.joined_texts(node)
        return super().aggregate(node)

    def seconds(self, node: nodes.Aggregate) -> str:
        """Return the argument of an aggregate, a duration, as seconds: durations cannot be added up."""
        argument = node.args[0]
        units = (("DAY", 86400), ("HOUR", 3600), ("MINUTE", 60), ("SECOND", 1))
        parts = [f"EXTRACT({unit} FROM {self.visit(argument)}) * {seconds}" for unit, seconds in units]
        return f"{'DISTINCT ' if node.distinct else ''}{' + '.join(parts)}"

    def joined_texts(self, node: nodes.Aggregate) -> str:
        """Return LISTAGG, which has its order outside of its arguments."""
        # What stands between the texts must be a constant, which a bind is not.
        arguments = ", ".join([self.visit(node.args[0]), *map(self.inline, node.args[1:])])
        order = self.visited(node.order) if node.order else "NULL"
        return f"LISTAGG({'DISTINCT ' if node.distinct else ''}{arguments}) WITHIN GROUP (ORDER BY {order})"

    # --- casts ------------------------------------------------------------------------------------------------------

    def visit_cast(self, node: nodes.Cast) -> str:
        kind = node.kind
        if kind == "JSONField":
            return f"JSON_QUERY({self.visit(node.expression)}, '$')"
        if kind == "DateField":
            return f"TRUNC(CAST({self.visit(node.expression)} AS DATE))"
        if kind == "TimeField":
            return self.cast_time(node.expression)
        if kind == "BooleanField":
            return f"CASE WHEN {self.visit(node.expression)} <> 0 THEN 1 ELSE 0 END"
        return super().visit_cast(node)

    def cast_time(self, expression: Any) -> str:
        """Return a value as a time of day: a moment of the first of January 1900."""
        if not is_text(expression):
            return self.added(*self.ops.datetime_cast_time_sql(*self.compile_node(expression), None))
        # The day is put before a text, but not before NULL: that would make midnight of it.
        text = self.visit(expression)
        moment = f"NVL2({text}, '1900-01-01 ' || {self.visit(expression)}, NULL)"
        return f"TO_TIMESTAMP({moment}, 'YYYY-MM-DD HH24:MI:SS.FF')"

    # --- functions --------------------------------------------------------------------------------------------------

    def call_now(self, node: nodes.Call) -> str:
        # The session's zone is the one that moments are kept in.
        return "LOCALTIMESTAMP"

    def call_random(self, node: nodes.Call) -> str:
        return "DBMS_RANDOM.VALUE"

    def call_pi(self, node: nodes.Call) -> str:
        return "ACOS(-1)"

    def call_degrees(self, node: nodes.Call) -> str:
        return f"(({self.visit(node.args[0])}) * 180 / ACOS(-1))"

    def call_radians(self, node: nodes.Call) -> str:
        return f"(({self.visit(node.args[0])}) * ACOS(-1) / 180)"

    def call_cot(self, node: nodes.Call) -> str:
        return f"(1 / TAN({self.visit(node.args[0])}))"

    def call_coalesce(self, node: nodes.Call) -> str:
        if len(node.args) == 1:
            return self.visit(node.args[0])
        large = node.kind in LARGE_TEXTS or any(getattr(item, "kind", "") in LARGE_TEXTS for item in node.args)
        if large:
            return f"COALESCE({', '.join([f'TO_NCLOB({self.visit(item)})' for item in node.args])})"
        return f"COALESCE({self.visited(self.of_one_set(node.args))})"

    def call_concat(self, node: nodes.Call) -> str:
        # NULL is the empty text.
        return f"({self.visited(node.args, ' || ')})"

    def call_left(self, node: nodes.Call) -> str:
        text = self.visit(node.args[0])
        return f"SUBSTR({text}, 1, {self.visit(node.args[1])})"

    def call_right(self, node: nodes.Call) -> str:
        text = self.visit(node.args[0])
        return f"SUBSTR({text}, -({self.visit(node.args[1])}))"

    def call_repeat(self, node: nodes.Call) -> str:
        text = self.visit(node.args[0])
        length = f"LENGTH({self.visit(node.args[0])}) * {self.visit(node.args[1])}"
        return f"RPAD({text}, {length}, {self.visit(node.args[0])})"

    def call_reverse(self, node: nodes.Call) -> str:
        text = self.visit(node.args[0])
        return (
            f"(SELECT LISTAGG(SUBSTR({text}, LEVEL, 1)) WITHIN GROUP (ORDER BY LEVEL DESC) FROM DUAL "
            f"CONNECT BY LEVEL <= LENGTH({self.visit(node.args[0])}))"
        )

    def call_chr(self, node: nodes.Call) -> str:
        return f"CHR({self.visited(node.args)} USING NCHAR_CS)"

    def _digest(self, node: nodes.Call) -> str:
        return f"LOWER(RAWTOHEX(STANDARD_HASH({self.visited(node.args)}, '{node.name.upper()}')))"

    call_md5 = call_sha1 = call_sha256 = call_sha384 = call_sha512 = _digest

    def call_sha224(self, node: nodes.Call) -> str:
        self.unsupported("SHA224 is not supported on Oracle.")

    def call_extract(self, node: nodes.Call) -> str:
        options = options_of(node)
        kind = str(options.get("kind") or getattr(node.args[0], "kind", ""))
        if kind == DURATION:
            operand = self.compile_node(node.args[0])
            return self.added(*self.ops.date_extract_sql(options.get("unit", ""), *operand))
        return super().call_extract(node)


Write = Callable[[], str]


def _bit_or(left: Write, right: Write) -> str:
    return f"{left()} + {right()} - BITAND({left()}, {right()})"


def _bit_xor(left: Write, right: Write) -> str:
    return f"{left()} + {right()} - 2 * BITAND({left()}, {right()})"


#: Operators that Oracle has as functions only, or not at all. Operands are written in the order of the text.
_OPERATORS: dict[str, Callable[[Write, Write], str]] = {
    "%": lambda left, right: f"MOD({left()}, {right()})",
    "%%": lambda left, right: f"MOD({left()}, {right()})",
    "&": lambda left, right: f"BITAND({left()}, {right()})",
    "|": _bit_or,
    "#": _bit_xor,
    "<<": lambda left, right: f"{left()} * POWER(2, {right()})",
    ">>": lambda left, right: f"FLOOR({left()} / POWER(2, {right()}))",
    "^": lambda left, right: f"POWER({left()}, {right()})",
}

