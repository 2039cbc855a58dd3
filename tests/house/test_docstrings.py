"""Public names on floors 1 to 6 say what they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.sources import Definition, files, floor_of, module_of, name_of, tree_of

DOCUMENTED_FLOORS = range(1, 7)

# The methods of a compiler: one per kind of node or function, whose name is all there is to say.
NAMED_AFTER_WHAT_THEY_WRITE = ("visit_", "call_")


@cache
def documented_method_names() -> frozenset[str]:
    """Names that some class of these floors documents: what overrides it need not say it again."""
    return frozenset(
        name.rpartition(".")[2] for path in low_files() for name, node in public(path) if ast.get_docstring(node)
    )


def test_every_public_name_of_floors_1_to_6_has_a_docstring() -> None:
    silent = [
        f"{name_of(path)}:{node.lineno} {name}"
        for path in low_files()
        for name, node in public(path)
        if not ast.get_docstring(node) and not _says_it_elsewhere(name)
    ]
    assert silent == []


def low_files() -> list[Path]:
    public_files = (path for path in files() if not path.name.startswith("_") or path.name == "__init__.py")
    return [path for path in public_files if floor_of(module_of(path)) in DOCUMENTED_FLOORS]


def public(path: Path) -> Iterator[tuple[str, Definition]]:
    """The public functions and classes of a file, and the public methods of its public classes."""
    for node in tree_of(path).body:
        if not isinstance(node, Definition) or node.name.startswith("_") or _is_typing_only(node):
            continue
        yield node.name, node
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            is_method = isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_")
            if is_method and not _is_typing_only(inner):
                yield f"{node.name}.{inner.name}", inner


def _says_it_elsewhere(name: str) -> bool:
    method = name.rpartition(".")[2]
    return "." in name and (method in documented_method_names() or method.startswith(NAMED_AFTER_WHAT_THEY_WRITE))


def _is_typing_only(node: Definition) -> bool:
    """An overload, or the setter of a property whose getter speaks for both."""
    decorators = {ast.unparse(each).rpartition(".")[2] for each in node.decorator_list}
    return not decorators.isdisjoint({"overload", "setter", "deleter"})
