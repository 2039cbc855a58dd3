"""How long files and functions may be."""

from __future__ import annotations

import ast

from tests.house.sources import definitions, files, length_without_docstring, name_of, tree_of

MAX_FILE = 650
MAX_FUNCTION = 60
MAX_CLASS = 400

# Tables of data have no parts to cut. File or "file: function" -> why.
EXCEPTIONS: dict[str, str] = {}


def test_no_file_is_longer_than_650_lines() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files()}
    too_long = {name: length for name, length in lengths.items() if length > MAX_FILE and name not in EXCEPTIONS}
    assert too_long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    too_long = {
        f"{name_of(path)}: {name}": length
        for path in files()
        for name, node in definitions(tree_of(path))
        if not isinstance(node, ast.ClassDef) and (length := length_without_docstring(node)) > MAX_FUNCTION
    }
    assert {name: length for name, length in too_long.items() if name not in EXCEPTIONS} == {}


def test_no_class_is_longer_than_400_lines() -> None:
    too_long = {
        f"{name_of(path)}: {name}": length
        for path in files()
        for name, node in definitions(tree_of(path))
        if isinstance(node, ast.ClassDef) and (length := length_without_docstring(node)) > MAX_CLASS
    }
    assert {name: length for name, length in too_long.items() if name not in EXCEPTIONS} == {}


def test_every_exception_is_still_needed() -> None:
    known = {name_of(path) for path in files()}
    assert [name for name in EXCEPTIONS if name.split(":")[0] not in known] == []


def test_every_file_says_what_it_gives() -> None:
    silent = [
        name_of(path)
        for path in files()
        if tree_of(path).body and not ast.get_docstring(tree_of(path)) and not _is_template(name_of(path))
    ]
    assert silent == []


def _is_template(name: str) -> bool:
    return "_template/" in name
