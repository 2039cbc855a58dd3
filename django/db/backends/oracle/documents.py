"""JSON documents in Oracle, kept as texts: what stands at a path, and whether anything does.

A piece of a document is written as JSON text, which is different for different values. The server gives pieces that are
arrays and objects in one way and all others in another, so every piece is taken out inside of an array, whose brackets
are cut off again. A path must be written into the statement: it cannot be a bind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.calls import Calls, options_of
from django.db.query import expressions as nodes

_BARE = (nodes.Param, nodes.Literal)


def json_path(keys: Iterable[str | int]) -> str:
    """Return a path in Oracle's notation; whole numbers are places in an array, negative ones from its end."""
    steps = ["$"]
    for key in keys:
        if isinstance(key, int):
            steps.append(f"[{key}]" if key >= 0 else "[last]" if key == -1 else f"[last-{-key - 1}]")
        else:
            steps.append(f".{json.dumps(key)}")
    return "".join(steps)


class Documents(Calls):
    """Renderers of the neutral JSON functions."""

    def path_literal(self, node: nodes.Call) -> str:
        """Return the option `path` as a literal."""
        return str(self.ops.text_literal(json_path(options_of(node).get("path", ())))).replace("%", "%%")

    def call_json_extract(self, node: nodes.Call) -> str:
        """Write the value at the option `path`; with the option `as_text` as text without JSON's quotes."""
        if options_of(node).get("as_text"):
            return self.text_of_piece(node)
        return f"SUBSTR({self.piece(node)}, 2, LENGTH({self.piece(node)}) - 2)"

    def piece(self, node: nodes.Call) -> str:
        """Return the piece at the option `path` inside of an array."""
        document, path = node.args[0], self.path_literal(node)
        if isinstance(document, _BARE) or not options_of(node).get("path"):
            # Not every version takes a document that is a bare value.
            return f"JSON_QUERY('[' || {self.visit(document)} || ']', '$[0]' WITH WRAPPER)"
        return f"JSON_QUERY({self.visit(document)}, {path} WITH WRAPPER)"

    def text_of_piece(self, node: nodes.Call) -> str:
        """Return the piece at the option `path` as text: a text as it is, anything else as JSON."""
        path, document = self.path_literal(node), node.args[0]
        if not options_of(node).get("path"):
            return self.visit(document)
        plain = f"JSON_VALUE({self.visit(document)}, {path})"
        return f"COALESCE({plain}, JSON_QUERY({self.visit(document)}, {path}))"

    def call_json_has_key(self, node: nodes.Call) -> str:
        """Write whether there is anything, be it null, at the option `path`."""
        return f"JSON_EXISTS({self.visit(node.args[0])}, {self.path_literal(node)})"

    def call_json_object(self, node: nodes.Call) -> str:
        names, values = node.args[::2], node.args[1::2]
        pairs = [f"{self.visit(name)} VALUE {self.embedded(value)}" for name, value in zip(names, values, strict=True)]
        return f"JSON_OBJECT({', '.join([*pairs, 'RETURNING CLOB']) if pairs else 'RETURNING CLOB'})".replace(
            ", RETURNING", " RETURNING"
        )

    def call_json_array(self, node: nodes.Call) -> str:
        items = ", ".join(map(self.embedded, node.args))
        return f"JSON_ARRAY({items} NULL ON NULL RETURNING CLOB)" if items else "JSON_ARRAY(RETURNING CLOB)"

    def embedded(self, item: Any) -> str:
        """Return an argument of a function that builds JSON: a document becomes part of it, not a text in it."""
        is_json = isinstance(item, nodes.Call) and item.name in ("json_array", "json_object")
        if is_json or getattr(item, "kind", "") == "JSONField":
            return f"{self.visit(item)} FORMAT JSON"
        return self.visit(item)
