"""JSON documents in PostgreSQL, all of them of the type jsonb."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.calls import Calls, options_of
from django.db.query import expressions as nodes


class Documents(Calls):
    """Renderers of the neutral JSON functions."""

    #: Whether values travel apart from the statement, so that their types must be told.
    sends_apart = False

    def step(self, text: str, path: tuple[str | int, ...], operator: str, deep_operator: str) -> str:
        """Return what stands at a path of one step or more; the steps are parameters."""
        if len(path) > 1:
            self.params.append(list(map(str, path)))
            return f"({text} {deep_operator} %s)"
        return f"({text} {operator} {self.key(path[0])})"

    def key(self, key: str | int) -> str:
        """Return one key or index."""
        self.params.append(key)
        if not self.sends_apart:
            return "%s"
        return "%s::int" if isinstance(key, int) else "%s::text"

    def call_json_extract(self, node: nodes.Call) -> str:
        """Write the value at the option `path`; with the option `as_text` as text without JSON's quotes."""
        options = options_of(node)
        path = tuple(options.get("path", ()))
        document = self.visit(node.args[0])
        if options.get("as_text"):
            return self.step(document, path, "->>", "#>>") if path else f"({document} #>> '{{}}')"
        return self.step(document, path, "->", "#>") if path else document

    def call_json_has_key(self, node: nodes.Call) -> str:
        """Write whether there is anything, be it null, at the option `path`."""
        path = tuple(options_of(node).get("path", ()))
        document = self.visit(node.args[0])
        if isinstance(path[-1], int):
            return f"{self.step(document, path, '->', '#>')} IS NOT NULL"
        if len(path) > 1:
            document = self.step(document, path[:-1], "->", "#>")
        return f"{document} ? {self.key(path[-1])}"

    def call_json_contains(self, node: nodes.Call) -> str:
        left = self.visit(node.args[0])
        return f"{left} @> {self.visit(node.args[1])}"

    def call_json_contained_by(self, node: nodes.Call) -> str:
        left = self.visit(node.args[0])
        return f"{left} <@ {self.visit(node.args[1])}"

    def call_json_object(self, node: nodes.Call) -> str:
        return f"JSONB_BUILD_OBJECT({', '.join([self.embedded(item) for item in node.args])})"

    def call_json_array(self, node: nodes.Call) -> str:
        return f"JSONB_BUILD_ARRAY({', '.join([self.embedded(item) for item in node.args])})"

    def embedded(self, item: Any) -> str:
        """Return an argument of a function that takes any type: the server must know which one it is."""
        return self.visit(item)
