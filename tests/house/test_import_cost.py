"""What `import django.db.models` may cost: every program that uses a model pays it when it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

IMPORT = "import django.db.models"
RUNS = 5
LARGEST_SHARE = 0.5
MOST_MODULES_OF_OURS = 240

#: Module of the standard library -> why programs should not pay for it before they use it.
NOT_LOADED = {
    "ast": "loaded by inspect",
    "asyncio": "only asynchronous code needs it, and that has loaded it",
    "base64": "for binary values in fixtures",
    "dataclasses": "loads inspect and compiles functions for each class; utils.frozen and utils.record do without",
    "decimal": "only decimal fields need it",
    "difflib": "for error messages",
    "dis": "loaded by inspect",
    "email": "nothing here sends mail",
    "hashlib": "for names that are too long, and for passwords",
    "inspect": "loads ast, dis and tokenize; utils.inspect reads the flags of code objects",
    "ipaddress": "loaded by urllib.parse",
    "json": "only JSON values need it",
    "logging": "something must have gone wrong, or somebody configured it",
    "pathlib": "os.path does",
    "platform": "loaded by uuid",
    "sqlite3": "an engine is loaded when a connection to it is made",
    "tempfile": "for uploads and tests",
    "textwrap": "for long texts",
    "traceback": "loaded by logging",
    "unicodedata": "for slugs",
    "urllib.parse": "for URLs",
    "uuid": "runs platform; only UUID fields need it",
    "zlib": "for images",
}


def test_importing_models_loads_no_module_that_only_some_programs_need() -> None:
    # What the interpreter loads by itself (`site`, coverage) is not our doing.
    wanted = set(_modules_after(IMPORT)) - set(_modules_after("pass"))
    assert {name: why for name, why in NOT_LOADED.items() if name in wanted} == {}


def test_importing_models_loads_few_modules_of_ours() -> None:
    ours = [name for name in _modules_after(IMPORT) if name.partition(".")[0] == "django"]
    assert len(ours) <= MOST_MODULES_OF_OURS


def test_importing_models_costs_at_most_half_of_the_reference(tmp_path: Path) -> None:
    reference = os.environ.get("DJANGO_REFERENCE_PYTHON")
    if not reference:
        pytest.skip("DJANGO_REFERENCE_PYTHON names no interpreter that has the reference installed.")
    ours, theirs = [], []
    for run in range(RUNS + 1):
        seconds = _seconds(sys.executable, tmp_path, str(ROOT)), _seconds(reference, tmp_path)
        # The first run writes the bytecode.
        if run:
            ours.append(seconds[0])
            theirs.append(seconds[1])
    share = min(ours) / min(theirs)
    figures = f"{min(ours):.3f} s of CPU against {min(theirs):.3f} s, a share of {share:.2f}"
    print(figures)
    assert share <= LARGEST_SHARE, figures


def _modules_after(code: str) -> list[str]:
    """The names in `sys.modules` of a fresh interpreter that has run `code`."""
    command = [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()


def _seconds(python: str, bytecode: Path, path: str = "") -> float:
    """The processor time, of user and system, that a fresh interpreter takes for the import."""
    resource = pytest.importorskip("resource", reason="this system does not tell the CPU time of a child.")
    dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    if path:
        environment["PYTHONPATH"] = path
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, "-c", IMPORT], cwd="/", env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return float(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
