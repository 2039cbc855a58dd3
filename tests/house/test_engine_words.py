"""Engine names appear only below ``django/db/backends``, and in the applications that are about one engine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.sources import files, name_of, tree_of

WORD = re.compile(r"sqlite|postgres|mysql|mariadb|oracle", re.IGNORECASE)
#: The engines, and the applications that are about one.
BELOW = ("django/db/backends/", "django/contrib/postgres/")

# File -> why it may know an engine's name.
ALLOWED = {
    "django/utils/dateparse.py": "reads the text form of intervals that is known by its engine's name",
    "django/utils/database_url.py": "knows the schemes of database URLs, which are names of engines",
    "django/db/configuration.py": "reads ENGINE, whose values are the names of engines, past and present",
    "django/db/models/checks/constraints.py": "a documented message names the package that has the remedy",
    "django/db/models/indexes.py": "a documented message names the package that has the remedy",
    "django/db/models/lookups/json.py": "public attributes name an engine's operators; see TODO.rst",
    "django/test/compliance/databases.py": "names the reference that other engines are compared with",
    "django/conf/global_settings.py": "states the ENGINE of a project that configures none",
}


def test_no_engine_is_named_above_backends() -> None:
    found = [
        f"{name}:{line} {word}"
        for path in files()
        if not (name := name_of(path)).startswith(BELOW) and name not in ALLOWED
        for line, word in engine_words(tree_of(path))
    ]
    assert found == []


def engine_words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names and texts of the code that contain an engine's name; docstrings and comments are prose."""
    prose = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if id(node) in prose:
            continue
        for text in _texts(node):
            if WORD.search(text):
                yield node.lineno, text.strip()[:60]  # type: ignore[attr-defined]


def _has_docstring(node: ast.AST) -> bool:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return isinstance(node, documented) and ast.get_docstring(node) is not None


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
