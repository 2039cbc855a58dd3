"""JSON documents in SQLite: what stands at a path, and whether anything does.

SQLite gives text `true` and truth the same face, and JSON's null that of a missing key. So a value taken out of a
document is written in a form which is different for different values and still lets numbers sort as numbers: they stay
numbers, everything else is JSON text, nothing is NULL.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.calls import Calls, options_of
from django.db.query import expressions as nodes
from django.db.query.expressions import Literal
from django.utils.late import Late

json = Late("json")


def json_path(keys: Iterable[str | int]) -> str:
    """Return a path in SQLite's notation; whole numbers are places in an array, negative ones from its end."""
    steps = ["$"]
    for key in keys:
        if isinstance(key, int):
            steps.append(f"[{key}]" if key >= 0 else f"[#{key}]")
        else:
            steps.append(f".{json.dumps(key)}")
    return "".join(steps)


class Documents(Calls):
    """Renderers of the neutral JSON functions."""

    def at_path(self, function: str, node: nodes.Call) -> str:
        """Return `FUNCTION(document, path)`; the path is a parameter."""
        document = self.visit(node.args[0])
        path = options_of(node).get("path", ())
        if any('"' in key for key in path if isinstance(key, str)):
            # Old libraries end a key at the first quotation mark, escaped or not.
            document, path = f"orm_json_at({document}, {self.visit(Literal(json.dumps(path)))})", ()
        return f"{function}({document}, {self.visit(Literal(json_path(path)))})"

    def call_json_extract(self, node: nodes.Call) -> str:
        """Write the value at the option `path`; with the option `as_text` as text without JSON's quotes."""
        whole = self.at_path
        if options_of(node).get("as_text"):
            return (
                f"(CASE {whole('JSON_TYPE', node)} WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
                f"ELSE CAST({whole('JSON_EXTRACT', node)} AS TEXT) END)"
            )
        return (
            f"(CASE {whole('JSON_TYPE', node)} WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
            f"WHEN 'null' THEN 'null' WHEN 'text' THEN JSON_QUOTE({whole('JSON_EXTRACT', node)}) "
            f"ELSE {whole('JSON_EXTRACT', node)} END)"
        )

    def call_json_has_key(self, node: nodes.Call) -> str:
        """Write whether there is anything, be it null, at the option `path`."""
        return f"{self.at_path('JSON_TYPE', node)} IS NOT NULL"

    def call_json_object(self, node: nodes.Call) -> str:
        return f"JSON_OBJECT({self.embedded(node)})"

    def call_json_array(self, node: nodes.Call) -> str:
        return f"JSON_ARRAY({self.embedded(node)})"

    def embedded(self, node: nodes.Call) -> str:
        """Return the arguments of a function that builds JSON: a document becomes part of it, not a text in it."""
        return ", ".join(
            [
                f"JSON({self.visit(item)})"
                if isinstance(item, nodes.Column | nodes.Param | nodes.Literal) and item.kind == "JSONField"
                else self.visit(item)
                for item in node.args
            ]
        )
