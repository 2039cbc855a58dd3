"""Writes ``docs/engines/features.rst`` from the feature flags of the engines: ``python docs/feature_table.py``.

The flags are read from the source, so that no driver need be installed. A flag that is worked out, by the server's
version for one, says "varies".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BACKENDS = ROOT / "django" / "db" / "backends"
PAGE = ROOT / "docs" / "engines" / "features.rst"
NOT_ENGINES = ("base", "dummy")
#: Engines whose name depends on the server.
SEVERAL_NAMES = {"mysql": "MySQL, MariaDB"}

HEAD = """\
Features of the engines
=======================

.. This page is written by docs/feature_table.py; change the flags, not the page.

What each engine can do, by its feature flags (``connections[alias].features``). Everything above the engines asks these
flags and never an engine's name; :doc:`the compliance suite <writing_an_engine>` proves them. *varies*: it depends on
the server's version, its settings, or the driver.

"""


def table() -> str:
    """Return the page."""
    engines = sorted(path.parent for path in BACKENDS.glob("*/features.py") if path.parent.name not in NOT_ENGINES)
    flags = {engine: _flags(engine / "features.py") for engine in engines}
    parts = [HEAD]
    for title, names in _sections():
        rows = [(name, default) for name, default in names if default is not None]
        if rows:
            parts += [f"{title}\n{'-' * len(title)}\n\n", *_simple_table(engines, flags, rows), "\n"]
    return "".join(parts).rstrip() + "\n"


def _simple_table(engines: list[Path], flags: dict[Path, dict[str, str]], rows: list[tuple[str, str]]) -> Iterator[str]:
    titles = [_display_name(engine) for engine in engines]
    widths = [max(len(name) for name, _ in rows) + 4, *(max(len(title), len("varies")) for title in titles)]
    rule = "  ".join("=" * width for width in widths) + "\n"
    yield rule + _line(["Flag", *titles], widths) + rule
    for name, default in rows:
        yield _line([f"``{name}``", *(flags[engine].get(name, default) for engine in engines)], widths)
    yield rule


def _line(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() + "\n"


def _sections() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Yield the title of each section of the base's flags, and its flags with their defaults."""
    path = BACKENDS / "base" / "features.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    found: list[tuple[str, str | None]] = []
    title = "General"
    values = _flags(path)
    for line in lines:
        heading = re.fullmatch(r"    # ([A-Z][\w, ]+)", line)
        flag = re.match(r"    (\w+)(?:: [^=]+)? = ", line)
        if heading:
            yield title, found
            title, found = heading[1], []
        elif flag:
            found.append((flag[1], values.get(flag[1])))
    yield title, found


def _flags(path: Path) -> dict[str, str]:
    """Return the flags that are true, false or worked out; those with another value are no switches."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {}
    for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for node in cls.body:
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                found[node.name] = "varies"
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                said = _said(node.value)
                if isinstance(target, ast.Name) and said:
                    found[target.id] = said
    return found


def _said(value: ast.expr) -> str | None:
    if isinstance(value, ast.Constant):
        return {True: "yes", False: "no"}.get(value.value) if isinstance(value.value, bool) else None
    return "varies" if isinstance(value, ast.Compare | ast.BoolOp | ast.Call) else None


def _display_name(engine: Path) -> str:
    text = (engine / "base.py").read_text(encoding="utf-8")
    said = re.search(r'^    display_name\b[^=]*= "(.+)"', text, re.MULTILINE)
    return said[1] if said else SEVERAL_NAMES[engine.name]


if __name__ == "__main__":
    PAGE.write_text(table(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
