"""The SQL of PostgreSQL, where it differs from the standard."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.compiler import SQLCompiler as BaseCompiler
from django.db.backends.postgresql.arrays import MEMBER_CASTS, ArrayCodec, item_type
from django.db.backends.postgresql.datatypes import INTEGER_KINDS, TEXT_KINDS, VALUE_TYPES
from django.db.backends.postgresql.documents import Documents
from django.db.query import expressions as nodes
from django.db.query.node import Node
from django.db.query.sources import Derived, Join
from django.db.query.statements import Compound, Insert, Output, Select
from django.db.query.walk import transform

_ADDRESSES = frozenset({"GenericIPAddressField", "IPAddressField"})
#: Functions that exist for exact numbers only.
_VALUES = (nodes.Param, nodes.Literal)


class SQLCompiler(Documents, BaseCompiler):
    """The server decides on types before it sees values: where it cannot tell one, a cast says it."""

    function_names: ClassVar[dict[str, str]] = {
        "trim": "BTRIM",
        "substr": "SUBSTRING",
        "ceiling": "CEILING",
    }

    # Right whatever the server's standard_conforming_strings says.
    pattern_escapes: ClassVar[tuple[tuple[str, str], ...]] = (
        (r"E'\\'", r"E'\\\\'"),
        ("'%%'", r"E'\\%%'"),
        ("'_'", r"E'\\_'"),
    )

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.sends_apart = self.features.uses_server_side_binding
        self._last_row: tuple[tuple[Any, ...], str] = ((), "")

    def inlining(self) -> SQLCompiler:
        clone = type(self)(self.connection)
        clone.sends_apart = False
        return clone

    # --- values -----------------------------------------------------------------------------------------------------

    def visit_param(self, node: nodes.Param) -> str:
        self.params.append(node)
        return f"%s{self.type_of(node)}"

    def visit_literal(self, node: nodes.Literal) -> str:
        self.params.append(node)
        return f"%s{self.type_of(node)}"

    def type_of(self, node: Any) -> str:
        """Return the cast that tells the type of a value; none where it is plain from how the value is written."""
        if getattr(node, "many", False):
            return ""
        own = _own_type(node, self.connection)
        if own or not self.sends_apart:
            return own
        known = VALUE_TYPES.get(node.kind) or _PYTHON_TYPES.get(type(getattr(node, "value", None)))
        return f"::{known}" if known else ""

    def placed(self, node: Any) -> str:
        if isinstance(node, _VALUES) and not getattr(node, "many", False):
            self.params.append(node)
            return f"%s{_own_type(node, self.connection)}"
        return super().placed(node)

    def value_row(self, row: tuple[Any, ...]) -> str:
        codecs = tuple([item.codec for item in row])
        if codecs != self._last_row[0]:
            # Rows are alike: the columns' fields are asked once.
            marks = [f"%s{_own_type(item, self.connection)}" for item in row]
            self._last_row = (codecs, f"({', '.join(marks)})")
        return self._last_row[1]

    def side(self, node: Any, other: Any) -> str:
        # A column lends its type to a bare value.
        return self.placed(node) if isinstance(other, nodes.Column) else self.visit(node)

    def visit_members(self, node: nodes.Members) -> str:
        right = _as_one(node.right)
        if right is None:
            return super().visit_members(node)
        left = self.visit(node.left)
        self.params.append(right)
        return f"{left} = ANY(%s{MEMBER_CASTS[right.kind]})"

    def visit_cast(self, node: nodes.Cast) -> str:
        return f"({self.visit(node.expression)})::{node.target.cast_db_type(self.connection)}"

    def temporal_difference(self, node: nodes.Binary) -> str:
        difference = self.arithmetic(node)
        # The difference of two dates is a number of days.
        return f"(interval '1 day' * {difference})" if node.left_kind == "DateField" else difference

    # --- operators of its own, arrays ---------------------------------------------------------------------------------

    def visit_infix(self, node: nodes.Infix) -> str:
        left = self.visit(node.left)
        return f"({left} {node.operator.replace('%', '%%')} {self.visit(node.right)})"

    def visit_prefix(self, node: nodes.Prefix) -> str:
        return f"({node.operator.replace('%', '%%')} ({self.visit(node.expression)}))"

    def visit_subscript(self, node: nodes.Subscript) -> str:
        inner = node.expression
        text = self.visit(inner)
        # `a[1][2]` is one place in an array of two dimensions; `(a[1])[2]` would be a place in what is no array.
        bare = isinstance(inner, nodes.Column) or (isinstance(inner, nodes.Subscript) and not inner.is_slice)
        last = "" if node.last is None else int(node.last)
        place = f"{int(node.first)}:{last}" if node.is_slice else f"{int(node.first)}"
        return f"{text}[{place}]" if bare else f"({text})[{place}]"

    def call_array(self, node: nodes.Call) -> str:
        return f"ARRAY[{self.visited(node.args)}]"

    # --- text -------------------------------------------------------------------------------------------------------

    def text(self, node: Any) -> str:
        """Return a value as text."""
        if getattr(node, "kind", "") in TEXT_KINDS:
            return self.visit(node)
        if getattr(node, "kind", "") in _ADDRESSES:
            return f"HOST({self.visit(node)})"
        return f"({self.visit(node)})::text"

    def matched(self, node: nodes.Match) -> str:
        left = node.left
        if isinstance(left, nodes.Column) and left.kind not in TEXT_KINDS | _ADDRESSES:
            return f"{self.visit(left)}::text"
        return self.text(left)

    def like(self, left: str, right: str, lookup: str) -> str:
        if lookup == "iexact":
            return f"UPPER({left}) = UPPER({right})"
        if lookup.startswith("i"):
            return f"UPPER({left}) LIKE UPPER({right})"
        return f"{left} LIKE {right}"

    def pattern(self, node: Any, lookup: str) -> str:
        if lookup == "iexact":
            return self.visit(node) if isinstance(node, _VALUES) else self.text(node)
        if isinstance(node, _VALUES) or getattr(node, "kind", "") in TEXT_KINDS:
            return super().pattern(node, lookup)
        return super().pattern(nodes.Cast(node, TEXT, "TextField"), lookup)

    def regex(self, left: str, right: str, ignores_case: bool) -> str:
        return f"{left} {'~*' if ignores_case else '~'} {right}"

    def call_concat(self, node: nodes.Call) -> str:
        return "(" + " || ".join([f"COALESCE({self.text(item)}, '')" for item in node.args]) + ")"

    # --- sources ------------------------------------------------------------------------------------------------------

    def visit_join(self, node: Join) -> str:
        # A generic relation may keep keys as text that are numbers elsewhere.
        return super().visit_join(node.but(on=transform(node.on, _of_one_type)) if node.on is not None else node)

    # --- functions --------------------------------------------------------------------------------------------------

    def visit_call(self, node: nodes.Call) -> str:
        return super().visit_call(self.counting(node))

    def windowed(self, node: Any) -> str:
        return super().windowed(self.counting(node) if isinstance(node, nodes.Call) else node)

    def counting(self, node: nodes.Call) -> nodes.Call:
        """Return a call whose counts are exactly of the type integer: larger ones are not narrowed by themselves."""
        places = _LENGTHS.get(node.name) if self.sends_apart else None
        if places is None:
            return node
        args = [_as_integer(item) if place in places else item for place, item in enumerate(node.args)]
        return node.but(args=tuple(args))

    def arithmetic(self, node: nodes.Binary) -> str:
        if self.sends_apart and node.operator in ("<<", ">>"):
            node = node.but(right=_as_integer(node.right))
        return super().arithmetic(node)

    def call_now(self, node: nodes.Call) -> str:
        return "STATEMENT_TIMESTAMP()"

    def exact(self, node: Any) -> str:
        """Return a number as one with decimal digits, which some functions insist on."""
        text = self.visit(node)
        return f"({text})::numeric" if getattr(node, "kind", "") in ("FloatField", "") else text

    def _exact_call(self, node: nodes.Call) -> str:
        return f"{self.function_name(node.name)}({', '.join([self.exact(item) for item in node.args])})"

    def call_log(self, node: nodes.Call) -> str:
        return f"LOG({', '.join([f'({self.visit(item)})::numeric' for item in node.args])})"

    def call_mod(self, node: nodes.Call) -> str:
        return self._exact_call(node)

    def call_round(self, node: nodes.Call) -> str:
        number = f"({self.visit(node.args[0])})::numeric"
        return f"ROUND({number}, {self.visited(node.args[1:])})" if len(node.args) > 1 else f"ROUND({number})"

    def _digest(self, node: nodes.Call) -> str:
        return f"ENCODE({node.name.upper()}(CONVERT_TO({self.visited(node.args)}, 'UTF8')), 'hex')"

    call_sha224 = call_sha256 = call_sha384 = call_sha512 = _digest

    def call_sha1(self, node: nodes.Call) -> str:
        # The server has no SHA-1 of its own: the extension pgcrypto has.
        return f"ENCODE(DIGEST({self.visited(node.args)}, 'sha1'), 'hex')"

    def call_chr(self, node: nodes.Call) -> str:
        return f"CHR(({self.visited(node.args)})::int)"

    # --- statements -------------------------------------------------------------------------------------------------

    def visit_select(self, node: Select) -> str:
        if self.sends_apart and (node.group or node.distinct):
            node = _told_by_position(node)
        return super().visit_select(_by_position(node) if node.order or node.distinct_on else node)

    def row_source(self, node: Insert) -> str:
        lists: list[str] = []
        for item in node.rows[0]:
            if not isinstance(item, nodes.Param) or not item.many:
                return super().row_source(node)
            self.params.append(item.but(codec=ArrayCodec(item.codec), many=False))
            lists.append(f"%s::{item_type(item.kind)}[]")
        return f"SELECT * FROM UNNEST({', '.join(lists)})"

    def visit_order(self, node: nodes.Order) -> str:
        if isinstance(node.expression, _VALUES):
            # A bare number would be a position, and no other bare value is taken.
            node = node.but(expression=nodes.Cast(node.expression, TEXT, "TextField"))
        return super().visit_order(node)

    def visit_compound(self, node: Compound) -> str:
        only: Any = node.parts[0]
        if len(node.parts) > 1 or not (only.limit or only.offset or only.order):
            return super().visit_compound(node)
        # What is cut already cannot be cut again without a statement around it.
        around = Select((Output(nodes.Star("u")),), Derived(only, "u"), (), None, (), None, node.order)
        return self.visit(around.but(limit=node.limit, offset=node.offset))

    def default_row(self, node: Insert) -> str:
        # Rows of nothing: each gets all defaults.
        rows = len(node.rows)
        return f"SELECT FROM GENERATE_SERIES(1, {rows})" if rows > 1 else super().default_row(node)


def _as_one(right: Any) -> nodes.Param | nodes.Literal | None:
    """Return a list of values of one kind as one value, their array; None for what is something else."""
    if isinstance(right, nodes.Param):
        if not right.many or right.kind not in MEMBER_CASTS:
            return None
        return right.but(codec=_members_codec(right.kind, right.codec), many=False)
    if not isinstance(right, tuple) or not all(isinstance(item, nodes.Literal) for item in right):
        return None
    natures = {(item.kind, item.codec) for item in right}
    if len(natures) != 1:
        return None
    ((kind, codec),) = natures
    if kind not in MEMBER_CASTS:
        return None
    return nodes.Literal([item.value for item in right], _members_codec(kind, codec), kind)


def _members_codec(kind: str, codec: Any) -> ArrayCodec:
    return ArrayCodec(codec, bounded=kind in INTEGER_KINDS)


class _Type:
    """What a cast is aimed at."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cast_db_type(self, connection: Any) -> str:
        """Return the type."""
        return self.name


TEXT = _Type("text")
INTEGER = _Type("integer")

#: Function to the places of arguments that count characters or digits.
_LENGTHS = {
    "left": (1,),
    "lpad": (1,),
    "nth_value": (1,),
    "ntile": (0,),
    "lag": (1,),
    "lead": (1,),
    "repeat": (1,),
    "right": (1,),
    "round": (1,),
    "rpad": (1,),
    "substr": (1, 2),
}

_PYTHON_TYPES: dict[type, str] = {str: "text", int: "bigint", float: "double precision", bool: "boolean"}


def _own_type(node: Any, connection: Any) -> str:
    """Return the cast that the field of a value wants beside it, as arrays and ranges do."""
    ask = getattr(node.codec, "value_type", None)
    named = None if ask is None else ask(connection)
    return f"::{named}" if named else ""


def _told_by_position(node: Select) -> Select:
    """Name outputs by their position in groups and in their order, unless they are columns.

    They may hold values, and the same value sent twice is not the same to the server.
    """
    places = {
        output.expression: nodes.Keyword(str(place))
        for place, output in reversed(tuple(enumerate(node.columns, 1)))
        if not isinstance(output.expression, nodes.Column)
    }
    order = tuple(item.but(expression=places.get(item.expression, item.expression)) for item in node.order)
    return node.but(group=tuple(places.get(item, item) for item in node.group), order=order)


def _by_position(node: Select) -> Select:
    """Name outputs by their position where another output has the same name, which the server would not know apart."""
    names = [output.name or getattr(output.expression, "name", "") for output in node.columns]
    places = {
        output.name: nodes.Keyword(str(place))
        for place, output in enumerate(node.columns, 1)
        if output.name and names.count(output.name) > 1
    }
    if not places:
        return node

    def placed(item: Any) -> Any:
        named = isinstance(item, nodes.Column) and not item.label
        return places.get(item.name, item) if named else item

    order = tuple(item.but(expression=placed(item.expression)) for item in node.order)
    return node.but(order=order, distinct_on=tuple(map(placed, node.distinct_on)))


def _of_one_type(node: Node) -> Node:
    """Return a comparison of two columns with both as text, if just one of them is text."""
    if not isinstance(node, nodes.Compare):
        return node
    left, right = node.left, node.right
    if not (isinstance(left, nodes.Column) and isinstance(right, nodes.Column) and left.kind and right.kind):
        return node
    if (left.kind in TEXT_KINDS) == (right.kind in TEXT_KINDS):
        return node
    if left.kind in TEXT_KINDS:
        return node.but(right=nodes.Cast(right, TEXT, "TextField"))
    return node.but(left=nodes.Cast(left, TEXT, "TextField"))


def _as_integer(node: Any) -> Any:
    """Return a value as one of the type integer; other things have a type already."""
    return nodes.Cast(node, INTEGER) if isinstance(node, _VALUES) else node
