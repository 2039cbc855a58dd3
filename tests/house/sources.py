"""What the house tests look at: the files of the package, their trees, and the floors of pyproject.toml."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "django"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def files() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_of(path: Path) -> str:
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


@cache
def floors() -> tuple[tuple[str, ...], ...]:
    """The rooms of each floor, lowest first, as the first import contract states them."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    lines = reversed(tools["importlinter"]["contracts"][0]["layers"])
    return tuple(tuple(re.findall(r"django[\w.]+", line)) for line in lines)


def floor_of(module: str) -> int | None:
    """The floor a module stands on, from 1; None for faces that stand on none."""
    if ".management.commands." in module:
        # Commands are doors, whichever app brings them.
        return len(floors())
    for number, rooms in enumerate(floors(), start=1):
        if any(module == room or module.startswith(f"{room}.") for room in rooms):
            return number
    return None


def definitions(tree: ast.AST) -> Iterator[tuple[str, Definition]]:
    """Every function and class at any depth, with its dotted name."""

    def walk(node: ast.AST, prefix: str) -> Iterator[tuple[str, Definition]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Definition):
                yield f"{prefix}{child.name}", child
                yield from walk(child, f"{prefix}{child.name}.")
            else:
                yield from walk(child, prefix)

    return walk(tree, "")


def length_without_docstring(node: Definition) -> int:
    first = node.body[0]
    docstring = ast.get_docstring(node, clean=False)
    documented = 0 if docstring is None else (first.end_lineno or 0) - first.lineno + 1
    return (node.end_lineno or 0) - node.lineno + 1 - documented


def imported_modules(node: ast.AST, module: str, is_package: bool) -> Iterator[tuple[str, int]]:
    """The modules of the package that a tree imports, at any depth, with their lines."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from ((alias.name, each.lineno) for alias in each.names)
        elif isinstance(each, ast.ImportFrom):
            base = _absolute(each, module, is_package)
            for alias in each.names:
                full = f"{base}.{alias.name}"
                yield (full if _is_module(full) else base), each.lineno


def _absolute(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, *([node.module] if node.module else [])])


@cache
def _is_module(dotted: str) -> bool:
    path = ROOT.joinpath(*dotted.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()
