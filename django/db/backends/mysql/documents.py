"""JSON documents in MySQL, which has a type for them, and MariaDB, where they are texts that are checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.base.calls import Calls, options_of
from django.db.query import expressions as nodes

JSON = "JSONField"
_VALUES = (nodes.Param, nodes.Literal)


def json_path(keys: Iterable[str | int]) -> str:
    """Return a path in SQL's notation; whole numbers are places in an array, negative ones from its end."""
    steps = ["$"]
    for key in keys:
        if isinstance(key, int):
            steps.append(f"[{key}]" if key >= 0 else f"[last-{-key - 1}]" if key < -1 else "[last]")
        else:
            steps.append(f".{json.dumps(key)}")
    return "".join(steps)


class NumberOrText:
    """A codec of a document that is compared by size: numbers go as numbers, texts without JSON's quotes.

    Another codec writes it. MariaDB takes the quotes off what it has extracted from a document when it compares that.
    """

    def __init__(self, codec: Any) -> None:
        self.codec = codec

    def binder(self, connection: Any) -> Callable[[Any, Any], Any]:
        """Return the function that writes the document."""
        inner = None if self.codec is None else self.codec.binder(connection)

        def bind(value: Any, connection: Any) -> Any:
            written = value if inner is None else inner(value, connection)
            if not isinstance(written, str):
                return written
            read = json.loads(written)
            return read if isinstance(read, int | float | str) and not isinstance(read, bool) else written

        return bind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberOrText) and self.codec == other.codec

    def __hash__(self) -> int:
        return hash((NumberOrText, self.codec))


def is_document(node: Any) -> bool:
    """Tell whether a node gives JSON, rather than text or a number out of it."""
    return getattr(node, "kind", "") == JSON


class Documents(Calls):
    """Renderers of the neutral JSON functions."""

    @property
    def is_text(self) -> bool:
        """Whether documents are texts, so that equal ones may be written differently."""
        return bool(self.connection.mysql_is_mariadb)

    def document(self, node: Any) -> str:
        """Return a document; a value becomes one."""
        text = self.visit(node)
        return f"CAST({text} AS JSON)" if isinstance(node, _VALUES) and not self.is_text else text

    def path(self, node: nodes.Call) -> str:
        """Return the path of a call, which goes as a parameter."""
        return self.visit(nodes.Literal(json_path(options_of(node).get("path", ()))))

    def extracted(self, node: nodes.Call) -> str:
        """Return what stands at the path."""
        document = self.document(node.args[0])
        if not options_of(node).get("path") and not self.is_text:
            return document
        return f"JSON_EXTRACT({document}, {self.path(node)})"

    def call_json_extract(self, node: nodes.Call) -> str:
        """Write the value at the option `path`; with the option `as_text` as text without JSON's quotes."""
        if not options_of(node).get("as_text"):
            return self.extracted(node)
        # The null of JSON is no text.
        kind = f"JSON_TYPE({self.extracted(node)})"
        return f"(CASE WHEN {kind} = 'NULL' THEN NULL ELSE JSON_UNQUOTE({self.extracted(node)}) END)"

    def call_json_has_key(self, node: nodes.Call) -> str:
        """Write whether there is anything, be it null, at the option `path`."""
        return f"JSON_CONTAINS_PATH({self.visit(node.args[0])}, 'one', {self.path(node)})"

    def call_json_contains(self, node: nodes.Call) -> str:
        document = self.visit(node.args[0])
        return f"JSON_CONTAINS({document}, {self.visit(node.args[1])})"

    def call_json_contained_by(self, node: nodes.Call) -> str:
        part, document = node.args
        # The function wants the larger one first.
        return f"JSON_CONTAINS({self.visit(document)}, {self.visit(part)})"

    def call_json_object(self, node: nodes.Call) -> str:
        return f"JSON_OBJECT({', '.join([self.embedded(item) for item in node.args])})"

    def call_json_array(self, node: nodes.Call) -> str:
        return f"JSON_ARRAY({', '.join([self.embedded(item) for item in node.args])})"

    def embedded(self, item: Any) -> str:
        """Return an argument of a function that builds JSON: a document becomes part of it, not a text in it."""
        text = self.document(item)
        return f"JSON_EXTRACT({text}, '$')" if is_document(item) and self.is_text else text

    # --- comparisons ------------------------------------------------------------------------------------------------

    def compared_documents(self, node: nodes.Compare) -> str:
        """Return a comparison whose sides are JSON: whatever their keys' order, numbers as numbers."""
        operator = node.operator
        if operator in ("=", "<>"):
            left = self.normal(node.left)
            return f"{left} {operator} {self.normal(node.right)}"
        if not self.is_text:
            left = self.document(node.left)
            return f"{left} {operator} {self.document(node.right)}"
        left = self.sized(node.left)
        return f"{left} {operator} {self.sized(node.right)}"

    def normal(self, node: Any) -> str:
        """Return a document in a form that is equal for equal ones."""
        text = self.document(node)
        if isinstance(node, nodes.Null) or not self.is_text:
            return text
        return f"JSON_NORMALIZE({text})" if self.features.has_normal_form_of_json else f"JSON_COMPACT({text})"

    def sized(self, node: Any) -> str:
        """Return a document for a comparison by size."""
        inner = node
        while isinstance(inner, nodes.Call) and inner.name == "json_extract" and not options_of(inner).get("path"):
            inner = inner.args[0]
        if isinstance(inner, _VALUES):
            return self.visit(inner.but(codec=NumberOrText(inner.codec)))
        return self.visit(node)
