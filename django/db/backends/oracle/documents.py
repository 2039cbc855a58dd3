"""JSON documents in Oracle, kept as texts: what stands at a path, whether anything does, what is the same.

The server gives pieces that are arrays and objects in one way and all others in another, so every piece is taken out
inside of an array, whose brackets are cut off again where the piece itself is wanted. Two pieces are the same if the
server says so: not by their texts. A path must be written into the statement: it cannot be a bind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.calls import options_of
from django.db.backends.oracle.conditions import Conditions
from django.db.query import expressions as nodes
from django.db.query.statements import Output

_BARE = (nodes.Param, nodes.Literal)

#: Longer pieces are an error rather than NULL.
_SHORT = "RETURNING VARCHAR2(4000) WITH WRAPPER ERROR ON ERROR NULL ON EMPTY"
_LARGE = "RETURNING CLOB WITH WRAPPER"


def json_path(keys: Iterable[str | int]) -> str:
    """Return a path in Oracle's notation; whole numbers are places in an array, negative ones from its end."""
    steps = ["$"]
    for key in keys:
        if isinstance(key, int):
            steps.append(f"[{key}]" if key >= 0 else "[last]" if key == -1 else f"[last-{-key - 1}]")
        else:
            steps.append(f".{json.dumps(key)}")
    return "".join(steps)


def is_piece(node: Any) -> bool:
    """Tell whether a value is a piece of a document, as JSON."""
    return isinstance(node, nodes.Call) and node.name == "json_extract" and not options_of(node).get("as_text")


def is_document(node: Any) -> bool:
    """Tell whether a value is a whole document."""
    return isinstance(node, nodes.Column | nodes.Param | nodes.Literal) and node.kind == "JSONField"


class Documents(Conditions):
    """Renderers of the neutral JSON functions, and comparisons of documents."""

    # --- pieces -----------------------------------------------------------------------------------------------------

    def path_literal(self, node: nodes.Call) -> str:
        """Return the option `path` as a literal."""
        return str(self.ops.text_literal(json_path(options_of(node).get("path", ())))).replace("%", "%%")

    def call_json_extract(self, node: nodes.Call) -> str:
        """Write the value at the option `path`; with the option `as_text` as text without JSON's quotes."""
        return self.text_of_piece(node) if options_of(node).get("as_text") else self.bare_piece(node, _SHORT)

    def visit_output(self, node: Output) -> str:
        if is_piece(node.expression) and not self.compares_outputs:
            text = self.bare_piece(node.expression, _LARGE)
            return f"{text} AS {self.quote_name(node.name)}" if node.name else text
        return super().visit_output(node)

    def bare_piece(self, node: Any, form: str) -> str:
        """Return the piece at the option `path`, as JSON."""
        return f"SUBSTR({self.piece(node, form)}, 2, LENGTH({self.piece(node, form)}) - 2)"

    def piece(self, node: nodes.Call, form: str) -> str:
        """Return the piece at the option `path` inside of an array."""
        document = node.args[0]
        if not options_of(node).get("path"):
            # Not every version takes a document that is a bare value.
            return f"JSON_QUERY('[' || {self.visit(document)} || ']', '$[0]' {form})"
        return f"JSON_QUERY({self.visit(document)}, {self.path_literal(node)} {form})"

    def text_of_piece(self, node: nodes.Call) -> str:
        """Return the piece at the option `path` as text: a text as it is, anything else as JSON."""
        path, document = self.path_literal(node), node.args[0]
        if not options_of(node).get("path"):
            return self.visit(document)
        plain = f"JSON_VALUE({self.visit(document)}, {path})"
        return f"COALESCE({plain}, JSON_QUERY({self.visit(document)}, {path}))"

    # --- conditions -------------------------------------------------------------------------------------------------

    def visit_compare(self, node: nodes.Compare) -> str:
        left, right = node.left, node.right
        if is_piece(left) or is_piece(right):
            if node.operator not in ("=", "<>"):
                return self.compare_values(node)
            same = f"JSON_EQUAL({self.in_array(left)}, {self.in_array(right)})"
        elif is_document(left) or is_document(right):
            same = f"JSON_EQUAL({self.visit(left)}, {self.visit(right)})"
        else:
            return super().visit_compare(node)
        return same if node.operator == "=" else f"NOT ({same})"

    def in_array(self, node: Any) -> str:
        """Return a piece or a document inside of an array."""
        if not is_piece(node):
            return f"'[' || {self.visit(node)} || ']'"
        if not options_of(node).get("path"):
            return f"'[' || {self.visit(node.args[0])} || ']'"
        return self.piece(node, _LARGE)

    def compare_values(self, node: nodes.Compare) -> str:
        """Return whether one piece is less than another: as numbers if the other one is a number, else as texts."""
        operator, left, right = node.operator, node.left, node.right
        numbers = f"{self.value(left, ' RETURNING NUMBER')} {operator} {self.value(right, ' RETURNING NUMBER')}"
        no_number = f"{self.value(right, ' RETURNING NUMBER')} IS NULL"
        return f"({numbers} OR ({no_number} AND {self.value(left)} {operator} {self.value(right)}))"

    def value(self, node: Any, form: str = "") -> str:
        """Return a piece that is neither an array nor an object as a value."""
        if is_piece(node) and options_of(node).get("path"):
            return f"JSON_VALUE({self.visit(node.args[0])}, {self.path_literal(node)}{form})"
        return f"JSON_VALUE({self.in_array(node)}, '$[0]'{form})"

    def members_of_tuple(self, left: Any, items: tuple[Any, ...]) -> str:
        if is_piece(left) or is_document(left):
            return f"({self.visit(nodes.Any_(tuple(nodes.Compare('=', left, item) for item in items)))})"
        return super().members_of_tuple(left, items)

    def member_of(self, left: Any, part: nodes.Param) -> str:
        if is_document(left):
            text = self.visit(left)
            return f"JSON_EQUAL({text}, {self.visit(part)})"
        if is_piece(left):
            text = self.in_array(left)
            return f"JSON_EQUAL({text}, '[' || {self.visit(part)} || ']')"
        return super().member_of(left, part)

    def most_members(self, left: Any) -> int:
        return 1 if is_piece(left) or is_document(left) else super().most_members(left)

    def call_json_has_key(self, node: nodes.Call) -> str:
        """Write whether there is anything, be it null, at the option `path`."""
        return f"JSON_EXISTS({self.visit(node.args[0])}, {self.path_literal(node)})"

    # --- building ---------------------------------------------------------------------------------------------------

    def call_json_object(self, node: nodes.Call) -> str:
        pairs = zip(node.args[::2], node.args[1::2], strict=True)
        written = ", ".join([f"{self.visit(name)} VALUE {self.embedded(value)}" for name, value in pairs])
        return f"JSON_OBJECT({written} RETURNING CLOB)" if written else "JSON_OBJECT(RETURNING CLOB)"

    def call_json_array(self, node: nodes.Call) -> str:
        items = ", ".join(map(self.embedded, node.args))
        return f"JSON_ARRAY({items} NULL ON NULL RETURNING CLOB)" if items else "JSON_ARRAY(RETURNING CLOB)"

    def embedded(self, item: Any) -> str:
        """Return an argument of a function that builds JSON: a document becomes part of it, not a text in it."""
        is_json = isinstance(item, nodes.Call) and item.name in ("json_array", "json_object")
        if is_json or getattr(item, "kind", "") == "JSONField":
            return f"{self.visit(item)} FORMAT JSON"
        return self.visit(item)
