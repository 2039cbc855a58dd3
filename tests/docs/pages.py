"""The Python of the documentation's pages: their literal blocks, put together to one program a page."""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETS_UP = re.compile(r"settings\.configure\(|standalone\.start\(")
PAGES = {path.relative_to(ROOT).with_suffix("").as_posix(): path for path in sorted((ROOT / "docs").rglob("*.rst"))}
PAGES["README"] = ROOT / "README.rst"


def blocks(page: Path) -> Iterator[tuple[int, str]]:
    """Yield the Python blocks of a page: the number of the line before each, and its text, not indented."""
    lines = page.read_text(encoding="utf-8").splitlines()
    plain_is_python = ".. highlight:: text" not in lines
    for number, line in enumerate(lines, 1):
        said = line.strip()
        if said == ".. code-block:: python" or (plain_is_python and said.endswith("::") and not said.startswith("..")):
            indent = len(line) - len(line.lstrip())
            found = []
            for each in lines[number:]:
                if each.strip() and len(each) - len(each.lstrip()) <= indent:
                    break
                found.append(each)
            yield number, textwrap.dedent("\n".join(found)).strip("\n") + "\n"


def programs(page: Path) -> Iterator[str]:
    """Yield the programs of a page, each line where it stands on the page: a block that sets up Django begins one."""
    written: list[str] = []
    for number, text in blocks(page):
        if written and SETS_UP.search(text):
            yield "\n".join(written) + "\n"
            written = []
        written += [""] * (number + 1 - len(written)) + text.splitlines()
    yield "\n".join(written) + "\n"


def promises(source: str) -> dict[int, str]:
    """Return what the comments beside print() say it prints: the number of the call's first line, and the text."""
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    prints = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]
    return {node.lineno: comments[node.end_lineno or 0] for node in prints if (node.end_lineno or 0) in comments}
