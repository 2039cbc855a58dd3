"""Collector: the ground of a compiler. It finds the visitor of a node and gathers parameters in textual order.

A visitor `visit_<node>` returns SQL text (`%s` placeholders, doubled percent signs) and appends the parameters of that
text to `self.params`. Visitors must therefore visit in the order in which their text is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NoReturn, Self

from django.db.backends.statement import split_placeholders
from django.db.errors import NotSupportedError
from django.db.query import expressions, sources, statements
from django.db.query.expressions import Literal, Param
from django.db.query.node import Node

# SQL parsers nest one level per AND or OR of a chain, and engines limit the depth (1000 on one of them).
CHAIN_LIMIT = 400

_NODE_TYPES = tuple(
    value
    for module in (expressions, sources, statements)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Node) and value is not Node
)


def visitor_name(node_type: type) -> str:
    """Return `visit_is_null` for `IsNull`."""
    words = re.findall("[A-Z][a-z]*", node_type.__name__)
    return "visit_" + "_".join(words).lower()


class Collector:
    """Text goes back through return values, parameters into `self.params`. One thread uses a compiler at a time."""

    visitors: ClassVar[dict[type, Callable[[Any, Any], str]]] = {}
    renderers: ClassVar[dict[str, Callable[[Any, Any], str]]] = {}

    def __init__(self, connection: Any) -> None:
        if "visitors" not in type(self).__dict__:
            self._prepare()
        self.connection = connection
        self.ops = connection.ops
        self.features = connection.features
        self.params: list[Any] = []
        #: The text of the one row that stands for all rows of an INSERT.
        self.repeated = ""

    @classmethod
    def _prepare(cls) -> None:
        # Not when the class is made: of most there are no compilers, they are parts of others.
        cls.renderers = {name[5:]: getattr(cls, name) for name in dir(cls) if name.startswith("call_")}
        # Last: who sees it finds the others too.
        cls.visitors = {kind: getattr(cls, visitor_name(kind), _refuse) for kind in _NODE_TYPES}

    def visit(self, node: Node) -> str:
        """Return the SQL of one node; its parameters are appended to `self.params`.

        Raises:
            NotSupportedError: this engine has no SQL for the node.
        """
        visitor = self.visitors.get(type(node))
        if visitor is not None:
            return visitor(self, node)
        return getattr(type(self), visitor_name(type(node)), _refuse)(self, node)

    def visited(self, nodes: Iterable[Node], joiner: str = ", ") -> str:
        """Return the SQL of the nodes, joined."""
        visit = self.visit
        return joiner.join([visit(node) for node in nodes])

    def chain(self, texts: list[str], joiner: str) -> str:
        """Join conditions; very long chains are bracketed in pieces so that no parser nests too deep."""
        while len(texts) > CHAIN_LIMIT:
            pieces = [texts[start : start + CHAIN_LIMIT] for start in range(0, len(texts), CHAIN_LIMIT)]
            texts = [f"({joiner.join(piece)})" for piece in pieces]
        return joiner.join(texts)

    def compile_node(self, node: Node) -> tuple[str, list[Any]]:
        """Return the SQL of a node with its own parameters, apart from those gathered so far."""
        outer, self.params = self.params, []
        try:
            return self.visit(node), self.params
        finally:
            self.params = outer

    def compile(self, expression: Any) -> tuple[str, list[Any]]:
        """Return SQL and parameters of a node or of an expression.

        An expression's own `as_<vendor>` comes first, then the nodes it lowers to, then its `as_sql`.
        """
        if isinstance(expression, Node):
            return self.compile_node(expression)
        vendor_sql = getattr(expression, f"as_{self.connection.vendor}", None)
        if vendor_sql is not None:
            sql, params = vendor_sql(self, self.connection)
        elif hasattr(expression, "lower") and not getattr(expression, "opaque", False):
            return self.compile_node(expression.lower())
        else:
            sql, params = expression.as_sql(self, self.connection)
        return sql, list(params)

    def visit_opaque(self, node: expressions.Opaque) -> str:
        """Write a user's expression by calling it."""
        expression = node.expression
        own_sql = getattr(expression, f"as_{self.connection.vendor}", None) or expression.as_sql
        sql, params = own_sql(self, self.connection)
        if node.shift:
            # Its parts index the values of the statement it was written in, which stands inside another one now.
            params = [
                param.but(index=param.index + node.shift) if isinstance(param, expressions.Param) else param
                for param in params
            ]
        self.params.extend(params)
        return sql

    def visit_outer(self, node: expressions.Outer) -> str:
        """Refuse a name of an outer query that is not there.

        Raises:
            ValueError: always.
        """
        raise ValueError(
            "This queryset contains a reference to an outer query and may only be used in a subquery. "
            f"(It refers to {node.name!r}.)"
        )

    def inlining(self) -> Self:
        """Return a compiler for what is written with its values in it; an engine may need to say less about them."""
        return self

    def inline(self, node: Node) -> str:
        """Return the SQL of a node with its values written out, for statements which take no parameters.

        Raises:
            ValueError: a value cannot be written as a literal, or is kept apart from the tree.
        """
        sql, params = self.inlining().compile_node(node)
        pieces = split_placeholders(sql)
        if not params:
            return pieces[0]
        literals = [self.ops.quote_literal(self._own_value(param)) for param in params]
        return pieces[0] + "".join(text for pair in zip(literals, pieces[1:], strict=True) for text in pair)

    def _own_value(self, param: Any) -> Any:
        if isinstance(param, Param):
            raise ValueError(f"{param!r} has no value of its own to write out; use a Literal.")
        if not isinstance(param, Literal):
            return param
        binder = param.codec.binder(self.connection) if param.codec is not None else None
        return param.value if binder is None else binder(param.value, self.connection)

    def quote_name(self, name: str) -> str:
        """Return the name as an identifier; quotes inside it stay inside it, percent signs are no placeholders."""
        return self.ops.quote_name(name).replace("%", "%%")

    quote_name_unless_alias = quote_name

    def unsupported(self, what: str, remedy: str = "") -> NoReturn:
        """Raise NotSupportedError.

        Args:
            what: the beginning of the message, a sentence.
            remedy: a sentence saying what to do.
        """
        raise NotSupportedError(f"{what} {remedy}".rstrip())


def _refuse(compiler: Collector, node: Node) -> NoReturn:
    compiler.unsupported(f"{compiler.connection.vendor} has no SQL for {type(node).__name__}: {node!r}.")
