"""Programs are typed for mypy and pyright, in their strict modes and without any plugin.

`library.py` and `check_*.py` are checked, not run. A line that ends in `# error` must be refused, every other accepted.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FILES = [HERE / "library.py", *sorted(HERE.glob("check_*.py"))]

Complaints = dict[tuple[str, int], str]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)


def mypy() -> Complaints:
    if find_spec("mypy") is None:
        pytest.skip("mypy is not installed: pip install django-multidb[quality]")
    done = run(
        sys.executable, "-m", "mypy", f"--config-file={HERE / 'mypy.ini'}", "--no-color-output", "--no-error-summary",
        f"--cache-dir={ROOT / '.mypy_cache' / 'typing'}", *map(str, FILES),
    )  # fmt: skip
    found = re.findall(r"^(?:.*/)?(\w+\.py):(\d+): error: (.*)$", done.stdout, re.MULTILINE)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return {(name, int(line)): message for name, line, message in found}


def pyright() -> Complaints:
    beside = shutil.which("pyright", path=str(Path(sys.executable).parent))
    tool = beside or shutil.which("pyright")
    if tool is None:
        pytest.skip("pyright is not installed: pip install django-multidb[quality]")
    done = run(tool, f"--project={HERE}", f"--pythonpath={sys.executable}", "--outputjson")
    try:
        report = json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError:
        pytest.skip(f"pyright cannot be started here: {(done.stderr or done.stdout).strip()[-200:]}")
    assert report["summary"]["filesAnalyzed"] == len(FILES), report["summary"]
    return {
        (Path(found["file"]).name, found["range"]["start"]["line"] + 1): found["message"]
        for found in report["generalDiagnostics"]
        if found["severity"] == "error"
    }


def marked() -> set[tuple[str, int]]:
    """The lines that must be refused."""
    return {
        (path.name, number)
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("# error")
    }


@pytest.mark.slow
@pytest.mark.parametrize("checker", [mypy, pyright], ids=lambda checker: checker.__name__)
def test_a_strict_checker_refuses_the_marked_lines_and_no_others(checker: Callable[[], Complaints]) -> None:
    found = checker()
    expected = marked()
    assert {place: message for place, message in found.items() if place not in expected} == {}
    assert expected - found.keys() == set()
    assert len(expected) > 10


@pytest.mark.slow
def test_what_checkers_accept_can_be_run() -> None:
    program = (
        "import django; from django.conf import settings; APPS = ['contenttypes', 'auth'];"
        "APPS = [f'django.contrib.{app}' for app in APPS] + ['tests.typing'];"
        "settings.configure(INSTALLED_APPS=APPS);"
        "django.setup(); from tests.typing import library, check_fields, check_querysets, check_program;"
        "check_fields.on_the_class(); check_fields.field_of_something_else(); check_querysets.expressions();"
        "check_program.choices()"
    )
    done = run(sys.executable, "-W", "error", "-c", program)
    assert done.returncode == 0, done.stderr
