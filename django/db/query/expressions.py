"""What stands in a statement where SQL expects a value or a condition.

`kind` is the engine-neutral column type by its field name (`"DecimalField"`, `"DateTimeField"`, ... or `""` when
unknown); engines look at it where their SQL depends on types. A `codec` turns a Python value into what the driver
takes: see `django.db.contracts.Codec`.
"""

from __future__ import annotations

from typing import Any

from django.db.query.node import Node

# --- leaves -----------------------------------------------------------------------------------------------------------


class Column(Node):
    """A column of the source called `label` (a table's name inside this statement)."""

    label: str
    name: str
    kind: str = ""


class Param(Node):
    """A value kept apart from the tree: item `index` of the values that travel with the statement.

    `many` means the value is a non-empty list which becomes as many placeholders as it has items; `item` picks one item
    of a value that is a tuple (the ends of a range).
    """

    index: int
    codec: Any = None
    kind: str = ""
    many: bool = False
    item: int | None = None


class Literal(Node):
    """A value that is part of the tree; it is still sent as a bound parameter."""

    value: Any
    codec: Any = None
    kind: str = ""

    def __eq__(self, other: object) -> bool:
        # 1 and True are equal in Python but not in SQL.
        return (
            isinstance(other, Literal)
            and type(self.value) is type(other.value)
            and bool(self.value == other.value)
            and self.codec is other.codec
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.kind))


class Null(Node):
    """SQL NULL, written out."""


class Star(Node):
    """`*`, or `label.*`."""

    label: str = ""


class Keyword(Node):
    """A constant of SQL, written as it is (`CURRENT_TIMESTAMP`, `DEFAULT`, `1`). Never made from user input."""

    text: str


class Raw(Node):
    """SQL text of the user's own with its parameters (`%s` style)."""

    sql: str
    params: tuple[Any, ...] = ()
    parenthesised: bool = True


class Opaque(Node):
    """An expression of the user's own, compiled by calling its `as_<vendor>` or `as_sql(compiler, connection)`.

    `shift` is added to the index of every Param met while it is compiled (the statement was moved into another one).
    """

    expression: Any
    kind: str = ""
    shift: int = 0


class Outer(Node):
    """A name that belongs to the statement around this one; replaced when the statement is put into that one."""

    name: Any


# --- values -----------------------------------------------------------------------------------------------------------


class Call(Node):
    """A function by its neutral name: an engine renders it by name, else as `NAME(args)` or through `template`.

    `options` are neutral extras the renderer of that name understands (`("unit", "year")`); a template may use them as
    `%(name)s`.
    """

    name: str
    args: tuple[Node, ...] = ()
    kind: str = ""
    template: str = ""
    joiner: str = ", "
    options: tuple[tuple[str, Any], ...] = ()


class Aggregate(Node):
    """An aggregate function, with DISTINCT, FILTER and ORDER BY of its own."""

    name: str
    args: tuple[Node, ...] = ()
    kind: str = ""
    distinct: bool = False
    where: Node | None = None
    order: tuple[Order, ...] = ()
    template: str = ""
    options: tuple[tuple[str, Any], ...] = ()


class Frame(Node):
    """The frame of a window. Bounds: None unbounded, 0 current row, negative preceding, positive following."""

    unit: str  # "ROWS" or "RANGE"
    start: int | None
    end: int | None
    exclusion: str = ""


class Over(Node):
    """`expression OVER (PARTITION BY ... ORDER BY ... frame)`."""

    expression: Node
    partition: tuple[Node, ...] = ()
    order: tuple[Order, ...] = ()
    frame: Frame | None = None
    kind: str = ""


class Binary(Node):
    """Arithmetic: `+ - * / %% ^ & | << >> #`; `left_kind`/`right_kind` let engines do dates and durations right."""

    operator: str
    left: Node
    right: Node
    kind: str = ""
    left_kind: str = ""
    right_kind: str = ""


class Infix(Node):
    """`left operator right` by an operator that only some engines have (`@>`, `&&`, `||`); `kind` of the result."""

    operator: str
    left: Node
    right: Node
    kind: str = ""


class Prefix(Node):
    """`operator expression` by an operator that only some engines have; `kind` of the result."""

    operator: str
    expression: Node
    kind: str = ""


class Subscript(Node):
    """Item `first` of an array, counted from 1; with `is_slice` those up to `last`, which is included (None: all)."""

    expression: Node
    first: int
    last: int | None = None
    is_slice: bool = False
    kind: str = ""


class Case(Node):
    """`CASE WHEN condition THEN value ... ELSE default END`."""

    whens: tuple[tuple[Node, Node], ...]
    default: Node
    kind: str = ""


class Cast(Node):
    """`CAST(expression AS type)`; `target` answers `cast_db_type(connection)`, as a field does."""

    expression: Node
    target: Any
    kind: str = ""


class Collate(Node):
    """`expression COLLATE name`."""

    expression: Node
    collation: str
    kind: str = ""


class OperatorClass(Node):
    """An expression in an index, and the name of the class of operators that the index is to serve."""

    expression: Node
    name: str


class Row(Node):
    """A tuple of values `(a, b)`."""

    items: tuple[Node, ...]


class Scalar(Node):
    """A sub-select used as a value; its first row's only column. `template` as in `Call` (`%(subquery)s`)."""

    select: Node
    kind: str = ""
    template: str = ""


class Order(Node):
    """One item of ORDER BY. `nulls` is "", "first" or "last"."""

    expression: Node
    descending: bool = False
    nulls: str = ""


# --- truth ------------------------------------------------------------------------------------------------------------


class Everything(Node):
    """The condition that always holds."""


class Nothing(Node):
    """The condition that never holds; a SELECT with it need not be sent."""


class All(Node):
    """Every item holds (AND). Empty: always."""

    items: tuple[Node, ...]


class Any_(Node):
    """At least one item holds (OR). Empty: never."""

    items: tuple[Node, ...]


class OddOf(Node):
    """An odd number of the items holds (XOR)."""

    items: tuple[Node, ...]


class Not(Node):
    """SQL NOT: unknown stays unknown."""

    item: Node


class Compare(Node):
    """`left operator right`; operators `= <> < <= > >=`."""

    operator: str
    left: Node
    right: Node


class CompareBeyond(Compare):
    """A comparison of a column with a whole number that only some integer types can hold.

    Where the column's type cannot, it always holds or never (`decided`). `kind` is the column's; `value` is at least as
    near to zero as the numbers compared with, and out of the same ranges.
    """

    kind: str = ""
    value: int = 0
    decided: bool = False


class Match(Node):
    """A text comparison by its lookup name: `iexact contains icontains startswith istartswith endswith iendswith
    regex iregex`.

    For the LIKE family a Param or Literal on the right arrives as the user's plain text; the engine escapes it and puts
    the wildcards in. Any other right side is escaped and wrapped in SQL.
    """

    lookup: str
    left: Node
    right: Node


class Members(Node):
    """`left IN (...)`: `right` is a `Param(many=True)`, a tuple of nodes, or a statement."""

    left: Node
    right: Any


class Between(Node):
    """`left BETWEEN low AND high`."""

    left: Node
    low: Node
    high: Node


class IsNull(Node):
    """`expression IS NULL`, or IS NOT NULL when negated."""

    expression: Node
    negated: bool = False


class Exists(Node):
    """`EXISTS (select)`."""

    select: Node


class Truth(Node):
    """A boolean value (a column, a call, a CASE) standing as a condition."""

    expression: Node


class Condition(Node):
    """A condition standing as a boolean value (in a select list, a function's argument)."""

    condition: Node
