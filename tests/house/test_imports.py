"""Who may import whom, and that every public path loads by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib

import pytest

from tests.house.sources import PACKAGE, ROOT, files, floor_of, imported_modules, module_of, name_of, tree_of

# Each of these is a promise to programs written for Django.
PUBLIC_PATHS = [
    "django",
    "django.apps",
    "django.conf",
    "django.core.checks",
    "django.core.exceptions",
    "django.core.management",
    "django.core.management.base",
    "django.core.management.color",
    "django.core.serializers",
    "django.core.serializers.json",
    "django.core.signals",
    "django.core.files.storage",
    "django.core.paginator",
    "django.core.signing",
    "django.core.validators",
    "django.db",
    "django.db.backends.sqlite3.base",
    "django.db.backends.utils",
    "django.db.models",
    "django.db.models.aggregates",
    "django.db.models.constants",
    "django.db.models.constraints",
    "django.db.models.deletion",
    "django.db.models.expressions",
    "django.db.models.fields",
    "django.db.models.fields.related",
    "django.db.models.functions",
    "django.db.models.indexes",
    "django.db.models.lookups",
    "django.db.models.manager",
    "django.db.models.query",
    "django.db.models.query_utils",
    "django.db.models.signals",
    "django.db.transaction",
    "django.db.utils",
    "django.dispatch",
    "django.test",
    "django.test.client",
    "django.test.runner",
    "django.test.signals",
    "django.test.testcases",
    "django.test.utils",
    "django.utils.dateparse",
    "django.utils.deconstruct",
    "django.utils.encoding",
    "django.utils.functional",
    "django.utils.module_loading",
    "django.utils.text",
    "django.utils.timezone",
    "django.utils.translation",
]

# One child process per path, forked from an interpreter that has imported nothing of ours.
LOAD_EACH = """
import json, os, sys, traceback
failed = {}
for path in json.loads(sys.argv[1]):
    reader, writer = os.pipe()
    if not (child := os.fork()):
        try:
            __import__(path)
        except BaseException:
            os.write(writer, traceback.format_exc(limit=-3).encode()[-4000:])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as report:
        if text := report.read():
            failed[path] = text
    os.waitpid(child, 0)
print(json.dumps(failed))
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork")
def test_each_public_path_loads_alone_in_a_fresh_interpreter() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", LOAD_EACH, json.dumps(PUBLIC_PATHS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert json.loads(run.stdout) == {}


def is_door(module: str, target: str) -> bool:
    """An application brings its commands along: they are doors, although they stand in its own package."""
    parts = module.split(".")
    return parts[:2] == ["django", "contrib"] and "management" in parts and target.startswith("django.core.management")


def test_no_file_imports_from_a_floor_above() -> None:
    upward = []
    for path in files():
        module = module_of(path)
        floor = floor_of(module)
        if floor is None:
            continue
        for target, line in imported_modules(tree_of(path), module, path.name == "__init__.py"):
            above = floor_of(target)
            if above is not None and above > floor and not is_door(module, target):
                upward.append(f"{name_of(path)}:{line} (floor {floor}) imports {target} (floor {above})")
    assert upward == []


def test_the_contract_between_engines_names_every_engine() -> None:
    """Otherwise an engine that is new could import from another one, and nothing would tell."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = tools["importlinter"]["contracts"]
    (independent,) = [contract["modules"] for contract in contracts if contract["type"] == "independence"]
    engines = [module_of(path.parent) for path in PACKAGE.glob("db/backends/*/base.py") if path.parent.name != "base"]
    assert sorted(engines) == sorted(independent)


def test_every_room_stands_on_a_floor() -> None:
    # Faces and entry points stand on none: they may see the whole house.
    faces = {"django", "django.__main__", "django.core", "django.db"}
    homeless = [name_of(path) for path in files() if floor_of(module_of(path)) is None and module_of(path) not in faces]
    assert homeless == []
