"""Run a program and tell, as JSON on its last line, what each line that calls print() has printed.

    python -m tests.docs.play PROGRAM
"""

from __future__ import annotations

import builtins
import json
import runpy
import sys
from typing import Any

printed: list[tuple[int, str]] = []


def note(*words: Any, **how: Any) -> None:
    """Stand for print()."""
    printed.append((sys._getframe(1).f_lineno, " ".join(map(str, words))))


if __name__ == "__main__":
    shown, builtins.print = print, note
    try:
        runpy.run_path(sys.argv[1], run_name="__main__")
    finally:
        builtins.print = shown
    print(json.dumps(printed))
